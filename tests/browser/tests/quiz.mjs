// The quiz page by keyboard, without JavaScript, in two tabs, after signing out.

import assert from "node:assert/strict";
import { test } from "../lib/registry.mjs";
import { INTRO, api, attempt, cell, choose, digest, goButton, goTo, held, isSaved, isWaiting, notice, option, savedLine, section, shown, start, submit, takeByApi } from "../lib/quiz.mjs";
import { DESKTOP, PHONE, follow, look, press, seen, send, signIn } from "../lib/world.mjs";

const visible = (page) => page.locator("section.item").filter({ visible: true }).first().getAttribute("data-slot").then(Number);

/** What has the focus: what it is, whether one can see that it has it, and whether anything lies over it. */
const focused = (page) =>
  page.evaluate(() => {
    const element = document.activeElement;
    if (!element || element === document.body) return null;
    const marks = (candidate) => {
      const style = getComputedStyle(candidate);
      return style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2;
    };
    const box = element.getBoundingClientRect();
    const shell = element.closest("label") ?? element;
    const top = document.elementFromPoint(Math.min(innerWidth - 1, box.left + box.width / 2), Math.min(innerHeight - 1, box.top + box.height / 2));
    return {
      what: element.id || element.getAttribute("name") || element.textContent.trim().slice(0, 40),
      tag: element.tagName.toLowerCase(),
      value: element.value ?? "",
      href: element.getAttribute("href") ?? "",
      slot: Number(element.closest("[data-slot]")?.dataset.slot ?? 0),
      tabIndex: element.tabIndex,
      isMarked: [element, shell, ...shell.querySelectorAll("*")].some(marks),
      isCovered: !(top && (shell.contains(top) || top.contains(shell))),
      isInWindow: box.top >= 0 && box.bottom <= innerHeight,
    };
  });

/** Presses Tab until the focus is where it should be; every stop on the way must be seen. */
async function tabTo(page, isThere, most = 80) {
  for (let step = 0; step < most; step += 1) {
    const at = await focused(page);
    if (at) {
      // The head of an item takes the focus by script only, so that it is read out; it is no stop of Tab.
      assert.ok(at.isMarked || at.tabIndex < 0, `the focus cannot be seen on ${JSON.stringify(at)}`);
      assert.ok(!at.isCovered && at.isInWindow, `the focus lies under something: ${JSON.stringify(at)}`);
      if (isThere(at)) return at;
    }
    await page.keyboard.press("Tab");
  }
  throw new Error(`${most} presses of Tab did not reach it`);
}

/** A quiz started by keyboard whose paper holds a multiple response item early on. Papers are drawn by chance, so another person's may have to do. */
async function startedByKeyboard(trial) {
  for (let person = 0; person < 12; person += 1) {
    const { page, context } = await trial.as();
    await page.goto(INTRO);
    await tabTo(page, (at) => at.tag === "button" && /làm bài/i.test(at.what));
    await follow(page, () => page.keyboard.press("Enter"));
    const id = page.url().split("/").pop();
    const { slots } = await attempt(context, id);
    const many = slots.find((slot) => slot.item_type === "multiple_response" && slot.slot < 19);
    if (many) return { page, context, id, slots, many };
    await context.close();
  }
  throw new Error("twelve papers without a multiple response item: does the bank still have any?");
}

