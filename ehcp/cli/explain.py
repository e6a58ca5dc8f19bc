"""`ehcp explain`: each limit of a case with its rule, citation, sum, date and exceptions."""

from typing import Annotated

import typer

from ehcp.cli import door


def add_to(main: typer.Typer) -> None:
    """Add `ehcp explain` to the command line."""
    main.command("explain")(explain)


def explain(
    reference: Annotated[str, typer.Argument(metavar="REF", help="The case.")],
    on: Annotated[str | None, typer.Option(metavar="DAY", help="As at a day; today.")] = None,
    *,
    as_json: Annotated[bool, typer.Option("--json", help="Print for another program.")] = False,
) -> None:
    """Explain each limit: rule, citation, trigger, arithmetic, due, met, exception."""
    from ehcp.casework.look_up import case_shown
    from ehcp.cli.limit_text import limit_as_text

    desk = door.desk()
    shown = case_shown(
        door.register(),
        reference=reference,
        rules=desk.rules,
        today=desk.today,
        on=door.day_within_reach(on, name="--on") if on else None,
    )
    if as_json:
        door.show_json({name: shown[name] for name in ("reference", "on", "stage", "limits")})
        return
    door.show(f"Case {shown['reference']} as at {shown['on']}: {shown['stage_says']}\n")
    for limit in shown["limits"]:
        door.show("\n".join(limit_as_text(limit)) + "\n")
