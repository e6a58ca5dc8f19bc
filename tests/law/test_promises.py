"""What holds for every rule and every day: no date rolls, and no target lengthens a limit."""

from datetime import date, timedelta

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from config.bad_setting import BadSetting
from config.council import EXAMPLE, Council, check_targets, read_council
from ehcp.law import counting, tribunal_days
from ehcp.law.period import Period
from ehcp.law.rules import TARGET, load_rules, rule
from ehcp.law.targets import BadTarget, with_targets
from ehcp.law.versions import versions_of
from tests.law.second_law import ITS_FACTS

DAYS = st.dates(min_value=date(2015, 4, 1), max_value=date(2035, 12, 31))
NEWEST = [versions[0] for versions in versions_of(load_rules())]
COUNTED_IN_WORKING_DAYS = {
    "transfer_plan_out",
    "rcb_change_move",
    "rcb_change_other",
    "rcb_cannot_deliver",
    "mediation_cert_no_mediation",
    "mediation_cert_deemed",
    "mediation_cert_after",
    "mediation_tell_rcb",
    "complaint_acknowledge",
    "complaint_stage_one",
    "complaint_stage_two",
}
ROLLED_BY_THE_TRIBUNAL = {"appeal_deadline", "tribunal_response", "cease_effective"}
WITH_A_TARGET = [
    each
    for each in NEWEST
    if each.has_date and each.within and not each.is_window and each.id not in ITS_FACTS
]
COUNCIL = read_council(EXAMPLE)


@given(start=DAYS)
def test_weekends_and_bank_holidays_never_move_an_authoritys_date(start: date) -> None:
    with pytest.MonkeyPatch.context() as no_calendar:
        for room in (counting, tribunal_days):
            no_calendar.setattr(room, "is_working_day", _nobody_asks)
        for each in NEWEST:
            if each.has_date and each.id not in COUNTED_IN_WORKING_DAYS | ROLLED_BY_THE_TRIBUNAL:
                facts = dict.fromkeys(ITS_FACTS.get(each.id, ()), start)
                each.due(start, facts=facts)


def _nobody_asks(day: date) -> bool:
    raise AssertionError(f"a date of the law asked whether {day} is a working day")


def test_only_what_the_law_counts_in_working_days_knows_of_them() -> None:
    named = {each.id for each in NEWEST if "working day" in each.period}
    assert named - ROLLED_BY_THE_TRIBUNAL == COUNTED_IN_WORKING_DAYS


@given(start=DAYS, weeks=st.integers(1, 60))
def test_a_limit_in_weeks_or_days_is_as_long_from_any_day(start: date, weeks: int) -> None:
    later = start + timedelta(weeks=weeks)
    for each in NEWEST:
        span = each.within or each.not_before
        if span is not None and span.unit in ("day", "week"):
            assert each.due(start) - start == each.due(later) - later, each.id


@given(
    each=st.sampled_from(WITH_A_TARGET),
    count=st.integers(1, 60),
    unit=st.sampled_from(["day", "week"]),
    start=DAYS,
)
def test_a_target_never_lengthens_a_limit(each, count: int, unit, start: date) -> None:
    period = str(Period(count, unit))
    targeted = _with_target(each.id, period)
    try:
        check_targets(targeted, due=lambda rule_id, day: rule(rule_id).due(day))
    except BadSetting:
        assume(False)  # noqa: FBT003 (it takes no keyword): the gate held a longer one back
    rules = with_targets(load_rules(), shorter={each.id: period})
    (target,) = (added for added in rules if added.id == each.id + TARGET)
    assert target.due(start) <= each.due(start)
    assert rules[:-1] == load_rules()


def test_the_gate_holds_back_a_target_that_is_a_day_too_long() -> None:
    check_targets(_with_target("final_plan", "140 days"), due=_of_the_law)
    with pytest.raises(BadSetting):
        check_targets(_with_target("final_plan", "141 days"), due=_of_the_law)


@pytest.mark.parametrize(
    "rule_id", ["parent_representations", "cease_effective", "phase_transfer_school"]
)
def test_only_what_is_counted_forward_can_have_a_target(rule_id: str) -> None:
    with pytest.raises(BadTarget, match=rf"{rule_id} \(.*\) cannot have a target"):
        with_targets(load_rules(), shorter={rule_id: "1 day"})


def _of_the_law(rule_id: str, day: date) -> date:
    return rule(rule_id).due(day)


def _with_target(rule_id: str, period: str) -> Council:
    targets = COUNCIL.targets.model_copy(update={"shorter": {rule_id: period}})
    return COUNCIL.model_copy(update={"targets": targets})
