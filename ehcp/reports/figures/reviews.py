"""N15: where the annual reviews of the plans in force stand."""

from ehcp.reports.figure import Figure
from ehcp.reports.figures.colouring import coloured
from ehcp.reports.plan_parts import ReviewCounts
from ehcp.reports.position import Position
from ehcp.reports.reviews import plans_in_force
from ehcp.reports.share import percent


def annual_reviews(position: Position) -> Figure:
    """N15: how many plans are over twelve months without a completed review; and what is next."""
    at, in_force = position.at, plans_in_force(position.connection, at=position.at)
    reviews = position.reviews
    over = sum(review.is_over(at=at) for review in reviews)
    counts = ReviewCounts(
        in_force=in_force,
        due_without_meeting=sum(review.is_due_without_meeting(at=at) for review in reviews),
        over_twelve_months=over,
        decisions_late=sum(review.decision_is_late(at=at) for review in reviews),
        amendments_late=sum(review.is_over_twelve_weeks(at=at) for review in reviews),
    )
    return coloured(
        Figure(
            id="N15",
            name="Plans over 12 months without a completed review",
            unit="plans",
            value=over,
            numerator=over,
            denominator=in_force,
            percent=percent(over, in_force),
            definition=(
                "(b) Plans in force whose last day for the decision is before the day: twelve "
                "months beginning with the day on which the plan was made or, since, with that of "
                "the last decision after a review (CFA 2014 s.44(1)); for a plan taken over from "
                "another authority the later day of reg 15(5). A review is complete when the "
                "authority has decided, not when the meeting was held. A plan in force has one "
                "review that is not decided yet; they are the denominator. Shown with it: (a) "
                "plans whose last day is the day or one of the 56 after it, and no meeting is "
                "fixed or held (as the record stands now); (c) meetings held more than 28 days "
                "ago without a decision; (d) reviews decided to amend whose amended plan is not "
                "final more than 84 days after the meeting."
            ),
            series=(),
            reviews=counts,
        ),
        position,
    )
