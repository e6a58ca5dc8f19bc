"""The form for late advice: the reason first, chosen or typed, and the day that was promised."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from config.council import Council
from ehcp.web.forms import Form
from ehcp.web.staff.acts.check import Entry
from ehcp.web.staff.acts.entry_form import NOTE, EntryForm

ANOTHER = "another"
_CHOSEN, _TYPED, _PROMISED = "late_reason", "reason", "promised_on"
_LONGEST = 200


@dataclass(frozen=True)
class LateForm(EntryForm):
    """What is asked when a service says why its advice is late and when it comes.

    Attributes:
        today: before which no day is promised.
        reasons: those to choose from.
    """

    today: date = date.max
    reasons: Sequence[str] = ()

    @property
    def when(self) -> str:
        """Say what its day is."""
        return "The day on which the service said so"

    @property
    def fields(self) -> frozenset[str]:
        """Name every field, the parts of days included."""
        return super().fields | {_CHOSEN}

    def read(self, form: Form) -> Entry:
        """Read what was filled in; what is wrong stands in the form.

        Raises:
            BadForm: no reason, no day, or a day that is over.
        """
        chosen = form.one_of(_CHOSEN, "why it is late", self.reasons)
        typed = form.line(_TYPED, "the other reason", needed=chosen == ANOTHER, longest=_LONGEST)
        promised_on = form.day(_PROMISED, "the day on which the advice will come")
        if promised_on is not None and promised_on < self.today:
            form.wrong[_PROMISED] = (
                "The day on which the advice will come is over. Enter today or a later day."
            )
        on = form.day("on", "the day on which the service said so")
        note = form.text(NOTE, "the note", needed=False)
        form.refuse_if_wrong()
        if on is None or promised_on is None:
            raise AssertionError  # the form would have been refused
        details = {
            "reason": typed if chosen == ANOTHER else chosen,
            "promised_on": promised_on.isoformat(),
        }
        if note:
            details[NOTE] = note
        return Entry(kind=self.kind, happened_on=on, party=self.about, details=details)


def late_reasons(council: Council) -> Sequence[tuple[str, str]]:
    """Give the council's reasons to choose from, and that there is another."""
    known = [each.says for each in council.alerts.escalation.late_reasons]
    return [*((says, says) for says in known), (ANOTHER, "Another reason")]
