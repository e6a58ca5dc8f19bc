"""Every invented case could have happened: its dates are in the journey's order."""

from datetime import date, timedelta

from workflows.demonstration import names
from workflows.demonstration.history import History, InventedCase, Kind, Outcome

LAST = date(2019, 7, 22)


def dates_of(case: InventedCase) -> list[date]:
    days = [
        case.received_on,
        case.panel_on,
        case.decided_on,
        case.agreed_on,
        case.draft_on,
        case.response_on,
        case.consulted_on,
        case.consultation_answered_on,
        case.ended_on,
        case.exception_noted_on,
    ]
    for advice in case.advice:
        days += [advice.requested_on, advice.received_on, advice.cancelled_on]
    return [day for day in days if day is not None]


def test_nothing_happens_before_the_request_or_after_the_case_has_ended(history: History) -> None:
    for case in history.cases:
        assert min(dates_of(case)) == case.received_on
        assert max(dates_of(case)) <= (case.ended_on or LAST)


def test_advice_is_asked_for_after_the_decision_and_comes_before_the_draft(
    history: History,
) -> None:
    for case in history.cases:
        for advice in case.advice:
            assert case.decided_on is not None
            assert case.decided_on <= advice.requested_on
            if advice.received_on is not None:
                assert advice.requested_on < advice.received_on
            if case.draft_on is not None:
                assert advice.received_on is not None
                assert advice.received_on <= case.draft_on


def test_the_family_has_its_fifteen_days_before_the_plan_is_final(history: History) -> None:
    for case in history.cases:
        if case.final_on is not None:
            assert case.draft_on is not None
            assert case.draft_on + timedelta(days=15) <= case.final_on


def test_five_services_are_asked_in_every_assessment_and_nobody_else(history: History) -> None:
    for case in history.cases:
        asked = {advice.kind for advice in case.advice}
        if not case.will_assess:
            assert not case.advice
        elif case.advice:
            assert asked == set(Kind)
            assert len(case.advice) == len(Kind)
        else:  # decided, and the letters go out in the next few days
            assert case.decided_on is not None
            assert case.decided_on > LAST - timedelta(days=5)


def test_no_advice_is_outstanding_on_a_closed_case(history: History) -> None:
    for case in history.cases:
        if case.ended_on is not None:
            assert all(advice.received_on or advice.cancelled_on for advice in case.advice)


def test_a_case_has_ended_unless_it_is_open(history: History) -> None:
    for case in history.cases:
        assert (case.ended_on is None) is (case.outcome is Outcome.OPEN)
        if case.outcome is Outcome.REFUSED:
            assert case.will_assess is False
            assert case.ended_on == case.decided_on


def test_a_pupil_has_one_number_one_name_and_a_right_upn(history: History) -> None:
    assert len({case.pupil_id for case in history.cases}) == len(history.cases)
    assert len({(case.forename, case.surname) for case in history.cases}) == len(history.cases)
    upns = [case.upn for case in history.cases if case.upn]
    assert len(set(upns)) == len(upns)
    wrong = [upn for upn in upns if names.upn(number=int(upn[4:])) != upn]
    assert 0 < len(wrong) <= 3


def test_a_few_open_cases_have_defects_for_the_data_quality_page(history: History) -> None:
    still_open = [case for case in history.cases if case.ended_on is None]
    assert sum(case.born_on is None for case in still_open) == 2
    assert any(case.upn is None and case.year_group.isdigit() for case in still_open)
    assert any(case.officer is None for case in still_open)
    assert len({case.officer for case in history.cases} - {None}) == 8


def test_a_few_cases_have_an_exception_with_its_reason(history: History) -> None:
    excepted = [case for case in history.cases if case.exception]
    assert 5 <= len(excepted) <= 20
    for case in excepted:
        assert case.final_on is not None
        assert case.final_on > case.received_on + timedelta(days=140)
    assert sum("Summer closure" in (case.exception or "") for case in excepted) >= 3


def test_an_earlier_day_knows_nothing_of_a_later_one(history: History) -> None:
    day = date(2019, 1, 21)
    known = history.as_known_on(day)
    assert known.cases
    assert max(max(dates_of(case)) for case in known.cases) <= day
    assert max(complaint.received_on for complaint in known.complaints) <= day
    assert len(known.cases) == sum(case.received_on <= day for case in history.cases)


def test_the_last_day_knows_everything(history: History) -> None:
    assert history.as_known_on(LAST) == history


def test_a_child_goes_to_a_school_for_its_age(history: History) -> None:
    for case in history.cases:
        if case.year_group in {"1", "2", "3", "4", "5", "6", "R"}:
            assert case.school.endswith("Primary School")
        if case.year_group in {"7", "8", "9", "10", "11"}:
            assert case.school.endswith("High School")
