"""Whether a child who is to be entered is in the register already, and what speaks for it.

Set-based: two statements, however many children are alike. Whom somebody may not see is never
shown to them; but that a UPN, or an id of the council's own, is taken is said, for two records of
one child would be worse.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from difflib import SequenceMatcher
from typing import Any

from sqlalchemy import ColumnElement, Connection, func, or_, select

from ehcp.cases.journeys import journey_named
from ehcp.cases.stages import Stage
from ehcp.register.sight import Sight, seen_people
from ehcp.register.tables import cases, people

_ALIKE = 0.8
_MOST_SHOWN = 10
_MOST_LOOKED_AT = 2_000
_PARTS_THAT_AGREE = 2
_SAME_NAME = "the same name"


@dataclass(frozen=True, kw_only=True)
class Child:
    """What is known of a child who is to be entered."""

    forename: str = ""
    surname: str = ""
    born_on: date | None = None
    upn: str | None = None
    external_id: str | None = None
    postcode: str | None = None


@dataclass(frozen=True, kw_only=True)
class CaseOf:
    """A case of a child who is in the register."""

    reference: str
    journey: str
    journey_says: str
    stage_says: str
    is_open: bool


@dataclass(frozen=True, kw_only=True)
class Match:
    """Somebody in the register who may be the child.

    Attributes:
        reference: a case of theirs, by which a new one is attached to them.
        agrees: what is the same, in words.
        differs: what is not, in words.
        is_sure: a number that one child alone has is the same.
        is_namesake: name and date of birth are the same, letter by letter.
        is_sibling: they live where the child lives, and are somebody else.
    """

    reference: str
    forename: str | None
    surname: str | None
    born_on: date | None
    upn: str | None
    setting: str | None
    cases: Sequence[CaseOf]
    agrees: Sequence[str]
    differs: Sequence[str]
    is_sure: bool
    is_namesake: bool
    is_sibling: bool
    weight: float


@dataclass(frozen=True, kw_only=True)
class Found:
    """What was found.

    Attributes:
        is_hidden: somebody whom the visitor may not see has this UPN or id.
    """

    matches: Sequence[Match]
    is_hidden: bool


def same_child(connection: Connection, child: Child, *, sight: Sight | None) -> Found:
    """Look for a child in the register, among those who may be seen."""
    alike = _alike(child)
    if not alike:
        return Found(matches=(), is_hidden=False)
    rows = connection.execute(
        select(
            people.c.id,
            people.c.forename,
            people.c.surname,
            people.c.born_on,
            people.c.upn,
            people.c.external_id,
            people.c.postcode,
            people.c.setting,
            seen_people(sight).label("is_seen"),
        )
        .where(or_(*alike))
        .limit(_MOST_LOOKED_AT)
    ).all()
    hidden = any(
        not row.is_seen
        and (_is_same(row.upn, child.upn) or _is_same(row.external_id, child.external_id))
        for row in rows
    )
    weighed = [found for row in rows if row.is_seen and (found := _weigh(child, row))]
    weighed.sort(key=lambda found: -found["weight"])
    shown = weighed[:_MOST_SHOWN]
    theirs = _cases_of(connection, [found["id"] for found in shown])
    return Found(
        matches=tuple(
            Match(
                reference=theirs[found["id"]][0].reference,
                cases=theirs[found["id"]],
                **{name: value for name, value in found.items() if name != "id"},
            )
            for found in shown
            if found["id"] in theirs
        ),
        is_hidden=hidden,
    )


def _alike(child: Child) -> list[ColumnElement[bool]]:
    """Choose whoever could be the child; each of these is asked for only where it is known."""
    alike: list[ColumnElement[bool]] = []
    if child.upn:
        alike.append(people.c.upn == child.upn)
    if child.external_id:
        alike.append(people.c.external_id == child.external_id)
    if child.born_on:
        alike.append(people.c.born_on == child.born_on)
    if child.surname:
        alike.append(func.lower(people.c.surname) == child.surname.strip().lower())
    return alike


def _weigh(child: Child, row: Any) -> dict[str, Any] | None:  # noqa: ANN401 - a row of a query
    """Say what speaks for it that somebody is the child; None where nothing does."""
    agrees, differs = [], []
    number = _is_same(row.upn, child.upn) or _is_same(row.external_id, child.external_id)
    if number:
        agrees.append("the same UPN" if _is_same(row.upn, child.upn) else "the same id")
    name = _name_agrees(child, row)
    born = row.born_on is not None and row.born_on == child.born_on
    nearly = _nearly(row.born_on, child.born_on)
    home = _is_same(_plain(row.postcode), _plain(child.postcode))
    surname = _is_same(_plain(row.surname), _plain(child.surname))
    for agreed, said in ((name, name), (born, "the same date of birth"), (home, "same postcode")):
        if agreed:
            agrees.append(str(said))
    if not name:
        differs.append("another name")
    if not born:
        differs.append("no date of birth on record" if row.born_on is None else "born another day")
    if child.upn and row.upn and not _is_same(row.upn, child.upn):
        differs.append("another UPN")
    sibling = not number and surname and home and not born
    # Another forename: a twin, or the name they are called by.
    family = surname and born
    if family and not name:
        agrees.append("the same surname")
    if not (number or (name and (born or nearly or row.born_on is None)) or sibling or family):
        return None
    return {
        "id": row.id,
        "forename": row.forename,
        "surname": row.surname,
        "born_on": row.born_on,
        "upn": row.upn,
        "setting": row.setting,
        "agrees": tuple(agrees),
        "differs": tuple(differs),
        "is_sure": number,
        "is_namesake": name == _SAME_NAME and born,
        "is_sibling": sibling and not name,
        "weight": 10 * number + 4 * bool(name) + 3 * born + nearly + home - 5 * sibling,
    }


def _name_agrees(child: Child, row: Any) -> str:  # noqa: ANN401 - a row of a query
    """Say how a name agrees; nothing where it does not."""
    typed = _plain(child.forename), _plain(child.surname)
    known = _plain(row.forename), _plain(row.surname)
    if not all(typed) or not all(known):
        return ""
    if typed == known:
        return _SAME_NAME
    if typed == known[::-1]:
        return "the same name, the other way round"
    # Sam and Samuel; Hartly and Hartley.
    pairs = zip(typed, known, strict=True)
    begins = all(one.startswith(two) or two.startswith(one) for one, two in pairs)
    if begins or SequenceMatcher(None, "".join(typed), "".join(known)).ratio() >= _ALIKE:
        return "a similar name"
    return ""


def _nearly(known: date | None, typed: date | None) -> bool:
    """Say whether one day is a slip of the other: two of three parts agree, or day and month."""
    if known is None or typed is None:
        return False
    parts = zip(
        (known.day, known.month, known.year), (typed.day, typed.month, typed.year), strict=True
    )
    turned = (known.day, known.month, known.year) == (typed.month, typed.day, typed.year)
    return turned or sum(a == b for a, b in parts) >= _PARTS_THAT_AGREE


def _plain(text: str | None) -> str:
    """Write a name or a postcode with nothing but its letters and figures."""
    return "".join(each for each in (text or "").casefold() if each.isalnum())


def _is_same(known: str | None, typed: str | None) -> bool:
    return bool(known) and known == typed


def _cases_of(connection: Connection, person_ids: Iterable[int]) -> dict[int, list[CaseOf]]:
    """Give the cases of these people, the newest first."""
    found: dict[int, list[CaseOf]] = {}
    wanted = list(person_ids)
    if not wanted:
        return found
    rows = connection.execute(
        select(
            cases.c.person_id,
            cases.c.reference,
            cases.c.journey,
            cases.c.stage,
            cases.c.ended_on,
        )
        .where(cases.c.person_id.in_(wanted))
        .order_by(cases.c.started_on.desc(), cases.c.id.desc())
    )
    for row in rows:
        found.setdefault(row.person_id, []).append(
            CaseOf(
                reference=row.reference,
                journey=row.journey,
                journey_says=journey_named(row.journey).says,
                stage_says=Stage(row.stage).says,
                is_open=row.ended_on is None,
            )
        )
    return found
