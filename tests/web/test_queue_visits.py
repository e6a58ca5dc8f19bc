"""Visit days out of a service's calendar file: proposed on the plan, recorded when it is saved."""

from datetime import date
from html.parser import HTMLParser

import pytest
from sqlalchemy import select

from ehcp.register.engine import reading
from ehcp.register.tables import advice, audit, documents
from tests.casework.desks import record_of
from tests.casework.queues import EP, HEALTH, asked_of
from tests.exchange.test_visit_calendar import a_calendar, event
from tests.web.people import secrets_on, words_on

HERE = "/queue/plan/calendar"


@pytest.fixture
def lea(signed_in):
    """The administrator of the educational psychology service."""
    return signed_in("Lea Frost", "service", kinds=[EP])


def hands_in(someone, content: bytes, *, named: str = "calendar.ics"):
    """Send a calendar file from its page."""
    secrets = secrets_on(someone.page(HERE))
    return someone.post(HERE, data=secrets, files={"calendar": (named, content, "text/calendar")})


def visit(reference: str, day: str) -> str:
    return event(f"SUMMARY:Visit {reference}\\, Wren Sampleford", f"DTSTART;VALUE=DATE:{day}")


def visits_on_record(engine) -> list[date]:
    with reading(engine) as connection:
        return [each for each in connection.scalars(select(advice.c.visit_on)) if each]


class _Filled(HTMLParser):
    """Collects the fields of a page as they are filled in."""

    def __init__(self) -> None:
        super().__init__()
        self.fields: dict[str, list[str]] = {}

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        name, value = given.get("name"), given.get("value")
        if tag == "input" and name and value:
            self.fields.setdefault(name, []).append(value)


def saved(someone, page: str):
    """Save the plan as it came back."""
    filled = _Filled()
    filled.feed(page)
    return someone.post("/queue/plan", data=filled.fields)


def test_days_are_filled_in_and_recorded_only_when_the_plan_is_saved(lea, kim, engine):
    first = asked_of(engine, "Sampleford", on="2026-02-02")
    second = asked_of(engine, "Makewell", on="2026-02-02")
    before = record_of(engine, first)
    answer = hands_in(
        lea,
        a_calendar(
            visit(first, "20260310"),
            visit(second, "20260320"),
            event("SUMMARY:Dentist", "DTSTART:20260310"),
        ),
    )
    assert answer.status_code == 200
    words = words_on(answer.text)
    assert "Nothing is on record yet" in words
    assert "3 events in the file, 1 of them about none of your requests" in words
    assert "2 visits filled in" in words
    # The warning comes at once, before anything is saved.
    assert f"The visit for {second} would be after the day on which the advice is due" in words
    assert words.count("Visit after the due day") == 1
    assert "Dentist" not in answer.text
    assert record_of(engine, first) == before
    assert visits_on_record(engine) == []
    assert saved(lea, answer.text).headers["location"] == "/queue?said=visit-late"
    assert sorted(visits_on_record(engine)) == [date(2026, 3, 10), date(2026, 3, 20)]
    # Both sides are warned: the caseworker finds it on their day.
    words = words_on(kim.page("/my-day"))
    told = "Ring about the visit for the educational psychology advice, planned for 20 March 2026"
    assert told in words.partition(second)[2].partition(first)[0]
    assert words.count("Ring about the visit") == 1
    assert "Visit after the due day" in words_on(kim.page(f"/cases/{second}/advice"))


def test_a_service_is_proposed_nothing_of_anothers_requests(lea, signed_in, engine):
    theirs = asked_of(engine, "Othertrust", on="2026-02-02", parties=[HEALTH])
    answer = hands_in(lea, a_calendar(visit(theirs, "20260310")))
    words = words_on(answer.text)
    assert "No day in this file is new for your requests" in words
    assert "1 event in the file, 1 of them about none of your requests" in words
    assert theirs not in answer.text
    for role in ("professional", "clinical_officer"):
        someone = signed_in(f"Some {role[:4]}", role, kinds=[EP])
        assert someone.get(HERE).status_code == 403


