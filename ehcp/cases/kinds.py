"""The kinds of event of a needs assessment, in the order in which they happen on one day."""

from enum import StrEnum

from ehcp.refusal import Refusal


class Kind(StrEnum):
    """What happened. The order of the members is the order in which same-day events are read."""

    REQUEST_RECEIVED = "request_received"
    BECAME_RESPONSIBLE = "became_responsible"
    NOTIFIED_CONSIDERING = "notified_considering"
    TOLD_WILL_ASSESS = "told_will_assess"
    TOLD_WILL_NOT_ASSESS = "told_will_not_assess"
    EXISTING_ADVICE_USED = "existing_advice_used"
    ADVICE_REQUESTED = "advice_requested"
    ADVICE_ACKNOWLEDGED = "advice_acknowledged"
    APPOINTMENT_MISSED = "appointment_missed"
    ADVICE_RECEIVED = "advice_received"
    ADVICE_ACCEPTED = "advice_accepted"
    ADVICE_SENT_BACK = "advice_sent_back"
    NIL_REPLY = "nil_reply"
    ADVICE_REQUEST_CANCELLED = "advice_request_cancelled"
    DECIDED_TO_ISSUE = "decided_to_issue"
    TOLD_NO_PLAN = "told_no_plan"
    DRAFT_SERVED = "draft_served"
    REPRESENTATIONS_RECEIVED = "representations_received"
    DRAFT_MEETING_REQUESTED = "draft_meeting_requested"
    DRAFT_MEETING_HELD = "draft_meeting_held"
    SETTING_CONSULTED = "setting_consulted"
    SETTING_REPLIED = "setting_replied"
    PLAN_FINALISED = "plan_finalised"
    PROVISION_SECURED = "provision_secured"
    SETTING_ADMITTED = "setting_admitted"
    WITHDRAWN = "withdrawn"
    MOVED_OUT = "moved_out"
    DIED = "died"
    EXCEPTION_CLAIMED = "exception_claimed"
    EXCEPTION_APPROVED = "exception_approved"
    EXCEPTION_REFUSED = "exception_refused"
    NOTE_ADDED = "note_added"
    OFFICER_CHANGED = "officer_changed"
    CORRECTED = "corrected"

    @property
    def says(self) -> str:
        """Say what happened in plain words, for screens, mails and messages."""
        return _SAYS[self]


_SAYS: dict[Kind, str] = {
    Kind.REQUEST_RECEIVED: "The request for an assessment was received",
    Kind.BECAME_RESPONSIBLE: "The child was brought to the authority's attention (s.24)",
    Kind.NOTIFIED_CONSIDERING: "The family was told that the authority is considering the request",
    Kind.TOLD_WILL_ASSESS: "The family was told that the authority will assess",
    Kind.TOLD_WILL_NOT_ASSESS: "The family was told that the authority will not assess",
    Kind.EXISTING_ADVICE_USED: "Existing advice is used, agreed by author, authority and family",
    Kind.ADVICE_REQUESTED: "Advice was requested",
    Kind.ADVICE_ACKNOWLEDGED: "The service said that it has the request",
    Kind.APPOINTMENT_MISSED: "An appointment for the advice was missed",
    Kind.ADVICE_RECEIVED: "Advice was received",
    Kind.ADVICE_ACCEPTED: "Advice was accepted",
    Kind.ADVICE_SENT_BACK: "Advice was sent back for rework",
    Kind.NIL_REPLY: "The service replied that it does not know the child",
    Kind.ADVICE_REQUEST_CANCELLED: "The request for advice was cancelled",
    Kind.DECIDED_TO_ISSUE: "The authority decided to issue a plan",
    Kind.TOLD_NO_PLAN: "The family was told that no plan will be issued",
    Kind.DRAFT_SERVED: "The draft plan was served",
    Kind.REPRESENTATIONS_RECEIVED: "The family's representations were received",
    Kind.DRAFT_MEETING_REQUESTED: "The family asked for a meeting about the draft",
    Kind.DRAFT_MEETING_HELD: "The meeting about the draft was held",
    Kind.SETTING_CONSULTED: "A school or college was consulted",
    Kind.SETTING_REPLIED: "A school or college replied to the consultation",
    Kind.PLAN_FINALISED: "The final plan was made and sent",
    Kind.PROVISION_SECURED: "The provision in the plan was secured",
    Kind.SETTING_ADMITTED: "The named school or college admitted the child",
    Kind.WITHDRAWN: "The request was withdrawn",
    Kind.MOVED_OUT: "The child moved to another authority",
    Kind.DIED: "The child died",
    Kind.EXCEPTION_CLAIMED: "A statutory exception was claimed",
    Kind.EXCEPTION_APPROVED: "A statutory exception was approved",
    Kind.EXCEPTION_REFUSED: "A claimed exception was refused",
    Kind.NOTE_ADDED: "A note was added",
    Kind.OFFICER_CHANGED: "The case changed hands",
    Kind.CORRECTED: "An earlier entry was corrected",
}

STARTS = frozenset({Kind.REQUEST_RECEIVED, Kind.BECAME_RESPONSIBLE})
"""The two alternative triggers of the clock (SI 2014/1530 regs 4(1), 5(1), 10(1), 13(2))."""

ENDS = frozenset({Kind.WITHDRAWN, Kind.MOVED_OUT, Kind.DIED})
"""Events after which no limit of the journey runs any longer."""

_ORDER = {kind: place for place, kind in enumerate(Kind)}
_ADVICE_PLACE = _ORDER[Kind.ADVICE_REQUESTED]
_ADVICE = frozenset(
    {
        Kind.ADVICE_REQUESTED,
        Kind.ADVICE_ACKNOWLEDGED,
        Kind.ADVICE_RECEIVED,
        Kind.ADVICE_ACCEPTED,
        Kind.ADVICE_SENT_BACK,
        Kind.NIL_REPLY,
        Kind.ADVICE_REQUEST_CANCELLED,
    }
)


def place_on_a_day(kind: Kind) -> int:
    """Give the place of a kind among the events of one day.

    The coming and going of one piece of advice keeps the order in which it was put on record, since
    advice can come, go back and come again on a single day.
    """
    return _ADVICE_PLACE if kind in _ADVICE else _ORDER[kind]


class UnknownKind(Refusal):
    """A name that is not a kind of event."""


def kind_named(name: str) -> Kind:
    """Find a kind by its name as typed: case, hyphens and spaces do not matter.

    Raises:
        UnknownKind: no such kind; the message lists the nearest names.
    """
    plain = name.strip().lower().replace("-", "_").replace(" ", "_")
    try:
        return Kind(plain)
    except ValueError:
        from difflib import get_close_matches

        near = get_close_matches(plain, [kind.value for kind in Kind], n=3, cutoff=0.5)
        hint = f" Did you mean {' or '.join(near)}?" if near else ""
        every = ", ".join(kind.value for kind in Kind)
        raise UnknownKind(
            f"'{name}' is not a kind of event.{hint} The kinds are: {every}."
        ) from None
