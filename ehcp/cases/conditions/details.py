"""Whether the details of an entry are all there, and can be read back as what they stand for."""

from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache

from ehcp.cases.conditions.agreements import DAYS_OF_AGREEMENTS
from ehcp.cases.conditions.days import FIRST_DAY, FURTHEST_AHEAD
from ehcp.cases.events import MEETING_ON, Event, day_in_details
from ehcp.cases.kinds import Kind
from ehcp.cases.not_possible import NotPossible
from ehcp.law.in_words import day_in_words
from ehcp.law.rules import load_rules

LONGEST_POST = timedelta(days=42)
"""How long a letter may have been on its way to whoever received it."""

_SEPTEMBER = 9


@dataclass(frozen=True)
class Needed:
    """A detail without which an entry of its kind says too little."""

    name: str
    what: str
    for_example: str


_TRANSFER_ON = Needed("transfer_on", "the day of the transfer", "2027-09-01")
_MOVE_ON = Needed("move_on", "the day of the move", "2027-09-01")
_ORDER = Needed("order", "what has to be done", "amend_contents")
NEEDED: dict[Kind, tuple[Needed, ...]] = {
    Kind.OFFICER_CHANGED: (
        Needed("officer", "the new officer", "NAME, as in the council's list of people"),
    ),
    Kind.REVIEW_MEETING_FIXED: (Needed(MEETING_ON, "the day of the meeting", "2026-11-30"),),
    Kind.REVIEW_ARRANGER_SET: (Needed("arranged_by", "who arranges the review", "setting"),),
    Kind.PHASE_TRANSFER_TO_SCHOOL_DUE: (_TRANSFER_ON,),
    Kind.PHASE_TRANSFER_TO_POST16_DUE: (_TRANSFER_ON,),
    Kind.POST16_MOVE_PLANNED: (_MOVE_ON,),
    Kind.TRANSFER_PLAN_FINALISED: (
        Needed(
            "names",
            "the school or institution that the plan names, or its type (reg 18(1))",
            "'Ash Lane School'",
        ),
    ),
    Kind.MOVE_LEARNED: (
        _MOVE_ON,
        Needed("to_authority", "the authority to whose area the family moves", "'Elm County'"),
    ),
    Kind.TRANSFERRED_IN: (
        Needed("from_authority", "the authority that had the plan", "'Elm County'"),
    ),
    Kind.TRIBUNAL_ORDERED: (_ORDER,),
    Kind.MEDIATION_AGREED: (_ORDER,),
    Kind.APPEAL_UNOPPOSED: (_ORDER,),
    Kind.ASSESSMENT_ORDERED: (
        _ORDER,
        Needed("basis", "whether it was ordered, agreed or not opposed", "order"),
    ),
    Kind.COMMISSIONER_MOVE_LEARNED: (_MOVE_ON,),
    Kind.COMPLAINT_RECEIVED: (Needed("theme", "what the complaint is about", "delay"),),
    Kind.ADVICE_PROMISED: (
        Needed("promised_on", "the day on which the advice will come", "2026-11-30"),
        Needed("reason", "why it is late", "'the psychologist was ill'"),
    ),
    Kind.ADVICE_REQUEST_RETURNED: (
        Needed("reason", "why the service sent it back", "'the child lives in another trust'"),
    ),
    Kind.PANEL_DECIDED: (
        Needed("decision", "what the panel decided", "assess"),
        Needed("legal_test", "the legal test that it applied", "'s.36(8): may have SEN, …'"),
        Needed("evidence", "the evidence that it considered", "'school report, parents' views'"),
        Needed("reason", "the reason", "'two terms of support have not been enough'"),
    ),
    Kind.CONTACT_LOGGED: (
        Needed("with", "with whom", "family"),
        Needed("note", "what was said", "'asked for the date of the draft'"),
    ),
    Kind.REMEDY_AGREED: (
        Needed("remedy", "what was agreed", "apology"),
        Needed("due_on", "the day by which it is to be done", "2026-12-18"),
    ),
}

