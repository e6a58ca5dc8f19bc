"""`ehcp law`: list every rule, show one, count dates by one, and print the page of them all."""

import sys
from collections.abc import Iterable, Iterator
from datetime import date
from typing import TYPE_CHECKING, Annotated

import typer

from ehcp.cli import door
from ehcp.refusal import Refusal

if TYPE_CHECKING:
    from ehcp.law.rule import Rule
    from ehcp.law.versions import Versions

app = typer.Typer(help="The rules, and dates counted by them.")

Json = Annotated[bool, typer.Option("--json", help="Print for another program.")]
FEWEST_WORDS = 2


class BadQuestion(Refusal):
    """A line that does not ask `RULE DAY [name=DAY ...]`."""


def add_to(main: typer.Typer) -> None:
    """Add `ehcp law` to the command line."""
    main.add_typer(app, name="law")


@app.command("list")
def list_(*, as_json: Json = False) -> None:
    """List every rule, part by part, with its length, citation, force, mark and days in force."""
    from ehcp.law.rules import chapters, load_rules

    if as_json:
        door.show_json([_as_json(rule) for rule in load_rules()])
        return
    door.show("[A] read in the law, [B] confirmed by one source, [C] known but not re-read: check.")
    for title, rules in chapters():
        door.show(f"\n{title}")
        for versions in rules:
            for line in _listed(versions):
                door.show(line)


@app.command()
def show(
    rule: Annotated[str, typer.Argument(metavar="RULE", help="A rule's id.")],
    *,
    as_json: Json = False,
) -> None:
    """Show everything about one rule: its clock, exceptions, versions and worked examples."""
    from ehcp.law.rules import versions_named

    versions = versions_named(rule)
    if as_json:
        door.show_json([_as_json(each) for each in versions])
        return
    for line in _shown(versions):
        door.show(line)


@app.command("page")
def page_() -> None:
    """Print the page of all rules in Markdown, as it stands in ehcp/law/RULES.md."""
    from ehcp.law.page import page

    door.show(page())


@app.command()
def due(
    rule: Annotated[str, typer.Argument(metavar="RULE", help="A rule's id, or - to read lines.")],
    day: Annotated[
        str | None,
        typer.Argument(
            metavar="DAY", help="The day counted from: of the event, the transfer, the meeting, …"
        ),
    ] = None,
    facts: Annotated[
        list[str] | None,
        typer.Argument(metavar="[NAME=DAY]...", help="What a worked-out rule is told besides."),
    ] = None,
) -> None:
    """Print the date on which a rule is due that is counted from a day.

    That is the day of what starts it, unless `law show RULE` says "Counted from": then it is the
    day of the transfer, the meeting or the move itself.

    With - in place of the rule, read lines "RULE DAY [NAME=DAY ...]" and print one date for each.
    """
    if rule != "-":
        if day is None:
            raise typer.BadParameter("name the day on which it starts, for example 2026-01-05.")
        door.show(_due(rule, day, facts or ()).isoformat())
        return
    for number, line in enumerate(sys.stdin, start=1):
        words = line.split()
        if not words:
            continue
        if len(words) < FEWEST_WORDS:
            raise BadQuestion(f"Line {number}: '{line.strip()}' is not RULE DAY.")
        try:
            door.show(_due(words[0], words[1], words[2:]).isoformat())
        except Refusal as refusal:
            raise BadQuestion(f"Line {number}: {refusal}") from None


def _due(rule_id: str, day: str, told: Iterable[str]) -> date:
    from ehcp.law.rules import NotInForce, rule

    start = door.day_from(day, name="DAY")
    facts = _facts(rule(rule_id), told)
    try:
        return rule(rule_id, start, facts=facts).due(start, facts=facts)
    except NotInForce as caution:
        door.warn(f"{caution} Counted by its newest version.")
        return rule(rule_id).due(start, facts=facts)


