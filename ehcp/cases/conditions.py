"""Whether an event may be put on record now, and the sentence that says why not."""

from collections.abc import Callable
from datetime import date, timedelta

from ehcp.cases.advice import AdviceRequest, advice_requests
from ehcp.cases.advice_kinds import UnknownAdviceKind, advice_kind_named
from ehcp.cases.case_file import CaseFile
from ehcp.cases.claims import refuse_bad_claim
from ehcp.cases.events import Event
from ehcp.cases.journeys import next_kinds, passage, stages_for
from ehcp.cases.kinds import Kind
from ehcp.cases.not_possible import NotPossible
from ehcp.law.in_words import day_in_words
from ehcp.law.rules import rule

FURTHEST_AHEAD = timedelta(days=731)
"""How far ahead a day may lie: room for a service date already fixed, none for a mistyped year."""

OLDEST_AGE = 26
"""A plan can last to the end of the academic year in which the young person turns 25 (CFA s.46)."""

ABOUT_ADVICE = frozenset(
    {
        Kind.EXISTING_ADVICE_USED,
        Kind.ADVICE_REQUESTED,
        Kind.ADVICE_ACKNOWLEDGED,
        Kind.APPOINTMENT_MISSED,
        Kind.ADVICE_RECEIVED,
        Kind.ADVICE_ACCEPTED,
        Kind.ADVICE_SENT_BACK,
        Kind.NIL_REPLY,
        Kind.ADVICE_REQUEST_CANCELLED,
    }
)
ABOUT_A_SETTING = frozenset({Kind.SETTING_CONSULTED, Kind.SETTING_REPLIED})
AGREEMENTS = ("author_agrees", "authority_agrees", "family_agrees")


def refuse_impossible(*, file: CaseFile, event: Event, today: date) -> None:
    """Let the event through, or say why it cannot be put on record.

    Raises:
        NotPossible: with a sentence that says what is wrong and what to do.
    """
    refuse_impossible_day(file=file, day=event.happened_on, today=today)
    refuse_wrong_party(event)
    after = file.with_entry(event)
    refuse_broken_journey(before=file, after=after, event=event)
    condition = _CONDITIONS.get(event.kind)
    if condition is not None:
        condition(file, event)


def refuse_impossible_day(*, file: CaseFile, day: date, today: date) -> None:
    """Refuse a day before the request or far ahead.

    Raises:
        NotPossible: the day cannot be right.
    """
    if day > today + FURTHEST_AHEAD:
        raise NotPossible(
            f"{day_in_words(day)} is more than two years ahead of today, {day_in_words(today)}. "
            "Check the year."
        )
    if file.started_on is not None and day < file.started_on:
        raise NotPossible(
            f"{day_in_words(day)} is before the request of case {file.reference}, received "
            f"on {day_in_words(file.started_on)}. Check the date; if the request came earlier, "
            "correct that entry first."
        )


def refuse_wrong_party(event: Event) -> None:
    """Refuse an event about advice that does not name its kind, or about a school without one.

    Raises:
        NotPossible: the party is missing or unknown.
    """
    if event.kind in ABOUT_ADVICE:
        if event.party is None:
            raise NotPossible(
                f"{event.kind} needs the kind of advice: add --party, for example --party EP."
            )
        try:
            advice_kind_named(event.party)
        except UnknownAdviceKind as unknown:
            raise NotPossible(str(unknown)) from None
    elif event.kind in ABOUT_A_SETTING and event.party is None:
        raise NotPossible(f"{event.kind} needs the school or college: add --party with its URN.")


