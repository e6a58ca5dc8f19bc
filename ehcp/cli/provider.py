"""`ehcp provider`: the services that give advice, and to which mailbox each is written."""

from dataclasses import asdict
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from ehcp.cli import door

if TYPE_CHECKING:
    from ehcp.casework.providers import Provider

app = typer.Typer(help="The services that give advice, and their mailboxes.")

Json = Annotated[bool, typer.Option("--json", help="Print for another program.")]
Switch = Literal["on", "off"]
KindNamed = Annotated[str, typer.Argument(metavar="KIND", help="The advice: health, EP, …")]
Named = Annotated[str, typer.Option(help="The service.")]
Mailbox = Annotated[str, typer.Option(metavar="ADDRESS", help="Its mailbox.")]
Telephone = Annotated[str | None, typer.Option(help="Its telephone.")]
Reminders = Annotated[Switch | None, typer.Option(help="Reminders; off until turned on.")]
MondayList = Annotated[
    Switch | None, typer.Option(help="One list on Mondays in place of that day's reminders.")
]
HeadName = Annotated[
    str | None, typer.Option(metavar="NAME", help="Who leads it: late advice climbs to them.")
]
HeadEmail = Annotated[str | None, typer.Option(metavar="ADDRESS", help="The address of its head.")]


def add_to(main: typer.Typer) -> None:
    """Add `ehcp provider` to the command line."""
    main.add_typer(app, name="provider")


@app.command("set")
def set_(
    kind: KindNamed,
    name: Named,
    email: Mailbox,
    telephone: Telephone = None,
    *,
    service: Annotated[
        str | None,
        typer.Option(metavar="CODE", help="Which of several; without it the usual one."),
    ] = None,
    reminders: Reminders = None,
    monday_list: MondayList = None,
    head_name: HeadName = None,
    head_email: HeadEmail = None,
) -> None:
    """Name the usual service for one kind of advice, or change a service.

    Where its mailbox changes, the links that went to the old one end.
    """
    from ehcp.cases.advice_kinds import advice_kind_named
    from ehcp.casework.provider_changes import set_provider

    kept = set_provider(
        door.register(),
        desk=door.desk(),
        kind=advice_kind_named(kind),
        code=service,
        name=name,
        email=email,
        telephone=telephone,
        reminders=_is_on(reminders),
        monday_list=_is_on(monday_list),
        head_name=head_name,
        head_email=head_email,
    )
    _show(kept)


@app.command("add")
def add(
    kind: KindNamed,
    name: Named,
    email: Mailbox,
    telephone: Telephone = None,
    *,
    reminders: Reminders = None,
    monday_list: MondayList = None,
    head_name: HeadName = None,
    head_email: HeadEmail = None,
) -> None:
    """Name another service for a kind of advice, such as a second trust; it gets a code."""
    from ehcp.cases.advice_kinds import advice_kind_named
    from ehcp.casework.provider_changes import add_provider

    added = add_provider(
        door.register(),
        desk=door.desk(),
        kind=advice_kind_named(kind),
        name=name,
        email=email,
        telephone=telephone,
        reminders=_is_on(reminders),
        monday_list=_is_on(monday_list),
        head_name=head_name,
        head_email=head_email,
    )
    _show(added)


def _is_on(switch: Switch | None) -> bool | None:
    return None if switch is None else switch == "on"


def _show(kept: "Provider") -> None:
    state = "on" if kept.reminders else "off"
    door.show(f"{kept.code}: {kept.name}, {kept.email}; reminders {state}.")


@app.command("list")
def list_(*, as_json: Json = False) -> None:
    """List the services that have been named."""
    from ehcp.casework.providers import list_providers

    found = list_providers(door.register())
    if as_json:
        door.show_json([asdict(each) for each in found])
        return
    if not found:
        door.show("No service has been named yet: `ehcp provider set KIND --name … --email …`.")
    for each in found:
        reminders = "on" if each.reminders else "off"
        monday = "yes" if each.monday_list else "no"
        door.show(
            f"{each.code}: {each.name}, {each.email}"
            f"{', ' + each.telephone if each.telephone else ''}"
            f"; reminders {reminders}, Monday list {monday}"
            f"{f'; head {each.head_name}, {each.head_email}' if each.head_email else ''}"
        )
