"""E6: tells a caseworker each morning how many cases want looking at: counts, nothing else."""

from collections import Counter
from collections.abc import Iterator
from datetime import date, timedelta

from sqlalchemy import Select, case, exists, func, literal_column, or_, select

from ehcp.cases.advice_kinds import AdviceKind
from ehcp.cases.kinds import Kind
from ehcp.cases.stages import Stage
from ehcp.casework.what_came import waits_to_be_read
from ehcp.casework.what_follows import TASK, YEAR_9_BEGUN
from ehcp.law.counting import latest_working_day_on_or_before
from ehcp.law.rules import load_rules
from ehcp.register import files
from ehcp.register.tables import advice, cases, deadlines, events, messages
from notifications.advice_owed import IS_AWAITED, IS_OWED
from notifications.hours import hour_has_come, instant
from notifications.letter import Draft, Letter, NotWritten, Round

NAME = "caseworker_day"
COUNTS = (
    "missed",
    "due_today",
    "due_soon",
    "reviews_to_fix",
    "advice_late",
    "replies",
    "all_in",
    "year_9",
)
_SOON = timedelta(days=7)
_REVIEW_SOON = timedelta(weeks=8)
# Written out one by one: only so do the databases use the indexes of what is watched.
_IS_WATCHED = or_(
    deadlines.c.watch == literal_column("'seen'"), deadlines.c.watch == literal_column("'new'")
)
_REPLIES = (Kind.ADVICE_RECEIVED, Kind.NIL_REPLY)
_REVIEWS = ("review_first", "review_next", "transfer_review")


def drafts(about: Round) -> Iterator[Draft | NotWritten]:
    """Tell each caseworker who has something to look at; once a day."""
    hour = about.council.letters.caseworker_day.at
    if not about.whole_day and not hour_has_come(about.at, day=about.day, hour=hour):
        yield NotWritten(letter=NAME, reason="not_yet", says=f"it goes at {hour:%H:%M}")
        return
    if _was_written(about):
        return
    for address, counts in sorted(_by_address(about).items()):
        yield Draft(
            letter=NAME,
            key=f"{NAME}|{address}|{about.day}",
            recipient=address,
            facts={"on": about.day.isoformat()} | {name: counts[name] for name in COUNTS},
            not_before=instant(about.day, hour),
        )


def _by_address(about: Round) -> dict[str, Counter[str]]:
    """Count by the caseworker's address; cases of nobody that we know go to the team's mailbox."""
    found: dict[str, Counter[str]] = {}
    for name, officer, count in _counted(about):
        if count:
            person = about.council.people.caseworker(officer)
            address = person.email if person else about.council.about.team_mailbox
            found.setdefault(address, Counter())[name] += count
    return found


def _counted(about: Round) -> Iterator[tuple[str, str | None, int]]:
    for name, query in _queries(about).items():
        for officer, count in about.connection.execute(query):
            yield name, officer, count
    for officer, count in _replies(about).items():
        yield "replies", officer, count


def _replies(about: Round) -> Counter[str | None]:
    """Count the advice which came overnight and waits for the officer, as it does on My day."""
    last = latest_working_day_on_or_before(about.day - timedelta(days=1))
    since = instant(last, about.council.staff.replies_since)
    recorded = (
        select(events.c.case_id)
        .join(cases, cases.c.id == events.c.case_id)
        .where(
            cases.c.ended_on.is_(None),
            events.c.recorded_at >= since,
            events.c.kind.in_([kind.value for kind in _REPLIES]),
        )
        .distinct()
    )
    found: Counter[str | None] = Counter()
    for held in files.load_many(about.connection, about.connection.scalars(recorded)):
        whose = (held.officer,) if held.officer else ()
        found[held.officer] += len(
            {
                event.party
                for _, event in held.file.of(_REPLIES)
                if waits_to_be_read(held.file, event, since=since, whose=whose)
            }
        )
    return found


