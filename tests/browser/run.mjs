// Runs the browser tests: `node run.mjs [part of a name …]`. Two at a time, each in contexts of its own,
// all against one demonstration of the product. Ends with a line "N passed, N failed".

import { mkdirSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { Keys } from "./lib/bank.mjs";
import { Product } from "./lib/product.mjs";
import { tests } from "./lib/registry.mjs";
import { Trial, launch } from "./lib/world.mjs";

for (const part of ["journey", "quiz", "types", "network", "time", "paced", "print", "roles", "contests", "setup", "desk", "registration", "prizes", "training", "papers", "authoring", "intake", "language", "axe"]) await import(`./tests/${part}.mjs`);

const WORKERS = Number(process.env.WORKERS ?? 2);
const LONGEST_MS = 180_000;
const LONGEST_IDLE_MS = 600_000;
const SHOTS = fileURLToPath(new URL("./shots/failed/", import.meta.url));

const wanted = process.argv.slice(2).map((word) => word.toLowerCase());
const queue = tests.filter(({ name }) => !wanted.length || wanted.some((word) => name.toLowerCase().includes(word))).sort((a, b) => b.weight - a.weight);

let product;
let browser;
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) process.on(signal, () => process.exit(130));

async function one({ name, run, isIdle }, keys) {
  const longest = isIdle ? LONGEST_IDLE_MS : LONGEST_MS;
  const trial = new Trial(product, browser);
  trial.keys = keys;
  const began = performance.now();
  let late;
  let fault;
  try {
    const limit = new Promise((_, reject) => (late = setTimeout(() => reject(new Error(`it takes longer than ${longest / 1000} s`)), longest)));
    await Promise.race([run(trial), limit]);
    if (trial.unexpected.length) throw new Error(`the pages had faults:\n${trial.unexpected.join("\n")}`);
  } catch (error) {
    fault = error;
    mkdirSync(SHOTS, { recursive: true });
    const file = name.replace(/[^a-z0-9]+/gi, "-").slice(0, 80);
    const open = trial.pages.filter((page) => !page.isClosed());
    await Promise.all(open.map((page, at) => page.screenshot({ path: `${SHOTS}${file}-${at + 1}.png`, timeout: 5_000 }).catch(() => {})));
    if (trial.unexpected.length) fault.more = trial.unexpected.join("\n");
  } finally {
    clearTimeout(late);
    await trial.close();
  }
  const seconds = ((performance.now() - began) / 1000).toFixed(1);
  console.log(`${fault ? "FAILED" : "ok"}  ${name} (${seconds} s)`);
  if (fault) console.log(`${fault.stack ?? fault}\n${fault.more ?? ""}`.replace(/^/gm, "    "));
  return !fault;
}

const began = performance.now();
let [passed, failed] = [0, 0];
try {
  const keys = new Keys();
  [product, browser] = await Promise.all([Product.start(), launch()]);
  const idle = queue.filter(({ isIdle }) => isIdle);
  const busy = queue.filter(({ isIdle }) => !isIdle);
  const work = async (queue) => {
    for (let next = queue.shift(); next; next = queue.shift()) {
      if (await one(next, keys)) passed += 1;
      else failed += 1;
    }
  };
  await Promise.all([idle, ...Array.from({ length: WORKERS }, () => busy)].map(work));
  const complaints = product.log.split("\n").filter((line) => /ERROR|panicked/.test(line));
  if (complaints.length) {
    failed += 1;
    console.log(`FAILED  the product's own log has no errors\n    ${complaints.slice(0, 10).map((line) => line.slice(0, 400)).join("\n    ")}`);
  }
} catch (error) {
  failed += 1;
  console.error(error);
} finally {
  await browser?.close().catch(() => {});
  await product?.stop();
}
console.log(`${((performance.now() - began) / 1000).toFixed(0)} s`);
console.log(`${passed} passed, ${failed} failed`);
process.exit(failed || !passed ? 1 : 0);
