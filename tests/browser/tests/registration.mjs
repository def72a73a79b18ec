// Registering for a contest: a child with a guardian on a phone, terms at a desk.

import assert from "node:assert/strict";
import { MEMBERS, register } from "../lib/pages.mjs";
import { test } from "../lib/registry.mjs";
import { DESKTOP, PHONE, follow, look, press, seen, send } from "../lib/world.mjs";

const digits = () => `09${String(Math.random()).slice(2, 10)}`;

test("A child registers with a guardian on a phone, mends a fault at its field, and takes part", async (trial) => {
  const { page } = await trial.as(undefined, PHONE);
  await page.goto(`${MEMBERS}/vong/tuan-1`);
  assert.match(await page.locator("main").innerText(), /cần đăng ký trước/);
  await follow(page, () => press(seen(page, `main a[href='${MEMBERS}/dang-ky']`)));
  await look(page);
  const guardian = page.locator("[data-guardian]");
  assert.equal(await guardian.isVisible(), false, "nobody is asked for a guardian before the day of birth says so");
  await page.locator("[name=full_name]").fill("Trần Minh An");
  await page.locator("[name=birth_date]").fill("05/09/2013");
  await guardian.waitFor();
  await page.locator("[name=guardian_name]").fill("Trần Văn Đức");
  await page.locator("[name=guardian_relation]").selectOption("parent");
  await page.locator("[name=guardian_phone]").fill("123");
  await page.locator("[name=consent_guardian]").check();
  await page.locator("[name=consent_take_part]").check();
  await send(page, "form[action$='/dang-ky']");
  await look(page);
  assert.match(await page.title(), /^Lỗi/);
  const summary = page.locator(".error-summary");
  assert.match(await summary.innerText(), /Số điện thoại cần 10 chữ số/);
  await press(summary.locator("a").first());
  assert.equal(await page.evaluate(() => document.activeElement.name), "guardian_phone");
  assert.equal(await page.locator("[name=full_name]").inputValue(), "Trần Minh An", "what was typed is still there");
  assert.equal(await page.locator("[name=consent_publish]").isChecked(), false);
  const phone = digits();
  await page.locator("[name=guardian_phone]").fill(phone);
  await send(page, "form[action$='/dang-ky']");
  const own = await page.locator("main").innerText();
  assert.match(own, /Đã đăng ký dự thi/);
  assert.ok(own.includes(`${phone.slice(0, 3)}****${phone.slice(7)}`) && !own.includes(phone));
  await look(page);
  await page.goto(`${MEMBERS}/vong/tuan-1`);
  await send(page, `form[action='${MEMBERS}/vong/tuan-1']`);
  assert.match(page.url(), /\/luot-lam\//);
  await page.goto(`${MEMBERS}/dang-ky?sua=1`);
  assert.match(await page.locator("main").innerText(), /Không sửa được nữa/);
}, 8);

test("A registration is corrected and taken back before the first attempt", async (trial) => {
  const { page } = await trial.as(undefined, DESKTOP);
  const phone = digits();
  await register(page, { phone });
  await follow(page, () => press(page.getByRole("link", { name: "Sửa thông tin" })));
  assert.equal(await page.locator("[name=phone]").inputValue(), `${phone.slice(0, 3)}****${phone.slice(7)}`);
  await page.locator("[name=address]").fill("Mỹ Tho");
  await send(page, "form[action$='/dang-ky']");
  assert.match(await page.locator("main").innerText(), /Mỹ Tho/);
  await page.locator("summary", { hasText: "Rút đăng ký" }).click();
  await page.locator("form[action$='/rut'] button").click();
  await follow(page, () => page.locator("dialog button").first().click());
  assert.match(await page.locator("main").innerText(), /Đã rút đăng ký/);
  assert.ok(await page.getByRole("link", { name: "Đăng ký dự thi" }).count());
}, 5);

test("An organizer sets terms, finds a registration without marks and keeps the list", async (trial) => {
  const { page } = await trial.as(trial.product.account("organizer"), DESKTOP);
  await page.goto(`${MEMBERS.replace("cuoc-thi", "to-chuc-thi")}/dang-ky/danh-sach`);
  await page.locator("[name=q]").fill("an");
  await send(page, "form[role=search]");
  assert.match(await page.locator("tbody").innerText(), /An|Ánh/);
  const [download] = await Promise.all([page.waitForEvent("download"), page.locator("a[href*='danh-sach.xlsx']").click()]);
  assert.equal(download.suggestedFilename(), "que-huong-mo-rong-dang-ky.xlsx");
}, 4);
