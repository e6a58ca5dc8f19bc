"""Partial indexes: the rows that one holds, and the same condition as a query has to write it.

The weekly figures cost by what they count. So each journey has indexes of its own, and a figure
names its journey with `only`, in the words of the index:

| figures                         | table, condition of the query              | index            |
|---------------------------------|--------------------------------------------|------------------|
| N1 to N13, N18, N20             | `only(cases, "needs_assessment")`          | cases_*          |
| N6, N7, N12                     | `only(advice, "needs_assessment")`         | advice_*         |
| N15, reviews open at a day      | `only(cases, "annual_review")`, `ended_on` | reviews_open,    |
|                                 | is null, or after the day                  | reviews_ended    |
| N15, decided by month           | the same, `decided_on` is not null         | reviews_decided  |
| amendments after a review       | the same, `decision` = 'will_amend'        | reviews_amending |
| amendments without a review     | `only(cases, "amendment")`                 | amendments       |
| N16, open at a day              | `only(cases, "phase_transfer")`, as N15    | transfers_open,  |
|                                 |                                            | transfers_ended  |
| complaints                      | `only(cases, "complaint")`                 | complaints_taken |
| appeals                         | `text(ABOUT_APPEALS)`, of the events       | events_of_appeals|

SQLite reads only the index where the condition's columns are in it too: they stand at its end.
"""

from typing import Any

from sqlalchemy import ColumnElement, literal_column, text
from sqlalchemy.sql.schema import Table

IS_ASSESSMENT = "journey = 'needs_assessment'"
"""The condition of every index that serves the figures of the twenty weeks."""

ABOUT_APPEALS = (
    "kind IN ('appeal_registered', 'appeal_unopposed', 'appeal_withdrawn', "
    "'appeal_dismissed', 'tribunal_ordered')"
)
"""The condition of the index of the few events that the figures about appeals read."""

IS_A_CLAIM = "kind = 'exception_claimed'"
"""The condition of the index of the claims, which the list of those to decide reads."""

A_PANEL_DECIDED = "kind = 'panel_decided'"
"""The condition of the index of what panels decided, which their agendas look at."""


def only(table: Table, journey: str) -> ColumnElement[bool]:
    """Choose the rows of one journey in the words of the partial indexes.

    Written out, not bound: the databases use a partial index only for the condition they see.
    """
    if not journey.replace("_", "").isalpha():
        raise ValueError(f"'{journey}' is not the name of a journey.")
    chosen: ColumnElement[bool] = table.c.journey == literal_column(f"'{journey}'")
    return chosen


def holding(condition: str, *, on_sqlite: str | None = None) -> dict[str, Any]:
    """Give an index the condition under which it holds a row, on both databases."""
    return {"sqlite_where": text(on_sqlite or condition), "postgresql_where": text(condition)}
