// Setting a contest up at a desk: a pattern, one round changed, the rules, a try of the ranking, the publication.

import assert from "node:assert/strict";
import { test } from "../lib/registry.mjs";
import { DESKTOP, PHONE, follow, look, press, send } from "../lib/world.mjs";

const main = (page) => page.locator("main").innerText();

test("A contest is set up from a pattern, one round of it changed, and published, by clicks", async (trial) => {
  const { page } = await trial.as(trial.product.account("organizer"), DESKTOP);
  await page.goto("/to-chuc-thi/them");
  await follow(page, () => press(page.getByRole("link", { name: /Vòng loại 8 tuần rồi chung kết/ })));
  assert.equal(await page.locator("[name=rounds]").inputValue(), "8");
  assert.equal(await page.locator("[name=windows]").isVisible(), false, "only the fields of the chosen shape are shown");
  await page.locator("[name=shape][value=windows]").check();
  assert.equal(await page.locator("[name=windows]").isVisible(), true);
  await page.locator("[name=shape][value=series]").check();
  await page.locator("[name=code]").fill("thi-vong-loai");
  await send(page, "form[action='/to-chuc-thi/them']");
  assert.equal(new URL(page.url()).pathname, "/to-chuc-thi/thi-vong-loai");
  await look(page);
  assert.match(await main(page), /Trước khi công bố[\s\S]*Vẫn là lời mẫu/);
  assert.equal(await page.locator(".rounds-picture rect").count(), 9);

  await follow(page, () => press(page.getByRole("link", { name: /^Sửa\s*: Tuần 2$/ })));
  await look(page);
  await page.locator("[name=title]").fill("Tuần đặc biệt");
  await page.locator("[name=opens_at]").fill("hôm nào đó");
  await send(page, "form[action$='/sua']");
  assert.match(await main(page), /Hãy viết giờ:phút ngày\/tháng\/năm/);
  assert.equal(await page.locator("[name=title]").inputValue(), "Tuần đặc biệt", "what was typed is still there");
  await page.goBack();
  await page.goto("/to-chuc-thi/thi-vong-loai/vong/vong-2/sua");
  await page.locator("[name=title]").fill("Tuần đặc biệt");
  await page.locator("[name=attempts]").fill("2");
  await send(page, "form[action$='/sua']");
  assert.match(await main(page), /Tuần đặc biệt/);
  await page.locator("form[action$='/vong-8/nhan-ban'] button").click();
  await page.waitForURL(/vong-9\/sua/);
  await page.goto("/to-chuc-thi/thi-vong-loai");
  await page.locator("form[action$='/vong-9/xoa'] button").click();
  await follow(page, () => page.locator("dialog button").first().click());
  assert.equal(await page.locator(".rounds-picture rect").count(), 9);

  await follow(page, () => press(page.getByRole("link", { name: "Viết thể lệ" })));
  await look(page);
  await page.locator("[name=prizes]").fill("Mỗi tuần một giải Nhất **1 triệu** đồng.");
  await page.locator("[name=exclusions]").fill("Thành viên ban tổ chức và người thân.");
  await send(page, "form[action$='/the-le']");
  assert.doesNotMatch(await main(page), /Vẫn là lời mẫu/);

  await send(page, "form[action$='/cong-bo']");
  assert.match(await main(page), /Đã chốt nội dung/);
  const { page: stranger } = await trial.guest(PHONE);
  await stranger.goto("/cuoc-thi/thi-vong-loai");
  await look(stranger);
  assert.equal(await stranger.locator(".rounds-picture rect").count(), 9);
  await stranger.goto("/cuoc-thi/thi-vong-loai/the-le");
  await look(stranger);
  assert.match(await main(stranger), /1 triệu[\s\S]*[0-9a-f]{64}/);
  await stranger.goto("/cuoc-thi/thi-vong-loai/the-le?in=1");
  await look(stranger);
  const sheet = stranger.locator(".paper");
  assert.match(await sheet.innerText(), /Độc lập - Tự do - Hạnh phúc[\s\S]*THỂ LỆ[\s\S]*TM. BAN TỔ CHỨC/);
}, 14);

test("The rules are amended by two people and announced where people look", async (trial) => {
  const cast = trial.product.accounts.filter(({ role }) => role === "organizer");
  const { page } = await trial.as(cast[0], DESKTOP);
  const { page: other } = await trial.as(cast[1], DESKTOP);
  const address = "/to-chuc-thi/thi-tuan-nay/the-le";
  await page.goto(address);
  await page.locator("[name=contact]").fill("Điện thoại 0912 345 678.");
  await page.locator("[name=reason]").fill("Bổ sung điện thoại");
  await send(page, `form[action='${address}']`);
  assert.match(await main(page), /Người đề nghị không tự duyệt/);
  assert.equal(await page.locator("form[action$='/duyet']").count(), 0);
  await other.goto(address);
  await look(other);
  assert.equal(await other.locator(".diff ins").count() > 0, true);
  await send(other, "form[action$='/duyet']");
  const { page: stranger } = await trial.guest(PHONE);
  for (const path of ["/cuoc-thi/thi-tuan-nay", "/cuoc-thi/thi-tuan-nay/vong/tuan-1", "/cuoc-thi/thi-tuan-nay/the-le"]) {
    await stranger.goto(path);
    await look(stranger);
    assert.match(await main(stranger), /Thể lệ sửa đổi lần 1[\s\S]*Bổ sung điện thoại/, path);
  }
  await follow(stranger, () => press(stranger.getByRole("link", { name: "Xem chỗ thay đổi" }).first()));
  await look(stranger);
  assert.match((await stranger.locator(".diff ins").allInnerTexts()).join(" "), /0912/);
}, 10);

test("Ties are tried out without anything being kept", async (trial) => {
  const { page } = await trial.as(trial.product.account("organizer"), PHONE);
  await page.goto("/to-chuc-thi/tim-hieu-kl-57/mo-phong");
  await look(page);
  assert.match(await main(page), /Bình đứng trước Chi: bằng nhau ở 2 tiêu chí đầu, nộp sớm hơn/);
  await page.locator("[name=prediction1]").fill("3");
  await page.locator("[name=minute1]").fill("1");
  await follow(page, () => press(page.getByRole("button", { name: "Xếp hạng" })));
  assert.match(await main(page), /An đứng trước Bình/);
  await page.locator("[name=score2]").fill("không");
  await follow(page, () => press(page.getByRole("button", { name: "Xếp hạng" })));
  assert.match(await main(page), /Dòng 2: điểm từ 0 đến 20/);
  assert.equal(await page.locator("[name=score2]").inputValue(), "không");
  await look(page);
}, 6);
