// Trainers write items, others review them: by the form of each type, with and without JavaScript, on a phone too.

import assert from "node:assert/strict";
import { BODIES, bringSpoiled, decide, fillForm, fillItem, makeBank, pressDo, writeItem } from "../lib/authoring.mjs";
import { test } from "../lib/registry.mjs";
import { DESKTOP, PHONE, follow, look, press } from "../lib/world.mjs";

const trainers = (trial) => trial.product.accounts.filter(({ role }) => role === "trainer");

test("An item of every type is written, sent back, mended, approved by another and then drawn", async (trial) => {
  trial.allow(/status of 4\d\d/);
  const [one, two] = trainers(trial);
  const author = await trial.as(one, DESKTOP);
  const reviewer = await trial.as(two, PHONE);
  const bank = await makeBank(author.page, "Mười dạng câu");

  // A fault stands at its field, and nothing typed is lost.
  await fillItem(author.page, bank, "single_choice", { stem: "", source: "" });
  await pressDo(author.page, "send");
  assert.equal(await author.page.locator("#e-stem").count(), 1);
  assert.match(await author.page.title(), /^Lỗi:/);
  assert.equal(await author.page.locator("[name=option_1]").inputValue(), BODIES.single_choice.option_1);
  await look(author.page);

  const items = [];
  for (const kind of Object.keys(BODIES)) items.push(await writeItem(author.page, bank, kind));
  assert.equal(await author.page.locator("button[name=act][value=approved]").count(), 0, "nobody approves their own");

  await reviewer.page.goto("/viec-cua-toi");
  await follow(reviewer.page, () => press(reviewer.page.locator("main a[href='/ngan-hang/cho-duyet']").first()));
  await look(reviewer.page);
  await decide(reviewer.page, items[0], "commented", "Nên nêu rõ ngày ban hành.");
  await decide(reviewer.page, items[0], "returned", "Hãy thêm một phương án.");
  assert.match(await reviewer.page.locator(".thread").innerText(), /Nên nêu rõ ngày ban hành/);
  await author.page.goto(items[0]);
  assert.match(await author.page.locator(".thread").innerText(), /Hãy thêm một phương án/);
  await author.page.goto(`${items[0]}/sua`);
  await author.page.locator("button[value='add:option']").click();
  await author.page.locator("[name=option_3]").waitFor();
  await fillForm(author.page, { option_3: "Chính phủ" });
  await pressDo(author.page, "send");

  for (const item of items) {
    await decide(reviewer.page, item, "approved");
    await look(reviewer.page);
    assert.match(await reviewer.page.locator("main").innerText(), /Đã duyệt/);
  }
  await author.page.goto("/ngan-hang");
  const card = author.page.locator(".course-card").filter({ has: author.page.locator(`a[href="${bank}"]`) });
  assert.match(await card.innerText(), /\b10\b/, "all ten may be drawn");
  await author.page.goto(`${items[0]}/lich-su`);
  assert.match(await author.page.locator("main").innerText(), /Phiên bản 2/);
  assert.match(await author.page.locator("main ins").first().innerText(), /Chính phủ/);
}, 45);

test("The form of an item works without JavaScript, and follows what is typed with it", async (trial) => {
  trial.allow(/status of 4\d\d/);
  const [one] = trainers(trial);
  const plain = await trial.as(one, { ...PHONE, javaScriptEnabled: false });
  const bank = await makeBank(plain.page, "Không kịch bản");
  await fillItem(plain.page, bank, "ordering");
  await follow(plain.page, () => press(plain.page.locator("button[value='add:option']")));
  assert.equal(await plain.page.locator("[name^=option_]").count(), 5);
  await follow(plain.page, () => press(plain.page.locator("button[value='up:option:2']")));
  assert.equal(await plain.page.locator("[name=option_1]").inputValue(), BODIES.ordering.option_2);
  assert.equal(await plain.page.locator("[name=topic]").inputValue(), "boi-canh");
  await look(plain.page);
  await pressDo(plain.page, "save");
  assert.match(new URL(plain.page.url()).pathname, /\/cau-00001$/);

  const { page } = await trial.as(one, DESKTOP);
  await page.goto(`${bank}/cau-moi?loai=single_choice`);
  await page.locator("[name=stem]").fill("Một câu đang gõ?");
  await page.locator("#draft-panel .item-stem", { hasText: "Một câu đang gõ?" }).waitFor();
  await page.locator("button[value='add:option']").click();
  await page.locator("[name=option_4]").waitFor();
  assert.equal(await page.locator("[name=stem]").inputValue(), "Một câu đang gõ?");
  // A clause is found by typing without marks, and its link opens the clause.
  await page.locator("[data-filter=f-source]").fill("kl57 nhan dien");
  const clause = await page.locator("#f-source").inputValue();
  if (clause !== "KL57:nhan-dien") await page.locator("#f-source").selectOption("KL57:nhan-dien");
  assert.match(await page.locator("[data-open-clause]").getAttribute("href"), /\/can-cu\/KL57#nhan-dien$/);
  // Leaving with something unsaved asks first.
  const asked = new Promise((done) => page.once("dialog", async (dialog) => (done(dialog.type()), await dialog.dismiss())));
  await page.locator("main a[href]").filter({ visible: true }).last().click({ noWaitAfter: true });
  assert.equal(await asked, "beforeunload");
  assert.equal(await page.locator("[name=stem]").inputValue(), "Một câu đang gõ?");
}, 20);

test("Of two who change an item at once the later is shown both, and loses nothing", async (trial) => {
  trial.allow(/status of 4\d\d/);
  const [one, two] = trainers(trial);
  const [first, second] = [await trial.as(one, DESKTOP), await trial.as(two, PHONE)];
  const bank = await makeBank(first.page, "Hai người sửa");
  const item = await writeItem(first.page, bank, "single_choice", { button: "save" });
  for (const { page } of [first, second]) await page.goto(`${item}/sua`);
  await fillForm(first.page, { option_1: "Ban Bí thư khóa XIII" });
  await fillForm(second.page, { option_1: "Ban Tuyên giáo" });
  await pressDo(first.page, "save");
  await pressDo(second.page, "save");
  const told = second.page.locator("section.notice.warn");
  assert.match(await told.innerText(), /khóa XIII/);
  assert.equal(await second.page.locator("[name=option_1]").inputValue(), "Ban Tuyên giáo");
  await look(second.page);
  await pressDo(second.page, "save");
  assert.equal(new URL(second.page.url()).pathname, item);
}, 15);

test("A question of a file is mended in the form before it is taken in", async (trial) => {
  trial.allow(/status of 4\d\d/);
  const { page } = await trial.as(trainers(trial)[0], PHONE);
  const bank = await makeBank(page, "Nhập rồi sửa");
  await bringSpoiled(page, bank);
  await follow(page, () => press(page.locator("a[href*='/cau/1/sua']")));
  await look(page);
  assert.ok((await page.locator(".draft-panel .check-list .bad").count()) > 0, "it says what is missing");
  await fillForm(page, { key: { value: "1" } });
  await pressDo(page, "save");
  assert.match(page.url(), /#cau-1$/);
  assert.equal(await page.locator("#cau-1.is-bad").count(), 0);
  assert.match(await page.locator("#cau-1 .key").innerText(), /Hai/);
  await look(page);
}, 10);
