"""From a filled-in form to an entry: asked once more where that is due, recorded once.

Every page on which something is put on record goes this way; each says where it leads afterwards.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from starlette.responses import Response

from ehcp.cases.events import Event
from ehcp.cases.kinds import Kind
from ehcp.casework.access import refuse_not_allowed
from ehcp.casework.foresee import Foreseen, foresee
from ehcp.casework.record import record
from ehcp.register.engine import reading
from ehcp.web.forms import BadForm, Form, day_as_fields
from ehcp.web.sentences import for_a_page
from ehcp.web.staff.acts import check
from ehcp.web.staff.acts.at_hand import AtHand
from ehcp.web.staff.acts.check import Asking, Entry
from ehcp.web.staff.acts.notice_asked import ADVICE_GIVERS
from ehcp.web.staff.acts.parties import party_in_words
from ehcp.web.staff.acts.written_to import written_to

CONFIRMED = "confirmed"
RIGHT_PEOPLE = "right_people"
CHANGE = "change"
_NOT_CARRIED = frozenset({"csrf", "once", "as_read", CONFIRMED, CHANGE, RIGHT_PEOPLE})


class _LookOnce(Exception):
    """The entry can be recorded, and is shown once more before that."""

    def __init__(self, entry: Entry, seen: Foreseen) -> None:
        super().__init__()
        self.entry = entry
        self.seen = seen


@dataclass(frozen=True, kw_only=True)
class Recording:
    """One form at one address.

    Attributes:
        path: where its form is sent.
        back: the page from which it comes and to which it leads.
        title: what the page is called.
        verb: what the button says that does it.
        said: the word for what was done, of `said.SAID`.
        more: what the template of the form wants besides.
    """

    hand: AtHand
    form: Asking
    path: str
    back: str
    title: str
    verb: str = "Record"
    said: str = "recorded"
    template: str = "acts/record.html.jinja"
    more: Mapping[str, Any] = field(default_factory=dict)

    @property
    def back_words(self) -> str:
        """Name the page to which the link at the top leads."""
        room = self.back.removeprefix(self.hand.address).strip("/").partition("/")[0]
        what = {"": "case", "advice": "the advice of case", "exceptions": "the exceptions of case"}
        return f"Back to {what.get(room, 'case')} {self.hand.reference}"

    @property
    def kind(self) -> Kind:
        """Give what is recorded."""
        return self.form.kind

    def open(self) -> Response:
        """Show the form, empty but for the day.

        Raises:
            NotAllowed: this is recorded by somebody else.
        """
        visit = self.hand.visit
        refuse_not_allowed(self.hand.file, self.kind, desk=visit.desk())
        self.hand.saw(f"form {self.kind}")
        return self._page({})

    def take(self) -> Response:
        """Record what was filled in, or show it once more, or say what is wrong with it.

        Raises:
            NotAllowed: this is recorded by somebody else.
        """
        visit = self.hand.visit
        refuse_not_allowed(self.hand.file, self.kind, desk=visit.desk())
        if visit.sent.text(CHANGE):
            return self._page({})
        try:
            return visit.once(self._act, again=self._again)
        except _LookOnce as look:
            return self._check(look.entry, look.seen, {})

    def _act(self) -> Response:
        visit = self.hand.visit
        entry, seen = self._foreseen()
        if self.form.wants_a_look(entry, seen):
            if not visit.sent.text(CONFIRMED):
                raise _LookOnce(entry, seen)
            if self._recipients(entry, seen) and not visit.sent.text(RIGHT_PEOPLE):
                raise BadForm(
                    {RIGHT_PEOPLE: "Check to whom it goes, and tick that these are right."}
                )
        return visit.go(self.goes_to(self.put(entry)), said=self.said)

    def goes_to(self, event: Event) -> str:
        """Give the page to which it leads once the entry is on record."""
        del event
        return self.back

    def put(self, entry: Entry) -> Event:
        """Put the entry on record, and the act on the audit record."""
        event = record(
            self.hand.visit.counter.engine,
            desk=self.hand.desk,
            reference=self.hand.reference,
            kind=entry.kind,
            happened_on=entry.happened_on,
            party=entry.party,
            details=entry.details,
        )
        self.hand.did("recorded", entry.kind.value)
        return event

    def on_check(self, entry: Entry, seen: Foreseen) -> Mapping[str, Any]:
        """Give what else the page of the check shows."""
        del entry, seen
        return {}

    def foresee(self, entry: Entry) -> Foreseen:
        """Say what would follow from the entry."""
        with reading(self.hand.visit.counter.engine) as connection:
            return foresee(
                connection,
                self.hand.held,
                desk=self.hand.desk,
                kind=entry.kind,
                happened_on=entry.happened_on,
                party=entry.party,
                details=entry.details,
            )

    def _foreseen(self) -> tuple[Entry, Foreseen]:
        entry = self.form.read(Form(self.hand.visit.sent))
        return entry, self.foresee(entry)

    def _recipients(self, entry: Entry, seen: Foreseen) -> Sequence[tuple[str, str]]:
        """Say who each recipient is; those who are asked for advice are named."""
        found = self.form.recipients(entry, self.hand.child)
        if not any(who == ADVICE_GIVERS for who, _ in found):
            return found
        named = written_to(self.hand, seen.after)
        return [(who, named or says if who == ADVICE_GIVERS else says) for who, says in found]

    def _again(self, slips: BadForm) -> Response:
        wrong = {name: for_a_page(sentence) for name, sentence in slips.wrong.items()}
        if set(wrong) == {RIGHT_PEOPLE}:
            entry, seen = self._foreseen()
            return self._check(entry, seen, wrong)
        return self._page(wrong)

    def _page(self, wrong: Mapping[str, str]) -> Response:
        hand, visit = self.hand, self.hand.visit
        return visit.page(
            self.template,
            status=400 if wrong else 200,
            at=hand,
            form=self.form,
            recording=self,
            wrong=wrong,
            filled=day_as_fields("on", visit.today),
            chosen={name: visit.sent.every(name) for name in ("sent_to", "contains")},
            **self.more,
        )

    def _check(self, entry: Entry, seen: Foreseen, wrong: Mapping[str, str]) -> Response:
        hand, visit = self.hand, self.hand.visit
        return visit.page(
            "acts/check.html.jinja",
            status=400 if wrong else 200,
            at=hand,
            recording=self,
            wrong=wrong,
            answers=list(self.form.answers(entry, today=visit.today)),
            turns=check.turns(seen.moved),
            leads_to=seen.leads_to,
            caution=for_a_page(seen.caution) if seen.caution else None,
            grave=check.is_grave(seen),
            recipients=self._recipients(entry, seen),
            party_in_words=partial(party_in_words, settings=hand.settings),
            carried=[
                (name, value)
                for name in dict.fromkeys(visit.sent.names())
                if name in self.form.fields and name not in _NOT_CARRIED
                for value in visit.sent.every(name)
            ],
            **({"tested": ()} | dict(self.on_check(entry, seen))),
        )
