"""A tracker that grows from week to week, with dates set right in it."""

from datetime import date, timedelta
from pathlib import Path

from tests.exchange.trackers import write_sheet

FIRST_REQUEST = date(2018, 10, 1)


def tracker(path: Path, *, week: int, rows_a_week: int) -> Path:
    """Write the tracker as it stands in a week: more rows, more filled in, some dates corrected."""
    rows = []
    for number in range(rows_a_week * week):
        age = week - number // rows_a_week
        asked = FIRST_REQUEST + timedelta(
            days=number % 200 + (1 if age > 3 and number % 7 == 0 else 0)
        )
        decided = asked + timedelta(days=30)
        row = {
            "Person ID": f"P{number}",
            "Surname": f"Testchild{number}",
            "Forename": "Robin",
            "Date of birth": date(2012, 5, 4) + timedelta(days=number % 2000),
            "Request received": asked,
            "Decision date": decided,
            "Decision": "Yes",
            "EP requested": decided + timedelta(days=1),
            "EP received": decided + timedelta(days=50) if age > 1 and number % 2 else "",
            "Health requested": decided + timedelta(days=1),
            "Health received": "",
        }
        rows.append(row)
    return write_sheet(path, rows)
