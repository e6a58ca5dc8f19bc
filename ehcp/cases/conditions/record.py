"""Whether the journey has a place for an entry, in the order in which things happened."""

from ehcp.cases.advice import advice_requests, answers_to_requests, misplaced_advice
from ehcp.cases.case_file import CaseFile
from ehcp.cases.claims import refuse_approval_without_claim
from ehcp.cases.events import Event
from ehcp.cases.journeys import journey_named, passage
from ehcp.cases.kinds import DISPUTES, ENDS, Kind
from ehcp.cases.not_possible import NotPossible
from ehcp.cases.stages import Stage
from ehcp.law.in_words import day_in_words

REVIEW_DECISIONS = (Kind.TOLD_WILL_MAINTAIN, Kind.TOLD_WILL_AMEND, Kind.REVIEW_DECIDED_TO_CEASE)
_BEFORE_THE_MEETING = (Stage.REVIEW_DUE, Stage.REVIEW_ARRANGED)
_AMENDED = (Stage.PLAN_AMENDED, Stage.AMENDMENT_DECLINED)


def refuse_broken_record(*, before: CaseFile, after: CaseFile, event: Event) -> None:
    """Refuse what the journey has no place for, in the order in which things happened.

    Raises:
        NotPossible: the stage at that time does not allow it, another entry would not fit, an
            approval would stand without its claim, or an answer would be another service's.
    """
    if event.kind is Kind.CORRECTED and Kind.EXCEPTION_APPROVED in after.kinds:
        refuse_approval_without_claim(before=before, after=after)
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
    if event.kind is Kind.CORRECTED:
        _refuse_anothers_answers(before=before, after=after, corrected=event.corrects)


def _refuse_anothers_answers(*, before: CaseFile, after: CaseFile, corrected: int | None) -> None:
    """Refuse that what one service answered stands as another's, unless that itself is corrected.

    Raises:
        NotPossible: it would.
    """
    was, now = answers_to_requests(before), answers_to_requests(after)
    others = (was.keys() & now.keys()) - {corrected}
    if any(was[each].service != now[each].service for each in others):
        raise NotPossible(
            "The service has answered this request already. Ask the other service anew; if the "
            "request is still open, cancel it first."
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
        plain = _in_plain_words(file, event, stage)
        if plain:
            return plain
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


def _in_plain_words(file: CaseFile, event: Event, stage: Stage | None) -> str | None:
    """Say what is wrong where the order of things is a matter of law; None where it is not."""
    day = day_in_words(event.happened_on)
    if event.kind in REVIEW_DECISIONS and stage in _BEFORE_THE_MEETING:
        return (
            f"{event.kind}: a review is decided after its meeting (reg 20(10)), and case "
            f"{file.reference} had held none by {day}. Record review_meeting_held first, or check "
            "the date."
        )
    if event.kind is Kind.AMENDMENT_NOTICE_SENT and stage in _AMENDED:
        final = file.first(Kind.AMENDED_PLAN_FINALISED, Kind.DECIDED_NOT_TO_AMEND)
        ended = f" on {day_in_words(final.happened_on)}" if final else ""
        return (
            f"{event.kind}: the amendment of case {file.reference} was finished{ended}, and its "
            f"notice cannot have been sent after that, on {day}. Check the date; to amend the plan "
            "again open an amendment."
        )
    if stage is Stage.CEASE_DECIDED and event.kind in (*DISPUTES, Kind.AMENDED_PLAN_FINALISED):
        return (
            f"{event.kind}: the review of case {file.reference} ended in the decision to cease, "
            "and what is disputed about that is kept on the ceasing case of the same child, which "
            "keeps the plan until the appeal is over (CFA s.45(4)). Record it there. Where the "
            "review came from a tracker there is no such case yet: open one with `ehcp case open "
            f"--journey ceasing --of {file.reference}`."
        )
    return None
