"""One case in plain text, for the terminal: limits, advice, record, what can happen next."""

from collections.abc import Iterator
from datetime import date
from typing import Any

from ehcp.cases.case_file import NEEDS_ASSESSMENT_JOURNEY
from ehcp.cases.journeys import Journey, journey_named
from ehcp.cli.marks import mark_in_words
from ehcp.law.in_words import day_in_words

_UNSAID = ("source", "task", "entry")
"""Details that the software keeps for itself."""


def case_as_text(shown: dict[str, Any]) -> str:
    """Write a case out."""
    return "\n".join(_lines(shown))


def limit_as_text(limit: dict[str, Any]) -> Iterator[str]:
    """Write one explained limit out."""
    yield f"{_named(limit)}: {limit['status']}"
    yield f"    {limit['says']} Owed by: {limit['owed_by']}."
    yield f"    {limit['citation']} [{limit['force']}, {mark_in_words(limit['confidence'])}]"
    trigger = limit["trigger"]
    yield (
        f"    started by: {trigger['says']}, {_day(trigger['happened_on'])} "
        f"(entry {trigger['entry']})"
    )
    if limit["arithmetic"]:
        yield f"    {limit['arithmetic']}"
    yield from _about_the_date(limit)
    if limit["met"]:
        yield f"    done on {_day(limit['met'])}"
    if limit["exception"]:
        yield f"    excepted: {limit['exception']['ground']}, {limit['exception']['authority']}"
    yield from _exceptions(limit["exceptions_considered"])
    if limit["note"]:
        yield f"    note: {limit['note']}"


def _named(limit: dict[str, Any]) -> str:
    return f"{limit['rule']} ({limit['party']})" if limit["party"] else str(limit["rule"])


def _about_the_date(limit: dict[str, Any]) -> Iterator[str]:
    """Say whatever a reader of the date has to know besides."""
    due, practical = limit["due"], limit["practical_latest_working_day"]
    otherwise = limit["set_otherwise"]
    if otherwise:
        law = _day(otherwise["law_says"]) if otherwise["law_says"] else "gives no day"
        yield f"    set by the {otherwise['by']} for {_day(otherwise['on'])}; the law itself: {law}"
    if due and practical != due:
        yield f"    the last working day before it is {_day(practical)}"
    if limit["safer_clear_day"]:
        yield f"    safer, with a clear day between: {_day(limit['safer_clear_day'])}"
    if limit["may_be_done_from"]:
        yield f"    what waits for it may be done from {_day(limit['may_be_done_from'])}"
    for other in limit["runs_beside"]:
        day = _day(other["due"]) if other["due"] else "no day yet"
        yield f"    beside it runs {other['rule']}, {day}; both bind"
    if limit["needs_extension"]:
        yield (
            "    the certificate came without contact in the two months: the Tribunal's permission "
            "is needed to appeal"
        )


def _exceptions(considered: list[dict[str, Any]]) -> Iterator[str]:
    """Say of each ground yes or no and why; those that nobody has claimed, on one line."""
    for each in considered:
        if each["decision"] != "not claimed":
            answer = "yes" if each["applies"] else "no"
            yield f"    {each['ground']} ({each['decision']}): {answer}. {each['why']}"
    unclaimed = [each["ground"] for each in considered if each["decision"] == "not claimed"]
    if unclaimed:
        yield f"    exceptions that nobody has claimed: {', '.join(unclaimed)}"


def _lines(shown: dict[str, Any]) -> Iterator[str]:
    path = journey_named(shown["journey"])
    yield (
        f"Case {shown['reference']} ({path.says}): {shown['stage_says']}, since "
        f"{_day(shown['stage_since'])}"
    )
    yield (
        f"{_began(path)} {_day(shown['started_on'])}; week {shown['week']}; "
        f"{shown['officer'] or 'no caseworker'}"
        + (f"; {shown['external_id']} in the tracker" if shown["external_id"] else "")
    )
    yield from _relatives(shown)
    yield "\nLimits"
    for limit in shown["limits"]:
        if limit["due"] or not (limit["met"] or limit["fell_away"]):
            mark = limit["confidence"]
            caution = "" if mark in ("A", "B") else f" [{mark_in_words(mark)}]"
            due = _day(limit["due"]) if limit["due"] else "no day"
            by = f" (set by the {limit['set_otherwise']['by']})" if limit["set_otherwise"] else ""
            yield f"  {due:<18} {_named(limit)}: {limit['status']}{by}{caution}"
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


def _began(journey: Journey) -> str:
    return "Received" if journey.name == NEEDS_ASSESSMENT_JOURNEY else "Began"


def _relatives(shown: dict[str, Any]) -> Iterator[str]:
    """Name the case that opened this one, and those that it has opened."""
    origin = shown.get("follows")
    if origin:
        yield f"Follows {_case(origin)}"
    for each in shown.get("followed_by", ()):
        yield f"Led to {_case(each)}"


def _case(other: dict[str, Any]) -> str:
    return f"{other['reference']} ({journey_named(other['journey']).says}): {other['stage_says']}"


def _day(iso: str) -> str:
    return day_in_words(date.fromisoformat(iso))
