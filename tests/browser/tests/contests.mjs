// A contest as people meet it: taking a round on a phone, setting one up at a desk, checking a result.

import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { violations } from "../lib/axe.mjs";
import { Product } from "../lib/product.mjs";
import { idleTest, test } from "../lib/registry.mjs";
import { attempt, choose, isSaved, submit } from "../lib/quiz.mjs";
import { DESKTOP, PHONE, follow, look, press, seen, send } from "../lib/world.mjs";

const ROUND = "/cuoc-thi/thi-tuan-nay/vong/tuan-1";
const FINISHED = "/cuoc-thi/tim-hieu-kl-57/vong/tuan-1";

test("A round is taken on a phone, with a prediction, and shows no score before its result", async (trial) => {
  const { page, context } = await trial.as(undefined, PHONE);
  await page.goto("/cuoc-thi");
  await follow(page, () => press(page.getByRole("link", { name: /Thi tuần này/ })));
  await look(page);
  await follow(page, () => press(page.getByRole("link", { name: "Vào Tuần 1" })));
  await look(page);
  await send(page, `form[action='${ROUND}']`);
  const id = /luot-lam\/([0-9a-f-]{36})/.exec(page.url())[1];
  const { slots } = await attempt(context, id);
  for (const slot of slots.slice(0, 3)) {
    await choose(page, slot.slot, slot.item_type === "true_false" ? true : slot.item_type === "multiple_response" ? ["a"] : "a");
    await isSaved(page, slot.slot);
  }
  await follow(page, () => press(seen(page, "#take-review")));
  await look(page);
  const box = page.locator("[name=prediction]");
  await box.fill("rất nhiều");
  await send(page, "form[action$='/du-doan']");
  assert.match(await page.locator("main").innerText(), /Chưa lưu/);
  assert.equal(await box.inputValue(), "rất nhiều", "what was typed is still there");
  await box.fill("1.587");
  await send(page, "form[action$='/du-doan']");
  assert.match(await page.locator("main").innerText(), /Đã lưu dự đoán/);
  assert.equal(await box.inputValue(), "1.587");
  await submit(page);
  const receipt = await page.locator("main").innerText();
  await page.goto(`/luot-lam/${id}/ket-qua`);
  assert.equal(new URL(page.url()).pathname, ROUND, "the result comes with the round's");
  await look(page);
  const text = await page.locator("main").innerText();
  assert.match(text, /1\.587/);
  assert.match(text, /Mã ẩn danh của bạn/);
  assert.doesNotMatch(text, /\b\d+\/20\b|Bảng xếp hạng/);
  assert.ok(receipt.includes(/[0-9A-HJKMNP-TV-Z]{10}/.exec(text)[0]), "the receipt's code stands on the round's page");
}, 12);

test("The waiting room counts down by the server's clock", async (trial) => {
  const { page } = await trial.as(undefined, PHONE);
  await page.goto("/cuoc-thi/thi-tuan-nay/vong/tuan-2");
  const shown = page.locator("[data-countdown]");
  const first = await shown.innerText();
  assert.match(first, /^\d+:\d\d:\d\d$/);
  await page.waitForTimeout(2_200);
  assert.notEqual(await shown.innerText(), first);
  assert.equal(await page.locator(`form[action$='tuan-2']`).filter({ visible: true }).count(), 0, "nothing to start yet");
}, 4);

/** A time of the form that organizers fill in, by Vietnam's clocks. */
const typed = (at) => new Intl.DateTimeFormat("vi-VN", { timeZone: "Asia/Ho_Chi_Minh", hour: "2-digit", minute: "2-digit", day: "2-digit", month: "2-digit", year: "numeric", hourCycle: "h23" })
  .formatToParts(at)
  .reduce((text, { type, value }) => text.replace(type, value), "hour:minute day/month/year");

/** Publishes a contest of its own whose first round opens then, at a full minute. */
async function opened(page, code, title, opens) {
  await page.goto("/to-chuc-thi/them");
  for (const [name, value] of Object.entries({ title, code, organizer: "Ban Tổ chức", first_opens_at: typed(opens) })) await page.locator(`[name=${name}]`).fill(value);
  await page.locator("[name=blueprint_of]").selectOption("kl-57");
  await send(page, "form[action='/to-chuc-thi/them']");
  await send(page, "form[action$='/cong-bo']");
}

