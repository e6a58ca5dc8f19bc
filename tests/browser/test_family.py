"""A family follows its case in a real browser, on a telephone and at a desk."""

from datetime import date

import pytest
from sqlalchemy import insert

from config import clock
from ehcp.casework.open_case import open_case
from ehcp.outside.family_codes import give_code
from ehcp.register import files
from ehcp.register.engine import writing
from ehcp.register.tables import family_contacts
from tests.browser.served import DESK, TELEPHONE, AtTheCounter

pytestmark = [pytest.mark.browser, pytest.mark.timeout(300)]


@pytest.fixture
def database_url(sqlite_url):
    return sqlite_url


@pytest.mark.parametrize(("scripts", "width"), [(True, DESK), (False, TELEPHONE)])
def test_a_family_sees_where_its_case_stands(browser, counter_served, scripts, width) -> None:
    counter = counter_served.counter
    reference = open_case(
        counter.engine,
        desk=counter.desk(by="Kim Ashdown", may=None),
        received_on=date(2026, 1, 5),
        person={"born_on": date(2018, 3, 2), "forename": "Wren", "surname": "Sampleford"},
    )
    with writing(counter.engine) as connection:
        held = files.load(connection, reference)
        contact = connection.scalar(
            insert(family_contacts)
            .values(person_id=held.person_id, name="Ms Ansah", set_by="Kim", set_at=clock.now())
            .returning(family_contacts.c.id)
        )
    code = give_code(
        counter.engine,
        person_id=held.person_id,
        case_id=held.case_id,
        contact_id=contact or 0,
        by="Kim",
        at=clock.now(),
    )
    family = AtTheCounter(browser, counter_served, scripts=scripts, width=width)
    family.go("/family")
    family.page.get_by_label("Reference").fill(reference)
    family.page.get_by_label("Code").fill(code)
    family.press("Show my case")
    assert "We are sorry" in family.reads()
    assert "Wren" not in family.page.content()
    family.press("Close this page")
    assert "Follow your case" in family.reads()
    family.leave()
