"""`ehcp exception`: a caseworker claims a statutory exception, a manager approves or refuses it.

One case an act: no list of references is taken, here or anywhere.
"""

from datetime import date
from typing import Annotated

import typer

from ehcp.cli import door
from ehcp.cli.details import BadDetail, details_from
from ehcp.cli.own_options import own_options

app = typer.Typer(
    help="Statutory exceptions: claimed with evidence, approved by somebody else, one case an act."
)

Reference = Annotated[str, typer.Argument(metavar="REF", help="The case, for example K7Q-2ND.")]
GroundName = Annotated[
    str, typer.Argument(metavar="GROUND", help="Its id or number; see `exception grounds`.")
]
On = Annotated[str | None, typer.Option("--on", metavar="DAY", help="The day; today.")]
By = Annotated[str | None, typer.Option("--by", metavar="NAME", help="Who does it.")]
Party = Annotated[
    str | None, typer.Option(help="Whose advice, where the ground excuses only that body.")
]
Json = Annotated[bool, typer.Option("--json", help="Print for another program.")]


def add_to(main: typer.Typer) -> None:
    """Add `ehcp exception` to the command line."""
    main.add_typer(app, name="exception")


@app.command()
def claim(
    reference: Reference,
    ground: GroundName,
    evidence: Annotated[
        str, typer.Option(help="What proves it, and where it is kept: a letter of 3 June, …")
    ],
    fact: Annotated[
        list[str] | None,
        typer.Option(metavar="NAME=VALUE", help="A fact of the ground; repeatable."),
    ] = None,
    school: Annotated[
        str | None,
        typer.Option(metavar="URN", help="The setting that was closed: its days are looked up."),
    ] = None,
    party: Party = None,
    on: On = None,
    by: By = None,
) -> None:
    """Claim a ground for one case. It lifts nothing until somebody else has approved it."""
    from ehcp.casework.exceptions import claim as put_forward

    facts = details_from(fact or (), option="--fact")
    if school and "school" in facts:
        raise BadDetail("--school and --fact school= say the same. Give --school.")
    with own_options({"school": "--school", "evidence": "--evidence"}, other="--fact "):
        event = put_forward(
            door.register(),
            desk=door.desk(by=by),
            reference=reference,
            ground=ground,
            evidence=evidence,
            facts=facts | ({"school": school} if school else {}),
            party=party,
            on=_day(on),
        )
    door.show(
        f"Entry {event.sequence}: {ground} is claimed. It waits for somebody else: "
        f"`ehcp exception approve {reference} {ground}`."
    )


@app.command()
def approve(
    reference: Reference,
    ground: GroundName,
    note: Annotated[str | None, typer.Option(help="A remark, kept with the entry.")] = None,
    party: Party = None,
    on: On = None,
    by: By = None,
) -> None:
    """Approve a claim that somebody else has made. The limit keeps its date."""
    from ehcp.casework.exceptions import approve as agree

    event = agree(
        door.register(),
        desk=door.desk(by=by),
        reference=reference,
        ground=ground,
        party=party,
        note=note,
        on=_day(on),
    )
    door.show(f"Entry {event.sequence}: {ground} is approved. No date has moved.")


@app.command()
def refuse(
    reference: Reference,
    ground: GroundName,
    reason: Annotated[str, typer.Option(help="Why.")],
    party: Party = None,
    on: On = None,
    by: By = None,
) -> None:
    """Refuse a claim, or end what was approved, with the reason."""
    from ehcp.casework.exceptions import refuse as turn_down

    event = turn_down(
        door.register(),
        desk=door.desk(by=by),
        reference=reference,
        ground=ground,
        reason=reason,
        party=party,
        on=_day(on),
    )
    door.show(f"Entry {event.sequence}: {ground} is refused.")


@app.command("list")
def list_(*, as_json: Json = False) -> None:
    """List the claims that wait for a manager, the longest waiting first."""
    from ehcp.cli.claims_waiting import claims_waiting

    rows = claims_waiting(door.register())
    if as_json:
        door.show_json(rows)
        return
    for row in rows:
        party = f" ({row['party']})" if row["party"] else ""
        door.show(
            f"{row['reference']}  {row['ground']}{party}, claimed {row['claimed_on']} by "
            f"{row['claimed_by']} (entry {row['entry']}): {row['evidence'] or 'no evidence'}"
        )
    door.show(f"{len(rows)} claim{'' if len(rows) == 1 else 's'} to decide about.")


@app.command()
def grounds(*, as_json: Json = False) -> None:
    """List the grounds: what each is, which facts it needs, which limits it can lift."""
    from ehcp.law.grounds import load_grounds
    from ehcp.law.rules import load_rules

    lifts: dict[str, list[str]] = {}
    for rule in load_rules():
        for ground in rule.excepted_by:
            if rule.id not in lifts.setdefault(ground, []):
                lifts[ground].append(rule.id)
    known = load_grounds()
    if as_json:
        door.show_json(
            [
                {
                    "ground": each.id,
                    "code": each.code,
                    "says": each.says,
                    "facts": list(each.facts),
                    "citation": each.source.cite,
                    "confidence": each.source.confidence,
                    "lifts": lifts.get(each.id, []),
                }
                for each in known
            ]
        )
        return
    for each in known:
        door.show(f"{each.id} ({each.code}) [{each.source.cite}, {each.source.confidence}]")
        door.show(f"    {each.says}")
        door.show(f"    needs: {', '.join(each.facts) or 'nothing more'}")
        door.show(f"    can lift: {', '.join(lifts.get(each.id, ['no limit']))}")


def _day(on: str | None) -> date | None:
    return door.day_from(on, name="--on") if on else None
