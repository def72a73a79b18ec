// Vietnamese and English, light and dark, by the switches at the foot of the page.

import assert from "node:assert/strict";
import { readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { ROOT } from "../lib/product.mjs";
import { test } from "../lib/registry.mjs";
import { COURSE, INTRO, QUIZ, takeByApi } from "../lib/quiz.mjs";
import { PHONE, follow, look, press, seen, send } from "../lib/world.mjs";

/** Keys of messages: none of them may be read on a page. */
const KEYS = new Set();
for (const lang of ["vi", "en"]) {
  for (const file of readdirSync(join(ROOT, "locales", lang))) {
    for (const [, key] of readFileSync(join(ROOT, "locales", lang, file), "utf8").matchAll(/^([a-z][\w-]*-[\w-]+) *=/gm)) KEYS.add(key);
  }
}
const PREFIX = /\b(?:ui|home|quiz|take|tasks|courses?|lesson|certification|certificate|identity|org|bank|reports?|errors?|problem|field|role|level|status|flash|unit-kind|item-type|audit|design)-[a-z][\w-]*/g;

async function noKeys(page) {
  const text = await page.evaluate(() => {
    const names = [...document.querySelectorAll("[aria-label], [title], [alt], [placeholder]")].flatMap((element) => ["aria-label", "title", "alt", "placeholder"].map((name) => element.getAttribute(name) ?? ""));
    const copy = document.body.cloneNode(true);
    copy.querySelectorAll("code, .code, script, input").forEach((element) => element.remove());
    return `${document.title}\n${copy.textContent}\n${names.join("\n")}`;
  });
  const bare = (text.match(PREFIX) ?? []).filter((word) => KEYS.has(word) || /^(problem|field|ui|quiz|take)-/.test(word));
  assert.deepEqual(bare, [], `${page.url()} shows the names of messages`);
  // Instructions in English must not be left in Vietnamese: buttons, labels, headings of columns.
  return page.evaluate(() => {
    if (document.documentElement.lang !== "en") return [];
    const parts = document.querySelectorAll("main button, main label:not(.opt), main legend, main thead th, header nav a, footer li a, summary");
    const isOurs = (element) => !element.closest("[lang=vi], article .prose, .item-stem, .self-check, .tree, .nav-me, [href='/tai-khoan']") && !element.querySelector("select");
    return [...parts].filter(isOurs).map((element) => element.textContent.trim()).filter((text) => /[ăâđêôơưạảấầẩẫậắằẳẵặẹẻẽếềểễệỉịọỏốồổỗộớờởỡợụủứừửữựỳỵỷỹ]/i.test(text));
  });
}

test("The switch changes the language of every kind of page, and no message shows its name", async (trial) => {
  const { page, context } = await trial.as(trial.product.account("admin"));
  await page.goto("/");
  await follow(page, () => press(page.locator("button[name=lang][value=en]")));
  assert.equal(await page.locator("html").getAttribute("lang"), "en");
  const left = new Set();
  const look_ = async () => {
    await look(page);
    assert.equal(await page.locator("html").getAttribute("lang"), "en", page.url());
    for (const text of await noKeys(page)) left.add(`${new URL(page.url()).pathname}: ${text}`);
  };
  const id = await takeByApi(context, trial.keys, { right: 9, isSubmitted: false });
  for (const path of [`/luot-lam/${id}`, `/luot-lam/${id}/xem-lai`]) {
    await page.goto(path);
    await look_();
  }
  await send(page, "form[action$='/nop-bai']");
  for (const path of [
    `/luot-lam/${id}/bien-nhan`, `/luot-lam/${id}/ket-qua`, "/", "/viec-cua-toi", "/tai-khoan", "/tai-khoan/mat-khau", "/khoa-hoc", `/khoa-hoc/${COURSE}`, INTRO,
    "/chung-nhan", "/chung-nhan?ma=x", "/chung-nhan-cua-toi", "/ngan-hang", `/ngan-hang/${QUIZ}`, "/de", `/de/${QUIZ}`, "/bao-cao", `/bao-cao/${COURSE}`,
    "/quan-tri", "/quan-tri/nguoi-dung", "/quan-tri/nguoi-dung/them", "/quan-tri/don-vi", "/quan-tri/don-vi/them", "/quan-tri/nhat-ky", "/khong-co",
  ]) {
    await page.goto(path);
    await look_();
  }
  await page.goto("/quan-tri/nguoi-dung?q=lan");
  await page.goto(await page.locator("tbody a").first().getAttribute("href"));
  await look_();
  await send(page, "form[action='/dang-xuat']");
  for (const path of ["/dang-nhap", "/dang-ky"]) {
    await page.goto(path);
    await look_();
  }
  await follow(page, () => page.locator("form[action='/dang-ky']").evaluate((form) => ((form.noValidate = true), form.requestSubmit())));
  await look_();
  assert.deepEqual([...left], [], "words left in Vietnamese");
  await follow(page, () => press(page.locator("button[name=lang][value=vi]")));
  assert.equal(await page.locator("html").getAttribute("lang"), "vi");
}, 20);

test("The theme changes at once and is remembered, with and without JavaScript", async (trial) => {
  for (const javaScriptEnabled of [true, false]) {
    const { page } = await trial.guest({ ...PHONE, javaScriptEnabled, colorScheme: "light" });
    await page.goto("/khoa-hoc");
    const paper = () => page.evaluate(() => getComputedStyle(document.body).backgroundColor);
    const light = await paper();
    const dark = seen(page, "button[name=theme][value=dark]");
    if (javaScriptEnabled) await Promise.all([page.waitForResponse((answer) => answer.url().endsWith("/giao-dien")), press(dark)]);
    else await follow(page, () => press(dark));
    assert.notEqual(await paper(), light);
    await page.reload();
    assert.notEqual(await paper(), light, "it is remembered");
    assert.equal(await page.locator("button[name=theme][value=dark]").getAttribute("aria-pressed"), "true");
  }
});

test("The menu on a phone opens with and without JavaScript and leads on", async (trial) => {
  for (const javaScriptEnabled of [true, false]) {
    const { page } = await trial.guest({ ...PHONE, javaScriptEnabled });
    await page.goto("/");
    const link = page.locator("details[data-menu] a[href='/khoa-hoc']");
    assert.ok(!(await link.isVisible()));
    await press(page.locator("details[data-menu] summary"));
    await look(page);
    await follow(page, () => press(link));
    assert.match(page.url(), /\/khoa-hoc$/);
  }
});
