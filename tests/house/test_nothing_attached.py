"""The promise that no document is ever mailed: letters link to a page behind a code or sign-in."""

import ast
from datetime import UTC, datetime
from email import message_from_bytes, policy

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from notifications.mime import in_envelope
from tests.examples import examples
from tests.house.building import named, python_files

# How programs here could get at a document, or a mail at a file: their folder, their table, and
# the ways in which the standard library and GOV.UK Notify attach something.
_WAYS = frozenset(
    {
        *("documents", "DocumentRow", "place_of", "document_to_open"),
        *("add_attachment", "add_related", "make_mixed", "MIMEBase", "MIMEApplication"),
        *("MIMEMultipart", "MIMEImage", "prepare_upload", "send_precompiled_letter_notification"),
    }
)


def ways_in(source: str) -> set[str]:
    """Find what of these a program names."""
    found = set()
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Name | ast.Attribute):
            found.add(node.id if isinstance(node, ast.Name) else node.attr)
        elif isinstance(node, ast.ImportFrom):
            found |= {alias.name for alias in node.names}
            found |= set((node.module or "").split("."))
        elif isinstance(node, ast.Import):
            found |= {part for alias in node.names for part in alias.name.split(".")}
    return found & _WAYS


def test_nothing_that_writes_or_sends_letters_can_reach_a_document():
    found = {named(path): ways_in(path.read_text()) for path in python_files("notifications")}
    assert found
    assert {name: ways for name, ways in found.items() if ways} == {}


@pytest.mark.parametrize(
    "program",
    [
        "from ehcp.documents.folder import place_of",
        "import ehcp.documents.listed",
        "from ehcp.register.tables import documents",
        "message.add_attachment(b'x')",
        "client.prepare_upload(file)",
    ],
)
def test_a_program_that_reached_one_would_be_found(program):
    assert ways_in(program)


_WORDS = st.text(st.characters(codec="utf-8", exclude_characters="\r"), max_size=300)


@settings(max_examples=examples(60), deadline=None)
@given(text=_WORDS, html=_WORDS, subject=_WORDS)
def test_whatever_a_letter_says_its_email_is_words_and_a_page_and_nothing_else(text, html, subject):
    envelope = in_envelope(
        message_id="a1b2c3",
        sender="ehc@council.example",
        sender_name="EHC team",
        reply_to="ehc@council.example",
        recipient="advice@trust.example",
        subject=subject,
        text=text,
        html=html,
        at=datetime(2026, 3, 2, 9, tzinfo=UTC),
    )
    email = message_from_bytes(envelope.content, policy=policy.default)
    parts = [part for part in email.walk() if not part.is_multipart()]
    assert [part.get_content_type() for part in parts] == ["text/plain", "text/html"]
    assert all(part.get_filename() is None for part in parts)
    assert list(email.iter_attachments()) == []
