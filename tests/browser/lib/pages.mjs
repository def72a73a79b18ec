// Every page of the product, by who sees it: for the accessibility sweep and for screenshots.
// A page is { name, open(page) }; `open` leaves the page in the state that is meant.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { COURSE, INTRO, QUIZ, api, attempt, choose, goTo, isSaved, isWaiting, takeByApi } from "./quiz.mjs";
import { BODIES, bringSpoiled, decide, fillForm, fillItem, makeBank, pressDo, writeItem } from "./authoring.mjs";
import { TypeKeys } from "./bank.mjs";
import { DESK, openSignal, takeRoundAtOnce } from "./desk.mjs";
import { follow, seen, send, signIn, unknownCode } from "./world.mjs";

/** A contest of the demonstration that asks for a registration. */
export const MEMBERS = "/cuoc-thi/que-huong-mo-rong";

const at = (path, name) => ({ name, open: (page) => page.goto(path) });

/** Sends a form as it stands, without the browser's own checks. */
async function sendWrong(page, path, form, values = {}) {
  await page.goto(path);
  for (const [name, value] of Object.entries(values)) await page.locator(`main [name="${name}"]`).filter({ visible: true }).first().fill(value);
  await follow(page, () => page.locator(form).filter({ visible: true }).first().evaluate((box) => ((box.noValidate = true), box.requestSubmit())));
}

/** A list for the register, as a clerk brings it. */
export const LIST = fileURLToPath(new URL("../files/danh-ba.xlsx", import.meta.url));

/** Questions as a trainer brings them; the second one lacks its key. */
export const QUESTIONS = fileURLToPath(new URL("../files/cau-hoi-on-tap.docx", import.meta.url));

/** Chooses a file in a form and sends it. */
async function sendFile(page, path, file) {
  await page.goto(path);
  await page.locator("main [name=file]").setInputFiles(file);
  await send(page, `form[action='${path}']`);
}

async function signedIn(context, account) {
  const page = await context.newPage();
  await signIn(page, account);
  await page.close();
}

/** Puts people into the states the pages show. */
async function certificateOf(trial, account) {
  const context = await trial.context();
  await signedIn(context, account);
  await takeByApi(context, trial.keys, { right: 17 });
  const page = await context.newPage();
  await page.goto("/chung-nhan-cua-toi");
  const path = await page.locator("main a[href^='/chung-nhan/']").first().getAttribute("href");
  await context.close();
  return path;
}

export const LESSONS = ["01-nhan-dien", "02-boi-canh", "03-muoi-nam-thuc-hien", "04-quan-diem", "05-to-chuc-quan-triet", "06-nghi-quyet-47", "07-ai-lam-gi"];

async function lessonPaths(context) {
  const page = await context.newPage();
  await page.goto(`/khoa-hoc/${COURSE}`);
  const paths = await page.locator(".lesson-list a").evaluateAll((links) => links.map((link) => link.getAttribute("href")));
  await page.close();
  assert.ok(paths.length > 0);
  return paths;
}

async function guest(trial, context) {
  const certificate = await certificateOf(trial, trial.product.trainee());
  const revoked = await certificateOf(trial, trial.product.trainee());
  const admin = await trial.context();
  const page = await admin.newPage();
  await signIn(page, trial.product.account("admin"));
  await page.goto(revoked);
  await page.locator("details summary").filter({ visible: true }).last().click();
  await page.locator("form[action$='/thu-hoi'] [name=reason]").fill("Cấp nhầm người.");
  await page.locator("form[action$='/thu-hoi'] button").click();
  await follow(page, () => page.locator("dialog button").first().click());
  await admin.close();
  const lessons = await lessonPaths(context);
  return [
    at("/", "home"),
    { name: "home-menu", open: async (page) => (await page.goto("/"), page.locator("details[data-menu]").evaluate((menu) => (menu.open = true))) },
    at("/khoa-hoc", "courses"),
    at(`/khoa-hoc/${COURSE}`, "course"),
    ...lessons.map((path, n) => at(path, `lesson-${n + 1}`)),
    at(INTRO, "quiz-intro"),
    at("/chung-nhan/kiem-tra-tep", "check-file"),
    { name: "check-file-nothing", open: (page) => sendFile(page, "/chung-nhan/kiem-tra-tep", LIST) },
    at("/dang-nhap", "sign-in"),
    { name: "sign-in-errors", open: (page) => sendWrong(page, "/dang-nhap", "form:has([name=password])", { username: `khong.co.${Math.random()}`, password: "sai-mat-khau-roi" }) },
    at("/dang-ky", "register"),
    { name: "register-errors", open: (page) => sendWrong(page, "/dang-ky", "form[action='/dang-ky']", { username: "x", password: "123", phone: "12", email: "a" }) },
    at("/chung-nhan", "look-up"),
    at("/chung-nhan?ma=sai", "look-up-errors"),
    at(`/chung-nhan/${unknownCode().replaceAll("-", "")}`, "certificate-unknown"),
    at(certificate, "certificate"),
    at(revoked, "certificate-revoked"),
    at("/khong-co-trang-nay", "not-found"),
    at(`/lien-ket/${"a".repeat(64)}`, "link-dead"),
    at("/he-thong-thiet-ke", "design-system"),
    at("/cuoc-thi", "contests"),
    at("/cuoc-thi/tim-hieu-kl-57", "contest"),
    at("/cuoc-thi/tim-hieu-kl-57/the-le", "contest-rules"),
    at("/cuoc-thi/tim-hieu-kl-57/the-le?in=1", "contest-rules-paper"),
    at("/cuoc-thi/tim-hieu-kl-57/vong/tuan-1", "round-published"),
    at("/cuoc-thi/tim-hieu-kl-57/vong/tuan-1/ket-qua", "round-result"),
    at("/cuoc-thi/tim-hieu-kl-57/vong/tuan-1/ket-qua/thong-ke", "round-statistics"),
    at("/cuoc-thi/tim-hieu-kl-57/vong/tuan-1/ket-qua/dap-an", "round-answers"),
    at("/cuoc-thi/tim-hieu-kl-57/ket-qua", "contest-result"),
    at("/kiem-tra-ket-qua", "checker"),
    {
      name: "checker-done",
      open: async (page) => {
        await page.goto("/kiem-tra-ket-qua?vong=tim-hieu-kl-57.tuan-1");
        await page.locator("#checker-this").click();
        await page.locator("#checker-own").waitFor();
      },
    },
    at("/cuoc-thi/thi-tuan-nay/vong/tuan-1", "round-open"),
    at("/bai-kiem-tra/chung-nhan", "exam-intro"),
  ];
}

