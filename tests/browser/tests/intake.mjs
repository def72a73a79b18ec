// Questions from a Word file, and pasted ones, on their way into a bank and out of it again.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { QUESTIONS } from "../lib/pages.mjs";
import { test } from "../lib/registry.mjs";
import { PHONE, follow, look, press, seen, send } from "../lib/world.mjs";

const BANK = "/ngan-hang/lam-quen";
const words = (page) => page.locator("main").innerText();
const count = async (page) => {
  await page.goto(`${BANK}?q=chua+ro+mot+so+lieu`);
  return (await words(page)).includes("chưa rõ một số liệu");
};

async function bring(page) {
  await page.goto(`${BANK}/nhap`);
  await look(page);
  await page.locator("main [name=file]").setInputFiles(QUESTIONS);
  await send(page, `form[action='${BANK}/nhap']`);
  assert.match(page.url(), /\/nhap\/[0-9a-f-]{36}$/);
  return new URL(page.url()).pathname;
}

async function mendAndTakeIn(trial, options) {
  const { page } = await trial.as(trial.product.account("trainer"), options);
  const path = await bring(page);
  await look(page);
  const seenFirst = await words(page);
  assert.match(seenFirst, /4 câu đọc từ “cau-hoi-on-tap\.docx”/);
  assert.match(seenFirst, /Đáp án đọc từ: gạch chân/i);
  // Whole or not at all: the one without a key stops it.
  await send(page, `form[action^='${path}']`, "button:has-text('Nhập')");
  assert.match(await words(page), /Còn 1 câu có lỗi/);
  await page.goto(`${path}?loc=van-de`);
  await look(page);
  await follow(page, () => press(page.locator("#cau-2 a[href*='/sua']")));
  await look(page);
  assert.match(await words(page), /Chưa có đáp án/);
  // Kept without a key it comes back with the fault at its field and all that was typed.
  await page.locator("[name=stem]").fill("Tuyên truyền miệng có lợi thế nào so với văn bản?");
  await send(page, "form.editor", "button[value=save]");
  assert.match(await page.locator(".error-summary").innerText(), /Chưa có đáp án/);
  assert.equal(await page.locator("[name=stem]").inputValue(), "Tuyên truyền miệng có lợi thế nào so với văn bản?");
  await look(page);
  const add = page.locator("form.editor button[value='add:option']");
  await (options?.javaScriptEnabled === false ? follow(page, () => press(add)) : press(add));
  await page.locator("[name=option_3]").waitFor();
  await page.locator("[name=option_3]").fill("Không cần người nghe");
  await press(page.locator(".draft-row").filter({ has: page.locator("[name=option_0]") }).locator("label.draft-mark"));
  await send(page, "form.editor", "button[value=save]");
  assert.match(page.url(), /loc=van-de/);
  await page.goto(path);
  const mended = await words(page);
  assert.match(mended, /so với văn bản\?/);
  assert.match(mended, /Không cần người nghe/);
  assert.match(mended, /Chỉ câu có vấn đề \(0\)/);
  await look(page);
  await send(page, `form[action^='${path}']`, "button:has-text('Nhập 4 câu')");
  await look(page);
  assert.match(await words(page), /Đã nhập xong/);
  assert.ok(await count(page), "the bank has them");
  await page.goto(path);
  // Taken back: all of it, and it may be brought again.
  if (options?.javaScriptEnabled === false) {
    await send(page, "form[action$='/hoan-tac']");
  } else {
    await press(seen(page, "form[action$='/hoan-tac'] button"));
    const dialog = seen(page, "dialog");
    await dialog.waitFor();
    assert.match(await dialog.innerText(), /Lấy 4 câu/);
    await follow(page, () => press(dialog.locator("button").filter({ hasText: /Hoàn tác/ })));
  }
  assert.match(await words(page), /Đã hoàn tác[\s\S]*Đã lấy ra khỏi ngân hàng\s*4/);
  await look(page);
  assert.ok(!(await count(page)), "nothing is left of them");
}

test("DOCX upload → repair one → confirm → undo, then the same on a phone without JavaScript", async (trial) => {
  trial.allow(/nhap\/.*(409|422)/);
  await mendAndTakeIn(trial);
  await mendAndTakeIn(trial, { ...PHONE, javaScriptEnabled: false });
}, 15);

test("What is pasted from Word keeps its marks: the page shows at once what would come", async (trial) => {
  const { page } = await trial.as(trial.product.account("trainer"), PHONE);
  await page.goto(`${BANK}/nhap`);
  const box = page.locator("#f-text");
  await box.focus();
  await box.evaluate((element) => {
    const data = new DataTransfer();
    data.setData("text/html", "<p class=MsoNormal>Câu 1. Ai viết Đường Kách mệnh?</p><p>A. Trần Phú</p><p><b style='color:red' onclick='alert(1)'>B. Nguyễn Ái Quốc</b></p><script>alert(1)</script>");
    data.setData("text/plain", "Câu 1. Ai viết Đường Kách mệnh?\nA. Trần Phú\nB. Nguyễn Ái Quốc");
    element.dispatchEvent(new ClipboardEvent("paste", { clipboardData: data, bubbles: true, cancelable: true }));
  });
  const live = page.locator("[data-live]");
  await live.locator(".intake-item").waitFor();
  assert.match(await live.innerText(), /Đọc được 1 câu dùng được, 0 câu có lỗi/);
  assert.equal(await box.locator("script,[onclick]").count(), 0, "nothing that acts is taken over");
  // Looks that stand in styles alone, as Google Docs and LibreOffice write them.
  await box.evaluate((element) => {
    const data = new DataTransfer();
    data.setData("text/html", "<p>Câu 2. Ai chủ trì?</p><p><span style=\"text-decoration:underline\">A. Ban Tuyên giáo</span></p><p>B. Không ai</p>");
    data.setData("text/plain", "x");
    getSelection().selectAllChildren(element);
    getSelection().collapseToEnd();
    element.dispatchEvent(new ClipboardEvent("paste", { clipboardData: data, bubbles: true, cancelable: true }));
  });
  await live.locator(".intake-item").nth(1).waitFor();
  assert.match(await live.innerText(), /Đọc được 2 câu dùng được, 0 câu có lỗi/);
  await look(page);
  await send(page, `form[action='${BANK}/nhap/dan']`);
  assert.match(await words(page), /Ai viết Đường Kách mệnh\?[\s\S]*Đáp án đọc từ/);
  await look(page);
  // Thrown away: asked first.
  await press(seen(page, "form[action$='/bo'] button"));
  const dialog = seen(page, "dialog");
  await dialog.waitFor();
  await follow(page, () => press(dialog.locator("button").filter({ hasText: /Bỏ tệp/ })));
  assert.match(await page.locator("body").innerText(), /Đã bỏ tệp/);
});

test("Questions go out: what is lost is said before, and a file without keys tells none", async (trial) => {
  const { page } = await trial.as(trial.product.account("trainer"));
  await page.goto(`${BANK}/xuat`);
  await look(page);
  await page.locator("[name=dang]").selectOption("gift");
  await send(page, `form[action='${BANK}/xuat']`);
  await look(page);
  assert.match(await words(page), /không giữ được/);
  await page.locator("[name='dap-an'][value=khong]").check();
  await send(page, `form[action='${BANK}/xuat']`);
  await look(page);
  const [file] = await Promise.all([page.waitForEvent("download"), page.locator("a[download]").click()]);
  assert.equal(file.suggestedFilename(), "lam-quen-khong-dap-an.docx");
  assert.equal(readFileSync(await file.path()).subarray(0, 2).toString(), "PK");
});
