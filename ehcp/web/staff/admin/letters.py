"""The words of letters: read, changed, looked at before they are kept, and set back."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Any

from fastapi import APIRouter
from starlette.responses import Response

from ehcp.council.changes import NoSuchVersion
from ehcp.council.last_changes import last_words
from ehcp.council.letter_words import change_words, words_history, words_then, words_versions
from ehcp.refusal import Refusal
from ehcp.staff.roles import UserRole
from ehcp.web.counter import LetterListed, Letters
from ehcp.web.forms import BadForm, Form
from ehcp.web.numbers import Version
from ehcp.web.staff.admin.expected import expected
from ehcp.web.staff.admin.framed import framed
from ehcp.web.staff.admin.not_there import NotThere
from ehcp.web.staff.admin.once import once
from ehcp.web.visit import Visit, open_to

router = APIRouter()

_LONGEST = 20_000
_WHERE = re.compile(r"^The words of [a-z_]+: ")


@dataclass(frozen=True)
class Line:
    """A line of two wordings beside each other: in both, taken out, or put in."""

    how: str
    text: str


@router.get("/admin/letters")
def every_letter(visit: Visit = open_to(UserRole.ADMINISTRATOR)) -> Response:
    """List every letter, with who changed its words last."""
    return visit.page(
        "admin/letters.html.jinja",
        letters=_letters(visit).letters(),
        last=last_words(visit.counter.engine),
    )


@router.get("/admin/letters/{name}")
def one_letter(name: str, visit: Visit = open_to(UserRole.ADMINISTRATOR)) -> Response:
    """Show a letter as it goes now, about an invented child, and its versions."""
    letter = _letter(visit, name)
    return _with_preview(
        visit,
        "admin/letter.html.jinja",
        letter,
        _letters(visit).words_now(name),
        history=words_history(visit.counter.engine, letter=name),
    )


@router.get("/admin/letters/{name}/change")
def ask(name: str, visit: Visit = open_to(UserRole.ADMINISTRATOR)) -> Response:
    """Show the words of a letter to be changed, with the facts that they may use."""
    return _form(visit, _letter(visit, name), {})


@router.post("/admin/letters/{name}/change")
def change(name: str, visit: Visit = open_to(UserRole.ADMINISTRATOR)) -> Response:
    """Show how a letter would look in these words, or keep them."""
    letter = _letter(visit, name)
    if visit.sent.text("again"):
        return _form(visit, letter, {})

    def keep() -> Response:
        change_words(
            visit.counter.engine,
            by=visit.me.name,
            at=visit.now,
            letter=name,
            words=_words(visit),
            expects_version=expected(visit),
            check=lambda words: _checked(visit, name, words),
            why=visit.sent.text("why"),
        )
        return visit.go(f"/admin/letters/{name}", said="saved")

    def again(wrong: dict[str, str]) -> Response:
        return _form(visit, letter, wrong)

    if visit.sent.text("confirmed"):
        return once(visit, keep, again=again)
    try:
        words = _words(visit)
        _checked(visit, name, words)
    except BadForm as slips:
        return again(slips.wrong)
    return _with_preview(
        visit,
        "admin/letter_check.html.jinja",
        letter,
        words,
        expects=expected(visit),
        compared=_compared(_letters(visit).words_now(name), words),
    )


@router.get("/admin/letters/{name}/versions/{version}")
def one_version(
    name: str, version: Version, visit: Visit = open_to(UserRole.ADMINISTRATOR)
) -> Response:
    """Compare an earlier version with the words now; 0 is the words of the file."""
    return _version(visit, _letter(visit, name), version, {})


@router.post("/admin/letters/{name}/versions/{version}")
def back_to(
    name: str, version: Version, visit: Visit = open_to(UserRole.ADMINISTRATOR)
) -> Response:
    """Let a letter say again what it said in a version, or in the file."""
    letter = _letter(visit, name)
    then = _then(visit, name, version)

    def act() -> Response:
        change_words(
            visit.counter.engine,
            by=visit.me.name,
            at=visit.now,
            letter=name,
            words=then,
            expects_version=expected(visit),
            check=lambda words: _checked(visit, name, words, field=""),
            why=visit.sent.text("why"),
        )
        return visit.go(f"/admin/letters/{name}", said="saved")

    return once(visit, act, again=lambda wrong: _version(visit, letter, version, wrong))


def _words(visit: Visit) -> str:
    form = Form(visit.sent)
    words = form.text("words", "the words of the letter", longest=_LONGEST)
    form.refuse_if_wrong()
    return words


def _checked(visit: Visit, name: str, words: str, *, field: str = "words") -> None:
    """Refuse words that cannot be sent.

    Raises:
        BadForm: with the sentence, and the line where there is one.
    """
    try:
        _letters(visit).check_words(name, words)
    except Refusal as refusal:
        says = _WHERE.sub("", str(refusal))
        raise BadForm({field: says[:1].upper() + says[1:]}) from None


def _form(visit: Visit, letter: LetterListed, wrong: dict[str, str]) -> Response:
    posted = visit.request.method == "POST"
    version = words_versions(visit.counter.engine).get(letter.name, 0)
    return visit.page(
        "admin/letter_form.html.jinja",
        status=400 if wrong else 200,
        wrong=wrong,
        letter=letter,
        words=visit.sent.text("words") if posted else _letters(visit).words_now(letter.name),
        expects=expected(visit) if posted else version,
    )


def _version(visit: Visit, letter: LetterListed, version: int, wrong: dict[str, str]) -> Response:
    then = _then(visit, letter.name, version)
    engine = visit.counter.engine
    history = words_history(engine, letter=letter.name)
    words = _letters(visit).words_of_the_file(letter.name) if then is None else then
    return visit.page(
        "admin/letter_version.html.jinja",
        status=400 if wrong else 200,
        wrong=wrong,
        letter=letter,
        version=version,
        change=next((each for each in history if each.version == version), None),
        compared=_compared(_letters(visit).words_now(letter.name), words),
        expects=words_versions(engine).get(letter.name, 0),
    )


def _then(visit: Visit, name: str, version: int) -> str | None:
    """Give the words of a version; None where they were, or are to be, the file's."""
    if not version:
        return None
    try:
        return words_then(visit.counter.engine, letter=name, version=version)
    except NoSuchVersion:
        raise NotThere from None


