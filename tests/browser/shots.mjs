// Pictures: `node shots.mjs` writes the main pages at 360 and 1280 px, light and dark, to shots/;
// `node shots.mjs --readme` writes the two of the README to docs/img/.

import { mkdirSync } from "node:fs";
import { Keys } from "./lib/bank.mjs";
import { Product, ROOT } from "./lib/product.mjs";
import { QUIZ, start, takeByApi } from "./lib/quiz.mjs";
import { DESKTOP, PHONE, Trial, launch } from "./lib/world.mjs";

const product = await Product.start({ people: 4 });
const browser = await launch();
const trial = new Trial(product, browser);
const keys = new Keys();

async function takenQuiz(page) {
  await start(page);
  for (let slot = 1; slot <= 7; slot += 1) {
    await page.keyboard.press(String((slot % 3) + 1));
    if (slot < 7) await page.keyboard.press("ArrowRight");
  }
  await page.waitForTimeout(800);
}

async function certificate(trainee) {
  await takeByApi(trainee.context, keys, { right: 19 });
  await trainee.page.goto("/chung-nhan-cua-toi");
  return trainee.page.locator("main a[href^='/chung-nhan/']").first().getAttribute("href");
}

if (process.argv.includes("--readme")) {
  const folder = `${ROOT}docs/img/`;
  mkdirSync(folder, { recursive: true });
  const reader = await trial.as(product.trainee(), { viewport: { width: 1180, height: 820 }, colorScheme: "light" });
  await takenQuiz(reader.page);
  await reader.page.screenshot({ path: `${folder}quiz.png` });
  const holder = await trial.as(product.account("trainee"), DESKTOP);
  await holder.page.goto(await certificate(holder));
  await holder.page.locator(".cert-face").screenshot({ path: `${folder}certificate.png` });
} else {
  const folder = new URL("./shots/", import.meta.url).pathname;
  mkdirSync(folder, { recursive: true });
  const holder = await trial.as(product.account("trainee"), DESKTOP);
  const paper = await certificate(holder);
  const pages = {
    guest: ["/", "/khoa-hoc", "/khoa-hoc/kl-57", "/khoa-hoc/kl-57/boi-canh", "/dang-nhap", "/dang-ky", "/chung-nhan", paper, "/khong-co"],
    trainee: ["/viec-cua-toi", `/bai-kiem-tra/${QUIZ}`, "/tai-khoan"],
    trainer: ["/ngan-hang", `/ngan-hang/${QUIZ}`, `/de/${QUIZ}`],
    unit_leader: ["/bao-cao", "/bao-cao/kl-57"],
    admin: ["/quan-tri", "/quan-tri/nguoi-dung", "/quan-tri/don-vi", "/quan-tri/nhat-ky"],
  };
  for (const [size, options] of [["360", PHONE], ["1280", DESKTOP]]) {
    for (const colorScheme of ["light", "dark"]) {
      for (const [role, paths] of Object.entries(pages)) {
        const { page } = role === "guest" ? await trial.guest({ ...options, colorScheme }) : await trial.as(product.account(role), { ...options, colorScheme });
        for (const path of paths) {
          await page.goto(path);
          const name = path.replace(paper, "/certificate").replaceAll("/", "-").slice(1) || "home";
          await page.screenshot({ path: `${folder}${size}-${colorScheme}-${role}-${name}.png`, fullPage: true });
        }
      }
      const { page } = await trial.as(product.trainee(), { ...options, colorScheme });
      await takenQuiz(page);
      await page.screenshot({ path: `${folder}${size}-${colorScheme}-take.png` });
    }
  }
}
await browser.close();
await product.stop();
process.exit(0);
