"""`ehcp case kinds`, `journeys` and `notice`: what can happen, where it leads, what a notice needs.

Nothing here opens the register.
"""

from typing import Annotated

import typer

from ehcp.cli import door
from ehcp.cli.marks import mark_in_words
from ehcp.refusal import Refusal

Journeys = Annotated[str | None, typer.Option("--journey", metavar="J", help="Only this journey.")]
Json = Annotated[bool, typer.Option("--json", help="Print for another program.")]


def kinds(
    kind: Annotated[
        str | None, typer.Argument(metavar="[KIND]", help="One kind, with the facts it takes.")
    ] = None,
    journey: Journeys = None,
) -> None:
    """List the kinds of event by journey, and the kinds of advice; or one with its facts."""
    from ehcp.cases.advice_kinds import AdviceKind
    from ehcp.cases.journeys import journey_named
    from ehcp.cases.kinds import Kind, kind_named
    from ehcp.cli.facts import facts_as_text
    from ehcp.cli.journey_text import kinds_as_text

    if kind is not None:
        door.show(facts_as_text(kind_named(kind)))
        return
    only = journey_named(journey) if journey else None
    door.show(kinds_as_text(only))
    door.show("`ehcp case kinds KIND` lists the facts that one takes (--detail NAME=VALUE).\n")
    if only is None or any(step.when is Kind.ADVICE_REQUESTED for step in only.steps):
        door.show("Kinds of advice for --party (EP, SaLT, OT, CAMHS and the like work too):")
        for advice in AdviceKind:
            door.show(f"  {advice.value:<30} {advice.paragraph:<13} {advice.says}")


def journeys(journey: Journeys = None, *, as_json: Json = False) -> None:
    """Show each journey's table: at this stage, when this happens, it goes there, by whom."""
    from ehcp.cases.journeys import JOURNEYS, journey_named
    from ehcp.cli.journey_text import journey_as_rows, journey_as_text

    chosen = (journey_named(journey),) if journey else JOURNEYS
    if as_json:
        door.show_json([row for each in chosen for row in journey_as_rows(each)])
        return
    for each in chosen:
        door.show(journey_as_text(each))


class NoNotice(Refusal):
    """A kind of event by which nothing is served."""


def notice(
    kind: Annotated[
        str | None, typer.Argument(metavar="[KIND]", help="What is served: told_no_plan, …")
    ] = None,
    journey: Annotated[
        str | None, typer.Option(metavar="J", help="In this journey, where it makes a difference.")
    ] = None,
    *,
    detained: Annotated[
        bool, typer.Option("--detained", help="Of a case that began in detention.")
    ] = False,
    as_json: Json = False,
) -> None:
    """Say who must get a notice and what it must contain, with the options to paste."""
    from ehcp.cases.journeys import journey_named
    from ehcp.cases.kinds import kind_named
    from ehcp.law.notices import contents, load_notices, notice_for, recipients

    if kind is None:
        for each, says in {each.kind: each.says for each in load_notices()}.items():
            door.show(f"{each:<30} {says}")
        return
    named = kind_named(kind)
    path = journey_named(journey).name if journey else None
    wanted = notice_for(named.value, path, detained=detained)
    if wanted is None:
        several = [each for each in load_notices() if each.kind == named.value]
        if several:
            paths = ", ".join(dict.fromkeys(path for each in several for path in each.journeys))
            raise NoNotice(f"{named} is a notice in these journeys: {paths}. Name it by --journey.")
        every = ", ".join(dict.fromkeys(each.kind for each in load_notices()))
        raise NoNotice(f"Nothing is served by {named}. The notices are: {every}.")
    if as_json:
        door.show_json(
            {
                "kind": wanted.kind,
                "says": wanted.says,
                "sent_to": {each: recipients()[each] for each in wanted.sent_to},
                "excusable": list(wanted.excusable),
                "contains": {each: contents()[each] for each in wanted.contents},
                "citation": wanted.source.cite,
                "confidence": wanted.source.confidence,
                "note": wanted.note,
            }
        )
        return
    door.show(f"{wanted.kind}: {wanted.says}")
    door.show(f"[{wanted.source.cite}; {mark_in_words(wanted.source.confidence)}]")
    door.show("To:")
    for each in wanted.sent_to:
        may = " (or say why not)" if each in wanted.excusable else ""
        door.show(f"  {each:<26} {recipients()[each]}{may}")
    door.show("It contains:")
    for each in wanted.contents:
        door.show(f"  {each:<26} {contents()[each]}")
    if wanted.note:
        door.show(f"Note: {wanted.note}")
    door.show("\nOnce all of that has been sent, add to `ehcp case record`:")
    door.show(
        f"  --sent-to {','.join(wanted.sent_to)} \\\n  --contains {','.join(wanted.contents)}"
    )
    for each in wanted.excusable:
        door.show(f"Where {each} was left out, in its place: --not-sent {each}='the reason'")
