// axe-core on a page: every rule that is on by default, and the size of targets.

import { createRequire } from "node:module";
import { readFileSync } from "node:fs";

const SOURCE = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

/** The violations on the page as it stands, one line each. */
export async function violations(page) {
  if (!(await page.evaluate(() => "axe" in window))) await page.evaluate(SOURCE);
  const found = await page.evaluate(async () => {
    const { violations } = await window.axe.run(document, { resultTypes: ["violations"], rules: { "target-size": { enabled: true } } });
    return violations.map(({ id, impact, help, nodes }) => ({ id, impact, help, nodes: nodes.map((node) => `${node.target.join(" ")} ${(node.any[0] ?? node.all[0] ?? node.none[0])?.message ?? ""}`) }));
  });
  return found.map(({ id, impact, help, nodes }) => `${id} (${impact}): ${help}; ${nodes.length}×, ${nodes.slice(0, 3).join(" | ")}`);
}
