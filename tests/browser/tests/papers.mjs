// Papers as people meet them: from the sheet of a session to the certificate, and what becomes of it.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { openCampaign } from "../lib/pages.mjs";
import { test } from "../lib/registry.mjs";
import { PHONE, follow, look, press, seen, send } from "../lib/world.mjs";

const tag = () => Math.random().toString(36).slice(2, 8);
const today = () => new Intl.DateTimeFormat("vi-VN", { timeZone: "Asia/Ho_Chi_Minh", day: "2-digit", month: "2-digit", year: "numeric" }).format(new Date()).replaceAll("-", "/");
const text = (page) => page.locator("main").innerText();

async function download(page, link) {
  const [file] = await Promise.all([page.waitForEvent("download"), link.click()]);
  return readFileSync(await file.path());
}

test("A template is tried before it is saved; a session is ticked off its sheet; the leader sees who has the paper; a phone sees it revoked", async (trial) => {
  trial.allow(/mau-giay\/them.*422/);
  const [code, look_name] = [`giay-${tag()}`, `Giấy ${tag()}`];
  const { page } = await trial.as(trial.product.account("admin"));
  await page.goto("/mau-giay/them");
  await page.locator("[name=name]").fill(look_name);
  await page.locator("[name=title]").fill("CHỨNG NHẬN 龍");
  await send(page, "form[action='/mau-giay/them']");
  assert.match(await seen(page, ".error-summary").innerText(), /Ký tự 龍 không in được: tên loại giấy/);
  assert.equal(await page.locator("[name=name]").inputValue(), look_name, "nothing typed is lost");
  await page.locator("[name=title]").fill("CHỨNG NHẬN");
  await page.locator("[name=orientation][value=portrait]").check();
  await send(page, "form[action='/mau-giay/them']");
  await look(page);
  assert.match(await text(page), /Bản 1/);

  await page.goto("/chuong-trinh/them");
  await page.locator("[name=title]").fill("Lớp có phiếu ký");
  await page.locator("[name=code]").fill(code);
  await page.locator("[name=body_code]").selectOption("btgdv");
  await page.locator("[name=template_id]").selectOption({ label: look_name });
  await page.locator("[name=sessions]").fill("1");
  await send(page, "form[action='/chuong-trinh/them']");
  const leader = await trial.as(trial.product.account("unit_leader"), PHONE);
  await openCampaign(leader.page, code);
  await look(leader.page);
  const campaign = new URL(leader.page.url()).pathname;
  assert.match(await text(leader.page), /Đã xong 0\/\d+ người/);

  await page.goto(`/chuong-trinh/${code}/buoi`);
  for (const [name, value] of Object.entries({ title: "Buổi 1", place: "Hội trường", minutes: "180", speaker: "Trần Quang Minh" })) await page.locator(`[name=${name}]`).fill(value);
  await send(page, `form[action='/chuong-trinh/${code}/buoi']`);
  assert.equal((await download(page, page.locator("a[href*='phieu-ky.pdf']").first())).subarray(0, 5).toString(), "%PDF-");
  await follow(page, () => press(page.getByRole("link", { name: "Điểm danh" })));
  await look(page);
  await page.getByLabel("Nguyễn Thị Lan", { exact: false }).check();
  await send(page, `form[action$='/diem-danh'][method=post]`);
  assert.ok(await page.getByLabel("Nguyễn Thị Lan", { exact: false }).isChecked());
  await page.goto(`/chuong-trinh/${code}/cap-giay`);
  await page.locator("[name=issued_on]").fill(today());
  await send(page, `form[action='/chuong-trinh/${code}/cap-giay']`);
  const batch = new URL(page.url()).pathname;
  await page.waitForFunction(() => document.querySelector("main").innerText.includes("Đã cấp xong"), null, { timeout: 20_000 }).catch(() => page.goto(batch));
  assert.match(await text(page), /Đã cấp xong/);

  await leader.page.goto(`${campaign}?muc=done`);
  await look(leader.page);
  assert.match(await text(leader.page), /Đã xong 1\/\d+ người[\s\S]*Nguyễn Thị Lan/);
  assert.equal((await download(leader.page, leader.page.locator("a[href$='tien-do.xlsx']"))).subarray(0, 2).toString(), "PK");

  const own = await trial.as(trial.product.account("trainee"), PHONE);
  await own.page.goto("/chung-nhan-cua-toi");
  await follow(own.page, () => press(own.page.getByRole("link", { name: "Lớp có phiếu ký" }).first()));
  const paper = new URL(own.page.url()).pathname;
  const stranger = await trial.guest(PHONE);
  await stranger.page.goto(paper);
  await look(stranger.page);
  assert.match(await text(stranger.page), /Chứng nhận có hiệu lực/);
  await page.goto(paper);
  await page.locator("form[action$='/thu-hoi']").evaluate((form) => (form.closest("details").open = true));
  await page.locator("form[action$='/thu-hoi'] [name=reason]").fill("Cấp nhầm người.");
  await page.locator("form[action$='/thu-hoi'] button").click();
  await follow(page, () => page.locator("dialog button").first().click());
  await stranger.page.reload();
  await look(stranger.page);
  assert.match(await text(stranger.page), /đã bị thu hồi ngày \d\d\/\d\d\/\d{4}/);
  assert.doesNotMatch(await text(stranger.page), /Chứng nhận có hiệu lực/);
});

test("What somebody gave is entered on a phone, confirmed by the leader, and stands in the record to download", async (trial) => {
  const title = `Quán triệt Kết luận 57 (${tag()})`;
  const own = await trial.as(trial.product.account("trainee"), PHONE);
  await own.page.goto("/ho-so/buoi-tuyen-truyen");
  for (const [name, value] of Object.entries({ title, held_on: today(), place: "Nhà văn hóa khu phố 3", audience: "Đảng viên chi bộ", listeners: "45", minutes: "90" })) await own.page.locator(`[name=${name}]`).fill(value);
  await send(own.page, "form[action='/ho-so/buoi-tuyen-truyen']");
  await look(own.page);
  assert.match(await text(own.page), /Chờ xác nhận/);
  const leader = await trial.as(trial.product.account("unit_leader"), PHONE);
  await leader.page.goto("/buoi-tuyen-truyen");
  await look(leader.page);
  const line = leader.page.locator("main li", { hasText: title });
  await follow(leader.page, () => line.getByRole("button", { name: "Xác nhận" }).click());
  assert.doesNotMatch(await text(leader.page), new RegExp(title.replace(/[()]/g, ".")));
  await own.page.goto("/ho-so");
  await look(own.page);
  assert.ok((await text(own.page)).includes(title));
  assert.equal((await download(own.page, own.page.locator("a[href$='xuat.docx']"))).subarray(0, 2).toString(), "PK");
});
