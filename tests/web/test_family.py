"""Promises about the page on which a child's family is written to: who, and on whose word."""

from datetime import date

import pytest
from sqlalchemy import select

from config import clock
from ehcp.cases.desk import Desk
from ehcp.casework.open_case import open_case
from ehcp.register.engine import reading
from ehcp.register.tables import audit, family_contacts
from tests.web.conftest import TODAY
from tests.web.people import words_on


@pytest.fixture
def case(engine):
    return _opened(engine, "Ngozi")


def _opened(engine, forename):
    return open_case(
        engine,
        desk=Desk(by="Kim", today=TODAY, at=clock.now()),
        received_on=TODAY,
        person={"born_on": date(2018, 3, 2), "forename": forename, "surname": "Ansah"},
    )


def rows(engine):
    with reading(engine) as connection:
        return connection.execute(select(family_contacts).order_by(family_contacts.c.id)).all()


def acts(engine):
    with reading(engine) as connection:
        return connection.execute(select(audit).where(audit.c.act.like("family%"))).all()


def test_somebody_is_added_changed_and_ended_and_the_audit_record_says_so(kim, case, engine):
    place = f"/cases/{case}/person"
    assert "Nobody. No letter goes to the family by email." in words_on(kim.page(place))
    sent = kim.fill_in(f"{place}/family/new", name="Ms  Ansah", email="ansah@family.example")
    assert (sent.status_code, sent.headers["location"]) == (303, f"{place}?said=family-set")
    (row,) = rows(engine)
    assert (row.name, row.email, row.set_by) == ("Ms Ansah", "ansah@family.example", "Kim Ashdown")
    assert "ansah@family.example" in words_on(kim.page(place))
    kim.fill_in(f"{place}/family/{row.id}", name="Ms Ansah", email="")
    assert "no emails go to them" in words_on(kim.page(place))
    ended = kim.fill_in(f"{place}/family/{row.id}/end", page=f"{place}/family/{row.id}")
    assert ended.headers["location"] == f"{place}?said=family-ended"
    assert rows(engine)[0].ended_at is not None
    told = acts(engine)
    assert [each.act for each in told] == [
        "family_contact_added",
        "family_contact_changed",
        "family_contact_ended",
    ]
    assert not any("nsah" in repr(tuple(each)) for each in told)


@pytest.mark.parametrize(
    ("typed", "says"),
    [
        ({"name": "", "email": "a@family.example"}, "Enter the name"),
        ({"name": "Ms Ansah", "email": "not an address"}, "This is not an email address"),
        ({"name": "Ms Ansah", "email": "a@b"}, "This is not an email address"),
        ({"name": "Ms Ansah", "email": "a@b.example, c@d.example"}, "This is not an email address"),
        ({"name": "M" * 101, "email": ""}, "Write at most 100"),
    ],
)
def test_what_cannot_be_kept_is_refused_beside_its_field(kim, case, engine, typed, says):
    answer = kim.fill_in(f"/cases/{case}/person/family/new", **typed)
    assert answer.status_code == 400
    assert says in words_on(answer.text)
    assert rows(engine) == []


def test_one_address_stands_once_for_a_child_and_again_for_its_sister(kim, case, engine):
    sister = _opened(engine, "Adaeze")
    for reference, status in ((case, 303), (case, 400), (sister, 303)):
        answer = kim.fill_in(
            f"/cases/{reference}/person/family/new", name="Ms Ansah", email="Ansah@family.example"
        )
        assert answer.status_code == status
    assert len(rows(engine)) == 2


def test_nobody_of_another_family_can_be_changed_through_a_case(kim, case, engine):
    other = _opened(engine, "Adaeze")
    kim.fill_in(f"/cases/{other}/person/family/new", name="Mr Bello", email="b@family.example")
    (row,) = rows(engine)
    assert kim.get(f"/cases/{case}/person/family/{row.id}").status_code >= 400
    secrets = f"/cases/{case}/person/family/new"
    for path in ("", "/end"):
        answer = kim.fill_in(
            f"/cases/{case}/person/family/{row.id}{path}", page=secrets, name="X", email=""
        )
        assert answer.status_code >= 400
    assert rows(engine) == [row]


def test_only_those_who_run_cases_may(signed_in, case):
    writer = signed_in("Wen", "plan_writer")
    assert writer.get(f"/cases/{case}/person/family/new").status_code in (403, 404)
