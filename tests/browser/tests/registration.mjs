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

test("Of two who name one number the organizer sees both, and frees it for whose it is", async (trial) => {
  const phone = digits();
  const first = await trial.as(undefined, PHONE);
  await register(first.page, { phone });
  const { page } = await trial.as(undefined, PHONE);
  await page.goto(`${MEMBERS}/dang-ky`);
  await page.locator("[name=full_name]").fill("Lê Hữu Nghĩa");
  await page.locator("[name=birth_date]").fill("02/03/1990");
  await page.locator("[name=phone]").fill(phone);
  await page.locator("[name=consent_take_part]").check();
  await send(page, "form[action$='/dang-ky']");
  await look(page);
  assert.match(await page.locator(".error-summary").innerText(), /mang giấy tờ đến ban tổ chức/);
  const organizer = await trial.as(trial.product.account("organizer"), PHONE);
  const list = `${MEMBERS.replace("cuoc-thi", "to-chuc-thi")}/dang-ky/danh-sach`;
  await organizer.page.goto(list);
  await organizer.page.locator("[name=trang-thai]").selectOption("claimed");
  await send(organizer.page, "form[role=search]");
  await follow(organizer.page, () => press(organizer.page.locator("tbody tr", { hasText: phone.slice(7) }).locator("a")));
  assert.match(await organizer.page.locator("main").innerText(), /Người khác cũng khai số của đăng ký này/);
  await look(organizer.page);
  await organizer.page.locator("[name=mark][value=released]").check();
  await organizer.page.locator("[name=reason]").fill("Số của người khác");
  await send(organizer.page, "form[action*='/danh-sach/']");
  await send(page, "form[action$='/dang-ky']");
  assert.match(await page.locator("main").innerText(), /Đã đăng ký dự thi/);
}, 6);
