"""The alerts page: what stands, acknowledging it, and what comes back."""

from datetime import date, timedelta

import pytest
from sqlalchemy import update

from config import clock
from ehcp.cases.advice_kinds import AdviceKind
from ehcp.cases.alerts import AlertPolicy
from ehcp.cases.kinds import Kind
from ehcp.casework.open_case import open_case
from ehcp.casework.provider_changes import add_provider
from ehcp.casework.raise_alerts import raise_alerts
from ehcp.law.rules import load_rules
from ehcp.register.engine import writing
from ehcp.register.tables import people
from tests.casework.desks import desk, put
from tests.web.conftest import TODAY
from tests.web.people import words_on
from tests.web.small_council import fill

A_DAY = timedelta(days=1)
LATE, NEAR = date(2026, 1, 12), date(2026, 1, 26)
FORM = "/alerts/acknowledge"


def checked(engine, day=TODAY) -> None:
    at = desk(day.isoformat()).at.replace(hour=6)
    raise_alerts(engine, day=day, at=at, policy=AlertPolicy(), rules=load_rules())


@pytest.fixture
def late(engine) -> str:
    """A request whose decision was due on 23 February, a week ago."""
    reference = open_case(engine, desk=desk("2026-01-12"), received_on=LATE, officer="Kim Ashdown")
    checked(engine)
    return reference


def key(reference: str, received=LATE, rule="decide_to_assess", party="") -> str:
    return f"{reference}~{rule}~{party}~{received.isoformat()}"


def form_of(*keys: str) -> str:
    return f"{FORM}?" + "&".join(f"limit={each}" for each in keys)


def acknowledged(morgan, *keys: str, until=date(2026, 3, 6), **more):
    given = {"reason": "The panel meets on Thursday", "until": until, "limit": list(keys)}
    return morgan.fill_in(FORM, page=form_of(*keys), **(given | more))


def test_red_stands_before_amber_with_what_is_owed(morgan, late, engine):
    near = open_case(engine, desk=desk("2026-01-26"), received_on=NEAR)
    checked(engine)
    page = morgan.page("/alerts")
    shown = words_on(page)
    assert page.index(late) < page.index(near)
    assert "1 red: a limit has been missed" in shown
    assert "Tell the family whether the authority will assess." in shown
    assert "Overdue 23 Feb 2026 (7 days ago)" in shown
    assert "Kim Ashdown" in shown


def test_each_table_is_announced_in_the_order_in_which_it_stands(morgan, late, engine):
    later = open_case(engine, desk=desk("2026-01-16"), received_on=date(2026, 1, 16))
    near = [
        open_case(engine, desk=desk("2026-01-26"), received_on=NEAR + each * A_DAY)
        for each in (1, 0)
    ]
    checked(engine)
    page = morgan.page("/alerts")
    red, amber = "Red alerts, the longest overdue first", "Amber alerts, the earliest due first"
    order = [page.index(words) for words in (red, late, later, amber, near[1], near[0])]
    assert order == sorted(order)
    assert "the latest first" not in page


def test_an_alert_is_acknowledged_and_is_quiet(morgan, late):
    answer = acknowledged(morgan, key(late), back="/alerts?told=manager")
    assert answer.headers["location"] == "/alerts?told=manager&said=alerts-acknowledged"
    assert late not in morgan.page("/alerts")
    quiet = words_on(morgan.page("/alerts?show=quiet"))
    assert late in quiet
    assert "Quiet until 6 Mar 2026" in quiet
    assert "Morgan Eastlake: The panel meets on Thursday" in quiet


def test_it_comes_back_by_itself_and_says_that_nothing_moved(signed_in, morgan, late):
    acknowledged(morgan, key(late))
    with clock.the_day(date(2026, 3, 6)):
        later = words_on(signed_in("Morgan Eastlake", "manager").page("/alerts"))
    assert late in later
    assert "Back: nothing moved" in later
    assert "Nothing was recorded since 2 Mar 2026" in later


