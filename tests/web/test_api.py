"""Promises about the programs' door: the same rules as at the counter, and never a server error."""

from datetime import date, timedelta
from typing import Any
from urllib.parse import unquote

import pytest
import schemathesis
from hypothesis import settings
from schemathesis.checks import not_a_server_error
from sqlalchemy import select, update

from config import clock
from ehcp.casework.open_case import open_case
from ehcp.law.notices import complete
from ehcp.register.engine import writing
from ehcp.register.tables import audit, people, users
from ehcp.reports.snapshots import take_snapshot
from ehcp.staff.sessions import KEY, open_session
from ehcp.web.api.routes import described
from ehcp.web.app import make_app
from tests.web.people import guest, staff_member
from tests.web.trusts import two_trusts

BORN = date(2018, 3, 2)


@pytest.fixture
def reference(counter):
    return open_case(
        counter.engine,
        desk=counter.desk(by="Kim Ashdown", may=None),
        received_on=date(2026, 1, 5),
        person={"born_on": BORN, "forename": "Wren", "surname": "Sampleford"},
        officer="Kim Ashdown",
    )


@pytest.fixture
def key(counter):
    """Give a key of somebody with these roles."""

    def make(*roles: str, name: str = "Power Programme", team: str | None = None) -> str:
        staff_member(counter, name, *roles, team=team)
        with writing(counter.engine) as connection:
            user_id = connection.scalar(select(users.c.id).where(users.c.name == name))
            assert user_id
            return open_session(
                connection, user_id=user_id, now=clock.now(), longest=timedelta(days=1), kind=KEY
            )

    return make


@pytest.fixture
def program(counter, key):
    """Give a program with the key of a manager."""

    def ask(method: str, path: str, **more):
        return guest(counter).request(
            method, f"/api/v1{path}", headers={"authorization": f"Bearer {token}"}, **more
        )

    token = key("manager")
    return ask


def test_a_program_reads_a_case_and_records_in_it(program, reference, counter):
    listed = program("GET", "/cases").json()
    assert [case["reference"] for case in listed["cases"]] == [reference]
    assert "Wren" not in str(listed)
    note = {"kind": "note_added", "happened_on": "2026-03-02", "details": {"note": "by API"}}
    answer = program("POST", f"/cases/{reference}/events", json=note)
    assert (answer.status_code, answer.json()) == (201, {"reference": reference, "entry": 2})
    whole = program("GET", f"/cases/{reference}").json()
    assert whole["record"][-1]["details"] == {"note": "by API"}
    with counter.engine.connect() as connection:
        acts = connection.scalars(select(audit.c.act).order_by(audit.c.id)).all()
    assert acts == ["recorded", "viewed"]


def test_what_the_law_does_not_allow_is_refused_in_a_sentence(program, reference):
    decided = {"kind": "plan_finalised", "happened_on": "2026-03-02"}
    answer = program("POST", f"/cases/{reference}/events", json=decided)
    assert answer.status_code == 400
    assert "ehcp case" not in answer.json()["says"]


def test_a_decision_to_assess_names_services_that_are_there_and_no_others(
    program, reference, counter
):
    two_trusts(counter.engine)

    def decided_on(services: str) -> Any:
        facts = complete("told_will_assess") | {"services": services}
        decided = {"kind": "told_will_assess", "happened_on": "2026-02-27", "details": facts}
        return program("POST", f"/cases/{reference}/events", json=decided).json()

    says = "No service has the code 'south'. There are: health, health-2."
    assert decided_on("south")["says"] == says
    assert decided_on("health-2") == {"reference": reference, "entry": 2}
    kinds = program("GET", "/kinds").json()
    (facts,) = (each["facts"] for each in kinds if each["kind"] == "told_will_assess")
    assert "health-2" in facts["services"]


def test_a_record_that_has_grown_since_it_was_read_is_not_written_to(program, reference):
    note = {"kind": "note_added", "happened_on": "2026-03-02", "details": {"note": "x"}}
    path = f"/cases/{reference}/events"
    assert program("POST", path, json=note | {"as_read": 1}).status_code == 201
    answer = program("POST", path, json=note | {"as_read": 1})
    assert answer.status_code == 400
    assert "changed while you were reading" in answer.json()["says"]


def test_nobody_without_a_key_gets_anything(nobody, reference):
    for path in ("/kinds", "/cases", f"/cases/{reference}", "/openapi.json"):
        answer = nobody.get(f"/api/v1{path}")
        assert (answer.status_code, answer.json()["error"]) == (401, "Not signed in")


def test_a_restricted_case_of_another_team_is_as_unknown_as_any(program, reference, counter):
    with writing(counter.engine) as connection:
        connection.execute(update(people).values(restricted_to="South"))
    hidden = program("GET", f"/cases/{reference}")
    unknown = program("GET", "/cases/ZZZ-ZZZ")
    assert (hidden.status_code, hidden.text) == (unknown.status_code, unknown.text)
    assert hidden.status_code == 404
    assert program("GET", "/cases").json()["total"] == 0
    note = {"kind": "note_added", "happened_on": "2026-03-02"}
    assert program("POST", f"/cases/{reference}/events", json=note).status_code == 404


def test_the_weekly_report_names_no_case_that_may_not_be_seen(counter, key, reference):
    monday = date(2026, 3, 2)
    take_snapshot(counter.engine, at=monday, taken_at=clock.now(), council=counter.council)
    headers = {"authorization": f"Bearer {key('manager', team='North')}"}
    assert reference in guest(counter).get(f"/api/v1/reports/{monday}", headers=headers).text
    with writing(counter.engine) as connection:
        connection.execute(update(people).values(restricted_to="South"))
    answer = guest(counter).get(f"/api/v1/reports/{monday}", headers=headers)
    assert answer.status_code == 200
    assert reference not in answer.text


def test_a_cookie_is_no_key_and_a_key_no_cookie(kim, counter, key):
    (cookie,) = (each.value for each in kim.cookies.jar)
    asked = guest(counter).get("/api/v1/cases", headers={"authorization": f"Bearer {cookie}"})
    assert asked.status_code == 401
    someone = guest(counter)
    someone.cookies.set("ehcp", key("manager"), domain="counter.example", path="/")
    assert someone.get("/").headers["location"].startswith("/sign-in")


def test_who_only_reads_records_nothing(counter, key, reference):
    answer = guest(counter).post(
        f"/api/v1/cases/{reference}/events",
        headers={"authorization": f"Bearer {key('inspector')}"},
        json={"kind": "note_added", "happened_on": "2026-03-02"},
    )
    assert answer.status_code == 403


@pytest.fixture
def described_api(counter, reference):
    assert reference
    schema = schemathesis.openapi.from_dict(described())
    schema.app = make_app(counter)
    return schema


api = schemathesis.pytest.from_fixture("described_api")


@api.parametrize()
@settings(max_examples=25, deadline=None)
def test_no_request_that_can_be_made_up_is_a_server_error(case, key):
    answer = case.call(
        base_url="https://counter.example", headers={"authorization": f"Bearer {key('manager')}"}
    )
    case.validate_response(answer, checks=(not_a_server_error,))
    # It was the door that was asked, and not some page beside it; a null is in no address of ours.
    null = "\\x00" in repr((unquote(str(answer.request.url)), case.query, case.path_parameters))
    assert answer.status_code != 404 or "{" in case.operation.path or null
