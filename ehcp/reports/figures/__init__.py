"""The figures of the weekly report in the order of the page: a function and a line for each."""

from collections.abc import Callable

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

FIGURES: tuple[Callable[[Position], Figure], ...] = (
    open_assessments,  # N1
    backlog,  # N2
    inside_twenty_weeks,  # N3
    long_waits,  # N4
    waits_of_the_backlog,  # N5
    awaiting_any_advice,  # N6
    awaiting_a_psychologist,  # N7
    plans_issued_on_time,  # N8
    due_on_time,  # N9
    decisions_on_time,  # N10
    no_plan_notices_on_time,  # N11
    advice_as_it_came,  # N12a
    advice_as_it_was_due,  # N12b
    flow_check,  # N13
    annual_reviews,  # N15
    amendment_backlog,  # A1
    phase_transfers,  # N16
    complaints_of_twelve_months,  # N17
    load,  # N19
    data_quality,  # N20
    plans_within_twenty_weeks,  # S1
    decisions_within_six_weeks,  # S2
    no_plan_within_sixteen_weeks,  # S3
    review_decisions_within_four_weeks,  # S4
    phase_transfers_by_the_published_day,  # S5
)
