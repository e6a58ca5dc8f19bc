"""From when until when a request for advice makes its case one that waits over six weeks.

A case waits once, however many of its services are late at a time. So that a week's count is a
sum over requests, each request counts only the days that no other late request of its case does.
"""

from datetime import date, timedelta
from typing import Any

_DAY = timedelta(days=1)


def with_late_days(rows: list[dict[str, Any]], *, over: date | None) -> list[dict[str, Any]]:
    """Add to the advice rows of one case when each stops being owed and from when it is counted.

    `owed_until` is the first day on which nothing is owed any longer: the reply is in, the request
    was taken back, or the case is over. `counted_late_from` is the first day that only this request
    makes the case late; None where there is no such day.
    """
    for row in rows:
        ended = (row["received_on"], row["cancelled_on"], over)
        row["owed_until"] = min((day for day in ended if day), default=None)
        row["counted_late_from"] = None
    counted_until = date.min
    for row in sorted(rows, key=lambda row: (row["due_on"], row["party"])):
        late_from = max(row["due_on"] + _DAY, counted_until)
        owed_until = row["owed_until"] or date.max
        if late_from < owed_until:
            row["counted_late_from"] = late_from
            counted_until = owed_until
    return rows