async function newcomer(trial, context) {
  await signedIn(context, trial.product.trainee());
  return [
    at("/viec-cua-toi", "tasks-new"),
    at(`/khoa-hoc/${COURSE}`, "course-new"),
    at(INTRO, "quiz-intro-new"),
    at("/tai-khoan", "account"),
    at("/tai-khoan/mat-khau", "password"),
    { name: "password-errors", open: (page) => sendWrong(page, "/tai-khoan/mat-khau", "form[action='/tai-khoan/mat-khau']", { current: "sai", password: "1" }) },
    at("/chung-nhan-cua-toi", "certificates-none"),
    at("/quan-tri", "forbidden"),
    at("/cuoc-thi/thi-tuan-nay/vong/tuan-1", "round-open-new"),
    at(MEMBERS, "contest-with-terms"),
    at(`${MEMBERS}/the-le`, "contest-with-terms-rules"),
    at(`${MEMBERS}/vong/tuan-1/xep-hang`, "standings"),
    at(`${MEMBERS}/vong/tuan-1`, "round-unregistered"),
    at(`${MEMBERS}/dang-ky`, "registration"),
    { name: "registration-errors", open: (page) => sendWrong(page, `${MEMBERS}/dang-ky`, "form[action$='/dang-ky']", { birth_date: "05/09/2012", phone: "12" }) },
    at("/cuoc-thi/thi-tuan-nay/vong/tuan-2", "round-waiting"),
    at("/bai-kiem-tra/chung-nhan", "exam-locked"),
  ];
}

/** Registered for the contest that asks for it. */
async function registered(trial, context) {
  await signedIn(context, trial.product.trainee());
  const page = await context.newPage();
  await register(page, { phone: `09${String(Math.random()).slice(2, 10)}` });
  await page.close();
  return [at(`${MEMBERS}/dang-ky`, "registration-own"), at(`${MEMBERS}/dang-ky?sua=1`, "registration-change"), at(`${MEMBERS}/vong/tuan-1`, "round-registered")];
}

/** Fills the form of registering and sends it; values by the names of the fields. */
export async function register(page, values) {
  await page.goto(`${MEMBERS}/dang-ky`);
  const all = { full_name: "Nguyễn Thị Lan", birth_date: "01/12/2000", ...values };
  for (const [name, value] of Object.entries(all)) await page.locator(`main [name="${name}"]`).fill(value);
  await page.locator("[name=consent_take_part]").check();
  await send(page, "form[action$='/dang-ky']");
}