def refuse_broken_journey(*, before: CaseFile, after: CaseFile, event: Event) -> None:
    """Refuse what the journey has no place for, in the order in which things happened.

    Raises:
        NotPossible: the stage at that time does not allow it, or a later entry would not fit.
    """
    was, now = passage(before.events), passage(after.events)
    broken = (now.gaps | now.impossible) - (was.gaps | was.impossible)
    if event.sequence in broken:
        stage = passage(
            entry
            for entry in after.events
            if entry.sequence != event.sequence and entry.happened_on <= event.happened_on
        ).stage
        where = ", ".join(at.says.lower() for at in stages_for(event.kind)) or "no stage"
        possible = "none" if stage is None else ", ".join(next_kinds(stage))
        raise NotPossible(
            f"{event.kind} cannot be recorded on {day_in_words(event.happened_on)}: case "
            f"{before.reference} then stood at '{stage.says if stage else 'nothing'}', and this "
            f"step belongs to: {where}. What can be recorded there: {possible}."
        )
    if broken:
        first = next(entry for entry in after.events if entry.sequence in broken)
        raise NotPossible(
            f"With {event.kind} on {day_in_words(event.happened_on)}, the entry {first.kind} of "
            f"{day_in_words(first.happened_on)} would no longer fit. Check both dates."
        )


def _current(file: CaseFile, party: str | None) -> AdviceRequest | None:
    return next(
        (request for request in reversed(advice_requests(file)) if request.party == party), None
    )


def _not_asked_twice(file: CaseFile, event: Event) -> None:
    request = _current(file, event.party)
    if request is not None and request.is_outstanding:
        raise NotPossible(
            f"{event.party} advice was requested on {day_in_words(request.requested_on)} and is "
            "still awaited. Record advice_request_cancelled first to ask afresh."
        )


def _was_asked(file: CaseFile, event: Event) -> None:
    request = _current(file, event.party)
    if request is None or event.happened_on < request.requested_on:
        raise NotPossible(
            f"{event.kind}: no {event.party} advice had been requested by "
            f"{day_in_words(event.happened_on)}. Record advice_requested first."
        )


def _is_awaited(file: CaseFile, event: Event) -> None:
    _was_asked(file, event)
    request = _current(file, event.party)
    if request is None or not request.is_outstanding:
        raise NotPossible(
            f"{event.kind}: the {event.party} request has been answered or cancelled already. To "
            "have a report redone record advice_sent_back first; to change a date use correct."
        )


def _was_received(file: CaseFile, event: Event) -> None:
    request = _current(file, event.party)
    if request is None or request.received_on is None:
        raise NotPossible(f"{event.kind}: no {event.party} advice is on record as received.")


def _three_agree(_file: CaseFile, event: Event) -> None:
    missing = [name for name in AGREEMENTS if event.details.get(name) != "yes"]
    if missing:
        raise NotPossible(
            "Existing advice may stand only where its author, the authority and the family are all "
            "satisfied that it is sufficient (reg 6(4)). Add "
            + " ".join(f"--detail {name}=yes" for name in missing)
            + ", or request the advice afresh."
        )


def _window_has_closed(file: CaseFile, event: Event) -> None:
    draft = file.last(Kind.DRAFT_SERVED)
    if draft is None:
        return
    last_day = rule("parent_representations").due(draft.happened_on)
    answered = file.last(Kind.REPRESENTATIONS_RECEIVED)
    has_answered = answered is not None and answered.happened_on >= draft.happened_on
    agreed = event.details.get("family_agreed") == "yes"
    if event.happened_on <= last_day and not has_answered and not agreed:
        raise NotPossible(
            f"The family has until {day_in_words(last_day)} to answer the draft of "
            f"{day_in_words(draft.happened_on)} (at least fifteen days, reg 13(1)(a)). Finalise "
            "after that day, or first record representations_received, or add "
            "--detail family_agreed=yes."
        )


_CONDITIONS: dict[Kind, Callable[[CaseFile, Event], None]] = {
    Kind.EXISTING_ADVICE_USED: _three_agree,
    Kind.ADVICE_REQUESTED: _not_asked_twice,
    Kind.ADVICE_ACKNOWLEDGED: _is_awaited,
    Kind.APPOINTMENT_MISSED: _was_asked,
    Kind.ADVICE_RECEIVED: _is_awaited,
    Kind.NIL_REPLY: _is_awaited,
    Kind.ADVICE_ACCEPTED: _was_received,
    Kind.ADVICE_SENT_BACK: _was_received,
    Kind.ADVICE_REQUEST_CANCELLED: _is_awaited,
    Kind.PLAN_FINALISED: _window_has_closed,
    Kind.EXCEPTION_CLAIMED: refuse_bad_claim,
    Kind.EXCEPTION_APPROVED: refuse_bad_claim,
}