def _queries(about: Round) -> dict[str, Select[tuple[str | None, int]]]:
    day = about.day
    # The limits of every journey. What single advice-givers owe is counted on its own, and a date
    # for planning is no limit.
    limits = {
        rule.id
        for rule in load_rules()
        if rule.watched and not rule.clock.per and rule.source.force != "planning_date"
    }
    # Of each case its earliest limit: a case is counted once, by what is most pressing in it. Not
    # only of open cases: mediation and appeal come when the decision has closed the case.
    first = (
        select(cases.c.officer, func.min(deadlines.c.due_on).label("due_on"))
        .join(deadlines, deadlines.c.case_id == cases.c.id)
        .where(
            _IS_WATCHED,
            deadlines.c.rule_id.in_(limits),
            deadlines.c.due_on <= day + _SOON,
        )
        .group_by(cases.c.id, cases.c.officer)
        .subquery()
    )
    by_due = select(first.c.officer, func.count()).group_by(first.c.officer)
    by_advice = (
        select(cases.c.officer, func.count())
        .join(advice, advice.c.case_id == cases.c.id)
        .where(cases.c.ended_on.is_(None))
        .group_by(cases.c.officer)
    )
    answered = (
        select(cases.c.officer)
        .join(advice, advice.c.case_id == cases.c.id)
        .where(cases.c.ended_on.is_(None), cases.c.stage == Stage.ASSESSING.value)
        .group_by(cases.c.id, cases.c.officer)
        .having(func.sum(case((IS_AWAITED, 1), else_=0)) == 0)
        .subquery()
    )
    return {
        "missed": by_due.where(first.c.due_on < day),
        "due_today": by_due.where(first.c.due_on == day),
        "due_soon": by_due.where(first.c.due_on > day),
        "reviews_to_fix": _without_a_meeting(day + _REVIEW_SOON),
        "advice_late": by_advice.where(IS_OWED, advice.c.due_on < day),
        "all_in": select(answered.c.officer, func.count()).group_by(answered.c.officer),
        "year_9": _came_into_year_9(),
    }


def _without_a_meeting(until: date) -> Select[tuple[str | None, int]]:
    """Count the reviews that are to be completed by a day and have no meeting fixed."""
    return (
        select(cases.c.officer, func.count(cases.c.id.distinct()))
        .join(deadlines, deadlines.c.case_id == cases.c.id)
        .where(
            cases.c.journey == "annual_review",
            cases.c.ended_on.is_(None),
            cases.c.meeting_on.is_(None),
            cases.c.met_on.is_(None),
            deadlines.c.rule_id.in_(_REVIEWS),
            _IS_WATCHED,
            deadlines.c.due_on <= until,
        )
        .group_by(cases.c.officer)
    )


def _came_into_year_9() -> Select[tuple[str | None, int]]:
    """Count the cases in which somebody is to decide on preparation for adulthood."""
    asked = events.c.case_id == cases.c.id, events.c.details[TASK].as_string() == YEAR_9_BEGUN
    adulthood = AdviceKind.PREPARATION_FOR_ADULTHOOD.value
    sought = advice.c.case_id == cases.c.id, advice.c.party == adulthood
    return (
        select(cases.c.officer, func.count())
        .where(
            cases.c.ended_on.is_(None),
            exists().where(*asked),
            ~exists().where(*sought),
        )
        .group_by(cases.c.officer)
    )


def _was_written(about: Round) -> bool:
    """Say whether the day's counts have gone to anybody: who had none then is not told at noon."""
    people = {*about.council.people.caseworkers.values(), about.council.about.team_mailbox}
    keys = [f"{NAME}|{address}|{about.day}" for address in people]
    found = select(messages.c.id).where(messages.c.occasion.in_(keys)).limit(1)
    return about.connection.execute(found).first() is not None


LETTER = Letter(
    name=NAME,
    number="E6",
    says="to a caseworker, every working day",
    drafts=drafts,
    leads_to="/my-day",
)
