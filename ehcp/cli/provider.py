"""`ehcp provider`: the services that give advice, and to which mailbox each is written."""

from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from ehcp.cli import door

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from config.council import Council
    from ehcp.cases.desk import Desk
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
    Switch | None, typer.Option(help="One list each week, in place of single reminders.")
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
    links: Annotated[
        bool,
        typer.Option(help="To a new mailbox: one letter about what is open, with a working link."),
    ] = True,
) -> None:
    """Name the usual service for one kind of advice, or change a service.

    Where its mailbox changes, the links that went to the old one end. What is open with the service
    goes to the new one in one letter, with a link that works; no date changes.
    """
    from ehcp.cases.advice_kinds import advice_kind_named
    from ehcp.casework.provider_changes import set_provider
    from ehcp.outside.other_address import BadAddress

    of = advice_kind_named(kind)
    desk = door.desk()
    moved = _Moved(code=service or of.value, links=links, council=door.council(), desk=desk)
    try:
        kept = set_provider(
            door.register(),
            desk=desk,
            kind=of,
            code=service,
            moved=moved.follow,
            name=name,
            email=email,
            telephone=telephone,
            reminders=_is_on(reminders),
            monday_list=_is_on(monday_list),
            head_name=head_name,
            head_email=head_email,
        )
    except BadAddress as refused:
        raise BadAddress(f"{refused} `--no-links` sends none.") from None
    _show(kept)
    if moved.says:
        door.show(moved.says)


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


@dataclass
class _Moved:
    """What follows when the mailbox of a service changes, and how it is said."""

    code: str
    links: bool
    council: "Council"
    desk: "Desk"
    says: str = ""

    def follow(self, connection: "Connection", left: str, recipient: str) -> None:
        """Count what is open, and have it sent to the new mailbox where that is wanted."""
        from ehcp.casework.open_there import open_with_service
        from ehcp.council.new_mailbox import links_for_a_service
        from ehcp.law.in_words import count_in_words
        from ehcp.outside.other_address import Sender

        count = len(open_with_service(connection, self.code, sight=None).seen)
        if not count or left.casefold() == recipient.casefold():
            return
        are = f"{count_in_words(count, unit='request')} {'is' if count == 1 else 'are'} open there"
        if self.links and self.council.letters.mailbox_changed.send:
            sender = Sender(ours=self.council.own_addresses)
            follow = links_for_a_service(self.code, desk=self.desk, sender=sender)
            follow(connection, left, recipient)
            self.says = f"{are}: one letter with a link that works goes to the new mailbox."
        else:
            self.says = f"{are}: the links that it had work no more, and no letter brings new ones."


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
