"""The journeys in plain text: what can happen at each stage, where it leads, who records it."""

import textwrap
from collections.abc import Iterable, Iterator

from ehcp.cases.exceptions import ABOUT_EXCEPTIONS
from ehcp.cases.journeys import JOURNEYS, Journey, Step
from ehcp.cases.journeys.disputes import BY_CASEWORKER, BY_MANAGER
from ehcp.cases.kinds import ENDS, Kind
from ehcp.cases.stages import Stage

_WIDTH = 100
_KIND = 30
_DISPUTES = frozenset({*BY_CASEWORKER, *BY_MANAGER})
_ANYWHERE = frozenset(
    {
        *ABOUT_EXCEPTIONS,
        Kind.PANEL_DECIDED,
        Kind.CONTACT_LOGGED,
        Kind.NOTE_ADDED,
        Kind.OFFICER_CHANGED,
    }
)
_ENDS_ANY_CASE = ENDS - {Kind.PLAN_CEASED, Kind.PLAN_TRANSFERRED}


def kinds_as_text(journey: Journey | None) -> str:
    """List the kinds of event of one journey, or of all, each group under its heading."""
    return "\n".join(_kinds(JOURNEYS if journey is None else (journey,)))


def journey_as_text(journey: Journey) -> str:
    """Write one journey's table out: stage by stage."""
    return "\n".join(_stage_by_stage(journey))


def journey_as_rows(journey: Journey) -> list[dict[str, str | None]]:
    """Give one journey's table for another program: a row for each step."""
    return [
        {
            "journey": journey.name,
            "at": step.at.value if step.at else None,
            "kind": step.when.value,
            "to": step.to.value,
            "by": step.by.value,
        }
        for step in journey.steps
    ]


def _kinds(journeys: Iterable[Journey]) -> Iterator[str]:
    known: set[Kind] = set()
    for journey in journeys:
        here = {step.when for step in journey.steps}
        known |= here
        yield f"{journey.name}: {journey.says}"
        for kind in _in_order(here - _DISPUTES - _ANYWHERE - _ENDS_ANY_CASE):
            opens = " (opens the case)" if kind in journey.starts else ""
            yield f"  {kind.value:<{_KIND}} {kind.says}{opens}"
        yield ""
    for heading, kinds in (
        ("Mediation and appeal: on the case of the decision that is disputed", _DISPUTES),
        ("What ends any open case", _ENDS_ANY_CASE),
        ("At every stage", _ANYWHERE),
    ):
        if known & kinds:
            yield heading
            for kind in _in_order(known & kinds):
                yield f"  {kind.value:<{_KIND}} {kind.says}"
            yield ""


def _in_order(kinds: Iterable[Kind]) -> list[Kind]:
    wanted = set(kinds)
    return [kind for kind in Kind if kind in wanted]


def _stage_by_stage(journey: Journey) -> Iterator[str]:
    """Say what is special to each stage, and once what holds at all that are open."""
    yield f"{journey.name}: {journey.says}"
    yield "  A case opens"
    yield from _what_can_happen(step for step in journey.steps if step.at is None)
    open_ = [stage for stage in journey.stages if stage.is_open]
    at = {stage: [step for step in journey.steps if step.at is stage] for stage in journey.stages}
    everywhere = set.intersection(*({_row(step) for step in at[stage]} for stage in open_))
    for stage in open_:
        own = [step for step in at[stage] if _row(step) not in everywhere or len(open_) == 1]
        yield f"  At '{stage.says}'"
        yield from _what_can_happen(own)
    if len(open_) > 1:
        yield "  At every open stage"
        yield from _what_can_happen(step for step in at[open_[0]] if _row(step) in everywhere)
    ended: dict[tuple[Kind, ...], list[str]] = {}
    for stage in journey.stages:
        if not stage.is_open:
            ended.setdefault(journey.next_kinds(stage), []).append(f"'{stage.says}'")
    for kinds, stages in ended.items():
        yield _filled(f"Ended at {', '.join(stages)}", indent="  ", more="    ")
        yield from _without_moving(list(kinds), says="still")
    yield ""


def _row(step: Step) -> tuple[Kind, Stage | None]:
    """Give what makes a step the same at two stages: what happens, and where it leads if away."""
    return step.when, step.to if step.to is not step.at else None


def _what_can_happen(steps: Iterable[Step]) -> Iterator[str]:
    stays = []
    for step in steps:
        if step.to is step.at:
            stays.append(step.when)
        else:
            who = step.by.value.replace("_", " ")
            yield f"    {step.when.value:<{_KIND}} → {step.to.says} ({who})"
    yield from _without_moving(stays, says="and it stays")


def _without_moving(kinds: list[Kind], *, says: str) -> Iterator[str]:
    named = [kind.value for kind in kinds if kind not in _DISPUTES and kind not in _ANYWHERE]
    if _DISPUTES & set(kinds):
        named.append("mediation and appeal")
    if _ANYWHERE & set(kinds):
        named.append("exceptions, notes and officer")
    if named:
        yield _filled(f"{says}: {', '.join(named)}", indent="    ", more="      ")


def _filled(text: str, *, indent: str, more: str) -> str:
    return textwrap.fill(
        text,
        width=_WIDTH,
        initial_indent=indent,
        subsequent_indent=more,
        break_long_words=False,
        break_on_hyphens=False,
    )
