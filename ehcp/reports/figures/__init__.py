"""The figures of the weekly report in the order of the page: a function and a line for each."""

from collections.abc import Callable, Mapping

from ehcp.reports.figure import Figure
from ehcp.reports.figures.advice_in_time import advice_as_it_came, advice_as_it_was_due
from ehcp.reports.figures.amendments import amendment_backlog
from ehcp.reports.figures.awaiting_advice import awaiting_a_psychologist, awaiting_any_advice
from ehcp.reports.figures.backlog import backlog
from ehcp.reports.figures.complaints import complaints_of_twelve_months
from ehcp.reports.figures.data_quality import data_quality
from ehcp.reports.figures.flow import flow_check
from ehcp.reports.figures.load import load
from ehcp.reports.figures.national import (
    decisions_within_six_weeks,
    no_plan_within_sixteen_weeks,
    plans_within_twenty_weeks,
)
from ehcp.reports.figures.national_reviews import (
    phase_transfers_by_the_published_day,
    review_decisions_within_four_weeks,
)
from ehcp.reports.figures.open_cases import (
    inside_twenty_weeks,
    long_waits,
    open_assessments,
    waits_of_the_backlog,
)
from ehcp.reports.figures.reviews import annual_reviews
from ehcp.reports.figures.timeliness import (
    decisions_on_time,
    due_on_time,
    no_plan_notices_on_time,
    plans_issued_on_time,
)
from ehcp.reports.figures.transfers import phase_transfers
from ehcp.reports.position import Position

BY_NUMBER: Mapping[str, Callable[[Position], Figure]] = {
    "N1": open_assessments,
    "N2": backlog,
    "N3": inside_twenty_weeks,
    "N4": long_waits,
    "N5": waits_of_the_backlog,
    "N6": awaiting_any_advice,
    "N7": awaiting_a_psychologist,
    "N8": plans_issued_on_time,
    "N9": due_on_time,
    "N10": decisions_on_time,
    "N11": no_plan_notices_on_time,
    "N12a": advice_as_it_came,
    "N12b": advice_as_it_was_due,
    "N13": flow_check,
    "N15": annual_reviews,
    "A1": amendment_backlog,
    "N16": phase_transfers,
    "N17": complaints_of_twelve_months,
    "N19": load,
    "N20": data_quality,
    "S1": plans_within_twenty_weeks,
    "S2": decisions_within_six_weeks,
    "S3": no_plan_within_sixteen_weeks,
    "S4": review_decisions_within_four_weeks,
    "S5": phase_transfers_by_the_published_day,
}
"""Each figure by its number, in the order of the page."""

FIGURES: tuple[Callable[[Position], Figure], ...] = tuple(BY_NUMBER.values())
