"""Workbooks and CSV files of the corpus, each with what a good reader finds."""

import json
import pathlib
import unicodedata

from make_docx import Q, TCVN3, item, tcvn3, vni
from office import Cell, formula, number, pack, sheet_xml, styled, xlsx

ROOT = pathlib.Path(__file__).parent
HEAD = ["STT", "Câu hỏi", "A", "B", "C", "D", "Đáp án"]


def save(folder, name, content, items=(), errors=(), warnings=None):
    out = ROOT / folder
    out.mkdir(exist_ok=True)
    (out / name).write_bytes(content)
    expected = {"count": items} if isinstance(items, int) else {"items": list(items)}
    expected["errors"] = list(errors)
    if warnings is not None:
        expected["warnings"] = [{"code": code} for code in warnings]
    (out / f"{name}.expected.json").write_text(json.dumps(expected, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


def row(n, q, key=None):
    return [str(n), q[0], *q[1], "ABCD"[q[2]] if key is None else key]


def rows(key=None):
    return [row(n, q, key) for n, q in enumerate(Q, 1)]


def book(name, all_rows, items=(), errors=(), warnings=None, **more):
    save("xlsx", name, xlsx([("Câu hỏi", sheet_xml(all_rows, **more), None)]), items, errors, warnings)


GOOD = [item(q) for q in Q]
book("chuan.xlsx", [HEAD, *rows()], GOOD, warnings=[])
for name, head in {
    "phuong-an": ["TT", "Nội dung câu hỏi", "Phương án A", "Phương án B", "Phương án C", "Phương án D", "Đáp án đúng"],
    "dap-an-so": ["STT", "Câu hỏi", "Đáp án 1", "Đáp án 2", "Đáp án 3", "Đáp án 4", "Đáp án đúng"],
    "english": ["No", "Question", "Option A", "Option B", "Option C", "Option D", "Correct answer"],
    "hoa": ["STT", "CÂU HỎI", "A", "B", "C", "D", "ĐÁP ÁN"],
    "nfd": [unicodedata.normalize("NFD", text) for text in HEAD],
    "kahoot": ["#", "Question", "Answer 1", "Answer 2", "Answer 3", "Answer 4", "Correct answer(s)"],
}.items():
    book(f"tieu-de-{name}.xlsx", [head, *rows()], GOOD)
book("tieu-de-duoi.xlsx", [["SỞ NỘI VỤ"], [], ["NGÂN HÀNG CÂU HỎI"], HEAD, *rows()], GOOD)
for name, form in {"thuong": str.lower, "ngoac": lambda k: f"({k})", "cham": lambda k: k + ".", "so": lambda k: str("ABCD".index(k) + 1)}.items():
    questions = Q[:3]  # a number as key would be an option's words in the fourth
    book(f"khoa-{name}.xlsx", [HEAD, *[row(n, q, form("ABCD"[q[2]])) for n, q in enumerate(questions, 1)]], [item(q) for q in questions])
book("khoa-chu.xlsx", [HEAD, *[row(n, q, q[1][q[2]]) for n, q in enumerate(Q[:3], 1)]], [item(q) for q in Q[:3]])
for name, key in {"phay": "A, C", "cham-phay": "A;C", "lien": "AC", "va": "A và C"}.items():
    book(f"nhieu-{name}.xlsx", [HEAD, row(1, Q[0], key)], [item(Q[0], keys=[0, 2], type="multiple_response")])
numbers = ("Đạt bao nhiêu?", ["2", "1", "3", "4"], 0)
book("khoa-mo-ho.xlsx", [HEAD, row(1, numbers, "1")], [], [{"row": 2, "column": "Đáp án", "code": "key_ambiguous", "question": "1"}])
book("khoa-mau.xlsx", [["STT", "Câu hỏi", "A", "B", "C", "D"], *[[str(n), q[0], *[styled(t, 4) if a == q[2] else t for a, t in enumerate(q[1])]] for n, q in enumerate(Q, 1)]], GOOD)
book("khoa-nen.xlsx", [HEAD, *[[str(n), q[0], *[styled(t, 5) if a == q[2] else t for a, t in enumerate(q[1])], ""] for n, q in enumerate(Q, 1)]], GOOD)
book("so-hien-thi.xlsx", [HEAD, [number(1), "Tỷ lệ nào?", number(0.8, 1), number(0.5, 1), number(1, 1), number(0.9, 1), "A"],
                          [number(2), "Năm nào?", number(2026), number(2045), number(2030), number(2025), "C"],
                          [number(3), "Ngày nào?", number(45092, 2), number(45093, 3), "11/8/2023", number(44935, 3), "A"],
                          [number(4), "Bao nhiêu?", number(1.5), number(1500, 6), number(0.25), number(-3), "B"]],
     [{"stem": "Tỷ lệ nào?", "options": ["80%", "50%", "100%", "90%"], "keys": [0]}, {"stem": "Năm nào?", "options": ["2026", "2045", "2030", "2025"], "keys": [2]},
      {"stem": "Ngày nào?", "options": ["15/6/2023", "16/06/2023", "11/8/2023", "09/01/2023"], "keys": [0]}, {"stem": "Bao nhiêu?", "options": ["1,5", "1.500", "0,25", "-3"], "keys": [1]}])
save("xlsx", "he-1904.xlsx", xlsx([("S", sheet_xml([HEAD, ["1", "Ngày nào?", number(43630, 2), "hôm qua", "hôm nay", "mai", "A"]]), None)], date1904=True), [{"stem": "Ngày nào?", "options": ["15/6/2023", "hôm qua", "hôm nay", "mai"], "keys": [0]}])
shared = [f"<t>{t}</t>" for t in HEAD] + ["<t>1</t>", f"<r><t>Kết luận </t></r><r><rPr><b/></rPr><t>57-KL/TW</t></r><r><t xml:space=\"preserve\"> được ban hành ngày nào?</t></r>"] + [f"<t>{t}</t>" for t in Q[0][1]] + ["<t>A</t>"]
refs = lambda at, count, line: "".join(f'<c r="{chr(65 + n)}{line}" t="s"><v>{at + n}</v></c>' for n in range(count))
save("xlsx", "chuoi-chung.xlsx", xlsx([("S", f'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData><row r="1">{refs(0, 7, 1)}</row><row r="2">{refs(7, 7, 2)}</row></sheetData></worksheet>', None)], shared=shared), [item(Q[0])])
book("dong-trong.xlsx", [HEAD, rows()[0], [], ["2"], ["3"], rows()[1]], GOOD[:2], warnings=[])
book("dong-an.xlsx", [HEAD, *rows()], GOOD, warnings=["hidden_row"], hidden=(3,))
save("xlsx", "trang-an.xlsx", xlsx([("Câu hỏi", sheet_xml([HEAD, *rows()]), None), ("Cũ", sheet_xml([HEAD, *rows()]), "hidden"), ("Ghi chú", sheet_xml([["Xin chào"]]), None)]), GOOD, warnings=["hidden_sheet"])
save("xlsx", "hai-trang.xlsx", xlsx([("Phần 1", sheet_xml([HEAD, *rows()[:2]]), None), ("Phần 2", sheet_xml([HEAD, *rows()[2:]]), None)]), GOOD)
book("o-gop.xlsx", [["Chủ đề", *HEAD], *[["Văn bản" if n == 0 else "", *r] for n, r in enumerate(rows())]], [item(q, topic="Văn bản") for q in Q], merges=("A2:A5",))
book("day-du.xlsx", [["Mã", "Chủ đề", "Trích dẫn", "Mức độ", "Loại", "Câu hỏi", "A", "B", "C", "D", "Đáp án", "Giải thích", "Điểm", "Thẻ"],
                     ["kl57-1", "Bối cảnh", "KL57:boi-canh", "Thông hiểu", "Một lựa chọn", Q[0][0], *Q[0][1], "A", "Ghi ở đầu.", "0,5", "ngày; văn bản"]],
     [item(Q[0], code="kl57-1", topic="Bối cảnh", level="thong_hieu", rationale="Ghi ở đầu.", points=50, source="KL57:boi-canh", tags=["ngày", "văn bản"])], warnings=[])
TYPED = ["STT", "Loại", "Câu hỏi", "A", "B", "C", "D", "Đáp án"]
book("cac-loai.xlsx", [TYPED,
    ["1", "Đúng/sai", "Kết luận 57 do Bộ Chính trị ban hành.", "", "", "", "", "Đúng"],
    ["2", "Đúng/sai nhiều ý", "Xét các ý:", "Ý một", "Ý hai", "Ý ba", "Ý bốn", "Đ S Đ S"],
    ["3", "Trả lời ngắn", "Ai ký?", "", "", "", "", "Trương Thị Mai | bà Trương Thị Mai"],
    ["4", "Điền số", "Tỷ lệ?", "", "", "", "", "84,7 ± 0,1"],
    ["5", "Ghép đôi", "Ghép:", "KL 57 => 2023", "NQ 34 => 2018", "=> 2012", "", ""],
    ["6", "Sắp xếp", "Sắp xếp theo thời gian:", "Trước", "Giữa", "Sau", "", ""],
    ["7", "Điền khuyết", "Ban hành ngày [[1]] bởi [[2]].", "15/6/2023", "Bộ Chính trị | BCT || Chính phủ", "", "", ""],
    ["8", "Tự luận", "Trình bày.", "", "", "", "", "Nêu ba ý."]],
    [{"stem": "Kết luận 57 do Bộ Chính trị ban hành.", "options": [], "keys": [], "type": "true_false", "key": True},
     {"stem": "Xét các ý:", "options": ["Ý một", "Ý hai", "Ý ba", "Ý bốn"], "keys": [], "type": "true_false_cluster", "truths": [True, False, True, False]},
     {"stem": "Ai ký?", "options": [], "keys": [], "type": "short_answer", "accepted": ["Trương Thị Mai", "bà Trương Thị Mai"]},
     {"stem": "Tỷ lệ?", "options": [], "keys": [], "type": "numerical", "value": "84,7", "tolerance": "0,1"},
     {"stem": "Ghép:", "options": [], "keys": [], "type": "matching", "pairs": [["KL 57", "2023"], ["NQ 34", "2018"]], "distractors": ["2012"]},
     {"stem": "Sắp xếp theo thời gian:", "options": [], "keys": [], "type": "ordering", "order": ["Trước", "Giữa", "Sau"]},
     {"stem": "Ban hành ngày [[1]] bởi [[2]].", "options": [], "keys": [], "type": "gap_fill", "gaps": [{"accepted": ["15/6/2023"], "distractors": []}, {"accepted": ["Bộ Chính trị", "BCT"], "distractors": ["Chính phủ"]}]},
     {"stem": "Trình bày.", "options": [], "keys": [], "type": "essay", "guide": "Nêu ba ý."}])
book("khong-loai.xlsx", [HEAD, ["1", "Ai ký?", "", "", "", "", "Trương Thị Mai"], ["2", "Mấy nhóm?", "", "", "", "", "5"], ["3", "Đúng hay sai?", "", "", "", "", "Sai"], ["4", "Xét:", "một", "hai", "", "", "Đ S"]],
     [{"stem": "Ai ký?", "options": [], "keys": [], "type": "short_answer", "accepted": ["Trương Thị Mai"]}, {"stem": "Mấy nhóm?", "options": [], "keys": [], "type": "numerical", "value": "5"},
      {"stem": "Đúng hay sai?", "options": [], "keys": [], "type": "true_false", "key": False}, {"stem": "Xét:", "options": ["một", "hai"], "keys": [], "type": "true_false_cluster", "truths": [True, False]}])
book("nhan-manh.xlsx", [HEAD, ["1", "Ý nào **không** đúng? 2*3", "một", "hai", "ba", "bốn", "A"]], [{"stem": "Ý nào không đúng? 2*3", "options": ["một", "hai", "ba", "bốn"], "keys": [0]}])
book("xuong-dong.xlsx", [HEAD, ["1", "Dòng một\nDòng hai", "một", "hai", "ba", "bốn", "A"]], [{"stem": "Dòng một\nDòng hai", "options": ["một", "hai", "ba", "bốn"], "keys": [0]}])
book("nfd.xlsx", [HEAD, [unicodedata.normalize("NFD", str(c)) for c in rows()[0]]], [GOOD[0]])
book("cong-thuc-co-gia-tri.xlsx", [HEAD, ["1", "Ai?", formula('"x"&"y"', "Một"), "Hai", "Ba", "Bốn", "A"]], [{"stem": "Ai?", "options": ["Một", "Hai", "Ba", "Bốn"], "keys": [0]}])
book("cong-thuc-chua-tinh.xlsx", [HEAD, ["1", "Ai?", formula("HYPERLINK(1)"), "Hai", "Ba", "Bốn", "B"], rows()[1]], [GOOD[1]], [{"row": 2, "column": "A", "code": "formula_no_value"}])
book("o-loi.xlsx", [HEAD, ["1", "Ai?", Cell('<c r="{ref}" t="e"><v>#REF!</v></c>'), "Hai", "Ba", "Bốn", "B"]], [], [{"row": 2, "column": "A", "code": "cell_error", "value": "#REF!"}])
book("loi-cac-o.xlsx", [["STT", "Câu hỏi", "A", "B", "C", "D", "Đáp án", "Mức độ", "Điểm", "Loại"],
    ["1", "Ai?", "Một", "", "Ba", "Bốn", "A"], ["2", "Ai?", "Một", "Hai", "", "", "không"], ["3", "Ai thế?", "Một", "Hai", "", "", ""], ["4", "Ai vậy?", "Một", "Hai", "", "", "A", "khó"],
    ["5", "Ai đó?", "Một", "Hai", "", "", "A", "NB", "NaN"], ["6", "Ai nào?", "Một", "Hai", "", "", "A", "", "", "lạ"], ["7", "Chỉ một?", "Một", "", "", "", "A"], ["8", "", "Một", "Hai", "", "", "E"]], [],
    [{"row": 2, "column": "B", "code": "option_empty"}, {"row": 3, "column": "Đáp án", "code": "key_unreadable"}, {"row": 4, "column": "Đáp án", "code": "no_key"}, {"row": 5, "column": "Mức độ", "code": "level_unknown"},
     {"row": 6, "column": "Điểm", "code": "points"}, {"row": 7, "column": "Loại", "code": "type_unknown"}, {"row": 8, "code": "options_few"}, {"row": 9, "column": "Câu hỏi", "code": "stem_empty"}, {"row": 9, "column": "Đáp án", "code": "key_unknown"}])
book("khong-tieu-de.xlsx", rows(), [], [{"code": "no_header"}])
book("trong.xlsx", [], [], [{"code": "no_header"}])
book("xa-lac.xlsx", [HEAD, *rows(), ], GOOD)
far = sheet_xml([HEAD, *rows()]).replace("</sheetData>", '<row r="1048576"><c r="XFD1048576" t="inlineStr"><is><t>xa</t></is></c></row></sheetData>')
save("xlsx", "o-xa.xlsx", xlsx([("S", far, None)]), GOOD)
save("xlsx", "nam-nghin.xlsx", xlsx([("S", sheet_xml([HEAD, *[[str(n), f"Câu hỏi số {n} là gì?", "Một", "Hai", "Ba", "Bốn", "Z" if n == 4872 else "A"] for n in range(1, 5001)]]), None)]),
     4999, [{"row": 4873, "column": "Đáp án", "value": "Z", "code": "key_unknown"}])
save("xlsx", "macro.xlsx", xlsx([("S", sheet_xml([HEAD, *rows()]), None)], extra=[("xl/vbaProject.bin", b"\0")]), [], [{"code": "xlsx_macro"}])
save("xlsx", "doctype.xlsx", xlsx([("S", sheet_xml([HEAD, *rows()], prolog='<!DOCTYPE x [<!ENTITY e "x">]>'), None)]), [], [{"code": "xml_hostile"}])
save("xlsx", "nhieu-dong.xlsx", xlsx([("S", '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>' + "".join(f'<row r="{n}" spans="1:{n * 7919 % 9973}" ht="{n * 104729 % 99991}"/>' for n in range(1, 20101)) + "</sheetData></worksheet>", None)]), [], [{"code": "sheet_large"}])
save("xlsx", "hong.xlsx", pack([("xl/workbook.xml", "<workbook")]), [], [{"code": "xml_broken"}])
save("xlsx", "cu.xls", bytes.fromhex("d0cf11e0a1b11ae1") + b"\0" * 600, [], [{"code": "old_office"}])
save("xlsx", "trang-web.xls", "<html><body><table><tr><td>Câu hỏi</td></tr></table></body></html>".encode(), [], [{"code": "file_html"}])
hostile = ['=cmd|"/c calc"!A1', "+1", "-2", "@SUM(1)"]
book("tiem-cong-thuc.xlsx", [HEAD, ["1", "=1+1?", *hostile, "A"]], [{"stem": "=1+1?", "options": hostile, "keys": [0]}])


# --- CSV
def csv(separator, data, quote=True):
    cell = lambda text: '"' + str(text).replace('"', '""') + '"' if quote else str(text)
    return "\r\n".join(separator.join(cell(c) for c in line) for line in data) + "\r\n"


DATA = [HEAD, *rows()]
for name, text in {"phay": csv(",", DATA), "cham-phay": csv(";", DATA), "gach-dung": csv("|", DATA), "tran": csv(";", DATA, quote=False)}.items():
    save("csv", f"{name}.csv", text.encode(), GOOD, warnings=[])
save("csv", "tab.tsv", csv("\t", DATA, quote=False).encode(), GOOD)
save("csv", "bom.csv", b"\xef\xbb\xbf" + csv(",", DATA).encode(), GOOD)
save("csv", "utf16.csv", csv("\t", DATA).encode("utf-16"), GOOD)
save("csv", "utf16-khong-bom.csv", csv("\t", DATA).encode("utf-16-le"), GOOD)
save("csv", "sep.csv", ("sep=;\r\n" + csv(";", DATA)).encode(), GOOD)


def cp1258(text):
    out = b""
    for c in text:
        try:
            out += c.encode("cp1258")
            continue
        except UnicodeEncodeError:
            pass
        d = unicodedata.normalize("NFD", c)
        tone = next(m for m in d if m in "\u0300\u0301\u0303\u0309\u0323")
        base = unicodedata.normalize("NFC", "".join(m for m in d if m != tone))
        out += base.encode("cp1258") + tone.encode("cp1258")
    return out


save("csv", "windows-1258.csv", cp1258(csv(",", DATA)), GOOD)
save("csv", "tcvn3.csv", tcvn3(csv(",", DATA).replace("Á", "á").replace("Đáp án", "đáp án")).encode("latin-1"), GOOD)
save("csv", "vni.csv", vni(csv(",", DATA)).encode("cp1252"), GOOD)
save("csv", "nfd.csv", unicodedata.normalize("NFD", csv(",", DATA)).encode(), GOOD)
save("csv", "xuong-dong.csv", csv(",", [HEAD, ["1", 'Dòng "một"\nDòng hai', "một", "hai", "ba", "bốn", "A"], row(2, Q[1], "E")]).encode(), [{"stem": 'Dòng "một"\nDòng hai', "options": ["một", "hai", "ba", "bốn"], "keys": [0]}], [{"row": 3, "column": "Đáp án"}])
save("csv", "tiem-cong-thuc.csv", csv(",", [HEAD, ["1", "'=1+1?", "'=a", "'+b", "'-c", "'@d", "A"]]).encode(), [{"stem": "=1+1?", "options": ["=a", "+b", "-c", "@d"], "keys": [0]}])
save("csv", "khong-tieu-de.csv", csv(",", rows()).encode(), [], [{"code": "no_header"}])
save("csv", "chu-la.csv", bytes(range(128, 256)) * 20, [], [{"code": "text_encoding"}])