def test_it_says_how_much_was_recorded_meanwhile(signed_in, morgan, late, engine):
    acknowledged(morgan, key(late))
    put(engine, late, Kind.NOTE_ADDED, "2026-03-03", note="rang")
    with clock.the_day(date(2026, 3, 6)):
        later = words_on(signed_in("Morgan Eastlake", "manager").page("/alerts"))
    assert "Back: still not done 1 entry since." in later


def test_one_that_goes_up_is_back_at_once(signed_in, morgan, late, engine):
    acknowledged(morgan, key(late), until=date(2026, 3, 20))
    day = date(2026, 2, 23) + timedelta(days=15)
    checked(engine, day)
    with clock.the_day(day):
        later = words_on(signed_in("Morgan Eastlake", "manager").page("/alerts"))
    assert "Back: gone up The head of service is told now." in later


def test_slips_are_said_and_what_was_typed_is_kept(morgan, late):
    answer = acknowledged(morgan, key(late), reason="", until=date(2026, 3, 6))
    assert (answer.status_code, "Enter why, and what happens next." in answer.text) == (400, True)
    answer = acknowledged(morgan, key(late), reason="Kept <i>", until=date(2026, 5, 6))
    assert answer.status_code == 400
    assert "28 days at most" in answer.text
    assert "Kept &lt;i&gt;" in answer.text


def test_several_of_one_service_are_acknowledged_with_one_reason(morgan, engine):
    found = []
    for _ in range(2):
        reference = open_case(engine, desk=desk("2026-01-12"), received_on=LATE)
        put(engine, reference, Kind.TOLD_WILL_ASSESS, "2026-01-13")
        for party in ("health", "education"):
            put(engine, reference, Kind.ADVICE_REQUESTED, "2026-01-13", party=party)
        found.append(reference)
    checked(engine)
    listed = morgan.page("/alerts?service=health")
    keys = [key(each, date(2026, 1, 13), "advice_response", "health") for each in found]
    assert all(f'value="{each}"' in listed for each in keys)
    assert 'type="checkbox"' not in morgan.page("/alerts")
    assert "Choose why the advice is late." in acknowledged(morgan, *keys).text
    assert acknowledged(morgan, *keys, late_reason="Staff sickness").status_code == 303
    assert "Staff sickness. The panel" in words_on(morgan.page("/alerts?show=quiet&service=health"))
    assert "No alert is like that." in morgan.page("/alerts?service=health")
    mixed = [keys[0], key(found[0], date(2026, 1, 13), "advice_response", "education")]
    assert "must all wait for the same service" in morgan.page(form_of(*mixed), status=400)


def test_late_advice_of_two_trusts_is_told_apart_and_acknowledged_trust_by_trust(morgan, engine):
    for name in ("North Trust", "South Trust"):
        email = f"{name[:5].lower()}@trust.example"
        add_provider(
            engine, desk=desk("2026-01-12"), kind=AdviceKind.HEALTH, name=name, email=email
        )
    found = []
    for facts in ({}, {"service": "health-2"}):
        reference = open_case(engine, desk=desk("2026-01-12"), received_on=LATE)
        put(engine, reference, Kind.TOLD_WILL_ASSESS, "2026-01-13")
        put(engine, reference, Kind.ADVICE_REQUESTED, "2026-01-13", party="health", **facts)
        found.append(reference)
    checked(engine)
    keys = [key(each, date(2026, 1, 13), "advice_response", "health") for each in found]
    north, south = (morgan.page(f"/alerts?service={code}") for code in ("health", "health-2"))
    assert [each in north for each in keys] == [True, False]
    assert [each in south for each in keys] == [False, True]
    assert "Health: South Trust" in words_on(south)
    assert "must all wait for the same service" in morgan.page(form_of(*keys), status=400)


