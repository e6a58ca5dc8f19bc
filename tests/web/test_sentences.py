"""No sentence on a page tells a person at the counter to type a command."""

import ast
from pathlib import Path

import pytest

from ehcp.web.sentences import for_a_page

_ROOMS = ("cases", "casework", "law", "register")
_HOUSE = Path(__file__).parents[2] / "ehcp"
_REFUSALS = {
    "NotPossible",
    "Changed",
    "NotAllowed",
    "UnknownCase",
    "UnknownGround",
    "UnknownAdviceKind",
    "BadProvider",
}


def _text(node: ast.expr) -> str:
    """Give the text of a sentence as it is written, with something for what is filled in."""
    match node:
        case ast.Constant(value=str(text)):
            return text
        case ast.JoinedStr(values=parts):
            return "".join(_text(part) for part in parts)
        case ast.FormattedValue(value=value):
            return _example(ast.unparse(value))
        case ast.BinOp(left=left, right=right):
            return _text(left) + _text(right)
        case (
            ast.IfExp(body=each)
            | ast.Call(func=ast.Attribute(attr="join"), args=[ast.GeneratorExp(elt=each)])
        ):
            return _text(each)
        case _:
            return "something"


def _example(written: str) -> str:
    for part, example in (
        ("kind", "told_will_assess"),
        ("reference", "K7Q-2ND"),
        ("for_example", "'Ash Lane School'"),
        ("missing.args", "absent_from"),
        ("each.name", "order"),
        ("known.id", "school_closed"),
        ("PREPARATION", "preparation_for_adulthood"),
        ("EVIDENCE", "evidence"),
        ("SCHOOL", "school"),
        ("detail", "to_authority"),
        ("name", "author_agrees"),
        ("day_in_words", "2 March 2026"),
    ):
        if part in written:
            return example
    return "something"


def sentences() -> list[str]:
    """Find every sentence with which a room below refuses, as it stands in the code."""
    found = []
    for room in _ROOMS:
        for file in sorted((_HOUSE / room).rglob("*.py")):
            for node in ast.walk(ast.parse(file.read_text())):
                said = None
                if isinstance(node, ast.Call) and getattr(node.func, "id", "") in _REFUSALS:
                    said = node.args[0] if node.args else None
                elif isinstance(node, ast.Return) and isinstance(
                    node.value, ast.JoinedStr | ast.BinOp
                ):
                    said = node.value
                if said is not None and len(text := _text(said)) > 30:
                    found.append(text)
    return found


def test_there_are_sentences_to_look_at():
    assert len(sentences()) > 90
    assert any("--detail" in each for each in sentences())
    assert any("`ehcp" in each for each in sentences())


@pytest.mark.parametrize("sentence", sentences())
def test_no_sentence_mentions_the_command_line(sentence):
    shown = for_a_page(sentence)
    assert shown
    for mark in ("`", "--", "ehcp ", "told_will_assess", "_"):
        assert mark not in shown, shown


@pytest.mark.parametrize(
    ("below", "shown"),
    [
        (
            "All three agree. Add --detail author_agrees=yes --detail family_agrees=yes, or not.",
            (
                "All three agree. Add ‘Its author agrees that it is sufficient’, ‘The family "
                "agrees that it is sufficient’, or not."
            ),
        ),
        (
            "advice_received needs the kind of advice: add --party, for example --party EP.",
            "‘Advice was received’ needs the kind of advice: choose whose.",
        ),
        (
            "It is not complete. It was not sent to advice_givers. `ehcp case notice X` says what.",
            "It is not complete. It was not sent to those who are asked for advice.",
        ),
        (
            "There is no case 'X'. References look like K7Q-2ND; `ehcp case list` shows them all.",
            "There is no case 'X'. References look like K7Q-2ND.",
        ),
        (
            (
                "officer_changed needs one: add --detail officer=NAME, as in the council's list of "
                "people."
            ),
            "‘The case changed hands’ needs one: fill in ‘The new caseworker’.",
        ),
    ],
    ids=["agreements", "party", "notice", "unknown", "officer"],
)
def test_what_it_says_instead(below, shown):
    assert for_a_page(below) == shown
