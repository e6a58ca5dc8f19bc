"""An order to assess on the disputed case says which of several services is asked by it."""

from datetime import date

import pytest

from ehcp.cases.decision_to_assess import DISPUTES_DECIDED, SERVICES
from ehcp.cases.kinds import Kind
from tests.casework.desks import follow, put, stage_of, strike_out, the
from tests.web.people import secrets_on, staff_member, words_on
from tests.web.schools import review_of
from tests.web.test_record import requested
from tests.web.test_services_decided_on import ASKS, FIELD, SURE, asked, decision
from tests.web.trusts import A, B, two_trusts


@pytest.fixture
def both(counter):
    """Somebody who may put anything on record."""
    return staff_member(counter, "Robin Both", "caseworker", "manager")


@pytest.fixture
def disputed(engine) -> str:
    """A request that was refused, about which there are mediation and an appeal."""
    two_trusts(engine)
    case = requested(engine)
    put(engine, case, Kind.TOLD_WILL_NOT_ASSESS, "2026-02-16")
    return case


@pytest.mark.parametrize("kind", DISPUTES_DECIDED)
@pytest.mark.parametrize(("order", "trust"), [("assess", B), ("assess", A), ("make_plan", B)])
def test_an_order_on_the_disputed_case_asks_which_trust_the_ordered_assessment_asks(
    engine, both, disputed, kind, order, trust
):
    form = f"/cases/{disputed}/record/{kind.value}"
    assert f"{ASKS} Only where the authority has to assess" in words_on(both.page(form))
    filled = {"on": date(2026, 2, 27), "order": order, FIELD: trust}
    if kind is Kind.MEDIATION_AGREED:
        filled["parties"] = "authority"
    done = both.fill_in(form, **filled)
    if done.status_code == 200:
        assert ("South Trust" in words_on(done.text)) is (order == "assess" and trust == B)
        done = both.send_again(form, secrets_on(done.text), **filled, **SURE)
    assert done.status_code == 303, words_on(done.text)
    follow(engine, disputed, "2026-03-02")
    new = the(engine, "ordered_assessment")
    follow(engine, new, "2026-03-02")
    chosen = B if (order, trust) == ("assess", B) else None
    assert decision(engine, disputed).get(SERVICES) == chosen
    assert asked(engine, new).get("health") == chosen
    assert ("health" in asked(engine, new)) is (order == "assess")


def test_an_order_about_a_plan_asks_for_no_advice(engine, both):
    two_trusts(engine)
    review = review_of(engine, "1")
    put(engine, review, Kind.REVIEW_MEETING_HELD, "2026-02-02")
    put(engine, review, Kind.TOLD_WILL_MAINTAIN, "2026-02-16")
    page = both.page(f"/cases/{review}/record/tribunal_ordered")
    assert 'value="amend_contents"' in page
    assert ASKS not in words_on(page)


def test_an_order_that_was_put_on_record_anew_leaves_the_ordered_assessment_as_it_is(
    engine, disputed
):
    put(engine, disputed, Kind.TRIBUNAL_ORDERED, "2026-02-27", order="assess", services=B)
    follow(engine, disputed, "2026-02-27")
    new = the(engine, "ordered_assessment")
    strike_out(engine, disputed, 3, "2026-02-28")
    put(engine, disputed, Kind.TRIBUNAL_ORDERED, "2026-02-27", order="assess")
    assert follow(engine, disputed, "2026-02-28").set_right == ()
    assert stage_of(engine, new) == "assessing"
