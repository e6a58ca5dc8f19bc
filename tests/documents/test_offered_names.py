"""Names that people and attackers give their files: looked at, refused or forgotten, never used."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ehcp.cases.kinds import Kind
from ehcp.documents.bad_file import BadFile
from ehcp.documents.called import called
from ehcp.documents.offered_names import LONGEST, refuse_hostile
from tests.examples import examples

HOSTILE = [
    "../../etc/passwd",
    "..",
    "..\\..\\windows\\system32\\x.pdf",
    "/etc/passwd",
    "advice.pdf\0.exe",
    "advice\u202efdp.exe",
    "advice\u2066.pdf",
    "advice\r\nSet-Cookie: x.pdf",
    "x" * 1_000 + ".pdf",
    "advice.pdf.exe",
    "advice.EXE",
    "advice.pdf.exe. . ",
    "advice.docm",
    "advice.js",
    "advice.html",
    "advice.svg",
    "half\ud83d.pdf",
]
PLAIN = [
    "",
    "advice.pdf",
    "EP Report – Zoë O’Néill (final) v2.docx",
    "تقرير.pdf",
    "報告.pdf",
    "👩‍🏫 notes.txt",
    "no suffix",
    ".pdf",
    "com.pdf",
]


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_name_is_refused_with_a_sentence_that_does_not_repeat_it(name):
    with pytest.raises(BadFile) as refused:
        refuse_hostile(name)
    assert str(refused.value).endswith("hand it in again.") or "hand that in" in str(refused.value)
    assert name not in str(refused.value) or name == ".."


@pytest.mark.parametrize("name", PLAIN)
def test_what_people_call_their_files_is_no_trouble(name):
    refuse_hostile(name)


@settings(max_examples=examples(150), deadline=None)
@given(name=st.text(max_size=LONGEST + 20))
def test_whatever_the_name_is_it_is_let_pass_or_refused(name):
    try:
        refuse_hostile(name)
    except BadFile:
        return
    assert len(name) <= LONGEST
    assert not set(name) & {"/", "\\", "\0", "\n", "\u202e"}


@settings(max_examples=examples(100), deadline=None)
@given(party=st.text(max_size=300))
def test_what_somebody_typed_as_a_party_is_in_no_name_for_it_may_be_a_persons(party):
    name = called(kind=Kind.ADVICE_RECEIVED, party=party, reference="K7Q-2ND", suffix=".pdf")
    assert name == "advice-K7Q-2ND.pdf"


def test_a_document_is_called_by_its_kind_and_the_reference():
    name = called(
        kind=Kind.ADVICE_RECEIVED,
        party="educational_psychology",
        reference="K7Q-2ND",
        suffix=".pdf",
    )
    assert name == "educational-psychology-advice-K7Q-2ND.pdf"
