// A newcomer's whole way: from the home page to a certificate in hand.

import assert from "node:assert/strict";
import { test } from "../lib/registry.mjs";
import { COURSE, INTRO, attempt, cell, choose, goButton, goTo, held, isSaved, section, shown, submit } from "../lib/quiz.mjs";
import { DESKTOP, PHONE, follow, look, press, seen, send, unknownCode } from "../lib/world.mjs";

const to = (page, selector) => follow(page, () => press(seen(page, selector)));

async function visit(page, path) {
  const answer = await page.goto(path);
  await look(page);
  return answer;
}

/** Tries the questions inside a lesson: a wrong choice, then the right one. */
async function tryChecks(page) {
  const checks = page.locator("[data-self-check]");
  for (let at = 0; at < (await checks.count()); at += 1) {
    const check = checks.nth(at);
    const verdict = check.locator(".verdict");
    const label = (right) => check.locator("label").filter({ has: page.locator(`[data-right="${right}"]`) }).first();
    await press(label(0));
    const wrong = (await verdict.innerText()).trim();
    await press(label(1));
    const right = (await verdict.innerText()).trim();
    assert.ok(wrong && right && wrong !== right, "a question in a lesson says in words whether the choice is right");
    assert.ok(await check.locator("details.answer").evaluate((box) => box.open), "the explanation opens with the right answer");
  }
  return checks.count();
}

