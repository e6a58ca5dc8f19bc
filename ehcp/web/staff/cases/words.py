"""How a case is said on its pages: entries, their facts, parties, letters, and where steps lead."""

from collections.abc import Iterator, Mapping
from datetime import date

from ehcp.cases.advice import SERVICE
from ehcp.cases.advice_kinds import AdviceKind
from ehcp.cases.conditions import ABOUT_ADVICE
from ehcp.cases.contacts import ANSWERS, HOW, WITH
from ehcp.cases.decision_to_assess import SERVICES, services_named
from ehcp.cases.exceptions import ABOUT_EXCEPTIONS
from ehcp.cases.kinds import Kind
from ehcp.casework.service_names import ServiceNames
from ehcp.casework.tasks import TASK, TASKS, WHICH_FILE, WHY
from ehcp.law.grammar import Force
from ehcp.law.grounds import UnknownGround, ground
from ehcp.law.notices import contents, recipients
from ehcp.web.pages import day_in_full
from ehcp.web.staff.acts.fact_words import in_words, labels

MARKS: Mapping[str, str] = {
    "A": "A: read in the law itself, or quoted alike by two sources",
    "B": "B: confirmed by one source",
    "C": "C: known, not re-read. Check before relying on it",
}
"""What each mark of confidence means."""

FORCES: Mapping[Force, str] = {
    "statute": "statute",
    "regulation": "regulation",
    "tribunal_rule": "tribunal rule",
    "case_law": "case law",
    "code_should": "a code’s “should”",
    "collection_guidance": "guidance of the national collection",
    "planning_date": "a date for planning, no limit in law",
    "council_target": "the council’s own target, no limit in law",
}
"""What each force of a rule means, behind its citation."""

USUAL_AFTER_THE_END = frozenset(
    {
        Kind.CONTACT_LOGGED,
        Kind.NOTE_ADDED,
        Kind.EXCEPTION_CLAIMED,
        Kind.EXCEPTION_APPROVED,
        Kind.EXCEPTION_REFUSED,
    }
)
"""What is still put on record in most cases that are closed."""

WITH_WHOM = (
    ("family", "The family"),
    ("setting", "The school or college"),
    ("service", "A service"),
    ("other", "Somebody else"),
)
HOW_MADE = (
    ("telephone", "Telephone"),
    ("email", "Email"),
    ("meeting", "Meeting"),
    ("letter", "Letter"),
)

_HEADING = "heading"
_KEPT_FOR_OURSELVES = frozenset(
    {"source", TASK, "entry", WITH, HOW, ANSWERS, WHY, WHICH_FILE, _HEADING, "field"}
)
_LISTS = {"sent_to": recipients, "contains": contents}
_NAMES = {
    "sent_to": "Sent to",
    "contains": "Contains",
    "visit_on": "Visit on",
    "answer_owed": "An answer is owed",
    "received_by_body_on": "The service received it on",
    "officer": "Now with",
    "note": "Note",
}
_LETTERS = {
    "advice_needed": "Request for advice",
    "advice_reminder": "Reminder that advice is due",
    "advice_late": "Notice that advice is late",
    "advice_digest": "List of all advice that the service owes",
    "file_refused": "Notice that a file could not be taken, and is to be sent again",
    "mailbox_changed": "List of what is open, to the new mailbox of the service",
    "not_delivered": "Notice to the caseworker that a letter did not arrive",
    "review_report_due": "Reminder that the report of the review is due",
    "reviews_this_term": "List of the reviews to hold this term",
    "consultation": "Consultation of a school or college",
    "decision_setting": "Notice to the setting that there is a decision",
    "family_request": "Letter to the family that its request has come",
    "family_stage": "Letter to the family about the next stage",
    "family_officer": "Letter to the family about its new contact",
    "family_delay": "Letter to the family that a limit is missed",
    "family_draft": "Letter to the family that a draft is ready",
    "family_decision": "Letter to the family that there is a decision",
    "caseworker_day": "The caseworker's list of the day",
}
_STATUS = {
    "waiting": "waiting to be sent",
    "sending": "being sent",
    "sent": "sent",
    "failed": "could not be sent",
    "uncertain": "may not have been sent",
    "not_needed": "not sent, as it was not needed any more",
}


