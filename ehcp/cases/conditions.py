"""Whether an event may be put on record now, and the sentence that says why not."""

from collections.abc import Callable
from datetime import date, timedelta

from ehcp.cases.advice import ABOUT_A_REQUEST, advice_requests, misplaced_advice
from ehcp.cases.advice_kinds import UnknownAdviceKind, advice_kind_named
from ehcp.cases.case_file import CaseFile
from ehcp.cases.claims import refuse_bad_claim, refuse_bad_refusal
from ehcp.cases.events import Event
from ehcp.cases.exceptions import ABOUT_EXCEPTIONS
from ehcp.cases.journeys import journey_named, passage
from ehcp.cases.kinds import ENDS, STARTS, Kind
from ehcp.cases.not_possible import NotPossible
from ehcp.law.in_words import day_in_words
from ehcp.law.rules import rule

FURTHEST_AHEAD = timedelta(days=731)
"""How far ahead a day may lie: room for a service date already fixed, none for a mistyped year."""

LONGEST_POST = timedelta(days=42)
"""How long a request for advice may have been on its way to the body that received it."""

FIRST_DAY = date(2014, 9, 1)
"""Part 3 of the Children and Families Act 2014 came into force: no assessment is older."""

OLDEST_AGE = 26
"""A plan can last to the end of the academic year in which the young person turns 25 (CFA s.46)."""

ABOUT_ADVICE = ABOUT_A_REQUEST | {Kind.EXISTING_ADVICE_USED}
ABOUT_A_SETTING = frozenset({Kind.SETTING_CONSULTED, Kind.SETTING_REPLIED})
MAY_NAME_A_PARTY = frozenset({*ABOUT_EXCEPTIONS, Kind.SETTING_ADMITTED})
"""An exception may be about one advice-giver or all; the setting that admits is in the plan."""
AGREEMENTS = ("author_agrees", "authority_agrees", "family_agrees")
DAYS_IN_DETAILS = ("visit_on", "received_by_body_on")
"""Details that are days, and that the clocks and the reminders read as days."""


def refuse_impossible(*, file: CaseFile, event: Event, today: date) -> None:
    """Let the event through, or say why it cannot be put on record.

    Raises:
        NotPossible: with a sentence that says what is wrong and what to do.
    """
    if event.kind not in STARTS:
        refuse_impossible_day(file=file, day=event.happened_on, today=today)
    else:
        # The other trigger may have come first: then the clock starts there (regs 4(1), 5(1)).
        refuse_impossible_start(born_on=file.born_on, day=event.happened_on, today=today)
    refuse_wrong_party(event)
    refuse_wrong_details(event)
    refuse_broken_record(before=file, after=file.with_entry(event), event=event)
    refuse_failed_condition(file, event)


def refuse_failed_condition(file: CaseFile, event: Event) -> None:
    """Refuse what the law allows only on a condition that this event does not fulfil.

    Raises:
        NotPossible: agreements are missing, a window is open, a ground's test fails.
    """
    condition = _CONDITIONS.get(event.kind)
    if condition is not None:
        condition(file, event)


def caution(event: Event, today: date) -> str | None:
    """Say what is allowed and yet more often than not a slip: a day that has not come."""
    day = event.happened_on
    if event.kind is Kind.CORRECTED and "happened_on" in event.details:
        day = date.fromisoformat(event.details["happened_on"])
    if day <= today:
        return None
    entry = event.corrects or event.sequence
    return (
        f"{day_in_words(day)} is ahead of today, {day_in_words(today)}, and counts from now on as "
        f"if it had come. If the date is a slip, correct entry {entry}."
    )


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
            f"{day_in_words(day)} is before the request of case {file.reference}, received on "
            f"{day_in_words(file.started_on)}. Check the date; if the request came earlier, "
            "correct that entry first."
        )


