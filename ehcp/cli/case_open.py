"""`ehcp case open` and `ehcp complaint open`: a case of any journey begins."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from typing import TYPE_CHECKING, Annotated

import typer

from ehcp.cli import door
from ehcp.cli.details import Contains, NotSent, SentTo, details_from
from ehcp.cli.own_options import own_options
from ehcp.refusal import Refusal

if TYPE_CHECKING:
    from ehcp.cases.journeys import Journey
    from ehcp.cases.kinds import Kind

_FIRST_JOURNEY = "needs_assessment"
_USUAL = {"reassessment": "reassessment_requested"}
"""What opens a case of a journey that can open in several ways, where nothing else is said."""

Of = Annotated[str | None, typer.Option("--of", metavar="REF", help="A case of the same child.")]
By = Annotated[str | None, typer.Option("--by", metavar="NAME", help="Who records it.")]
Officer = Annotated[str | None, typer.Option(help="The caseworker.")]
Details = Annotated[
    list[str] | None, typer.Option("--detail", metavar="NAME=VALUE", help="A fact; repeatable.")
]


class BadOpening(Refusal):
    """What was typed does not say what opens the case, or says it twice."""


def open_(  # noqa: PLR0913 - one option for each fact of a request
    journey: Annotated[
        str, typer.Option(metavar="J", help="What kind of case; see `case journeys`.")
    ] = _FIRST_JOURNEY,
    received: Annotated[
        str | None, typer.Option(metavar="DAY", help="The day the request arrived.")
    ] = None,
    started: Annotated[
        str | None, typer.Option(metavar="DAY", help="The day on which what opens it happened.")
    ] = None,
    opened_by: Annotated[
        str | None, typer.Option("--as", metavar="KIND", help="What opens it, if not the usual.")
    ] = None,
    born: Annotated[str | None, typer.Option(metavar="DAY", help="Date of birth.")] = None,
    *,
    of: Of = None,
    detail: Details = None,
    sent_to: SentTo = None,
    contains: Contains = None,
    not_sent: NotSent = None,
    attention: Annotated[
        bool,
        typer.Option("--attention", help="Nobody asked: the child came to our attention (s.24)."),
    ] = False,
    source: Annotated[str | None, typer.Option(help="Who asked: parent, school, …")] = None,
    forename: Annotated[str | None, typer.Option()] = None,
    surname: Annotated[str | None, typer.Option()] = None,
    external_id: Annotated[str | None, typer.Option(help="The id in your other system.")] = None,
    upn: Annotated[str | None, typer.Option()] = None,
    setting: Annotated[str | None, typer.Option(help="School, college or nursery.")] = None,
    urn: Annotated[str | None, typer.Option(help="The setting's URN.")] = None,
    year_group: Annotated[
        int | None, typer.Option(min=-2, max=14, help="If not taught with their age.")
    ] = None,
    another_child: Annotated[
        list[str] | None,
        typer.Option(
            "--another-child",
            metavar="REF",
            help="Of this case it is not the child, however alike; repeatable.",
        ),
    ] = None,
    officer: Officer = None,
    by: By = None,
) -> None:
    """Open a case and print its reference: a needs assessment, unless --journey says otherwise."""
    from ehcp.cases.journeys import journey_named
    from ehcp.casework.look_again import LookAgain
    from ehcp.casework.open_case import open_case
    from ehcp.cli.facts import warn_of_unknown
    from ehcp.cli.what_follows import DONE_BY, leads_further

    path = journey_named(journey)
    kind = _what_opens(path, opened_by, attention=attention)
    facts = {
        "born_on": door.day_from(born, name="--born") if born else None,
        "forename": forename,
        "surname": surname,
        "external_id": external_id,
        "upn": upn,
        "setting": setting,
        "setting_urn": urn,
        "year_group": year_group,
    }
    details = details_from(
        detail or (), sent_to=sent_to, contains=contains, not_sent=not_sent or ()
    )
    with own_options({}), _asking_which_child():
        reference = open_case(
            door.register(),
            desk=door.desk(by=by),
            journey=path.name,
            first=(kind, _on_which_day(path, received=received, started=started)),
            details=details,
            person={name: value for name, value in facts.items() if value is not None},
            person_of=of,
            source=source,
            officer=officer,
            unless_known=LookAgain(sight=None, others=another_child or (), knows_by_id=True),
        )
    door.show(reference)
    if leads_further(kind):
        door.warn(DONE_BY)
    warn_of_unknown(kind, details)


def open_complaint(
    on: Annotated[str, typer.Option("--on", metavar="DAY", help="The day it was received.")],
    theme: Annotated[str, typer.Option(help="What it is about: timeliness, communication, …")],
    *,
    of: Of = None,
    detail: Details = None,
    officer: Officer = None,
    by: By = None,
) -> None:
    """Open a complaint and print its reference; `case record` takes it from there."""
    from ehcp.cases.kinds import Kind
    from ehcp.casework.open_case import open_case

    with own_options({"theme": "--theme"}):
        reference = open_case(
            door.register(),
            desk=door.desk(by=by),
            journey="complaint",
            first=(Kind.COMPLAINT_RECEIVED, door.day_from(on, name="--on")),
            details=details_from(detail or ()) | {"theme": theme.strip()},
            person_of=of,
            officer=officer,
        )
    door.show(reference)


@contextmanager
def _asking_which_child() -> Iterator[None]:
    """Ask of a child who seems to be in the register whether it is the same one."""
    from ehcp.casework.look_again import AlreadyEntered

    try:
        yield
    except AlreadyEntered as entered:
        if entered.of is None:
            raise
        case = entered.of
        raise BadOpening(
            f"A child with the same UPN is in the register, with case {case}. Nothing was opened. "
            f"Give --of {case} instead of the child's facts, or check the number."
            if entered.is_sure
            else "A child of the same name and date of birth is in the register, with case "
            f"{case}. Nothing was opened. Is it the same child? Give --of {case} instead of the "
            f"child's facts. Is it another? Add --another-child {case}."
        ) from None


def _what_opens(journey: "Journey", named: str | None, *, attention: bool) -> "Kind":
    """Give the kind of event that opens the case: the one named, or the journey's only one."""
    from ehcp.cases.kinds import Kind, kind_named

    if named is not None:
        if attention:
            raise BadOpening("--attention says what --as says. Give one of the two.")
        return kind_named(named)
    if journey.name == _FIRST_JOURNEY:
        return Kind.BECAME_RESPONSIBLE if attention else Kind.REQUEST_RECEIVED
    if attention:
        raise BadOpening(f"--attention opens a needs assessment, and no {journey.says.lower()}.")
    if (usual := _USUAL.get(journey.name)) is not None:
        return Kind(usual)
    if len(journey.starts) > 1:
        ways = "; ".join(f"{kind} ({kind.says})" for kind in journey.starts)
        raise BadOpening(f"{journey.says}: say what opens it with --as. It is one of: {ways}.")
    return journey.starts[0]


def _on_which_day(journey: "Journey", *, received: str | None, started: str | None) -> date:
    option = "--received" if journey.name == _FIRST_JOURNEY else "--started"
    if received is not None and started is not None:
        raise BadOpening(f"--received and --started say the same. Give only {option}.")
    if received is None and started is None:
        raise typer.BadParameter(f"say on which day it began: add {option} 2026-01-05.")
    if received is not None:
        return door.day_from(received, name="--received")
    return door.day_from(started or "", name="--started")
