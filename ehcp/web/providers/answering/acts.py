"""What a service can say of a request, each with its form and how it is read."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import timedelta

from ehcp.casework.answers import (
    Saying,
    appointment_missed,
    does_not_know,
    has_it,
    sends_it_back,
    will_be_late,
)
from ehcp.casework.asked import Asked
from ehcp.law.in_words import day_in_words
from ehcp.web.forms import Form
from ehcp.web.lateness import read_lateness
from ehcp.web.providers.answering.doubtful_days import PROMISED, VISIT
from ehcp.web.visit import Visit

_AHEAD = timedelta(days=365)
_LONGEST_NOTE = 1_000


@dataclass(frozen=True, kw_only=True)
class Act:
    """One thing that a service can say of a request.

    Attributes:
        link: the words that lead to its form.
        title: what its page is called.
        verb: what its button says.
        said: the word for what was done, of `said.SAID`.
        read: reads its form; what is wrong with it stands in the form.
        day: the field of a day on which somebody is to be there; none where it asks for none.
    """

    link: str
    title: str
    verb: str
    said: str
    read: Callable[[Form, Asked, Visit], Saying | None]
    day: str = ""


def _have(form: Form, asked: Asked, visit: Visit) -> Saying:
    visit_on = form.day("visit_on", "the day of the visit", needed=False)
    if visit_on is not None:
        if visit_on < asked.request.requested_on:
            form.wrong["visit_on"] = (
                "The visit must not be before the day of the request, "
                f"{day_in_words(asked.request.requested_on)}."
            )
        elif visit_on > visit.today + _AHEAD:
            form.wrong["visit_on"] = "The visit must be within a year from now. Check the year."
    return has_it(today=visit.today, visit_on=visit_on)


def _not_known(form: Form, asked: Asked, visit: Visit) -> Saying:
    del asked
    return does_not_know(today=visit.today, note=_note(form))


def _missed(form: Form, asked: Asked, visit: Visit) -> Saying | None:
    on = form.day("missed_on", "the day of the appointment")
    if on is not None and on > visit.today:
        form.wrong["missed_on"] = "The day of the appointment must be today or earlier."
    elif on is not None and on < asked.request.requested_on:
        form.wrong["missed_on"] = (
            "The appointment must not be before the day of the request, "
            f"{day_in_words(asked.request.requested_on)}."
        )
    note = _note(form)
    return None if on is None else appointment_missed(on=on, note=note)


def _late(form: Form, asked: Asked, visit: Visit) -> Saying | None:
    del asked
    late = read_lateness(form, council=visit.counter.council, today=visit.today)
    if late is None:
        return None
    return will_be_late(today=visit.today, promised_on=late.promised_on, reason=late.reason)


def _return(form: Form, asked: Asked, visit: Visit) -> Saying:
    del asked
    reason = form.text("reason", "why you send it back", longest=_LONGEST_NOTE)
    return sends_it_back(today=visit.today, reason=reason)


def _note(form: Form) -> str:
    return form.text("note", "the note", needed=False, longest=_LONGEST_NOTE)


ACTS: Mapping[str, Act] = {
    "have": Act(
        link="I have this",
        title="You have this request",
        verb="Tell the council",
        said="answer-have",
        read=_have,
        day=VISIT,
    ),
    "not-known": Act(
        link="Not known to us",
        title="Is this child or young person not known to you?",
        verb="Yes, not known to us",
        said="answer-taken",
        read=_not_known,
    ),
    "missed": Act(
        link="An appointment was missed",
        title="An appointment was missed",
        verb="Tell the council",
        said="answer-missed",
        read=_missed,
    ),
    "late": Act(
        link="It will be late",
        title="The advice will be late",
        verb="Tell the council",
        said="answer-late",
        read=_late,
        day=PROMISED,
    ),
    "return": Act(
        link="Send it back",
        title="Send the request back",
        verb="Send it back",
        said="answer-returned",
        read=_return,
    ),
}
"""What is said without advice, by the word in its address."""
