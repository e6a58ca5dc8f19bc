"""Whether time that must be allowed is over: to comment on a draft, or to appeal before ceasing."""

from datetime import date, timedelta
from functools import cache

from ehcp.cases.case_file import CaseFile
from ehcp.cases.deadlines import Deadline, deadlines
from ehcp.cases.events import Event
from ehcp.cases.kinds import Kind
from ehcp.cases.not_possible import NotPossible
from ehcp.law.in_words import day_in_words
from ehcp.law.rule import Rule
from ehcp.law.rules import load_rules

_TOMORROW = timedelta(days=1)
_PUT_TO_THE_FAMILY = {
    Kind.DRAFT_SERVED: "the draft",
    Kind.AMENDMENT_NOTICE_SENT: "the proposed amendments",
    Kind.AMENDMENT_PROPOSED: "the proposed amendments",
}


def refuse_in_open_window(file: CaseFile, event: Event) -> None:
    """Refuse what a window holds back while that window is open.

    Raises:
        NotPossible: the window is open, and nothing lets the event come sooner.
    """
    held_back_by = _windows_before(Kind(event.kind))
    if event.came_from_a_tracker or not held_back_by:
        return
    then = file.as_at(event.happened_on)
    # What was put to the family last counts, whatever was answered before.
    last = {
        limit.rule.id: limit
        for limit in deadlines(then, held_back_by)
        if limit.fell_away_on is None
    }
    for limit in last.values():
        if limit.due_on is None:
            raise NotPossible(
                f"{event.kind}: {limit.rule.arithmetic(limit.started_on, facts=limit.facts)} "
                f"({limit.rule.source.cite}). Record how the appeal ended first."
            )
        if event.happened_on <= limit.due_on:
            _refuse_unless_agreed(then, event, limit, limit.due_on)


@cache
def _windows_before(kind: Kind) -> tuple[Rule, ...]:
    return tuple(rule for rule in load_rules() if kind in rule.clock.holds_back)


def _refuse_unless_agreed(file: CaseFile, event: Event, limit: Deadline, last_day: date) -> None:
    start = limit.start
    put = _PUT_TO_THE_FAMILY.get(Kind(start.kind))
    if put is None:
        raise NotPossible(
            f"{event.kind}: the plan has to be kept until {day_in_words(last_day)} "
            f"({limit.rule.source.cite}): "
            f"{limit.rule.arithmetic(limit.started_on, facts=limit.facts)}. It may cease from "
            f"{day_in_words(last_day + _TOMORROW)}."
        )
    answers = [
        answer
        for _, answer in file.of((Kind.REPRESENTATIONS_RECEIVED,))
        if answer.happened_on >= start.happened_on
    ]
    # To answer is not to agree: a family that answers with objections keeps its fifteen days.
    agreed = any(entry.details.get("family_agreed") == "yes" for entry in (event, *answers))
    if answers and agreed:
        return
    what = "draft" if start.kind is Kind.DRAFT_SERVED else "notice"
    cite = limit.rule.source.cite.split(";")[0].removeprefix("SI 2014/1530 ")
    missing = [] if answers else ["record representations_received first"]
    missing += [] if agreed else ["add --detail family_agreed=yes"]
    raise NotPossible(
        f"The family has until {day_in_words(last_day)} to answer {put} of "
        f"{day_in_words(limit.started_on)} (at least fifteen days, {cite}). The plan may be made "
        f"final sooner only if the family has answered that {what} and agrees. Finalise after that "
        f"day; or, if they have and do, {' and '.join(missing)}."
    )
