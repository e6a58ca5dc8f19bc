"""The family's page: reference and code open one case in plain words, and nothing else opens it."""

import hashlib
import re
from datetime import date, timedelta

import pytest
from sqlalchemy import insert, select, update

from config import clock
from ehcp.cases.kinds import Kind
from ehcp.casework.open_case import open_case
from ehcp.casework.record import record
from ehcp.law.notices import complete
from ehcp.outside import family_codes
from ehcp.outside.family_codes import end_code, give_code
from ehcp.register import files
from ehcp.register.engine import open_engine, reading, writing
from ehcp.register.sight import Sight
from ehcp.register.tables import audit, family_contacts, family_visits
from ehcp.staff.roles import UserRole
from ehcp.staff.seals import restrict
from ehcp.staff.visitor import Visitor
from ehcp.web.app import make_app
from tests.web.conftest import TODAY
from tests.web.people import Guest, counter_over, guest, staff_member, words_on

CHILD = {"born_on": date(2018, 3, 2), "forename": "Wren", "surname": "Sampleford"}
WRONG = "do not belong together"


@pytest.fixture
def both(database_url):
    engine = open_engine(database_url)
    with clock.the_day(TODAY):
        yield counter_over(engine)
    engine.dispose()


@pytest.fixture
def family(both):
    """Give somebody who was given a code: their browser, the reference, and a way to type it."""
    return Family(both, CHILD)


class Family:
    def __init__(self, counter, child, received_on=date(2026, 1, 5)) -> None:
        self.counter = counter
        desk = counter.desk(by="Kim Ashdown", may=None)
        self.reference = open_case(
            counter.engine,
            desk=desk,
            received_on=received_on,
            person=child,
            officer="Kim Ashdown",
        )
        with writing(counter.engine) as connection:
            held = files.load(connection, self.reference)
            self.person_id, self.case_id = held.person_id, held.case_id
            self.contact = connection.scalar(
                insert(family_contacts)
                .values(person_id=self.person_id, name="Ms Ansah", set_by="Kim", set_at=clock.now())
                .returning(family_contacts.c.id)
            )
        self.code = self.new_code()
        self.browser = guest(counter)

    @property
    def about(self):
        return {
            "person_id": self.person_id,
            "case_id": self.case_id,
            "contact_id": self.contact,
            "by": "Kim Ashdown",
            "at": clock.now(),
        }

    def new_code(self) -> str:
        return give_code(self.counter.engine, **self.about)

    def comes(self, reference: str = "", code: str = ""):
        return self.browser.fill_in(
            "/family", reference=reference or self.reference, code=code or self.code
        )

    def sees(self) -> str:
        assert self.comes().headers["location"] == "/family/case"
        return words_on(self.browser.page("/family/case"))


def recorded(family, kind: Kind, day: date, **more) -> None:
    record(
        family.counter.engine,
        desk=family.counter.desk(by="Kim Ashdown", may=None),
        reference=family.reference,
        kind=kind,
        happened_on=day,
        details=complete(kind),
        **more,
    )


def test_reference_and_code_open_the_case_in_plain_words(family):
    page = family.sees()
    assert "We are deciding whether to carry out an EHC needs assessment" in page
    assert "Monday 16 February 2026" in page
    assert "By this day we should have done this: tell you whether we will assess" in page
    assert "14 days ago. We are sorry" in page
    for personal in ("Wren", "Sampleford", "Ansah", "Kim"):
        assert personal not in page


@pytest.mark.parametrize("typed", ["{} ", " {}", "{}".lower(), "lower", "spaced"])
def test_a_code_may_be_typed_as_it_comes(family, typed):
    plain = family.code
    code = {"lower": plain.lower(), "spaced": plain.replace("-", " ")}.get(
        typed, typed.format(plain)
    )
    assert family.comes(code=code, reference=family.reference.lower()).status_code == 303


