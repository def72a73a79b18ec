"""GIFT, Aiken, Moodle XML, QTI and TOML files of the corpus, each with what a good reader finds."""

import base64
import pathlib

from make_sheets import save as save_in
from office import PNG, pack

DATE = {"stem": "Kết luận 57-KL/TW được ban hành ngày nào?", "options": ["15/6/2023", "15/4/2024", "11/8/2023"], "keys": [0]}


def gift(name, text, items=(), errors=(), warnings=None):
    save_in("gift", f"{name}.gift", text.encode(), items, errors, warnings)


gift("mot-lua-chon", "Kết luận 57-KL/TW được ban hành ngày nào? {=15/6/2023 ~15/4/2024 ~11/8/2023}\n", [{**DATE, "type": "single_choice"}], warnings=[])
gift("nhieu-dong", "// ghi chú\n$CATEGORY: $course$/top/Văn bản\n\n// [id:kl57-1] [tag:ngày] [tag:muc:nhan_biet]\n::Câu 1::Kết luận 57-KL/TW được ban hành ngày nào?{\n\t=15/6/2023#đúng\n\t~15/4/2024#sai\n\t~11/8/2023\n\t####Ghi ở đầu.\n}\n",
     [{**DATE, "topic": "Văn bản", "code": "kl57-1", "level": "nhan_biet", "tags": ["ngày"], "rationale": "Ghi ở đầu.", "feedback": ["đúng", "sai", ""]}])
gift("nhieu-lua-chon", "Chọn các ý đúng {~%50%một ~%50%hai ~%-100%ba}\n", [{"stem": "Chọn các ý đúng", "options": ["một", "hai", "ba"], "keys": [0, 1], "type": "multiple_response"}])
gift("multi-tricky", "Chọn {~%100%một ~%-50%hai ~%-50%ba}\n", [{"stem": "Chọn", "options": ["một", "hai", "ba"], "keys": [0], "type": "multiple_response"}])
gift("dung-sai", "Một là số.{T}\n\nHai là chữ.{FALSE#nhầm#đúng rồi####Vì hai là số.}\n", [{"stem": "Một là số.", "options": [], "keys": [], "key": True, "type": "true_false"}, {"stem": "Hai là chữ.", "options": [], "keys": [], "key": False, "rationale": "Vì hai là số."}])
gift("tra-loi-ngan", "Ai ký?{=Trương Thị Mai =%100%bà Trương Thị Mai =%50%Mai}\n", [{"stem": "Ai ký?", "options": [], "keys": [], "type": "short_answer", "accepted": ["Trương Thị Mai", "bà Trương Thị Mai"]}], warnings=["partial_credit"])
gift("so", "Năm?{#1822:5}\n\nPi?{#3.141..3.142}\n\nNăm nữa?{#=1822:0 =%50%1822:2}\n\nÂm?{#-1.5}\n",
     [{"stem": "Năm?", "options": [], "keys": [], "type": "numerical", "value": "1822", "tolerance": "5"}, {"stem": "Pi?", "options": [], "keys": [], "value": "3,1415", "tolerance": "0,0005"},
      {"stem": "Năm nữa?", "options": [], "keys": [], "value": "1822", "tolerance": "0"}, {"stem": "Âm?", "options": [], "keys": [], "value": "-1,5"}])
