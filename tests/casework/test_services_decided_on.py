"""Which service is asked because of a decision to assess: named with it, or else the usual one."""

from datetime import date

import pytest
from sqlalchemy import delete

from ehcp.cases.advice_kinds import AdviceKind
from ehcp.cases.case_file import CaseFile
from ehcp.cases.kinds import Kind
from ehcp.cases.not_possible import NotPossible
from ehcp.casework.ask_for_advice import asked_after, proposed_service
from ehcp.casework.look_up import file_of
from ehcp.casework.open_case import open_case
from ehcp.casework.provider_changes import add_provider, set_provider
from ehcp.casework.providers import UnknownProvider
from ehcp.casework.several import Asks, ask_in_each, chosen_cases
from ehcp.register.engine import open_engine, writing
from ehcp.register.tables import providers
from tests.casework.desks import ASKED, BORN, desk, entry, follow, move, put
from tests.web.trusts import A, B, two_trusts

EP = AdviceKind.EDUCATIONAL_PSYCHOLOGY
NOTHING_NAMED = [("education", None), (EP.value, None), ("health", None)]
THE_OTHER = [("education", None), (EP.value, None), ("health", B)]


@pytest.fixture
def engine(database_url):
    opened = open_engine(database_url)
    two_trusts(opened)
    yield opened
    opened.dispose()


@pytest.fixture
def case(engine) -> str:
    return open_case(
        engine,
        desk=desk("2026-01-12"),
        received_on=date(2026, 1, 12),
        person={"born_on": BORN, "external_id": "77"},
    )


def decided(engine, case: str, **facts: str) -> None:
    put(engine, case, Kind.TOLD_WILL_ASSESS, "2026-02-16", **facts)


def asked(engine, case: str) -> list[tuple[str, str | None]]:
    """Give whom advice was asked of, in the order of the kinds."""
    found = file_of(engine, case).of((Kind.ADVICE_REQUESTED,))
    return sorted((event.party or "", event.details.get("service")) for _, event in found)


def test_the_service_that_the_decision_names_is_asked(engine, case):
    decided(engine, case, services=B)
    follow(engine, case, "2026-02-16")
    assert asked(engine, case) == THE_OTHER


def test_a_decision_that_names_none_asks_the_usual_one(engine, case):
    decided(engine, case)
    follow(engine, case, "2026-02-16")
    assert asked(engine, case) == NOTHING_NAMED


def test_of_each_kind_of_advice_another_can_be_named(engine, case):
    for named, add in (("North EPs", set_provider), ("South EPs", add_provider)):
        add(engine, desk=desk("2026-01-12"), kind=EP, name=named, email="ep@council.example")
    decided(engine, case, services=f"{EP}-2, {B}")
    follow(engine, case, "2026-02-16")
    assert asked(engine, case) == [("education", None), (EP.value, f"{EP}-2"), ("health", B)]


@pytest.mark.parametrize(
    ("kind", "journey", "facts"),
    [
        (Kind.REASSESSMENT_DECIDED, "reassessment", {}),
        (Kind.ASSESSMENT_ORDERED, "ordered_assessment", {"order": "assess", "basis": "order"}),
    ],
)
def test_a_case_that_opens_with_the_decision_asks_whom_it_names(engine, kind, journey, facts):
    opening = {
        "desk": desk("2026-02-16"),
        "journey": journey,
        "first": (kind, date(2026, 2, 16)),
        "person": {"born_on": BORN},
    }
    with pytest.raises(UnknownProvider, match="No service has the code 'west'"):
        open_case(engine, **opening, details=facts | {"services": "west"})
    case = open_case(engine, **opening, details=facts | {"services": B})
    follow(engine, case, "2026-02-16")
    assert asked(engine, case) == THE_OTHER


