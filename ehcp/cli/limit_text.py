"""One explained limit in plain text: rule, citation and mark, trigger, sum, day, exceptions."""

from collections.abc import Iterator
from datetime import date
from typing import Any

from ehcp.cli.marks import mark_in_words
from ehcp.law.in_words import day_in_words


def limit_as_text(limit: dict[str, Any]) -> Iterator[str]:
    """Write one explained limit out."""
    yield f"{limit_named(limit)}: {limit['status']}"
    yield f"    {limit['says']} Owed by: {limit['owed_by']}."
    yield f"    {limit['citation']} [{limit['force']}, {mark_in_words(limit['confidence'])}]"
    trigger = limit["trigger"]
    yield (
        f"    started by: {trigger['says']}, {day_of(trigger['happened_on'])} "
        f"(entry {trigger['entry']})"
    )
    if limit["arithmetic"]:
        yield f"    {limit['arithmetic']}"
    yield from _about_the_date(limit)
    if limit["met"]:
        yield f"    done on {day_of(limit['met'])}"
    if limit["exception"]:
        yield f"    excepted: {limit['exception']['ground']}, {limit['exception']['authority']}"
    yield from _exceptions(limit["exceptions_considered"])
    if limit["note"]:
        yield f"    note: {limit['note']}"


def limit_named(limit: dict[str, Any]) -> str:
    """Name a limit by its rule, and by whose it is where each party has its own."""
    return f"{limit['rule']} ({limit['party']})" if limit["party"] else str(limit["rule"])


def _about_the_date(limit: dict[str, Any]) -> Iterator[str]:
    """Say whatever a reader of the date has to know besides."""
    due, practical = limit["due"], limit["practical_latest_working_day"]
    otherwise = limit["set_otherwise"]
    if otherwise:
        law = day_of(otherwise["law_says"]) if otherwise["law_says"] else "no day"
        by, on = otherwise["by"], day_of(otherwise["on"])
        yield f"    set by the {by} for {on}; the law itself says {law}"
    if due and practical != due:
        yield f"    the last working day before it is {day_of(practical)}"
    if limit["safer_clear_day"]:
        yield f"    safer, with a clear day between: {day_of(limit['safer_clear_day'])}"
    if limit["may_be_done_from"]:
        yield f"    what waits for it may be done from {day_of(limit['may_be_done_from'])}"
    for other in limit["runs_beside"]:
        day = day_of(other["due"]) if other["due"] else "no day yet"
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


def day_of(iso: str) -> str:
    """Write a day that came as ISO text."""
    return day_in_words(date.fromisoformat(iso))
