// Every page, at three widths, light and dark: no violation of any impact, nothing to scroll sideways.

import assert from "node:assert/strict";
import { violations } from "../lib/axe.mjs";
import { GROUPS } from "../lib/pages.mjs";
import { test } from "../lib/registry.mjs";
import { sideScroll } from "../lib/world.mjs";

const WIDTHS = [[1280, 900], [768, 1024], [360, 740]];

const setFolds = (page, isOpen) =>
  page.evaluate((open) => {
    for (const box of document.querySelectorAll("main details")) {
      box.dataset.was ??= box.open;
      box.open = open || box.dataset.was === "true";
    }
  }, isOpen);

/** Wider spacing than ours, as WCAG 1.4.12 lets readers set it. */
const setSpacing = (page, isOn) =>
  page.evaluate((on) => {
    window.spacing ??= new CSSStyleSheet();
    window.spacing.replaceSync(on ? "* { line-height: 1.5 !important; letter-spacing: .12em !important; word-spacing: .16em !important } p { margin-bottom: 2em !important }" : "");
    if (!document.adoptedStyleSheets.includes(window.spacing)) document.adoptedStyleSheets = [...document.adoptedStyleSheets, window.spacing];
  }, isOn);

async function examine(page, name, faults) {
  const found = new Map();
  const note = (where, lines) => lines.forEach((line) => found.set(line, [...(found.get(line) ?? []), where]));
  for (const [width, height] of WIDTHS) {
    await page.setViewportSize({ width, height });
    for (const colorScheme of ["light", "dark"]) {
      await page.emulateMedia({ colorScheme });
      // What is folded away is looked at too, once a width.
      await setFolds(page, colorScheme === "dark");
      note(`${width} px ${colorScheme}`, await violations(page));
    }
    const side = await sideScroll(page);
    if (side) note(`${width} px`, [side]);
    await setFolds(page, false);
  }
  await page.setViewportSize({ width: 320, height: 640 });
  for (const isOn of [false, true]) {
    await setSpacing(page, isOn);
    const side = await sideScroll(page);
    if (side) note(isOn ? "320 px with wide spacing" : "320 px", [side]);
  }
  await setSpacing(page, false);
  for (const [line, places] of found) faults.push(`${name} (${places.join(", ")}): ${line}`);
}

const WEIGHTS = { guest: 75, admin: 90, taker: 50, trainer: 45, author: 60, organizer: 40, newcomer: 30, passed: 30, failed: 20, leader: 25, registered: 15, registrar: 40, training: 60 };

for (const [group, prepare] of Object.entries(GROUPS)) {
  test(`Pages are accessible to everybody: axe finds nothing on those of the ${group}`, async (trial) => {
    trial.allow(/status of 4\d\d/);
    const context = await trial.context({ viewport: { width: 1280, height: 900 } });
    const pages = await prepare(trial, context);
    const faults = [];
    for (const { name, open } of pages) {
      const page = await context.newPage();
      const undo = await open(page);
      await examine(page, name, faults);
      if (typeof undo === "function") await undo();
      await page.close();
    }
    assert.ok(!faults.length, `${faults.length} faults:\n${faults.join("\n")}`);
  }, WEIGHTS[group]);
}
