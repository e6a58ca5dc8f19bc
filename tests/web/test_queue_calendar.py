"""The calendar feed of a service: without names, whose address can be ended, and no way in."""

import re
from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import select, update

from config import clock
from ehcp.cases.advice_kinds import AdviceKind
from ehcp.cases.closures import NO_CLOSURES
from ehcp.casework.allocate import allocate, plan_visit
from ehcp.casework.asked_of import one_asked
from ehcp.casework.queued import Asked, Key, Whose
from ehcp.register.engine import writing
from ehcp.register.tables import users
from ehcp.web.providers.queue.calendar import calendar_of
from ehcp.web.sessions import COOKIE
from tests.casework.desks import desk
from tests.casework.queues import EP, HEALTH, asked_of
from tests.examples import examples
from tests.web.conftest import TODAY
from tests.web.people import guest, secrets_on

_ADDRESS = re.compile(r"https?://[^/<]+(/queue/calendar/[\w-]+\.ics)")


@pytest.fixture
def lea(signed_in):
    return signed_in("Lea Frost", "service", kinds=[EP])


def makes(someone) -> str:
    """Make a feed, and give its path."""
    answer = someone.fill_in("/queue/calendar", act="new")
    assert answer.status_code == 200
    return str(_ADDRESS.findall(answer.text)[0])


def test_the_feed_has_visits_and_due_days_by_reference_and_no_name(lea, nobody, engine):
    reference = asked_of(engine, "Sampleford", on="2026-02-02", setting="Elm Primary")
    asked_of(engine, "Othertrust", on="2026-02-02", parties=[HEALTH])
    with writing(engine) as connection:
        asked = one_asked(
            connection,
            whose=Whose(services=frozenset({EP}), user_id=0),
            reference=reference,
            party=EP,
            today=TODAY,
            closures=NO_CLOSURES,
        )
        plan_visit(connection, desk=desk("2026-03-02"), asked=asked, visit_on=date(2026, 3, 9))
    answer = nobody.get(makes(lea))
    assert answer.headers["content-type"] == "text/calendar; charset=utf-8"
    assert f"SUMMARY:Visit\\, case {reference}\r\nTRANSP" in answer.text
    assert f"SUMMARY:Advice due\\, case {reference}\r\nTRANSP" in answer.text
    assert "DTSTART;VALUE=DATE:20260309\r\n" in answer.text
    assert "DTSTART;VALUE=DATE:20260316\r\n" in answer.text
    for name in ("Sampleford", "Wren", "Elm", "Lea"):
        assert name not in answer.text
    assert answer.text.count("BEGIN:VEVENT") == 2


def test_a_professionals_feed_has_their_own_work_alone(lea, signed_in, nobody, engine):
    del lea
    sam = signed_in("Sam Hale", "professional", kinds=[EP])
    hers, other = (asked_of(engine, each, on="2026-02-02") for each in ("Hers", "Other"))
    whose = Whose(services=frozenset({EP}), user_id=0)
    with writing(engine) as connection:
        asked = one_asked(
            connection,
            whose=whose,
            reference=hers,
            party=EP,
            today=TODAY,
            closures=NO_CLOSURES,
        )
        sams = connection.scalar(select(users.c.id).where(users.c.name == "Sam Hale"))
        at = datetime(2026, 3, 2, tzinfo=UTC)
        allocate(connection, requests=[asked], user_id=sams, by="Lea", at=at, today=TODAY)
    shown = nobody.get(makes(sam)).text
    assert hers in shown
    assert other not in shown


def test_an_address_ends_when_its_owner_says_so_or_makes_another(lea, nobody):
    first = makes(lea)
    second = makes(lea)
    assert nobody.get(first).status_code == 404
    assert nobody.get(second).status_code == 200
    answer = lea.fill_in("/queue/calendar", act="end")
    assert answer.headers["location"] == "/queue/calendar?said=calendar-ended"
    assert nobody.get(second).status_code == 404


def test_an_address_ends_with_its_owners_access_and_after_a_year(lea, nobody, engine):
    path = makes(lea)
    with clock.the_day(TODAY + timedelta(days=367), at=time(9)):
        assert nobody.get(path).status_code == 404
    assert nobody.get(path).status_code == 200
    with writing(engine) as connection:
        connection.execute(update(users).values(is_active=False))
    assert nobody.get(path).status_code == 404


def test_a_guessed_address_gives_nothing(nobody):
    for guess in ("x", "a" * 43, "a" * 400, "%00", "../queue"):
        assert nobody.get(f"/queue/calendar/{guess}.ics").status_code == 404


def test_the_secret_of_a_feed_is_no_way_in(lea, counter):
    secret = makes(lea).removeprefix("/queue/calendar/").removesuffix(".ics")
    with_cookie, with_key = guest(counter), guest(counter)
    with_cookie.cookies.set(COOKIE, secret, domain="counter.example", path="/")
    assert with_cookie.get("/queue").status_code == 303
    assert with_key.get("/queue", headers={"authorization": f"Bearer {secret}"}).status_code == 303


def test_a_second_click_shows_no_second_address(lea):
    secrets = secrets_on(lea.page("/queue/calendar"))
    first = lea.post("/queue/calendar", data=secrets | {"act": "new"})
    again = lea.post("/queue/calendar", data=secrets | {"act": "new"})
    assert (first.status_code, again.status_code) == (200, 303)
    assert again.headers["location"] == "/queue/calendar?said=already"


def test_whoever_reads_only_has_no_feed(signed_in):
    dee = signed_in("Dee Clin", "clinical_officer", kinds=[EP])
    assert dee.get("/queue/calendar").status_code == 403
    assert "/queue/calendar" not in dee.page("/queue")


@settings(max_examples=examples(30), deadline=None)
@given(
    kind=st.sampled_from(AdviceKind),
    due_on=st.dates(date(2020, 1, 1), date(2099, 12, 30)),
    visit_on=st.none() | st.dates(date(2020, 1, 1), date(2099, 12, 30)),
)
def test_every_line_of_a_calendar_is_short_and_ends_as_calendars_do(kind, due_on, visit_on):
    asked = Asked(
        key=Key(1, kind.value, date(2020, 1, 1)),
        reference="K7Q-2ND",
        kind=kind,
        child="Wren Sampleford",
        year=4,
        setting=None,
        service=kind.value,
        due_on=due_on,
        visit_on=visit_on,
        acknowledged_on=None,
        promised_on=None,
        sent_back=0,
        allocated_to=None,
        allocated_to_id=None,
        closed_on_visit=False,
    )
    text = calendar_of([asked], at=datetime(2026, 3, 2, 9, tzinfo=UTC))
    lines = text.split("\r\n")
    assert lines[-1] == ""
    assert "\n" not in "".join(lines)
    assert all(len(line.encode()) <= 75 for line in lines)
    unfolded = text.replace("\r\n ", "").split("\r\n")
    assert unfolded.count("BEGIN:VEVENT") == unfolded.count("END:VEVENT")
    assert unfolded.count("BEGIN:VEVENT") == (1 if visit_on is None else 2)
    assert len({line for line in unfolded if line.startswith("UID:")}) == unfolded.count(
        "BEGIN:VEVENT"
    )
