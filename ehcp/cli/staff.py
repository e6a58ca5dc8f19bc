"""`ehcp staff`: who signs in at the counter; the first administrator is made here."""

from dataclasses import asdict, replace
from typing import TYPE_CHECKING, Annotated, Any

import typer

from ehcp.cli import door
from ehcp.cli.staff_options import (
    By,
    Email,
    Json,
    Kinds,
    Roles,
    Services,
    Team,
    Until,
    Urns,
    answers_for,
    day_named,
    roles_named,
    who,
)
from ehcp.refusal import Refusal

if TYPE_CHECKING:
    from ehcp.staff.user import User

app = typer.Typer(help="Who signs in at the counter, with which roles, in which team.")


class NothingToReset(Refusal):
    """A reset that does not say of what."""


def add_to(main: typer.Typer) -> None:
    """Add `ehcp staff` to the command line."""
    main.add_typer(app, name="staff")


@app.command()
def add(
    name: Annotated[str, typer.Argument(metavar="NAME", help="As it stands on the record.")],
    email: Annotated[str, typer.Option(help="The address they sign in with.")],
    role: Roles = None,
    team: Team = None,
    service: Services = None,
    kind: Kinds = None,
    setting: Urns = None,
    until: Until = None,
    by: By = None,
    *,
    as_json: Json = False,
) -> None:
    """Add somebody, and print the password with which they sign in for the first time.

    Somebody from outside (a service, a school) has none: a code goes to their mailbox each time.
    """
    from config import clock
    from ehcp.staff.users import add_user

    roles = roles_named(role or ())
    user_id, password = add_user(
        door.register(),
        by=who(by),
        at=clock.now(),
        today=clock.today(),
        email=email,
        name=name,
        roles=roles,
        team=team,
        services=answers_for(roles, service or (), kind or ()),
        settings=setting or (),
        ends_on=day_named(until),
    )
    if as_json:
        door.show_json({"id": user_id, "first_password": password})
        return
    if not password:
        door.show("Added. They sign in at /outside/sign-in with a code sent to that address.")
        return
    door.show(f"Added. First password, shown once: {password}")
    door.show("They choose their own when they first sign in.")


@app.command("list")
def list_(*, as_json: Json = False) -> None:
    """List everybody who may sign in or once could."""
    from ehcp.staff.users import list_users

    found = list_users(door.register())
    if as_json:
        door.show_json([_as_json(user) for user in found])
        return
    for user in found:
        door.show(_in_a_line(user))
    if not found:
        door.show("Nobody yet. Add the first administrator: ehcp staff add --help")


@app.command()
def change(  # noqa: PLR0913 - each of them is an option
    email: Email,
    *,
    name: Annotated[str | None, typer.Option(help="Another name on the record.")] = None,
    new_email: Annotated[str | None, typer.Option(help="Another address to sign in with.")] = None,
    role: Roles = None,
    team: Annotated[str | None, typer.Option(help="Another team; '' for none.")] = None,
    service: Services = None,
    kind: Kinds = None,
    setting: Urns = None,
    until: Annotated[
        str | None, typer.Option(metavar="DAY", help="Another last day; '' for none.")
    ] = None,
    active: Annotated[
        bool | None,
        typer.Option("--may-sign-in/--may-not-sign-in", help="Whether they may sign in."),
    ] = None,
    by: By = None,
) -> None:
    """Change somebody; roles that are given replace those they had. What is not given stays."""
    from config import clock
    from ehcp.staff.roles import OUTSIDE
    from ehcp.staff.users import change_user, one_user, user_of_email

    engine = door.register()
    user = user_of_email(engine, email=email)
    roles = frozenset(roles_named(role)) if role else user.roles
    seen = answers_for(roles, service or (), kind or ())
    given: dict[str, Any] = {
        "name": name,
        "email": new_email,
        "roles": roles,
        "services": frozenset(seen) if seen else None,
        "settings": frozenset(setting) if setting else None,
        "is_active": active,
    }
    if role and roles.isdisjoint(OUTSIDE):
        given |= {"services": frozenset(), "settings": frozenset()}
    user = replace(user, **{field: value for field, value in given.items() if value is not None})
    if team is not None:
        user = replace(user, team=team or None)
    if until is not None:
        user = replace(user, ends_on=day_named(until))
    change_user(engine, by=who(by), at=clock.now(), today=clock.today(), user=user)
    door.show(_in_a_line(one_user(engine, user_id=user.id)))


@app.command()
def reset(
    email: Email,
    by: By = None,
    *,
    password: Annotated[
        bool, typer.Option("--password", help="Give a first password again, and lift a lock.")
    ] = False,
    second_factor: Annotated[
        bool, typer.Option("--second-factor", help="Let them set up another app for codes.")
    ] = False,
    lock: Annotated[bool, typer.Option("--lock", help="Let them try again at once.")] = False,
    council_account: Annotated[
        bool,
        typer.Option("--council-account", help="Let them sign in with their council account."),
    ] = False,
) -> None:
    """Reset what keeps somebody out: their password, their second factor, a lock."""
    from config import clock
    from ehcp.staff import resets
    from ehcp.staff.users import user_of_email

    if not (password or second_factor or lock or council_account):
        raise NothingToReset(
            "Say what to reset: --password, --second-factor, --lock or --council-account."
        )
    engine = door.register()
    user_id, at = user_of_email(engine, email=email).id, clock.now()
    if second_factor:
        resets.reset_second_factor(engine, by=who(by), at=at, user_id=user_id)
        door.show("They set up an app for their codes when they next sign in.")
    if lock:
        resets.unlock(engine, by=who(by), at=at, user_id=user_id)
        door.show("They can try again at once.")
    if council_account:
        resets.use_council_account(engine, by=who(by), at=at, user_id=user_id)
        door.show("They sign in with their council account from now on.")
    if password:
        first = resets.reset_password(engine, by=who(by), at=at, user_id=user_id)
        door.show(f"First password, shown once: {first}")


def _in_a_line(user: "User") -> str:
    parts = [f"{user.name} <{user.email}>", user.roles_in_words or "no role"]
    parts += [f"team {user.team}"] if user.team else []
    parts += [f"until {user.ends_on}"] if user.ends_on else []
    if not user.is_active:
        parts.append("may not sign in")
    elif user.waits_to_change:
        parts.append("has a first password")
    parts += ["council account"] if user.signs_in_by == "council account" else []
    parts += [", ".join(sorted(user.services | user.settings)), "code by email"] * (
        user.signs_in_by == "code"
    )
    return ", ".join(parts)


def _as_json(user: "User") -> dict[str, Any]:
    return asdict(user) | {
        "roles": sorted(role.value for role in user.roles),
        "services": sorted(user.services),
        "settings": sorted(user.settings),
    }