gift("ghep", "Ghép {=KL 57 -> 2023 =NQ 34->2018 = -> 2012}\n", [{"stem": "Ghép", "options": [], "keys": [], "type": "matching", "pairs": [["KL 57", "2023"], ["NQ 34", "2018"]], "distractors": ["2012"]}])
gift("ghep-dung-sai", "Xét {=ý một -> Đúng =ý hai -> Sai}\n", [{"stem": "Xét", "options": ["ý một", "ý hai"], "keys": [], "type": "true_false_cluster", "truths": [True, False]}])
gift("sap-xep", "Sắp xếp {>ALL VERTICAL\ntrước\ngiữa\nsau\n}\n", [{"stem": "Sắp xếp", "options": [], "keys": [], "type": "ordering", "order": ["trước", "giữa", "sau"]}])
gift("tu-luan", "Trình bày ý nghĩa. {}\n", [{"stem": "Trình bày ý nghĩa.", "options": [], "keys": [], "type": "essay"}])
gift("thieu-tu", "Kết luận 57 ban hành năm {=2023 ~2024 ~2025} bởi Bộ Chính trị.\n", [{"stem": "Kết luận 57 ban hành năm _____ bởi Bộ Chính trị.", "options": ["2023", "2024", "2025"], "keys": [0]}])
gift("thoat", "Ký hiệu \\{a\\: b\\} \\= \\~ \\# \\\\ là gì?{=x\\=1 ~y\\~2}\n", [{"stem": "Ký hiệu {a: b} = ~ # \\ là gì?", "options": ["x=1", "y~2"], "keys": [0]}])
gift("html", "[html]<p>Diện tích <b>5 km<sup>2</sup></b> &amp; hơn<script>alert(1)</script></p>{=Đúng rồi ~[plain]<b>sai</b>}\n", [{"stem": "Diện tích 5 km² & hơn", "options": ["Đúng rồi", "<b>sai</b>"], "keys": [0]}])
gift("mo-ta", "Đọc kỹ trước khi làm.\n\nAi?{=một ~hai}\n", [{"stem": "Ai?", "options": ["một", "hai"], "keys": [0]}], warnings=["description"])
gift("loi", "::tên không đóng Ai?{=một ~hai}\n\nAi?{=một ~hai\n\nAi đó? {một ~hai}\n\nSố? {#abc}\n\nHai? {=a ~b} và {=c ~d}\n\nAi vậy? {~một ~hai}\n\nTốt?{=một ~hai}\n", [{"stem": "Tốt?", "options": ["một", "hai"], "keys": [0]}],
     [{"line": 1, "code": "gift_name_open"}, {"line": 3, "code": "gift_brace_open"}, {"line": 5, "code": "gift_answer"}, {"line": 7, "code": "gift_number"}, {"line": 9, "code": "gift_two_answers"}, {"line": 11, "code": "no_key"}])
gift("bom", "\ufeffAi?{=một ~hai}", [{"stem": "Ai?", "options": ["một", "hai"], "keys": [0]}])
save_in("gift", "utf16.gift", "Ai?{=một ~hai}\n".encode("utf-16"), [{"stem": "Ai?", "options": ["một", "hai"], "keys": [0]}])


def aiken(name, text, items=(), errors=()):
    save_in("aiken", f"{name}.txt", text.encode(), items, errors)


aiken("chuan", "Kết luận 57-KL/TW được ban hành ngày nào?\nA. 15/6/2023\nB. 15/4/2024\nC. 11/8/2023\nANSWER: A\n\nAi?\nA) một\nB) hai\nANSWER: B\n", [DATE, {"stem": "Ai?", "options": ["một", "hai"], "keys": [1]}])
aiken("tieng-viet", "Ai?\nA. một\nB. hai\nĐÁP ÁN: B\nGiải thích: vì hai.\n\nAi nữa?\nA. một\nB. hai\nC. ba\nĐáp án: A, C\n", [{"stem": "Ai?", "options": ["một", "hai"], "keys": [1], "rationale": "vì hai."}, {"stem": "Ai nữa?", "options": ["một", "hai", "ba"], "keys": [0, 2], "type": "multiple_response"}])
aiken("nhieu-dong", "Dòng một\nDòng hai\nA. một\nB. hai\nANSWER: A\n", [{"stem": "Dòng một\nDòng hai", "options": ["một", "hai"], "keys": [0]}])
aiken("loi", "Không đáp án?\nA. một\nB. hai\nAi?\nA. một\nB. hai\nANSWER: C\n\nANSWER: A\n\nKhông phương án?\nANSWER: A\n\nNhảy?\nA. một\nC. ba\nANSWER: A\n\nTốt?\nA. một\nB. hai\nANSWER: B\n\nCuối\n",
      [{"stem": "Tốt?", "options": ["một", "hai"], "keys": [1]}],
      [{"line": 1, "code": "no_key"}, {"line": 7, "code": "key_unknown"}, {"line": 9, "code": "answer_without_question"}, {"line": 11, "code": "no_options"}, {"line": 16, "code": "option_order"}, {"line": 17, "code": "answer_without_question"}, {"line": 24, "code": "stray_text"}])


def moodle(name, body, items=(), errors=(), warnings=None, head='<?xml version="1.0" encoding="UTF-8"?>\n', folder="moodle"):
    save_in(folder, f"{name}.xml", f"{head}<quiz>{body}</quiz>".encode(), items, errors, warnings)


def mq(kind, stem, inner, extra="", form="html"):
    return f'<question type="{kind}"><name><text>Câu</text></name><questiontext format="{form}"><text>{stem}</text>{extra}</questiontext>{inner}</question>'