def test_a_day_on_record_already_and_days_that_no_visit_can_have_are_counted(lea, engine):
    reference = asked_of(engine, "Sampleford", on="2026-02-02")
    saved(lea, hands_in(lea, a_calendar(visit(reference, "20260310"))).text)
    words = words_on(hands_in(lea, a_calendar(visit(reference, "20260310"))).text)
    assert "1 visit on record already" in words
    for day in ("20260201", "20270401"):
        words = words_on(hands_in(lea, a_calendar(visit(reference, day))).text)
        assert "1 request named on no day that a visit can have" in words
    words = words_on(
        hands_in(lea, a_calendar(visit(reference, "20260313"), visit(reference, "20260312"))).text
    )
    assert "1 request named on several days: the first counts" in words
    assert "1 visit filled in" in words
    assert visits_on_record(engine) == [date(2026, 3, 10)]


def test_a_day_on_which_the_school_is_closed_says_so(lea, engine):
    reference = asked_of(engine, "Sampleford", on="2026-02-23", setting="Lark Rise Primary School")
    words = words_on(hands_in(lea, a_calendar(visit(reference, "20260401"))).text)
    assert "Setting closed that day" in words


def test_more_than_one_form_takes_are_left_for_the_next(lea, engine, monkeypatch):
    monkeypatch.setattr("ehcp.web.providers.queue.visits.MOST", 1)
    first, second = (asked_of(engine, each, on="2026-02-02") for each in ("One", "Two"))
    calendar = a_calendar(visit(first, "20260310"), visit(second, "20260311"))
    answer = hands_in(lea, calendar)
    assert "save these, and take the file again for 1 more" in words_on(answer.text)
    saved(lea, answer.text)
    assert "1 visit on record already" in words_on(hands_in(lea, calendar).text)


@pytest.mark.parametrize(
    ("content", "named", "says"),
    [
        (b"Wren Sampleford", "calendar.ics", "This is not a calendar file"),
        (b"", "calendar.ics", "This is not a calendar file"),
        (b"BEGIN:VCALENDAR\r\n" * 80_000, "calendar.ics", "larger than 1 MB"),
        (b"MZ\x90\0", "calendar.ics", "This is not a calendar file"),
        (a_calendar(), "../wren.ics", "characters that a name should not"),
        (a_calendar(), "sampleford.exe", "that of a program"),
    ],
)
def test_what_cannot_be_read_is_refused_with_a_sentence_and_nothing_is_kept(
    lea, engine, caplog, content, named, says
):
    answer = hands_in(lea, content, named=named)
    assert answer.status_code == 400
    assert says in words_on(answer.text)
    with reading(engine) as connection:
        kept = connection.execute(select(documents)).all()
        noted = [str(each) for each in connection.execute(select(audit))]
    assert kept == []
    for said in (answer.text, caplog.text, *noted):
        assert "Sampleford" not in said
        assert "sampleford" not in said


def test_no_file_is_asked_for_again(lea):
    answer = lea.post(HERE, data=secrets_on(lea.page(HERE)))
    assert answer.status_code == 400
    assert "Choose the calendar file." in words_on(answer.text)


def test_nothing_of_a_calendar_stands_on_the_page_or_on_a_record(lea, engine, caplog):
    reference = asked_of(engine, "Makewell", on="2026-02-02", forename="Otter")
    answer = hands_in(lea, a_calendar(visit(reference, "20260310")), named="wren-sampleford.ics")
    saved(lea, answer.text)
    with reading(engine) as connection:
        noted = [str(each) for each in connection.execute(select(audit))]
    for said in (answer.text.lower(), caplog.text.lower(), *map(str.lower, noted)):
        assert "sampleford" not in said
