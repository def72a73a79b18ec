// What is printed: lessons, results and reports on A4, the certificate on one sheet across.

import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "../lib/registry.mjs";
import { COURSE, takeByApi } from "../lib/quiz.mjs";

/** Pages, size and text of a PDF, as poppler reads it. */
function read(bytes) {
  const folder = mkdtempSync(join(tmpdir(), "hocthi-print-"));
  try {
    const file = join(folder, "it.pdf");
    writeFileSync(file, bytes);
    const info = execFileSync("pdfinfo", [file], { encoding: "utf8" });
    const [, width, height] = /Page size:\s+([\d.]+) x ([\d.]+)/.exec(info).map(Number);
    const fonts = execFileSync("pdffonts", [file], { encoding: "utf8" }).split("\n").slice(2).filter(Boolean);
    return { pages: Number(/Pages:\s+(\d+)/.exec(info)[1]), width, height, fonts, text: execFileSync("pdftotext", ["-layout", file, "-"], { encoding: "utf8" }).normalize("NFC") };
  } finally {
    rmSync(folder, { recursive: true });
  }
}

const isAbout = (given, wanted) => Math.abs(given - wanted) < 2;
const [SHORT, LONG] = [595.3, 841.9]; // A4 in points
const squeeze = (text) => text.replace(/\s+/g, " ");
/** Without any space: on paper a line may break inside a document's number, after its hyphen. */
const solid = (text) => text.replace(/\s+/g, "");

async function printed(page) {
  const paper = read(await page.pdf({ preferCSSPageSize: true, printBackground: true }));
  assert.ok(paper.pages >= 1);
  return paper;
}

test("A lesson prints on A4 with the answers of its questions and the addresses of its sources", async (trial) => {
  const { page } = await trial.guest();
  await page.goto(`/khoa-hoc/${COURSE}`);
  await page.goto(await page.locator(".lesson-list a").first().getAttribute("href"));
  const title = await page.locator("h1").innerText();
  const answer = squeeze(await page.locator("details.answer").first().evaluate((box) => box.lastElementChild.textContent.trim())).slice(0, 25);
  const paper = await printed(page);
  assert.ok(isAbout(paper.width, SHORT) && isAbout(paper.height, LONG), `${paper.width} × ${paper.height}`);
  const text = squeeze(paper.text);
  for (const [what, words] of [["title", title], ["answer", answer]]) {
    assert.ok(solid(text).includes(solid(words)), `the ${what} “${words}” is printed:\n${paper.text.slice(0, 1500)}`);
  }
  assert.match(text, /https?:\/\//);
  assert.doesNotMatch(text, /Tiếng Việt|English/, "no switches on paper");
}, 4);

test("A result and its receipt print on A4", async (trial) => {
  const { page, context } = await trial.as();
  const id = await takeByApi(context, trial.keys, { right: 9 });
  for (const [path, words] of [["ket-qua", /9\/20|9 *\/ *20/], ["bien-nhan", /[0-9a-f]{30}/]]) {
    await page.goto(`/luot-lam/${id}/${path}`);
    const paper = await printed(page);
    assert.ok(isAbout(paper.width, SHORT) && isAbout(paper.height, LONG));
    assert.match(paper.text, words);
    if (path === "bien-nhan") assert.equal(paper.pages, 1, "a receipt is one sheet");
  }
}, 4);

test("A report prints on A4", async (trial) => {
  const { page } = await trial.as(trial.product.account("unit_leader"));
  await page.goto(`/bao-cao/${COURSE}`);
  const paper = await printed(page);
  assert.match(squeeze(paper.text), /Chi bộ khu phố 1/);
}, 4);

test("The certificate is one A4 sheet across: the page printed and the paper downloaded, also in dark mode", async (trial) => {
  const { page, context } = await trial.as();
  await takeByApi(context, trial.keys);
  await page.goto("/chung-nhan-cua-toi");
  await page.goto(await page.locator("main a[href^='/chung-nhan/']").first().getAttribute("href"));
  const name = squeeze(await page.locator(".cert-name").innerText());
  const code = (await page.locator(".cert-check strong").innerText()).trim();
  const file = await context.request.get(await page.locator("a[href$='ban-in.pdf']").first().getAttribute("href"));
  assert.equal(file.headers()["content-type"], "application/pdf");
  await page.emulateMedia({ colorScheme: "dark" });
  for (const [what, paper] of [["page", await printed(page)], ["paper", read(await file.body())]]) {
    assert.equal(paper.pages, 1, `the ${what} is one sheet`);
    assert.ok(isAbout(paper.width, LONG) && isAbout(paper.height, SHORT), `the ${what} lies across: ${paper.width} × ${paper.height}`);
    const text = squeeze(paper.text);
    assert.ok(text.toLowerCase().includes(name.toLowerCase()), `the ${what} names its holder: ${text}`);
    assert.ok(text.includes(code), `the ${what} has the code`);
    assert.ok(paper.fonts.length && paper.fonts.every((line) => /\byes\b/.test(line.slice(60))), "its fonts are embedded");
  }
}, 5);
