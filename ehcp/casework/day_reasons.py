"""Why a case is on somebody's day: each reason with its consequence and the next action in words.

A case can have several reasons. The gravest decides where it stands, in the order of `Section`.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from functools import cache, cached_property
from typing import Final

from ehcp.cases.advice_kinds import AdviceKind
from ehcp.cases.case_file import CaseFile
from ehcp.cases.closures import NO_CLOSURES, Closures
from ehcp.cases.contacts import waiting
from ehcp.cases.events import Event
from ehcp.cases.in_plain_words import InPlainWords
from ehcp.cases.kinds import Kind
from ehcp.cases.stages import Stage
from ehcp.casework.awaits_scan import AwaitsScan
from ehcp.casework.service_names import NO_SERVICES, ServiceNames
from ehcp.casework.setting_names import NO_SETTINGS, SettingNames
from ehcp.casework.tasks import open_tasks, task_says
from ehcp.casework.what_came import (
    DO_WITH,
    about_advice,
    promises_not_kept,
    waits_to_be_read,
)
from ehcp.law.bank_holidays import is_working_day
from ehcp.law.counting import working_days_after
from ehcp.law.in_words import day_in_words
from ehcp.law.notices import load_notices
from ehcp.law.rules import AIMS, rule

SOON_WORKING_DAYS: Final = 5
SILENT_DAYS: Final = 28
"""How long a family whose case is over a limit may be left without a letter or a call."""
_SCANNED_WITHIN: Final = 1
"""Working days that a file may wait for the scanner before it is a person's task."""
FAMILY_HAS: Final = timedelta(days=15)
"""What the family has at least to answer a draft or a proposal."""
_OTHERS: Final = ("the body", "the school", "the head", "the old health", "the new health")
_NAMES: Final = {kind.value: kind.says for kind in AdviceKind}


class Section(InPlainWords):
    """Where a case stands on the day, the gravest first.

    Attributes:
        says: the heading.
    """

    BREACH = "breach", "Overdue or due today"
    SOON = "soon", "Due within five working days"
    FAMILY = "family", "A family is waiting"
    REPLIES = "replies", "Came in since the last working day"
    TASKS = "tasks", "To do"
    STALLED = "stalled", "Standing still"


ORDER: Final = tuple(Section)


@dataclass(frozen=True, kw_only=True)
class Reason:
    """One reason why a case is on the day.

    Attributes:
        why: what is so; nothing where the action says it all.
        do: the next action.
        on: the day that it is about: when it is due, or since when it waits.
        letter: the id of the letter that it is about, where it is about one.
        link_for: the kind of advice whose service is sent a new link, where that is the action.
    """

    section: Section
    why: str
    do: str
    on: date
    letter: str | None = None
    link_for: str | None = None


@dataclass(frozen=True, kw_only=True)
class RunningLimit:
    """A watched limit that still runs."""

    rule_id: str
    party: str
    due_on: date
    excepted: bool


@dataclass(frozen=True, kw_only=True)
class Today:
    """The day for which reasons are found.

    Attributes:
        whose: the names of those whose day it is: what they recorded themselves is no news.
        since: from which instant on a reply is new.
        stalled_working_days: after how many working days without an entry a case stands still.
        services: those that advice can be asked of, by name.
        closures: when each setting is closed, by which its name is known.
        settings: those that are on record by their number, by name.
    """

    today: date
    whose: frozenset[str]
    since: datetime
    stalled_working_days: int
    services: ServiceNames = NO_SERVICES
    closures: Closures = NO_CLOSURES
    settings: SettingNames = NO_SETTINGS

    @cached_property
    def soon(self) -> date:
        """Give the last day of those that are soon."""
        return working_days_after(self.today, days=SOON_WORKING_DAYS)


@dataclass(frozen=True, kw_only=True)
class InHand:
    """A case as the day looks at it.

    Attributes:
        file: with its whole record; None where the record holds nothing that the day asks for.
        owed: the kinds of advice that have been asked for and have not come, each in words: with
            its service where several give it.
        undelivered: what about its letters a person must see to (`undelivered`).
        waits: the files that were handed in and wait for the scanner.
    """

    stage: Stage
    is_open: bool
    started_on: date
    drafted_on: date | None
    meeting_on: date | None
    last_event_on: date
    limits: Sequence[RunningLimit] = ()
    owed: Mapping[str, str] = field(default_factory=dict)
    file: CaseFile | None = None
    undelivered: Sequence[Reason] = ()
    waits: Sequence[AwaitsScan] = ()


ANSWERS_REPRESENTATIONS: Final = frozenset(
    {
        Kind.DRAFT_MEETING_HELD,
        Kind.DRAFT_SERVED,
        Kind.AMENDMENT_NOTICE_SENT,
        Kind.SETTING_CONSULTED,
        Kind.PLAN_FINALISED,
        Kind.AMENDED_PLAN_FINALISED,
        Kind.TRANSFER_PLAN_FINALISED,
        Kind.TOLD_NO_PLAN,
        Kind.DECIDED_NOT_TO_AMEND,
    }
)
"""What shows that somebody took up what the family said; a logged contact with it does so too."""