_ASSESS = ("assess", "make_plan", "reconsider")
_AMEND = ("amend_contents", "amend_placement", "continue", "continue_and_amend")
ORDERS: dict[Kind, tuple[str, ...]] = {
    Kind.TRIBUNAL_ORDERED: (*_ASSESS, *_AMEND, "dismiss_ceasing"),
    Kind.MEDIATION_AGREED: (*_ASSESS, *_AMEND, "other"),
    Kind.APPEAL_UNOPPOSED: ("assess", "make_plan", *_AMEND),
    Kind.ASSESSMENT_ORDERED: _ASSESS,
}
"""What each kind of order, agreement or yielding can demand (regs 42, 44 and 45)."""

PANEL_DECISIONS = (
    *("assess", "not_assess", "issue", "no_plan"),
    *("maintain", "amend", "cease", "defer"),
)
"""What a panel decides; only the family's notice, an entry of its own, counts in law."""
CONTACTS = ("family", "setting", "service", "other")
"""With whom a contact is logged."""
CAN_MEET_NEED = "can_meet_need"
"""The detail by which a setting that was consulted says whether it can meet the child's need."""
REASONS_AGAINST = ("unsuitable", "others_education", "resources")
"""The grounds on which it need not be named (CFA s.39(4)); each is `yes` where it is so."""

_KNOWN: dict[tuple[Kind, str], tuple[str, ...]] = {
    (Kind.PANEL_DECIDED, "decision"): PANEL_DECISIONS,
    (Kind.CONTACT_LOGGED, "with"): CONTACTS,
    (Kind.SETTING_REPLIED, CAN_MEET_NEED): ("yes", "no"),
    **{(kind, "order"): values for kind, values in ORDERS.items()},
    (Kind.ASSESSMENT_ORDERED, "basis"): ("order", "agreement", "unopposed"),
    (Kind.REVIEW_ARRANGER_SET, "arranged_by"): ("setting", "authority"),
    (Kind.MEDIATION_AGREED, "parties"): ("authority", "commissioner", "both"),
}

_NOT_BEFORE_IT_HAPPENED = frozenset(
    {MEETING_ON, "served_on", "due_on", "received_by_body_on", "promised_on"}
)
_NOT_AFTER_IT_HAPPENED = frozenset(
    {"plan_made_on", "plan_last_reviewed_on", "twelve_months_from", *DAYS_OF_AGREEMENTS}
)
DAYS_IN_DETAILS = (
    "visit_on",
    "transfer_on",
    "move_on",
    *sorted(_NOT_BEFORE_IT_HAPPENED),
    *sorted(_NOT_AFTER_IT_HAPPENED),
)
"""Details that are days, and that the clocks, the letters and the reminders read as days."""


@cache
def set_by_an_order() -> frozenset[str]:
    """Name the limits for which an order or an agreement can set another day, in its details."""
    return frozenset(rule.id for rule in load_rules() if rule.set_otherwise)


def known_values(kind: Kind, name: str) -> tuple[str, ...] | None:
    """Give the only values that a detail can have; None where it takes any text or day."""
    return _KNOWN.get((kind, name))


def days_of(event: Event) -> tuple[date, ...]:
    """Give every day that the details of an event hold."""
    days = (day_in_details(event, name) for name in DAYS_IN_DETAILS)
    return tuple(day for day in days if day is not None)


def refuse_wrong_details(event: Event) -> None:
    """Refuse details that are missing, cannot be kept, or cannot be read back as what they are.

    What a tracker put on record is taken as it is.

    Raises:
        NotPossible: a detail is missing or unknown, a day is no day or cannot be right, or a text
            is one that no database keeps.
    """
    refuse_text_that_cannot_be_kept(
        event.kind.value,
        event.party or "",
        event.recorded_by,
        *event.details,
        *event.details.values(),
    )
    if event.came_from_a_tracker:
        return
    _refuse_missing(event)
    _refuse_unknown_values(event)
    for name, written in event.details.items():
        if name in DAYS_IN_DETAILS or name in set_by_an_order():
            _refuse_impossible_day(event, name, written)


def _refuse_missing(event: Event) -> None:
    missing = [
        each for each in NEEDED.get(event.kind, ()) if not event.details.get(each.name, "").strip()
    ]
    if missing:
        raise NotPossible(
            f"{event.kind} needs {' and '.join(each.what for each in missing)}: add "
            + " ".join(f"--detail {each.name}={each.for_example}" for each in missing)
            + "."
            + "".join(_one_of(event.kind, each.name) for each in missing)
        )


