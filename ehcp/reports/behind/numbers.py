"""Every number of the report that opens cases, by its figure and its part."""

from collections.abc import Mapping

from ehcp.refusal import Refusal
from ehcp.reports.behind import (
    advice,
    complaints,
    flow,
    national,
    open_cases,
    plans,
    quality,
    timeliness,
)
from ehcp.reports.behind.counted import Counted, Numbers
from ehcp.reports.figure import BacklogReport

BEHIND: dict[str, Numbers] = {
    "N1": open_cases.n1,
    "N2": open_cases.n2,
    "N3": open_cases.n3,
    "N4": open_cases.n4,
    "N5": open_cases.n5,
    "N6": advice.n6,
    "N7": advice.n7,
    "N8": timeliness.n8,
    "N9": timeliness.n9,
    "N10": timeliness.n10,
    "N11": timeliness.n11,
    "N12a": advice.n12a,
    "N12b": advice.n12b,
    "N13": flow.n13,
    "N15": plans.n15,
    "A1": plans.a1,
    "N16": plans.n16,
    "N17": complaints.n17,
    "N19": open_cases.n19,
    "N20": quality.n20,
    "S1": national.s1,
    "S2": national.s2,
    "S3": national.s3,
    "S4": national.s4,
    "S5": national.s5,
}
"""For each figure what gives its numbers; a new figure gets a line here as in `FIGURES`."""


class NoSuchNumber(Refusal):
    """A number that this report does not have."""


def numbers_of(report: BacklogReport, figure_id: str) -> Mapping[str, Counted]:
    """Give the numbers of a figure of this report by their parts.

    Raises:
        NoSuchNumber: the report has no such figure, or nothing stands behind it.
    """
    if figure_id not in BEHIND or not report.has(figure_id):
        raise NoSuchNumber("This report has no such figure.")
    return {
        counted.part: counted for counted in BEHIND[figure_id](report.figure(figure_id), report.at)
    }


def number_of(report: BacklogReport, figure_id: str, part: str = "") -> Counted:
    """Give one number of a figure.

    Raises:
        NoSuchNumber: as in `numbers_of`, or the figure has no such part.
    """
    found = numbers_of(report, figure_id).get(part)
    if found is None:
        raise NoSuchNumber("This figure has no such number.")
    return found
