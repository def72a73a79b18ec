// Administrator, unit leader and trainer: each does their own work and sees their own part.

import assert from "node:assert/strict";
import { test } from "../lib/registry.mjs";
import { COURSE, QUIZ, takeByApi } from "../lib/quiz.mjs";
import { follow, look, press, seen, send, signIn } from "../lib/world.mjs";

const unique = () => Math.random().toString(36).slice(2, 8);

/** The value of the option of a select whose text ends with these words. */
const optionOf = (select, words) => select.locator("option").evaluateAll((options, ending) => options.find((option) => option.textContent.trim().endsWith(ending))?.value, words);

async function createUnit(page, name, code, parent) {
  await page.goto("/quan-tri/don-vi/them");
  await look(page);
  await page.locator("[name=name]").fill(name);
  await page.locator("[name=code]").fill(code);
  await page.locator("[name=kind]").selectOption("party_cell");
  const select = page.locator("[name=parent_id]");
  await select.selectOption(await optionOf(select, parent));
  if (!(await page.locator("[name=valid_from]").inputValue())) await page.locator("[name=valid_from]").fill("01/11/2026");
  await send(page, "form[action='/quan-tri/don-vi/them']");
  assert.match(page.url(), /\/quan-tri\/don-vi/);
  await page.goto("/quan-tri/don-vi");
  assert.ok(await seen(page, `.tree :text("${name}")`).isVisible(), "the new unit stands in the tree");
}

/** Admits a person; the one-time link to hand over. */
async function admit(page, fullName, username, unit) {
  await page.goto("/quan-tri/nguoi-dung/them");
  await page.locator("[name=full_name]").fill(fullName);
  await page.locator("main [name=username]").fill(username);
  const select = page.locator("[name=unit_id]");
  await select.selectOption(await optionOf(select, unit));
  await send(page, "form[action='/quan-tri/nguoi-dung/them']");
  await look(page);
  return page.locator("#f-link").inputValue();
}

async function useLink(page, link, password) {
  await page.goto(link);
  await look(page);
  await page.locator("[name=password]").fill(password);
  await send(page, "form:has([name=password])");
}

test("An administrator admits a person into a new unit; the person comes in by the link; the leader sees their own part only", async (trial) => {
  // The leader asks for another unit on purpose.
  trial.allow(/bao-cao\/kl-57\?don-vi=.*404/);
  const admin = await trial.as(trial.product.account("admin"));
  const tag = unique();
  const [unit, near, far] = [`Chi bộ thử ${tag}`, `Đoàn Thị Gần ${tag}`, `Lưu Văn Xa ${tag}`];
  await createUnit(admin.page, unit, `chi-bo-${tag}`, "Chi bộ khu phố 1");
  const link = await admit(admin.page, near, `gan.${tag}`, unit);
  assert.match(link, /^http:\/\/127\.0\.0\.1:\d+\/lien-ket\/\w+$/);
  await admit(admin.page, far, `xa.${tag}`, "Xã Cái Bè");

  // The link is used on another device: once.
  const person = await trial.guest();
  await useLink(person.page, link, "song-nuoc-mien-tay-2026");
  assert.match(person.page.url(), /\/dang-nhap/);
  await signIn(person.page, { username: `gan.${tag}`, password: "song-nuoc-mien-tay-2026" });
  await person.page.goto(`/khoa-hoc/${COURSE}`);
  await send(person.page, "form[action$='/ghi-danh']");
  await send(person.page, "form[action$='/hoan-thanh']");
  const thief = await trial.guest();
  const answer = await thief.page.goto(link);
  assert.ok(answer.status() >= 400, "a link that was used opens nothing");
  await look(thief.page);

  // The leader of the commune above sees the one, not the other.
  const leader = await trial.as(trial.product.account("unit_leader"));
  await leader.page.goto(`/bao-cao/${COURSE}`);
  await look(leader.page);
  assert.ok(await seen(leader.page, `th :text("${unit}")`).isVisible());
  const text = () => leader.page.locator("main").innerText();
  for (const other of ["Xã Cái Bè", "Phường Gò Công", "Khối trường học"]) assert.ok(!(await text()).includes(other), `${other} is not the leader's`);
  await follow(leader.page, () => leader.page.locator(`a[href*='don-vi=']`, { hasText: unit }).click());
  const row = leader.page.locator("tr", { hasText: near });
  assert.match(await row.innerText(), /\b1\/7\b/, "the progress of the new person is there");
  const everybody = new Set();
  await leader.page.goto(`/bao-cao/${COURSE}`);
  for (;;) {
    for (const name of await leader.page.locator("tbody tr:has(td:nth-child(7)) th").allInnerTexts()) everybody.add(name.trim());
    const next = leader.page.locator("a[rel=next]");
    if (!(await next.count())) break;
    await follow(leader.page, () => next.click());
  }
  assert.ok(everybody.has(near) && everybody.has("Nguyễn Văn An"));
  for (const name of [far, "Hồ Xuân Đào", "Tạ Quang Ý"]) assert.ok(!everybody.has(name), `${name} belongs to others`);

  // Nor by an address typed by hand.
  await admin.page.goto(`/bao-cao/${COURSE}`);
  const foreign = await admin.page.locator("a[href*='don-vi=']", { hasText: "Xã Cái Bè" }).getAttribute("href");
  const forced = await leader.page.goto(foreign);
  assert.ok(forced.status() >= 400 || !(await text()).includes(far), "a foreign unit's people stay hidden");
  for (const path of ["/quan-tri", "/quan-tri/nguoi-dung", "/quan-tri/nhat-ky", `/ngan-hang/${QUIZ}`]) assert.equal((await leader.page.goto(path)).status(), 403, path);

  // What the administrator did stands in the log.
  await admin.page.goto("/quan-tri/nhat-ky");
  assert.ok(await seen(admin.page, ".notice.ok").isVisible(), "the log's chain is whole");
  const log = await admin.page.locator("tbody").textContent();
  for (const action of ["person.created", "unit.created", "person.reset_link_issued"]) assert.ok(log.includes(action), action);
}, 15);

