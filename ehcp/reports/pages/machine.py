"""The report for another program: JSON whose shape is kept."""

import json

from ehcp.reports.figure import BacklogReport


def as_json(report: BacklogReport) -> str:
    """Write the report as JSON: the same report always gives the same bytes."""
    return json.dumps(report.model_dump(mode="json"), indent=2, ensure_ascii=False) + "\n"