OURS: Final[dict[Stage, str]] = {
    Stage.REQUESTED: "Decide whether to assess, and tell the family.",
    Stage.REASSESSMENT_REQUESTED: "Decide whether to re-assess, and tell the family.",
    Stage.ASSESSING: "Nothing is outstanding: ask for advice, or decide whether to issue a plan.",
    Stage.DRAFTING: "Finish the draft and serve it.",
    Stage.DRAFT: "The family's fifteen days are over: make the plan final.",
    Stage.REVIEW_ARRANGED: "The day of the meeting has passed: record that it was held.",
    Stage.REVIEW_HELD: "Decide, and tell the family.",
    Stage.AMENDING: "Send the notice of the proposed amendments.",
    Stage.AMENDMENT_PROPOSED: "The family's fifteen days are over: make the amended plan final.",
    Stage.TRANSFER_REVIEWED: "Make the plan final for the next phase.",
    Stage.CEASING_CONSIDERED: "Consult, and decide whether the plan ceases.",
    Stage.MOVING_OUT: "Transfer the plan.",
    Stage.TRANSFERRED_IN: "Tell the family what happens with the plan.",
    Stage.COMPLAINT_OPEN: "Answer the complaint.",
    Stage.REMEDY_OWED: "Carry out the remedy.",
}
"""Where the next step is ours. A review that waits for its year stands at none of these."""


def reasons(case: InHand, *, day: Today) -> tuple[Reason, ...]:
    """Give every reason why this case is on the day, the gravest and oldest first."""
    found = [*_from_limits(case, day)]
    if case.is_open:
        if case.file is not None:
            found += [*_family(case.file, day), *_replies(case.file, day), *_tasks(case.file, day)]
        found += [*_silence(case, day), *case.undelivered, *_stalled(case, day)]
        found += _waiting_for_scan(case, day)
    return tuple(sorted(found, key=lambda each: (ORDER.index(each.section), each.on)))


def is_breach(limit: RunningLimit, *, today: date) -> bool:
    """Say whether a limit of the law is missed, or is missed unless it is met today."""
    return limit.due_on <= today and not limit.excepted and not _is_aim(limit)


def _from_limits(case: InHand, day: Today) -> Iterator[Reason]:
    for limit in case.limits:
        if is_breach(limit, today=day.today):
            section = Section.BREACH
        elif day.today < limit.due_on <= day.soon:
            section = Section.SOON
        elif limit.due_on <= day.today and not limit.excepted:
            section = Section.TASKS
        else:
            continue
        do, why = _about_limit(limit, case, day)
        yield Reason(section=section, why=why, do=do, on=limit.due_on)


def _about_limit(limit: RunningLimit, case: InHand, day: Today) -> tuple[str, str]:
    """Say what to do about a limit and which it is: our own next step leads to it."""
    says = rule(limit.rule_id).says
    if limit.rule_id == "advice_response":
        whose = case.owed.get(limit.party) or _NAMES.get(limit.party, limit.party)
        return f"Chase the advice: {whose}.", ""
    if limit.party or _is_anothers(limit):
        who = day.settings.of(limit.party) or rule(limit.rule_id).owed_by
        return f"Chase {who}: {says[:1].lower()}{says[1:]}", ""
    of_planning = "A date for planning, not a limit of the law" if _is_aim(limit) else ""
    step = _next_step(case) if case.is_open and _is_ours(case, day.today) else None
    if step is None or of_planning:
        return says, of_planning
    return step, f"The limit: {says[:1].lower()}{says[1:].rstrip('.')}"


def _is_anothers(limit: RunningLimit) -> bool:
    return rule(limit.rule_id).owed_by.startswith(_OTHERS)


def _is_aim(limit: RunningLimit) -> bool:
    return rule(limit.rule_id).source.force in AIMS


def _family(file: CaseFile, day: Today) -> Iterator[Reason]:
    for contact in waiting(file):
        family = contact.with_whom == "family"
        who = {"family": "The family", "setting": "The setting", "service": "A service"}
        yield Reason(
            section=Section.FAMILY if family else Section.TASKS,
            why=f"{who.get(contact.with_whom, 'Somebody')} was promised an answer",
            do=f"Answer {'the family' if family else 'what was asked'}: see the contact log.",
            on=contact.on,
        )
    asked, held = file.last(Kind.DRAFT_MEETING_REQUESTED), file.last(Kind.DRAFT_MEETING_HELD)
    if asked is not None and (held is None or _before(file, held.sequence, asked.sequence)):
        yield Reason(
            section=Section.FAMILY,
            why="The family asked for a meeting about the draft",
            do="Hold the meeting about the draft.",
            on=asked.happened_on,
        )
    said = file.last(Kind.REPRESENTATIONS_RECEIVED)
    if said is not None and not _is_taken_up(file, said):
        yield Reason(
            section=Section.FAMILY,
            why="The family's representations have not been taken up",
            do="Answer the family's representations, or act on them.",
            on=said.happened_on,
        )
    del day


