// Taking the demonstration's quiz, by hand on the page or by the API beside it.

import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { follow, press, seen, send } from "./world.mjs";

export const QUIZ = "kl-57";
export const COURSE = "kl-57";
export const INTRO = `/bai-kiem-tra/${QUIZ}`;

/** Starts the quiz from its page; the attempt's id. */
export async function start(page) {
  await page.goto(INTRO);
  await send(page, `form[action='${INTRO}']`);
  const id = /\/luot-lam\/([0-9a-f-]{36})/.exec(page.url())?.[1];
  assert.ok(id, `starting did not lead into an attempt but to ${page.url()}`);
  return id;
}

/** The attempt as the API tells it to its taker. */
export async function attempt(context, id) {
  const answer = await context.request.get(`/api/v1/attempts/${id}`);
  assert.equal(answer.status(), 200, await answer.text());
  return answer.json();
}

/** Slot → response, as the server holds it. */
export const held = async (context, id) => new Map((await attempt(context, id)).responses.map(({ slot, response }) => [slot, response]));

export const section = (page, slot) => page.locator(`section.item[data-slot="${slot}"]`);
export const option = (page, slot, value) => section(page, slot).locator(`input[name=response][value="${value}"]`);
export const savedLine = (page, slot) => page.locator(`#saved-${slot}`);
/** The button of an item that goes on: "prev", "next" or "review". */
export const goButton = (page, slot, to) => section(page, slot).locator(`button[name=go][value="${to}"]:not([aria-hidden])`);
export const cell = (page, slot) => page.locator(`.panel a[data-slot="${slot}"]`);
export const notice = (page, name) => page.locator(`[data-notice="${name}"]`);

/** Opens the panel if it is folded and goes to an item. */
export async function goTo(page, slot) {
  if (await section(page, slot).isVisible()) return;
  if (!(await cell(page, slot).isVisible())) await press(page.locator("#take-panel summary"));
  await press(cell(page, slot));
  await section(page, slot).waitFor();
}

/** Chooses on the page what `response` says, tapping the rows. */
export async function choose(page, slot, response) {
  await goTo(page, slot);
  for (const value of [response].flat()) {
    const input = option(page, slot, String(value));
    if (await input.isChecked()) continue;
    await press(section(page, slot).locator("label.opt").filter({ has: page.locator(`input[value="${value}"]`) }));
    assert.ok(await input.isChecked(), `item ${slot} did not take "${value}"`);
  }
}

export const isSaved = (page, slot) => page.locator(`#saved-${slot}.icon-check`).waitFor({ timeout: 20_000 });
export const isWaiting = (page, slot) => page.locator(`#saved-${slot}.waiting`).waitFor({ state: "attached", timeout: 20_000 });

/** The response checked on the page. */
export async function shown(page, slot) {
  const { type, values } = await section(page, slot).evaluate((box) => ({ type: box.dataset.type, values: [...box.querySelectorAll("[name=response]:checked")].map((input) => input.value) }));
  if (type === "multiple_response") return values.length ? values : null;
  return type === "true_false" && values.length ? values[0] === "true" : values[0] ?? null;
}

/** What the receipt's digest must be. */
export function digest(responses) {
  const list = responses.toSorted((a, b) => a.slot - b.slot).map(({ slot, seq, response }) => `{"response":${JSON.stringify(response)},"seq":${seq},"slot":${slot}}`);
  return createHash("sha256").update(`[${list.join(",")}]`).digest("hex");
}

/** From the quiz page over the review to the receipt. */
export async function submit(page) {
  if (!page.url().includes("/xem-lai")) await follow(page, () => press(seen(page, "#take-review")));
  assert.match(page.url(), /\/xem-lai$/);
  await send(page, "form[action$='/nop-bai']");
  assert.match(page.url(), /\/bien-nhan$/);
}

/** The API as the pages' script uses it. */
export async function api(context, method, path, data) {
  const { csrf_token: token } = await (await context.request.get("/api/v1/session")).json();
  const answer = await context.request.fetch(`/api/v1${path}`, { method, data, headers: { "X-CSRF-Token": token } });
  assert.ok(answer.ok(), `${method} ${path}: ${answer.status()} ${await answer.text()}`);
  return answer.json();
}

/** A whole attempt without the pages: the first `right` items right, the others wrong (or blank). */
export async function takeByApi(context, keys, { right = 20, blank = 0, isSubmitted = true } = {}) {
  const { id, slots } = await api(context, "POST", `/quizzes/${QUIZ}/attempts`);
  const responses = slots.slice(0, slots.length - blank).map((slot, at) => ({ slot: slot.slot, seq: 1, response: keys.response(slot, at < right), flagged: at === 3 }));
  if (responses.length) await api(context, "PUT", `/attempts/${id}/responses`, { responses });
  if (isSubmitted) await api(context, "POST", `/attempts/${id}/submission`);
  return id;
}