def refuse_impossible_start(*, born_on: date | None, day: date, today: date) -> None:
    """Refuse a request before the Act or the birth, after the 26th birthday, or far ahead.

    Raises:
        NotPossible: the day cannot be right.
    """
    refuse_impossible_day(file=_NOBODY, day=day, today=today)
    if day < FIRST_DAY:
        raise NotPossible(
            f"{day_in_words(day)} is before {day_in_words(FIRST_DAY)}, when the law of these "
            "assessments began. Check the year."
        )
    if born_on is None:
        return
    if born_on > day:
        raise NotPossible(
            f"The request of {day_in_words(day)} is before the date of birth, "
            f"{day_in_words(born_on)}. Check both dates."
        )
    age = day.year - born_on.year - ((day.month, day.day) < (born_on.month, born_on.day))
    if age >= OLDEST_AGE:
        raise NotPossible(
            f"Somebody born on {day_in_words(born_on)} was {age} on {day_in_words(day)}. A plan "
            "ends at the latest with the school year in which they turn 25 (CFA s.46). Check the "
            "date of birth."
        )


def refuse_wrong_party(event: Event) -> None:
    """Refuse an event about advice that does not name its kind, or about a school without one.

    Raises:
        NotPossible: the party is missing, unknown, or out of place.
    """
    if event.kind in ABOUT_ADVICE:
        if not event.party:
            raise NotPossible(
                f"{event.kind} needs the kind of advice: add --party, for example --party EP."
            )
        try:
            advice_kind_named(event.party)
        except UnknownAdviceKind as unknown:
            raise NotPossible(str(unknown)) from None
    elif event.kind in ABOUT_A_SETTING:
        if not event.party:
            raise NotPossible(f"{event.kind} needs the school or college: add --party, its URN.")
    elif event.party is not None and event.kind not in MAY_NAME_A_PARTY:
        raise NotPossible(f"{event.kind} is about the whole case. Leave --party out.")


def refuse_wrong_details(event: Event) -> None:
    """Refuse details that could not be kept, or could not be read back as what they stand for.

    Raises:
        NotPossible: a day that is no day, a body that received a request before it was sent or
            long after, or text that no database keeps.
    """
    refuse_text_that_cannot_be_kept(
        event.kind.value,
        event.party or "",
        event.recorded_by,
        *event.details,
        *event.details.values(),
    )
    for name in DAYS_IN_DETAILS:
        written = event.details.get(name)
        if written is None:
            continue
        try:
            day = date.fromisoformat(written)
        except ValueError:
            raise NotPossible(
                f"{event.kind}: {name} is '{written}', which is not a day. Write it as 2026-07-23."
            ) from None
        if name == "received_by_body_on":
            _refuse_impossible_post(event, day)


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


def refuse_broken_record(*, before: CaseFile, after: CaseFile, event: Event) -> None:
    """Refuse what the journey has no place for, in the order in which things happened.

    Raises:
        NotPossible: the stage at that time does not allow it, or another entry would not fit.
    """
    broken = _out_of_place(after)
    if broken:
        # What an imported tracker lacked is no fault of this entry.
        broken -= _out_of_place(before)
    if event.kind in ENDS:
        # Until the news came the case went on: what was asked meanwhile stays on record, and counts
        # for nothing.
        moves = journey_named(after.journey).moves_the_case
        broken -= {entry.sequence for entry in after.events if not moves(entry.kind)} - {
            event.sequence
        }
    if event.sequence in broken:
        raise NotPossible(_why_not(after, event))
    if broken:
        first = next(entry for entry in after.events if entry.sequence in broken)
        what = f"{event.kind} on {day_in_words(event.happened_on)}"
        if event.kind is Kind.CORRECTED:
            what = "that correction"
        raise NotPossible(
            f"With {what}, the entry {first.kind} of {day_in_words(first.happened_on)} would no "
            "longer fit. Correct that one first, or check the date."
        )