def _with_preview(
    visit: Visit,
    template: str,
    letter: LetterListed,
    words: str,
    **facts: Any,  # noqa: ANN401 - facts of any kind
) -> Response:
    """Show a page with the letter as somebody would get it, about an invented child."""
    shown = _letters(visit).preview(letter.name, words)
    frame = framed(shown.html)
    page = visit.page(
        template, letter=letter, words=words, preview=shown, framed=frame.html, **facts
    )
    page.headers["Content-Security-Policy"] = frame.policy
    return page


def _compared(before: str, after: str) -> list[Line] | None:
    """Put two wordings beside each other, line by line; None where they say the same."""
    old, new = before.strip().split("\n"), after.strip().split("\n")
    return list(_lines(old, new)) if old != new else None


def _lines(old: list[str], new: list[str]) -> Iterator[Line]:
    matched = SequenceMatcher(a=old, b=new, autojunk=False)
    for _, from_old, to_old, from_new, to_new in matched.get_opcodes():
        if old[from_old:to_old] == new[from_new:to_new]:
            yield from (Line("same", text) for text in old[from_old:to_old])
        else:
            yield from (Line("out", text) for text in old[from_old:to_old])
            yield from (Line("in", text) for text in new[from_new:to_new])


def _letters(visit: Visit) -> Letters:
    if visit.counter.letters is None:
        raise NotThere
    return visit.counter.letters


def _letter(visit: Visit, name: str) -> LetterListed:
    for letter in _letters(visit).letters():
        if letter.name == name:
            return letter
    raise NotThere