test("Who waits on a phone is taken in at the opening, and the receipt holds link and pseudonym", async (trial) => {
  const organizer = await trial.as(trial.product.account("organizer"), DESKTOP);
  // Full minutes can be typed; there must be time to publish it.
  const opens = Math.ceil((Date.now() + 25_000) / 60_000) * 60_000;
  await opened(organizer.page, "mo-cua", "Mở cửa", opens);
  const { page, context } = await trial.as(undefined, PHONE);
  await page.goto("/cuoc-thi/mo-cua/vong/vong-1");
  await look(page);
  assert.match(await page.locator("[data-countdown]").innerText(), /^00:\d\d$|^01:\d\d$/);
  await page.waitForURL(/luot-lam/, { timeout: 110_000 });
  const came = Date.now();
  const id = /luot-lam\/([0-9a-f-]{36})/.exec(page.url())[1];
  const begun = await attempt(context, id);
  const behind = Date.parse(begun.started_at) - opens;
  assert.ok(behind >= 0 && behind < 5_000, `begun ${behind} ms behind the opening`);
  assert.ok(came >= opens, "not before the opening");
  const [slot] = begun.slots;
  await choose(page, slot.slot, slot.item_type === "true_false" ? true : slot.item_type === "multiple_response" ? ["a"] : "a");
  await isSaved(page, slot.slot);
  await follow(page, () => press(seen(page, "#take-review")));
  await submit(page);
  await look(page);
  const receipt = await page.locator("main").innerText();
  const link = await page.locator("[data-link]").innerText();
  assert.match(link, /^[0-9a-f]{64}$/);
  await page.goto("/cuoc-thi/mo-cua/vong/vong-1");
  const own = /[0-9a-f]{32}/.exec(await page.locator("main").innerText())[0];
  assert.ok(receipt.includes(own), "the pseudonym stands on the receipt");
}, 30);

test("Who comes when too many do waits in the line, and the page comes back by itself", async (trial) => {
  trial.allow(/\b503\b/);
  const product = await Product.start({ people: 1, settings: { HOCTHI_NEWCOMERS: "1" } });
  let isCrowded = true;
  // Strangers who look at a page again and again, more at once than may stand at the door.
  const stranger = async () => {
    while (isCrowded) await fetch(`${product.address}/cuoc-thi`).then((answer) => answer.text()).catch(() => {});
  };
  const strangers = Array.from({ length: 24 }, stranger);
  try {
    const context = await trial.context(PHONE, product);
    const page = await context.newPage();
    await page.waitForTimeout(1_000);
    for (let turn = 0; turn < 20; turn += 1) if ((await page.goto("/khoa-hoc")).status() === 503) break;
    const told = await page.locator("main").innerText();
    assert.match(told, /Bạn ở chỗ thứ [\d.]+ trong hàng chờ|Sắp đến lượt bạn/);
    await look(page);
    for (const colorScheme of ["light", "dark"]) {
      await page.emulateMedia({ colorScheme });
      assert.deepEqual(await violations(page), []);
    }
    if (process.env.SHOTS) await page.screenshot({ path: `${process.env.SHOTS}crowded-360.png`, fullPage: true });
    isCrowded = false;
    await page.getByRole("heading", { name: "Khóa học" }).first().waitFor({ timeout: 60_000 });
  } finally {
    isCrowded = false;
    await Promise.all(strangers);
    await product.stop();
  }
}, 14);

test("An organizer sets a contest up from a preset and publishes it", async (trial) => {
  const { page } = await trial.as(trial.product.account("organizer"), DESKTOP);
  await page.goto("/to-chuc-thi");
  await follow(page, () => press(page.getByRole("link", { name: "Tạo cuộc thi" })));
  await page.locator("[name=title]").fill("Thi thử của ban tổ chức");
  await page.locator("[name=code]").fill("thi-thu");
  await page.locator("[name=organizer]").fill("Ban Tổ chức");
  await page.locator("[name=blueprint_of]").selectOption("nq-34");
  await send(page, "form[action='/to-chuc-thi/them']");
  assert.equal(new URL(page.url()).pathname, "/to-chuc-thi/thi-thu");
  await look(page);
  const stranger = await trial.guest();
  trial.allow(/status of 404/);
  assert.equal((await stranger.page.goto("/cuoc-thi/thi-thu")).status(), 404, "a draft is nobody's to see");
  await send(page, "form[action$='/cong-bo']");
  assert.match(await page.locator("main").innerText(), /Đã chốt nội dung/);
  assert.equal((await stranger.page.goto("/cuoc-thi/thi-thu")).status(), 200);
  assert.match(await stranger.page.locator("main").innerText(), /[0-9a-f]{64}/, "the hash is public before the opening");
  await stranger.page.goto("/cuoc-thi/thi-thu/the-le");
  assert.match(await stranger.page.locator("main").innerText(), /Dự đoán gần đúng hơn xếp trước/);
}, 6);

