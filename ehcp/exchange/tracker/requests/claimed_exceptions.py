"""Reading a statutory exception out of a tracker: its ground and facts, if its own test passes.

A tracker says "school closed 24/07/2018 to 03/09/2018". Only what names its ground beyond doubt and
passes the ground's exact test is put on record as approved. What may be one is put on record as
claimed, for a manager to decide; anything else is kept as a note.
"""

from datetime import date, timedelta

from ehcp.cases.case_file import CaseFile
from ehcp.cases.claims import refuse_bad_claim
from ehcp.cases.events import FROM_A_TRACKER, Event
from ehcp.cases.kinds import Kind
from ehcp.cases.not_possible import NotPossible
from ehcp.exchange.tracker.rows import Row
from ehcp.exchange.tracker.words import (
    grounds_by_words,
    meaning_of_words,
    names_no_exception,
    names_the_family,
    says_any,
)
from ehcp.exchange.tracker.written_days import days_in
from ehcp.law.grounds import UnknownGround, ground

_DAY = timedelta(days=1)
_A_SPAN = 2
_CODES = frozenset({"E1", "E2", "E3", "E4"})
"""The grounds that lift the authority's own limits, by the short names of forms and returns."""


def reason_given(row: Row) -> str:
    """Give the reason for an exception, from either of the two columns."""
    reason = row.words.get("exception_reason", "")
    said = row.words.get("exception", "")
    if not reason and said and meaning_of_words(said, about="exception") is None:
        reason = said
    return reason


def is_claimed(row: Row) -> bool:
    """Say whether the row claims an exception, with or without a reason."""
    said = row.words.get("exception", "")
    return bool(reason_given(row)) or meaning_of_words(said, about="exception") == "yes"


def read_claim(reason: str) -> dict[str, str] | None:
    """Read ground and facts from the words of a reason; None where they cannot be read."""
    known = _ground_in(reason)
    days = days_in(reason)
    if known is None or not days:
        return None
    match ground(known).tested_by:
        case "closure" if len(days) >= _A_SPAN:
            # "Closed from … to …" names the last day closed; "re-opened on" the first day open.
            last = days[1]
            opens = last if "open" in reason.lower() else last + _DAY
            facts = {"closed_from": days[0], "reopens": opens}
        case "absence" if len(days) >= _A_SPAN:
            facts = {"absent_from": days[0], "absent_until": days[1]}
        case "personal_circumstances":
            facts = {"from_on": days[0]} | ({"until_on": days[1]} if len(days) >= _A_SPAN else {})
        case _:
            return None
    details = {name: day.isoformat() for name, day in facts.items()}
    if ground(known).tested_by == "personal_circumstances":
        details["described"] = reason
    return {"ground": known, **details}


def is_beyond_doubt(reason: str) -> bool:
    """Say whether a reason names a statutory ground, and nothing that the law does not excuse.

    That is a ground's code, a closed setting, or what the child or the family went through; not
    where a psychologist, an officer, a late report or a shortage is named as well.
    """
    if names_no_exception(reason):
        return False
    if _code_in(reason) in _CODES:
        return True
    known = next((each for each in grounds_by_words() if each["id"] == _ground_in(reason)), None)
    if known is None or not says_any(reason, known["sure"]):
        return False
    return known["whose"] == "setting" or names_the_family(reason)


def why_not(file: CaseFile, details: dict[str, str], *, on: date) -> str | None:
    """Put a claim to the exact test of its ground; give the reason against it, or None."""
    entry = file.recorded[-1].model_copy(
        update={
            "sequence": len(file.recorded) + 1,
            "kind": Kind.EXCEPTION_APPROVED,
            "happened_on": on,
            "party": None,
            "details": details | {"source": FROM_A_TRACKER},
            "corrects": None,
        }
    )
    try:
        refuse_bad_claim(file, entry)
    except NotPossible as against:
        return str(against)
    return None


def is_on_record(file: CaseFile, details: dict[str, str]) -> bool:
    """Say whether the same exception is on the record already, by whoever."""
    return any(
        all(event.details.get(name) == value for name, value in details.items())
        for event in _acts(file)
    )


def _acts(file: CaseFile) -> list[Event]:
    kinds = (Kind.EXCEPTION_CLAIMED, Kind.EXCEPTION_APPROVED, Kind.EXCEPTION_REFUSED)
    return [event for event in file.recorded if event.kind in kinds]


def _code_in(reason: str) -> str | None:
    """Give the code of the first ground that a reason names by its code or its id."""
    for word in reason.replace(":", " ").replace(",", " ").split():
        try:
            return ground(word).code
        except UnknownGround:
            continue
    return None


def _ground_in(reason: str) -> str | None:
    code = _code_in(reason)
    if code is not None:
        return ground(code).id
    said = reason.lower()
    for known in grounds_by_words():
        if not (
            all(word in said for word in known["all"])
            and any(word in said for word in known["any"])
        ):
            continue
        # "EP absence": nobody whom the law asks about is named, and somebody else is.
        is_theirs = known["whose"] == "setting" or names_the_family(reason)
        if is_theirs or not names_no_exception(reason):
            return str(known["id"])
    return None