def _before(file: CaseFile, one: int, other: int) -> bool:
    places = {event.sequence: place for place, event in enumerate(file.events)}
    return places[one] < places[other]


def _is_taken_up(file: CaseFile, said: Event) -> bool:
    place = file.events.index(said)
    return any(
        event.kind in ANSWERS_REPRESENTATIONS
        or (event.kind is Kind.CONTACT_LOGGED and event.details.get("with") == "family")
        for event in file.events[place + 1 :]
    )


def _silence(case: InHand, day: Today) -> Iterator[Reason]:
    """Find a family whose case is over a limit of ours, and who has heard nothing for weeks."""
    late = [
        limit
        for limit in case.limits
        if limit.due_on < day.today
        and not limit.party
        and not _is_aim(limit)
        and not _is_anothers(limit)
    ]
    if not late or case.file is None:
        return
    heard = [
        event.happened_on
        for event in case.file.events
        if event.kind in told_the_family()
        or (event.kind is Kind.CONTACT_LOGGED and event.details.get("with") == "family")
    ]
    since = max(heard, default=case.started_on)
    if (day.today - since).days >= SILENT_DAYS:
        yield Reason(
            section=Section.FAMILY,
            why="Over the limit, and the family has not heard from us for four weeks or more",
            do="Call or write to the family: say where the case stands and when it will be done.",
            on=since,
        )


@cache
def told_the_family() -> frozenset[str]:
    """Name the kinds of entry by which the family was written to: every notice is one."""
    return frozenset(notice.kind for notice in load_notices()) | {
        Kind.NOTIFIED_CONSIDERING.value,
        Kind.DRAFT_MEETING_HELD.value,
        Kind.REVIEW_MEETING_HELD.value,
        Kind.TRANSFER_LETTER_SENT.value,
        Kind.COMPLAINT_ACKNOWLEDGED.value,
        Kind.COMPLAINT_ANSWERED.value,
    }


def _replies(file: CaseFile, day: Today) -> Iterator[Reason]:
    for event in file.events:
        if waits_to_be_read(file, event, since=day.since, whose=day.whose) and not (
            event.kind is Kind.REPRESENTATIONS_RECEIVED and _is_taken_up(file, event)
        ):
            about = f": {_whose(file, event.party, day)}" if event.party else ""
            yield Reason(
                section=Section.REPLIES,
                why=f"{event.kind.says}{about}",
                do=DO_WITH.get(event.kind, "Read it, and record the next step."),
                on=event.happened_on,
            )
    for why, do, on in about_advice(file, since=day.since, whose=day.whose, services=day.services):
        yield Reason(section=Section.REPLIES, why=why, do=do, on=on)


def _whose(file: CaseFile, party: str, day: Today) -> str:
    return day.settings.of(day.services.in_case(file, party))


def _tasks(file: CaseFile, day: Today) -> Iterator[Reason]:
    for why, do, on in promises_not_kept(file, today=day.today, services=day.services):
        yield Reason(section=Section.TASKS, why=why, do=do, on=on)
    for note in open_tasks(file):
        yield Reason(section=Section.TASKS, why="A task", do=task_says(note), on=note.happened_on)


def _waiting_for_scan(case: InHand, day: Today) -> Iterator[Reason]:
    """Tell of a file that nobody can open yet; after a working day somebody has to see to it."""
    for each in case.waits:
        came = f"The file came on {day_in_words(each.since)}, and counts as of that day"
        then = "ask for it in another way" if each.is_let_go else "chase nobody"
        is_long = each.since <= standing_still_since(day.today, working_days=_SCANNED_WITHIN)
        yield Reason(
            section=Section.TASKS if is_long else Section.REPLIES,
            why=f"A file waits for the virus scanner: {each.says}",
            do=(
                f"Tell the council's administrator that the scanner is away. {came}: {then}."
                if is_long
                else f"Chase nobody. {came}; it is tried again every few minutes."
            ),
            on=each.since,
        )


def _stalled(case: InHand, day: Today) -> Iterator[Reason]:
    still_since = standing_still_since(day.today, working_days=day.stalled_working_days)
    if case.last_event_on > still_since or not _is_ours(case, day.today):
        return
    yield Reason(
        section=Section.STALLED,
        why=case.stage.says,
        do=_next_step(case),
        on=case.last_event_on,
    )


def _next_step(case: InHand) -> str:
    if case.owed:
        return f"Chase the advice: {', '.join(case.owed.values())}."
    return OURS[case.stage]


def _is_ours(case: InHand, today: date) -> bool:
    match case.stage:
        case Stage.DRAFT | Stage.AMENDMENT_PROPOSED:
            return case.drafted_on is None or case.drafted_on + FAMILY_HAS < today
        case Stage.REVIEW_ARRANGED:
            return case.meeting_on is not None and case.meeting_on < today
        case _:
            return case.stage in OURS


@cache
def standing_still_since(today: date, *, working_days: int) -> date:
    """Give the latest day after which so many working days have passed, today among them."""
    day, passed = today, 0
    while passed < working_days:
        passed += is_working_day(day)
        day -= timedelta(days=1)
    return day
