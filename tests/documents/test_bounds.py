"""No file costs more to look at than is allowed for one, and whatever comes leaves nothing behind.

Steps and bytes are counted and not seconds: they are the same on a busy machine.
"""

import sys
import zipfile
from contextlib import suppress

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ehcp.documents.bad_file import BadFile
from ehcp.documents.content import what_is
from ehcp.documents.work import A_MARK, Work
from tests.documents.files import CONTENT_TYPES, GOOD, a_docx, a_docx_with, a_zip
from tests.documents.handing_in import asked, files_left, hand_in, rows
from tests.documents.test_what_a_report_needs import FETCHES, HONEST, REFUSED, UNSEEN
from tests.examples import examples

ALLOWED = 4_000_000
_STEPS_OF_A_MARK = 25

_MANY = 20_000
_RELATIONS = b"<Relationships>" + b"<Relationship/>" * _MANY + b"</Relationships>"
_A_TABLE = a_zip({CONTENT_TYPES: b"<Types/>" + b" " * 500_000})
SLOW = {
    "many lists of relations": a_docx_with({f"word/_rels/{n}.rels": _RELATIONS for n in range(9)}),
    "markup of nothing but elements": a_docx_with({"word/a.xml": b"<a>" + b"<b/>" * 90_000}),
    "many tables, each of which unpacks to much": a_docx_with(
        {f"word/embeddings/{n}.xlsx": _A_TABLE for n in range(60)}
    ),
    "an instruction in many pieces": a_docx_with(
        {"word/a.xml": b"<a>" + b"<instrText>x</instrText>" * 40_000 + b"</a>"}
    ),
    "an attribute that never ends": a_docx_with({"word/a.xml": b'<a b="' + b"x" * 1_900_000}),
    "many attributes": a_docx_with(
        {"word/a.xml": b"<a " + b" ".join(b"b%d=''" % n for n in range(100_000)) + b"/>"}
    ),
    "entities in entities": a_docx_with(
        {
            "word/a.xml": b"<!DOCTYPE a ["
            + b"".join(b"<!ENTITY e%d '%s'>" % (n, b"&e%d;" % (n - 1) * 9) for n in range(1, 30))
            + b"]><a>&e29;</a>"
        }
    ),
    "a text of nothing but brackets": b"<" * 1_900_000,
    "a photograph of nothing but filling": b"\xff\xd8" + b"\xff" * 1_900_000,
    "a photograph of nothing but marks": b"\xff\xd8" + b"\xff\xe0\x00\x02" * 400_000,
    "a picture of nothing but pieces": GOOD[".png"][:33] + b"\0\0\0\0tEXt\0\0\0\0" * 150_000,
    "a PDF of packed objects": GOOD[".pdf"].replace(
        b"xref\n", b"/ObjStm /Filter /FlateDecode stream\n" * 50_000 + b"xref\n", 1
    ),
    "a PDF of first objects": GOOD[".pdf"].replace(b"xref\n", b"/First 1 " * 200_000, 1),
    "a PDF of remarks": GOOD[".pdf"].replace(b"xref\n", b"/First%" * 200_000 + b"\nxref\n", 1),
}


@pytest.mark.parametrize("what", SLOW)
def test_no_file_takes_more_steps_or_bytes_than_are_allowed_for_one(tmp_path, monkeypatch, what):
    path = tmp_path / "file"
    path.write_bytes(SLOW[what])
    steps = unpacked = 0
    read = zipfile.ZipExtFile.read

    def counted(self, n=-1):
        nonlocal unpacked
        piece = read(self, n)
        unpacked += len(piece)
        return piece

    def step(_frame, _event, _of):
        nonlocal steps
        steps += 1

    monkeypatch.setattr(zipfile.ZipExtFile, "read", counted)
    sys.setprofile(step)
    try:
        with suppress(BadFile):
            what_is(path, work=Work(left=ALLOWED))
    finally:
        sys.setprofile(None)
    assert unpacked <= 2 * ALLOWED
    assert steps <= _STEPS_OF_A_MARK * ALLOWED // A_MARK


def test_what_one_file_may_cost_is_shared_by_all_that_is_in_it(tmp_path):
    path = tmp_path / "file"
    path.write_bytes(SLOW["many tables, each of which unpacks to much"])
    with pytest.raises(BadFile, match="far more"):
        what_is(path, work=Work(left=10_000_000))


def test_a_long_report_is_worth_its_work(tmp_path):
    """Four hundred pages: some 200 thousand elements, and pictures of ten megabytes."""
    words = "<w:r><w:t>He reads at home every day.</w:t></w:r>" * 100_000
    path = tmp_path / "file"
    path.write_bytes(
        a_docx_with(
            {
                "word/footnotes.xml": f'<w:f xmlns:w="urn:w">{words}</w:f>',
                "word/media/image1.bmp": b"BM" + bytes(range(256)) * 40_000,
            }
        )
    )
    work = Work()
    before = work.left
    assert what_is(path, work=work).suffix == ".docx"
    assert before - work.left < before // 3


CORPUS = [each for some in (GOOD, HONEST, REFUSED, UNSEEN, FETCHES) for each in some.values()] + [
    a_docx()
]


@st.composite
def mutated(draw):
    """Draw a file, good or bad, with bytes changed, cut out, put in twice, or another's put in."""
    content = bytearray(draw(st.sampled_from(CORPUS)))
    for _ in range(draw(st.integers(1, 5))):
        at = draw(st.integers(0, len(content)))
        end = min(len(content), at + draw(st.integers(0, 40)))
        match draw(st.sampled_from(["change", "cut", "twice", "other"])):
            case "change":
                content[at:end] = draw(st.binary(min_size=end - at, max_size=end - at))
            case "cut":
                del content[at:end]
            case "twice":
                content[at:at] = content[at:end] * draw(st.integers(1, 200))
            case _:
                other = draw(st.sampled_from(CORPUS))
                content[at:at] = other[: draw(st.integers(0, len(other)))]
    return bytes(content)


@pytest.fixture
def case(engine):
    return asked(engine)


@settings(
    max_examples=examples(300),
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(content=mutated())
def test_whatever_is_handed_in_is_kept_whole_or_refused_without_a_trace(
    engine, folder, case, content
):
    files, count = len(files_left(folder)), rows(engine)
    kept = 0
    with suppress(BadFile):
        hand_in(engine, folder, case, content=content)
        kept = 1
    assert (len(files_left(folder)), rows(engine)) == (files + kept, count + kept)
