// Every type of item on a phone: by keyboard, by touch, without JavaScript; and essays, which people mark.

import assert from "node:assert/strict";
import { test } from "../lib/registry.mjs";
import { TypeKeys } from "../lib/bank.mjs";
import { attempt, cell, goButton, held, isSaved, section, submit } from "../lib/quiz.mjs";
import { PHONE, follow, look, press, send } from "../lib/world.mjs";

async function begin(page, quiz) {
  await page.goto(`/bai-kiem-tra/${quiz}`);
  await send(page, `form[action='/bai-kiem-tra/${quiz}']`);
  return /\/luot-lam\/([0-9a-f-]{36})/.exec(page.url())[1];
}

const control = (page, slot, part) => section(page, slot).locator(part ? `[data-part="${part}"]` : "[name=response]");

/** Presses Tab until what is wanted has the focus. */
async function tabTo(page, selector, most = 60) {
  for (let step = 0; step < most; step += 1) {
    if (await page.evaluate((wanted) => document.activeElement.matches(wanted), selector)) return;
    await page.keyboard.press("Tab");
  }
  throw new Error(`${most} presses of Tab did not reach ${selector}`);
}

async function byKeyboard(page, { slot, item_type: type, options }, response) {
  const inside = (rest) => `#cau-${slot} ${rest}`;
  const { keyboard } = page;
  switch (type) {
    case "single_choice":
    case "multiple_response":
      for (const letter of [response].flat()) await keyboard.press(String(options.findIndex(({ id }) => id === letter) + 1));
      break;
    case "true_false":
      await keyboard.press(response ? "1" : "2");
      break;
    case "true_false_cluster":
      for (const [part, truth] of Object.entries(response)) {
        await tabTo(page, inside(`[data-part="${part}"]`));
        await keyboard.press("Space");
        if (!truth) await keyboard.press("ArrowDown");
      }
      break;
    case "matching":
      for (const [part, right] of Object.entries(response)) {
        await tabTo(page, inside(`[data-part="${part}"]`));
        await keyboard.type(`${right.toUpperCase()}.`);
      }
      break;
    case "ordering":
      for (const row of await section(page, slot).locator("select").evaluateAll((list) => list.map((select) => select.dataset.part))) {
        await tabTo(page, inside(`[data-part="${row}"]`));
        await keyboard.type(String(response.indexOf(row) + 1));
      }
      break;
    case "gap_fill":
      for (const [part, words] of Object.entries(response)) {
        await tabTo(page, inside(`[data-part="${part}"]`));
        await keyboard.type(words);
      }
      break;
    default:
      await tabTo(page, inside("[name=response]"));
      await keyboard.type(response);
  }
}

async function byTouch(page, { slot, item_type: type }, response) {
  const row = (value, part) => section(page, slot).locator("label.opt").filter({ has: page.locator(part ? `input[data-part="${part}"][value="${value}"]` : `input[value="${value}"]`) });
  switch (type) {
    case "single_choice":
    case "multiple_response":
    case "true_false":
      for (const value of [response].flat()) await press(row(String(value)));
      break;
    case "true_false_cluster":
      for (const [part, truth] of Object.entries(response)) await press(row(String(truth), part));
      break;
    case "ordering":
      for (const [at, part] of response.entries()) await control(page, slot, part).selectOption(String(at + 1));
      break;
    case "matching":
      for (const [part, right] of Object.entries(response)) await control(page, slot, part).selectOption(right);
      break;
    case "gap_fill":
      for (const [part, words] of Object.entries(response)) {
        const field = control(page, slot, part);
        await ((await field.evaluate((box) => box.tagName)) === "SELECT" ? field.selectOption(words) : field.fill(words));
      }
      break;
    default:
      await control(page, slot).fill(response);
  }
}

const passedWhole = async (page, id) => {
  await page.goto(`/luot-lam/${id}/ket-qua`);
  assert.equal((await page.locator(".score .big").innerText()).trim(), "9/9");
  await look(page);
};

test("Every type of item is taken by keyboard on a phone", async (trial) => {
  const { page, context } = await trial.as(undefined, PHONE);
  const id = await begin(page, "lam-quen");
  const keys = new TypeKeys();
  const { slots } = await attempt(context, id);
  assert.equal(new Set(slots.map((slot) => slot.item_type)).size, 9);
  const wanted = new Map();
  for (const slot of slots) {
    await look(page);
    wanted.set(slot.slot, keys.response(slot));
    await page.locator(`#head-${slot.slot}`).focus();
    await byKeyboard(page, slot, wanted.get(slot.slot));
    await isSaved(page, slot.slot);
    if (slot.slot < slots.length) {
      await tabTo(page, `#cau-${slot.slot} .take-foot button[value=next]`);
      await page.keyboard.press("Enter");
      await section(page, slot.slot + 1).waitFor();
    }
  }
  assert.deepEqual(await held(context, id), wanted);
  await page.reload();
  assert.deepEqual(await page.locator(".panel a.done").count(), 9, "what was given stands on the page again");
  await submit(page);
  await passedWhole(page, id);
}, 20);