def ans(text, fraction, inner="", form="html"):
    return f'<answer fraction="{fraction}" format="{form}"><text>{text}</text>{inner}</answer>'


CAT = '<question type="category"><category><text>$course$/top/Văn bản/Chương 1</text></category></question>'
moodle("mot-lua-chon", CAT + mq("multichoice", "<![CDATA[<p>Kết luận 57-KL/TW được ban hành ngày nào?</p>]]>", "<generalfeedback format=\"html\"><text>Ghi ở đầu.</text></generalfeedback><defaultgrade>0.5</defaultgrade><idnumber>kl57-1</idnumber><single>true</single>"
       + ans("15/6/2023", 100, "<feedback format='html'><text>đúng</text></feedback>") + ans("15/4/2024", 0) + ans("11/8/2023", 0) + "<tags><tag><text>ngày</text></tag><tag><text>muc:van_dung</text></tag></tags>"),
       [{**DATE, "topic": "Văn bản / Chương 1", "rationale": "Ghi ở đầu.", "points": 50, "code": "kl57-1", "level": "van_dung", "tags": ["ngày"], "feedback": ["đúng", "", ""]}], warnings=[])
moodle("nhieu-lua-chon", mq("multichoice", "Chọn", "<single>false</single>" + ans("một", 50) + ans("hai", 50) + ans("ba", -100)), [{"stem": "Chọn", "options": ["một", "hai", "ba"], "keys": [0, 1], "type": "multiple_response"}])
moodle("diem-tung-phan", mq("multichoice", "Chọn", "<single>true</single>" + ans("một", 100) + ans("hai", 50) + ans("ba", 0)), [{"stem": "Chọn", "options": ["một", "hai", "ba"], "keys": [0]}], warnings=["partial_credit"])
moodle("dung-sai", mq("truefalse", "Một là số.", ans("true", 0) + ans("false", 100)), [{"stem": "Một là số.", "options": [], "keys": [], "key": False, "type": "true_false"}])
moodle("tra-loi-ngan", mq("shortanswer", "Ai ký?", "<usecase>1</usecase>" + ans("Trương Thị Mai", 100, form="moodle_auto_format") + ans("Mai", 0)), [{"stem": "Ai ký?", "options": [], "keys": [], "type": "short_answer", "accepted": ["Trương Thị Mai"], "case_sensitive": True}])
moodle("so", mq("numerical", "Bao nhiêu?", '<answer fraction="100"><text>84.7</text><tolerance>0.1</tolerance></answer>'), [{"stem": "Bao nhiêu?", "options": [], "keys": [], "type": "numerical", "value": "84,7", "tolerance": "0,1"}])
sub = lambda left, right: f'<subquestion format="html"><text>{left}</text><answer><text>{right}</text></answer></subquestion>'
moodle("ghep", mq("matching", "Ghép", sub("KL 57", "2023") + sub("NQ 34", "2018") + sub("", "2012")), [{"stem": "Ghép", "options": [], "keys": [], "type": "matching", "pairs": [["KL 57", "2023"], ["NQ 34", "2018"]], "distractors": ["2012"]}])
moodle("sap-xep", mq("ordering", "Sắp xếp", ans("sau", "3.0") + ans("trước", "1.0") + ans("giữa", "2.0")), [{"stem": "Sắp xếp", "options": [], "keys": [], "type": "ordering", "order": ["trước", "giữa", "sau"]}])
moodle("tu-luan", mq("essay", "Trình bày", '<graderinfo format="html"><text>ba ý</text></graderinfo>'), [{"stem": "Trình bày", "options": [], "keys": [], "type": "essay", "guide": "ba ý"}])
moodle("dien", mq("cloze", "Ngày {1:SHORTANSWER:=15/6/2023~%0%khác} bởi {1:MULTICHOICE:=Bộ Chính trị#đúng~Chính phủ} năm {2:NUMERICAL:=2023:0}", ""),
       [{"stem": "Ngày [[1]] bởi [[2]] năm [[3]]", "options": [], "keys": [], "type": "gap_fill", "gaps": [{"accepted": ["15/6/2023"], "distractors": []}, {"accepted": ["Bộ Chính trị"], "distractors": ["Chính phủ"]}, {"accepted": ["2023"], "distractors": []}]}])
moodle("keo-tha", mq("gapselect", "Ngày [[1]] bởi [[2]]", "<selectoption><text>15/6/2023</text><group>1</group></selectoption><selectoption><text>Bộ Chính trị</text><group>2</group></selectoption><selectoption><text>Chính phủ</text><group>2</group></selectoption>"),
       [{"stem": "Ngày [[1]] bởi [[2]]", "options": [], "keys": [], "type": "gap_fill", "gaps": [{"accepted": ["15/6/2023"], "distractors": []}, {"accepted": ["Bộ Chính trị"], "distractors": ["Chính phủ"]}]}])