def test_a_request_for_a_reassessment_that_is_granted_asks_whom_it_names(engine):
    case = open_case(
        engine,
        desk=desk("2026-02-16"),
        journey="reassessment",
        first=(Kind.REASSESSMENT_REQUESTED, date(2026, 2, 16)),
        person={"born_on": BORN},
    )
    put(engine, case, Kind.TOLD_WILL_REASSESS, "2026-02-18", services=B)
    follow(engine, case, "2026-02-18")
    assert asked(engine, case) == THE_OTHER


@pytest.mark.parametrize(
    ("services", "says"),
    [
        ("health-9", "No service has the code 'health-9'. There are: health, health-2."),
        (f"{B},south", "No service has the code 'south'. There are: health, health-2."),
        (f"{A},{B}", "Name one service for health advice, not two."),
    ],
)
def test_what_names_no_service_or_two_for_one_kind_is_refused(engine, case, services, says):
    with pytest.raises(NotPossible) as refused:
        decided(engine, case, services=services)
    assert str(refused.value) == says
    assert len(file_of(engine, case).recorded) == 1


def test_a_service_that_is_there_no_more_leaves_the_usual_one(engine, case):
    decided(engine, case, services=B)
    with writing(engine) as connection:
        connection.execute(delete(providers).where(providers.c.code == B))
    follow(engine, case, "2026-02-16")
    assert asked(engine, case) == NOTHING_NAMED


def test_a_service_for_other_advice_changes_nothing_of_what_is_asked(engine, case):
    for name, add in (("North", set_provider), ("South", add_provider)):
        add(engine, desk=desk(), kind=AdviceKind.SOCIAL_CARE, name=name, email="sc@council.example")
    decided(engine, case, services="social_care-2")
    follow(engine, case, "2026-02-16")
    assert asked(engine, case) == NOTHING_NAMED


def test_another_day_of_the_decision_leaves_the_service_that_it_names(engine, case):
    decided(engine, case, services=B)
    move(engine, case, entry(engine, case, Kind.TOLD_WILL_ASSESS), "2026-02-13")
    follow(engine, case, "2026-02-16")
    assert asked(engine, case) == THE_OTHER


def test_the_service_that_the_decision_names_proposes_itself(engine, case):
    decided(engine, case, services=B)
    file = file_of(engine, case)
    assert proposed_service(file, AdviceKind.HEALTH, (A, B)) == B
    assert proposed_service(file, AdviceKind.HEALTH, (A,)) == A
    put(engine, case, Kind.ADVICE_REQUESTED, "2026-02-17", "health")
    assert proposed_service(file_of(engine, case), AdviceKind.HEALTH, (A, B)) == A


def test_several_cases_at_once_ask_whom_each_decision_names(engine, case):
    decided(engine, case, services=B)
    chosen = chosen_cases(engine, as_read={case: None}, sight=None)
    ask_in_each(engine, desk=desk("2026-02-16"), asks=Asks(always=ASKED), chosen=chosen)
    assert asked(engine, case) == THE_OTHER


def test_before_a_decision_it_is_known_which_advice_would_be_asked(engine, case):
    def after(kind: Kind, file: CaseFile) -> list[AdviceKind]:
        more = [AdviceKind.SOCIAL_CARE]
        asks = {"council_asks": ASKED, "from_year_9": more}
        return list(asked_after(file, kind, desk=desk("2026-02-16"), **asks))

    file = file_of(engine, case)
    assert after(Kind.TOLD_WILL_ASSESS, file) == list(ASKED)
    assert after(Kind.TOLD_WILL_NOT_ASSESS, file) == []
    assert after(Kind.NOTE_ADDED, file) == []
    put(engine, case, Kind.WITHDRAWN, "2026-02-13")
    assert after(Kind.TOLD_WILL_ASSESS, file_of(engine, case)) == []
    older = open_case(
        engine,
        desk=desk("2026-01-12"),
        received_on=date(2026, 1, 12),
        person={"born_on": date(2011, 3, 2)},
    )
    adulthood = AdviceKind.PREPARATION_FOR_ADULTHOOD
    expected = [*ASKED, AdviceKind.SOCIAL_CARE, adulthood]
    assert after(Kind.TOLD_WILL_ASSESS, file_of(engine, older)) == expected
