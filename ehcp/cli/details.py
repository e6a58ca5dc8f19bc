"""The facts of an entry as they are typed: NAME=VALUE, who got a notice, what it contains."""

from collections.abc import Iterable
from typing import Annotated

import typer

from ehcp.refusal import Refusal

SentTo = Annotated[
    str | None, typer.Option(metavar="A,B", help="A notice: who got it; see `case notice`.")
]
Contains = Annotated[str | None, typer.Option(metavar="A,B", help="A notice: what it contains.")]
NotSent = Annotated[
    list[str] | None,
    typer.Option(metavar="WHO=REASON", help="A notice: why somebody did not get it."),
]


class BadDetail(Refusal):
    """A fact that is not written as NAME=VALUE, or is given twice."""


def details_from(
    pairs: Iterable[str],
    *,
    sent_to: str | None = None,
    contains: str | None = None,
    not_sent: Iterable[str] = (),
    note: str | None = None,
    option: str = "--detail",
) -> dict[str, str]:
    """Give the details of an entry from what was typed for it, the pairs behind `option`.

    Raises:
        BadDetail: something is not NAME=VALUE, or one fact is given twice.
    """
    details: dict[str, str] = {}
    for pair in pairs:
        _put(details, *_split(pair, option=option, wanted="a fact. Write NAME=VALUE."))
    for pair in not_sent:
        wanted = "a reason. Write RECIPIENT=REASON, for example school='none attended'."
        recipient, reason = _split(pair, option="--not-sent", wanted=wanted)
        _put(details, f"no_{recipient}", reason)
    for name, typed, listing in (
        ("sent_to", sent_to, "--sent-to"),
        ("contains", contains, "--contains"),
    ):
        if typed is not None:
            words = [word.strip() for word in typed.split(",")]
            if not all(words):
                raise BadDetail(
                    f"{listing}: '{typed}' is not a list. Write names with commas between them, as "
                    "`ehcp case notice` prints them."
                )
            _put(details, name, ",".join(words))
    if note:
        _put(details, "note", note)
    return details


def _split(pair: str, *, option: str, wanted: str) -> tuple[str, str]:
    name, equals, value = pair.partition("=")
    if not equals or not name.strip() or not value.strip():
        raise BadDetail(f"{option}: '{pair}' is not {wanted}")
    return name.strip(), value.strip()


def _put(details: dict[str, str], name: str, value: str) -> None:
    if name in details:
        raise BadDetail(f"'{name}' is given twice. Give it once.")
    details[name] = value