def late_advice(engine) -> str:
    """Advice of health that was due on 24 February, six days ago."""
    reference = open_case(engine, desk=desk("2026-01-12"), received_on=LATE, officer="Kim Ashdown")
    put(engine, reference, Kind.TOLD_WILL_ASSESS, "2026-01-13")
    put(engine, reference, Kind.ADVICE_REQUESTED, "2026-01-13", party="health")
    return reference


def test_late_advice_shows_what_the_service_promised_and_comes_back_when_that_is_not_kept(
    morgan, signed_in, engine
):
    reference = late_advice(engine)
    checked(engine)
    of_it = key(reference, date(2026, 1, 13), "advice_response", "health")
    asks = morgan.page(form_of(of_it))
    assert f'href="/cases/{reference}/advice/health/late"' in asks
    promise = {"promised_on": "2026-03-04", "reason": "Staff sickness"}
    put(engine, reference, Kind.ADVICE_PROMISED, "2026-03-02", party="health", **promise)
    shown = words_on(morgan.page("/alerts"))
    assert "Promised for 4 Mar 2026 (in 2 days): Staff sickness" in shown
    asks = morgan.page(form_of(of_it))
    assert 'value="5"' in asks  # it comes back on the day after the promise
    assert "/advice/health/late" not in asks
    late = {"late_reason": "Staff sickness", "reason": "Wait", "until": date(2026, 3, 20)}
    assert acknowledged(morgan, of_it, **late).status_code == 303
    for day, back in ((date(2026, 3, 4), False), (date(2026, 3, 5), True)):
        with clock.the_day(day):
            page = words_on(signed_in("Morgan Eastlake", "manager").page("/alerts?service=health"))
        assert ("Back: promise not kept" in page) is back
        assert ("Not kept Promised for 4 Mar 2026: Staff sickness" in page) is back


def test_a_caseworker_sees_their_own_and_acknowledges_none(kim, late, engine):
    other = open_case(engine, desk=desk("2026-01-12"), received_on=LATE, officer="Alex")
    checked(engine)
    for path in ("/alerts", "/alerts?mine", "/alerts?officer=Alex"):
        assert other not in kim.page(path)
    shown = kim.page("/alerts?mine")
    assert late in shown
    assert FORM not in shown
    kim.page(form_of(key(late)), status=403)


def test_another_teams_restricted_case_is_in_no_list_filter_or_count(
    morgan, signed_in, late, engine
):
    with writing(engine) as connection:
        connection.execute(update(people).values(restricted_to="North"))
    assert late in morgan.page("/alerts")
    stranger = signed_in("Robin", "manager", team="South")
    shown = stranger.page("/alerts")
    assert "No alert stands." in shown
    assert late not in shown
    assert "Kim Ashdown" not in shown
    guessed = stranger.page(form_of(key(late)), status=400)
    never = stranger.page(form_of(key("AAA-AAA")), status=400)
    assert words_on(guessed) == words_on(never)


@pytest.mark.parametrize(
    "query",
    [
        "page=99999999",
        "page=-1",
        "page=x",
        "told=%3Cscript%3E",
        "officer=" + "x" * 5000,
        "show=both",
    ],
)
@pytest.mark.usefixtures("late")
def test_whatever_is_asked_gets_a_list(morgan, query):
    assert "<script>" not in words_on(morgan.page(f"/alerts?{query}"))


@pytest.mark.parametrize("words", ["", "limit=", "limit=a~b~c~d", "limit=x~a~~2026-01-05"])
def test_a_form_for_no_alert_says_so_kindly(morgan, words):
    assert "There is a problem" in morgan.page(f"{FORM}?{words}", status=400)


def test_an_aim_of_ours_that_has_passed_is_not_called_overdue(counter, morgan):
    found = fill(counter)
    page = morgan.page("/alerts?told=caseworker")
    (row,) = (
        words_on(row)
        for row in page.split("<tr")
        if found["review"] in row and "Hold the review meeting" in row
    )
    assert "Our aim" in row
    assert "Overdue" not in row
