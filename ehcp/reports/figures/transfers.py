"""N16: the phase transfers that are not final, and how many met the day in each past year."""

from collections.abc import Iterator, Sequence
from datetime import date
from itertools import groupby

from ehcp.reports.figure import Figure
from ehcp.reports.figures.colouring import coloured
from ehcp.reports.plan_parts import Cohort
from ehcp.reports.position import Position
from ehcp.reports.share import percent
from ehcp.reports.transfers import PHASES, Transfer, published

PAST_YEARS = 6


def phase_transfers(position: Position) -> Figure:
    """N16: how many plans are still to be made final for the next phase."""
    due = [transfer for transfer in position.transfers if is_owed(transfer)]
    not_final = sum(transfer.is_open for transfer in due)
    cohorts = tuple(_cohorts(due, at=position.at))
    return coloured(
        Figure(
            id="N16",
            name="Phase transfers that are not final",
            unit="plans",
            value=not_final,
            numerator=not_final,
            denominator=sum(c.due for c in cohorts if c.not_final),
            definition=(
                "Plans of children and young people who change phase, in which no place for the "
                "next phase is named in a final plan yet; of all who change phase with them (the "
                "denominator). The law says before 15 February, and before 31 March for a "
                "post-16 institution (reg 18(1)), so that the strict last days are 14 February "
                "and 30 March, on which alerts are raised; the published days, on which councils "
                "are measured, are 15 February and 31 March. For a move between post-16 "
                "institutions the last day is five months before it (reg 18(2)). By the year of "
                f"that day, for this year, the next and the {PAST_YEARS} before. Those whose plan "
                "ended or moved away by the day are left out; after it they count as not on time."
            ),
            series=(),
            cohorts=cohorts,
        ),
        position,
    )


def is_owed(transfer: Transfer) -> bool:
    """Say whether the plan had to be final: not where the duty ended before its day."""
    return transfer.left_on is None or transfer.left_on > transfer.due_on


def _cohorts(due: Sequence[Transfer], *, at: date) -> Iterator[Cohort]:
    """Give one cohort for each phase and year, the latest year first."""

    def year_and_phase(transfer: Transfer) -> tuple[int, int]:
        return -transfer.due_on.year, list(PHASES).index(transfer.phase)

    for _, group in groupby(sorted(due, key=year_and_phase), key=year_and_phase):
        cohort = _cohort(list(group), at=at)
        if cohort.not_final or cohort.year >= at.year - PAST_YEARS:
            yield cohort


def _cohort(members: Sequence[Transfer], *, at: date) -> Cohort:
    phase, first = members[0].phase, members[0].due_on
    public_on = published(phase, first)
    strict_on = first if public_on else None
    waiting = [member for member in members if member.is_open]
    by_strict = sum(member.is_final_by_strict for member in members)
    by_published = sum(member.is_final_by_published for member in members)
    return Cohort(
        phase=phase,
        name=PHASES[phase],
        year=first.year,
        strict_on=strict_on,
        published_on=public_on,
        days_to_strict=(strict_on - at).days if strict_on else None,
        days_to_published=(public_on - at).days if public_on else None,
        due=len(members),
        not_final=len(waiting),
        reviewed=sum(member.met_on is not None for member in waiting),
        overdue=sum(member.due_on < at for member in waiting),
        by_strict=by_strict,
        by_published=by_published,
        percent_by_published=percent(by_published, len(members)),
    )
