"""The people of families to whom we write about a case: what every letter to a family has.

A letter greets an adult by name, and says nothing else of anybody: not whom the case is about, nor
what was decided, nor why. That stands behind the case's reference and a code. Of one decision there
is no notice to point to: that a plan does not end. That one is told.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date, timedelta
from typing import Any, Final

from sqlalchemy import ColumnElement, Row, and_, exists, func, not_, or_, select

from ehcp.cases.advice_kinds import AdviceKind
from ehcp.cases.events import FROM_A_TRACKER
from ehcp.cases.kinds import Kind
from ehcp.register.tables import cases, deadlines, events, family_contacts, messages, occasions
from notifications.deaths import has_died
from notifications.letter import Draft, Facts, Occasion, Round
from notifications.told import (
    News,
    Unsaid,
    keys_of,
    said_before,
    says,
    still_holds,
    told_before_it_changed,
    told_lately,
    unsaid,
)

FOOT: Final = "For your privacy this email says no more than it must. Please do the same."
LEADS_TO: Final = "/family"
NEWS: Final = timedelta(days=14)
"""How long something that happened is news: a letter switched on today says nothing older."""

Tells = Callable[[Row[Any]], tuple[Any, *tuple[date | None, ...]]]
"""Says of a case what a letter tells, and then each day that the letter quotes."""

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

_UNDER_A_PLAN: Final = (
    *("reassessment", "annual_review", "amendment", "phase_transfer"),
    *("ceasing", "transfer_in", "transfer_out"),
)
_A_HEALTH_SERVICE = (
    AdviceKind.SPEECH_AND_LANGUAGE_THERAPY,
    AdviceKind.OCCUPATIONAL_THERAPY,
    AdviceKind.PHYSIOTHERAPY,
    AdviceKind.MENTAL_HEALTH,
)
"""Which of them was asked would say what the child may need, so an email says health."""

_IN_AN_EMAIL: Final = {AdviceKind.REQUESTED_BY_FAMILY: "another service"}

THE_FAMILY: Final = AdviceKind.PARENT
"""A family that is written to needs no telling that its own views are asked for."""


def families(
    about: Round, *conditions: ColumnElement[bool], columns: Sequence[Any] = ()
) -> list[Row[Any]]:
    """Give the cases for which these conditions hold, once for each person that we write to.

    The cases of a child who has died are left out.
    """
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
                not_(has_died()),
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
    tells: Tells,
    facts: Callable[[Row[Any]], Facts],
) -> Iterator[Draft]:
    """Write to each of these people about what their case has come to; see `notifications.told`.

    Each row says in `is_news` whether it is; what is none is written only to set days right.
    """
    found = list(found)
    before = said_before(about.connection, letter, [row.case_id for row in found])
    for row in found:
        news = _news(letter, row, tells)
        unsaid_yet = unsaid(before[row.case_id], news)
        if unsaid_yet is None or not is_to_be_said(about, unsaid_yet, news, is_news=row.is_news):
            continue
        key, wrong = unsaid_yet.key, unsaid_yet.instead_of
        item = {
            "occasion": key,
            "reference": row.reference,
            "instead_of": wrong.isoformat() if wrong else None,
            **facts(row),
        }
        yield Draft(
            letter=letter,
            key=key,
            recipient=row.email,
            facts={"dear": row.dear, "items": [item]},
            occasions=(Occasion(key=key, case_id=row.case_id),),
        )


def is_to_be_said(about: Round, unsaid_yet: Unsaid, news: News, *, is_news: bool) -> bool:
    """Say whether it is news, or puts right a letter whose days still matter to its reader."""
    if unsaid_yet.is_first:
        return bool(is_news)
    return unsaid_yet.still_matters(news, since=about.day - NEWS, day=about.day)


def as_told_now(
    about: Round,
    message_id: str,
    letter: str,
    found: Iterable[Row[Any]],
    *,
    tells: Tells,
    facts: Callable[[Row[Any]], Facts],
) -> dict[str, Facts]:
    """Give the facts of a message as they are now, by the keys of its occasions."""
    keys = keys_of(about.connection, message_id)
    now = [(row, _news(letter, row, tells)) for row in found]
    return {key: facts(row) for row, news in now for key in keys if says(key, news)}


def still_told(
    about: Round, message_id: str, letter: str, found: Iterable[Row[Any]], tells: Tells
) -> ColumnElement[bool]:
    """Give the condition that an occasion of a message is what these cases have come to now."""
    now = [_news(letter, row, tells) for row in found]
    both: ColumnElement[bool] = and_(wanted(), still_holds(about.connection, message_id, now))
    return both


def _news(letter: str, row: Row[Any], tells: Tells) -> News:
    what, *days = tells(row)
    return News(told=f"{letter}|{row.reference}|{row.contact_id}|{what}", days=tuple(days))


def is_news(about: Round) -> ColumnElement[bool]:
    """Give the condition that a case has come to its stage lately."""
    lately: ColumnElement[bool] = cases.c.stage_since.between(about.day - NEWS, about.day)
    return lately


def is_news_or_was_told(about: Round, letter: str, lately: ColumnElement[bool]) -> Any:  # noqa: ANN401
    """Give the condition that something is news, or that this letter told of the case lately."""
    return or_(lately, told_lately(about, letter, since=about.day - NEWS))


def is_news_or_has_changed(about: Round, letter: str, lately: ColumnElement[bool]) -> Any:  # noqa: ANN401
    """Give the same condition for a letter that quotes a day ahead, however long ago it told it."""
    return or_(is_news_or_was_told(about, letter, lately), told_before_it_changed(letter))


def wanted(*conditions: ColumnElement[bool]) -> ColumnElement[bool]:
    """Give the condition that these hold for the case of an occasion, and its reader is the same.

    A child who has died is written to nobody about, whatever a letter is for.
    """
    of_case = exists(
        select(cases.c.id).where(cases.c.id == occasions.c.case_id, not_(has_died()), *conditions)
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


def order_of() -> ColumnElement[str]:
    """Give what a Tribunal, an agreement or a yielded appeal demands of a case; "" for nothing."""
    ordered = events.alias("ordered")
    return func.coalesce(
        select(ordered.c.details["order"].as_string())
        .where(
            ordered.c.case_id == cases.c.id,
            ordered.c.sequence == 1,
            ordered.c.kind == Kind.ASSESSMENT_ORDERED.value,
        )
        .correlate(cases)
        .scalar_subquery(),
        "",
    )


def has_plan() -> ColumnElement[bool]:
    """Give the condition that there is an EHC plan while this case runs.

    An assessment is ordered after a refusal: where it was refused to re-assess, there is a plan.
    """
    before = cases.alias("before")
    after_refusal = exists(
        select(before.c.id).where(
            before.c.id == cases.c.follows_case_id, before.c.journey == "reassessment"
        )
    )
    either: ColumnElement[bool] = or_(cases.c.journey.in_(_UNDER_A_PLAN), after_refusal)
    return either


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
        if known is THE_FAMILY:
            continue
        says = "health" if known in _A_HEALTH_SERVICE else _IN_AN_EMAIL.get(known, known.says)
        if says not in named:
            named.append(says)
    *others, last = named or [""]
    return f"{', '.join(others)} and {last}" if others else last