def test_what_is_awaited_is_told_by_kind_and_never_by_name(family):
    recorded(family, Kind.TOLD_WILL_ASSESS, date(2026, 2, 12))
    recorded(family, Kind.ADVICE_REQUESTED, date(2026, 2, 13), party="health")
    recorded(family, Kind.ADVICE_REQUESTED, date(2026, 2, 13), party="parent")
    page = family.sees()
    assert "advice about health: we asked on Friday 13 February 2026" in page
    assert page.count("we asked on") == 1  # their own views are not waited for as others' are
    assert "Trust" not in page


def test_their_own_views_are_asked_for_kindly_with_what_they_can_do(family):
    recorded(family, Kind.TOLD_WILL_ASSESS, date(2026, 2, 12))
    recorded(family, Kind.ADVICE_REQUESTED, date(2026, 2, 13), party="parent")
    page = family.sees()
    assert "your own views: we asked for them on Friday 13 February 2026" in page
    assert "They help us most if we have them by Friday 27 March 2026" in page
    assert "Tell us your own views Say in your own words" in page
    assert "We do not know yet when" not in page  # nobody tells a family when it will answer
    recorded(family, Kind.ADVICE_REQUESTED, date(2026, 2, 13), party="requested_by_family")
    page = words_on(family.browser.page("/family/case"))
    assert "advice that you asked us to get: we asked on Friday 13 February 2026" in page
    assert "We expect to have all of the advice by Friday 27 March 2026" in page
    recorded(family, Kind.ADVICE_RECEIVED, date(2026, 2, 20), party="parent")
    assert "own views" not in words_on(family.browser.page("/family/case"))


def test_nobody_learns_which_was_wrong_or_whether_there_is_such_a_case(family):
    wrong_code = family.comes(code="AAAA-2222")
    no_case = family.comes(reference="ZZZ-ZZZ")
    assert wrong_code.status_code == no_case.status_code == 400
    assert WRONG in wrong_code.text
    assert _without_what_was_typed(wrong_code.text) == _without_what_was_typed(no_case.text)


def _without_what_was_typed(page: str) -> str:
    return re.sub(r'value="[^"]*"', "", page)


def test_it_takes_as_long_however_many_of_a_family_have_a_code(family, monkeypatch):
    with writing(family.counter.engine) as connection:
        other = connection.scalar(
            insert(family_contacts)
            .values(person_id=family.person_id, name="Mr Ansah", set_by="Kim", set_at=clock.now())
            .returning(family_contacts.c.id)
        )
    second = give_code(family.counter.engine, **family.about | {"contact_id": other})
    worked = []

    def counted(*args, **more):
        worked.append(1)
        return hashlib.scrypt(*args, **more)

    monkeypatch.setattr(family_codes, "scrypt", counted)
    assert family.comes(code="AAAA-2222").status_code == 400
    assert family.comes(reference="ZZZ-ZZZ").status_code == 400
    assert len(worked) == 2
    assert family.comes(code=second).status_code == 303


def test_another_familys_code_opens_nothing(both, family):
    other = Family(both, {"born_on": date(2017, 5, 5), "forename": "Finch", "surname": "Otherby"})
    assert family.comes(code=other.code).status_code == 400
    assert family.browser.get("/family/case").headers["location"] == "/family"


def test_a_visit_ends_with_its_code_and_with_time(both, family):
    family.sees()
    family.new_code()
    assert family.browser.get("/family/case").status_code == 303
    family.code = family.new_code()
    family.sees()
    end_code(both.engine, **family.about)
    assert family.browser.get("/family/case").status_code == 303
    family.code = family.new_code()
    family.sees()
    with writing(both.engine) as connection:
        connection.execute(update(family_visits).values(ends_at=clock.now() - timedelta(seconds=1)))
    assert family.browser.get("/family/case").status_code == 303


def test_whoever_guesses_has_to_wait_and_the_right_code_does_not_help_then(family):
    for _ in range(50):
        assert family.comes(code="AAAA-2222").status_code == 400
    stopped = family.comes()
    assert stopped.status_code == 429
    assert int(stopped.headers["retry-after"]) > 0


