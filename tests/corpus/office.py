"""Builds Word and Excel files for the corpus with nothing but the standard library, deterministically."""

import io
import zipfile
from xml.sax.saxutils import escape

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
R = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010806000000"
    "1f15c4890000000d49444154789c6360606060000000050001a5f64540"
    "0000000049454e44ae426082"
)


def pack(files):
    """A zip of (name, content) pairs."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files:
            info = zipfile.ZipInfo(name, (2026, 1, 1, 0, 0, 0))
            info.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(info, content)
    return out.getvalue()


def r(text, look="", style=""):
    """A run; `look` is XML inside w:rPr. Tabs and line breaks of the text become w:tab and w:br."""
    style = f'<w:rStyle w:val="{style}"/>' if style else ""
    parts = []
    for line_at, line in enumerate(text.split("\n")):
        if line_at:
            parts.append("<w:br/>")
        for tab_at, piece in enumerate(line.split("\t")):
            if tab_at:
                parts.append("<w:tab/>")
            if piece:
                parts.append(f'<w:t xml:space="preserve">{escape(piece)}</w:t>')
    return f"<w:r><w:rPr>{style}{look}</w:rPr>{''.join(parts)}</w:r>"


U = '<w:u w:val="single"/>'
B = "<w:b/>"
RED = '<w:color w:val="FF0000"/>'
HIGHLIGHT = '<w:highlight w:val="yellow"/>'
SHADE = '<w:shd w:val="clear" w:color="auto" w:fill="FFFF00"/>'


def font(name):
    return f'<w:rFonts w:ascii="{name}" w:hAnsi="{name}" w:cs="{name}"/>'


def p(*runs, style="", num=None, mark=""):
    """A paragraph of runs (or plain strings)."""
    props = f'<w:pStyle w:val="{style}"/>' if style else ""
    if num:
        props += f'<w:numPr><w:ilvl w:val="{num[1]}"/><w:numId w:val="{num[0]}"/></w:numPr>'
    if mark:
        props += f"<w:rPr>{mark}</w:rPr>"
    body = "".join(run if run.startswith("<") else r(run) for run in runs)
    return f"<w:p><w:pPr>{props}</w:pPr>{body}</w:p>"


def table(rows):
    """Rows of cells; a cell is a text or ready paragraphs."""
    def cell(content):
        return f"<w:tc><w:tcPr/>{content if content.startswith('<w:p') else p(content)}</w:tc>"
    return "<w:tbl><w:tblPr/>" + "".join(f"<w:tr>{''.join(cell(c) for c in row)}</w:tr>" for row in rows) + "</w:tbl>"


STYLES = f"""<w:styles xmlns:w="{W}"><w:docDefaults><w:rPrDefault><w:rPr><w:sz w:val="26"/></w:rPr></w:rPrDefault></w:docDefaults>
<w:style w:type="paragraph" w:default="1" w:styleId="Normal"><w:name w:val="Normal"/></w:style>
<w:style w:type="paragraph" w:styleId="Heading1"><w:name w:val="heading 1"/><w:basedOn w:val="Normal"/><w:pPr><w:outlineLvl w:val="0"/></w:pPr><w:rPr><w:b/></w:rPr></w:style>
<w:style w:type="paragraph" w:styleId="Heading2"><w:name w:val="heading 2"/><w:basedOn w:val="Normal"/><w:pPr><w:outlineLvl w:val="1"/></w:pPr><w:rPr><w:b/></w:rPr></w:style>
<w:style w:type="character" w:styleId="Nen"><w:name w:val="Nen"/><w:rPr><w:u w:val="single"/></w:rPr></w:style>
<w:style w:type="character" w:styleId="DapAn"><w:name w:val="Dap an"/><w:basedOn w:val="Nen"/></w:style>
<w:style w:type="paragraph" w:styleId="Dung"><w:name w:val="Dung"/><w:basedOn w:val="Normal"/><w:rPr><w:color w:val="C00000"/></w:rPr></w:style>
<w:style w:type="paragraph" w:styleId="DanhSach"><w:name w:val="Danh sach"/><w:basedOn w:val="Normal"/><w:pPr><w:numPr><w:ilvl w:val="0"/><w:numId w:val="1"/></w:numPr></w:pPr></w:style>
</w:styles>"""


def level(at, form, text, start=1):
    return (f'<w:lvl w:ilvl="{at}"><w:start w:val="{start}"/><w:numFmt w:val="{form}"/>'
            f'<w:lvlText w:val="{text}"/></w:lvl>')


def numbering(*levels_of_lists, overrides=""):
    """Lists numbered from 1; each is a list of levels."""
    abstract = "".join(f'<w:abstractNum w:abstractNumId="{at}">{"".join(levels)}</w:abstractNum>'
                       for at, levels in enumerate(levels_of_lists, 1))
    nums = "".join(f'<w:num w:numId="{at}"><w:abstractNumId w:val="{at}"/></w:num>'
                   for at in range(1, len(levels_of_lists) + 1))
    return f'<w:numbering xmlns:w="{W}">{abstract}{nums}{overrides}</w:numbering>'


def docx(body, numbering_xml=None, rels="", extra=(), prolog="", document=None):
    """A document."""
    head = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
    namespaces = (f'xmlns:w="{W}" xmlns:r="{R}" xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing" '
                  'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" '
                  'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" '
                  'xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape" '
                  'xmlns:v="urn:schemas-microsoft-com:vml" xmlns:o="urn:schemas-microsoft-com:office:office" '
                  'xmlns:m="http://schemas.openxmlformats.org/officeDocument/2006/math"')
    text = document or f"{head}{prolog}<w:document {namespaces}><w:body>{body}<w:sectPr/></w:body></w:document>"
    files = [
        ("[Content_Types].xml", f'{head}<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/><Default Extension="png" ContentType="image/png"/><Override PartName="/word/document.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/></Types>'),
        ("_rels/.rels", f'{head}<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="{R}/officeDocument" Target="word/document.xml"/></Relationships>'),
        ("word/document.xml", text),
        ("word/styles.xml", head + STYLES),
        ("word/_rels/document.xml.rels", f'{head}<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">{rels}</Relationships>'),
    ]
    if numbering_xml:
        files.append(("word/numbering.xml", head + numbering_xml))
    return pack(files + list(extra))


def picture(rel, link=False):
    """A drawing that shows the picture of a relationship."""
    kind = "link" if link else "embed"
    return (f'<w:r><w:drawing><wp:inline><a:graphic><a:graphicData><pic:pic xmlns:pic="http://schemas.openxmlformats.org/drawingml/2006/picture">'
            f'<pic:blipFill><a:blip r:{kind}="{rel}"/></pic:blipFill></pic:pic></a:graphicData></a:graphic></wp:inline></w:drawing></w:r>')


def column(at):
    return chr(ord("A") + at)


class Cell:
    """A cell that is more than a text: a number with a style, a formula, an error."""

    def __init__(self, xml):
        self.xml = xml


def number(value, style=0):
    return Cell(f'<c r="{{ref}}" s="{style}"><v>{value}</v></c>')


def styled(text, style):
    return Cell(f'<c r="{{ref}}" s="{style}" t="inlineStr"><is><t>{escape(text)}</t></is></c>')


def formula(expression, value=None):
    cached = f"<v>{escape(value)}</v>" if value is not None else ""
    return Cell(f'<c r="{{ref}}" t="str"><f>{escape(expression)}</f>{cached}</c>')


# 0 general, 1 percent, 2 d/m/yyyy, 3 dd/mm/yyyy (built in), 4 red font, 5 yellow fill, 6 #,##0, 7 bold
XLSX_STYLES = """<styleSheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><numFmts count="1"><numFmt numFmtId="164" formatCode="d/m/yyyy"/></numFmts>
<fonts count="3"><font/><font><color rgb="FFFF0000"/></font><font><b/></font></fonts>
<fills count="3"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill><fill><patternFill patternType="solid"><fgColor rgb="FFFFFF00"/></patternFill></fill></fills>
<cellXfs count="8"><xf numFmtId="0" fontId="0" fillId="0"/><xf numFmtId="9" fontId="0" fillId="0"/><xf numFmtId="164" fontId="0" fillId="0"/><xf numFmtId="14" fontId="0" fillId="0"/><xf numFmtId="0" fontId="1" fillId="0"/><xf numFmtId="0" fontId="0" fillId="2"/><xf numFmtId="3" fontId="0" fillId="0"/><xf numFmtId="0" fontId="2" fillId="0"/></cellXfs></styleSheet>"""


def sheet_xml(rows, hidden=(), merges=(), prolog="", first=1):
    """A sheet of rows of texts and cells."""
    out = []
    for at, row in enumerate(rows, first):
        cells = []
        for col, value in enumerate(row):
            ref = f"{column(col)}{at}"
            if isinstance(value, Cell):
                cells.append(value.xml.replace("{ref}", ref))
            elif value not in ("", None):
                cells.append(f'<c r="{ref}" t="inlineStr"><is><t xml:space="preserve">{escape(str(value))}</t></is></c>')
        attribute = ' hidden="1"' if at in hidden else ""
        out.append(f'<row r="{at}"{attribute}>{"".join(cells)}</row>')
    areas = "".join('<mergeCell ref="' + area + '"/>' for area in merges)
    merged = f"<mergeCells>{areas}</mergeCells>" if areas else ""
    return f'<?xml version="1.0" encoding="UTF-8"?>{prolog}<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>{"".join(out)}</sheetData>{merged}</worksheet>'


def xlsx(sheets, date1904=False, shared=None, extra=()):
    """A workbook of (name, xml, state) sheets."""
    entries, rels = [], []
    for at, (name, _, state) in enumerate(sheets, 1):
        shown = f' state="{state}"' if state else ""
        entries.append(f'<sheet name="{escape(name)}" sheetId="{at}"{shown} r:id="rId{at}"/>')
        rels.append(f'<Relationship Id="rId{at}" Type="{R}/worksheet" Target="worksheets/sheet{at}.xml"/>')
    flag = '<workbookPr date1904="1"/>' if date1904 else ""
    files = [
        ("[Content_Types].xml", '<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/></Types>'),
        ("_rels/.rels", f'<?xml version="1.0"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="{R}/officeDocument" Target="xl/workbook.xml"/></Relationships>'),
        ("xl/workbook.xml", f'<?xml version="1.0"?><workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" xmlns:r="{R}">{flag}<sheets>{"".join(entries)}</sheets></workbook>'),
        ("xl/_rels/workbook.xml.rels", f'<?xml version="1.0"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">{"".join(rels)}</Relationships>'),
        ("xl/styles.xml", XLSX_STYLES),
    ]
    files += [(f"xl/worksheets/sheet{at}.xml", xml) for at, (_, xml, _) in enumerate(sheets, 1)]
    if shared is not None:
        strings = "".join(f"<si>{s}</si>" for s in shared)
        files.append(("xl/sharedStrings.xml", f'<?xml version="1.0"?><sst xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">{strings}</sst>'))
    return pack(files + list(extra))
