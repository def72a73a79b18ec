// The clock of the quiz page: the server's time, said aloud near the end, locked at zero.

import assert from "node:assert/strict";
import { test } from "../lib/registry.mjs";
import { attempt, notice, section, start } from "../lib/quiz.mjs";

const left = async (page) => (await page.locator("#timer-left").innerText()).match(/\d+(?=:)/)?.[0];

test("The time left is told five minutes and one minute before the end, and at the end the items are locked", async (trial) => {
  trial.allowNetworkLoss();
  const { page, context } = await trial.as();
  const id = await start(page);
  const deadline = Date.parse((await attempt(context, id)).deadline_at);
  await page.route("**/ket-qua", (route) => route.fulfill({ status: 204 }));
  await page.clock.install();
  await page.reload();
  const remaining = async () => Math.floor((deadline - (await page.evaluate(() => Date.now()))) / 1000);
  const [calm, urgent] = [page.locator("#take-say"), page.locator("#take-say-now")];
  assert.equal((await calm.textContent()).trim(), "");

  await page.locator("#timer-toggle").click();
  assert.ok(await page.locator("#timer-left").isHidden(), "the clock can be hidden");
  await page.clock.fastForward(((await remaining()) - 310) * 1000);
  await page.clock.runFor(3_000);
  assert.equal((await calm.textContent()).trim(), "", "nothing is said before five minutes");
  await page.clock.runFor(12_000);
  assert.match(await calm.textContent(), /\b5\b/);
  assert.equal(await calm.getAttribute("role"), "status");
  assert.equal((await urgent.textContent()).trim(), "");
  assert.ok(await page.locator("#timer-left").isHidden(), "a hidden clock stays hidden");

  await page.clock.fastForward(((await remaining()) - 62) * 1000);
  await page.clock.runFor(5_000);
  assert.match(await urgent.textContent(), /\b1\b/);
  assert.equal(await urgent.getAttribute("role"), "alert");
  assert.ok(await page.locator("#timer-left").isVisible(), "in the last minute the clock is shown in any case");

  await page.clock.runFor(65_000);
  await notice(page, "closed").waitFor();
  assert.ok((await notice(page, "closed").innerText()).trim().length > 10);
  for (const slot of [1, 20]) assert.ok(await section(page, slot).locator("[name=response]").first().isDisabled(), "nothing can be chosen any more");
});

test("A wrong clock in the device changes nothing about the time left", async (trial) => {
  const { page } = await trial.as();
  await start(page);
  await page.clock.install({ time: Date.now() + 3 * 3_600_000 });
  await page.reload();
  await page.clock.runFor(2_000);
  assert.match(await left(page), /^(29|30)$/);
});