def _facts(rule: "Rule", told: Iterable[str]) -> dict[str, date]:
    """Read NAME=DAY for a rule, refusing a fact that it takes no notice of."""
    facts = {}
    takes = sorted((*rule.clock.told(), *([rule.id] if rule.set_otherwise else ())))
    for each in told:
        name, equals, day = each.partition("=")
        if not equals:
            raise BadQuestion(
                f"'{each}' is no fact. Write NAME=DAY, for example move_on=2026-12-22."
            )
        if name not in takes:
            these = f"It takes: {', '.join(takes)}." if takes else "It takes none."
            raise BadQuestion(f"Rule {rule.id} takes no fact '{name}'. {these}")
        facts[name] = door.day_from(day, name=name)
    return facts


def _listed(versions: "Versions") -> Iterator[str]:
    rule = versions[0]
    yield (
        f"  {rule.id:<31} {rule.period:<24} [{rule.source.confidence}] {rule.source.cite} "
        f"({rule.source.force})"
    )
    yield f"  {'':<31} {rule.says} Owed by: {rule.owed_by}."
    since = f"in force from {versions[-1].in_force.from_on}"
    more = f"; {len(versions)} versions: ehcp law show {rule.id}" if len(versions) > 1 else ""
    yield f"  {'':<31} {since}{more}"


def _in_force(rule: "Rule") -> str:
    force = rule.in_force
    until = f" until {force.until_on}" if force.until_on else ""
    judged = ", judged by the day it is due" if force.judged_on == "due" else ""
    return f"in force from {force.from_on}{until}{judged}"


def _shown(versions: "Versions") -> Iterator[str]:
    rule, clock = versions[0], versions[0].clock
    words = {
        "Length": f"{rule.period}{' (counted with the first day)' * (rule.counting != 'after')}",
        "Owed by": rule.owed_by,
        "If the authority arranges": rule.by_authority
        and f"{rule.by_authority.owed_by} ({rule.by_authority.cite})",
        "Source": f"{rule.source.cite} ({rule.source.force})",
        "Mark": f"[{rule.source.confidence}]",
        "Only for": rule.only_for,
        "In the journeys": ", ".join(clock.journeys),
        "Starts with": ", ".join(clock.starts),
        "If the details say": "; ".join(
            f"{name} = {' or '.join(values)}" for name, values in clock.when.items()
        ),
        "Only once there is": ", ".join(clock.only_if),
        "Counted from": clock.counted_from,
        "Met by": ", ".join(clock.stops),
        "Falls away with": ", ".join(clock.falls_away),
        "Unmet again after": ", ".join(clock.reopens),
        "Holds back": ", ".join(clock.holds_back),
        "Is told": ", ".join(sorted(clock.told())),
        "Can be set otherwise": "by direction or written agreement" if rule.set_otherwise else "",
        "Excepted by": ", ".join(rule.excepted_by) or "nothing",
        "Alerts": "its own" if rule.watched else f"those of {rule.watched_as or 'no rule'}",
        "Caution": rule.note,
    }
    yield f"{rule.id}: {rule.says}"
    yield from (f"  {name + ':':<27}{what}" for name, what in words.items() if what)
    for each in versions:
        excepted = ", ".join(each.excepted_by) or "nothing"
        yield (
            f"  Version {each.version}: {each.period}, {_in_force(each)}, "
            f"[{each.source.confidence}], excepted by {excepted}"
        )
        for example in each.examples:
            why = f" ({example.why.rstrip('.')})" if example.why else ""
            yield f"    {each.arithmetic(example.starts, facts=example.facts)}{why}"


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
        "journeys": list(rule.clock.journeys),
        "told": sorted(rule.clock.told()),
        "only_for": rule.only_for,
        "excepted_by": list(rule.excepted_by),
        "watched": rule.watched,
        "citation": rule.source.cite,
        "force": rule.source.force,
        "confidence": rule.source.confidence,
        "in_force_from": rule.in_force.from_on,
        "in_force_until": rule.in_force.until_on,
        "judged_on": rule.in_force.judged_on,
        "note": rule.note,
        "examples": [
            {"starts": each.starts, "due": each.due, "facts": each.facts, "why": each.why}
            for each in rule.examples
        ],
    }
