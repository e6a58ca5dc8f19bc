"""One case in plain text, for the terminal: limits, advice, record, what can happen next."""

import textwrap
from collections.abc import Iterator
from datetime import date
from typing import Any

from ehcp.cases.case_file import NEEDS_ASSESSMENT_JOURNEY
from ehcp.cases.stages import Stage
from ehcp.cli.limit_text import day_of, limit_named
from ehcp.cli.marks import mark_in_words

_WIDTH = 100
_LISTS = ("sent_to", "contains")
_UNSAID = ("source", "task", "entry")
"""Details that the software keeps for itself."""


def case_as_text(shown: dict[str, Any]) -> str:
    """Write a case out."""
    return "\n".join(_lines(shown))


def case_as_line(row: dict[str, Any], *, today: date) -> str:
    """Write a case of a list on one line."""
    week = (today - row["started_on"]).days // 7
    waited = f"ended {row['ended_on']}" if row["ended_on"] else f"week {week}"
    due = f"due {row['due_on']} ({row['rule']})" if row["due_on"] else "nothing watched"
    theirs = f"  {row['external_id']}" if row["external_id"] else ""
    return (
        f"{row['reference']}  {row['journey']:<18} {Stage(row['stage']).says:<40} {waited:<16} "
        f"{due:<44} {row['officer'] or 'unallocated'}{theirs}"
    )


def _lines(shown: dict[str, Any]) -> Iterator[str]:
    yield from _head(shown)
    yield "\nLimits"
    for limit in shown["limits"]:
        if limit["due"] or not (limit["met"] or limit["fell_away"]):
            yield _limit(limit)
    yield from _advice(shown["advice"])
    yield from _record(shown["record"])
    yield from _next(shown)


def _head(shown: dict[str, Any]) -> Iterator[str]:
    """Say where the case is, since when, whose it is, and which cases belong to it."""
    yield (
        f"Case {shown['reference']} ({shown['journey_says']}): {shown['stage_says']}, since "
        f"{day_of(shown['stage_since'])}"
    )
    began = "Received" if shown["journey"] == NEEDS_ASSESSMENT_JOURNEY else "Began"
    yield (
        f"{began} {day_of(shown['started_on'])}; week {shown['week']}; "
        f"{shown['officer'] or 'no caseworker'}"
        + (f"; {shown['external_id']} in the tracker" if shown["external_id"] else "")
    )
    if shown["opened_by"]:
        yield f"Opened by {_other(shown['opened_by'])}"
    for each in shown["opened"]:
        yield f"It opened {_other(each)}"
    for each in shown["other_cases"]:
        yield f"The same child: {_other(each)}"


def _other(case: dict[str, Any]) -> str:
    return f"{case['reference']} ({case['journey_says']}): {case['stage_says']}"


def _limit(limit: dict[str, Any]) -> str:
    mark = limit["confidence"]
    caution = "" if mark in ("A", "B") else f" [{mark_in_words(mark)}]"
    due = day_of(limit["due"]) if limit["due"] else "no day"
    by = f" (set by the {limit['set_otherwise']['by']})" if limit["set_otherwise"] else ""
    return f"  {due:<18} {limit_named(limit)}: {limit['status']}{by}{caution}"


def _advice(requests: list[dict[str, Any]]) -> Iterator[str]:
    if requests:
        yield "\nAdvice"
    for request in requests:
        if request["received_on"]:
            answer = "nil reply" if request["nil_reply"] else "received"
            state = f"{answer} {day_of(request['received_on'])}"
        elif request["cancelled_on"]:
            state = f"cancelled {day_of(request['cancelled_on'])}"
        else:
            state = f"awaited, due {day_of(request['due'])}"
        yield f"  {request['kind']:<28} asked {day_of(request['requested_on'])}; {state}"


def _record(entries: list[dict[str, Any]]) -> Iterator[str]:
    yield "\nRecord"
    for entry in entries:
        party = f" ({entry['party']})" if entry["party"] else ""
        corrects = f" [corrects entry {entry['corrects']}]" if entry["corrects"] else ""
        yield (
            f"  {entry['entry']:>3}  {day_of(entry['happened_on']):<18} {entry['says']}{party}"
            f"{corrects}; {entry['recorded_by']}"
        )
        for name, fact in entry["details"].items():
            if name not in _UNSAID:
                said = fact.replace(",", ", ") if name in _LISTS else fact
                yield _filled(f"{name.replace('_', ' ')}: {said}", indent=24)


def _next(shown: dict[str, Any]) -> Iterator[str]:
    if shown["tasks"]:
        yield "\nAsked of the caseworker"
    for task in shown["tasks"]:
        yield f"  {day_of(task['given_on']):<18} {task['says']}"
    if shown["next"]:
        yield "\n" + _filled("Next: " + ", ".join(shown["next"]))
    if shown["notices"]:
        served = ", ".join(notice["kind"] for notice in shown["notices"])
        yield _filled(f"Served whole or not at all, see `ehcp case notice`: {served}")


def _filled(text: str, *, indent: int = 0) -> str:
    return textwrap.fill(
        text,
        width=_WIDTH,
        initial_indent=" " * indent,
        subsequent_indent=" " * (indent + 2),
        break_long_words=False,
        break_on_hyphens=False,
    )