test("The published result is downloaded and checked by somebody else's program", async (trial) => {
  const { page, context } = await trial.guest(PHONE);
  await page.goto(`${FINISHED}/ket-qua`);
  await look(page);
  const answer = await context.request.get(await page.locator("a[href$='.json']").getAttribute("href"));
  const folder = mkdtempSync(join(tmpdir(), "hocthi-result-"));
  try {
    const file = join(folder, "ket-qua.json");
    writeFileSync(file, await answer.body());
    const verifier = new URL("../../verifier/verify_result.py", import.meta.url).pathname;
    assert.match(execFileSync("python3", [verifier, file], { encoding: "utf8" }), /^stands: 8 people, 8 attempts/);
    const { merkle_root: root, commitment } = await answer.json();
    const text = await page.locator("main").innerText();
    assert.ok(text.includes(root) && text.includes(commitment));
    await page.goto("/cuoc-thi/tim-hieu-kl-57");
    assert.ok((await page.locator("main").innerText()).includes(commitment));
  } finally {
    rmSync(folder, { recursive: true });
  }
}, 4);

/** What the page says of a file, once it has looked at it. */
async function verdictOf(page, file) {
  await page.setInputFiles("#f-file", { name: "x.ket-qua.json", mimeType: "application/json", buffer: Buffer.from(typeof file === "string" ? file : canonical(file)) });
  await page.waitForFunction(() => !document.getElementById("checker").hasAttribute("aria-busy") && !document.getElementById("checker-verdict").hidden);
  return page.locator("#checker-verdict").innerText();
}

const canonical = (value) => JSON.stringify(value, (_, each) => (each && typeof each === "object" && !Array.isArray(each) ? Object.fromEntries(Object.entries(each).sort(([a], [b]) => (a < b ? -1 : 1))) : each));

