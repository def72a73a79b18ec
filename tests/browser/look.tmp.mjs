import { mkdirSync, writeFileSync } from "node:fs";
import { Product } from "./lib/product.mjs";
import { DESKTOP, PHONE, Trial, launch } from "./lib/world.mjs";
const folder = "/tmp/prizes-look/";
const product = await Product.start({ people: 4 });
const browser = await launch();
const trial = new Trial(product, browser);
const C = "/cuoc-thi/tim-hieu-kl-57";
const A = "/to-chuc-thi/tim-hieu-kl-57";
const guest = [C, `${C}/the-le`, `${C}/vong/tuan-1/ket-qua`, `${C}/vong/tuan-1/ket-qua/thong-ke`, `${C}/vong/tuan-1/ket-qua/dap-an`, `${C}/ket-qua`];
const org = [`${A}/giai-thuong`, `${A}/xuat`, `${A}/vong/tuan-1/xuat`, A];
try {
for (const [size, options] of [["360", PHONE], ["1280", DESKTOP]]) for (const colorScheme of ["light", "dark"]) {
  if (colorScheme === "dark" && size === "360") continue;
  const { page } = await trial.guest({ ...options, colorScheme });
  for (const path of guest) { await page.goto(path); await page.screenshot({ path: `${folder}${size}-${colorScheme}${path.replaceAll("/", "-")}.png`, fullPage: true }); }
  if (colorScheme === "dark") continue;
  const o = await trial.as(product.account("organizer"), { ...options, colorScheme });
  for (const path of org) { await o.page.goto(path); await o.page.screenshot({ path: `${folder}${size}-${colorScheme}${path.replaceAll("/", "-")}.png`, fullPage: true }); }
  // a draft
  await o.page.goto("/to-chuc-thi/them");
  await o.page.fill("[name=title]", "Cuộc thi nháp"); await o.page.fill("[name=code]", `nhap-${size}`); await o.page.fill("[name=organizer]", "Ban Tổ chức");
  await o.page.selectOption("[name=blueprint_of]", { index: 1 });
  await o.page.locator("form[action='/to-chuc-thi/them'] button").click();
  await o.page.waitForURL(`**/to-chuc-thi/nhap-${size}`);
  await o.page.goto(`/to-chuc-thi/nhap-${size}/giai-thuong`);
  await o.page.screenshot({ path: `${folder}${size}-form.png`, fullPage: true });
  await o.page.locator("button[value='add-c']").click(); await o.page.waitForLoadState();
  await o.page.fill("[name=i0_amount]", "bốn triệu");
  await o.page.locator("form .actions button[value=save]").click(); await o.page.waitForLoadState();
  await o.page.screenshot({ path: `${folder}${size}-form-wrong.png`, fullPage: true });
  if (size === "1280") for (const [base, name] of [[`${A}/vong/tuan-1/xuat`, "r"], [`${A}/xuat`, "c"]]) for (const f of ["danh-sach-dat-giai.pdf", "bien-ban.pdf", "thong-ke-don-vi.pdf", "ky-nhan.pdf", "danh-sach-dat-giai.xlsx", "thong-ke-don-vi.xlsx", "ky-nhan.xlsx"]) for (const style of f === "bien-ban.pdf" ? ["nha-nuoc", "dang", "tron"] : ["nha-nuoc"]) {
    const q = new URLSearchParams({ style, parent: "Tỉnh ủy Tiền Giang", issuer: "Ban Tuyên giáo và Dân vận", number: style === "dang" ? "12-BB/BTGDV" : style === "tron" ? "" : "12/BB-BTC", place: style === "tron" ? "" : "Mỹ Tho", day: "01/12/2026" });
    const r = await o.context.request.get(`${base}/${f}?${q}`);
    console.log(r.status(), f, style, r.headers()["content-disposition"]);
    writeFileSync(`${folder}${name}-${style}-${f}`, await r.body());
  }
}
console.log(trial.unexpected.join("\n"));
} finally { await browser.close(); await product.stop(); if (product.log) console.log(product.log.slice(-3000)); }
