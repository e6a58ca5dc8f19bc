"""Each limit of a case explained: the rule, what started it, the sum, the date, the outcome."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from ehcp.cases.case_file import CaseFile
from ehcp.cases.deadlines import Deadline, deadlines
from ehcp.cases.exceptions import considered
from ehcp.cases.kinds import Kind
from ehcp.law.counting import latest_working_day_on_or_before
from ehcp.law.rule import Rule


def explain(file: CaseFile, *, rules: Iterable[Rule], day: date) -> list[dict[str, Any]]:
    """Explain every limit that the law has started on this case, as at a day.

    Gives one JSON-ready mapping for each limit, in the order of the law. Days are ISO text.
    """
    return [_explained(file, limit, day) for limit in deadlines(file, rules)]


def status_words(limit: Deadline, *, day: date) -> str:
    """Say in words how a limit stands as at a day."""
    if limit.rule.is_window:
        over = limit.due_on is not None and day > limit.due_on
        return "the time allowed has passed" if over else "time that must be allowed"
    if limit.met_on is not None:
        return "met late" if limit.is_late(day) else "met in time"
    if limit.fell_away_on is not None:
        return "fell away late" if limit.is_late(day) else "no longer applies"
    if limit.due_on is None:
        return "as soon as practicable"
    if not limit.is_late(day):
        return "running"
    return "late, excepted" if limit.exception else "late"


def _explained(file: CaseFile, limit: Deadline, day: date) -> dict[str, Any]:
    rule, start, due = limit.rule, limit.start, limit.due_on
    kind = Kind(start.kind)
    exception = limit.exception
    return {
        "rule": rule.id,
        "version": rule.version,
        "says": rule.says,
        "owed_by": rule.owed_by,
        "party": limit.party,
        "citation": rule.source.cite,
        "force": rule.force_for(limit.party),
        "confidence": rule.source.confidence,
        "trigger": {
            "kind": kind.value,
            "says": kind.says,
            "happened_on": start.happened_on.isoformat(),
            "counts_from": limit.started_on.isoformat(),
            "entry": start.sequence,
        },
        "period": rule.period,
        "arithmetic": rule.arithmetic(limit.started_on, facts=limit.facts)
        if rule.has_date
        else None,
        "due": _iso(due),
        "practical_latest_working_day": _working_day(due),
        "also_promptly": rule.also_promptly,
        "met": _iso(limit.met_on),
        "fell_away": _iso(limit.fell_away_on),
        "status": status_words(limit, day=day),
        "late": limit.is_late(day),
        "days_left": (due - day).days if due is not None and limit.is_running else None,
        "exception": None
        if exception is None
        else {
            "ground": exception.ground_id,
            "authority": exception.authority,
            "why": exception.why,
        },
        "exceptions_considered": _considered(file, limit),
        "note": rule.note,
    }


def _considered(file: CaseFile, limit: Deadline) -> list[dict[str, Any]]:
    if limit.due_on is None:
        return []
    return [
        {
            "ground": each.ground.id,
            "code": each.ground.code,
            "says": each.ground.says,
            "decision": each.decision,
            "applies": each.applies,
            "why": each.why,
        }
        for each in considered(
            file=file,
            rule=limit.rule,
            party=limit.party,
            started_on=limit.started_on,
            due_on=limit.due_on,
        )
    ]


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None


def _working_day(due: date | None) -> str | None:
    return latest_working_day_on_or_before(due).isoformat() if due else None
