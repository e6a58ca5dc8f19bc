"""One case in plain text, for the terminal: limits, advice, record, what can happen next."""

from collections.abc import Iterator
from datetime import date
from typing import Any

from ehcp.law.in_words import day_in_words

_UNSAID = ("source", "task", "entry")
"""Details that the software keeps for itself."""


def case_as_text(shown: dict[str, Any]) -> str:
    """Write a case out."""
    return "\n".join(_lines(shown))


def limit_as_text(limit: dict[str, Any]) -> Iterator[str]:
    """Write one explained limit out."""
    who = f" ({limit['party']})" if limit["party"] else ""
    yield f"{limit['rule']}{who}: {limit['status']}"
    yield f"    {limit['says']}"
    mark = limit["confidence"]
    caution = "" if mark in ("A", "B") else " - check the wording before relying on it"
    yield f"    {limit['citation']} [{limit['force']}, checked {mark}{caution}]"
    trigger = limit["trigger"]
    yield (
        f"    started by: {trigger['says']}, {_day(trigger['happened_on'])} "
        f"(entry {trigger['entry']})"
    )
    if limit["arithmetic"]:
        yield f"    {limit['arithmetic']}"
    if limit["due"] and limit["practical_latest_working_day"] != limit["due"]:
        yield f"    the last working day before it is {_day(limit['practical_latest_working_day'])}"
    if limit["met"]:
        yield f"    done on {_day(limit['met'])}"
    if limit["exception"]:
        yield f"    excepted: {limit['exception']['ground']}, {limit['exception']['authority']}"
    for each in limit["exceptions_considered"]:
        if each["decision"] != "not claimed":
            answer = "yes" if each["applies"] else "no"
            yield f"    {each['ground']} ({each['decision']}): {answer}. {each['why']}"
    if limit["note"]:
        yield f"    note: {limit['note']}"


def _lines(shown: dict[str, Any]) -> Iterator[str]:
    yield f"Case {shown['reference']}: {shown['stage_says']}, since {_day(shown['stage_since'])}"
    yield (
        f"Received {_day(shown['started_on'])}; week {shown['week']}; "
        f"{shown['officer'] or 'no caseworker'}"
        + (f"; {shown['external_id']} in the tracker" if shown["external_id"] else "")
    )
    yield "\nLimits"
    for limit in shown["limits"]:
        if limit["due"]:
            who = f" ({limit['party']})" if limit["party"] else ""
            yield f"  {_day(limit['due']):<18} {limit['rule']}{who}: {limit['status']}"
    if shown["advice"]:
        yield "\nAdvice"
    for request in shown["advice"]:
        state = (
            f"{'nil reply' if request['nil_reply'] else 'received'} {_day(request['received_on'])}"
            if request["received_on"]
            else f"cancelled {_day(request['cancelled_on'])}"
            if request["cancelled_on"]
            else f"awaited, due {_day(request['due'])}"
        )
        yield f"  {request['kind']:<28} asked {_day(request['requested_on'])}; {state}"
    yield "\nRecord"
    for entry in shown["record"]:
        party = f" ({entry['party']})" if entry["party"] else ""
        corrects = f" [corrects entry {entry['corrects']}]" if entry["corrects"] else ""
        yield (
            f"  {entry['entry']:>3}  {_day(entry['happened_on']):<18} {entry['says']}{party}"
            f"{corrects}; {entry['recorded_by']}"
        )
        for name, fact in entry["details"].items():
            if name not in _UNSAID:
                yield f"{'':24}{name.replace('_', ' ')}: {fact}"
    if shown["next"]:
        yield "\nNext: " + ", ".join(shown["next"])


def _day(iso: str) -> str:
    return day_in_words(date.fromisoformat(iso))
