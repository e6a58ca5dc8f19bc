"""A letter that did not arrive needs nobody once the advice that it is about has come."""

from datetime import date

import pytest
from sqlalchemy import insert, update

from ehcp.register.engine import open_engine, writing
from ehcp.register.tables import advice, occasions
from tests.casework.desks import id_of
from tests.one_database import on_sqlite_only
from tests.web.letters_back import AT, LETTER, a_letter, stands
from tests.web.links import EP, asked, service

PATH = f"/letters/undelivered/{LETTER}"


@pytest.fixture
def engine(database_url):
    engine = open_engine(database_url)
    yield engine
    engine.dispose()


@pytest.fixture
def case(engine) -> str:
    """A case of Kim's in which advice was asked for, and a letter that did not arrive."""
    reference = asked(engine)
    service(engine)
    a_letter(engine, reference)
    return reference


ANSWERED = {"acknowledged_on": None, "received_on": date(2026, 3, 1)}
GIVEN_UP = {"status": "failed"}
CAME_BACK = {"status": "sent", "delivery": "permanent-failure", "delivery_at": AT}
IN_DOUBT = {"status": "uncertain"}
ACKNOWLEDGED = {"acknowledged_on": date(2026, 3, 1)}


@pytest.mark.parametrize(
    ("letter", "row", "since", "waits"),
    [
        ("advice_reminder", GIVEN_UP, {}, True),
        ("advice_reminder", GIVEN_UP, ACKNOWLEDGED, True),
        ("advice_reminder", GIVEN_UP, ANSWERED, False),
        ("advice_late", CAME_BACK, ANSWERED, False),
        ("advice_digest", GIVEN_UP, {"cancelled_on": date(2026, 3, 1)}, False),
        ("escalation", CAME_BACK, ANSWERED, False),
        ("advice_late", IN_DOUBT, ANSWERED, True),
        ("advice_needed", GIVEN_UP, {}, True),
        ("advice_needed", GIVEN_UP, ANSWERED, False),
        ("advice_needed", CAME_BACK, ACKNOWLEDGED, False),
        ("advice_needed", IN_DOUBT, ANSWERED, True),
        ("decision_setting", GIVEN_UP, ANSWERED, True),
    ],
)
@pytest.mark.usefixtures("case")
def test_a_letter_about_advice_that_came_meanwhile_needs_nobody(
    engine, morgan, kim, letter, row, since, waits
):
    stands(engine, letter=letter, **row)
    if since:
        with writing(engine) as connection:
            connection.execute(update(advice).values(**since))
    assert (LETTER in morgan.page("/letters/undelivered")) == waits
    page = kim.page(PATH)
    assert ("Leave it" in page) == waits
    assert ("Nothing is left to do" in page) == (not waits)


@on_sqlite_only
@pytest.mark.usefixtures("case")
def test_a_chaser_about_several_cases_waits_while_one_of_them_is_not_answered(engine, morgan, case):
    stands(engine, letter="advice_digest")
    other = asked(engine, surname="Heron", forename="Bo")
    about = {"key": "o", "message_id": LETTER, "party": EP, "service": EP}
    with writing(engine) as connection:
        connection.execute(insert(occasions).values(case_id=id_of(engine, other), **about))
    for reference, waits in ((case, True), (other, False)):
        with writing(engine) as connection:
            connection.execute(
                update(advice)
                .where(advice.c.case_id == id_of(engine, reference))
                .values(received_on=date(2026, 3, 1))
            )
        assert (LETTER in morgan.page("/letters/undelivered")) == waits
