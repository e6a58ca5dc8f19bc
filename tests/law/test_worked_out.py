"""The dates that need more than one day to be known: appeals, ceasing, moves, remedies."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ehcp.law.bank_holidays import is_working_day
from ehcp.law.counting import working_days_after
from ehcp.law.rules import BadLaw, NoDate, load_rules, rule
from ehcp.law.tribunal_days import is_quiet_day
from ehcp.law.worked_out import WAYS
from tests.law.test_grammar import a_rule

DAYS = st.dates(date(2016, 1, 1), date(2035, 12, 31))


def test_every_way_is_used_by_a_rule_and_told_what_it_can_use() -> None:
    used = {each.worked_out_by for each in load_rules() if each.worked_out_by}
    assert used == set(WAYS)
    for each in load_rules():
        if each.worked_out_by and each.id != "cease_effective":
            assert each.clock.told() == WAYS[each.worked_out_by].facts, each.id


@given(notice=DAYS)
def test_the_time_to_appeal_ends_on_a_working_day_outside_the_quiet_days(notice: date) -> None:
    last_day = rule("appeal_deadline").due(notice)
    assert is_working_day(last_day)
    # A weekend that ends on 31 July or 24 December runs on by r.12(2) alone: the earlier reading.
    before = last_day - timedelta(days=4)
    assert not is_quiet_day(last_day) or not is_quiet_day(before)
    assert last_day - notice >= timedelta(days=59)


@given(notice=DAYS, later=st.integers(0, 60))
def test_a_certificate_never_shortens_the_time_to_appeal(notice: date, later: int) -> None:
    certificate = notice + timedelta(days=later)
    appeal = rule("appeal_deadline")
    assert appeal.due(notice, facts={"certificate": certificate}) >= appeal.due(notice)


def test_a_certificate_got_by_a_late_contact_does_not_hold_the_time_open() -> None:
    appeal, notice = rule("appeal_deadline"), date(2026, 10, 1)
    certificate = date(2026, 12, 16)
    in_time = {"certificate": certificate, "contacted": date(2026, 12, 1)}
    too_late = {"certificate": certificate, "contacted": date(2026, 12, 2)}
    assert appeal.due(notice, facts=in_time) == date(2027, 1, 18)  # the 16th is a Saturday
    assert appeal.due(notice, facts=too_late) == date(2026, 12, 1)
    assert "unless the Tribunal extends the time" in appeal.arithmetic(notice, facts=too_late)


def test_a_late_certificate_without_a_contact_on_record_opens_nothing() -> None:
    appeal, notice = rule("appeal_deadline"), date(2026, 10, 1)
    # Two months end on 1 December, a Tuesday; the adviser may certify to Friday the 4th.
    in_time, too_late = {"certificate": date(2026, 12, 4)}, {"certificate": date(2026, 12, 5)}
    assert appeal.due(notice, facts=in_time) == date(2027, 1, 4)
    assert appeal.due(notice, facts=too_late) == date(2026, 12, 1)
    assert "no contact with the adviser" in appeal.arithmetic(notice, facts=too_late)
    on_record = too_late | {"contacted": date(2026, 12, 1)}
    assert appeal.due(notice, facts=on_record) == date(2027, 1, 5)
    assert rule("cease_effective").due(notice, facts=too_late) == date(2027, 1, 5)


def test_a_plan_is_kept_while_an_appeal_is_not_determined() -> None:
    cease, notice = rule("cease_effective"), date(2027, 2, 10)
    registered = {"registered": date(2027, 4, 1)}
    assert cease.due_if_any(notice, facts=registered) is None
    with pytest.raises(NoDate, match="an appeal was registered on 1 April 2027 and is not determ"):
        cease.due(notice, facts=registered)
    assert cease.arithmetic(notice, facts=registered).startswith("no day yet: an appeal was")


def test_a_second_appeal_keeps_the_plan_again() -> None:
    cease, notice = rule("cease_effective"), date(2027, 2, 10)
    again = {"registered": date(2027, 4, 9), "determined": date(2027, 4, 8)}
    assert cease.due_if_any(notice, facts=again) is None


def test_an_appeal_withdrawn_early_does_not_shorten_the_time_to_appeal() -> None:
    cease, notice = rule("cease_effective"), date(2027, 2, 10)
    withdrawn = {"registered": date(2027, 2, 20), "determined": date(2027, 3, 1)}
    assert cease.due(notice, facts=withdrawn) == date(2027, 4, 12)


def test_a_late_contact_never_lets_a_plan_cease_sooner() -> None:
    cease, notice = rule("cease_effective"), date(2026, 10, 1)
    certificate = {"certificate": date(2026, 12, 16)}
    assert cease.due(notice, facts=certificate) == date(2027, 1, 18)


@given(aware=DAYS, later=st.integers(-60, 90))
def test_a_plan_is_never_due_to_move_before_the_family_does(aware: date, later: int) -> None:
    move_on = aware + timedelta(days=later)
    due = rule("transfer_plan_out").due(aware, facts={"move_on": move_on})
    assert due >= move_on
    assert due == move_on or due <= working_days_after(aware, days=15)


def test_exactly_fifteen_working_days_of_warning_are_enough() -> None:
    aware = date(2026, 11, 2)
    fifteen = working_days_after(aware, days=15)
    transfer = rule("transfer_plan_out")
    assert transfer.due(aware, facts={"move_on": fifteen}) == fifteen
    one_less = fifteen - timedelta(days=3)  # the Friday before a Monday
    assert transfer.due(aware, facts={"move_on": one_less}) == one_less
    assert "less than 15 working days before" in transfer.arithmetic(
        aware, facts={"move_on": one_less}
    )


def test_a_missing_fact_gives_the_earlier_day_or_none() -> None:
    aware = date(2026, 12, 17)
    assert rule("transfer_plan_out").due(aware) == date(2027, 1, 11)
    assert rule("transfer_review").due(date(2027, 1, 13)) == date(2027, 4, 12)
    assert rule("complaint_remedy").due_if_any(aware) is None
    assert "not on record" in rule("transfer_review").arithmetic(date(2027, 1, 13))


def test_a_direction_goes_before_the_date_of_the_law() -> None:
    order = date(2026, 10, 15)
    set_day = {"order_e": date(2026, 12, 18)}
    assert rule("order_e").due(order, facts=set_day) == date(2026, 12, 18)
    assert rule("order_e").arithmetic(order, facts=set_day) == (
        "set by direction or written agreement, which goes before the law's own = 18 December 2026"
    )
    assert rule("order_f").due(order, facts=set_day) == date(2026, 10, 29)
    assert rule("amend_final").due(order, facts={"amend_final": order}) == date(2026, 12, 10)


@pytest.mark.parametrize(
    ("more", "sentence"),
    [
        ('worked_out_by = "a_guess"', "worked_out_by: 'a_guess' is none of appeal_window"),
        ('worked_out_by = "complaint_remedy"\nwithin = "2 weeks"', "has within and worked_out_by"),
        ('within = "6 weeks"\nless = "3 working days"', "less counts back in days, weeks or month"),
        ('ahead_of = "6 weeks"\nless = "1 week"', "less is taken off a date given by within or by"),
    ],
)
def test_a_wrong_way_is_refused_with_a_sentence(more: str, sentence: str) -> None:
    with pytest.raises(BadLaw, match=sentence):
        a_rule(more)


def test_a_rule_is_told_only_what_its_way_can_use() -> None:
    told = '[rule.clock]\nstarts = ["move_learned"]\nfacts = ["shoe_size"]'
    head = 'id = "a"\nsays = "Do it."\nowed_by = "local authority"\nsource = '
    head += '{ force = "regulation", cite = "reg 1", confidence = "A" }\nin_force = '
    head += "{ from = 2014-09-01 }\n"
    from ehcp.law.rules import read_rules

    for length, sentence in (
        ('worked_out_by = "plan_transfer_day"', "plan_transfer_day is not told shoe_size"),
        ('within = "6 weeks"', "are for what is worked_out_by"),
    ):
        with pytest.raises(BadLaw, match=sentence):
            read_rules(f"[[rule]]\n{head}{length}\n{told}", file="test.toml")
