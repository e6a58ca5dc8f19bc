"""Each limit of a case explained: the rule, what started it, the sum, the date, the outcome."""

from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from typing import Any

from ehcp.cases.arranging import citation, owed_by
from ehcp.cases.case_file import CaseFile
from ehcp.cases.deadlines import Deadline, deadlines
from ehcp.cases.exceptions import considered
from ehcp.cases.kinds import Kind
from ehcp.law.counting import latest_working_day_on_or_before, months_after
from ehcp.law.rule import NoDate, Rule

CONFIDENCE_SAYS = {
    "A": "read in the law itself, or quoted alike by two sources",
    "B": "confirmed by one source",
    "C": "known, not re-read: check before relying on it",
}
"""What each mark of confidence means, wherever a rule is shown."""

_ONE_DAY = timedelta(days=1)
_TOGETHER = (
    ("amend_final", "amend_outer_limit"),
    ("review_decision", "review_first"),
    ("review_decision", "review_next"),
    ("review_decision", "transfer_review"),
    ("phase_transfer_school", "phase_transfer_school_published"),
    ("phase_transfer_post16", "phase_transfer_post16_published"),
)
"""Limits of one duty that run side by side: each keeps its own day, and both bind."""

_APPEAL_WINDOW = "appeal_window"
_MONTHS_TO_CONTACT = 2
_CONTACTS = (Kind.MEDIATION_CONTACTED, Kind.MEDIATION_DECLINED, Kind.MEDIATION_REQUESTED)
_SET_BY = {
    Kind.MEDIATION_AGREED: "agreement",
    Kind.TRIBUNAL_ORDERED: "order",
}


def explain(file: CaseFile, *, rules: Iterable[Rule], day: date) -> list[dict[str, Any]]:
    """Explain every limit that the law has started on this case, as at a day.

    Gives one JSON-ready mapping for each limit, in the order of the law. Days are ISO text.
    """
    limits = list(deadlines(file, rules))
    return [_explained(file, limit, day, limits) for limit in limits]


def status_words(limit: Deadline, *, day: date) -> str:
    """Say in words how a limit stands as at a day."""
    if limit.rule.is_window:
        return _status_of_a_window(limit, day)
    late = limit.is_late(day)
    if limit.met_on is not None:
        return "met late" if late else "met on time"
    if limit.fell_away_on is not None:
        return "fell away late" if late else "no longer applies"
    if limit.due_on is None:
        return "no day yet" if limit.rule.has_date else "as soon as practicable"
    return _status_of_lateness(limit) if late else "running"


def _status_of_lateness(limit: Deadline) -> str:
    if limit.rule.is_a_right:
        return "the time has ended"
    return "late, excepted" if limit.exception else "late"


def _status_of_a_window(limit: Deadline, day: date) -> str:
    if limit.due_on is None:
        return "time that must be allowed, with no end yet"
    return "the time allowed has passed" if day > limit.due_on else "time that must be allowed"


def _explained(
    file: CaseFile, limit: Deadline, day: date, limits: Sequence[Deadline]
) -> dict[str, Any]:
    rule, start, due = limit.rule, limit.start, limit.due_on
    kind = Kind(start.kind)
    exception = limit.exception
    return {
        "rule": rule.id,
        "version": rule.version,
        "says": rule.says,
        "owed_by": owed_by(file, rule),
        "party": limit.party,
        "citation": citation(file, rule),
        "force": rule.force_for(limit.party),
        "confidence": rule.source.confidence,
        "confidence_says": CONFIDENCE_SAYS.get(rule.source.confidence, ""),
        "trigger": {
            "kind": kind.value,
            "says": kind.says,
            "happened_on": start.happened_on.isoformat(),
            "counts_from": limit.started_on.isoformat(),
            "entry": start.sequence,
        },
        "period": rule.period,
        "facts": {name: each.isoformat() for name, each in sorted(limit.facts.items())},
        "arithmetic": _arithmetic(limit),
        "due": _iso(due),
        "days": (due - limit.started_on).days if due is not None else None,
        "practical_latest_working_day": _working_day(due),
        "safer_clear_day": _iso(due - _ONE_DAY) if due is not None and rule.ahead_of else None,
        "may_be_done_from": _iso(due + _ONE_DAY) if due is not None and rule.is_window else None,
        "set_otherwise": _set_otherwise(limit),
        "runs_beside": _beside(limit, limits),
        "also_promptly": rule.also_promptly,
        "met": _iso(limit.met_on),
        "fell_away": _iso(limit.fell_away_on),
        "status": status_words(limit, day=day),
        "late": limit.is_late(day),
        "days_left": (due - day).days if due is not None and limit.is_running else None,
        "needs_extension": _needs_extension(file, limit),
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


def _arithmetic(limit: Deadline) -> str | None:
    """Write the sum out, or why there is none."""
    if not limit.rule.has_date:
        return None
    try:
        return limit.rule.arithmetic(limit.started_on, facts=limit.facts)
    except NoDate as why:
        return str(why)


def _set_otherwise(limit: Deadline) -> dict[str, Any] | None:
    """Show the day that an order or agreement set, beside the law's own, which it goes before."""
    on = limit.set_otherwise_on
    if on is None:
        return None
    own = {name: day for name, day in limit.facts.items() if name != limit.rule.id}
    basis = limit.start.details.get("basis")
    return {
        "on": on.isoformat(),
        "by": basis or _SET_BY.get(Kind(limit.start.kind), "order"),
        "law_says": _iso(limit.rule.due_if_any(limit.started_on, facts=own)),
    }


def _beside(limit: Deadline, limits: Sequence[Deadline]) -> list[dict[str, Any]]:
    """List the other limits of the same duty with their days: both bind, and both are kept."""
    others = {
        other
        for pair in _TOGETHER
        if limit.rule.id in pair
        for other in pair
        if other != limit.rule.id
    }
    return [
        {"rule": other.rule.id, "due": _iso(other.due_on), "citation": other.rule.source.cite}
        for other in limits
        if other.rule.id in others
    ]


def _needs_extension(file: CaseFile, limit: Deadline) -> bool:
    """Say whether an appeal would need the Tribunal's permission although there is a certificate.

    The family is to contact the adviser within two months of the notice (reg 33). Where the
    certificate came later and no contact in time is on record, it opens nothing by itself.
    """
    certificate = limit.facts.get("certificate")
    if limit.rule.worked_out_by != _APPEAL_WINDOW or certificate is None:
        return False
    two_months = months_after(limit.started_on, months=_MONTHS_TO_CONTACT)
    contacts = [
        event.happened_on
        for _, event in file.of(_CONTACTS)
        if event.happened_on >= limit.start.happened_on
    ]
    return min([certificate, *contacts]) > two_months


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
            "answer": "yes" if each.applies else "no",
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