test("A trainer sees items with their keys; a trainee does not", async (trial) => {
  const trainer = await trial.as(trial.product.account("trainer"));
  await trainer.page.goto("/ngan-hang");
  await follow(trainer.page, () => press(seen(trainer.page, `main a[href='/ngan-hang/${QUIZ}']`)));
  await look(trainer.page);
  // Without marks, as people type.
  await trainer.page.locator("[name=q]").fill("nghi quyet");
  await send(trainer.page, "main form[role=search]");
  const item = trainer.page.locator("tbody a", { hasText: /nghị quyết/i }).first();
  const path = await item.getAttribute("href");
  await follow(trainer.page, () => item.click());
  await look(trainer.page);
  assert.ok((await trainer.page.locator(".result-options .key").count()) >= 1);
  assert.ok((await trainer.page.locator(".rationale").innerText()).length > 10);
  await trainer.page.goto(`/de/${QUIZ}`);
  await look(trainer.page);
  const trainee = await trial.as();
  for (const secret of [path, "/ngan-hang", `/ngan-hang/${QUIZ}`, "/de", `/de/${QUIZ}`, "/bao-cao", "/quan-tri"]) {
    assert.equal((await trainee.page.goto(secret)).status(), 403, secret);
    await look(trainee.page);
  }
  const guest = await trial.guest();
  await guest.page.goto(path);
  assert.match(guest.page.url(), /\/dang-nhap\?next=/);
}, 6);

test("An administrator grants a role, takes it back with a reason, locks and unlocks an account", async (trial) => {
  const admin = await trial.as(trial.product.account("admin"));
  const account = trial.product.trainee();
  const person = await trial.as(account);
  await admin.page.goto(`/quan-tri/nguoi-dung?q=${account.username}`);
  await follow(admin.page, () => admin.page.locator("tbody a").first().click());
  const open = (action) => admin.page.locator(`form[action$='${action}']`).first().evaluate((form) => form.closest("details") && (form.closest("details").open = true));
  await open("/vai-tro");
  await admin.page.locator("form[action$='/vai-tro'] [name=role]").selectOption("trainer");
  await send(admin.page, "form[action$='/vai-tro']");
  assert.ok(await seen(admin.page, ".notice.ok").isVisible());
  assert.equal((await person.page.goto("/ngan-hang")).status(), 200, "a role counts at once");

  const revoke = admin.page.locator("li", { hasText: "Giảng viên" }).locator("form[action$='/thu-hoi']");
  const action = await revoke.getAttribute("action");
  await open(action.slice(-40));
  await send(admin.page, `form[action='${action}']`, "button").catch(() => {});
  await revoke.locator("[name=reason]").fill("Giao nhầm người.");
  await send(admin.page, `form[action='${action}']`);
  assert.equal((await person.page.goto("/ngan-hang")).status(), 403, "and is gone at once");

  await open("/khoa");
  await admin.page.locator("form[action$='/khoa'] [name=reason]").fill("Máy bị mất.");
  await send(admin.page, "form[action$='/khoa']");
  await person.page.goto("/viec-cua-toi");
  assert.match(person.page.url(), /\/dang-nhap/, "a locked account is signed out");
  await open("/khoa");
  await admin.page.locator("form[action$='/khoa'] [name=reason]").fill("Đã tìm lại máy.");
  await send(admin.page, "form[action$='/khoa']");
  await signIn(person.page, account);
}, 8);

