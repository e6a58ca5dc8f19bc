"""`ehcp outbox`: what would be written, what waits, and what has gone."""

from dataclasses import asdict
from typing import Annotated, Literal

import typer

from ehcp.cli import door
from ehcp.refusal import Refusal

outbox = typer.Typer(help="The letters: what would be written, what waits, what has gone.")

Json = Annotated[bool, typer.Option("--json", help="Print for another program.")]
Status = Literal["waiting", "sending", "sent", "failed", "uncertain", "not_needed"]

_LISTED = 50
_SETTLED = {"sent": "it went", "again": "waits to be sent again", "left": "is left"}

_WRITTEN_ANEW = "is left; its services share a mailbox no longer, and each is written to anew"


class OutboxClosed(Refusal):
    """No letter can go at present; nothing is lost."""


def add_to(main: typer.Typer) -> None:
    """Add `ehcp outbox` to the command line."""
    main.add_typer(outbox, name="outbox")


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
    status = settle_by_hand(
        door.register(),
        message_id=message,
        outcome=outcome,
        at=clock.now(),
        to=to,
        ours=door.council().own_addresses if to else (),
    )
    parted = outcome == "again" and status != "waiting"
    door.show(f"{message}: {_WRITTEN_ANEW if parted else _SETTLED[outcome]}.")