async function taker(trial, context) {
  await signedIn(context, trial.product.trainee());
  const page = await context.newPage();
  await page.goto(`/khoa-hoc/${COURSE}`);
  await send(page, "form[action$='/ghi-danh']");
  const [lesson] = await lessonPaths(context);
  await page.goto(lesson);
  await send(page, "form[action$='/hoan-thanh']");
  await page.close();
  const id = await takeByApi(context, trial.keys, { right: 4, blank: 14, isSubmitted: false });
  const { slots } = await attempt(context, id);
  const address = `/luot-lam/${id}`;
  // Which types a paper has is drawn.
  const ofType = (type, name) => slots.filter((slot) => slot.item_type === type).slice(0, 1).map(({ slot }) => at(`${address}?cau=${slot}`, name));
  return [
    at("/viec-cua-toi", "tasks-running"),
    at("/khoa-hoc", "courses-enrolled"),
    at(`/khoa-hoc/${COURSE}`, "course-enrolled"),
    { name: "lesson-finished", open: async (page) => {
      await page.goto(lesson);
      for (const right of [0, 1]) {
        const box = page.locator(`[data-self-check] [data-right="${right}"]`).first();
        if (await box.count()) await box.check();
        if (!right) await page.locator("[data-self-check]").nth(1).locator("[data-right='0']").first().check().catch(() => {});
      }
    } },
    at(INTRO, "quiz-intro-running"),
    ...ofType("single_choice", "take-single"),
    ...ofType("multiple_response", "take-multiple"),
    ...ofType("true_false", "take-true-false"),
    at(`${address}?cau=7`, "take-7"),
    { name: "take-offline", open: async (page) => {
      trial.allowNetworkLoss();
      await page.goto(`${address}?cau=8`);
      await context.setOffline(true);
      const choice = page.locator("#cau-8 [name=response]");
      await choice.nth((await choice.first().isChecked()) ? 1 : 0).click();
      await isWaiting(page, 8);
      return () => context.setOffline(false);
    } },
    at(`${address}/xem-lai`, "review-open"),
    at("/cuoc-thi/thi-nhanh/vong/tuan-1", "round-paced"),
    { name: "take-paced", open: async (page) => {
      await page.goto("/cuoc-thi/thi-nhanh/vong/tuan-1");
      await send(page, "form[action='/cuoc-thi/thi-nhanh/vong/tuan-1']");
      await page.locator("#paced-form").waitFor();
    } },
  ];
}

async function failed(trial, context) {
  await signedIn(context, trial.product.trainee());
  const id = await takeByApi(context, trial.keys, { right: 9, blank: 2 });
  return [
    at(`/luot-lam/${id}/bien-nhan`, "receipt"),
    at(`/luot-lam/${id}/ket-qua`, "result-failed"),
    at(INTRO, "quiz-intro-failed"),
    at("/viec-cua-toi", "tasks-failed"),
  ];
}

async function passed(trial, context) {
  await signedIn(context, trial.product.trainee());
  const id = await takeByApi(context, trial.keys, { right: 17, isSubmitted: false });
  const page = await context.newPage();
  await page.goto(`/luot-lam/${id}/xem-lai`);
  const review = await page.content();
  assert.ok(review.includes("nop-bai"));
  await page.close();
  await api(context, "POST", `/attempts/${id}/submission`);
  const [{ code }] = [await certificateCode(context)];
  return [
    at(`/luot-lam/${id}/ket-qua`, "result-passed"),
    at(`/chung-nhan/${code}`, "certificate-own"),
    at("/chung-nhan-cua-toi", "certificates"),
    at("/ho-so", "record"),
    at("/ho-so/buoi-tuyen-truyen", "talks"),
    { name: "talks-errors", open: (page) => sendWrong(page, "/ho-so/buoi-tuyen-truyen", "form[action='/ho-so/buoi-tuyen-truyen']", { title: "Buổi", held_on: "mai", listeners: "đông" }) },
    at("/tai-khoan/thu", "mail-wanted"),
    at("/chuong-trinh", "programmes"),
    at("/chuong-trinh/boi-duong", "programme"),
    at("/viec-cua-toi", "tasks-done"),
    at(INTRO, "quiz-intro-passed"),
  ];
}

async function certificateCode(context) {
  const page = await context.newPage();
  await page.goto("/chung-nhan-cua-toi");
  const href = await page.locator("main a[href^='/chung-nhan/']").first().getAttribute("href");
  await page.close();
  return { code: href.split("/")[2] };
}

async function trainer(trial, context) {
  await signedIn(context, trial.product.account("trainer"));
  const page = await context.newPage();
  const items = [];
  for (const query of ["q=Theo", "muc=van_dung_cao", "muc=nhan_biet"]) {
    await page.goto(`/ngan-hang/${QUIZ}?${query}`);
    items.push(await page.locator("tbody a").first().getAttribute("href"));
  }
  await page.close();
  return [
    at("/ngan-hang", "banks"),
    at(`/ngan-hang/${QUIZ}`, "bank"),
    at(`/ngan-hang/${QUIZ}?q=khong+co+gi+ca`, "bank-nothing"),
    at(`/ngan-hang/${QUIZ}?muc=van_dung`, "bank-filtered"),
    ...[...new Set(items)].map((path, n) => at(path, `item-${n + 1}`)),
    at("/de", "designs"),
    at(`/de/${QUIZ}`, "design"),
    at("/de/chung-nhan", "design-exam"),
    at(`/khoa-hoc/${COURSE}/tai-lieu/them`, "material-new"),
    { name: "material-errors", open: (page) => sendWrong(page, `/khoa-hoc/${COURSE}/tai-lieu/them`, "form[action$='/tai-lieu/them']", { title: "Bài riêng", body: "::: note\nchưa đóng" }) },
  ];
}