test("The whole quiz can be taken by keyboard, and the focus is always seen", async (trial) => {
  const { page, context, id, slots, many } = await startedByKeyboard(trial);

  // Digits choose, arrows go on, F marks.
  const number = (slot, value) => (slot.item_type === "true_false" ? (value ? 1 : 2) : slot.options.findIndex((known) => known.id === value) + 1);
  const chosen = new Map();
  for (const slot of slots.slice(0, 18)) {
    const response = trial.keys.response(slot);
    for (const value of [response].flat()) await page.keyboard.press(String(number(slot, value)));
    chosen.set(slot.slot, response);
    assert.deepEqual(await shown(page, slot.slot), response, `the digits chose what they name in item ${slot.slot}`);
    await page.keyboard.press("ArrowRight");
    assert.equal(await visible(page), slot.slot + 1);
    assert.equal((await focused(page)).slot, slot.slot + 1, "the focus goes with the item");
  }
  await page.keyboard.press("ArrowLeft");
  assert.equal(await visible(page), 18);
  await page.keyboard.press("f");
  assert.ok(await section(page, 18).locator("[name=flagged]").isChecked());
  await page.keyboard.press("F");
  assert.ok(!(await section(page, 18).locator("[name=flagged]").isChecked()));
  await page.keyboard.press("ArrowRight");

  // Item 19 without the page's own keys: Tab to the rows, arrows inside them, as browsers do it.
  const item = slots[18];
  await tabTo(page, (at) => at.tag === "input" && at.slot === 19 && at.what === "response");
  await page.keyboard.press("Space");
  if (item.item_type !== "multiple_response") {
    await page.keyboard.press("ArrowDown");
    assert.equal(await option(page, 19, item.item_type === "true_false" ? "false" : "b").isChecked(), true, "arrow down goes to the next row");
  }
  chosen.set(19, await shown(page, 19));
  await isSaved(page, 19);
  await tabTo(page, (at) => at.tag === "button" && at.slot === 19 && at.value === "next");
  await page.keyboard.press("Enter");
  assert.equal(await visible(page), 20);

  // A multiple response item is taken back by the same digits.
  await tabTo(page, (at) => at.tag === "a" && at.href === `?cau=${many.slot}`);
  await page.keyboard.press("Enter");
  assert.equal(await visible(page), many.slot);
  for (const value of chosen.get(many.slot)) await page.keyboard.press(String(number(many, value)));
  chosen.set(many.slot, null);
  assert.equal(await shown(page, many.slot), null);
  await isSaved(page, many.slot);
  assert.deepEqual(await held(context, id), chosen);

  // And on to the receipt.
  await tabTo(page, (at) => at.what === "take-review");
  await follow(page, () => page.keyboard.press("Enter"));
  await tabTo(page, (at) => at.tag === "button" && /nộp bài/i.test(at.what), 120);
  await follow(page, () => page.keyboard.press("Enter"));
  assert.match(page.url(), /\/bien-nhan$/);
}, 20);

test("Single keys can be switched off and stay off", async (trial) => {
  const { page } = await trial.as();
  await start(page);
  await page.locator("#take-keys summary").click();
  await page.locator("#take-keys-on").uncheck();
  for (const reloaded of [false, true]) {
    if (reloaded) await page.reload();
    await page.locator("#head-1").focus();
    for (const key of ["1", "f", "ArrowRight"]) await page.keyboard.press(key);
    assert.equal(await visible(page), 1);
    assert.equal(await shown(page, 1), null);
    assert.ok(!(await section(page, 1).locator("[name=flagged]").isChecked()));
  }
});

for (const [where, size] of [["on a phone", PHONE], ["at a desk", DESKTOP]]) {
  test(`Without JavaScript the quiz is one form an item, with the same receipt, ${where}`, async (trial) => {
    const { page, context } = await trial.as(undefined, { ...size, javaScriptEnabled: false });
    const id = await start(page);
    const { slots } = await attempt(context, id);
    const chosen = new Map();
    for (const slot of slots) {
      await look(page);
      assert.equal(await visible(page), slot.slot);
      assert.equal(await page.locator("section.item").filter({ visible: true }).count(), 1, "one item a page");
      assert.match(await page.locator("#timer").innerText(), /\d+/, "the page says how long is left");
      // Item 3 is left blank, item 5 is answered later.
      if (![3, 5].includes(slot.slot)) {
        chosen.set(slot.slot, trial.keys.response(slot));
        for (const value of [chosen.get(slot.slot)].flat()) await press(section(page, slot.slot).locator("label.opt").filter({ has: page.locator(`[value="${value}"]`) }));
      }
      if (slot.slot === 7) await press(section(page, 7).locator("label.flag-toggle"));
      await follow(page, () => press(goButton(page, slot.slot, slot.slot === 20 ? "review" : "next")));
    }
    assert.match(page.url(), /\/xem-lai$/);
    await look(page);
    await follow(page, () => press(page.locator(`a[href$='?cau=5']`).first()));
    await press(section(page, 5).locator("label.opt").first());
    chosen.set(5, await shown(page, 5));
    if (slots[4].item_type === "multiple_response") chosen.set(5, [chosen.get(5)].flat());
    await follow(page, () => press(goButton(page, 5, "prev")));
    assert.equal(await visible(page), 4, "the way back saves too");
    assert.deepEqual(await shown(page, 4), chosen.get(4), "and finds what was chosen");

    // The button beside the items sends the item's form too: nothing chosen is lost on the way.
    await follow(page, () => press(seen(page, "#take-review")));
    const before = await attempt(context, id);
    const known = new Map(before.responses.filter(({ response }) => response !== null).map(({ slot, response }) => [slot, response]));
    assert.deepEqual(new Map([...known].sort(([a], [b]) => a - b)), new Map([...chosen].sort(([a], [b]) => a - b)));
    assert.ok(before.responses.find(({ slot }) => slot === 7).flagged);
    await submit(page);
    await look(page);
    const text = await page.locator("main").innerText();
    assert.ok(text.includes(digest(before.responses)), "the receipt's digest is that of the responses the API holds");
    assert.match(text, /19\/20/);
    assert.deepEqual((await attempt(context, id)).responses, before.responses);
    const again = await api(context, "POST", `/attempts/${id}/submission`);
    assert.ok(text.includes(again.code) && again.digest === digest(before.responses), "the API gives the same receipt");
  }, 15);
}

