"""The form for late advice: the reason first, chosen or typed, and the day that was promised."""

from dataclasses import dataclass
from datetime import date

from config.council import Council
from ehcp.web.forms import Form
from ehcp.web.lateness import OTHER, read_lateness
from ehcp.web.staff.acts.check import Entry
from ehcp.web.staff.acts.entry_form import NOTE, EntryForm


@dataclass(frozen=True, kw_only=True)
class LateForm(EntryForm):
    """What is asked when a service says why its advice is late and when it comes.

    Attributes:
        today: before which no day is promised.
        council: whose reasons there are to choose from.
    """

    today: date
    council: Council

    @property
    def when(self) -> str:
        """Say what its day is."""
        return "The day on which the service said so"

    @property
    def fields(self) -> frozenset[str]:
        """Name every field, the parts of days included."""
        return super().fields | {OTHER}

    def read(self, form: Form) -> Entry:
        """Read what was filled in; what is wrong stands in the form.

        Raises:
            BadForm: no reason, no day, or a day that is over.
        """
        late = read_lateness(form, council=self.council, today=self.today)
        on = form.day("on", "the day on which the service said so")
        note = form.text(NOTE, "the note", needed=False)
        form.refuse_if_wrong()
        if on is None or late is None:
            raise AssertionError  # the form would have been refused
        details = {"reason": late.reason, "promised_on": late.promised_on.isoformat()}
        if note:
            details[NOTE] = note
        return Entry(kind=self.kind, happened_on=on, party=self.about, details=details)