/** The pages of those who write items and decide about them. */
async function author(trial, context) {
  const [one, two] = trial.product.accounts.filter(({ role }) => role === "trainer");
  const other = await trial.context();
  await signedIn(other, two);
  await signedIn(context, one);
  const [page, others] = [await context.newPage(), await other.newPage()];
  const bank = await makeBank(page, "Ngân hàng của tổ");
  const items = {};
  const twin = { stem: `Câu ${Math.random().toString(36).slice(2, 8)} do cơ quan nào ban hành?` };
  for (const kind of Object.keys(BODIES)) items[kind] = await writeItem(page, bank, kind, { changed: kind === "single_choice" ? twin : {} });
  await decide(others, items.single_choice, "approved");
  await decide(others, items.matching, "returned", "Vế phải **chưa rõ**.");
  await writeItem(others, bank, "single_choice", { changed: { stem: "Câu của người khác, hỏi điều khác?" } });
  await page.goto(`${items.single_choice}/sua`);
  await fillForm(page, { option_1: "Ban Bí thư Trung ương" });
  await pressDo(page, "send");
  await bringSpoiled(page, bank);
  const mend = await page.locator("a[href*='/cau/1/sua']").getAttribute("href");
  await page.close();
  await other.close();
  const older = async (page) => {
    await page.goto(`${items.essay}/sua`);
    await page.locator("[name=base]").evaluate((field, base) => (field.value = base), "00000000-0000-7000-8000-000000000000");
    await pressDo(page, "save");
  };
  return [
    at(bank, "bank-own"),
    at("/ngan-hang/them", "bank-new"),
    { name: "bank-new-errors", open: (page) => sendWrong(page, "/ngan-hang/them", "form[action='/ngan-hang/them']", { code: "Mã Sai", topics: "" }) },
    at(`${bank}/sua`, "bank-change"),
    at(`${bank}/quyen`, "bank-rights"),
    { name: "bank-rights-errors", open: (page) => sendWrong(page, `${bank}/quyen`, "form:has([name=username])", { username: "khong.co.ai" }) },
    ...Object.keys(BODIES).map((kind) => at(`${bank}/cau-moi?loai=${kind}`, `editor-${kind}`)),
    { name: "editor-errors", open: async (page) => (await fillItem(page, bank, "multiple_response", { stem: "", option_1: "Giới thiệu đất nước", points: "nhiều" }), pressDo(page, "send")) },
    { name: "editor-repeats", open: async (page) => (await fillItem(page, bank, "single_choice", twin), pressDo(page, "save")) },
    { name: "editor-stale", open: older },
    at(`${items.gap_fill}/sua`, "editor-change"),
    at(items.single_choice, "item-revised"),
    at(items.matching, "item-returned"),
    at(items.true_false_cluster, "item-waiting"),
    at(`${items.single_choice}/lich-su`, "item-history"),
    at("/ngan-hang/cho-duyet", "waiting"),
    at("/can-cu", "sources"),
    at("/can-cu/KL57", "source"),
    at("/viec-cua-toi", "tasks-trainer"),
    at(mend, "intake-mend"),
  ];
}

async function organizer(trial, context) {
  const fast = await trial.context();
  const account = trial.product.trainee();
  await signedIn(fast, account);
  await takeRoundAtOnce(fast);
  await fast.close();
  await signedIn(context, trial.product.account("organizer"));
  const page = await context.newPage();
  await page.goto("/to-chuc-thi/them?mau=tien_giang_2018");
  await page.locator("[name=code]").fill(`thu-${Math.random().toString(36).slice(2, 8)}`);
  await send(page, "form[action='/to-chuc-thi/them']");
  const draft = new URL(page.url()).pathname;
  await page.close();
  const { attempts } = await (await context.request.get("/cuoc-thi/tim-hieu-kl-57/vong/tuan-1/ket-qua.json")).json();
  const histories = "/to-chuc-thi/tim-hieu-kl-57/vong/tuan-1/bai";
  return [
    at(histories, "history-find"),
    at(`${histories}?pseudonym=khong-co&ordinal=1`, "history-find-errors"),
    at(`${histories}/${attempts[0].pseudonym}/${attempts[0].ordinal}`, "history"),
    at("/to-chuc-thi", "organize"),
    at("/to-chuc-thi/them", "contest-new"),
    { name: "contest-new-errors", open: (page) => sendWrong(page, "/to-chuc-thi/them", "form[action='/to-chuc-thi/them']", { title: "", rounds: "0", first_opens_at: "mai" }) },
    at("/to-chuc-thi/them?mau=tien_giang_2018", "contest-new-pattern"),
    { name: "contest-new-all-errors", open: (page) => sendWrong(page, "/to-chuc-thi/them?mau=canh_sat_bien_2021", "form[action='/to-chuc-thi/them']", { title: "", also_rounds: "x", also_first_opens_at: "mai", last_start_minutes: "999999" }) },
    at("/to-chuc-thi/tim-hieu-kl-57", "contest-admin"),
    at("/to-chuc-thi/tim-hieu-kl-57/giay-chung-nhan", "contest-papers"),
    at("/to-chuc-thi/tim-hieu-kl-57/the-le", "rules-amend"),
    { name: "rules-amend-errors", open: (page) => sendWrong(page, "/to-chuc-thi/tim-hieu-kl-57/the-le", "form[action$='/the-le']", { purpose: "" }) },
    at("/to-chuc-thi/tim-hieu-kl-57/mo-phong", "simulator"),
    { name: "simulator-errors", open: (page) => sendWrong(page, "/to-chuc-thi/tim-hieu-kl-57/mo-phong", "form[action$='/mo-phong']", { score1: "x", time2: "y" }) },
    at(draft, "contest-draft"),
    at(`${draft}/sua`, "contest-edit"),
    at(`${draft}/the-le`, "rules-draft"),
    at(`${draft}/vong/chung-ket/sua`, "round-edit"),
    { name: "round-edit-errors", open: (page) => sendWrong(page, `${draft}/vong/chung-ket/sua`, "form[action$='/sua']", { title: "", opens_at: "mai", qualified_n: "0" }) },
    at(`${draft}/them-vong`, "round-add"),
    at("/to-chuc-thi/tim-hieu-kl-57/vong/tuan-1", "round-admin-published"),
    at(DESK, "round-admin-open"),
    at(`${DESK}/truc-tiep`, "live"),
    at(`${DESK}/bat-thuong`, "desk"),
    { name: "signal", open: (page) => openSignal(page, "too_fast", "") },
    { name: "signal-errors", open: async (page) => {
      await openSignal(page, "too_fast", "");
      await follow(page, () => page.locator("form[action*='/bat-thuong/']").evaluate((form) => ((form.noValidate = true), form.requestSubmit())));
    } },
    at("/to-chuc-thi/tim-hieu-kl-57/vong/tuan-1/bat-thuong", "desk-published"),
    at("/to-chuc-thi/tim-hieu-kl-57/vong/tuan-1/truc-tiep", "live-published"),
    at("/to-chuc-thi/thi-tuan-nay/vong/tuan-1", "round-admin-open"),
    at("/to-chuc-thi/thi-tuan-nay/vong/tuan-1/sua-doi", "round-changes-open"),
    at("/to-chuc-thi/thi-thang/vong/tuan-1", "round-admin-closed"),
    at("/to-chuc-thi/thi-thang/vong/tuan-1/sua-doi", "round-changes-closed"),
    at("/to-chuc-thi/thi-thang/vong/tuan-1/khieu-nai", "round-appeals"),
  ];
}

