// The network goes, the tab dies, the server dies: nothing that was chosen is lost.

import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { Product } from "../lib/product.mjs";
import { test } from "../lib/registry.mjs";
import { attempt, choose, goTo, held, isSaved, isWaiting, notice, savedLine, section, shown, start } from "../lib/quiz.mjs";
import { PHONE, follow, look, press, seen, send } from "../lib/world.mjs";

const answers = (trial, slots) => new Map(slots.map((slot) => [slot.slot, trial.keys.response(slot)]));
/** The bodies of the saves a page sends from now on, in order. */
function saves(page) {
  const sent = [];
  page.on("request", (request) => {
    if (request.method() !== "PUT") return;
    const single = /\/responses\/(\d+)$/.exec(request.url());
    const body = request.postDataJSON();
    sent.push(...(single ? [{ slot: Number(single[1]), ...body }] : body.responses));
  });
  return sent;
}
const unsent = (page) => page.evaluate(() => Object.keys(localStorage).filter((key) => key.startsWith("hocthi.unsent.")).length);

test("Half a minute without network in the quiz costs nothing and is said in words", async (trial) => {
  trial.allowNetworkLoss();
  const { page, context } = await trial.as(undefined, PHONE);
  const id = await start(page);
  const right = answers(trial, (await attempt(context, id)).slots);
  await choose(page, 1, right.get(1));
  await isSaved(page, 1);
  const cut = Date.now();
  await context.setOffline(true);
  await notice(page, "offline").waitFor();
  const words = await notice(page, "offline").innerText();
  assert.match(words, /mạng|kết nối/i);
  const order = [];
  for (const slot of [6, 2, 9, 4]) {
    await choose(page, slot, right.get(slot));
    await isWaiting(page, slot);
    assert.match(await savedLine(page, slot).innerText(), /chưa gửi/i, "each item says that it is unsent");
    order.push(slot);
  }
  // A mind changed while offline: the latest counts, and its turn is the latest too.
  await goTo(page, 2);
  const changed = [right.get(2)].flat().map(String);
  await press(section(page, 2).locator("label.opt").filter({ hasNot: page.locator(changed.map((value) => `[value="${value}"]`).join(",")) }).first());
  order.splice(order.indexOf(2), 1);
  order.push(2);
  const chosen = new Map();
  for (const slot of [1, 6, 9, 4, 2]) chosen.set(slot, await shown(page, slot));
  // The clock goes on, and the way to the review is barred with a reason.
  const before = await page.locator("#timer-left").innerText();
  await goTo(page, 9);
  await press(page.locator("#take-review"));
  await notice(page, "staying").waitFor();
  await look(page);
  assert.ok(await section(page, 9).isVisible());
  await sleep(Math.max(0, 30_000 - (Date.now() - cut)));
  assert.notEqual(await page.locator("#timer-left").innerText(), before);
  assert.ok(await notice(page, "offline").isVisible(), "it is still said after half a minute");
  assert.equal(await unsent(page), 1, "the unsent answers are kept in the browser");

  const sent = saves(page);
  await context.setOffline(false);
  for (const slot of order) await page.locator(`#saved-${slot}.icon-check`).waitFor({ state: "attached", timeout: 20_000 });
  await notice(page, "again").waitFor();
  assert.equal(await notice(page, "offline").count(), 0);
  assert.deepEqual(sent.map(({ slot }) => slot), order, "the answers are sent in the order of the changes");
  assert.deepEqual(await held(context, id), new Map([...chosen].sort(([a], [b]) => a - b)));
  assert.equal(await unsent(page), 0);
}, 40);

test("A network that swallows requests without a word is noticed, and the answers follow later", async (trial) => {
  trial.allowNetworkLoss();
  trial.allow(/status of 503/, /^503 /);
  const { page, context } = await trial.as();
  const id = await start(page);
  const right = answers(trial, (await attempt(context, id)).slots);
  let fault = "abort";
  await page.route("**/api/**", (route) => (fault === "abort" ? route.abort("connectionreset") : fault ? route.fulfill({ status: 503, headers: { "Retry-After": "1" }, contentType: "application/problem+json", body: "{}" }) : route.continue()));
  await choose(page, 1, right.get(1));
  await isWaiting(page, 1);
  await notice(page, "offline").waitFor();
  fault = "busy";
  await choose(page, 2, right.get(2));
  await isWaiting(page, 2);
  await sleep(2_500);
  assert.equal((await held(context, id)).size, 0);
  fault = "";
  for (const slot of [1, 2]) await page.locator(`#saved-${slot}.icon-check`).waitFor({ state: "attached", timeout: 20_000 });
  await page.waitForFunction(() => !document.querySelector("[data-notice=offline]"));
  assert.deepEqual(await held(context, id), new Map([1, 2].map((slot) => [slot, right.get(slot)])));
}, 12);

