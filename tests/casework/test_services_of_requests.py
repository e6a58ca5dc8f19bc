"""Which service a request was asked of: named, refused where nobody knows it, and set right."""

from datetime import UTC, datetime

import pytest
from sqlalchemy import insert, select

from ehcp.cases.advice import advice_requests
from ehcp.cases.advice_kinds import AdviceKind
from ehcp.cases.kinds import Kind
from ehcp.cases.not_possible import NotPossible
from ehcp.casework.ask_for_advice import proposed_service
from ehcp.casework.correct import correct
from ehcp.casework.look_up import file_of
from ehcp.casework.open_case import open_case
from ehcp.casework.providers import UnknownProvider
from ehcp.register.engine import open_engine, reading, writing
from ehcp.register.tables import advice, allocations, users
from tests.casework.desks import BORN, desk, id_of, move, put
from tests.web.trusts import A, B, two_trusts


@pytest.fixture
def engine(database_url):
    opened = open_engine(database_url)
    two_trusts(opened)
    yield opened
    opened.dispose()


@pytest.fixture
def case(engine) -> str:
    reference = open_case(
        engine,
        desk=desk("2026-01-12"),
        received_on=desk("2026-01-12").today,
        person={"born_on": BORN, "external_id": "77"},
    )
    put(engine, reference, Kind.TOLD_WILL_ASSESS, "2026-02-16")
    put(engine, reference, Kind.ADVICE_REQUESTED, "2026-02-17", "health", service=B)
    return reference


def asked(engine, case) -> list[tuple[str, str]]:
    found = [(each.party, each.service) for each in advice_requests(file_of(engine, case))]
    with reading(engine) as connection:
        rows = connection.execute(select(advice.c.party, advice.c.service)).tuples().all()
    assert sorted(rows) == sorted(found)  # what is counted is what the record says
    return found


def set_right(engine, case, **facts):
    number = file_of(engine, case).of((Kind.ADVICE_REQUESTED,))[-1][1].sequence
    return correct(engine, desk=desk(), reference=case, sequence=number, **facts)


def given_to_somebody(engine, case) -> None:
    at = datetime(2026, 2, 18, tzinfo=UTC)
    with writing(engine) as connection:
        connection.execute(
            insert(users).values(
                id=1,
                email="sam@south.example",
                name="Sam Hale",
                roles=["professional"],
                services=[B],
                settings=[],
                is_active=True,
                created_at=at,
            )
        )
        connection.execute(
            insert(allocations).values(
                case_id=id_of(engine, case),
                party="health",
                requested_on=desk("2026-02-17").today,
                user_id=1,
                set_by="Lea Frost",
                set_at=at,
            )
        )


def allocated(engine) -> int:
    with reading(engine) as connection:
        return len(connection.execute(select(allocations)).all())


def test_a_request_names_no_service_that_nobody_knows(engine, case):
    put(engine, case, Kind.ADVICE_REQUEST_CANCELLED, "2026-02-18", "health", reason="moved")
    with pytest.raises(UnknownProvider, match="There are: health, health-2"):
        put(engine, case, Kind.ADVICE_REQUESTED, "2026-02-18", "health", service="health-9")
    with pytest.raises(UnknownProvider, match="No service for education advice"):
        put(engine, case, Kind.ADVICE_REQUESTED, "2026-02-18", "education", service=B)


def test_a_correction_gives_another_service_and_moves_no_day(engine, case):
    before = advice_requests(file_of(engine, case))[0]
    set_right(engine, case, service=A)
    (after,) = advice_requests(file_of(engine, case))
    assert asked(engine, case) == [("health", A)]
    assert (after.requested_on, after.counts_from) == (before.requested_on, before.counts_from)
    set_right(engine, case, service=B)
    assert asked(engine, case) == [("health", B)]


def test_a_correction_to_a_service_that_nobody_knows_is_refused(engine, case):
    with pytest.raises(UnknownProvider, match="There are: health, health-2"):
        set_right(engine, case, service="health-9")
    with pytest.raises(UnknownProvider):
        set_right(engine, case, service=B, party="education")
    with pytest.raises(NotPossible, match="names that service already"):
        set_right(engine, case, service=B)
    with pytest.raises(NotPossible, match="Only a request for advice"):
        correct(engine, desk=desk(), reference=case, sequence=2, service=B)
    assert asked(engine, case) == [("health", B)]


def test_another_kind_of_advice_is_asked_of_its_own_usual_service(engine, case):
    set_right(engine, case, party="education")
    assert asked(engine, case) == [("education", "education")]
    set_right(engine, case, party="health", service=B)
    assert asked(engine, case) == [("health", B)]


def test_another_day_leaves_a_corrected_service_as_it_is(engine, case):
    set_right(engine, case, service=A)
    move(engine, case, 3, "2026-02-18")
    assert asked(engine, case) == [("health", A)]


def test_what_a_trust_gave_to_its_people_ends_where_another_trust_was_asked(engine, case):
    given_to_somebody(engine, case)
    put(engine, case, Kind.NOTE_ADDED, "2026-02-18", note="still theirs")
    assert allocated(engine) == 1
    set_right(engine, case, service=A)
    assert allocated(engine) == 0


def test_asked_anew_of_another_trust_on_the_same_day_nobody_has_it_yet(engine, case):
    given_to_somebody(engine, case)
    put(engine, case, Kind.ADVICE_REQUEST_CANCELLED, "2026-02-17", "health", reason="moved")
    put(engine, case, Kind.ADVICE_REQUESTED, "2026-02-17", "health")
    assert asked(engine, case) == [("health", A)]
    assert allocated(engine) == 0


def test_the_usual_service_proposes_itself_where_nobody_was_asked_yet(engine, case):
    file = file_of(engine, case)
    assert proposed_service(file, AdviceKind.HEALTH, (A, B)) == B
    assert proposed_service(file, AdviceKind.SOCIAL_CARE, ("social_care",)) == "social_care"
    assert proposed_service(file, AdviceKind.HEALTH, (A,)) == A