/** A taker between the closing of a round and its result. */
async function appellant(trial, context) {
  await signedIn(context, trial.product.account("trainee"));
  return [
    at("/cuoc-thi/thi-thang/vong/tuan-1", "round-closed"),
    at("/cuoc-thi/thi-thang/vong/tuan-1/khieu-nai", "appeal"),
    { name: "appeal-errors", open: (page) => sendWrong(page, "/cuoc-thi/thi-thang/vong/tuan-1/khieu-nai", "form[action$='/khieu-nai']", { text: "" }) },
  ];
}

/** What organizers see of terms and registrations: of a draft, and of the contest that is open. */
async function registrar(trial, context) {
  await signedIn(context, trial.product.account("organizer"));
  const page = await context.newPage();
  await page.goto("/to-chuc-thi/them");
  await page.locator("[name=title]").fill("Thi có điều kiện");
  const code = `dieu-kien-${Math.random().toString(36).slice(2, 8)}`;
  await page.locator("[name=code]").fill(code);
  await page.locator("[name=organizer]").fill("Ban Tổ chức");
  await page.locator("[name=blueprint_of]").selectOption("kl-57");
  await send(page, "form[action='/to-chuc-thi/them']");
  const terms = `/to-chuc-thi/${code}/dang-ky`;
  await page.goto(terms);
  for (const box of ["has_terms", "needs_code"]) await page.locator(`[name=${box}]`).check();
  await page.locator("[name=exclude_committee]").selectOption("barred");
  await send(page, "form[action$='/dang-ky']");
  await page.goto(`${terms}/phieu`);
  await page.locator("[name=title]").fill("Phường Mỹ Tho");
  await page.locator("[name=slips]").fill("8");
  await send(page, "form[action$='/phieu']");
  const sheet = new URL(page.url()).pathname;
  const open = MEMBERS.replace("cuoc-thi", "to-chuc-thi") + "/dang-ky";
  await page.goto(`${open}/danh-sach`);
  const person = await page.locator("tbody a").first().getAttribute("href");
  await page.close();
  return [
    at(terms, "terms"),
    { name: "terms-errors", open: (page) => sendWrong(page, terms, "form[action$='/dang-ky']", { min_age: "40", max_age: "20", units: "khong-co", closes_at: "mai" }) },
    at(open, "terms-published"),
    at(`${open}/danh-sach`, "registrations"),
    at(`${open}/danh-sach?q=khong+co+ai`, "registrations-nobody"),
    at(person, "registration-of-somebody"),
    { name: "registration-mark-errors", open: (page) => sendWrong(page, person, "form[action*='/danh-sach/']") },
    at(`${open}/loai-tru`, "exclusions"),
    { name: "exclusions-errors", open: (page) => sendWrong(page, `${open}/loai-tru`, "form[action$='/loai-tru']", { list: "khong.co.ai" }) },
    at(`${terms}/phieu`, "slips"),
    at(sheet, "slip-sheet"),
    at(`${open}/lan-toa`, "spreaders"),
    at("/to-chuc-thi/tim-hieu-kl-57/giai-thuong", "prizes-settled"),
    at("/to-chuc-thi/tim-hieu-kl-57/xuat", "papers-contest"),
    at("/to-chuc-thi/tim-hieu-kl-57/vong/tuan-1/xuat", "papers-round"),
    at("/to-chuc-thi/thi-tuan-nay/vong/tuan-1/xuat", "papers-unpublished"),
    { name: "papers-errors", open: (page) => sendWrong(page, "/to-chuc-thi/tim-hieu-kl-57/vong/tuan-1/xuat", "form[action$='/bien-ban.pdf']", { issuer: "", day: "31/02/2026" }) },
    { name: "prizes-new", open: async (page) => page.goto(`/to-chuc-thi/${await draft(page)}/giai-thuong`) },
    { name: "prizes-errors", open: async (page) => sendWrong(page, `/to-chuc-thi/${await draft(page)}/giai-thuong`, "form[action$='/giai-thuong']", { i0_amount: "bốn triệu", per_round: "hai" }) },
  ];
}

