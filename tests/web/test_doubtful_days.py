"""Promises about a day on which nobody may be there: the answer asks once whether it is meant."""

from datetime import date

import pytest

from ehcp.cases.kinds import Kind
from ehcp.register.engine import open_engine
from tests.web.links import EP, asked, link_in, opens, post, service
from tests.web.people import counter_over, guest, secrets_on, words_on
from tests.web.test_record import record_of

GOOD_FRIDAY, EASTER_MONDAY = date(2026, 4, 3), date(2026, 4, 6)
AT_SCHOOL, IN_THE_HOLIDAYS, A_SUNDAY = date(2026, 3, 20), date(2026, 4, 1), date(2026, 3, 22)
TOLD = {Kind.ADVICE_ACKNOWLEDGED: "visit_on", Kind.ADVICE_PROMISED: "promised_on"}


@pytest.fixture
def engine(sqlite_url):
    opened = open_engine(sqlite_url)
    yield opened
    opened.dispose()


@pytest.fixture
def case(engine) -> str:
    service(engine)
    reference = asked(engine)
    post(engine)
    return reference


@pytest.fixture
def sam(engine, case, tmp_path):
    """Sam reads the mailbox of Trust A, and has opened the link."""
    del case
    counter = counter_over(engine, documents=tmp_path / "documents")
    return opens(guest(counter), engine, link_in(engine))


@pytest.fixture
def here(case) -> str:
    return f"/answering/{case}/{EP}"


def days_on_record(engine, case: str) -> list[str]:
    record = record_of(engine, case)
    return [each.details[TOLD[each.kind]] for each in record if each.kind in TOLD]


@pytest.mark.parametrize(
    ("day", "why"),
    [
        (GOOD_FRIDAY, "3 April 2026 is a bank holiday."),
        (IN_THE_HOLIDAYS, "As far as we know, Lark Rise Primary School is closed on 1 April"),
        (A_SUNDAY, "22 March 2026 is a Sunday."),
    ],
)
def test_a_visit_on_a_day_when_nobody_may_be_there_is_taken_once_it_is_confirmed(
    engine, sam, case, here, day, why
):
    asks = sam.fill_in(f"{here}/have", visit_on=day)
    words = words_on(asks.text)
    assert why in words
    assert "Nothing is recorded yet" in words
    assert days_on_record(engine, case) == []
    secrets = secrets_on(asks.text)
    assert sam.send_again(f"{here}/have", secrets, visit_on=day, meant=day.isoformat()).is_redirect
    assert days_on_record(engine, case) == [day.isoformat()]


def test_the_form_that_asks_has_the_typed_day_and_confirms_no_other(engine, sam, case, here):
    asks = sam.fill_in(f"{here}/have", visit_on=GOOD_FRIDAY)
    assert 'name="meant" value="2026-04-03"' in asks.text
    assert "Confirm this day" in words_on(asks.text)
    again = sam.send_again(
        f"{here}/have", secrets_on(asks.text), visit_on=EASTER_MONDAY, meant="2026-04-03"
    )
    assert "6 April 2026 is a bank holiday." in words_on(again.text)
    assert days_on_record(engine, case) == []


def test_a_promise_for_a_bank_holiday_asks_too_and_one_for_the_holidays_of_a_school_does_not(
    engine, sam, case, here
):
    late = {"reason": "Staff sickness"}
    asks = sam.fill_in(f"{here}/late", promised_on=EASTER_MONDAY, **late)
    assert "6 April 2026 is a bank holiday." in words_on(asks.text)
    assert "Staff sickness" in asks.text
    assert days_on_record(engine, case) == []
    assert sam.fill_in(f"{here}/late", promised_on=IN_THE_HOLIDAYS, **late).is_redirect
    assert days_on_record(engine, case) == [IN_THE_HOLIDAYS.isoformat()]


def test_a_day_on_which_people_are_there_is_taken_at_once(engine, sam, case, here):
    assert sam.fill_in(f"{here}/have", visit_on=AT_SCHOOL).is_redirect
    assert days_on_record(engine, case) == [AT_SCHOOL.isoformat()]