def said_of(kind: Kind, details: Mapping[str, str], party: str | None) -> str:
    """Say what an entry tells, with whom it is about."""
    if kind is Kind.NOTE_ADDED and TASK in details:
        return "A task was given"
    if kind is Kind.NOTE_ADDED and _HEADING in details:
        return f"From the tracker: {details[_HEADING]}"
    if kind is Kind.CONTACT_LOGGED:
        whom = dict(WITH_WHOM).get(details.get(WITH, ""), "somebody")
        how = dict(HOW_MADE).get(details.get(HOW, ""), "")
        return f"Contact with {whom[:1].lower()}{whom[1:]}" + (f" ({how.lower()})" if how else "")
    return f"{kind.says}: {of_party(kind, party)}" if party else kind.says


def of_party(kind: Kind, party: str) -> str:
    """Name the kind of advice, or the setting, that an entry is about."""
    return advice_named(party) if kind in ABOUT_ADVICE or kind in ABOUT_EXCEPTIONS else party


def advice_named(party: str) -> str:
    """Name a kind of advice in plain words; anything else as it stands."""
    try:
        return AdviceKind(party).says
    except ValueError:
        return party


def with_party(says: str, party: str | None) -> str:
    """Say a duty with whose it is, where each party has its own."""
    return f"{says.rstrip('.')}: {advice_named(party)}" if party else says


def facts_of_entry(
    kind: Kind, details: Mapping[str, str], *, services: ServiceNames
) -> Iterator[tuple[str, str]]:
    """Give the facts of an entry as pairs of words, without what we keep for ourselves."""
    if TASK in details:
        yield "Task", TASKS.get(details[TASK], details[TASK])
        if WHY in details:
            yield "Why", details[WHY]
    for name, fact in details.items():
        if name in _KEPT_FOR_OURSELVES or (name == "answer_owed" and fact != "yes"):
            continue
        if name == SERVICE:
            yield "Asked of", service_named(fact, services)
            continue
        if name == SERVICES:
            named = (services.in_full(code) for code in services_named(details))
            yield "Chosen for advice", "; ".join(named)
            continue
        yield _name(name), _fact(kind, name, fact)


def service_named(code: str, services: ServiceNames) -> str:
    """Name a service by its code, as the council named it."""
    found = services.with_code(code)
    return found.name if found else advice_named(code)


def _name(name: str) -> str:
    if name.startswith("no_"):
        return f"Not sent to {name.removeprefix('no_').replace('_', ' ')}"
    return _NAMES.get(name) or labels().get(name) or name.replace("_", " ").capitalize()


def _fact(kind: Kind, name: str, fact: str) -> str:
    if name in _LISTS:
        words = _LISTS[name]()
        return "; ".join(words.get(each.strip(), each.strip()) for each in fact.split(","))
    if name == "ground":
        try:
            return ground(fact).says
        except UnknownGround:
            return fact
    try:
        return day_in_full(date.fromisoformat(fact))
    except ValueError:
        said = in_words(kind, name, fact)
        return said.replace("_", " ") if said.islower() and " " not in said else said


def letter_named(letter: str) -> str:
    """Name a kind of letter in plain words."""
    return _LETTERS.get(letter, letter.replace("_", " ").capitalize())


def letter_status(status: str) -> str:
    """Say what became of a letter."""
    return _STATUS.get(status, status)


def lower_first(sentence: str) -> str:
    """Write a sentence to stand behind a colon."""
    return sentence[:1].lower() + sentence[1:]


_PAGES_OF_ACTS = {
    Kind.CONTACT_LOGGED: "#contact",
    Kind.OFFICER_CHANGED: "/hand-over",
    Kind.EXCEPTION_CLAIMED: "/exceptions/claim",
    Kind.EXCEPTION_APPROVED: "/exceptions",
    Kind.EXCEPTION_REFUSED: "/exceptions",
    **dict.fromkeys(
        (
            Kind.ADVICE_REQUESTED,
            Kind.ADVICE_RECEIVED,
            Kind.ADVICE_ACCEPTED,
            Kind.ADVICE_SENT_BACK,
            Kind.EXISTING_ADVICE_USED,
        ),
        "/advice",
    ),
}


def path_to_record(kind: Kind, reference: str) -> str:
    """Give the page on which a step is put on record."""
    return f"/cases/{reference}" + _PAGES_OF_ACTS.get(kind, f"/record/{kind.value}")