img = base64.b64encode(PNG).decode()
moodle("anh", mq("truefalse", '&lt;p&gt;Hình &lt;img src="@@PLUGINFILE@@/so%20do.png" alt="sơ đồ"&gt;&lt;/p&gt;', ans("true", 100) + ans("false", 0), extra=f'<file name="so do.png" path="/" encoding="base64">{img}</file>'),
       [{"stem": "Hình sơ đồ", "options": [], "keys": [], "key": True, "images": ["so_do.png"]}], warnings=[])
moodle("anh-ngoai", mq("truefalse", '&lt;img src="http://127.0.0.1:9/x.png" alt="sơ đồ"&gt; ai?', ans("true", 100)), [{"stem": "sơ đồ ai?", "options": [], "keys": [], "key": True}], warnings=["picture_outside"])
moodle("script", mq("truefalse", "&lt;p onclick='x'&gt;Ai&lt;script&gt;alert(1)&lt;/script&gt;&lt;style&gt;p{}&lt;/style&gt;?&lt;/p&gt;", ans("true", 100)), [{"stem": "Ai?", "options": [], "keys": [], "key": True}])
moodle("loai-la", mq("calculated", "Tính {a}+{b}", "") + mq("description", "Đọc", "") + mq("truefalse", "Ai?", ans("true", 100)), [{"stem": "Ai?", "options": [], "keys": [], "key": True}], warnings=["type_skipped", "description"])
moodle("loi", mq("multichoice", "Ai?", "<single>true</single>" + ans("một", 0) + ans("hai", 0)) + "\n" + mq("numerical", "Số?", ans("abc", 100)) + "\n" + mq("truefalse", "Ai?", ans("true", 0)), [],
       [{"line": 2, "code": "no_key"}, {"line": 3, "code": "key_unreadable"}, {"line": 4, "code": "no_key"}])
moodle("doctype", "&e;", [], [{"code": "xml_hostile"}], head='<?xml version="1.0"?>\n<!DOCTYPE quiz [<!ENTITY e SYSTEM "file:///etc/passwd">]>\n')
save_in("moodle", "cut.xml", '<?xml version="1.0"?><quiz><question type="truefalse">'.encode(), [], [{"code": "xml_broken"}])
save_in("moodle", "khac.xml", b"<?xml version='1.0'?><rss/>", [], [{"code": "xml_unknown"}])
save_in("moodle", "utf16.xml", ('<?xml version="1.0" encoding="UTF-16"?><quiz>' + mq("truefalse", "Ai thế?", ans("true", 100)) + "</quiz>").encode("utf-16"), [{"stem": "Ai thế?", "options": [], "keys": [], "key": True}])

# --- QTI
V2 = 'xmlns="http://www.imsglobal.org/xsd/imsqti_v2p2"'
V3 = 'xmlns="http://www.imsglobal.org/xsd/imsqtiasi_v3p0"'


def qti2(body, declarations, extra=""):
    return f'<?xml version="1.0" encoding="UTF-8"?><assessmentItem {V2} identifier="kl57-1" title="Câu 1" adaptive="false" timeDependent="false">{declarations}<itemBody>{body}</itemBody>{extra}</assessmentItem>'


def decl(cardinality, base, *values, name="responseDeclaration"):
    return f'<{name} identifier="RESPONSE" cardinality="{cardinality}" baseType="{base}"><correctResponse>{"".join(f"<value>{v}</value>" for v in values)}</correctResponse></{name}>'


def single(name, text, items=(), errors=(), warnings=None):
    save_in("qti", f"{name}.xml", text.encode(), items, errors, warnings)