def _out_of_place(file: CaseFile) -> frozenset[int]:
    passed = passage(file)
    return passed.gaps | passed.impossible | misplaced_advice(file)


def _why_not(file: CaseFile, event: Event) -> str:
    """Say why this event has no place in the file that holds it."""
    day = day_in_words(event.happened_on)
    passed, journey = passage(file), journey_named(file.journey)
    if event.sequence in passed.gaps | passed.impossible:
        stage = journey.passage(
            entry
            for entry in file.events
            if entry.sequence != event.sequence and entry.happened_on <= event.happened_on
        ).stage
        where = ", ".join(at.says.lower() for at in journey.stages_for(event.kind)) or "no stage"
        possible = "none" if stage is None else ", ".join(journey.next_kinds(stage))
        return (
            f"{event.kind} cannot be recorded on {day}: case {file.reference} then stood at "
            f"'{stage.says if stage else 'nothing'}', and this step belongs to: {where}. "
            f"What can be recorded there: {possible}."
        )
    asked = next(
        (
            request
            for request in reversed(advice_requests(file))
            if request.party == event.party and request.requested_on <= event.happened_on
        ),
        None,
    )
    if asked is None:
        return (
            f"{event.kind}: no {event.party} advice had been requested by {day}. Record "
            "advice_requested first."
        )
    since = day_in_words(asked.requested_on)
    if event.kind is Kind.ADVICE_REQUESTED:
        return (
            f"{event.party} advice was requested on {since} and is still awaited. Record "
            "advice_request_cancelled first to ask afresh."
        )
    if event.kind in (Kind.ADVICE_ACCEPTED, Kind.ADVICE_SENT_BACK):
        return f"{event.kind}: no {event.party} advice had been received by {day}."
    return (
        f"{event.kind}: the {event.party} request of {since} had been answered or cancelled "
        f"by {day}. To have a report redone record advice_sent_back first; to change a date "
        "correct the entry."
    )


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
    served = [
        draft.happened_on
        for _, draft in file.of((Kind.DRAFT_SERVED,))
        if draft.happened_on <= event.happened_on
    ]
    if not served:
        return
    last_day = rule("parent_representations").due(served[-1])
    if event.happened_on > last_day:
        return
    answers = [
        answer
        for _, answer in file.of((Kind.REPRESENTATIONS_RECEIVED,))
        if served[-1] <= answer.happened_on <= event.happened_on
    ]
    # To answer is not to agree: a family that answers with objections keeps its fifteen days.
    agreed = any(entry.details.get("family_agreed") == "yes" for entry in (event, *answers))
    if answers and agreed:
        return
    missing = [] if answers else ["record representations_received first"]
    missing += [] if agreed else ["add --detail family_agreed=yes"]
    raise NotPossible(
        f"The family has until {day_in_words(last_day)} to answer the draft of "
        f"{day_in_words(served[-1])} (at least fifteen days, reg 13(1)(a)). The plan may be made "
        "final sooner only if the family has answered that draft and agrees. Finalise after that "
        f"day; or, if they have and do, {' and '.join(missing)}."
    )


def _names_an_officer(_file: CaseFile, event: Event) -> None:
    if not event.details.get("officer", "").strip():
        raise NotPossible(
            "officer_changed needs the new officer: add --detail officer=NAME, as in the council's "
            "list of people."
        )


_NOBODY = CaseFile(reference="", recorded=())
_CONDITIONS: dict[Kind, Callable[[CaseFile, Event], None]] = {
    Kind.EXISTING_ADVICE_USED: _three_agree,
    Kind.PLAN_FINALISED: _window_has_closed,
    Kind.EXCEPTION_CLAIMED: refuse_bad_claim,
    Kind.EXCEPTION_APPROVED: refuse_bad_claim,
    Kind.EXCEPTION_REFUSED: refuse_bad_refusal,
    Kind.OFFICER_CHANGED: _names_an_officer,
}