test("A receipt is the same whether the answers came by the page's script or by the API", async (trial) => {
  const one = await trial.as();
  const id = await start(one.page);
  await choose(one.page, 1, trial.keys.response((await attempt(one.context, id)).slots[0]));
  await isSaved(one.page, 1);
  const before = await attempt(one.context, id);
  await submit(one.page);
  assert.ok((await one.page.locator("main").innerText()).includes(digest(before.responses)));
  await one.page.reload();
  assert.ok((await one.page.locator("main").innerText()).includes(digest(before.responses)), "and stays the same");
  // The form sent twice (back, and once more) leads to the same receipt.
  await one.page.goto(`/luot-lam/${id}`);
  assert.match(one.page.url(), /\/ket-qua$/, "what is submitted is not opened again");
});

test("The older of two tabs is told that the attempt changed elsewhere, and shows what holds", async (trial) => {
  trial.allow(/status of 409/);
  const { page: older, context } = await trial.as();
  const id = await start(older);
  const newer = await context.newPage();
  await newer.goto(`/luot-lam/${id}`);
  const { slots } = await attempt(context, id);
  const letters = (slot) => (slot.item_type === "true_false" ? [true, false] : slot.item_type === "multiple_response" ? [["a"], ["b"]] : ["a", "b", "c"]);
  const values = letters(slots[0]);
  // The newer tab answers once: the older one's first save carries the same number.
  await choose(newer, 1, values[0]);
  await isSaved(newer, 1);
  await choose(older, 1, values[1]);
  await notice(older, "elsewhere").waitFor();
  assert.ok((await notice(older, "elsewhere").innerText()).trim().length > 20);
  const [kept] = (await attempt(context, id)).responses.map(({ response }) => response);
  assert.deepEqual(await shown(older, 1), kept, "the older tab shows what the server holds");
  // The newer one is far ahead: the older one's next save is behind.
  const single = slots.find((slot) => slot.slot > 1 && slot.item_type === "single_choice");
  for (const value of ["a", "b", "c"]) await choose(newer, single.slot, value);
  await isSaved(newer, single.slot);
  await choose(older, single.slot, "d");
  await older.waitForFunction(([slot]) => document.querySelector(`#cau-${slot} [value=c]`).checked, [single.slot]);
  assert.equal((await held(context, id)).get(single.slot), "c", "the newest stays");
  assert.equal(await shown(older, single.slot), "c");
  // What the older tab answers from then on counts.
  await choose(older, single.slot, "d");
  await isSaved(older, single.slot);
  assert.equal((await held(context, id)).get(single.slot), "d");
});

test("A tab left open is told when the attempt was submitted elsewhere", async (trial) => {
  trial.allow(/status of 409/);
  const { page: older, context } = await trial.as();
  const id = await start(older);
  const newer = await context.newPage();
  await newer.goto(`/luot-lam/${id}`);
  await choose(newer, 1, trial.keys.response((await attempt(context, id)).slots[0]));
  await isSaved(newer, 1);
  await submit(newer);
  await press(section(older, 1).locator("label.opt").last());
  await notice(older, "closed").waitFor();
  assert.ok(await section(older, 1).locator("[name=response]").first().isDisabled());
  await follow(older, () => press(notice(older, "closed").locator("a")));
  assert.match(older.url(), /\/ket-qua$/);
});

test("Signing out elsewhere costs no answer: signing in again sends it", async (trial) => {
  const { page, context, account } = await trial.as();
  const id = await start(page);
  const { slots } = await attempt(context, id);
  await choose(page, 1, trial.keys.response(slots[0]));
  await isSaved(page, 1);
  await context.clearCookies();
  await choose(page, 2, trial.keys.response(slots[1]));
  await notice(page, "sign-in").waitFor();
  await isWaiting(page, 2);
  await follow(page, () => press(notice(page, "sign-in").locator("a")));
  await page.locator("main [name=username]").fill(account.username);
  await page.locator("main [name=password]").fill(account.password);
  await send(page, "form[action='/dang-nhap']");
  assert.ok(page.url().includes(`/luot-lam/${id}`), "signing in leads back into the attempt");
  await isSaved(page, 2);
  assert.deepEqual((await held(context, id)).get(2), trial.keys.response(slots[1]));
  trial.allow(/status of 401/);
});