def _one_of(kind: Kind, name: str) -> str:
    """Say what may stand in a detail where only some values are known."""
    values = _KNOWN.get((kind, name))
    return f" The {name} is one of: {', '.join(values)}." if values else ""


def _refuse_unknown_values(event: Event) -> None:
    for (kind, name), values in _KNOWN.items():
        value = event.details.get(name)
        if kind is event.kind and value is not None and value not in values:
            raise NotPossible(
                f"{event.kind}: {name} is '{value}', which is none of {', '.join(values)}."
            )
    if event.kind is Kind.ASSESSMENT_ORDERED and (
        event.details.get("basis") == "unopposed" and event.details.get("order") == "reconsider"
    ):
        raise NotPossible(
            "assessment_ordered: an appeal that is not opposed leads to an assessment or to a plan "
            "(reg 45), so order is assess or make_plan."
        )
    if event.kind in ORDERS:
        for name in event.details:
            if name.startswith("order_") and name not in set_by_an_order():
                raise NotPossible(
                    f"{event.kind}: {name} is no limit for which an order can set a day. Those "
                    f"are: {', '.join(sorted(set_by_an_order()))}."
                )


def _refuse_impossible_day(event: Event, name: str, written: str) -> None:
    try:
        day = date.fromisoformat(written)
    except ValueError:
        raise NotPossible(
            f"{event.kind}: {name} is '{written}', which is not a day. Write it as 2026-07-23."
        ) from None
    happened = event.happened_on
    if name == "received_by_body_on":
        _refuse_impossible_post(event, day)
    elif day < happened and (name in _NOT_BEFORE_IT_HAPPENED or name in set_by_an_order()):
        raise NotPossible(
            f"{event.kind}: {name} is {day_in_words(day)}, before the entry itself, "
            f"{day_in_words(happened)}. Check both dates."
        )
    elif name == "served_on" and day > happened + LONGEST_POST:
        raise NotPossible(
            f"{event.kind}: served on {day_in_words(day)}, more than {LONGEST_POST.days} days "
            f"after it was sent on {day_in_words(happened)}. Check both dates."
        )
    elif day > happened and name in _NOT_AFTER_IT_HAPPENED:
        raise NotPossible(
            f"{event.kind}: {name} is {day_in_words(day)}, after the entry itself, "
            f"{day_in_words(happened)}. Check both dates."
        )
    elif name == "transfer_on" and day < _school_year_of(happened):
        raise NotPossible(
            f"{event.kind}: transfer_on is {day_in_words(day)}, in a school year that was over on "
            f"{day_in_words(happened)}. Check both dates."
        )
    elif not FIRST_DAY <= day <= happened + FURTHEST_AHEAD:
        raise NotPossible(
            f"{event.kind}: {name} is {day_in_words(day)}, which cannot be right beside "
            f"{day_in_words(happened)}: it must be from {day_in_words(FIRST_DAY)} on and at most "
            "two years ahead. Check the year."
        )


def _school_year_of(day: date) -> date:
    """Give the 1 September with which the school year of a day began."""
    return date(day.year - (day.month < _SEPTEMBER), _SEPTEMBER, 1)


def _refuse_impossible_post(event: Event, received: date) -> None:
    """The six weeks run from this day (reg 8(1)), so a slip here would put them off unseen."""
    sent = event.happened_on
    if received < sent:
        raise NotPossible(
            f"{event.kind}: the body received the request on {day_in_words(received)}, before it "
            f"was sent on {day_in_words(sent)}. Check both dates."
        )
    if received > sent + LONGEST_POST:
        raise NotPossible(
            f"{event.kind}: the body received the request on {day_in_words(received)}, more than "
            f"{LONGEST_POST.days} days after it was sent on {day_in_words(sent)}. Check both "
            "dates; if the request never arrived, cancel it and ask afresh."
        )


def refuse_text_that_cannot_be_kept(what: str, *texts: str) -> None:
    """Refuse NUL, which PostgreSQL does not keep, and halves of characters, which no file does.

    Raises:
        NotPossible: one of the texts holds such a character; the text itself is not told.
    """
    for text in texts:
        if not text.isprintable() and any(
            letter == "\0" or "\ud800" <= letter <= "\udfff" for letter in text
        ):
            raise NotPossible(f"{what}: a text holds characters that cannot be kept. Type it anew.")
