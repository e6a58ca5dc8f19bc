"""`ehcp law`: list every rule, and count a date by one."""

import sys
from datetime import date
from typing import TYPE_CHECKING, Annotated

import typer

from ehcp.cli import door
from ehcp.refusal import Refusal

if TYPE_CHECKING:
    from ehcp.law.rule import Rule

app = typer.Typer(help="The rules, and dates counted by them.")


class BadQuestion(Refusal):
    """A line that does not ask `RULE DAY`."""


def add_to(main: typer.Typer) -> None:
    """Add `ehcp law` to the command line."""
    main.add_typer(app, name="law")


@app.command("list")
def list_(
    *, as_json: Annotated[bool, typer.Option("--json", help="Print for another program.")] = False
) -> None:
    """List every rule with its length, citation, force and confidence mark."""
    from ehcp.law.rules import load_rules

    rules = load_rules()
    if as_json:
        door.show_json([_as_json(rule) for rule in rules])
        return
    for rule in rules:
        door.show(
            f"{rule.id:<24} {rule.period:<22} {rule.source.cite} "
            f"[{rule.source.force}, {rule.source.confidence}]"
        )
        door.show(f"{'':<24} {rule.says} Owed by: {rule.owed_by}.")


@app.command()
def due(
    rule: Annotated[str, typer.Argument(metavar="RULE", help="A rule's id, or - to read lines.")],
    day: Annotated[str | None, typer.Argument(metavar="DAY", help="The day it starts.")] = None,
) -> None:
    """Print the date on which a rule that starts on a day is due.

    With - in place of the rule, read lines "RULE DAY" and print one date for each.
    """
    if rule != "-":
        if day is None:
            raise typer.BadParameter("name the day on which it starts, for example 2026-01-05.")
        door.show(_due(rule, day).isoformat())
        return
    for number, line in enumerate(sys.stdin, start=1):
        words = line.split()
        if not words:
            continue
        if len(words) != len(("RULE", "DAY")):
            raise BadQuestion(f"Line {number}: '{line.strip()}' is not RULE DAY.")
        try:
            door.show(_due(*words).isoformat())
        except Refusal as refusal:
            raise BadQuestion(f"Line {number}: {refusal}") from None


def _due(rule_id: str, day: str) -> date:
    from ehcp.law.rules import NotInForce, rule

    start = door.day_from(day, name="DAY")
    try:
        return rule(rule_id, start).due(start)
    except NotInForce as caution:
        door.warn(f"{caution} Counted by its newest version.")
        return rule(rule_id).due(start)


def _as_json(rule: "Rule") -> dict[str, object]:
    return {
        "id": rule.id,
        "version": rule.version,
        "says": rule.says,
        "owed_by": rule.owed_by,
        "period": rule.period,
        "counting": rule.counting,
        "starts": list(rule.clock.starts),
        "stops": list(rule.clock.stops),
        "per": rule.clock.per,
        "excepted_by": list(rule.excepted_by),
        "watched": rule.watched,
        "citation": rule.source.cite,
        "force": rule.source.force,
        "confidence": rule.source.confidence,
        "in_force_from": rule.in_force.from_on,
        "in_force_until": rule.in_force.until_on,
        "note": rule.note,
        "examples": [
            {"starts": each.starts, "due": each.due, "why": each.why} for each in rule.examples
        ],
    }