async function journey(trial, size, name) {
  const { page, context } = await trial.guest(size);
  const username = `moi.${name}.${Date.now().toString(36)}`;
  const fullName = `Nguyễn Thị Ưỡng ${name === "phone" ? "Điện" : "Bàn"}`;

  // As a guest.
  await visit(page, "/");
  await to(page, "main a[href='/khoa-hoc']");
  await look(page);
  await to(page, `main a[href='/khoa-hoc/${COURSE}']`);
  await look(page);
  assert.equal(await page.locator(".lesson-list li").count(), 7);
  await visit(page, "/chung-nhan");
  await page.locator("[name=ma]").fill("ABCD-2345-WXYZ");
  await send(page, "form:has([name=ma])");
  await look(page);
  assert.equal(await seen(page, "[name=ma]").inputValue(), "ABCD-2345-WXYZ", "a mistyped code can be mended where it stands");
  await page.locator("[name=ma]").fill(unknownCode());
  await send(page, "form:has([name=ma])");
  await look(page);
  assert.match(await page.locator("main").innerText(), new RegExp(unknownCode().replaceAll("-", "-?")), "the page repeats the code nobody knows");
  assert.ok(await seen(page, "[name=ma]").isVisible(), "and lets another be typed at once");

  // Becomes a trainee.
  await visit(page, "/dang-ky");
  await page.locator("[name=full_name]").fill(fullName);
  await page.locator("main [name=username]").fill(username);
  await page.locator("[name=password]").fill("con-duong-lang-que-2026");
  await page.locator("[name=unit_id]").selectOption({ index: 2 });
  await press(page.locator("label").filter({ has: page.locator("[name=agreed]") }));
  await send(page, "form[action='/dang-ky']");
  assert.match(page.url(), /\/viec-cua-toi$/);
  await look(page);
  assert.match(await page.locator("main").innerText(), new RegExp(fullName));

  // Learns.
  await visit(page, `/khoa-hoc/${COURSE}`);
  await send(page, "form[action$='/ghi-danh']");
  await look(page);
  await visit(page, "/viec-cua-toi");
  await to(page, ".next-step a.btn");
  let checks = 0;
  for (let lesson = 1; lesson <= 7; lesson += 1) {
    await look(page);
    checks += await tryChecks(page);
    await send(page, "form[action$='/hoan-thanh']");
  }
  assert.ok(checks > 0, "the lessons ask questions on the way");
  assert.ok(page.url().endsWith(INTRO), `after the last lesson comes the quiz, not ${page.url()}`);
  await look(page);

  // Takes the quiz.
  await send(page, `form[action='${INTRO}']`);
  const id = page.url().split("/").pop().split("?")[0];
  await look(page);
  const { slots } = await attempt(context, id);
  assert.equal(slots.length, 20);
  assert.ok(!/"(key|rationale|citation)"/.test(JSON.stringify(await attempt(context, id))), "no key travels with the paper");
  // Three are wrong on purpose: 17 of 20 are well above 70 %.
  const wrong = slots.filter((slot) => slot.item_type === "single_choice").slice(0, 3).map((slot) => slot.slot);
  const chosen = new Map(slots.map((slot) => [slot.slot, trial.keys.response(slot, !wrong.includes(slot.slot))]));
  for (const { slot } of slots) {
    if (slot > 1) await press(goButton(page, slot - 1, "next"));
    await section(page, slot).waitFor();
    await choose(page, slot, chosen.get(slot));
    await isSaved(page, slot);
    assert.match((await page.locator(`#saved-${slot}`).innerText()).trim(), /\d{2}:\d{2}:\d{2}/, "the line beside the item says when it was saved");
    if (slot === 1) await look(page);
    if (slot === 4) {
      await press(section(page, slot).locator("label.flag-toggle"));
      await isSaved(page, slot);
    }
    assert.match(await cell(page, slot).getAttribute("class"), /\bdone\b/);
  }
  await look(page);
  assert.match(await cell(page, 4).getAttribute("class"), /\bflag\b/);
  assert.notEqual(await cell(page, 4).getAttribute("aria-label"), (await cell(page, 5).getAttribute("aria-label")).replace("5", "4"), "the panel says in words what is flagged");
  await goTo(page, 4);
  assert.deepEqual(await shown(page, 4), chosen.get(4));
  await goTo(page, 20);
  assert.deepEqual(await held(context, id), chosen);

  // Reviews and submits.
  await follow(page, () => press(goButton(page, 20, "review")));
  await look(page);
  assert.equal(await page.locator(`a[href^='/luot-lam/${id}?cau=']`).count(), 20);
  await to(page, `a[href='/luot-lam/${id}?cau=4']`);
  assert.ok(await section(page, 4).isVisible(), "the review leads back to the item");
  await page.goBack();
  await submit(page);
  await look(page);
  assert.equal(await page.evaluate(() => Object.keys(localStorage).filter((key) => key.includes("unsent")).length), 0, "nothing of the answers stays in the browser");

  // Sees the result and holds the certificate.
  await to(page, "main a[href$='/ket-qua']");
  await look(page);
  assert.ok(await page.locator(".score .chip.ok").isVisible(), "17 of 20 pass");
  await to(page, "main a[href^='/chung-nhan/']");
  await look(page);
  const address = new URL(page.url()).pathname;
  assert.ok((await page.locator(".cert-face").innerText()).includes(fullName));
  const paper = await page.locator("a[href$='ban-in.pdf']").first().getAttribute("href");
  const file = await context.request.get(paper);
  assert.equal(file.headers()["content-type"], "application/pdf");
  assert.equal((await file.body()).subarray(0, 5).toString(), "%PDF-");
  await visit(page, "/chung-nhan-cua-toi");
  assert.ok(await page.locator(`main a[href='${address}']`).isVisible());

  // Somebody else checks it, without an account.
  const stranger = await trial.guest(size);
  await visit(stranger.page, address);
  assert.ok(await stranger.page.locator(".notice.ok").isVisible());
  assert.ok((await stranger.page.locator(".cert-face").innerText()).includes(fullName));
  assert.equal(await stranger.page.locator("a[href$='ban-in.pdf']").count(), 0, "the paper is the holder's");
  const refused = await stranger.context.request.get(paper, { maxRedirects: 0 });
  assert.notEqual(refused.status(), 200);
}

test("A newcomer on a phone comes from the home page to a certificate", (trial) => journey(trial, PHONE, "phone"), 60);
test("A newcomer at a desk comes from the home page to a certificate", (trial) => journey(trial, DESKTOP, "desk"), 60);