/** Goes to the first certificate that the report of the course names, on whichever of its pages. */
async function certificate(page) {
  await page.goto(`/bao-cao/${COURSE}`);
  const link = page.locator("tbody a[href^='/chung-nhan/']").first();
  while (!(await link.count())) await page.goto(await page.locator("a[rel=next]").getAttribute("href"));
  await page.goto(await link.getAttribute("href"));
}

/** A contest of its own that nobody has published; its code. */
export async function draft(page) {
  const code = `nhap-${Math.random().toString(36).slice(2, 8)}`;
  await page.goto("/to-chuc-thi/them");
  await page.locator("[name=title]").fill("Cuộc thi nháp");
  await page.locator("[name=code]").fill(code);
  await page.locator("[name=organizer]").fill("Ban Tổ chức");
  await page.locator("[name=blueprint_of]").selectOption({ index: 1 });
  await send(page, "form[action='/to-chuc-thi/them']");
  return code;
}

async function leader(trial, context) {
  await signedIn(context, trial.product.account("unit_leader"));
  const page = await context.newPage();
  await page.goto(`/bao-cao/${COURSE}`);
  const unit = await page.locator("a[href*='don-vi=']").nth(1).getAttribute("href");
  await page.goto("/danh-ba");
  const record = await page.locator("tbody a").first().getAttribute("href");
  await page.goto("/chuong-trinh/boi-duong/nguoi");
  const person = await page.locator("tbody a[href^='/ho-so/']").first().getAttribute("href");
  await page.close();
  return [
    at("/bao-cao", "reports"),
    at(`/bao-cao/${COURSE}`, "report"),
    at(unit, "report-of-unit"),
    at("/danh-ba", "register"),
    at(record, "register-record"),
    at("/chuong-trinh", "programmes-leader"),
    at("/chuong-trinh/boi-duong/nguoi", "programme-people"),
    at("/den-han?ngay=90", "due"),
    at("/dot-cap-lai", "campaigns"),
    at("/dot-cap-lai/them", "campaign-new"),
    { name: "campaign-errors", open: (page) => sendWrong(page, "/dot-cap-lai/them", "form[action='/dot-cap-lai/them']", { title: "", due_on: "01/01/2020" }) },
    { name: "campaign", open: (page) => openCampaign(page, "boi-duong") },
    at("/buoi-tuyen-truyen", "talks-waiting"),
    at("/tai-khoan/thu", "mail-wanted-leader"),
    at(person, "record-of-person"),
  ];
}

/** Opens a campaign that asks everybody of the leader's units, due in two months. */
export async function openCampaign(page, programme) {
  const due = new Intl.DateTimeFormat("vi-VN", { day: "2-digit", month: "2-digit", year: "numeric" }).format(new Date(Date.now() + 70 * 86_400_000)).replaceAll("-", "/");
  await page.goto("/dot-cap-lai/them");
  await page.locator("[name=title]").fill("Cấp lại chứng nhận đợt cuối năm");
  await page.locator("[name=programme]").selectOption(programme);
  await page.locator("[name=unit_id]").selectOption({ index: 1 });
  await page.locator("[name=due_on]").fill(due);
  await page.locator("[name=with_newcomers]").check();
  await send(page, "form[action='/dot-cap-lai/them']");
}

