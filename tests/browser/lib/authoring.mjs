// Writing items as a trainer does it: banks of their own, the form of each type.

import { follow, press, send } from "./world.mjs";

const unique = () => Math.random().toString(36).slice(2, 8);

/** Makes a bank that every trainer may write and review in; its path. */
export async function makeBank(page, title = "Ngân hàng thử") {
  const code = `thu-${unique()}`;
  await page.goto("/ngan-hang/them");
  await page.locator("[name=code]").fill(code);
  await page.locator("[name=title]").fill(title);
  await page.locator("[name=topics]").fill("Bối cảnh\nNguyên tắc");
  await page.locator("[name=is_open]").check();
  await send(page, "form[action='/ngan-hang/them']");
  return `/ngan-hang/${code}`;
}

/** What each type is filled with, beside the fields of all. Values by name; `true` checks a box, { value } chooses a radio. */
export const BODIES = {
  single_choice: { stem: "Kết luận số 57-KL/TW do cơ quan nào ban hành?", option_0: "Bộ Chính trị", option_1: "Ban Bí thư", option_2: "Quốc hội", key: { value: "0" } },
  multiple_response: { stem: "Những việc nào thuộc thông tin đối ngoại?", option_0: "Giới thiệu đất nước", option_1: "Phản bác tin sai", option_2: "Thu thuế", key: [{ value: "0" }, { value: "1" }] },
  true_false: { stem: "Thông tin đối ngoại chỉ là việc của ngành ngoại giao.", truth: { value: "false" } },
  true_false_cluster: { stem: "Xét các ý sau:", option_0: "Thông tin đối ngoại cần kịp thời.", truth_0: { value: "true" }, option_1: "Không cần phối hợp.", truth_1: { value: "false" } },
  short_answer: { stem: "Cơ quan nào ban hành Kết luận số 57-KL/TW?", option_0: "Bộ Chính trị", option_1: "BCT" },
  numerical: { stem: "Kết luận nêu bao nhiêu nhóm nhiệm vụ?", value: "6", tolerance: "0" },
  matching: { stem: "Ghép văn bản với năm ban hành:", left_0: "Kết luận 57", right_0: "2023", left_1: "Nghị quyết 47", right_1: "2022" },
  ordering: { stem: "Xếp các bước theo thứ tự:", option_0: "Quán triệt", option_1: "Lập kế hoạch", option_2: "Sơ kết" },
  gap_fill: { stem: "Kết luận ban hành ngày [[1]] bởi [[2]].", accepted_0: "15/6/2023", accepted_1: "Bộ Chính trị", wrong_1: "Ban Bí thư\nQuốc hội" },
  essay: { stem: "Trình bày ý nghĩa của Kết luận số 57-KL/TW.", guide: "Nêu đủ ba ý, mỗi ý một phần ba số điểm." },
};

const COMMON = { rationale: "Văn bản nêu rõ như vậy ở phần mở đầu, các phương án khác không có.", source: "KL57:nhan-dien", topic: "boi-canh", level: "nhan_biet", tags: "thử nghiệm" };

/** Fills fields of the form by their names. */
export async function fillForm(page, values) {
  for (const [name, value] of Object.entries(values)) {
    const fields = page.locator(`form.editor [name="${name}"]`);
    for (const one of [value].flat()) {
      if (one?.value !== undefined) await fields.and(page.locator(`[value="${one.value}"]`)).check();
      else if ((await fields.first().evaluate((field) => field.tagName)) === "SELECT") await fields.selectOption(one);
      else await fields.fill(one);
    }
  }
}

/** Fills the form of a type; it stays open. */
export async function fillItem(page, bank, kind, changed = {}) {
  await page.goto(`${bank}/cau-moi?loai=${kind}`);
  // Items that say the same are told: each has words of its own.
  await fillForm(page, { ...BODIES[kind], stem: `${unique()}: ${BODIES[kind].stem}`, ...COMMON, ...changed });
}

/** Presses one of the buttons that lead to a page. */
export const pressDo = (page, value) => follow(page, () => press(page.locator(`form.editor .actions button[name=do][value="${value}"]`)));

/** Writes an item and sends it to review; its path. */
export async function writeItem(page, bank, kind, { button = "send", changed } = {}) {
  await fillItem(page, bank, kind, changed);
  await pressDo(page, button);
  const path = new URL(page.url()).pathname;
  if (path.endsWith("/cau-moi")) throw new Error(`a ${kind} was not saved: ${await page.locator("main").innerText()}`);
  return path;
}

/** Brings a file with one question that lacks its key; the page that shows it is open then. */
export async function bringSpoiled(page, bank) {
  await page.goto(`${bank}/nhap`);
  const buffer = Buffer.from("Một câu chưa có đáp án?\nA. Một\nB. Hai\nC. Ba\n\nMột câu đủ?\nA. Ba\nB. Bốn\nANSWER: B\n");
  await page.locator("main [name=file]").setInputFiles({ name: "de.txt", mimeType: "text/plain", buffer });
  await send(page, `form[action='${bank}/nhap']`);
}

/** Decides about an item on its page. */
export async function decide(page, item, act, text = "") {
  await page.goto(item);
  await page.locator("[name=text]").fill(text);
  await follow(page, () => press(page.locator(`button[name=act][value=${act}]`)));
}