CH = '<simpleChoice identifier="A">15/6/2023</simpleChoice><simpleChoice identifier="B">15/4/2024</simpleChoice><simpleChoice identifier="C">11/8/2023</simpleChoice>'
single("2-mot-lua-chon", qti2(f'<choiceInteraction responseIdentifier="RESPONSE" shuffle="true" maxChoices="1"><prompt>Kết luận 57-KL/TW được ban hành ngày nào?</prompt>{CH}</choiceInteraction>', decl("single", "identifier", "A")), [{**DATE, "code": "kl57-1", "type": "single_choice"}], warnings=[])
single("2-nhieu-lua-chon", qti2(f'<p>Chọn</p><choiceInteraction responseIdentifier="RESPONSE" maxChoices="0">{CH}</choiceInteraction>', decl("multiple", "identifier", "A", "C")), [{"stem": "Chọn", "options": DATE["options"], "keys": [0, 2], "code": "kl57-1", "type": "multiple_response"}])
single("2-sap-xep", qti2(f'<orderInteraction responseIdentifier="RESPONSE"><prompt>Sắp xếp</prompt>{CH}</orderInteraction>', decl("ordered", "identifier", "C", "A", "B")), [{"stem": "Sắp xếp", "options": [], "keys": [], "order": ["11/8/2023", "15/6/2023", "15/4/2024"], "code": "kl57-1"}])
single("2-ghep", qti2('<p>Ghép</p><matchInteraction responseIdentifier="RESPONSE"><simpleMatchSet><simpleAssociableChoice identifier="a" matchMax="1">KL 57</simpleAssociableChoice><simpleAssociableChoice identifier="b" matchMax="1">NQ 34</simpleAssociableChoice></simpleMatchSet><simpleMatchSet><simpleAssociableChoice identifier="x" matchMax="2">2023</simpleAssociableChoice><simpleAssociableChoice identifier="y" matchMax="2">2018</simpleAssociableChoice></simpleMatchSet></matchInteraction>', decl("multiple", "directedPair", "a x", "b y")),
       [{"stem": "Ghép", "options": [], "keys": [], "pairs": [["KL 57", "2023"], ["NQ 34", "2018"]], "distractors": [], "code": "kl57-1", "type": "matching"}])
single("2-dien", qti2('<p>Ngày <textEntryInteraction responseIdentifier="RESPONSE"/> nào?</p>', decl("single", "string", "15/6/2023")), [{"stem": "Ngày [[1]] nào?", "options": [], "keys": [], "type": "gap_fill", "gaps": [{"accepted": ["15/6/2023"], "distractors": []}], "code": "kl57-1"}])
single("2-tra-loi-ngan", qti2('<p>Ai ký?</p><p><textEntryInteraction responseIdentifier="RESPONSE"/></p>', '<responseDeclaration identifier="RESPONSE" cardinality="single" baseType="string"><correctResponse><value>Trương Thị Mai</value></correctResponse><mapping defaultValue="0"><mapEntry mapKey="Trương Thị Mai" mappedValue="1"/><mapEntry mapKey="bà Trương Thị Mai" mappedValue="1"/><mapEntry mapKey="Mai" mappedValue="0"/></mapping></responseDeclaration>'),
       [{"stem": "Ai ký?", "options": [], "keys": [], "type": "short_answer", "accepted": ["Trương Thị Mai", "bà Trương Thị Mai"], "code": "kl57-1"}])