test("Every type of item is taken by touch without JavaScript", async (trial) => {
  const { page, context } = await trial.as(undefined, { ...PHONE, javaScriptEnabled: false });
  const id = await begin(page, "lam-quen");
  const keys = new TypeKeys();
  const { slots } = await attempt(context, id);
  const wanted = new Map();
  for (const slot of slots) {
    await look(page);
    wanted.set(slot.slot, keys.response(slot));
    if (slot.item_type === "ordering") {
      // Two things with one number: the page says so, and nothing that was chosen is lost.
      for (const part of ["a", "b"]) await control(page, slot.slot, part).selectOption("2");
      await follow(page, () => press(goButton(page, slot.slot, slot.slot < slots.length ? "next" : "review")));
      assert.match(await page.locator(`#error-${slot.slot}`).innerText(), /cùng một số thứ tự/);
      assert.equal(await control(page, slot.slot, "b").inputValue(), "2");
    }
    await byTouch(page, slot, wanted.get(slot.slot));
    await follow(page, () => press(goButton(page, slot.slot, slot.slot < slots.length ? "next" : "review")));
  }
  assert.deepEqual(await held(context, id), wanted);
  await submit(page);
  await passedWhole(page, id);
});

test("Things are put in order by buttons, and two never have one number", async (trial) => {
  const { page, context } = await trial.as(undefined, PHONE);
  const id = await begin(page, "lam-quen");
  const { slot } = (await attempt(context, id)).slots.find((one) => one.item_type === "ordering");
  await page.goto(`/luot-lam/${id}?cau=${slot}`);
  const rows = section(page, slot).locator(".order-row");
  const order = () => rows.evaluateAll((list) => list.map((row) => row.querySelector("select").dataset.part));
  const [first, second, third] = await order();
  assert.equal(await cell(page, slot).getAttribute("class").then((names) => /done|half/.test(names)), false, "nothing is answered by being looked at");
  await press(rows.nth(0).locator("[data-move='1']"));
  assert.deepEqual(await order(), [second, first, third]);
  assert.equal(await page.evaluate(() => document.activeElement.dataset.move), "1", "the focus stays on the button");
  await isSaved(page, slot);
  assert.deepEqual((await held(context, id)).get(slot), [second, first, third]);
  // The number of another: they change places.
  await control(page, slot, third).selectOption("1");
  await isSaved(page, slot);
  await page.waitForFunction(async ([id, slot, wanted]) => {
    const { responses } = await (await fetch(`/api/v1/attempts/${id}`)).json();
    return JSON.stringify(responses.find((saved) => saved.slot === slot)?.response) === wanted;
  }, [id, slot, JSON.stringify([third, first, second])]);
  // Half taken back is half answered.
  await control(page, slot, first).selectOption("");
  assert.match(await cell(page, slot).getAttribute("aria-label"), /trả lời một phần/);
});

test("Typed words survive leaving the page at once", async (trial) => {
  const { page, context } = await trial.as();
  const id = await begin(page, "lam-quen");
  const { slot } = (await attempt(context, id)).slots.find((one) => one.item_type === "short_answer");
  await page.goto(`/luot-lam/${id}?cau=${slot}`);
  await control(page, slot).pressSequentially("ban tuyên giáo 1f");
  assert.equal(await control(page, slot).inputValue(), "ban tuyên giáo 1f", "the page's own keys leave typing alone");
  page.on("dialog", (dialog) => dialog.accept());
  await page.goto("/viec-cua-toi");
  await page.goto(`/luot-lam/${id}?cau=${slot}`);
  assert.equal(await control(page, slot).inputValue(), "ban tuyên giáo 1f");
  await isSaved(page, slot);
  assert.equal((await held(context, id)).get(slot), "ban tuyên giáo 1f");
});

test("An essay is written, read by a trainer who sees no name, and counts", async (trial) => {
  const { page, account } = await trial.as(undefined, PHONE);
  const id = await begin(page, "luyen-viet");
  const text = `Kính thưa bà con, ${account.username.length} phút nữa chúng ta vào việc.`;
  await control(page, 1).fill(text);
  await isSaved(page, 1);
  await submit(page);
  await page.goto(`/luot-lam/${id}/ket-qua`);
  assert.match(await page.locator("main").innerText(), /Đang chờ chấm/);
  const marker = await trial.as(trial.product.account("trainer"));
  await marker.page.goto("/cham-bai");
  // Other tests may have written too: pass over until this one comes.
  for (let skipped = 0; skipped < 20 && !(await marker.page.locator("main").innerText()).includes(text); skipped += 1) await marker.page.goto(`/cham-bai?bo-qua=${skipped + 1}`);
  const main = await marker.page.locator("main").innerText();
  assert.ok(main.includes(text) && !main.includes(account.username));
  await look(marker.page);
  await marker.page.locator("label.opt").filter({ has: marker.page.locator("[value='175']") }).click();
  await marker.page.locator("[name=comment]").fill("Nói rõ giờ hỏi đáp.");
  await send(marker.page, "form[action^='/cham-bai/']");
  await page.reload();
  const result = await page.locator("main").innerText();
  assert.match(result, /1,75\/2/);
  assert.match(result, /Nói rõ giờ hỏi đáp\./);
});