def test_whoever_guesses_at_another_place_locks_no_family_out(both, family):
    guesser = Guest(
        make_app(both),
        base_url="https://counter.example",
        client=("203.0.113.9", 50_000),
        follow_redirects=False,
    )
    wrong = {"reference": family.reference, "code": "AAAA-2222"}
    statuses = [guesser.post("/family", data=wrong).status_code for _ in range(51)]
    assert statuses[-1] == 429
    family.sees()


def test_a_restriction_ends_the_codes_that_were_given_before(both, family):
    manager = staff_member(both, "Morgan Eastlake", "manager", team="North")
    del manager

    visitor = Visitor(
        user_id=1,
        name="Morgan Eastlake",
        email="m@council.example",
        roles=frozenset({UserRole.MANAGER}),
        team="North",
        sight=Sight(team="North"),
        csrf="",
    )
    restrict(
        both.engine,
        visitor=visitor,
        at=clock.now(),
        reference=family.reference,
        team="North",
        why="A refuge: the address is secret.",
    )
    assert family.comes().status_code == 400
    family.code = family.new_code()
    assert "Where your case has got to" in family.sees()


def test_each_look_is_on_the_audit_record_without_a_name(both, family):
    family.sees()
    with reading(both.engine) as connection:
        lines = connection.execute(
            select(audit.c.by, audit.c.act).where(audit.c.case_id == family.case_id)
        ).all()
    assert ("family, by code", "family_came") in lines
    assert ("family, by code", "viewed") in lines


@pytest.mark.parametrize("nasty", ["<script>", "' OR 1=1 --", "\u202e", "x" * 5_000, "😀", "ⅷ"])
def test_whatever_is_typed_comes_back_as_a_kind_error(family, nasty):
    for fields in ({"code": nasty}, {"reference": nasty}):
        answer = family.comes(**fields)
        assert answer.status_code == 400
        assert "<script>" not in answer.text.partition("<main")[2]


def test_the_caseworker_gives_a_code_that_is_shown_once_and_works(both, family):
    kim = staff_member(both, "Kim Ashdown", "caseworker")
    path = f"/cases/{family.reference}/person/family/{family.contact}"
    shown = kim.fill_in(f"{path}/code", page=path)
    code = re.search(r"<code>([0-9A-Z]{4}-[0-9A-Z]{4})</code>", shown.text)
    assert code is not None
    family.code = code[1]
    assert "Where your case has got to" in family.sees()
    assert code[1] not in kim.page(path)
    ended = kim.fill_in(f"{path}/code/end", page=path)
    assert ended.status_code == 303
    assert family.browser.get("/family/case").status_code == 303


def test_who_leaves_is_gone(family):
    family.sees()
    assert family.browser.fill_in("/family/leave", page="/family/case").status_code == 303
    assert family.browser.get("/family/case").status_code == 303


def test_a_re_assessment_that_was_ordered_is_not_told_as_a_first_assessment(both):
    family = Family(both, CHILD)
    desk = both.desk(by="Kim Ashdown", may=None)
    on = date(2026, 1, 12)
    refused = open_case(
        both.engine,
        desk=desk,
        journey="reassessment",
        first=(Kind.REASSESSMENT_REQUESTED, on),
        person_of=family.reference,
    )
    record(
        both.engine,
        desk=desk,
        reference=refused,
        kind=Kind.TOLD_WILL_NOT_REASSESS,
        happened_on=on,
        details=complete(Kind.TOLD_WILL_NOT_REASSESS, "reassessment"),
    )
    family.reference = open_case(
        both.engine,
        desk=desk,
        journey="ordered_assessment",
        first=(Kind.ASSESSMENT_ORDERED, on),
        details={"order": "assess", "basis": "order"},
        follows=refused,
    )
    with reading(both.engine) as connection:
        family.case_id = files.load(connection, family.reference).case_id
    family.code = family.new_code()
    page = family.sees()
    assert "We are assessing again after your appeal or mediation" in page
    assert "The plan that you have stays in force" in page
    assert "whether a plan is needed" not in page