single("2-tu-luan", qti2('<p>Trình bày</p><extendedTextInteraction responseIdentifier="RESPONSE"/>', ""), [{"stem": "Trình bày", "options": [], "keys": [], "type": "essay", "code": "kl57-1"}])
single("2-la", qti2('<p>Bấm vào hình</p><hotspotInteraction responseIdentifier="RESPONSE" maxChoices="1"/>', ""), [], [{"code": "no_questions"}], warnings=["type_skipped"])
single("2-khoa-la", qti2(f'<p>Ai?</p><choiceInteraction responseIdentifier="RESPONSE" maxChoices="1">{CH}</choiceInteraction>', decl("single", "identifier", "Z")), [], [{"code": "key_unknown", "value": "Z"}])
single("doctype", f'<?xml version="1.0"?><!DOCTYPE x><assessmentItem {V2} identifier="a"/>', [], [{"code": "xml_hostile"}])
ITEM3 = f'<?xml version="1.0" encoding="UTF-8"?><qti-assessment-item {V3} identifier="kl57-1" title="Câu 1"><qti-response-declaration identifier="RESPONSE" cardinality="single" base-type="identifier"><qti-correct-response><qti-value>A</qti-value></qti-correct-response></qti-response-declaration><qti-item-body><p>Kết luận 57-KL/TW được <b>ban hành</b> ngày nào? <img src="../images/a.png" alt=""/></p><qti-choice-interaction response-identifier="RESPONSE" max-choices="1"><qti-simple-choice identifier="A">15/6/2023<qti-feedback-inline outcome-identifier="F" identifier="A" show-hide="show">đúng</qti-feedback-inline></qti-simple-choice><qti-simple-choice identifier="B">15/4/2024</qti-simple-choice><qti-simple-choice identifier="C">11/8/2023</qti-simple-choice></qti-choice-interaction></qti-item-body><qti-modal-feedback outcome-identifier="F" identifier="x" show-hide="show"><p>Ghi ở đầu.</p></qti-modal-feedback></qti-assessment-item>'
MANIFEST = '<?xml version="1.0"?><manifest xmlns="http://www.imsglobal.org/xsd/qti/qtiv3p0/imscp_v1p1" identifier="m"><resources><resource identifier="r1" type="imsqti_item_xmlv3p0" href="items/c%20u.xml"><file href="items/c%20u.xml"/></resource>{}</resources></manifest>'
FOUND = {**DATE, "rationale": "Ghi ở đầu.", "code": "kl57-1", "feedback": ["đúng", "", ""]}
save_in("qti", "goi-3.zip", pack([("imsmanifest.xml", MANIFEST.format("")), ("items/c u.xml", ITEM3), ("images/a.png", PNG)]), [{**FOUND, "images": ["a.png"]}], warnings=[])
save_in("qti", "goi-thieu-tep.zip", pack([("imsmanifest.xml", MANIFEST.format('<resource identifier="r2" type="imsqti_item_xmlv3p0" href="items/mat.xml"/>')), ("items/c u.xml", ITEM3)]), [FOUND], [{"code": "qti_file_missing", "value": "items/mat.xml"}], warnings=["picture_outside"])
save_in("qti", "goi-thoat.zip", pack([("imsmanifest.xml", MANIFEST.format("")), ("items/c u.xml", ITEM3.replace("../images/a.png", "../../../../etc/passwd")), ("../evil.xml", ITEM3)]), [FOUND], warnings=["picture_outside"])

# --- native
NATIVE = '''[[item]]
code = "kl57-1"
type = "single_choice"
level = "nhan_biet"
stem = "Kết luận 57-KL/TW được ban hành ngày nào?"
options = [{ text = "15/6/2023", key = true }, { text = "15/4/2024" }, { text = "11/8/2023" }]
rationale = "Ghi ở đầu."
citation = { source = "KL57", clause = "boi-canh" }
tags = ["ngày"]
status = "approved"
'''
save_in("native", "chuan.toml", NATIVE.encode(), [{**DATE, "code": "kl57-1", "level": "nhan_biet", "rationale": "Ghi ở đầu.", "source": "KL57:boi-canh", "tags": ["ngày"]}], warnings=[])
save_in("native", "cac-loai.toml", '''[[item]]
type = "true_false"
stem = "Một là số."
key = true

[[item]]
type = "true_false_cluster"
stem = "Xét:"
statements = [{ text = "một", key = true }, { text = "hai", key = false }]

[[item]]
type = "numerical"
stem = "Bao nhiêu?"
value = "84,7"
tolerance = "0,1"

[[item]]
type = "gap_fill"
stem = "Ngày [[1]]."
gaps = [{ accepted = ["15/6/2023"] }]

[[item]]
type = "essay"
stem = "Trình bày."
guide = "Ba ý."
'''.encode(), [{"stem": "Một là số.", "options": [], "keys": [], "key": True}, {"stem": "Xét:", "options": ["một", "hai"], "keys": [], "truths": [True, False]}, {"stem": "Bao nhiêu?", "options": [], "keys": [], "value": "84,7", "tolerance": "0,1"},
  {"stem": "Ngày [[1]].", "options": [], "keys": [], "gaps": [{"accepted": ["15/6/2023"], "distractors": []}]}, {"stem": "Trình bày.", "options": [], "keys": [], "guide": "Ba ý."}])
save_in("native", "loi.toml", (NATIVE + NATIVE.replace("single_choice", "lạ") + NATIVE.replace("nhan_biet", "khó") + NATIVE.replace(", key = true", "")).encode(), [{**DATE, "code": "kl57-1", "level": "nhan_biet", "rationale": "Ghi ở đầu."}],
        [{"line": 11, "code": "type_unknown"}, {"line": 21, "code": "level_unknown"}, {"line": 31, "code": "no_key"}])
save_in("native", "hong.toml", b"[[item]]\ncode =\n", [], [{"line": 2, "code": "toml"}])
save_in("khac", "khong-ro.txt", "Một đoạn văn bản thường.\n".encode(), [], [{"code": "format_unknown"}])
save_in("khac", "nhi-phan.bin", bytes([0, 159, 146, 150] * 50), [], [{"code": "text_encoding"}])
