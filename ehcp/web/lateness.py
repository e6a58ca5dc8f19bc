"""Why advice is late and when it comes: two questions, put alike to a service and our staff."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from config.council import Council
from ehcp.web.forms import Form

OTHER: Final = "other"
"""The field of a reason that is typed, and what is chosen where none of the list fits."""
_AHEAD = timedelta(days=365)


@dataclass(frozen=True, kw_only=True)
class Lateness:
    """What a service says of advice that is late."""

    reason: str
    promised_on: date


def late_reasons(council: Council) -> Sequence[tuple[str, str]]:
    """Give the council's reasons to choose from, and that there is another."""
    known = [each.says for each in council.alerts.escalation.late_reasons]
    return [*((says, says) for says in known), (OTHER, "Another reason")]


def read_lateness(form: Form, *, council: Council, today: date) -> Lateness | None:
    """Read why it is late and the promised day; None where it is not said, as the form says."""
    chosen = form.one_of("reason", "why it is late", [value for value, _ in late_reasons(council)])
    typed = form.line(OTHER, "the reason", needed=chosen == OTHER)
    promised_on = form.day("promised_on", "the day on which the advice will come")
    if promised_on is not None and not today <= promised_on <= today + _AHEAD:
        form.wrong["promised_on"] = (
            "The day on which the advice will come must be today or later, within a year from now."
        )
    if promised_on is None:
        return None
    return Lateness(reason=typed if chosen == OTHER else chosen, promised_on=promised_on)
