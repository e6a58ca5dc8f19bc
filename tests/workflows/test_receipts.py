"""Promises about asking what became of letters, as the timetable and `ehcp day` do it."""

from collections.abc import Iterator

import pytest
from sqlalchemy import select

from ehcp.register.engine import reading
from ehcp.register.tables import messages
from tests.notifications.notify_server import KEY, TEMPLATE, Notify, notify_served
from tests.workflows.conftest import MONDAY, Cases, at
from workflows import checks
from workflows.day import do_day
from workflows.office import Office


@pytest.fixture
def notify() -> Iterator[Notify]:
    with notify_served() as served:
        yield served


@pytest.fixture
def by_notify(sqlite_office: Office, notify: Notify) -> Office:
    """An office whose letters go by GOV.UK Notify, with a request for advice to write."""
    told = Cases(sqlite_office.engine)
    told.served_by_health(MONDAY)
    told.decided(MONDAY)
    settings = type(sqlite_office.settings)(
        channel="govuk_notify",
        notify_key=KEY,
        notify_template=TEMPLATE,
        notify_address=notify.address,
    )
    return Office.of(sqlite_office.engine, council=sqlite_office.council, settings=settings)


def lived(office: Office, hour: int) -> dict[str, object]:
    done = do_day(
        office.engine,
        day=MONDAY,
        at=at(MONDAY, hour),
        council=office.council,
        settings=office.settings,
    )
    return done.as_json()


def test_a_day_sends_by_notify_and_asks_what_became_of_it(by_notify: Office, notify: Notify):
    first = lived(by_notify, 9)
    assert first["outbox"]["sent"] == len(notify.taken) > 0  # type: ignore[index]  # JSON
    assert first["receipts"]["asked"] == 0  # type: ignore[index]  # they have just gone
    for each in notify.taken:
        notify.end(each["reference"])
    later = lived(by_notify, 11)
    assert later["receipts"]["settled"] == len(notify.taken)  # type: ignore[index]  # JSON
    with reading(by_notify.engine) as connection:
        assert set(connection.scalars(select(messages.c.delivery))) == {"delivered"}


def test_a_road_that_gives_no_receipts_is_not_asked(sqlite_office: Office):
    assert checks.receipts(sqlite_office, day=MONDAY, at=at(MONDAY)) == {"asked": 0}
    assert "receipts" not in lived(sqlite_office, 9)