test("An administrator is asked before a certificate is revoked; after it everybody sees that it is void", async (trial) => {
  const holder = await trial.as();
  await takeByApi(holder.context, trial.keys);
  await holder.page.goto("/chung-nhan-cua-toi");
  const path = await holder.page.locator("main a[href^='/chung-nhan/']").first().getAttribute("href");
  const { page } = await trial.as(trial.product.account("admin"));
  await page.goto(path);
  await page.locator("details:has(form[action$='/thu-hoi']) summary").click();
  await page.locator("form[action$='/thu-hoi'] [name=reason]").fill("Cấp nhầm người.");
  const button = page.locator("form[action$='/thu-hoi'] button");
  await button.click();
  const dialog = page.locator("dialog");
  await dialog.waitFor();
  assert.ok((await dialog.innerText()).trim().length > 20);
  assert.equal(await dialog.evaluate((box) => box.contains(document.activeElement)), true, "the focus goes into the question");
  await page.keyboard.press("Escape");
  await dialog.waitFor({ state: "detached" });
  await button.click();
  await dialog.waitFor();
  await follow(page, () => dialog.locator("button").first().click());
  const stranger = await trial.guest();
  await stranger.page.goto(path);
  await look(stranger.page);
  assert.ok(await seen(stranger.page, ".notice.bad").isVisible());
  assert.ok(!(await stranger.page.locator("main").innerText()).includes("Cấp nhầm người"), "the reason is not public");
  await holder.page.goto("/chung-nhan-cua-toi");
  assert.ok(await holder.page.locator(".chip.bad").isVisible());
}, 6);

test("Wrong forms say what is wrong, lead to the field, and keep what was typed", async (trial) => {
  const { page } = await trial.guest();
  await page.goto("/dang-ky");
  const typed = { full_name: "Nguyễn Thị Ưỡng", username: "x", phone: "123" };
  for (const [name, value] of Object.entries(typed)) await page.locator(`main [name=${name}]`).fill(value);
  await page.locator("[name=password]").fill("123");
  await follow(page, () => page.locator("form[action='/dang-ky']").evaluate((form) => ((form.noValidate = true), form.requestSubmit())));
  await look(page);
  const summary = page.locator(".error-summary");
  assert.ok(await summary.evaluate((box) => box === document.activeElement), "the focus is on the summary");
  const links = await summary.locator("a").evaluateAll((list) => list.map((link) => ({ to: link.hash.slice(1), text: link.textContent.trim() })));
  assert.deepEqual(links.map(({ to }) => to).sort(), ["f-agreed", "f-password", "f-phone", "f-username"]);
  for (const { to, text } of links) {
    const field = page.locator(`[id="${to}"]`);
    assert.equal(await field.getAttribute("aria-invalid"), "true");
    const described = await field.getAttribute("aria-describedby");
    const error = await page.locator(`[id="${described.split(" ").find((id) => id.startsWith("e-"))}"]`).innerText();
    assert.ok(error.includes(text), "the same words stand at the field");
    await summary.locator(`a[href="#${to}"]`).click();
    assert.ok(await field.evaluate((input) => input === document.activeElement), `the link leads to ${to}`);
  }
  for (const [name, value] of Object.entries(typed)) assert.equal(await page.locator(`main [name=${name}]`).inputValue(), value);
  assert.equal(await page.locator("[name=password]").inputValue(), "", "but never the password");
  assert.match(await page.title(), /^Lỗi/);
});
