"""`ehcp check`: the deadline check of one day."""

from typing import Annotated

import typer

from ehcp.cli import door


def add_to(main: typer.Typer) -> None:
    """Add `ehcp check` to the command line."""
    main.command("check")(check)


def check(
    on: Annotated[str | None, typer.Option(metavar="DAY", help="The day; today.")] = None,
    *,
    as_json: Annotated[bool, typer.Option("--json", help="Print for another program.")] = False,
) -> None:
    """Raise the alert of every limit that has reached a threshold. Repeating it raises nothing."""
    from config import clock
    from ehcp.casework.raise_alerts import alerts_raised_on, raise_alerts
    from ehcp.law.in_words import count_in_words
    from ehcp.register.engine import reading
    from ehcp.register.rebuild import keep_up_with_rules

    council, engine = door.council(), door.register()
    rules = door.rules_of(council)
    keep_up_with_rules(engine, rules=rules)
    day = door.day_within_reach(on, name="--on")
    done = raise_alerts(
        engine,
        day=day,
        at=clock.now(),
        policy=door.alert_policy_of(council),
        rules=rules,
    )
    with reading(engine) as connection:
        alerts = alerts_raised_on(connection, day)
    if as_json:
        door.show_json(
            {
                "on": day,
                "raised": done.raised,
                "already_raised": done.already_raised,
                "alerts": alerts,
            }
        )
        return
    for alert in alerts:
        who = f" ({alert['party']})" if alert["party"] else ""
        days = (day - alert["due"]).days
        when = count_in_words(abs(days), unit="day") + (" late" if days > 0 else " left")
        door.show(
            f"{alert['level']:<6} {alert['reference']}  {alert['rule']}{who}, due {alert['due']}: "
            f"{when}, for the {alert['audience'].replace('_', ' ')}"
        )
    door.show(f"{day}: {done.raised} raised now, {done.already_raised} had been raised before.")
