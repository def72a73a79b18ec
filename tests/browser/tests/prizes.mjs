// Prizes as people meet them: an organizer settles them in clicks, everybody sees who won, the papers are taken home.

import assert from "node:assert/strict";
import { draft } from "../lib/pages.mjs";
import { test } from "../lib/registry.mjs";
import { DESKTOP, PHONE, follow, look, press, seen } from "../lib/world.mjs";

const FINISHED = "/cuoc-thi/tim-hieu-kl-57";
const ADMIN = "/to-chuc-thi/tim-hieu-kl-57";

test("An organizer settles prizes row by row, and the rules tell them in words", async (trial) => {
  const { page } = await trial.as(trial.product.account("organizer"), DESKTOP);
  const code = await draft(page);
  await follow(page, () => press(page.getByRole("link", { name: "Giải thưởng" })));
  await look(page);
  await page.locator("[name=i0_amount]").fill("bốn triệu");
  await follow(page, () => press(page.getByRole("button", { name: "Thêm giải tập thể" })));
  assert.equal(await page.locator("[name=i0_amount]").inputValue(), "bốn triệu", "adding a row loses nothing");
  for (const row of [3, 2, 1]) await follow(page, () => press(page.locator(`button[value="remove-i-${row}"]`)));
  assert.equal(await page.locator("[name=i1_name]").count(), 0);
  await page.locator("[name=c0_name]").fill("Đơn vị đông người thi nhất");
  await page.locator("[name=c0_amount]").fill("3.000.000");
  await follow(page, () => press(page.getByRole("button", { name: "Lưu giải thưởng" }).last()));
  assert.match(await seen(page, ".error-summary").innerText(), /Số tiền viết bằng chữ số/);
  await look(page);
  await page.locator("[name=i0_amount]").fill("4000000");
  await follow(page, () => press(page.getByRole("button", { name: "Lưu giải thưởng" }).last()));
  assert.match(await page.locator("main").innerText(), /Giải thưởng/);
  assert.equal(await page.locator("[name=i0_amount]").inputValue(), "4.000.000", "kept, and written as people write it");
  await page.goto(`/to-chuc-thi/${code}`);
  await follow(page, () => press(page.locator("form[action$='/cong-bo'] button")));
  await page.goto(`/to-chuc-thi/${code}/giai-thuong`);
  assert.equal(await page.locator("[name=i0_amount]").count(), 0, "what is published stays");
  await page.goto(`/cuoc-thi/${code}/the-le`);
  const rules = await page.locator("main").innerText();
  for (const told of ["4.000.000 đồng", "Đơn vị đông người thi nhất", "Số người dự thi nhiều nhất"]) assert.ok(rules.includes(told), told);
}, 12);

test("Everybody sees who won, the figures and the answers, on a phone", async (trial) => {
  const { page } = await trial.guest(PHONE);
  await page.goto(`${FINISHED}/vong/tuan-1/ket-qua`);
  const file = await (await page.context().request.get(`${FINISHED}/vong/tuan-1/ket-qua.json`)).json();
  const first = page.locator("table.winners").first();
  assert.match(await first.innerText(), /Giải Nhất.*4\.000\.000 đồng/s);
  assert.ok((await first.innerText()).replace(/\s/g, "").includes(file.ranking[0].pseudonym), "the first of the published file");
  await look(page);
  await follow(page, () => press(page.getByRole("link", { name: "Thống kê" })));
  assert.equal(await page.locator("figure.plot svg rect").count() > 5, true);
  await press(page.locator("figure.plot summary").first());
  assert.match(await page.locator("figure.plot table").first().innerText(), /Nộp bài/);
  await look(page);
  await follow(page, () => press(page.getByRole("link", { name: "Đáp án" })));
  assert.ok((await page.locator(".result-options > .key").count()) >= 20);
  const drawn = page.locator(".result-item").filter({ hasText: "Trả lời đúng" });
  assert.ok((await drawn.count()) > 0, "how many answered right, for what was drawn");
  await page.goto(FINISHED);
  await follow(page, () => press(page.getByRole("link", { name: "Kết quả toàn cuộc thi" })));
  assert.match(await page.locator("main").innerText(), /Giải Nhất toàn cuộc/);
  await look(page);
}, 8);

test("The papers are downloaded with the head that was filled in", async (trial) => {
  const { page } = await trial.as(trial.product.account("organizer"), DESKTOP);
  await page.goto(`${ADMIN}/vong/tuan-1`);
  await follow(page, () => press(page.getByRole("link", { name: "Văn bản, danh sách" })));
  await page.locator("[name=parent]").fill("Tỉnh ủy Tiền Giang");
  await page.locator("[name=place]").fill("Mỹ Tho");
  await press(page.getByText("Mẫu của Đảng"));
  for (const [name, ends] of [["bien-ban.pdf", "tuan-1.bien-ban.pdf"], ["ky-nhan.xlsx", "tuan-1.ky-nhan.xlsx"]]) {
    const [download] = await Promise.all([page.waitForEvent("download"), press(page.locator(`button[formaction$="/${name}"]`))]);
    assert.ok(download.suggestedFilename().endsWith(ends), download.suggestedFilename());
    const chunks = [];
    for await (const chunk of await download.createReadStream()) chunks.push(chunk);
    const bytes = Buffer.concat(chunks);
    assert.ok(bytes.length > 5_000 && ["%PDF", "PK\u0003\u0004"].includes(bytes.subarray(0, 4).toString("latin1")));
  }
  await page.locator("[name=day]").fill("31/02/2026");
  await follow(page, () => press(page.locator("button[formaction$='/bien-ban.pdf']")));
  assert.match(await seen(page, ".error-summary").innerText(), /Ngày cần viết/);
  assert.equal(await page.locator("[name=place]").inputValue(), "Mỹ Tho", "nothing typed is lost");
}, 6);
