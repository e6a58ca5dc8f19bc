"""`ehcp provider` and `ehcp outbox`: who is written to, and what has gone."""

from dataclasses import asdict
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from ehcp.cli import door
from ehcp.refusal import Refusal

if TYPE_CHECKING:
    from ehcp.casework.providers import Provider

provider = typer.Typer(help="The services that give advice, and their mailboxes.")
outbox = typer.Typer(help="The letters: what would be written, what waits, what has gone.")

Json = Annotated[bool, typer.Option("--json", help="Print for another program.")]
Switch = Literal["on", "off"]
Status = Literal["waiting", "sending", "sent", "failed", "uncertain", "not_needed"]

_LISTED = 50
_SETTLED = {"sent": "it went", "again": "waits to be sent again", "left": "is left"}


class OutboxClosed(Refusal):
    """No letter can go at present; nothing is lost."""


def add_to(main: typer.Typer) -> None:
    """Add `ehcp provider` and `ehcp outbox` to the command line."""
    main.add_typer(provider, name="provider")
    main.add_typer(outbox, name="outbox")


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


@provider.command("set")
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


@provider.command("add")
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


@provider.command("list")
def list_services(*, as_json: Json = False) -> None:
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


@outbox.command("list")
def list_(
    status: Annotated[Status | None, typer.Option(help="Only these.")] = None,
    *,
    as_json: Json = False,
) -> None:
    """Show how many letters wait, went or failed, and the letters, without their words."""
    from config import clock
    from ehcp.register.delivery import FAILURES
    from ehcp.register.engine import reading
    from notifications.by_hand import counts_by_status, list_messages
    from notifications.letters.advice_needed import without_address

    engine = door.register()
    counts = counts_by_status(engine)
    with reading(engine) as connection:
        unsent = without_address(connection, day=clock.today())
    if as_json:
        door.show_json(
            {
                "counts": counts,
                "messages": list_messages(engine, status=status),
                "cannot_be_sent": [asdict(each) for each in unsent],
            }
        )
        return
    door.show(", ".join(f"{name.replace('_', ' ')} {count}" for name, count in counts.items()))
    for each in list_messages(engine, status=status, limit=_LISTED):
        trouble = FAILURES.get(each["delivery"]) or each["failure"]
        failure = f": {trouble}" if trouble else ""
        door.show(
            f"{each['id']}  {each['status']:<10} {each['created_at']:%Y-%m-%d}  "
            f"{each['recipient']}  {each['subject']}{failure}"
        )
    for why in unsent:
        door.show(f"{why.count} {why.says}")


@outbox.command()
def preview(
    on: Annotated[str | None, typer.Option(metavar="DAY", help="The day; today.")] = None,
    *,
    as_json: Json = False,
) -> None:
    """Show what the letters of a day would be and what waits. Writes and sends nothing."""
    from config import clock, settings
    from notifications.by_hand import list_messages
    from notifications.hours import start_of_work
    from notifications.post import write_letters

    engine, day = door.register(), door.day_within_reach(on, name="--on")
    council = door.council()
    done = write_letters(
        engine,
        day=day,
        at=clock.now() if on is None else start_of_work(council, day),
        council=council,
        web_address=settings.read_settings().web_address,
        whole_day=True,
        dry_run=True,
    )
    waiting = list_messages(engine, status="waiting")
    if as_json:
        door.show_json(
            {
                "on": day,
                "would_write": [
                    {name: value for name, value in asdict(each).items() if name != "id"}
                    for each in done.written
                ],
                "not_written": [asdict(each) for each in done.not_written],
                "waiting": waiting,
            }
        )
        return
    door.show(f"{day}: {len(done.written)} would be written, {len(waiting)} wait already.")
    for letter in done.written:
        door.show(f"would write  {letter.recipient}  {letter.subject}")
    for message in waiting:
        door.show(f"waits        {message['recipient']}  {message['subject']}")
    for why in done.not_written:
        door.show(f"{why.count or ''} {why.says}".strip())


@outbox.command()
def send(*, as_json: Json = False) -> None:
    """Send everything that waits now, whatever the hour."""
    from config import clock
    from config.settings import read_settings
    from notifications.channels import open_channel
    from notifications.outbox import send_waiting
    from notifications.owner import this_process

    council = door.council()
    done = send_waiting(
        door.register(),
        channel=open_channel(read_settings(), council),
        council=council,
        now=clock.now,
        owner=this_process(),
        due_only=False,
    )
    counts = asdict(done)
    closed = counts.pop("road_closed")
    if as_json:
        door.show_json(counts | {"road_closed": closed})
    else:
        door.show(", ".join(f"{name.replace('_', ' ')} {count}" for name, count in counts.items()))
    if closed:
        raise OutboxClosed(f"{closed} The letters wait in the outbox.")


@outbox.command()
def settle(
    message: Annotated[str, typer.Argument(metavar="ID", help="As `ehcp outbox list` shows it.")],
    outcome: Annotated[
        Literal["sent", "again", "left"],
        typer.Argument(help="It went; or send it again; or leave it, it is not needed."),
    ],
    to: Annotated[
        str | None, typer.Option(metavar="ADDRESS", help="Send it again to this address.")
    ] = None,
) -> None:
    """Settle a letter that is uncertain, failed or came back: it went, goes again, or is left."""
    from config import clock
    from notifications.by_hand import settle_by_hand

    if to and outcome != "again":
        raise typer.BadParameter("Only what is sent again goes to another address.")
    settle_by_hand(
        door.register(),
        message_id=message,
        outcome=outcome,
        at=clock.now(),
        to=to,
        ours=door.council().own_addresses if to else (),
    )
    door.show(f"{message}: {_SETTLED[outcome]}.")
