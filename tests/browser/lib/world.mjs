// What a test is given: the product, a browser, contexts that note every fault of the pages, people to act as.

import { existsSync } from "node:fs";
import { chromium } from "playwright-core";

const FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync"];

export async function launch() {
  const executablePath = process.env.CHROMIUM ?? "/usr/bin/chromium";
  if (!existsSync(executablePath)) throw new Error(`${executablePath} is not there: install Chromium or name it in CHROMIUM`);
  return chromium.launch({ executablePath, args: FLAGS });
}

export const PHONE = { viewport: { width: 360, height: 740 }, isMobile: true, hasTouch: true, deviceScaleFactor: 2 };
export const DESKTOP = { viewport: { width: 1280, height: 900 } };

/** One test's share of the world. Contexts are closed after it, faults of their pages fail it. */
export class Trial {
  constructor(product, browser) {
    this.product = product;
    this.browser = browser;
    this.contexts = [];
    this.faults = [];
    this.allowed = [];
    this.pages = [];
  }

  /** A fault whose text matches is expected in this test. */
  allow(...patterns) {
    this.allowed.push(...patterns);
  }

  /** Losing the network makes the browser itself complain. */
  allowNetworkLoss() {
    this.allow(/net::ERR_/);
  }

  get unexpected() {
    return this.faults.filter((fault) => !this.allowed.some((pattern) => pattern.test(fault)));
  }

  async context(options = DESKTOP, product = this.product) {
    const context = await this.browser.newContext({ baseURL: product.address, locale: "vi-VN", timezoneId: "Asia/Ho_Chi_Minh", ...options });
    context.setDefaultTimeout(15_000);
    this.contexts.push(context);
    this.watch(context);
    return context;
  }

  watch(context) {
    const note = (text) => this.faults.push(text);
    const refusedPages = new Set();
    if (context.addInitScript) {
      context.addInitScript(() => {
        addEventListener("securitypolicyviolation", (event) => console.error(`content security policy: ${event.violatedDirective} ${event.blockedURI} ${event.sourceFile}:${event.lineNumber}`));
      });
    }
    context.on("page", (page) => this.pages.push(page));
    context.on("response", (response) => {
      const [status, kind] = [response.status(), response.request().resourceType()];
      if (status >= 500) note(`${status} ${response.url()}`);
      // A page that says 404 or 422 is a page; the browser's own line about it is no fault.
      if (status >= 400 && kind === "document") refusedPages.add(response.url());
      else if (status >= 400 && !["fetch", "xhr"].includes(kind)) note(`${status} ${response.url()}`);
    });
    context.on("console", (message) => {
      if (message.type() !== "error") return;
      const { url } = message.location();
      if (message.text().startsWith("Failed to load resource") && refusedPages.has(url)) return;
      note(`console of ${message.page()?.url()}: ${message.text()} (${url})`);
    });
    context.on("weberror", (error) => note(`script error on ${error.page()?.url()}: ${error.error().stack ?? error.error()}`));
  }

  /** A context signed in as a fresh trainee (or the account given), with its first page. */
  async as(account = this.product.trainee(), options = DESKTOP, product = this.product) {
    const context = await this.context(options, product);
    const page = await context.newPage();
    await signIn(page, account);
    return { context, page, account };
  }

  async guest(options = DESKTOP) {
    const context = await this.context(options);
    return { context, page: await context.newPage() };
  }

  async close() {
    await Promise.all(this.contexts.map((context) => context.close().catch(() => {})));
  }
}

export async function signIn(page, { username, password }) {
  await page.goto("/dang-nhap");
  await page.locator("main [name=username]:visible").fill(username);
  await page.locator("main [name=password]:visible").fill(password);
  await send(page, "form[action='/dang-nhap']:has([name=password]:visible)");
  if (new URL(page.url()).pathname === "/dang-nhap") throw new Error(`signing in as ${username} failed: ${await page.locator("main").innerText()}`);
}

/** Presses the button of a form and waits for the page that follows. */
export async function send(page, form, button = "button:not([type=button]):not([name])") {
  await follow(page, () => press(page.locator(`${form} ${button}`).filter({ visible: true }).first()));
}

/** Does something that leads to another page and waits until that page is there. */
export async function follow(page, act) {
  const arrived = page.waitForEvent("framenavigated", (frame) => frame === page.mainFrame());
  await Promise.all([arrived, act()]);
  await page.waitForLoadState("load");
}

/** A tap on a phone, a click elsewhere. */
export async function press(locator) {
  const viewport = locator.page().viewportSize();
  return viewport && viewport.width < 500 ? locator.tap() : locator.click();
}

/** The first visible of what matches. */
export const seen = (page, selector) => page.locator(selector).filter({ visible: true }).first();

/** The width of the page against that of the window; wider would have to be scrolled sideways. */
export async function sideScroll(page) {
  const { width } = page.viewportSize();
  const found = await page.evaluate((limit) => {
    const { scrollWidth } = document.documentElement;
    if (scrollWidth <= limit) return null;
    const scrolls = (element) => element && element !== document.body && (["auto", "scroll", "hidden", "clip"].includes(getComputedStyle(element).overflowX) || scrolls(element.parentElement));
    const wide = [...document.querySelectorAll("body *")].filter((element) => element.getBoundingClientRect().right > limit + 1 && !scrolls(element.parentElement));
    return `${scrollWidth} px: ${wide.slice(-3).map((element) => `<${element.tagName.toLowerCase()} class="${element.className}">`).join(", ")}`;
  }, width);
  return found && `${page.url()} is wider than ${width} px: ${found}`;
}

/** What every page has to have: no sideways scrolling, one main heading, a title and a language. */
export async function look(page) {
  const side = await sideScroll(page);
  if (side) throw new Error(side);
  const head = await page.evaluate(() => ({ lang: document.documentElement.lang, title: document.title, headings: document.querySelectorAll("h1").length, main: document.querySelectorAll("main").length }));
  if (!/^(vi|en)$/.test(head.lang) || !head.title.trim() || head.headings !== 1 || head.main !== 1) throw new Error(`${page.url()} lacks a basic part: ${JSON.stringify(head)}`);
}

/** A code that could be a certificate's (its check character is right) but is not. */
export function unknownCode() {
  const alphabet = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
  const body = "ABCD2345WXY";
  const sum = [...body].reduce((total, letter, at) => total + alphabet.indexOf(letter) * (at + 1), 0);
  return (body + alphabet[sum % 31]).replace(/(.{4})(?=.)/g, "$1-");
}
