// Organizers watch a round as it runs, look into what is irregular, and decide by two; the person concerned is told.

import assert from "node:assert/strict";
import { DESK, ROUND, openSignal, organizers, takeRoundAtOnce } from "../lib/desk.mjs";
import { test } from "../lib/registry.mjs";
import { DESKTOP, PHONE, follow, look, press, seen, send } from "../lib/world.mjs";

const figure = (page, label) => page.locator("[data-live=now] dl > div").filter({ hasText: label }).locator(".value");
const number = async (locator) => Number((await locator.innerText()).replaceAll(".", ""));

test("The live view of a round moves by itself, pauses, and is whole without script", async (trial) => {
  const { page } = await trial.as(organizers(trial.product)[0], PHONE);
  await page.goto(DESK);
  await follow(page, () => press(page.getByRole("link", { name: "Theo dõi trực tiếp" })));
  await look(page);
  await page.locator("[data-live-state].ok").waitFor();
  assert.match(await page.locator("main").innerText(), /đừng nói ra trước khi công bố/);
  const started = figure(page, "Lượt đã bắt đầu");
  const before = await number(started);
  const reader = await trial.as();
  await takeRoundAtOnce(reader.context);
  await page.waitForFunction((n) => Number(document.querySelector("[data-live=now] dl > div:nth-child(2) .value").textContent.replaceAll(".", "")) > n, before, { timeout: 10_000 });
  assert.ok((await page.locator("[data-live=plots] rect").count()) >= 2, "a bar in each plot");
  await press(page.locator("summary").filter({ hasText: "Xem bảng số" }));
  assert.match(await page.locator("[data-live=minutes]").innerText(), /\d\d:\d\d/);
  assert.match(await page.locator("[data-live=health]").innerText(), /≤ \d+ ms/);
  assert.doesNotMatch(await page.locator("main").innerText(), /\d\/20\b|Đúng tất cả/);
  await look(page);

  await press(page.locator("[data-live-pause]"));
  await page.getByText("Đã tạm dừng").waitFor();
  const at = await page.locator("[data-live-at]").innerText();
  await page.waitForTimeout(4_500);
  assert.equal(await page.locator("[data-live-at]").innerText(), at, "nothing moves while it is paused");
  await press(page.locator("[data-live-pause]"));
  await page.waitForFunction((text) => document.querySelector("[data-live-at]").textContent !== text, at, { timeout: 10_000 });

  const plain = await trial.as(organizers(trial.product)[0], { ...DESKTOP, javaScriptEnabled: false });
  await plain.page.goto(`${DESK}/truc-tiep`);
  assert.ok((await number(figure(plain.page, "Lượt đã bắt đầu"))) > before);
  await follow(plain.page, () => press(plain.page.getByRole("link", { name: "Tải lại trang" })));
}, 14);

test("The live view finds its way back after the network was gone", async (trial) => {
  trial.allowNetworkLoss();
  const { page } = await trial.as(organizers(trial.product)[1], DESKTOP);
  const isStream = (url) => url.pathname.endsWith("/su-kien");
  await page.route(isStream, (route) => route.abort("internetdisconnected"));
  await page.goto(`${DESK}/truc-tiep`);
  await page.locator("[data-live-state].warn").waitFor();
  assert.match(await page.locator("[data-live-state]").innerText(), /Mất kết nối/);
  await page.unroute(isStream);
  await page.locator("[data-live-state].ok").waitFor({ timeout: 25_000 });
}, 10);

test("A signal is looked into, one organizer proposes, another confirms, and the person is told", async (trial) => {
  const taker = await trial.as(undefined, PHONE);
  await takeRoundAtOnce(taker.context);
  await taker.page.goto("/tai-khoan");
  const name = taker.account.full_name ?? (await taker.page.locator(".nav-me a, .nav-phone a[href='/tai-khoan']").first().textContent()).trim();
  const [first, second] = organizers(trial.product);
  const desk = await trial.as(first, DESKTOP);
  await openSignal(desk.page, "too_fast", name);
  await look(desk.page);
  assert.match(await desk.page.locator("main").innerText(), /riêng đọc đề đã cần ít nhất/);
  const reason = "Trả lời cả đề trong vài giây, khả năng dùng công cụ tự động.";
  await desk.page.locator("[name=reason]").fill(reason);
  await desk.page.locator("[name=action][value=exclude]").check();
  await desk.page.locator("[name=person]").first().uncheck();
  await send(desk.page, "form[action*='/bat-thuong/']");
  assert.match(await desk.page.locator(".error-summary").innerText(), /Hãy chọn ít nhất một người/);
  assert.equal(await desk.page.locator("[name=reason]").inputValue(), reason, "what was typed is still there");
  await desk.page.locator("[name=person]").first().check();
  await send(desk.page, "form[action*='/bat-thuong/']");
  const card = (page) => page.locator("article.proposal").filter({ hasText: name }).first();
  assert.match(await card(desk.page).innerText(), /một người khác phải xác nhận/);
  assert.equal(await card(desk.page).getByRole("button", { name: "Xác nhận" }).count(), 0, "not by oneself");
  await taker.page.goto(ROUND);
  assert.ok(!(await taker.page.locator("main").innerText()).includes(reason), "nothing is told before two agree");

  const other = await trial.as(second, PHONE);
  await other.page.goto(`${DESK}/bat-thuong`);
  await look(other.page);
  await press(card(other.page).getByRole("button", { name: "Xác nhận" }));
  await follow(other.page, () => press(other.page.locator("dialog button").first()));
  assert.match(await other.page.locator("main").innerText(), /Đã xác nhận đề nghị/);

  await taker.page.goto("/viec-cua-toi");
  await look(taker.page);
  assert.ok((await taker.page.locator("main").innerText()).includes(reason));
  await follow(taker.page, () => press(seen(taker.page, `main a[href='${ROUND}'] >> nth=-1`)));
  const told = await taker.page.locator("main").innerText();
  assert.ok(told.includes(reason));
  assert.match(told, /bạn có quyền khiếu nại: ban tổ chức mở thời gian khiếu nại sau khi vòng đóng/);
  await look(taker.page);
}, 16);