async function admin(trial, context) {
  await signedIn(context, trial.product.account("admin"));
  const page = await context.newPage();
  await page.goto("/quan-tri/nguoi-dung?q=hoa");
  const person = await page.locator("tbody a").first().getAttribute("href");
  await page.goto("/quan-tri/nguoi-dung?q=quantri");
  const self = await page.locator("tbody a").first().getAttribute("href");
  await page.goto("/quan-tri/don-vi");
  const unit = await page.locator("main .tree a").first().getAttribute("href");
  await page.close();
  const admit = async (page) => {
    await page.goto("/quan-tri/nguoi-dung/them");
    await page.locator("[name=full_name]").fill("Lý Thị Quỳnh Hương");
    await page.locator("main [name=username]").fill(`quynh.huong.${Math.random().toString(36).slice(2, 8)}`);
    await page.locator("[name=unit_id]").selectOption({ index: 3 });
    await send(page, "form[action='/quan-tri/nguoi-dung/them']");
  };
  return [
    at("/quan-tri", "overview"),
    at("/quan-tri/nguoi-dung", "people"),
    at("/quan-tri/nguoi-dung?q=khong-co-ai", "people-nobody"),
    at("/quan-tri/nguoi-dung/them", "admit"),
    { name: "admit-errors", open: (page) => sendWrong(page, "/quan-tri/nguoi-dung/them", "form[action='/quan-tri/nguoi-dung/them']", { username: "lan", phone: "1" }) },
    { name: "link-issued", open: admit },
    { name: "link", open: async (page) => (await admit(page), page.goto(await page.locator("#f-link").inputValue())) },
    at(person, "person"),
    { name: "person-errors", open: async (page) => {
      await page.goto(person);
      await page.locator("form[action$='/khoa']").evaluate((form) => ((form.closest("details").open = true), (form.noValidate = true)));
      await send(page, "form[action$='/khoa']");
    } },
    at(self, "person-self"),
    at("/quan-tri/don-vi", "units"),
    at("/quan-tri/don-vi/them", "unit-new"),
    { name: "unit-errors", open: (page) => sendWrong(page, "/quan-tri/don-vi/them", "form[action='/quan-tri/don-vi/them']", { code: "Mã Sai", valid_from: "31/02/2026" }) },
    at(unit, "unit"),
    at("/quan-tri/nhat-ky", "audit"),
    at("/bao-cao", "reports-admin"),
    at(`/bao-cao/${COURSE}`, "report-admin"),
    { name: "certificate-admin", open: async (page) => {
      await certificate(page);
    } },
    { name: "certificate-admin-asked", open: async (page) => {
      await certificate(page);
      await page.locator("form[action$='/thu-hoi']").evaluate((form) => (form.closest("details").open = true));
      await page.locator("form[action$='/thu-hoi'] [name=reason]").fill("Cấp nhầm người.");
      await page.locator("form[action$='/thu-hoi'] button").click();
      await seen(page, "dialog").waitFor();
    } },
  ];
}

/** The register, programmes and issuing, as an administrator has them. */
async function training(trial, context) {
  await signedIn(context, trial.product.account("admin"));
  const page = await context.newPage();
  await page.goto("/danh-ba");
  const record = await page.locator("tbody a").first().getAttribute("href");
  const [download] = await Promise.all([page.waitForEvent("download"), page.locator("a[href^='/danh-ba/xuat.xlsx']").click()]);
  const exported = await download.path();
  await page.goto("/chuong-trinh/boi-duong/cap-giay");
  const batch = await page.locator("main a[href^='/cap-giay/']").first().getAttribute("href");
  await page.goto("/chuong-trinh/boi-duong/buoi");
  const session = await page.locator("main a[href*='/buoi/']").first().getAttribute("href");
  await page.close();
  return [
    at("/danh-ba", "register-admin"),
    at("/danh-ba?q=khong-co-ai", "register-nobody"),
    at("/danh-ba/them", "register-add"),
    { name: "register-add-errors", open: (page) => sendWrong(page, "/danh-ba/them", "form[action='/danh-ba/them']", { full_name: "", decision_date: "hôm qua" }) },
    at("/danh-ba/nhap", "register-import"),
    { name: "register-import-faults", open: async (page) => (await page.goto("/danh-ba/nhap"), await page.locator("main [name=file]").setInputFiles({ name: "danh-ba.xlsx", mimeType: "application/octet-stream", buffer: readFileSync(exported) }), send(page, "form[action='/danh-ba/nhap']")) },
    { name: "register-preview", open: (page) => sendFile(page, "/danh-ba/nhap", LIST) },
    at("/danh-ba/loai?sua=bcv-huyen", "register-kinds"),
    at(record, "register-record-admin"),
    at("/chuong-trinh", "programmes-admin"),
    at("/chuong-trinh/boi-duong", "programme-admin"),
    at("/chuong-trinh/boi-duong/sua", "programme-change"),
    { name: "programme-errors", open: (page) => sendWrong(page, "/chuong-trinh/them", "form[action='/chuong-trinh/them']", { title: "Bồi dưỡng", sessions: "mười", starts_on: "mai" }) },
    at("/chuong-trinh/boi-duong/buoi", "sessions"),
    at(session, "session"),
    at("/chuong-trinh/boi-duong/cap-giay", "batches"),
    at(batch, "batch"),
    at("/quan-tri/noi-cap?sua=btgdv", "bodies"),
    at("/quan-tri/khoa-ky", "keys"),
    at(`${session}/diem-danh`, "roster"),
    at("/mau-giay", "looks"),
    at("/mau-giay/them", "look-new"),
    { name: "look-errors", open: (page) => sendWrong(page, "/mau-giay/them", "form[action='/mau-giay/them']", { name: "Giấy", title: "龍", note: "{khong-co}" }) },
    at("/quan-tri/thu", "outbox"),
    { name: "mail-end", open: async (page) => {
      await page.goto("/quan-tri/thu");
      await page.goto(/\/thu\/[0-9a-f]{48}/.exec(await page.content())[0]);
    } },
  ];
}

