"""Every view of a case is on the audit record: one line for each case that a page shows."""

import pytest
from fastapi.routing import APIRoute
from sqlalchemy import func, select

from config import clock
from ehcp.cases.kinds import Kind
from ehcp.outside.families import add_contact
from ehcp.register import files
from ehcp.register.engine import reading
from ehcp.register.tables import audit, cases
from ehcp.web.app import make_app
from tests.casework.desks import put
from tests.web.test_bulk import OFFICER, REQUESTS, a_case, of, to_send
from tests.web.test_doors import routes_of

_VALUES = {
    "/open/{kind}": "/open/became_responsible",
    "{kind}": "note_added",
    "{party}": "health",
    "{act}": "accept",
    "{ground}": "school_closed",
    "{contact_id}": "1",
}
_ALL_ROLES = ("caseworker", "manager", "plan_writer", "quality_officer")


@pytest.fixture
def robin(signed_in):
    """Somebody for whom every page of a case opens."""
    return signed_in("Robin Eastlake", *_ALL_ROLES, team="North")


@pytest.fixture
def case(engine) -> str:
    """A case in which advice has come, and that was handed over with a note."""
    reference = a_case(engine, "Fernley", decided=True)
    put(engine, reference, Kind.ADVICE_REQUESTED, "2026-02-11", party="health")
    put(engine, reference, Kind.ADVICE_RECEIVED, "2026-02-20", party="health")
    put(
        engine,
        reference,
        Kind.OFFICER_CHANGED,
        "2026-02-21",
        officer="Robin Eastlake",
        note="The family knows.",
    )
    with reading(engine) as connection:
        held = files.load(connection, reference)
    add_contact(
        engine,
        person_id=held.person_id,
        case_id=held.case_id,
        name="Ms Ansah",
        email=None,
        by="Robin Eastlake",
        at=clock.now(),
    )
    return reference


def lines(engine, reference: str) -> int:
    with reading(engine) as connection:
        query = select(func.count()).select_from(audit).join(cases, cases.c.id == audit.c.case_id)
        return connection.scalar(query.where(cases.c.reference == reference)) or 0


def pages_of(counter, reference: str) -> list[str]:
    """Give the address of every page of a case."""
    found = []
    for route in routes_of(make_app(counter)):
        if not _is_page_of_case(route):
            continue
        path = route.path.replace("{reference}", reference)
        sequence = "5" if "/hand-over/" in path else "1"
        for name, value in (_VALUES | {"{sequence}": sequence}).items():
            path = path.replace(name, value)
        found.append(path)
    return found


def _is_page_of_case(route: APIRoute) -> bool:
    # A document is a file and no page; its own line is promised in test_documents_page.py. The page
    # of a consultation's link is that of a request's, which is among these.
    return (
        "GET" in (route.methods or ())
        and route.path.startswith("/cases/{reference}")
        and "{document_id}" not in route.path
        and "{entry}" not in route.path
    )


def test_every_page_of_a_case_leaves_one_line(robin, counter, engine, case):
    tried = pages_of(counter, case)
    assert len(tried) > 14
    for path in tried:
        before = lines(engine, case)
        shown = robin.page(path)
        assert lines(engine, case) == before + 1, path
        assert case in shown, path


def test_a_day_in_the_past_leaves_one_line_too(robin, engine, case):
    before = lines(engine, case)
    robin.page(f"/cases/{case}?on=2026-02-15")
    assert lines(engine, case) == before + 1


@pytest.mark.parametrize("path", [REQUESTS, OFFICER])
def test_cases_chosen_together_leave_a_line_each(robin, engine, case, path):
    other, third = (a_case(engine, name, decided=False) for name in ("Alderby", "Brackenham"))
    before = {each: lines(engine, each) for each in (case, other, third)}
    robin.page(of(path, [case, other]))
    robin.page(f"{path}/done/{case}.{other}")
    grown = {each: lines(engine, each) - was for each, was in before.items()}
    assert grown == {case: 2, other: 2, third: 0}


def test_the_last_look_before_cases_are_given_away_leaves_a_line_each(robin, engine, case):
    sent = {"case": to_send(engine, [case]), "officer": "Robin Eastlake", "note": ""}
    before = lines(engine, case)
    answer = robin.fill_in(f"{OFFICER}/check", page=of(OFFICER, [case]), **sent)
    assert answer.status_code == 200
    assert lines(engine, case) == before + 2, "the page that asks, and the one that checks"
