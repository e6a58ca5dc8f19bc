"""The people of families to whom we write about a case: what every letter to a family has.

A letter greets an adult by name, and says nothing else of anybody: not whom the case is about, nor
what was decided, nor why. That stands behind the case's reference and a code.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import timedelta
from typing import Any, Final

from sqlalchemy import ColumnElement, Row, and_, exists, func, not_, select

from ehcp.cases.advice_kinds import AdviceKind
from ehcp.cases.events import FROM_A_TRACKER
from ehcp.register.tables import cases, deadlines, events, family_contacts, messages, occasions
from notifications.advice_owed import has_been_told
from notifications.letter import Draft, Facts, Occasion, Round

FOOT: Final = "For your privacy this email says no more than it must. Please do the same."
LEADS_TO: Final = "/family"
NEWS: Final = timedelta(days=14)
"""How long something that happened is news: a letter switched on today says nothing older."""

SENT_TO_FAMILY = exists(
    select(family_contacts.c.id)
    .join(cases, cases.c.person_id == family_contacts.c.person_id)
    .where(
        cases.c.id == occasions.c.case_id,
        family_contacts.c.ended_at.is_(None),
        family_contacts.c.email
        == select(messages.c.recipient)
        .where(messages.c.id == occasions.c.message_id)
        .correlate(occasions)
        .scalar_subquery(),
    )
)
"""That the letter goes to an address which is still one of this child's family."""

_A_HEALTH_SERVICE = (
    AdviceKind.SPEECH_AND_LANGUAGE_THERAPY,
    AdviceKind.OCCUPATIONAL_THERAPY,
    AdviceKind.PHYSIOTHERAPY,
    AdviceKind.MENTAL_HEALTH,
)
"""Which of them was asked would say what the child may need, so an email says health."""

_THEIR_OWN = (AdviceKind.PARENT, AdviceKind.REQUESTED_BY_FAMILY)


def families(
    about: Round, *conditions: ColumnElement[bool], columns: Sequence[Any] = ()
) -> list[Row[Any]]:
    """Give the cases for which these conditions hold, once for each person that we write to."""
    return list(
        about.connection.execute(
            select(
                cases.c.id.label("case_id"),
                cases.c.reference,
                cases.c.journey,
                cases.c.stage,
                cases.c.stage_since,
                cases.c.officer,
                family_contacts.c.id.label("contact_id"),
                family_contacts.c.name.label("dear"),
                family_contacts.c.email,
                *columns,
            )
            .join(family_contacts, family_contacts.c.person_id == cases.c.person_id)
            .where(
                family_contacts.c.ended_at.is_(None),
                family_contacts.c.email.is_not(None),
                *conditions,
            )
            .order_by(cases.c.id, family_contacts.c.id)
        )
    )


def letters_to(
    about: Round,
    letter: str,
    found: Iterable[Row[Any]],
    *,
    step: Callable[[Row[Any]], object],
    facts: Callable[[Row[Any]], Facts],
) -> Iterator[Draft]:
    """Write to each of these people about their case, once for each `step` that it has come to."""
    for row in found:
        key = f"{letter}|{row.reference}|{row.contact_id}|{step(row)}"
        if has_been_told(about.connection, key):
            continue
        item = {"occasion": key, "reference": row.reference, **facts(row)}
        yield Draft(
            letter=letter,
            key=key,
            recipient=row.email,
            facts={"dear": row.dear, "items": [item]},
            occasions=(Occasion(key=key, case_id=row.case_id),),
        )


def is_news(about: Round) -> ColumnElement[bool]:
    """Give the condition that a case has come to its stage lately."""
    lately: ColumnElement[bool] = cases.c.stage_since.between(about.day - NEWS, about.day)
    return lately


def wanted(*conditions: ColumnElement[bool]) -> ColumnElement[bool]:
    """Give the condition that these hold for the case of an occasion, and its reader is the same.

    A child who has died is written to nobody about, whatever a letter is for.
    """
    of_case = exists(
        select(cases.c.id).where(
            cases.c.id == occasions.c.case_id, cases.c.stage != "died", *conditions
        )
    )
    both: ColumnElement[bool] = and_(SENT_TO_FAMILY, of_case)
    return both


def opened_here() -> ColumnElement[bool]:
    """Give the condition that a case was opened by somebody, and not brought by a spreadsheet."""
    first = events.alias("first")
    brought = exists(
        select(first.c.case_id).where(
            first.c.case_id == cases.c.id,
            first.c.sequence == 1,
            func.coalesce(first.c.details["source"].as_string(), "") == FROM_A_TRACKER,
        )
    )
    return not_(brought)


def due_on(rules: Sequence[str]) -> Any:  # noqa: ANN401 - a column of a query
    """Give the first day by which one of these limits of a case has to be kept, as a column."""
    limit = deadlines.alias()
    return (
        select(func.min(limit.c.due_on))
        .where(
            limit.c.case_id == cases.c.id,
            limit.c.rule_id.in_(rules),
            limit.c.met_on.is_(None),
            limit.c.fell_away_on.is_(None),
        )
        .correlate(cases)
        .scalar_subquery()
    )


def services_in_words(kinds: Iterable[str]) -> str:
    """Name the kinds of services that were asked, no closer than an email may."""
    named: list[str] = []
    for kind in kinds:
        known = AdviceKind(kind)
        if known in _THEIR_OWN:
            continue
        says = "health" if known in _A_HEALTH_SERVICE else known.says
        if says not in named:
            named.append(says)
    *others, last = named or [""]
    return f"{', '.join(others)} and {last}" if others else last