test("Signing out leaves nothing behind for the next person at the same computer", async (trial) => {
  trial.allowNetworkLoss();
  trial.allow(/status of 401/);
  const { page, context } = await trial.as();
  const id = await start(page);
  await context.setOffline(true);
  await page.locator("section.item:not([hidden]) label.opt").first().click();
  await isWaiting(page, 1);
  const other = await context.newPage();
  await context.setOffline(false);
  await other.goto("/tai-khoan");
  await send(other, "main form[action='/dang-xuat']");
  assert.deepEqual(await other.evaluate(() => Object.keys(localStorage)), [], "the browser's storage is empty");
  await other.goto(`/luot-lam/${id}`);
  assert.match(other.url(), /\/dang-nhap/, "the attempt asks for signing in");
  for (let steps = 0; steps < 4; steps += 1) {
    await other.goBack();
    assert.doesNotMatch(await other.locator("body").innerText(), /Học viên \d/, `going back shows nothing of the person on ${other.url()}`);
  }
});

test("Answers and items of one person are nobody else's", async (trial) => {
  const one = await trial.as();
  const id = await start(one.page);
  const two = await trial.as();
  for (const path of [`/luot-lam/${id}`, `/luot-lam/${id}/xem-lai`, `/luot-lam/${id}/ket-qua`, `/luot-lam/${id}/bien-nhan`]) {
    const answer = await two.page.goto(path);
    assert.equal(answer.status(), 404, path);
    await look(two.page);
  }
});

test("After three attempts no fourth is offered, and the keys are shown", async (trial) => {
  const { page, context } = await trial.as();
  for (let round = 1; round <= 3; round += 1) {
    const id = await takeByApi(context, trial.keys, { right: 4 });
    await page.goto(`/luot-lam/${id}/ket-qua`);
    await look(page);
    assert.equal(await page.locator(".result-options .key").count() > 0, round === 3, `keys after attempt ${round}`);
  }
  await page.goto(INTRO);
  await look(page);
  assert.equal(await page.locator(`form[action='${INTRO}']`).count(), 0);
  await page.goto("/viec-cua-toi");
  await look(page);
});

test("The quiz page with all that it needs is below 60 kB on the wire, and an answer is one small request", async (trial) => {
  const { page, context } = await trial.as();
  const id = await start(page);
  const fresh = await context.newPage();
  const loaded = [];
  fresh.on("requestfinished", (request) => loaded.push(request));
  await fresh.goto(`/luot-lam/${id}`, { waitUntil: "networkidle" });
  let bytes = 0;
  for (const request of loaded) {
    const { responseBodySize, responseHeadersSize } = await request.sizes();
    bytes += responseBodySize + responseHeadersSize;
  }
  assert.ok(bytes > 5_000 && bytes < 60_000, `${bytes} bytes in ${loaded.length} requests`);
  loaded.length = 0;
  await section(fresh, 1).locator("label.opt").first().click();
  await isSaved(fresh, 1);
  await fresh.waitForLoadState("networkidle");
  assert.deepEqual(loaded.map((request) => `${request.method()} ${new URL(request.url()).pathname}`), [`PUT /api/v1/attempts/${id}/responses/1`], "one request an answer");
  assert.ok(loaded[0].postData().length < 300);
});

test("The flag, the cleared choice and the panel survive a reload", async (trial) => {
  const { page, context } = await trial.as(undefined, PHONE);
  const id = await start(page);
  const { slots } = await attempt(context, id);
  const single = slots.find((slot) => slot.item_type !== "multiple_response");
  await goTo(page, single.slot);
  await press(section(page, single.slot).locator("label.opt").first());
  await isSaved(page, single.slot);
  await press(section(page, single.slot).locator("[data-clear]"));
  await press(section(page, single.slot).locator("label.flag-toggle"));
  await isSaved(page, single.slot);
  await page.waitForLoadState("networkidle");
  await page.reload();
  assert.ok(await section(page, single.slot).isVisible(), "the same item is open");
  assert.equal(await shown(page, single.slot), null);
  assert.match(await cell(page, single.slot).getAttribute("class"), /\bflag\b/);
  assert.ok((await savedLine(page, single.slot).innerText()).trim());
  assert.equal((await held(context, id)).get(single.slot), null);
});

test("Without JavaScript the way to the review keeps what was just chosen", async (trial) => {
  const { page, context } = await trial.as(undefined, { ...PHONE, javaScriptEnabled: false });
  const id = await start(page);
  const { slots } = await attempt(context, id);
  const slot = slots.find(({ item_type: type }) => type === "single_choice").slot;
  await page.goto(`/luot-lam/${id}?cau=${slot}`);
  await press(section(page, slot).locator("label.opt").nth(1));
  await follow(page, () => press(seen(page, "#take-review")));
  assert.match(page.url(), /\/xem-lai$/);
  assert.equal((await held(context, id)).get(slot), "b");
});
