"""Word documents of the corpus, each with what a good reader finds. Facts are those of the shipped banks."""

import json
import pathlib
import unicodedata

from office import (B, HIGHLIGHT, PNG, R, RED, SHADE, U, docx, font, level, numbering, p, pack, picture, r, table)

OUT = pathlib.Path(__file__).parent / "docx"
Q = [
    ("Kết luận 57-KL/TW được ban hành ngày nào?", ["15/6/2023", "15/4/2024", "11/8/2023", "09/01/2023"], 0),
    ("Cơ quan nào ban hành Kết luận 57-KL/TW?", ["Chính phủ", "Bộ Chính trị", "Ban Bí thư", "Quốc hội"], 1),
    ("Kết luận 16-KL/TW do Bộ Chính trị khóa nào ban hành?", ["Khóa IX", "Khóa X", "Khóa XI", "Khóa XII"], 2),
    ("Nghị quyết 47/NQ-CP giao bao nhiêu nhóm nhiệm vụ?", ["3", "7", "9", "5"], 3),
]
ABCD = "ABCD"


def item(q, keys=None, **more):
    stem, options, key = q
    return {"stem": stem, "options": options, "keys": keys if keys is not None else [key], **more}


def save(name, content, items=(), errors=(), warnings=None):
    OUT.mkdir(exist_ok=True)
    (OUT / name).write_bytes(content)
    expected = {"items": list(items), "errors": list(errors)}
    if warnings is not None:
        expected["warnings"] = [{"code": code} for code in warnings]
    (OUT / f"{name}.expected.json").write_text(json.dumps(expected, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


def lines(label, q, option="{}. ", look=U, whole=True):
    """A question with its options on lines of their own; the key carries the look."""
    stem, options, key = q
    out = [p(label + stem)]
    for at, text in enumerate(options):
        name = option.format(ABCD[at])
        if at == key and whole:
            out.append(p(r(name + text, look)))
        elif at == key:
            out.append(p(r(name.strip(), look), r(" " + text)))
        else:
            out.append(p(name + text))
    return "".join(out)


def plain(number, q, key_line=None, option="{}. "):
    out = lines(f"Câu {number}. ", q, option, look="")
    return out + (p(key_line) if key_line else "")


def all_of(build, questions=Q):
    return "".join(build(at + 1, q) for at, q in enumerate(questions))


# --- how questions are numbered
for name, form in [("cau-cham", "Câu {}. "), ("cau-hai-cham", "Câu {}: "), ("cau-ngoac", "Câu {}) "), ("cau-hoa", "CÂU {}. "), ("cau-hoi", "Câu hỏi {}: "),
                   ("cau-so", "Câu số {}. "), ("cau-gach", "Câu {} - "), ("cau-khong-dau", "Câu {} "), ("bai", "Bài {}. "), ("question", "Question {}: "),
                   ("so-cham", "{}. "), ("so-ngoac", "{}) "), ("so-cheo", "{}/ "), ("so-khong", "Câu 0{}. ")]:
    save(f"nhan-{name}.docx", docx(all_of(lambda n, q, form=form: lines(form.format(n), q))), [item(q) for q in Q], warnings=[])

# --- how options are lettered
for name, form in [("hoa-cham", "{}. "), ("hoa-ngoac", "{}) "), ("hoa-cheo", "{}/ "), ("hoa-hai-cham", "{}: "), ("khong-cach", "{}.")]:
    save(f"pa-{name}.docx", docx(all_of(lambda n, q, form=form: lines(f"Câu {n}. ", q, form))), [item(q) for q in Q])


def lower(n, q, mark):
    stem, options, key = q
    return p(f"Câu {n}. {stem}") + "".join(p(r(f"{ABCD[at].lower()}{mark} {text}", U if at == key else "")) for at, text in enumerate(options))


for name, mark in [("thuong-ngoac", ")"), ("thuong-cham", ".")]:
    save(f"pa-{name}.docx", docx(all_of(lambda n, q, mark=mark: lower(n, q, mark))), [item(q) for q in Q])


def signed(n, q, right, wrong):
    stem, options, key = q
    return p(f"Câu {n}. {stem}") + "".join(p(f"{right if at == key else wrong}{ABCD[at]}. {text}") for at, text in enumerate(options))


for name, right, wrong in [("sao", "*", ""), ("hop-x", "[x] ", "[ ] "), ("hop-danh-dau", "☑ ", "☐ ")]:
    save(f"pa-{name}.docx", docx(all_of(lambda n, q, a=right, b=wrong: signed(n, q, a, b))), [item(q) for q in Q])


# --- where options stand
def one_line(n, q, gap, look=U):
    stem, options, key = q
    runs = []
    for at, text in enumerate(options):
        runs += [r(f"{ABCD[at]}. {text}", look if at == key else ""), r(gap)] if at < 3 else [r(f"{ABCD[at]}. {text}", look if at == key else "")]
    return p(f"Câu {n}. {stem}") + p(*runs)


for name, gap in [("tab", "\t"), ("hai-tab", "\t\t"), ("nhieu-cach", "      "), ("mot-cach", " ")]:
    save(f"dong-{name}.docx", docx(all_of(lambda n, q, gap=gap: one_line(n, q, gap))), [item(q) for q in Q])


def two_lines(n, q):
    stem, options, key = q
    run = lambda at: r(f"{ABCD[at]}. {options[at]}", U if at == key else "")
    return p(f"Câu {n}. {stem}") + p(run(0), r("\t"), run(1)) + p(run(2), r("\t"), run(3))


save("dong-hai-hai.docx", docx(all_of(two_lines)), [item(q) for q in Q])


def soft(n, q):
    stem, options, key = q
    runs = [r(f"Câu {n}. {stem}")]
    for at, text in enumerate(options):
        runs.append(r(f"\n{ABCD[at]}. ") + r(text, U if at == key else ""))
    return p(*runs)


save("dong-ngat-mem.docx", docx(all_of(soft)), [item(q) for q in Q])


def inline(n, q):
    stem, options, key = q
    runs = [r(f"Câu {n}. {stem} ")]
    for at, text in enumerate(options):
        runs.append(r(f"{ABCD[at]}. {text}", U if at == key else "") + r(" "))
    return p(*runs)


save("dong-cung-cau.docx", docx(all_of(inline)), [item(q) for q in Q])


def grid(n, q, shape):
    stem, options, key = q
    cell = lambda at: p(r(f"{ABCD[at]}. {options[at]}", U if at == key else ""))
    rows = {"2x2": [[cell(0), cell(1)], [cell(2), cell(3)]], "1x4": [[cell(at) for at in range(4)]], "4x1": [[cell(at)] for at in range(4)],
            "nhan": [[p(r(ABCD[at] + ".", U if at == key else "")), p(options[at])] for at in range(4)]}[shape]
    return p(f"Câu {n}. {stem}") + table(rows)


for shape in ["2x2", "1x4", "4x1", "nhan"]:
    save(f"bang-{shape}.docx", docx(all_of(lambda n, q, shape=shape: grid(n, q, shape))), [item(q) for q in Q])

save("bang-ca-de.docx", docx(table([[f"Câu {n}", p(q[0]) + "".join(p(r(f"{ABCD[at]}. {t}", U if at == q[2] else "")) for at, t in enumerate(q[1]))]
                                    for n, q in enumerate(Q, 1)])), [item(q) for q in Q])

# --- how keys are shown
for name, look in [("gach-chan", U), ("dam", B), ("do", RED), ("nen", HIGHLIGHT), ("bong", SHADE), ("gach-doi", '<w:u w:val="double"/>'), ("dam-do", B + RED)]:
    save(f"khoa-{name}.docx", docx(all_of(lambda n, q, look=look: lines(f"Câu {n}. ", q, look=look))), [item(q) for q in Q], warnings=[])
    save(f"khoa-nhan-{name}.docx", docx(all_of(lambda n, q, look=look: lines(f"Câu {n}. ", q, look=look, whole=False))), [item(q) for q in Q])


def bold_labels(n, q):
    stem, options, key = q
    return p(r(f"Câu {n}. ", B), r(stem)) + "".join(p(r(f"{ABCD[at]}. ", B + (U if at == key else "")), r(text)) for at, text in enumerate(options))


save("khoa-nhan-dam-het.docx", docx(all_of(bold_labels)), [item(q) for q in Q])


def all_blue(n, q):
    stem, options, key = q
    return p(f"Câu {n}. {stem}") + "".join(p(r(f"{ABCD[at]}. {text}", f'<w:color w:val="{"FF0000" if at == key else "0070C0"}"/>')) for at, text in enumerate(options))


save("khoa-mau-khac.docx", docx(all_of(all_blue)), [item(q) for q in Q])
save("khoa-kieu-ky-tu.docx", docx(all_of(lambda n, q: p(f"Câu {n}. {q[0]}") + "".join(p(r(f"{ABCD[a]}. {t}", style="DapAn" if a == q[2] else "")) for a, t in enumerate(q[1])))), [item(q) for q in Q])
save("khoa-kieu-doan.docx", docx(all_of(lambda n, q: p(f"Câu {n}. {q[0]}") + "".join(p(f"{ABCD[a]}. {t}", style="Dung" if a == q[2] else "") for a, t in enumerate(q[1])))), [item(q) for q in Q])
stressed = ("Nội dung nào KHÔNG đúng?", ["Ban hành ngày 15/6/2023", "Do Bộ Chính trị ban hành", "Áp dụng cho mọi cấp ủy", "Thay thế Hiến pháp"], 3)
save("khoa-nhan-manh.docx", docx(p(r("Câu 1. Nội dung nào "), r("KHÔNG", B), r(" đúng?")) + p(r("A. Ban hành ngày 15/6/2023")) + p(r("B. Do "), r("Bộ", B), r(" Chính trị ban hành"))
     + p("C. Áp dụng cho mọi cấp ủy") + p("D. Thay thế Hiến pháp") + p("Đáp án: D")), [item(stressed)])
none = '<w:u w:val="none"/>'
save("khoa-u-khong-gia-tri.docx", docx(p("Câu 1. " + Q[0][0]) + p(r("A. 15/6/2023", U)) + p(r("B. 15/4/2024", "<w:u/>")) + p(r("C. 11/8/2023", none)) + p("D. 09/01/2023")), [item(Q[0])])

def bare_():
    return all_of(plain)


# --- keys in words
for name, form in [("dap-an", "Đáp án: {}"), ("da", "ĐA: {}"), ("d-a", "Đ/A: {}"), ("dap-an-dung", "Đáp án đúng là: {}"), ("chon", "Chọn {}"), ("chon-dap-an", "Chọn đáp án {}."),
                   ("mui-ten", "⇒ Chọn {}"), ("dap-an-cham", "Đáp án. {}"), ("dap-an-tran", "Đáp án {}"), ("ngoac", "[Đáp án: {}]"), ("tra-loi", "Trả lời: {}"), ("key", "Key: {}")]:
    save(f"loi-{name}.docx", docx(all_of(lambda n, q, form=form: plain(n, q, form.format(ABCD[q[2]])))), [item(q) for q in Q], warnings=[])
save("loi-ca-chu.docx", docx(all_of(lambda n, q: plain(n, q, f"Đáp án: {ABCD[q[2]]}. {q[1][q[2]]}"))), [item(q) for q in Q])
save("loi-chi-chu.docx", docx(plain(1, Q[1], f"Đáp án: {Q[1][1][1]}")), [item(Q[1])])
save("loi-xuong-dong.docx", docx(plain(1, Q[1], "Đáp án:") + p("B") + plain(2, Q[2], "Đáp án:") + p("C")), [item(Q[1]), item(Q[2])])
save("loi-mot-dong.docx", docx(bare_() + p("Đáp án: 1A, 2B, 3C, 4D")), [item(q) for q in Q], warnings=[])
for name, sign in [("dung", " (đúng)"), ("tich", " ✓"), ("sao", "*"), ("x", " (x)")]:
    save(f"pa-cuoi-{name}.docx", docx(all_of(lambda n, q, sign=sign: p(f"Câu {n}. {q[0]}") + "".join(p(f"{ABCD[a]}. {t}{sign if a == q[2] else ''}") for a, t in enumerate(q[1])))), [item(q) for q in Q], warnings=[])
for name, form in [("ngoac-chu", "({})"), ("co-nghia", "{} (theo văn bản)"), ("vi", "{} vì văn bản ghi vậy")]:
    save(f"loi-{name}.docx", docx(all_of(lambda n, q, form=form: plain(n, q, "Đáp án: " + form.format(ABCD[q[2]])))), [item(q) for q in Q], warnings=[])
save("loi-trong-cau.docx", docx(all_of(lambda n, q: lines(f"Câu {n}. ", (f"{q[0]} (Đáp án: {ABCD[q[2]]})", q[1], q[2]), look=""))), [item(q) for q in Q])
save("loi-the-key.docx", docx(all_of(lambda n, q: lines(f"Câu {n}. ", (f"{q[0]} <key={ABCD[q[2]]}>", q[1], q[2]), look=""))), [item(q) for q in Q])
for name, form in [("phay", "A, C"), ("va", "A và C"), ("lien", "AC"), ("cham-phay", "A; C")]:
    save(f"nhieu-{name}.docx", docx(plain(1, Q[0], f"Đáp án: {form}")), [item(Q[0], keys=[0, 2], type="multiple_response")])
save("nhieu-gach-chan.docx", docx(p("Câu 1. " + Q[0][0]) + p(r("A. 15/6/2023", U)) + p("B. 15/4/2024") + p(r("C. 11/8/2023", U)) + p("D. 09/01/2023")), [item(Q[0], keys=[0, 2], type="multiple_response")])

# --- lists of keys at the end
bare = all_of(plain)
keys = [ABCD[q[2]] for q in Q]
tables = {
    "hai-hang": table([["Câu", "1", "2", "3", "4"], ["Đáp án", *keys]]),
    "hai-hang-tran": table([["1", "2", "3", "4"], keys]),
    "bon-hang": table([["1", "2"], keys[:2], ["3", "4"], keys[2:]]),
    "hai-cot": table([["Câu", "Đáp án"], *[[str(n), k] for n, k in enumerate(keys, 1)]]),
    "hai-cot-tran": table([[str(n), k] for n, k in enumerate(keys, 1)]),
    "bon-cot": table([["Câu", "Đáp án", "Câu", "Đáp án"], ["1", keys[0], "3", keys[2]], ["2", keys[1], "4", keys[3]]]),
    "cap": table([["1-A", "2-B"], ["3-C", "4-D"]]),
    "cau-n": table([["Câu 1", "Câu 2", "Câu 3", "Câu 4"], keys]),
    "o-trong": table([["Câu", "1", "2", "3", "4", ""], ["ĐA", *keys, ""]]),
}
for name, xml in tables.items():
    save(f"cuoi-bang-{name}.docx", docx(bare + p("BẢNG ĐÁP ÁN") + xml), [item(q) for q in Q], warnings=[])
save("cuoi-bang-khong-de.docx", docx(bare + tables["hai-hang"]), [item(q) for q in Q])
save("cuoi-bang-giai-thich.docx", docx(bare + table([["Câu", "Đáp án", "Giải thích"], *[[str(n), k, f"Xem trang {n}."] for n, k in enumerate(keys, 1)]])),
     [item(q, rationale=f"Xem trang {n}.") for n, q in enumerate(Q, 1)])
for name, text in {"gach": ["1-A 2-B 3-C 4-D"], "cham": ["1.A  2.B  3.C  4.D"], "lien": ["1A 2B 3C 4D"], "cau": ["Câu 1: A", "Câu 2: B", "Câu 3: C", "Câu 4: D"], "phay": ["1-A; 2-B; 3-C; 4-D."],
                   "tab": ["1. A\t2. B\t3. C\t4. D"]}.items():
    save(f"cuoi-dong-{name}.docx", docx(bare + p("----- HẾT -----") + p("ĐÁP ÁN") + "".join(p(t) for t in text)), [item(q) for q in Q], warnings=[])
save("cuoi-loi-giai.docx", docx(bare + p("HẾT") + p("HƯỚNG DẪN GIẢI CHI TIẾT") + "".join(p(f"Câu {n}. Chọn {k}. Vì tài liệu ghi như vậy.") for n, k in enumerate(keys, 1))),
     [item(q, rationale="Vì tài liệu ghi như vậy.") for q in Q])
save("cuoi-loi-giai-hai-dong.docx", docx(bare + p("ĐÁP ÁN VÀ LỜI GIẢI") + "".join(p(f"Câu {n}: Đáp án: {k}") + p("Giải thích: xem phần mở đầu.") for n, k in enumerate(keys, 1))),
     [item(q, rationale="xem phần mở đầu.") for q in Q])

# --- levels, points, notes, topics
save("muc-do.docx", docx(plain(1, ("(NB) " + Q[0][0], *Q[0][1:]), "Đáp án: A") + lines("Câu 2 [TH]. ", Q[1]) + plain(3, (Q[2][0] + " (VD)", *Q[2][1:]), "Đáp án: C") + lines("Câu 4 (Vận dụng cao): ", Q[3])),
     [item(Q[0], level="nhan_biet"), item(Q[1], level="thong_hieu"), item(Q[2], level="van_dung"), item(Q[3], level="van_dung_cao")])
save("diem.docx", docx(lines("Câu 1 (0,25 điểm). ", Q[0]) + lines("Câu 2 (NB) (1 điểm): ", Q[1])), [item(Q[0], points=25), item(Q[1], points=100, level="nhan_biet")])
save("ghi-chu.docx", docx(plain(1, Q[0], "Đáp án: A") + p("Mức độ: Thông hiểu") + p("Chủ đề: Bối cảnh") + p("Nguồn: KL57:boi-canh") + p("Thẻ: ngày; văn bản") + p("Lời giải: Ghi ngay ở đầu.") + p("Xem thêm tài liệu.")),
     [item(Q[0], level="thong_hieu", topic="Bối cảnh", source="KL57:boi-canh", tags=["ngày", "văn bản"], rationale="Ghi ngay ở đầu.\nXem thêm tài liệu.")])
save("chu-de.docx", docx(p("ĐỀ CƯƠNG ÔN TẬP", style="Heading1") + p("PHẦN I. VĂN BẢN", style="Heading2") + lines("Câu 1. ", Q[0]) + lines("Câu 2. ", Q[1])
     + p("Chương 2. Thời hạn") + lines("Câu 3. ", Q[2]) + p("III. Nhiệm vụ") + lines("Câu 4. ", Q[3])),
     [item(Q[0], topic="PHẦN I. VĂN BẢN"), item(Q[1], topic="PHẦN I. VĂN BẢN"), item(Q[2], topic="Chương 2. Thời hạn"), item(Q[3], topic="III. Nhiệm vụ")])
save("chu-de-danh-so-lai.docx", docx(p("PHẦN I. VĂN BẢN") + plain(1, Q[0]) + plain(2, Q[1]) + p("PHẦN II. NHIỆM VỤ") + plain(1, Q[2]) + plain(2, Q[3])
     + p("ĐÁP ÁN") + p("PHẦN I") + p("1-A 2-B") + p("PHẦN II") + p("1-C 2-D")),
     [item(Q[0], topic="PHẦN I. VĂN BẢN"), item(Q[1], topic="PHẦN I. VĂN BẢN"), item(Q[2], topic="PHẦN II. NHIỆM VỤ"), item(Q[3], topic="PHẦN II. NHIỆM VỤ")])
save("giai-thich-nhac-muc.docx", docx(plain(1, Q[0], "Đáp án: A") + p("Giải thích: Ghi ở đầu.") + p("Mục 1 Phần II nhắc lại.") + p("Phần này cần nhớ kỹ.") + p("Xem thêm Hướng dẫn.") + p("Hết phần giải thích.") + plain(2, Q[1], "Đáp án: B")),
     [item(Q[0], rationale="Ghi ở đầu.\nMục 1 Phần II nhắc lại.\nPhần này cần nhớ kỹ.\nXem thêm Hướng dẫn.\nHết phần giải thích."), item(Q[1])])
save("phat-bieu-la-ma.docx", docx(p("Câu 1. Cho các phát biểu sau:") + p("I. Kết luận 57 do Bộ Chính trị ban hành.") + p("II. Kết luận 57 ban hành năm 2024.") + p("Phát biểu nào đúng?")
     + p(r("A. Chỉ I", U)) + p("B. Chỉ II")), [{"stem": "Cho các phát biểu sau:\nI. Kết luận 57 do Bộ Chính trị ban hành.\nII. Kết luận 57 ban hành năm 2024.\nPhát biểu nào đúng?", "options": ["Chỉ I", "Chỉ II"], "keys": [0]}])
save("danh-sach-trong-cau.docx", docx(p("Câu 1. Xét hai ý:") + p("1. Ý thứ nhất.") + p("2. Ý thứ hai.") + p(r("A. Cả hai đều đúng", U)) + p("B. Cả hai đều sai")),
     [{"stem": "Xét hai ý:\n1. Ý thứ nhất.\n2. Ý thứ hai.", "options": ["Cả hai đều đúng", "Cả hai đều sai"], "keys": [0]}])
save("de-co-dau-trang.docx", docx(p("TRƯỜNG CHÍNH TRỊ") + p("Thời gian: 45 phút") + p("Họ và tên: ........") + lines("Câu 1. ", Q[0]) + p("--- HẾT ---") + p("Cán bộ coi thi không giải thích gì thêm.")),
     [item(Q[0])], warnings=["stray_text"])

save("chu-de-muc-do.docx", docx(p("I. MỨC ĐỘ NHẬN BIẾT") + lines("Câu 1. ", Q[0]) + p("II. MỨC ĐỘ VẬN DỤNG CAO") + lines("Câu 2. ", Q[1]) + lines("Câu 3 (TH). ", Q[2])),
     [item(Q[0], topic="I. MỨC ĐỘ NHẬN BIẾT", level="nhan_biet"), item(Q[1], topic="II. MỨC ĐỘ VẬN DỤNG CAO", level="van_dung_cao"), item(Q[2], topic="II. MỨC ĐỘ VẬN DỤNG CAO", level="thong_hieu")])

# --- tables used like sheets
HEAD = ["STT", "Câu hỏi", "A", "B", "C", "D", "Đáp án (A/B/C/D)"]
save("bang-nhu-excel.docx", docx(p("BỘ CÂU HỎI") + table([HEAD, *[[str(n), q[0], *q[1], ABCD[q[2]]] for n, q in enumerate(Q, 1)]])), [item(q) for q in Q], warnings=[])
save("bang-nhu-excel-gach-chan.docx", docx(table([HEAD[:6], *[[str(n), q[0], *[p(r(t, U if a == q[2] else "")) for a, t in enumerate(q[1])]] for n, q in enumerate(Q, 1)]])), [item(q) for q in Q])
save("bang-nhu-excel-loi.docx", docx(table([HEAD, ["1", Q[0][0], *Q[0][1], "E"], ["2", Q[1][0], *Q[1][1], "B"]])), [item(Q[1])], [{"code": "key_unknown", "column": "Đáp án (A/B/C/D)", "question": "1", "paragraph": 8}])
whole = lambda q: p(q[0]) + "".join(p(f"{ABCD[a]}. {t}") for a, t in enumerate(q[1]))
save("bang-cau-va-dap-an.docx", docx(table([["TT", "Nội dung câu hỏi", "Đáp án", "Giải thích"], *[[str(n), whole(q), ABCD[q[2]], "Xem phần mở đầu." if n == 1 else ""] for n, q in enumerate(Q, 1)]])),
     [item(Q[0], rationale="Xem phần mở đầu."), *[item(q) for q in Q[1:]]])

# --- numbers that Word makes
qlist = numbering([level(0, "decimal", "Câu %1."), level(1, "upperLetter", "%2.")])
auto = "".join(p(q[0], num=(1, 0)) + "".join(p(r(t, U if a == q[2] else ""), num=(1, 1)) for a, t in enumerate(q[1])) for q in Q)
save("tu-dong-cau.docx", docx(auto, qlist), [item(q) for q in Q], warnings=[])
save("tu-dong-so.docx", docx(auto, numbering([level(0, "decimal", "%1."), level(1, "upperLetter", "%2)")])), [item(q) for q in Q])
save("tu-dong-thuong.docx", docx(auto, numbering([level(0, "decimal", "Câu %1:"), level(1, "lowerLetter", "%2)")])), [item(q) for q in Q])
save("tu-dong-kieu.docx", docx("".join(p(q[0], style="DanhSach") + "".join(p(r(f"{ABCD[a]}. {t}", U if a == q[2] else "")) for a, t in enumerate(q[1])) for q in Q), qlist), [item(q) for q in Q])
save("tu-dong-cham-tron.docx", docx("".join(p(f"Câu {n}. {q[0]}") + "".join(p(r(t, B if a == q[2] else ""), num=(1, 0)) for a, t in enumerate(q[1])) for n, q in enumerate(Q, 1)),
     numbering([level(0, "bullet", "•")])), [item(q) for q in Q])
restart = numbering([level(0, "upperLetter", "%1.")], overrides="".join(
    f'<w:num w:numId="{10 + n}"><w:abstractNumId w:val="1"/><w:lvlOverride w:ilvl="0"><w:startOverride w:val="1"/></w:lvlOverride></w:num>' for n in range(4)))
save("tu-dong-dem-lai.docx", docx("".join(p(f"Câu {n + 1}. {q[0]}") + "".join(p(r(t, U if a == q[2] else ""), num=(10 + n, 0)) for a, t in enumerate(q[1])) for n, q in enumerate(Q)), restart), [item(q) for q in Q])

# --- other item types
statements = ["Ban hành năm 2023.", "Do Chính phủ ban hành.", "Nói về thông tin đối ngoại.", "Có hiệu lực 5 năm."]
truths = [True, False, True, False]
cluster = {"stem": "Xét Kết luận 57-KL/TW:", "options": statements, "keys": [], "truths": truths, "type": "true_false_cluster"}
lettered = [f"{'abcd'[a]}) {t}" for a, t in enumerate(statements)]
head = p("Câu 1. Xét Kết luận 57-KL/TW:")
save("dung-sai-tieu-de.docx", docx(p("PHẦN II. TRẮC NGHIỆM ĐÚNG SAI") + head + "".join(p(r(t, U if k else "")) for t, k in zip(lettered, truths))), [{**cluster, "topic": "PHẦN II. TRẮC NGHIỆM ĐÚNG SAI"}])
save("dung-sai-dap-an.docx", docx(head + "".join(p(t) for t in lettered) + p("Đáp án: Đ S Đ S")), [cluster])
save("dung-sai-lien.docx", docx(head + "".join(p(t) for t in lettered) + p("Đáp án: ĐSĐS")), [cluster])
save("dung-sai-tung-y.docx", docx(head + "".join(p(f"{t} ({'Đ' if k else 'S'})") for t, k in zip(lettered, truths))), [cluster])
save("dung-sai-bang.docx", docx(head + "".join(p(t) for t in lettered) + p("ĐÁP ÁN") + table([["Câu", "1"], ["Đáp án", "ĐSĐS"]])), [cluster])
save("dung-sai-thieu.docx", docx(p("PHẦN I. ĐÚNG/SAI") + head + "".join(p(t) for t in lettered) + p("Đáp án: Đ S Đ")), [], [{"code": "truth_count", "paragraph": 7}])
save("dung-sai-don.docx", docx(p("Câu 1. Kết luận 57-KL/TW do Bộ Chính trị ban hành.") + p("Đáp án: Đúng") + p("Câu 2. Kết luận 57-KL/TW ban hành năm 2024.") + p("Đáp án: Sai")),
     [{"stem": "Kết luận 57-KL/TW do Bộ Chính trị ban hành.", "options": [], "keys": [], "key": True, "type": "true_false"}, {"stem": "Kết luận 57-KL/TW ban hành năm 2024.", "options": [], "keys": [], "key": False}])
save("tra-loi-ngan.docx", docx(p("PHẦN III. Trả lời ngắn") + p("Câu 1. Nghị quyết 47/NQ-CP có mấy nhóm nhiệm vụ?") + p("Đáp án: 5") + p("Câu 2. Ai ký Kết luận 57-KL/TW?") + p("Đáp án: Trương Thị Mai | đồng chí Trương Thị Mai")
     + p("Câu 3. Tỷ lệ là bao nhiêu?") + p("Đáp số: 84,7")),
     [{"stem": "Nghị quyết 47/NQ-CP có mấy nhóm nhiệm vụ?", "options": [], "keys": [], "type": "numerical", "value": "5", "topic": "PHẦN III. Trả lời ngắn"},
      {"stem": "Ai ký Kết luận 57-KL/TW?", "options": [], "keys": [], "type": "short_answer", "accepted": ["Trương Thị Mai", "đồng chí Trương Thị Mai"], "topic": "PHẦN III. Trả lời ngắn"},
      {"stem": "Tỷ lệ là bao nhiêu?", "options": [], "keys": [], "type": "numerical", "value": "84,7", "topic": "PHẦN III. Trả lời ngắn"}])
save("tu-luan.docx", docx(p("A. TRẮC NGHIỆM") + lines("Câu 1. ", Q[0]) + p("B. TỰ LUẬN") + p("Câu 2. Trình bày ý nghĩa của Kết luận 57-KL/TW.") + p("Gợi ý trả lời: nêu ba ý chính.")),
     [item(Q[0]), {"stem": "Trình bày ý nghĩa của Kết luận 57-KL/TW.", "options": [], "keys": [], "type": "essay", "guide": "nêu ba ý chính."}])
save("tinh-huong.docx", docx(p("Đọc tình huống sau và trả lời câu 1 đến câu 2:") + p("Chi bộ A tổ chức học tập Kết luận 57-KL/TW.") + lines("Câu 1. ", Q[0]) + lines("Câu 2. ", Q[1]) + lines("Câu 3. ", Q[2])),
     [item(Q[0], context="Chi bộ A tổ chức học tập Kết luận 57-KL/TW."), item(Q[1], context="Chi bộ A tổ chức học tập Kết luận 57-KL/TW."), item(Q[2])])

# --- what Word puts between the letters
nfd = unicodedata.normalize("NFD", Q[0][0])
save("chu-nfd.docx", docx(lines("Câu 1. ", (nfd, [unicodedata.normalize("NFD", o) for o in Q[1][1]], 1))), [{"stem": Q[0][0], "options": Q[1][1], "keys": [1]}])
save("chu-eth.docx", docx(p("Câu 1. Ðảng lãnh đạo?") + p(r("A. Ðúng", U)) + p("B. Chưa")), [{"stem": "Đảng lãnh đạo?", "options": ["Đúng", "Chưa"], "keys": [0]}])
save("chu-cach-cung.docx", docx(p("Câu\u00a01.\u00a0" + Q[0][0]) + "".join(p(r(f"{ABCD[a]}.\u00a0{t}", U if a == 0 else "")) for a, t in enumerate(Q[0][1]))), [item(Q[0])])
save("chu-cat-doi.docx", docx(p(r("C"), r("âu"), r(" 1"), r(". Kết l"), r("uận 57-KL/TW được ban hành ngày nào?")) + "".join(p(r(ABCD[a], U if a == 0 else ""), r(". "), r(t[:2]), r(t[2:])) for a, t in enumerate(Q[0][1]))), [item(Q[0])])
ins = lambda xml: f'<w:ins w:id="1" w:author="x">{xml}</w:ins>'
dele = lambda text: f'<w:del w:id="2" w:author="x"><w:r><w:delText>{text}</w:delText></w:r></w:del>'
save("sua-doi.docx", docx(p(r("Câu 1. Kết luận 57-KL/TW được ban hành "), dele("tháng"), ins(r("ngày")), r(" nào?")) + p(r("A. "), ins(r("15/6/2023", U))) + p(r("B. "), dele("01/01/2020"), r("15/4/2024")) + p("C. 11/8/2023") + p("D. 09/01/2023")), [item(Q[0])])
save("sua-doi-gop-doan.docx", docx(p(r("Câu 1. Kết luận 57-KL/TW được "), mark='<w:del w:id="3" w:author="x"/>') + p("ban hành ngày nào?") + "".join(p(r(f"{ABCD[a]}. {t}", U if a == 0 else "")) for a, t in enumerate(Q[0][1]))), [item(Q[0])])
save("lien-ket.docx", docx(p(r("Câu 1. "), f'<w:hyperlink r:id="rL">{r(Q[0][0])}</w:hyperlink>') + "".join(p(r(f"{ABCD[a]}. {t}", U if a == 0 else "")) for a, t in enumerate(Q[0][1])),
     rels=f'<Relationship Id="rL" Type="{R}/hyperlink" Target="https://example.vn" TargetMode="External"/>'), [item(Q[0])], warnings=[])
save("khung-noi-dung.docx", docx(f"<w:sdt><w:sdtContent>{lines('Câu 1. ', Q[0])}</w:sdtContent></w:sdt>"), [item(Q[0])])
box = lambda inner: f'<w:p><w:r><mc:AlternateContent><mc:Choice Requires="wps"><w:drawing><wps:txbx><w:txbxContent>{inner}</w:txbxContent></wps:txbx></w:drawing></mc:Choice><mc:Fallback><w:pict><v:textbox><w:txbxContent>{inner}</w:txbxContent></v:textbox></w:pict></mc:Fallback></mc:AlternateContent></w:r></w:p>'
save("hop-van-ban.docx", docx(box(lines("Câu 1. ", Q[0])) + lines("Câu 2. ", Q[1])), [item(Q[0]), item(Q[1])], warnings=[])
save("chu-an.docx", docx(lines("Câu 1. ", Q[0]) + p(r("Đáp án: B", "<w:vanish/>"))), [item(Q[0])], warnings=["hidden_text"])
tick = '<w:r><w:sym w:font="Wingdings" w:char="F0FE"/></w:r>'
empty = '<w:r><w:sym w:font="Wingdings" w:char="F0A8"/></w:r>'
save("o-danh-dau.docx", docx(p("Câu 1. " + Q[1][0]) + "".join(p(tick if a == 1 else empty, r(f" {ABCD[a]}. {t}")) for a, t in enumerate(Q[1][1]))), [item(Q[1])])
save("cong-thuc.docx", docx(p(r("Câu 1. Tính "), "<m:oMath><m:r><m:t>2+2</m:t></m:r></m:oMath>") + p(r("A. 4", U)) + p("B. 5")), [{"stem": "Tính 2+2", "options": ["4", "5"], "keys": [0]}], warnings=["formula"])
rel = lambda target, mode="": f'<Relationship Id="rP" Type="{R}/image" Target="{target}"{mode}/>'
save("anh-trong-cau.docx", docx(p(r("Câu 1. Hình nào? "), picture("rP")) + p(r("A. Một", U)) + p("B. Hai"), rels=rel("media/image1.png"), extra=[("word/media/image1.png", PNG)]),
     [{"stem": "Hình nào?", "options": ["Một", "Hai"], "keys": [0], "images": ["image1.png"]}], warnings=[])
save("anh-ben-ngoai.docx", docx(p(r("Câu 1. Hình nào? "), picture("rP", link=True)) + p(r("A. Một", U)) + p("B. Hai"), rels=rel("http://127.0.0.1:9/x.png", ' TargetMode="External"')),
     [{"stem": "Hình nào?", "options": ["Một", "Hai"], "keys": [0]}], warnings=["outside_links", "picture_outside"])
save("anh-khong-dung.docx", docx(p(r("Câu 1. Hình nào? "), picture("rP")) + p(r("A. Một", U)) + p("B. Hai"), rels=rel("media/image1.wmf"), extra=[("word/media/image1.wmf", b"\xd7\xcd\xc6\x9a....")]),
     [{"stem": "Hình nào?", "options": ["Một", "Hai"], "keys": [0]}], warnings=["picture_kind"])
save("nhan-manh-trong-cau.docx", docx(p(r("Câu 1. Ý nào "), r("không", B), r(" đúng?")) + p(r("A. Một", U)) + p("B. Hai")), [{"stem": "Ý nào không đúng?", "options": ["Một", "Hai"], "keys": [0]}])
save("ky-hieu-markdown.docx", docx(p("Câu 1. Tính 2*3*4 và a_b_c <x> [1] & `y`?") + p(r("A. 24 #1", U)) + p("B. 1. hai")), [{"stem": "Tính 2*3*4 và a_b_c <x> [1] & `y`?", "options": ["24 #1", "1. hai"], "keys": [0]}])

# --- fonts from before Unicode
TCVN3 = dict(zip("áàảãạăắằẳẵặâấầẩẫậđéèẻẽẹêếềểễệíìỉĩịóòỏõọôốồổỗộơớờởỡợúùủũụưứừửữựýỳỷỹỵ", [
    0xB8, 0xB5, 0xB6, 0xB7, 0xB9, 0xA8, 0xBE, 0xBB, 0xBC, 0xBD, 0xC6, 0xA9, 0xCA, 0xC7, 0xC8, 0xC9, 0xCB, 0xAE, 0xD0, 0xCC, 0xCE, 0xCF, 0xD1, 0xAA, 0xD5, 0xD2, 0xD3, 0xD4, 0xD6,
    0xDD, 0xD7, 0xD8, 0xDC, 0xDE, 0xE3, 0xDF, 0xE1, 0xE2, 0xE4, 0xAB, 0xE8, 0xE5, 0xE6, 0xE7, 0xE9, 0xAC, 0xED, 0xEA, 0xEB, 0xEC, 0xEE, 0xF3, 0xEF, 0xF1, 0xF2, 0xF4, 0xAD, 0xF8, 0xF5,
    0xF6, 0xF7, 0xF9, 0xFD, 0xFA, 0xFB, 0xFC, 0xFE]))
TCVN3.update(zip("ĂÂĐÊÔƠƯ", [0xA1, 0xA2, 0xA7, 0xA3, 0xA4, 0xA5, 0xA6]))


def tcvn3(text):
    return "".join(chr(TCVN3.get(c, ord(c))) for c in text)


VNI_TONE = {"\u0301": "ù", "\u0300": "ø", "\u0309": "û", "\u0303": "õ", "\u0323": "ï"}
VNI_HAT = {"": "â", "\u0301": "á", "\u0300": "à", "\u0309": "å", "\u0303": "ã", "\u0323": "ä"}
VNI_BREVE = {"": "ê", "\u0301": "é", "\u0300": "è", "\u0309": "ú", "\u0303": "ü", "\u0323": "ë"}


def vni(text):
    out = ""
    for c in text:
        if c in "đĐ":
            out += "ñ" if c == "đ" else "Ñ"
            continue
        if c in "ịỊỉỈĩĨíÍìÌỵỴ":
            out += dict(zip("ịỊỉỈĩĨíÍìÌỵỴ", "òÒæÆóÓíÍìÌîÎ"))[c]
            continue
        d = unicodedata.normalize("NFD", c)
        base, marks = d[0], d[1:]
        tone = "".join(m for m in marks if m in VNI_TONE)
        if "\u031b" in marks:
            out += {"o": "ô", "O": "Ô", "u": "ö", "U": "Ö"}[base]
            mark = VNI_TONE.get(tone, "")
        elif "\u0302" in marks:
            out, mark = out + base, VNI_HAT[tone]
        elif "\u0306" in marks:
            out, mark = out + base, VNI_BREVE[tone]
        else:
            out, mark = out + base, VNI_TONE.get(tone, "")
        out += mark.upper() if base.isupper() else mark
    return out


def old(n, q, encode, name):
    stem, options, key = q
    look = font(name) if name else ""
    return p(r(encode(f"Câu {n}. {stem}"), look)) + "".join(p(r(encode(f"{ABCD[a]}. {t}"), look + (U if a == key else ""))) for a, t in enumerate(options))


save("phong-tcvn3.docx", docx(all_of(lambda n, q: old(n, q, tcvn3, ".VnTime"))), [item(q) for q in Q], warnings=["old_font"])
save("phong-vni.docx", docx(all_of(lambda n, q: old(n, q, vni, "VNI-Times"))), [item(q) for q in Q], warnings=["old_font"])
save("phong-mat-tcvn3.docx", docx(all_of(lambda n, q: old(n, q, tcvn3, ""))), [item(q) for q in Q], warnings=["old_font"])
save("phong-mat-vni.docx", docx(all_of(lambda n, q: old(n, q, vni, ""))), [item(q) for q in Q], warnings=["old_font"])
save("phong-hoa-tcvn3.docx", docx(p(r(tcvn3("phần i. văn bản"), font(".VnTimeH"))) + old(1, Q[0], tcvn3, ".VnTime")), [item(Q[0], topic="PHẦN I. VĂN BẢN")], warnings=["old_font"])

# --- faults that are told, not mended
save("loi-mau-thuan-gach-chan.docx", docx(lines("Câu 1. ", Q[0]) + p("Đáp án: B") + lines("Câu 2. ", Q[1])), [item(Q[1])], [{"code": "keys_disagree", "question": "Câu 1"}])
save("loi-mau-thuan-hai-dau.docx", docx(p("Câu 1. " + Q[0][0]) + p(r("A. 15/6/2023", U)) + p(r("B. 15/4/2024", RED)) + p("C. 11/8/2023") + p("D. 09/01/2023")), [], [{"code": "keys_disagree"}])
save("loi-mau-thuan-bang.docx", docx(plain(1, Q[0], "Đáp án: A") + p("ĐÁP ÁN") + p("1-C")), [], [{"code": "keys_disagree"}])
save("dong-y-nhieu-noi.docx", docx(lines("Câu 1. ", Q[0]) + p("Đáp án: A") + p("Lời giải: Chọn A. Ghi ở đầu.") + p("ĐÁP ÁN") + p("1-A")), [item(Q[0], rationale="Ghi ở đầu.", key_from=["underline", "line", "solution", "list"])])
save("loi-khong-dap-an.docx", docx(plain(1, Q[0]) + plain(2, Q[1], "Đáp án: B")), [item(Q[1])], [{"code": "no_key", "question": "Câu 1", "paragraph": 1}])
save("loi-dap-an-ngoai.docx", docx(plain(1, Q[0], "Đáp án: E")), [], [{"code": "key_unknown", "value": "E", "paragraph": 6}])
save("loi-dap-an-la.docx", docx(plain(1, Q[0], "Đáp án: không rõ")), [], [{"code": "key_unreadable"}])
save("loi-thieu-phuong-an.docx", docx(p("Câu 1. " + Q[0][0]) + p("A. 15/6/2023") + p("C. 11/8/2023") + p("D. 09/01/2023") + p("Đáp án: A") + plain(2, Q[1], "Đáp án: B")), [item(Q[1])], [{"code": "option_order", "paragraph": 3}, {"code": "option_order", "paragraph": 4}])
save("loi-mot-phuong-an.docx", docx(p("Câu 1. " + Q[0][0]) + p("A. 15/6/2023") + p("Đáp án: A")), [], [{"code": "options_few"}])
save("loi-trung-phuong-an.docx", docx(p("Câu 1. " + Q[0][0]) + p("A. 15/6/2023") + p("B. 15/6/2023") + p("C. 11/8/2023") + p("Đáp án: C")), [], [{"code": "option_twice", "value": "15/6/2023"}])
save("loi-khong-phuong-an.docx", docx(p("Câu 1. " + Q[0][0]) + plain(2, Q[1], "Đáp án: B")), [item(Q[1])], [{"code": "no_options"}])
save("loi-thua-dap-an.docx", docx(plain(1, Q[0]) + p("ĐÁP ÁN") + p("1-A 2-B")), [item(Q[0])], warnings=["answer_without_question"])
save("loi-so-nhay.docx", docx(plain(1, Q[0], "Đáp án: A") + plain(3, Q[1], "Đáp án: B") + plain(3, Q[2], "Đáp án: C")), [item(Q[0]), item(Q[1]), item(Q[2])], warnings=["number_gap", "number_twice"])
save("loi-cau-lap.docx", docx(plain(1, Q[0], "Đáp án: A") + plain(2, Q[0], "Đáp án: A")), [item(Q[0]), item(Q[0])], warnings=["item_twice"])
save("loi-doan-la.docx", docx(plain(1, Q[0]) + p("Ghi chú của người soạn.") + p("Đáp án: A")), [item(Q[0])], warnings=["stray_text"])
save("loi-ca-a-va-b.docx", docx(p("Câu 1. Ý nào đúng?") + p("A. Một") + p("B. Hai") + p(r("C. Cả A và B", U))), [{"stem": "Ý nào đúng?", "options": ["Một", "Hai", "Cả A và B"], "keys": [2]}], warnings=["option_refers"])
save("khong-co-cau.docx", docx(p("Đây là một công văn, không có câu hỏi.")), [], [{"code": "no_questions"}])
save("trong.docx", docx(""), [], [{"code": "no_questions"}])

# --- hostile
head_xml = '<?xml version="1.0"?>'
save("doc-doctype.docx", docx("", document=f'{head_xml}<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]><w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:body><w:p><w:r><w:t>&e;</w:t></w:r></w:p></w:body></w:document>'), [], [{"code": "xml_hostile", "value": "DOCTYPE"}])
lol = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10 if n else "lol"}">' for n in range(10))
save("doc-entity.docx", docx("", document=f'{head_xml}<!DOCTYPE x [{lol}]><a>&l9;</a>'), [], [{"code": "xml_hostile"}])
save("doc-sau.docx", docx("", document=head_xml + "<a>" * 5000 + "</a>" * 5000), [], [{"code": "xml_hostile"}])
save("doc-thuoc-tinh.docx", docx("", document=head_xml + "<a " + " ".join(f'a{n}="1"' for n in range(20000)) + "/>"), [], [{"code": "xml_hostile"}])
save("doc-khong-gian-ten.docx", docx("", document=head_xml + "<a>" + "".join(f'<b xmlns:n{n}="u{n}"/>' for n in range(20000)) + "</a>"), [], [{"code": "xml_hostile"}])
save("doc-xml-hong.docx", docx("", document=head_xml + '<w:document xmlns:w="x"><w:body><w:p></w:body>'), [], [{"code": "xml_broken"}])
save("doc-bom.docx", docx(lines("Câu 1. ", Q[0]), extra=[("word/media/image1.png", b"\0" * 30_000_000)]), [], [{"code": "zip_bomb"}])
save("doc-nhieu-muc.docx", docx(lines("Câu 1. ", Q[0]), extra=[(f"word/x{n}.xml", "<a/>") for n in range(2100)]), [], [{"code": "zip_entries"}])
save("doc-macro.docx", docx(lines("Câu 1. ", Q[0]), extra=[("word/vbaProject.bin", b"\0")]), [], [{"code": "docx_macro"}])
save("doc-nhung.docx", docx(lines("Câu 1. ", Q[0]) + '<w:altChunk r:id="rA"/>', rels=f'<Relationship Id="rA" Type="{R}/aFChunk" Target="chunk.html"/>', extra=[("word/chunk.html", "<script>alert(1)</script>")]), [item(Q[0])], warnings=["embedded_document"])
save("doc-mau-ngoai.docx", docx(lines("Câu 1. ", Q[0]), rels=f'<Relationship Id="rT" Type="{R}/attachedTemplate" Target="file:///etc/passwd" TargetMode="External"/>'), [item(Q[0])], warnings=["outside_links"])
save("doc-thoat-thu-muc.docx", docx(lines("Câu 1. ", Q[0]), extra=[("../../etc/cron.d/x.xml", "<a/>"), ("/abs.xml", "<a/>")]), [item(Q[0])])
save("doc-the.docx", docx(p('Câu 1. "><svg onload=alert(1)> {{7*7}} ai?') + p(r("A. <script>alert(1)</script>", U)) + p("B. javascript:alert(1)")),
     [{"stem": '"><svg onload=alert(1)> {{7*7}} ai?', "options": ["<script>alert(1)</script>", "javascript:alert(1)"], "keys": [0]}])
save("doc-huong-chu.docx", docx(p("Câu 1. Ai\u202e đây\u200b?") + p(r("A. Một", U)) + p("B. Hai")), [{"stem": "Ai đây?", "options": ["Một", "Hai"], "keys": [0]}])
save("ole-cu.doc", bytes.fromhex("d0cf11e0a1b11ae1") + b"\0" * 600, [], [{"code": "old_office"}])
save("mat-khau.docx", bytes.fromhex("d0cf11e0a1b11ae1") + b"\0" * 100 + "EncryptedPackage".encode("utf-16-le") + b"\0" * 100, [], [{"code": "zip_password"}])
save("pdf-doi-ten.docx", b"%PDF-1.7 ...", [], [{"code": "file_pdf"}])
save("rtf-doi-ten.docx", b"{\\rtf1 ...}", [], [{"code": "file_rtf"}])
save("html-doi-ten.doc", b"<html><table><tr><td>x</td></tr></table></html>", [], [{"code": "file_html"}])
save("rong.docx", b"", [], [{"code": "file_empty"}])
save("cut.docx", docx(lines("Câu 1. ", Q[0]))[:700], [], [{"code": "zip_broken"}])
save("zip-la.docx", pack([("a.txt", "x")]), [], [{"code": "zip_unknown"}])