/** Questions on their way into a bank: brought, looked at, mended, taken in, taken back; and out. */
async function intake(trial, context) {
  await signedIn(context, trial.product.account("trainer"));
  const page = await context.newPage();
  const bank = "/ngan-hang/nghiep-vu";
  const brought = async () => (await sendFile(page, `${bank}/nhap`, QUESTIONS), new URL(page.url()).pathname);
  const [open, done] = [await brought(), await brought()];
  await page.locator("[name=only_good]").check();
  await send(page, `form[action^='${done}']`, "button:has-text('Nhập')");
  await page.close();
  const file = (name, text) => ({ name, mimeType: "text/plain", buffer: Buffer.from(text) });
  return [
    at(`${bank}/nhap`, "intake"),
    { name: "intake-errors", open: (page) => sendWrong(page, `${bank}/nhap`, "form[data-drop]") },
    { name: "intake-unreadable", open: (page) => sendFile(page, `${bank}/nhap`, file("Đề cương.txt", "Chỉ là một đoạn văn.")) },
    at(open, "intake-look"),
    { name: "intake-refused", open: (page) => sendWrong(page, open, `form[action^='${open}']:has([name=only_good])`) },
    at(`${open}?loc=bo-qua`, "intake-look-nothing"),
    at(`${open}/cau/2/sua`, "intake-mend"),
    { name: "intake-mend-errors", open: async (page) => (await page.goto(`${open}/cau/2/sua`), await page.locator("[name=stem]").fill(""), send(page, "form.editor", "button[value=save]")) },
    { name: "intake-mend-matching", open: async (page) => (await page.goto(`${open}/cau/2/sua`), await page.locator("[name=new_type]").selectOption("matching"), send(page, "form.editor", "button[value=type]")) },
    at(done, "intake-done"),
    at(`${bank}/xuat`, "export"),
    at(`${bank}/xuat?dang=gift&dap-an=co`, "export-lost"),
    at(`${bank}/xuat?dang=docx&dap-an=khong`, "export-without-keys"),
  ];
}

/** Every type of item: taken and looked over; an essay that waits. */
async function types(trial, context) {
  await signedIn(context, trial.product.trainee());
  const essay = await startTypes(context, { quiz: "luyen-viet", isSubmitted: true });
  const half = await startTypes(context);
  const shown = half.slots.filter(({ item_type: type }) => !["single_choice", "multiple_response", "true_false"].includes(type));
  return [
    ...shown.map(({ slot, item_type: type }) => at(`/luot-lam/${half.id}?cau=${slot}`, `take-${type}`)),
    at(`/luot-lam/${half.id}/xem-lai`, "review-half"),
    at(`/luot-lam/${essay.id}/ket-qua`, "result-waiting"),
    at("/bai-kiem-tra/luyen-viet", "quiz-intro-waiting"),
  ];
}

/** The results of every type, wrong and right. */
async function typesDone(trial, context) {
  await signedIn(context, trial.product.trainee());
  const { id } = await startTypes(context, { isSubmitted: true });
  const passed = await startTypes(context, { isSubmitted: true, keys: new TypeKeys() });
  return [at(`/luot-lam/${id}/ket-qua`, "result-types"), at(`/luot-lam/${passed.id}/ket-qua`, "result-types-right")];
}

/** Marking essays. */
async function marker(trial, context) {
  const writer = await trial.context();
  await signedIn(writer, trial.product.trainee());
  await startTypes(writer, { quiz: "luyen-viet", isSubmitted: true });
  await writer.close();
  await signedIn(context, trial.product.account("trainer"));
  return [
    at("/cham-bai", "marking"),
    { name: "marking-errors", open: (page) => sendWrong(page, "/cham-bai", "form[action^='/cham-bai/']", { comment: "Viết tốt." }) },
    at("/cham-bai?bo-qua=9999", "marking-end"),
    at("/ngan-hang/lam-quen/lq-ghep-doi", "item-matching"),
    at("/ngan-hang/lam-quen/lq-tu-luan", "item-essay"),
  ];
}

/** An attempt at a quiz of all types: half of it answered, or all of it right where the keys are given. */
async function startTypes(context, { quiz = "lam-quen", isSubmitted = false, keys = null } = {}) {
  const half = {
    true_false_cluster: { a: true, b: false },
    short_answer: "Bộ Chính trị",
    numerical: "khoảng 60",
    matching: { a: "a", b: "c" },
    ordering: ["b", "a", null],
    gap_fill: { 1: "Quốc hội" },
    essay: "Kính thưa các đồng chí, hôm nay chúng ta nói về thông tin đối ngoại.",
    true_false: true,
    single_choice: "a",
    multiple_response: ["a", "b"],
  };
  const { id, slots } = await api(context, "POST", `/quizzes/${quiz}/attempts`);
  const responses = slots.map((slot) => ({ slot: slot.slot, seq: 1, response: keys ? keys.response(slot) : half[slot.item_type] }));
  await api(context, "PUT", `/attempts/${id}/responses`, { responses });
  if (isSubmitted) await api(context, "POST", `/attempts/${id}/submission`);
  return { id, slots };
}

/** Name → what prepares the group in a context of its own and lists its pages. */
export const GROUPS = { guest, newcomer, registered, taker, failed, passed, trainer, author, organizer, registrar, appellant, leader, admin, training, intake, types, typesDone, marker };
