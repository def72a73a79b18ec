// A round whose items each have their own time, on a phone: with scripts, without, and with a network that comes and goes.

import assert from "node:assert/strict";
import { violations } from "../lib/axe.mjs";
import { test } from "../lib/registry.mjs";
import { api, attempt } from "../lib/quiz.mjs";
import { PHONE, follow, look, press, send } from "../lib/world.mjs";

const ROUND = "/cuoc-thi/thi-nhanh/vong/tuan-1";
const at = (page, slot) => page.locator(`#paced[data-slot="${slot}"]`);
const button = (page) => page.locator("#paced-form button[name=go]");
const first = (page) => page.locator("#paced-form label.opt").first();
const isKept = (page) => page.locator("#paced-saved.icon-check").waitFor();
const seconds = async (page) => Number(/\d+/.exec(await page.locator("#pace-left").innerText())[0]);

async function begin(page) {
  await page.goto(ROUND);
  await look(page);
  assert.match(await page.locator("main").innerText(), /Mỗi câu có 10 giây/);
  await send(page, `form[action='${ROUND}']`);
  await at(page, 1).waitFor();
  return /\/luot-lam\/([0-9a-f-]{36})/.exec(page.url())[1];
}

/** Moves to the last item by the API. */
async function toLast(context, id) {
  for (let { pace } = await attempt(context, id); pace.shown.slot < 20; ) ({ pace } = await api(context, "POST", `/attempts/${id}/moves`, { slot: pace.shown.slot }));
}

test("Items with ten seconds each follow each other on a phone, whatever the network does", async (trial) => {
  trial.allowNetworkLoss();
  const { page, context } = await trial.as(undefined, PHONE);
  const id = await begin(page);
  await page.evaluate(() => (window.stayed = true));
  await look(page);
  assert.equal(await page.locator("section.item").count(), 1);
  assert.ok((await seconds(page)) <= 10 && (await seconds(page)) >= 6, "its seconds are told");
  await press(first(page));
  await isKept(page);
  assert.match(await button(page).innerText(), /Trả lời và sang câu tiếp/);
  await press(button(page));
  await at(page, 2).waitFor();
  const begun = Date.now();
  const { responses, slots } = await attempt(context, id);
  assert.deepEqual([responses.map(({ slot }) => slot), slots.map(({ slot }) => slot)], [[1], [2]]);

  // The second is chosen, and its time runs out: what was chosen counts.
  await press(first(page));
  await page.locator("#paced-say", { hasText: "Câu này còn 5 giây." }).waitFor({ state: "attached" });
  await at(page, 3).waitFor({ timeout: 15_000 });
  const waited = Date.now() - begun;
  assert.ok(waited > 8_000 && waited < 12_500, `the second lapsed after ${waited} ms`);
  assert.deepEqual((await attempt(context, id)).responses.map(({ slot }) => slot), [1, 2]);
  assert.ok(await page.evaluate(() => window.stayed), "all in one page");

  // A reload in the middle: the same item, the answer, and the time that is left.
  await press(first(page));
  await isKept(page);
  const until = await page.locator("#paced").getAttribute("data-until");
  await page.waitForTimeout(1_500);
  await page.reload();
  await at(page, 3).waitFor();
  assert.ok(await first(page).locator("input").isChecked());
  assert.equal(await page.locator("#paced").getAttribute("data-until"), until, "no second was given back");
  assert.ok((await seconds(page)) <= 9);

  // A second tab shows the same, and the first follows it.
  const other = await context.newPage();
  await other.goto(`/luot-lam/${id}`);
  await at(other, 3).waitFor();
  await press(button(other));
  await at(other, 4).waitFor();
  await at(page, 4).waitFor();
  await other.close();

  // Without network the answer waits, and says so; back again it counts and the next item comes.
  await page.bringToFront();
  await context.setOffline(true);
  await press(first(page));
  await press(button(page));
  await page.locator("#paced-notices", { hasText: "Mất kết nối" }).waitFor();
  await context.setOffline(false);
  await at(page, 5).waitFor();
  assert.deepEqual((await attempt(context, id)).responses.map(({ slot }) => slot), [1, 2, 3, 4]);

  for (const colorScheme of ["light", "dark"]) {
    await page.emulateMedia({ colorScheme });
    assert.deepEqual(await violations(page), []);
    if (process.env.SHOTS) await page.screenshot({ path: `${process.env.SHOTS}paced-360-${colorScheme}.png`, fullPage: true });
  }
  await page.emulateMedia({ colorScheme: "light" });
  await toLast(context, id);
  await page.reload();
  await at(page, 20).waitFor();
  assert.match(await button(page).innerText(), /Nộp bài/);
  await press(first(page));
  await follow(page, () => press(button(page)));
  await page.waitForURL(/\/bien-nhan$/);
  await look(page);
  assert.match(await page.locator("main").innerText(), /5\/20|5 trong 20/);
}, 40);

test("Without scripts one form answers and moves on, and the page comes back by itself", async (trial) => {
  const { page, context } = await trial.as(undefined, { ...PHONE, javaScriptEnabled: false });
  const id = await begin(page);
  await look(page);
  await press(first(page));
  await follow(page, () => press(button(page)));
  await at(page, 2).waitFor();
  if (process.env.SHOTS) await page.screenshot({ path: `${process.env.SHOTS}paced-360-noscript.png`, fullPage: true });
  // Nothing is pressed: the page asks by itself for what comes.
  await at(page, 3).waitFor({ timeout: 15_000 });
  assert.deepEqual((await attempt(context, id)).responses.map(({ slot }) => slot), [1]);
  await toLast(context, id);
  await page.goto(`/luot-lam/${id}`);
  // The last one lapses: the page says so and leads to the round, where the attempt is closed.
  await at(page, 0).waitFor({ timeout: 15_000 });
  assert.match(await page.locator("main").innerText(), /Đã hết giờ của câu cuối/);
  await look(page);
  if (process.env.SHOTS) await page.screenshot({ path: `${process.env.SHOTS}paced-360-over.png`, fullPage: true });
  await page.waitForURL(new RegExp(`${ROUND}$`), { timeout: 20_000 });
}, 45);
