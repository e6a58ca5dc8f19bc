"""`ehcp verify`: whether anything in the register was altered or removed."""

from dataclasses import asdict
from typing import Annotated

import typer

from ehcp.cli import door


def add_to(main: typer.Typer) -> None:
    """Add `ehcp verify` to the command line."""
    main.command("verify")(verify)


def verify(
    *,
    as_json: Annotated[bool, typer.Option("--json", help="Print for another program.")] = False,
    rebuild: Annotated[
        bool,
        typer.Option(
            "--rebuild", help="First work deadlines, advice and standing out from the record anew."
        ),
    ] = False,
) -> None:
    """Go through every entry of every case and every stored report; status 1 where one was altered.

    Covered: the entries and their order, the cases, their deadlines, advice and standing, and the
    stored weekly reports.

    Not covered: who a child is and whose case it is, where a case came from, messages, alerts,
    complaints and imports, and whether the newest of the stored reports was removed. Somebody who
    can write to the database could also make every seal anew: keep its backups where they cannot.
    """
    from ehcp.register.rebuild import (
        keep_up_with_rules,
        rebuild_projection,
        rules_have_changed,
    )
    from ehcp.register.verify import verify as verify_register

    engine, rules = door.register(), door.rules_of(door.council())
    if rebuild:
        rebuild_projection(engine, rules=rules)
    elif rules_have_changed(engine, rules=rules):
        # A target that the council has set since the last check is no damage.
        keep_up_with_rules(engine, rules=rules)
    result = verify_register(engine, rules=rules)
    if as_json:
        door.show_json({"sound": result.found == 0, **asdict(result)})
    else:
        for finding in result.findings:
            door.show(str(finding))
        if result.found > len(result.findings):
            door.show(f"… and {result.found - len(result.findings)} more.")
        verdict = "nothing altered" if result.found == 0 else f"{result.found} things not as kept"
        reports = f", {result.reports} stored reports" if result.reports else ""
        door.show(f"{result.cases} cases, {result.entries} entries{reports}: {verdict}.")
    if result.found:
        raise typer.Exit(1)
