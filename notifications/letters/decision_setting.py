"""E14a: tells a school, college or nursery that there is a decision about the plan of a pupil."""

from collections.abc import Iterator, Sequence
from typing import Any

from sqlalchemy import ColumnElement, Row, select

from ehcp.cases.kinds import Kind
from ehcp.cases.stages import Stage
from ehcp.register import files
from ehcp.register.tables import cases, people
from notifications.decisions import ABOUT_A_PLAN, NOT_TOLD_BEFORE
from notifications.families import is_news, is_news_or_was_told, is_to_be_said, opened_here
from notifications.letter import Draft, Facts, Letter, NotWritten, Occasion, Round
from notifications.reviews_owed import SERVICE
from notifications.settings import is_open, urn_of
from notifications.told import News, Unsaid, of_message, said_before, still_holds, unsaid

NAME = "decision_setting"
_NAMES_A_SETTING = {
    Stage.PLAN_ISSUED: Kind.PLAN_FINALISED,
    Stage.PLAN_AMENDED: Kind.AMENDED_PLAN_FINALISED,
    Stage.TRANSFER_NAMED: Kind.TRANSFER_PLAN_FINALISED,
}


def drafts(about: Round) -> Iterator[Draft | NotWritten]:
    """Write to each setting with a mailbox, once a day, while it is open."""
    by_setting: dict[str, list[tuple[Unsaid, Row[Any]]]] = {}
    nowhere = 0
    found = _decided(about, is_news_or_was_told(about, NAME, is_news(about)))
    before = said_before(about.connection, NAME, [row.id for row in found])
    for row in found:
        news = _news(row)
        unsaid_yet = unsaid(before[row.id], news)
        if unsaid_yet is None or not is_to_be_said(about, unsaid_yet, news, is_news=row.is_news):
            continue
        urn = _told(about, row)
        if urn not in about.council.people.settings:
            nowhere += 1
        elif is_open(about.council, urn, about.day):
            by_setting.setdefault(urn, []).append((unsaid_yet, row))
    for urn, told in sorted(by_setting.items()):
        yield Draft(
            letter=NAME,
            key=told[0][0].key,
            recipient=about.council.people.settings[urn],
            facts={
                "service": SERVICE,
                "items": [_item(unsaid_yet, row) for unsaid_yet, row in told],
            },
            occasions=tuple(Occasion(key=each.key, case_id=row.id) for each, row in told),
        )
    if nowhere:
        says = "decisions are about pupils of settings without a mailbox in people.toml"
        yield NotWritten(letter=NAME, reason="no_address", count=nowhere, says=says)


def _decided(about: Round, *conditions: ColumnElement[bool]) -> Sequence[Row[Any]]:
    return about.connection.execute(
        select(
            cases.c.id,
            cases.c.reference,
            cases.c.stage,
            cases.c.stage_since,
            people.c.setting,
            people.c.setting_urn,
            is_news(about).label("is_news"),
        )
        .join(people, people.c.id == cases.c.person_id)
        .where(cases.c.stage.in_(ABOUT_A_PLAN), NOT_TOLD_BEFORE, opened_here(), *conditions)
        .order_by(cases.c.id)
    ).all()


def _news(row: Row[Any]) -> News:
    return News(told=f"{NAME}|{row.reference}|{row.stage}", days=(row.stage_since,))


def _item(unsaid_yet: Unsaid, row: Row[Any]) -> Facts:
    before = unsaid_yet.instead_of
    return {
        "occasion": unsaid_yet.key,
        "reference": row.reference,
        "decided_on": row.stage_since.isoformat(),
        "instead_of": before.isoformat() if before else None,
    }


def _told(about: Round, row: Row[Any]) -> str:
    """Give the URN of the setting that the plan names; without one, of the child's own."""
    kind = _NAMES_A_SETTING.get(row.stage)
    if kind is not None:
        entry = files.load(about.connection, row.reference).file.last(kind)
        named = entry.details.get("names") if entry else None
        if named:
            return urn_of(about.council, named) or ""
    return row.setting_urn or urn_of(about.council, row.setting) or ""


LETTER = Letter(
    name=NAME,
    number="E14a",
    says="to a school, college or nursery, when there is a decision about a plan",
    drafts=drafts,
    leads_to="/school",
    wanted_on=lambda about, message_id: still_holds(
        about.connection, message_id, map(_news, _decided(about, of_message(message_id)))
    ),
)
