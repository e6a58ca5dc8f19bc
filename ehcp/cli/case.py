"""`ehcp case`: open a case, record what happened, correct an entry, list and show."""

from typing import Annotated

import typer

from ehcp.cli import door
from ehcp.cli.case_open import open_
from ehcp.cli.case_words import journeys, kinds, notice
from ehcp.cli.details import Contains, NotSent, SentTo, details_from
from ehcp.cli.own_options import own_options

app = typer.Typer(help="Open a case, record what happened, correct it, list and show cases.")
app.command("open")(open_)

Reference = Annotated[str, typer.Argument(metavar="REF", help="The case, for example K7Q-2ND.")]
On = Annotated[str, typer.Option("--on", metavar="DAY", help="The day it happened: 2026-02-10.")]
By = Annotated[str | None, typer.Option("--by", metavar="NAME", help="Who records it.")]
Json = Annotated[bool, typer.Option("--json", help="Print for another program.")]


def add_to(main: typer.Typer) -> None:
    """Add `ehcp case` to the command line."""
    main.add_typer(app, name="case")


@app.command()
def record(
    reference: Reference,
    kind: Annotated[str, typer.Argument(metavar="KIND", help="What happened; see `case kinds`.")],
    on: On,
    party: Annotated[
        str | None, typer.Option(help="The kind of advice (EP, health, …) or the school.")
    ] = None,
    detail: Annotated[
        list[str] | None, typer.Option(metavar="NAME=VALUE", help="A fact; may be repeated.")
    ] = None,
    sent_to: SentTo = None,
    contains: Contains = None,
    not_sent: NotSent = None,
    note: Annotated[str | None, typer.Option(help="A remark, kept with the entry.")] = None,
    by: By = None,
) -> None:
    """Record that something happened. A notice is complete, or it is refused."""
    from ehcp.cases.conditions import caution
    from ehcp.cases.kinds import kind_named
    from ehcp.casework.look_up import file_of
    from ehcp.casework.record import record as put_on_record
    from ehcp.cli.facts import warn_of_unknown
    from ehcp.cli.what_follows import DONE_BY, leads_further

    desk, register = door.desk(by=by), door.register()
    details = details_from(
        detail or (), sent_to=sent_to, contains=contains, not_sent=not_sent or (), note=note
    )
    with own_options({}):
        event = put_on_record(
            register,
            desk=desk,
            reference=reference,
            kind=kind_named(kind),
            happened_on=door.day_from(on, name="--on"),
            party=party,
            details=details,
        )
    door.show(f"Recorded as entry {event.sequence}: {event.kind.says} ({event.happened_on}).")
    if leads_further(event.kind):
        door.show(DONE_BY)
    warn_of_unknown(event.kind, details)
    _warn_of(caution(event, desk.today, file=file_of(register, reference)))


@app.command()
def correct(
    reference: Reference,
    entry: Annotated[int, typer.Argument(help="The entry's number, as `case show` gives it.")],
    on: Annotated[str | None, typer.Option(metavar="DAY", help="The right day.")] = None,
    party: Annotated[str | None, typer.Option(help="The right kind of advice or school.")] = None,
    service: Annotated[
        str | None,
        typer.Option(metavar="CODE", help="The service that was asked for advice in truth."),
    ] = None,
    strike_out: Annotated[
        str | None, typer.Option(metavar="REASON", help="It never happened, and why it is here.")
    ] = None,
    by: By = None,
) -> None:
    """Set an entry right: give it another day, or strike it out. Every clock moves with it."""
    from ehcp.cases.conditions import caution
    from ehcp.casework.correct import correct as set_right

    desk = door.desk(by=by)
    event = set_right(
        door.register(),
        desk=desk,
        reference=reference,
        sequence=entry,
        happened_on=door.day_from(on, name="--on") if on else None,
        party=party,
        service=service,
        struck_out=strike_out,
    )
    door.show(f"Entry {entry} is corrected by entry {event.sequence}.")
    _warn_of(caution(event, desk.today))


@app.command()
def person(
    reference: Reference,
    setting: Annotated[
        str | None, typer.Option(help="School, college or nursery, from now on.")
    ] = None,
    urn: Annotated[str | None, typer.Option(help="The setting's URN.")] = None,
    year_group: Annotated[
        int | None, typer.Option(min=-2, max=14, help="If not taught with their age.")
    ] = None,
    by: By = None,
) -> None:
    """Set the child's setting or year group right; all their cases are worked out anew."""
    from ehcp.casework.person import set_schooling

    count = set_schooling(
        door.register(),
        desk=door.desk(by=by),
        reference=reference,
        setting=setting,
        urn=urn,
        year_group=year_group,
    )
    door.show(f"Set. {count} case{' was' if count == 1 else 's were'} worked out anew.")


app.command()(kinds)
app.command()(journeys)
app.command()(notice)


@app.command("list")
def list_(
    stage: Annotated[str | None, typer.Option(metavar="S", help="Only this stage.")] = None,
    journey: Annotated[str | None, typer.Option(metavar="J", help="Only this journey.")] = None,
    *,
    open_only: Annotated[bool, typer.Option("--open", help="Only what has not ended.")] = False,
    as_json: Json = False,
) -> None:
    """List the cases, the longest waiting first, each with the limit that is due next."""
    from config import clock
    from ehcp.cases.stages import stage_named
    from ehcp.casework.look_up import list_cases
    from ehcp.cli.case_text import case_as_line

    rows = list_cases(
        door.register(),
        stage=stage_named(stage) if stage else None,
        journey=journey,
        open_only=open_only,
    )
    if as_json:
        door.show_json(rows)
        return
    today = clock.today()
    for row in rows:
        door.show(case_as_line(row, today=today))
    door.show(f"{len(rows)} case{'' if len(rows) == 1 else 's'}.")


@app.command("show")
def show_(reference: Reference, *, as_json: Json = False) -> None:
    """Show one case: its stage, its limits, its advice and its record."""
    from ehcp.casework.look_up import case_shown
    from ehcp.cli.case_text import case_as_text

    desk = door.desk()
    shown = case_shown(door.register(), reference=reference, rules=desk.rules, today=desk.today)
    if as_json:
        door.show_json(shown)
    else:
        door.show(case_as_text(shown))


def _warn_of(slip: str | None) -> None:
    if slip:
        door.warn(slip)
