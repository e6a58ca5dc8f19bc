"""My day: each case that calls for something, once, under its gravest reason, as it is defined."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from itertools import count

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import event as listen
from sqlalchemy import insert, update

from ehcp.cases.case_file import CaseFile
from ehcp.cases.deadlines import deadlines
from ehcp.cases.kinds import Kind
from ehcp.cases.not_possible import NotPossible
from ehcp.cases.stages import Stage
from ehcp.cases.standing import Standing, standing
from ehcp.casework.correct import correct
from ehcp.casework.day_reasons import Section, Today, standing_still_since
from ehcp.casework.look_up import file_of
from ehcp.casework.my_day import my_day
from ehcp.casework.open_case import open_case
from ehcp.casework.tasks import LAST_ADVICE_IN
from ehcp.law.bank_holidays import is_working_day
from ehcp.law.rules import load_rules
from ehcp.register.engine import open_engine, writing
from ehcp.register.sight import Sight
from ehcp.register.tables import messages, occasions, people
from tests.casework.desks import desk, put

KIM = "Kim Ashdown"
TODAY = date(2026, 3, 2)
MONDAY = Today(
    today=TODAY,
    whose=frozenset({KIM}),
    since=datetime(2026, 2, 27, 17, tzinfo=UTC),
    stalled_working_days=10,
)


@pytest.fixture
def engine(sqlite_url):
    opened = open_engine(sqlite_url)
    yield opened
    opened.dispose()


def a_case(engine, on: str, *, officer: str = KIM, **person) -> str:
    return open_case(
        engine,
        desk=desk(on),
        received_on=date.fromisoformat(on),
        person={"born_on": date(2018, 3, 2)} | person,
        officer=officer,
    )


def sections(engine, *, officers=(KIM,), sight=None, day=MONDAY) -> dict[str, Section]:
    found = my_day(engine, officers=officers, day=day, sight=sight).sections
    return {row.case.reference: section for section, rows in found.items() for row in rows}


def said(engine) -> list[str]:
    found = my_day(engine, officers=(KIM,), day=MONDAY, sight=None).sections
    rows = [row for rows in found.values() for row in rows]
    return [reason.do for row in rows for reason in (row.reason, *row.others)]


def assessing(engine, on: str = "2026-01-19") -> str:
    """A case in which the family was told on 16 February, three weeks before the day."""
    reference = a_case(engine, on)
    put(engine, reference, Kind.TOLD_WILL_ASSESS, "2026-02-23", by="Morgan")
    return reference


def test_a_limit_that_ends_today_is_a_breach_today_and_tomorrow_is_soon(engine):
    today, tomorrow, later = (
        a_case(engine, day) for day in ("2026-01-19", "2026-01-20", "2026-02-17")
    )
    assert sections(engine) == {today: Section.BREACH, tomorrow: Section.SOON}
    assert later


def test_the_fifth_working_day_is_soon_and_the_sixth_is_not(engine):
    fifth, sixth = a_case(engine, "2026-01-26"), a_case(engine, "2026-01-27")
    assert sections(engine) == {fifth: Section.SOON, sixth: Section.STALLED}


def test_a_family_that_was_promised_an_answer_waits_until_it_has_one(engine):
    reference = assessing(engine)
    called = {"with": "family", "how": "call", "note": "asked", "answer_owed": "yes"}
    asked = put(engine, reference, Kind.CONTACT_LOGGED, "2026-02-24", **called)
    assert sections(engine) == {reference: Section.FAMILY}
    answer = {"with": "family", "how": "call", "note": "told", "answers": str(asked.sequence)}
    put(engine, reference, Kind.CONTACT_LOGGED, "2026-02-26", **answer)
    assert sections(engine) == {}


def test_a_service_that_was_promised_an_answer_is_a_task(engine):
    reference = assessing(engine)
    called = {"with": "service", "how": "call", "note": "asked", "answer_owed": "yes"}
    put(engine, reference, Kind.CONTACT_LOGGED, "2026-02-24", **called)
    assert sections(engine) == {reference: Section.TASKS}


def drafted(engine) -> str:
    reference = assessing(engine, "2026-01-19")
    put(engine, reference, Kind.DECIDED_TO_ISSUE, "2026-02-24", by="Morgan")
    put(engine, reference, Kind.DRAFT_SERVED, "2026-02-25")
    return reference


def test_a_meeting_about_the_draft_is_owed_until_it_is_held(engine):
    reference = drafted(engine)
    put(engine, reference, Kind.DRAFT_MEETING_REQUESTED, "2026-02-26", by=KIM)
    assert "Hold the meeting about the draft." in said(engine)
    put(engine, reference, Kind.DRAFT_MEETING_HELD, "2026-02-27", by=KIM)
    assert "Hold the meeting about the draft." not in said(engine)


def test_representations_wait_until_somebody_takes_them_up(engine):
    reference = drafted(engine)
    put(engine, reference, Kind.REPRESENTATIONS_RECEIVED, "2026-02-26", by=KIM)
    assert sections(engine)[reference] is Section.FAMILY
    put(engine, reference, Kind.SETTING_CONSULTED, "2026-02-27", party="Ash Lane School", by=KIM)
    assert "Answer the family's representations, or act on them." not in said(engine)


def test_a_family_over_the_limit_is_told_of_every_four_weeks(engine):
    reference = a_case(engine, "2025-12-01")
    silent = "Call or write to the family: say where the case stands and when it will be done."
    assert silent in said(engine)
    assert sections(engine) == {reference: Section.BREACH}
    told = {"with": "family", "how": "call", "note": "told"}
    put(engine, reference, Kind.CONTACT_LOGGED, "2026-02-03", **told)
    assert silent not in said(engine)


def asked(engine) -> str:
    reference = assessing(engine)
    for party in ("health", "education"):
        put(engine, reference, Kind.ADVICE_REQUESTED, "2026-02-24", party=party)
    return reference


@pytest.mark.parametrize(
    ("at", "by", "shown"),
    [("2026-02-27", "Sam", False), ("2026-02-28", "Sam", True), ("2026-02-28", KIM, False)],
)
def test_what_others_recorded_since_friday_at_five_is_news(engine, at, by, shown):
    reference = asked(engine)
    put(engine, reference, Kind.ADVICE_RECEIVED, at, party="health", by=by)
    assert sections(engine) == ({reference: Section.REPLIES} if shown else {})


def test_a_request_that_came_back_is_on_the_day_until_somebody_has_it(engine):
    reference = asked(engine)
    put(
        engine,
        reference,
        Kind.ADVICE_REQUEST_RETURNED,
        "2026-02-25",
        party="health",
        by="Trust A, by link",
        reason="The child lives in another trust",
    )
    assert sections(engine) == {reference: Section.REPLIES}
    put(engine, reference, Kind.ADVICE_ACKNOWLEDGED, "2026-02-26", party="health", by=KIM)
    assert sections(engine) == {}


@pytest.mark.parametrize(("visit_on", "shown"), [("2026-04-07", False), ("2026-04-08", True)])
def test_a_visit_after_the_due_day_is_told_the_caseworker_at_once(engine, visit_on, shown):
    reference = asked(engine)
    put(
        engine,
        reference,
        Kind.ADVICE_ACKNOWLEDGED,
        "2026-02-28",
        party="health",
        by="Trust A, by link",
        visit_on=visit_on,
    )
    assert sections(engine) == ({reference: Section.REPLIES} if shown else {})


def test_a_promise_that_was_not_kept_is_on_the_day_until_another_day_is_named(engine):
    reference = asked(engine)
    promise = {"promised_on": "2026-02-27", "reason": "Ill"}
    put(engine, reference, Kind.ADVICE_PROMISED, "2026-02-25", party="health", by=KIM, **promise)
    assert sections(engine) == {reference: Section.TASKS}
    (day,) = my_day(engine, officers=(KIM,), day=MONDAY, sight=None).sections[Section.TASKS]
    assert day.reason.why == "A promised day was not kept"
    assert "the health advice, promised for 27 February 2026" in day.reason.do
    put(
        engine,
        reference,
        Kind.ADVICE_PROMISED,
        "2026-02-28",
        party="health",
        by=KIM,
        promised_on="2026-03-02",
        reason="Still ill",
    )
    assert sections(engine) == {}


def test_a_day_that_a_service_names_overnight_is_news(engine):
    reference = asked(engine)
    promise = {"promised_on": "2026-04-20", "reason": "Ill"}
    put(engine, reference, Kind.ADVICE_PROMISED, "2026-02-28", party="health", by="Sam", **promise)
    assert sections(engine) == {reference: Section.REPLIES}


def test_a_reply_that_was_struck_out_is_no_news(engine):
    reference = asked(engine)
    came = put(engine, reference, Kind.ADVICE_RECEIVED, "2026-02-28", party="health", by="Sam")
    correct(
        engine, desk=desk("2026-03-02"), reference=reference, sequence=came.sequence, struck_out="x"
    )
    assert sections(engine) == {}


@pytest.mark.parametrize(
    ("status", "at", "shown"),
    [
        ("failed", datetime(2026, 2, 28, tzinfo=UTC), True),
        ("failed", datetime(2026, 2, 20, tzinfo=UTC), False),
        ("uncertain", datetime(2026, 2, 20, tzinfo=UTC), True),
        ("sent", datetime(2026, 2, 28, tzinfo=UTC), False),
    ],
)
def test_a_letter_that_did_not_arrive_is_news(engine, status, at, shown):
    reference = assessing(engine)
    with writing(engine) as connection:
        letter = dict.fromkeys(("occasion", "letter", "recipient", "subject", "text", "html"), "x")
        when = {"next_try_at": at, "created_at": at, "settled_at": at}
        fixed = {"id": "m1", "status": status, "facts": {}, "attempts": 1}
        connection.execute(insert(messages).values(**letter, **when, **fixed))
        connection.execute(insert(occasions).values(key="k", message_id="m1", case_id=1, party=""))
    assert sections(engine) == ({reference: Section.REPLIES} if shown else {})


def test_a_task_is_there_until_its_step_is_done(engine):
    reference = assessing(engine)
    put(engine, reference, Kind.NOTE_ADDED, "2026-02-25", task=LAST_ADVICE_IN, by=KIM)
    assert sections(engine) == {reference: Section.TASKS}
    put(engine, reference, Kind.DECIDED_TO_ISSUE, "2026-02-26", by="Morgan")
    assert sections(engine) == {}


def test_a_case_stands_still_after_ten_working_days_and_names_who_is_chased(engine):
    reference = assessing(engine)
    put(engine, reference, Kind.ADVICE_REQUESTED, "2026-02-24", party="health")
    day = replace(MONDAY, today=date(2026, 3, 10), since=datetime(2026, 3, 9, 17, tzinfo=UTC))
    assert sections(engine, day=replace(day, today=date(2026, 3, 9))) == {}
    assert sections(engine, day=day) == {reference: Section.STALLED}


def test_a_review_that_waits_for_its_year_does_not_stand_still(engine):
    open_case(
        engine,
        desk=desk("2025-06-02"),
        journey="annual_review",
        first=(Kind.PLAN_FIRST_MADE, date(2025, 12, 1)),
        person={"born_on": date(2012, 1, 1)},
        officer=KIM,
    )
    assert sections(engine) == {}


def test_others_cases_are_on_the_day_of_whoever_covers(engine):
    own, covered = a_case(engine, "2026-01-05"), a_case(engine, "2026-01-06", officer="Jo")
    assert set(sections(engine)) == {own}
    assert set(sections(engine, officers=(KIM, "Jo"))) == {own, covered}


def test_a_restricted_child_of_another_team_is_on_nobodys_day(engine):
    a_case(engine, "2026-01-05", surname="Fernley")
    with writing(engine) as connection:
        connection.execute(update(people).values(restricted_to="South"))
    north, south = Sight(team="North"), Sight(team="South")
    assert sections(engine, sight=north) == {}
    assert my_day(engine, officers=(KIM,), day=MONDAY, sight=north).in_hand == 0
    assert len(sections(engine, sight=south)) == 1


def test_the_questions_do_not_grow_with_the_cases(engine):
    counted: list[str] = []
    listen.listens_for(engine, "before_cursor_execute")(lambda *given: counted.append(given[2]))
    seen = []
    for _ in range(3):
        for day in ("2025-12-01", "2026-01-20", "2026-02-16"):
            a_case(engine, day)
        counted.clear()
        sections(engine)
        seen.append(len(counted))
    assert len(set(seen)) == 1


def test_ten_working_days_are_counted_back_over_christmas():
    since = standing_still_since(date(2026, 1, 5), working_days=10)
    assert since == date(2025, 12, 17)
    passed = [since + timedelta(days=n) for n in range(1, (date(2026, 1, 5) - since).days + 1)]
    assert sum(is_working_day(day) for day in passed) == 10


_STEPS = st.lists(
    st.tuples(
        st.sampled_from(
            [
                (Kind.TOLD_WILL_ASSESS, None),
                *((Kind.ADVICE_REQUESTED, party) for party in ("health", "education")),
                *((Kind.ADVICE_RECEIVED, party) for party in ("health", "education")),
                (Kind.DECIDED_TO_ISSUE, None),
                (Kind.DRAFT_SERVED, None),
                (Kind.DRAFT_MEETING_REQUESTED, None),
                (Kind.DRAFT_MEETING_HELD, None),
                (Kind.REPRESENTATIONS_RECEIVED, None),
                (Kind.PLAN_FINALISED, None),
                (Kind.WITHDRAWN, None),
            ]
        ),
        st.integers(0, 30),
        st.sampled_from(["Sam", KIM]),
    ),
    max_size=8,
)
_NUMBERS = count(1)
_AIMS = ("planning_date", "council_target")


def gravest(file: CaseFile) -> Section | None:
    """Work the section out from the events alone, plainly, as `day_reasons` defines it."""
    running = [
        (limit.due_on, limit.rule.source.force in _AIMS)
        for limit in deadlines(file, load_rules())
        if limit.rule.watched and limit.is_running and limit.due_on is not None
    ]
    if any(due <= TODAY for due, is_aim in running if not is_aim):
        return Section.BREACH
    if any(TODAY < due <= date(2026, 3, 9) for due, _ in running):
        return Section.SOON
    a_date_passed = any(due <= TODAY for due, _ in running)
    if standing(file).ended_on is None:
        return gravest_of_an_open_case(file, a_date_passed=a_date_passed)
    return Section.TASKS if a_date_passed else None


def gravest_of_an_open_case(file: CaseFile, *, a_date_passed: bool) -> Section | None:
    stands = standing(file)
    kinds = [event.kind for event in file.events]

    def nothing_after(kind: Kind, *answers: Kind) -> bool:
        if kind not in kinds:
            return False
        last = len(kinds) - 1 - kinds[::-1].index(kind)
        return not set(answers) & set(kinds[last + 1 :])

    if nothing_after(Kind.DRAFT_MEETING_REQUESTED, Kind.DRAFT_MEETING_HELD) or nothing_after(
        Kind.REPRESENTATIONS_RECEIVED, Kind.DRAFT_MEETING_HELD, Kind.DRAFT_SERVED
    ):
        return Section.FAMILY
    from_others = {Kind.ADVICE_RECEIVED}  # a meeting that was asked for is owed, or was held
    if any(
        event.kind in from_others and event.recorded_at >= MONDAY.since and event.recorded_by != KIM
        for event in file.events
    ):
        return Section.REPLIES
    if a_date_passed:
        return Section.TASKS
    return Section.STALLED if stands_still(stands) else None


def stands_still(stands: Standing) -> bool:
    """Say whether nothing happened for ten working days, and the family's fifteen days are over."""
    until = (stands.drafted_on or date.min) + timedelta(days=15)
    with_family = stands.stage is Stage.DRAFT and until >= TODAY
    return stands.last_event_on <= date(2026, 2, 16) and not with_family


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(started=st.dates(date(2025, 8, 1), date(2026, 2, 20)), steps=_STEPS)
def test_every_section_equals_a_plain_recomputation_from_the_events(engine, started, steps):
    officer = f"Officer {next(_NUMBERS)}"  # whose only case it is
    reference = a_case(engine, started.isoformat(), officer=officer)
    on = started
    for (kind, party), days, by in steps:
        on = min(on + timedelta(days=days), TODAY)
        try:
            put(engine, reference, kind, on.isoformat(), party=party, by=by)
        except NotPossible:
            continue  # the journey has no place for it
    file = file_of(engine, reference)
    assert sections(engine, officers=(officer,)).get(reference) is gravest(file)
