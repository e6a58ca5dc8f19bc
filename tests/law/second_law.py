"""What each rule ought to give, written down from the law a second time; nothing of `ehcp.law`."""

from collections.abc import Callable, Mapping
from datetime import date

from tests.law.second_opinion import (
    ONE_DAY,
    day_to_hand_over,
    last_day_of_months_from,
    month_later,
    month_sooner,
    nth_office_day_after,
    nth_office_day_from,
    numbered_from_one,
    review_after_a_transfer,
    thirty_tribunal_days,
    time_to_appeal,
    time_to_appeal_without_a_contact,
    walk,
    within_weeks,
)

Opinion = Callable[[date, Mapping[str, date]], date]


def weeks(number: int) -> Opinion:
    return lambda start, _: within_weeks(start, weeks=number)


def days(number: int) -> Opinion:
    return lambda start, _: walk(start, steps=number)


def days_from(number: int) -> Opinion:
    return lambda start, _: numbered_from_one(start, days=number)


def office_days(number: int) -> Opinion:
    return lambda start, _: nth_office_day_after(start, days=number)


def office_days_from(number: int) -> Opinion:
    return lambda start, _: nth_office_day_from(start, days=number)


def months(number: int) -> Opinion:
    return lambda start, _: month_later(start, months=number)


def months_from(number: int) -> Opinion:
    return lambda start, _: last_day_of_months_from(start, months=number)


def at_once(start: date, _facts: Mapping[str, date]) -> date:
    return start


def yearly(month: int, day: int, *, sooner: int = 0) -> Opinion:
    return lambda start, _: date(start.year, month, day) - sooner * ONE_DAY


OPINIONS: dict[str, Opinion] = {
    # The assessment
    "decide_not_needed": weeks(6),
    "decide_to_assess": weeks(6),
    "advice_response": weeks(6),
    "notify_no_plan": weeks(16),
    "draft_plan_practical": weeks(16),
    "final_plan": weeks(20),
    "final_plan_distribute": weeks(20),
    "parent_representations": days_from(15),
    "draft_meeting": days_from(15),
    "school_consult_response": days(15),
    "secure_provision": at_once,
    "admit_named_school": at_once,
    # Review and amendment
    "review_first": months_from(12),
    "review_next": months_from(12),
    "review_meeting_by": lambda start, _: last_day_of_months_from(start, months=12) - 28 * ONE_DAY,
    "review_under5": months(6),
    "review_under5_from": months(3),
    "review_meeting_notice": lambda start, _: start - 14 * ONE_DAY,
    "review_advice_circulate": lambda start, _: start - 14 * ONE_DAY,
    "review_report": weeks(2),
    "review_decision": weeks(4),
    "amend_notice": weeks(4),
    "amend_representations": days_from(15),
    "amend_final": weeks(8),
    "amend_decline": weeks(8),
    "amend_outer_limit": weeks(12),
    "amend_without_review": weeks(8),
    # Phase transfer
    "phase_transfer_school": yearly(2, 14),
    "phase_transfer_school_published": yearly(2, 15),
    "phase_transfer_school_meeting": yearly(2, 14, sooner=84),
    "phase_transfer_post16": yearly(3, 30),
    "phase_transfer_post16_published": yearly(3, 31),
    "phase_transfer_post16_meeting": yearly(3, 30, sooner=84),
    "phase_transfer_post16_move": lambda start, _: month_sooner(start, months=5),
    # Re-assessment, ceasing, transfers
    "reassess_decision": days(15),
    "reassess_final": weeks(14),
    "reassess_representations": days_from(15),
    "cease_effective": time_to_appeal,
    "transfer_plan_out": day_to_hand_over,
    "transfer_inform_parent": weeks(6),
    "transfer_review": review_after_a_transfer,
    "rcb_change_move": day_to_hand_over,
    "rcb_change_other": office_days_from(15),
    "rcb_cannot_deliver": office_days_from(15),
    # Mediation and appeal
    "mediation_contact": months(2),
    "appeal_deadline": time_to_appeal_without_a_contact,
    "mediation_cert_no_mediation": office_days(3),
    "mediation_tell_rcb": office_days(3),
    "mediation_arrange_la": days(30),
    "mediation_arrange_rcb": days(30),
    "mediation_cert_deemed": office_days(3),
    "mediation_cert_after": office_days(3),
    "mediation_agreement_other": weeks(2),
    "mediation_rcb_tell_la": weeks(1),
    "tribunal_response": thirty_tribunal_days,
    "recommendation_response": weeks(5),
    # Orders and appeals not opposed
    "order_a": at_once,
    "order_b": weeks(2),
    "order_b_i": weeks(10),
    "order_b_ii": weeks(14),
    "order_c_draft": weeks(5),
    "order_c_final": weeks(11),
    "order_d": weeks(2),
    "order_e": weeks(5),
    "order_f": weeks(2),
    "order_g": at_once,
    "order_h": weeks(5),
    "unopposed_assess": weeks(2),
    "unopposed_no_plan": weeks(10),
    "unopposed_plan": weeks(14),
    "unopposed_draft": weeks(5),
    "unopposed_final": weeks(11),
    "unopposed_contents": weeks(5),
    "unopposed_placement": weeks(2),
    "unopposed_continue": at_once,
    "unopposed_amend": weeks(5),
    # Detained persons, payments, complaints
    "detained_decide_not_needed": weeks(6),
    "detained_decide": weeks(6),
    "detained_advice": weeks(6),
    "detained_no_plan": weeks(16),
    "detained_final_plan": weeks(20),
    "direct_payment_first_review": months_from(3),
    "complaint_acknowledge": office_days(5),
    "complaint_stage_one": office_days(10),
    "complaint_stage_two": office_days(20),
    "complaint_remedy": lambda _start, facts: facts["due_on"],
}
"""What each rule with a date ought to give from April 2015 on, written down from the law again."""

ITS_FACTS = {
    "appeal_deadline": ("certificate",),
    "cease_effective": ("certificate",),
    "transfer_plan_out": ("move_on",),
    "transfer_review": ("twelve_months_from",),
    "rcb_change_move": ("move_on",),
    "complaint_remedy": ("due_on",),
}
"""What is told besides the day."""

BEGAN = {"recommendation_": date(2018, 4, 3), "complaint_": date(2024, 4, 1)}
"""Rules that began after April 2015, by the beginning of their names."""

IN_FORCE_SINCE = date(2015, 4, 1)


def began(rule_id: str) -> date:
    """Give the first day on which these opinions hold for a rule."""
    return next((day for name, day in BEGAN.items() if rule_id.startswith(name)), IN_FORCE_SINCE)
