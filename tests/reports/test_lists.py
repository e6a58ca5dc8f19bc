"""The lists of the meeting: the right cases, by reference, with what they wait for."""

from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import insert, select

from ehcp.cases.kinds import Kind
from ehcp.register.engine import writing
from ehcp.register.tables import cases, messages, occasions
from tests.builders import a_case
from tests.reports.registers import keep, report

MONDAY = date(2026, 6, 1)


def on(days_before: int) -> str:
    return (MONDAY - timedelta(days=days_before)).isoformat()


def listed(engine, list_id):
    return next(found for found in report(engine, MONDAY).lists if found.id == list_id)


def waiting_for_health(reference: str, *, asked: int):
    story = a_case(reference=reference).requested(on(100)).told_will_assess(on(asked))
    return story.advice_asked("health", on(asked))


@pytest.mark.parametrize(("waited", "stands"), [(125, 0), (126, 1), (140, 1), (141, 0)])
def test_a_case_will_breach_from_fourteen_days_before_to_its_last_day(small, waited, stands):
    keep(small, [a_case().requested(on(waited)).file])
    assert listed(small, "will_breach").total == stands


def test_the_oldest_ten_are_ten_with_the_oldest_first(small):
    keep(small, [a_case(reference=f"AAA-{n:03}").requested(on(n)).file for n in range(1, 13)])
    oldest = listed(small, "oldest")
    assert [line.days for line in oldest.lines] == list(range(12, 2, -1))


def test_a_line_says_what_the_case_waits_for_who_has_it_and_what_was_done_last(engine):
    keep(engine, [waiting_for_health("AAA-222", asked=60).file], officers=["Kim"])
    (line,) = listed(engine, "late_and_untouched").lines
    assert line.reference == "AAA-222"
    assert line.stage == "Awaiting advice"
    assert line.waiting_for == "advice: health"
    assert line.officer == "Kim"
    assert (line.last_action, str(line.last_action_on)) == ("Advice was requested", on(60))


def last_action(engine, story):
    keep(engine, [story.file])
    (line,) = listed(engine, "oldest").lines
    return line.last_action, str(line.last_action_on)


def test_the_last_action_is_never_one_that_was_struck_out(small):
    story = waiting_for_health("AAA-222", asked=60).advice_came("health", on(20))
    assert last_action(small, story.struck_out(4, on=on(10))) == ("Advice was requested", on(60))


def test_the_last_action_has_its_corrected_day(small):
    story = waiting_for_health("AAA-222", asked=60).advice_came("health", on(20))
    assert last_action(small, story.corrected(4, on(25))) == ("Advice was received", on(25))


def test_the_last_action_is_the_last_that_happened_and_not_the_last_put_on_record(small):
    story = waiting_for_health("AAA-222", asked=60).advice_came("health", on(20))
    story.then(Kind.NOTIFIED_CONSIDERING, on(90))
    assert last_action(small, story) == ("Advice was received", on(20))


def test_a_note_is_not_an_action(small):
    story = waiting_for_health("AAA-222", asked=60).then(Kind.NOTE_ADDED, on(3))
    assert last_action(small, story) == ("Advice was requested", on(60))


def test_late_advice_that_was_heard_of_this_week_is_not_untouched(small):
    story = waiting_for_health("AAA-222", asked=60)
    story.then(Kind.ADVICE_ACKNOWLEDGED, on(6), party="health")
    keep(small, [story.file])
    assert listed(small, "late_and_untouched").total == 0


@pytest.mark.parametrize(("sent", "total"), [(6, 0), (7, 1)])
def test_a_reminder_sent_this_week_is_something_done(engine, sent, total):
    keep(engine, [waiting_for_health("AAA-222", asked=60).file])
    when = datetime(2026, 6, 1, 9, tzinfo=UTC) - timedelta(days=sent)
    with writing(engine) as connection:
        case_id = connection.execute(select(cases.c.id)).scalar_one()
        connection.execute(
            insert(messages).values(
                id="m1",
                occasion="digest",
                letter="advice_late",
                recipient="health@provider.example",
                subject="",
                text="",
                html="",
                status="sent",
                facts={},
                attempts=1,
                next_try_at=when,
                created_at=when,
                settled_at=when,
            )
        )
        connection.execute(
            insert(occasions).values(key="k", message_id="m1", case_id=case_id, party="health")
        )
    assert listed(engine, "late_and_untouched").total == total


def test_a_list_that_is_too_long_says_how_many_there_are(small, monkeypatch):
    monkeypatch.setattr("ehcp.reports.lines.LONGEST", 2)
    keep(small, [a_case(reference=f"AAA-{n:03}").requested(on(130)).file for n in range(5)])
    found = listed(small, "will_breach")
    assert (found.total, len(found.lines)) == (5, 2)
    assert found.definition.endswith("The first 2 are shown.")
