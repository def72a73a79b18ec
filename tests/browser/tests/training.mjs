// The register, a training programme and the proof of its certificates, as people meet them.

import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { LIST } from "../lib/pages.mjs";
import { test } from "../lib/registry.mjs";
import { PHONE, follow, look, press, seen, send } from "../lib/world.mjs";

const tag = () => Math.random().toString(36).slice(2, 8);
const today = () => new Intl.DateTimeFormat("vi-VN", { timeZone: "Asia/Ho_Chi_Minh", day: "2-digit", month: "2-digit", year: "numeric" }).format(new Date()).replaceAll("-", "/");

async function download(page, link) {
  const [file] = await Promise.all([page.waitForEvent("download"), link.click()]);
  return readFileSync(await file.path());
}

test("A clerk brings a list: it is looked at, recorded, searched without marks; the same list again is refused row by row", async (trial) => {
  trial.allow(/danh-ba\/nhap.*422/);
  const { page } = await trial.as(trial.product.account("admin"));
  await page.goto("/danh-ba/nhap");
  await look(page);
  await page.locator("main [name=file]").setInputFiles(LIST);
  await send(page, "form[action='/danh-ba/nhap']");
  await look(page);
  assert.match(await page.locator("main").innerText(), /3 người từ tệp danh-ba\.xlsx/);
  await send(page, "form[action^='/danh-ba/nhap/']");
  await page.goto("/danh-ba?q=ung");
  await look(page);
  assert.match(await page.locator("main").innerText(), /Phan Thị Ưng/);
  await page.goto("/danh-ba/nhap");
  await page.locator("main [name=file]").setInputFiles(LIST);
  await send(page, "form[action='/danh-ba/nhap']");
  assert.match(await page.locator("main").innerText(), /3 chỗ cần sửa[\s\S]*Dòng 4[\s\S]*Danh bạ đã có người này/);
  const sheet = await download(page, page.locator("a[href='/danh-ba/mau.xlsx']"));
  assert.equal(sheet.subarray(0, 2).toString(), "PK");
  // The leader of one commune sees their own people only.
  const leader = await trial.as(trial.product.account("unit_leader"), PHONE);
  await leader.page.goto("/danh-ba?q=phan+thi");
  await look(leader.page);
  assert.match(await leader.page.locator("main").innerText(), /Phan Thị Ưng/);
  await leader.page.goto("/danh-ba?q=luong");
  assert.match(await leader.page.locator("main").innerText(), /Không có ai khớp/);
});

test("A programme is opened, a session recorded, certificates issued; the holder takes the badge and a stranger proves it", async (trial) => {
  trial.allow(/kiem-tra-tep.*422/);
  const code = `bd-${tag()}`;
  const { page } = await trial.as(trial.product.account("admin"));
  await page.goto("/chuong-trinh/them");
  await look(page);
  await page.locator("[name=title]").fill("Lớp kỹ năng tuyên truyền miệng");
  await page.locator("[name=code]").fill(code);
  await page.locator("[name=body_code]").selectOption("btgdv");
  await page.locator("[name=sessions]").fill("1");
  await send(page, "form[action='/chuong-trinh/them']");
  await page.goto(`/chuong-trinh/${code}/buoi`);
  await page.locator("[name=title]").fill("Buổi 1");
  await page.locator("[name=place]").fill("Hội trường");
  await page.locator("[name=minutes]").fill("180");
  await page.locator("[name=speaker]").fill("Trần Quang Minh");
  await send(page, `form[action='/chuong-trinh/${code}/buoi']`);
  await look(page);
  const holder = trial.product.trainee();
  await page.locator("[name=usernames]").fill(holder.username);
  await send(page, `form[action^='/chuong-trinh/${code}/buoi/']`);
  assert.match(await page.locator("main").innerText(), /1 người dự/);
  await page.goto(`/chuong-trinh/${code}/cap-giay`);
  await look(page);
  await page.locator("[name=issued_on]").fill(today());
  await send(page, `form[action='/chuong-trinh/${code}/cap-giay']`);
  const batch = new URL(page.url()).pathname;
  await page.waitForFunction(() => document.querySelector("main").innerText.includes("Đã cấp xong"), null, { timeout: 20_000 }).catch(() => page.goto(batch));
  await look(page);
  assert.match(await page.locator("main").innerText(), /Đã cấp xong/);
  assert.equal((await download(page, page.locator(`a[href='${batch}/giay.zip']`))).subarray(0, 2).toString(), "PK");

  // On a phone: what is there, the record, the badge.
  const own = await trial.as(holder, PHONE);
  await own.page.goto(`/chuong-trinh/${code}`);
  await look(own.page);
  assert.match(await own.page.locator("main").innerText(), /Đã có chứng nhận/);
  await own.page.goto("/ho-so");
  await look(own.page);
  assert.match(await own.page.locator("main").innerText(), /1 buổi, 3 giờ/);
  await own.page.goto("/chung-nhan-cua-toi");
  await follow(own.page, () => press(own.page.getByRole("link", { name: "Lớp kỹ năng tuyên truyền miệng" })));
  await look(own.page);
  await own.page.locator("summary", { hasText: "Huy hiệu số" }).click();
  const png = await download(own.page, own.page.locator("a[href$='huy-hieu.png']"));
  const did = await (await own.page.request.get("/.well-known/did.json")).text();

  // Somebody else's program, written from the standards, and our own page for people.
  const folder = mkdtempSync(join(tmpdir(), "badge-"));
  writeFileSync(join(folder, "badge.png"), png);
  writeFileSync(join(folder, "did.json"), did);
  const verifier = fileURLToPath(new URL("../../it/verify_badge.py", import.meta.url));
  const said = JSON.parse(execFileSync("python3", [verifier, join(folder, "badge.png"), join(folder, "did.json"), "-"], { encoding: "utf8" }));
  assert.equal(said.achievement, "Lớp kỹ năng tuyên truyền miệng", JSON.stringify(said));
  const stranger = await trial.guest(PHONE);
  await stranger.page.goto("/chung-nhan/kiem-tra-tep");
  await stranger.page.locator("main [name=file]").setInputFiles(join(folder, "badge.png"));
  await send(stranger.page, "form[action='/chung-nhan/kiem-tra-tep']");
  await look(stranger.page);
  assert.match(await stranger.page.locator("main").innerText(), /Chữ ký số đúng[\s\S]*Có hiệu lực/);
  const forged = Buffer.from(png);
  const at = forged.indexOf("eyJ") + 300;
  forged[at] = forged[at] === 65 ? 66 : 65;
  writeFileSync(join(folder, "forged.png"), forged);
  await stranger.page.locator("main [name=file]").setInputFiles(join(folder, "forged.png"));
  await send(stranger.page, "form[action='/chung-nhan/kiem-tra-tep']");
  assert.match(await seen(stranger.page, ".notice.bad").innerText(), /Chữ ký số trong tệp không đúng/);
  rmSync(folder, { recursive: true });
});
