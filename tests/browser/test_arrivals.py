"""Whether requests arrived, on the pages of a case and on somebody's day: read without barriers."""

from datetime import timedelta

import pytest
from sqlalchemy import insert, update

from config import clock
from ehcp.cases.kinds import Kind
from ehcp.register.engine import writing
from ehcp.register.tables import cases, messages, occasions, providers
from tests.browser.served import DESK, ON_BOTH, TELEPHONE, AtTheCounter
from tests.casework.desks import id_of, put
from tests.web.test_record import requested

pytestmark = [pytest.mark.browser]

ENDS = {
    "educational_psychology": "permanent-failure",
    "health": "delivered",
    "social_care": "sending",
    "education": None,
}


def six_days_ago(engine, officer):
    """A case whose requests went six days ago and ended in every way; give its reference."""
    reference, at = requested(engine), clock.now() - timedelta(days=6)
    put(engine, reference, Kind.TOLD_WILL_ASSESS, "2026-02-16", by="Morgan Eastlake")
    for party, delivery in ENDS.items():
        put(engine, reference, Kind.ADVICE_REQUESTED, "2026-02-20", party)
        with writing(engine) as connection:
            connection.execute(
                insert(providers).values(
                    code=party,
                    kind=party,
                    name=f"Exampleshire {party}",
                    email=f"{party}@service.example",
                    telephone="01632 960 333",
                    reminders=False,
                    monday_list=False,
                )
            )
            connection.execute(
                insert(messages).values(
                    id=party,
                    occasion=party,
                    letter="advice_needed",
                    status="sent",
                    facts={},
                    delivery=delivery,
                    delivery_at=at,
                    attempts=1,
                    urgent=False,
                    **dict.fromkeys(("recipient", "subject", "text", "html"), "x"),
                    **dict.fromkeys(("next_try_at", "created_at", "settled_at"), at),
                )
            )
            connection.execute(
                insert(occasions).values(
                    key=party,
                    message_id=party,
                    case_id=id_of(engine, reference),
                    party=party,
                    service=party,
                )
            )
            connection.execute(update(cases).values(officer=officer))
    return reference


@pytest.mark.again
@pytest.mark.parametrize("width", [DESK, pytest.param(TELEPHONE, marks=pytest.mark.again)])
def test_what_became_of_each_request_can_be_read(browser, counter_served, width, tmp_path):
    reference = six_days_ago(counter_served.counter.engine, "Kim Ashdown")
    kim = AtTheCounter(browser, counter_served, scripts=True, width=width)
    kim.signed_in_already("Kim Ashdown", "caseworker")
    for path in (f"/cases/{reference}", f"/cases/{reference}/advice"):
        kim.go(path)
        kim.page.screenshot(path=tmp_path / f"{path.replace('/', '_')}.png", full_page=True)
        for says in ("id not arrive: wrong address", "elivered on 24 Feb", "ot proven to have"):
            assert says in kim.page.inner_text("main")
        assert "nobody tells us whether it arrived" in kim.page.inner_text("main")
    kim.go("/my-day")
    kim.page.screenshot(path=tmp_path / "day.png", full_page=True)
    assert "on 01632 960 333" in kim.page.inner_text("main")
    assert kim.said == []
    kim.leave()


@ON_BOTH
def test_a_letter_that_came_back_is_seen_to_from_the_day(browser, counter_served, way, tmp_path):
    scripts, width = way
    engine = counter_served.counter.engine
    reference = six_days_ago(engine, "Kim Ashdown")
    kim = AtTheCounter(browser, counter_served, scripts=scripts, width=width)
    kim.signed_in_already("Kim Ashdown", "caseworker")
    kim.go("/my-day")
    kim.follow("See to it")
    kim.page.screenshot(path=tmp_path / "letter.png", full_page=True)
    kim.page.get_by_label("Another address").check()
    kim.press("Send it again")
    assert "Enter the other address." in kim.reads()
    kim.page.get_by_label("The other address").fill("right@service.example")
    kim.page.get_by_label("Another address").check()
    kim.page.screenshot(path=tmp_path / "wrong.png", full_page=True)
    kim.press("Send it again")
    assert "The letter waits to be sent again" in kim.reads()
    assert "See to it" not in kim.reads()
    with writing(engine) as connection:
        connection.execute(
            update(messages).where(messages.c.id == "health").values(status="uncertain")
        )
    kim.go(f"/cases/{reference}")
    kim.follow("See to it")
    kim.page.get_by_label("Telephone").check()
    kim.press("It did arrive")
    assert "It is on record that the letter arrived." in kim.reads()
    kim.leave()


@ON_BOTH
def test_all_that_wait_stand_in_one_list(browser, counter_served, way, tmp_path):
    scripts, width = way
    engine = counter_served.counter.engine
    six_days_ago(engine, "Kim Ashdown")
    with writing(engine) as connection:
        connection.execute(
            update(messages).where(messages.c.id == "health").values(status="uncertain")
        )
    morgan = AtTheCounter(browser, counter_served, scripts=scripts, width=width)
    morgan.signed_in_already("Morgan Eastlake", "manager")
    morgan.go("/alerts")
    if width == TELEPHONE and scripts:
        morgan.press("Menu")
    morgan.follow("Undelivered")
    assert "2 letters" in morgan.reads()
    morgan.page.screenshot(path=tmp_path / "list.png", full_page=True)
    morgan.follow("Request for advice")
    morgan.press("Leave it")
    assert "1 letter" in morgan.reads()
    morgan.leave()