for (const [how, die] of [
  ["closed", (page) => page.close()],
  ["killed", async (page, context) => {
    const gone = page.waitForEvent("crash");
    (await context.newCDPSession(page)).send("Page.crash").catch(() => {});
    await gone;
    await page.close();
  }],
]) {
  test(`After the tab was ${how} without warning the attempt goes on at the same item, with every choice`, async (trial) => {
    trial.allowNetworkLoss();
    const { page, context } = await trial.as(undefined, PHONE);
    const id = await start(page);
    const right = answers(trial, (await attempt(context, id)).slots);
    const chosen = new Map();
    for (const slot of [1, 2, 3]) {
      await choose(page, slot, right.get(slot));
      await isSaved(page, slot);
    }
    await context.setOffline(true);
    for (const slot of [4, 11]) await choose(page, slot, right.get(slot));
    await isWaiting(page, 11);
    for (const slot of [1, 2, 3, 4, 11]) chosen.set(slot, right.get(slot));
    await die(page, context);

    await context.setOffline(false);
    const again = await context.newPage();
    // The server still takes its time, so that one can see what is said meanwhile.
    let isHeld = true;
    await again.route("**/responses**", async (route) => {
      while (isHeld) await sleep(50);
      await route.continue();
    });
    await again.goto("/viec-cua-toi");
    await look(again);
    // One tap.
    await follow(again, () => press(seen(again, `main a[href='/luot-lam/${id}']`)));
    await look(again);
    assert.ok(await section(again, 11).isVisible(), "the item that was open is open");
    for (const [slot, response] of chosen) {
      assert.deepEqual(await shown(again, slot), response, `the choice of item ${slot}`);
      assert.ok((await savedLine(again, slot).textContent()).trim(), `item ${slot} says how its answer stands`);
    }
    for (const slot of [4, 11]) assert.doesNotMatch(await savedLine(again, slot).getAttribute("class"), /icon-check/, "what is not yet sent is not called saved");
    isHeld = false;
    for (const slot of chosen.keys()) await again.locator(`#saved-${slot}.icon-check`).waitFor({ state: "attached" });
    assert.deepEqual(await held(context, id), chosen);
  }, 12);
}

test("Without network nothing of an earlier page is needed: choices go on for all items", async (trial) => {
  trial.allowNetworkLoss();
  const { page, context } = await trial.as();
  const id = await start(page);
  const right = answers(trial, (await attempt(context, id)).slots);
  await context.setOffline(true);
  for (const [slot, response] of right) await choose(page, slot, response);
  await context.setOffline(false);
  for (const slot of right.keys()) await page.locator(`#saved-${slot}.icon-check`).waitFor({ state: "attached", timeout: 20_000 });
  assert.deepEqual(await held(context, id), right);
}, 8);

/** A port nobody listens on now. */
const freePort = () =>
  new Promise((resolve) => {
    const server = createServer().listen(0, "127.0.0.1", () => {
      const { port } = server.address();
      server.close(() => resolve(port));
    });
  });

test("The server killed in the middle of a quiz: what it called saved is there, the rest follows", async (trial) => {
  trial.allowNetworkLoss();
  const data = mkdtempSync(join(tmpdir(), "hocthi-browser-"));
  const bind = `127.0.0.1:${await freePort()}`;
  let product = await Product.start({ people: 1, bind, data });
  try {
    const context = await trial.context(undefined, product);
    const page = await context.newPage();
    await page.goto("/dang-ky");
    await page.locator("[name=full_name]").fill("Trần Thị Bền");
    await page.locator("main [name=username]").fill("ben");
    await page.locator("[name=password]").fill("con-duong-lang-que-2026");
    await page.locator("[name=agreed]").check();
    await send(page, "form[action='/dang-ky']");
    const id = await start(page);
    const right = answers(trial, (await attempt(context, id)).slots);
    for (const slot of [1, 2, 3]) await choose(page, slot, right.get(slot));
    await isSaved(page, 3);
    await product.stop("SIGKILL");
    await choose(page, 4, right.get(4));
    await isWaiting(page, 4);
    await notice(page, "offline").waitFor();
    product = await Product.start({ people: 1, bind, data });
    await page.locator("#saved-4.icon-check").waitFor({ timeout: 40_000 });
    assert.deepEqual(await held(context, id), new Map([1, 2, 3, 4].map((slot) => [slot, right.get(slot)])));
    await context.close();
  } finally {
    await product.stop();
    rmSync(data, { recursive: true, force: true });
  }
}, 25);