test("Anyone checks a result in the browser, on the site and from the saved page without network", async (trial) => {
  const { page, context } = await trial.guest(PHONE);
  await page.goto(`${FINISHED}/ket-qua`);
  const text = await (await context.request.get(`${FINISHED}/ket-qua.json`)).text();
  const file = JSON.parse(text);
  await follow(page, () => press(page.getByRole("link", { name: "Kiểm tra ngay trong trình duyệt" })));
  await look(page);
  await press(page.locator("#checker-this"));
  await page.locator("#checker-verdict.ok").waitFor();
  assert.match(await page.locator("#checker-verdict").innerText(), /mọi bước đều đúng\. 8 người, 8 lượt/);
  assert.match(await page.locator("#checker-verdict").innerText(), /Ký bằng khóa của trang này: [0-9a-f]{4}( [0-9a-f]{4}){15}/);
  assert.equal(await page.locator("[data-state='ok']").count(), 6);
  await look(page);
  const first = file.ranking[0];
  await page.locator("#f-own").fill(file.attempts.find((attempt) => attempt.pseudonym === first.pseudonym).digest);
  await press(page.locator("#checker-find button"));
  assert.match(await page.locator("#checker-found").innerText(), /hạng 1, .*\/20 điểm/);
  await page.locator("#f-own").fill("0".repeat(32));
  await press(page.locator("#checker-find button"));
  assert.match(await page.locator("#checker-found").innerText(), /Không có lượt nào/);

  const saved = await context.request.get(await page.locator("a[download]").getAttribute("href"));
  const folder = mkdtempSync(join(tmpdir(), "hocthi-checker-"));
  try {
    writeFileSync(join(folder, "trang.html"), await saved.body());
    await context.setOffline(true);
    const alone = await context.newPage();
    await alone.goto(`file://${join(folder, "trang.html")}`);
    assert.match(await verdictOf(alone, text), /mọi bước đều đúng[\s\S]*Chưa biết khóa ký là của ai/);
    assert.equal(await alone.locator("[data-state='ok']").count(), 6);
    const altered = (change) => {
      const copy = JSON.parse(text);
      change(copy, copy.attempts[2]);
      return copy;
    };
    const cases = [
      [(copy) => (copy.frozen.items[0].stem += "!"), /không khớp mã băm/],
      [(copy) => (copy.committed_at = copy.frozen.opens_at), /không được công bố trước/],
      [(copy, fact) => (fact.submitted_at += 1), /thứ hạng/],
      [(copy, fact) => (fact.submitted_at = copy.frozen.closes_at + 60_000), /nằm ngoài thời gian/],
      [(copy, fact) => (fact.responses[0].response = null), /không khớp mã trên biên nhận/],
      [(copy, fact) => (fact.pseudonym = `${fact.pseudonym.slice(0, -1)}${fact.pseudonym.endsWith("0") ? 1 : 0}`), /không đúng/],
      [(copy) => copy.attempts.reverse(), /không theo thứ tự/],
      [(copy) => (copy.ranking[0].rank = 2), /#1: thứ hạng/],
      [(copy) => (copy.participants += 1), /số người/],
      [(copy) => (copy.truth += 1), /dự đoán/],
      [(copy) => (copy.merkle_root = "0".repeat(64)), /gốc Merkle/],
      [(copy) => (copy.signature = "0".repeat(128)), /chữ ký/],
      [(copy) => (copy.title += "."), /chữ ký/],
    ];
    for (const [change, said] of cases) {
      const verdict = await verdictOf(alone, altered(change));
      assert.match(verdict, /Tệp không đúng/, String(change));
      assert.match(verdict, said, String(change));
    }
    // What no taker can have sent, with a digest that fits.
    const forged = (forge) => altered((copy) => {
      const fact = copy.attempts.find((attempt) => forge(attempt) !== undefined);
      fact.digest = createHash("sha256").update(canonical(fact.responses)).digest("hex");
    });
    const answer = (fits, put) => (fact) => {
      const saved = fact.responses.find(({ response }) => fits(response));
      return saved && (saved.response = put(saved.response));
    };
    const isLetter = (response) => typeof response === "string";
    const impossible = [
      answer((response) => Array.isArray(response) && response.length, (letters) => [...letters, letters[0]]),
      answer(isLetter, () => "ab"),
      answer(isLetter, () => ""),
      answer(isLetter, () => "z"),
      answer(isLetter, (letter) => [letter]),
      (fact) => fact.responses.push(fact.responses.at(-1)),
      (fact) => fact.responses.reverse(),
    ];
    for (const forge of impossible) assert.match(await verdictOf(alone, forged(forge)), /câu trả lời không thể có/, String(forge));
    for (const typed of ["1.5.8", "12,", "١", "-1", "1234567890", ""]) {
      assert.match(await verdictOf(alone, forged((fact) => (fact.prediction = typed))), /dự đoán không phải số hợp lệ/, typed);
    }
    assert.match(await verdictOf(alone, `${text} `), /RFC 8785/);
    assert.match(await verdictOf(alone, "<html>"), /không phải tệp kết quả/);
  } finally {
    rmSync(folder, { recursive: true });
  }
}, 8);

const CLOSED = "/cuoc-thi/thi-thang/vong/tuan-1";
const DESK = "/to-chuc-thi/thi-thang/vong/tuan-1";

test("An appeal is made on a phone, upheld, and corrects the result; two people approve it", async (trial) => {
  const { page } = await trial.as(trial.product.account("trainee"), PHONE);
  await page.goto(CLOSED);
  await look(page);
  await follow(page, () => press(page.getByRole("link", { name: "Xem bài đã chấm và khiếu nại" })));
  await look(page);
  assert.match(await page.locator("main").innerText(), /Đáp án:/);
  await page.locator("[name=about]").selectOption("1/2");
  await page.locator("[name=text]").fill("   ");
  await send(page, `form[action='${CLOSED}/khieu-nai']`);
  assert.match(await page.locator("main").innerText(), /Hãy viết nội dung/, "told at the field");
  assert.equal(await page.locator("[name=about]").inputValue(), "1/2", "what was chosen is still there");
  await page.locator("[name=text]").fill("Câu 2 có hai phương án đúng theo mục II.1.");
  await send(page, `form[action='${CLOSED}/khieu-nai']`);
  assert.match(await page.locator("main").innerText(), /Đã nhận khiếu nại[\s\S]*hai phương án đúng/);

  const first = await trial.as(trial.product.account("organizer"), DESKTOP);
  const second = await trial.as(trial.product.accounts.filter(({ role }) => role === "organizer")[1], DESKTOP);
  await first.page.goto(`${DESK}/khieu-nai`);
  await look(first.page);
  const card = first.page.locator("article", { hasText: "mục II.1" });
  const item = await card.locator(".code").innerText();
  await card.locator("textarea").fill("Đúng, câu này sẽ được hủy.");
  await follow(first.page, () => press(card.getByRole("button", { name: "Khiếu nại đúng" })));
  await first.page.goto(`${DESK}/sua-doi`);
  await look(first.page);
  await first.page.locator("[name=item]").selectOption(item);
  await first.page.locator("form:has([name=item]) [name=reason]").fill("Câu hỏi có hai phương án đúng");
  await follow(first.page, () => press(first.page.getByRole("button", { name: "Đề nghị hủy câu" })));
  assert.equal(await first.page.getByRole("button", { name: "Đồng ý", exact: true }).count(), 0, "not by the same person");
  await second.page.goto(`${DESK}/sua-doi`);
  await follow(second.page, () => press(second.page.getByRole("button", { name: "Đồng ý", exact: true })));
  assert.match(await second.page.locator("main").innerText(), /Có hiệu lực/);
  await second.page.goto(DESK);
  await look(second.page);
  assert.match(await second.page.locator("main").innerText(), /Kết quả tính từ dữ liệu[\s\S]*Kết quả gần sát đến đâu/);
  await page.goto(CLOSED);
  assert.match(await page.locator("main").innerText(), /Một câu hỏi bị hủy[\s\S]*hai phương án đúng/, "announced to everybody");
  await page.goto(`${CLOSED}/khieu-nai`);
  assert.match(await page.locator("main").innerText(), /Khiếu nại đúng[\s\S]*sẽ được hủy/);
}, 12);

idleTest("A pause of five minutes hides the paper on a phone within seconds, and the time comes back", async (trial) => {
  const organizer = await trial.as(trial.product.account("organizer"), DESKTOP);
  const opens = Math.ceil((Date.now() + 25_000) / 60_000) * 60_000;
  await opened(organizer.page, "tam-dung", "Tạm dừng", opens);
  const { page } = await trial.as(undefined, PHONE);
  const round = "/cuoc-thi/tam-dung/vong/vong-1";
  await page.goto(round);
  await page.waitForURL(/luot-lam/, { timeout: 100_000 });
  const shown = () => page.locator("#timer-until").innerText();
  const until = await shown();
  await page.locator(".item:not([hidden]) [name=response]").first().check();
  const { page: desk } = organizer;
  await desk.goto("/to-chuc-thi/tam-dung/vong/vong-1/sua-doi");
  const form = desk.locator("form:has(input[value=pause])");
  await form.locator("[name=minutes]").fill("5");
  await form.locator("[name=reason]").fill("Mất điện ở máy chủ");
  await follow(desk, () => press(form.getByRole("button")));
  assert.match(await desk.locator("main").innerText(), /Đã tạm dừng vòng thi/);
  await page.getByRole("heading", { name: /tạm dừng vòng thi đến/ }).waitFor({ timeout: 20_000 });
  await look(page);
  assert.equal(await page.locator(".item").count(), 0, "nothing of the paper");
  await page.goto(round);
  assert.match(await page.locator("main").innerText(), /Tạm dừng/);
  await page.goBack();
  await page.locator("#take-items").waitFor({ timeout: 330_000 });
  const minutes = (text) => text.match(/(\d+):(\d+)/).slice(1).reduce((sum, part) => sum * 60 + Number(part), 0);
  assert.equal((minutes(await shown()) - minutes(until) + 1_440) % 1_440, 5, "five minutes more");
  assert.equal(await page.locator("[name=response]:checked").count(), 1, "the answer is still there");
});
