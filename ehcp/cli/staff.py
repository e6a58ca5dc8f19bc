"""`ehcp staff`: who signs in at the counter; the first administrator is made here."""

import os
from collections.abc import Sequence
from dataclasses import asdict, replace
from datetime import date
from typing import TYPE_CHECKING, Annotated, Any

import typer

from ehcp.cli import door
from ehcp.refusal import Refusal

if TYPE_CHECKING:
    from collections.abc import Collection

    from ehcp.staff.roles import UserRole
    from ehcp.staff.user import User

app = typer.Typer(help="Who signs in at the counter, with which roles, in which team.")

Email = Annotated[str, typer.Argument(metavar="EMAIL", help="The address they sign in with.")]
Roles = Annotated[
    list[str] | None,
    typer.Option(
        "--role",
        metavar="ROLE",
        help="caseworker, plan_writer, manager, quality_officer, inspector or administrator, "
        "repeatable; from outside one of service, professional, clinical_officer or setting.",
    ),
]
Services = Annotated[
    list[str] | None,
    typer.Option(
        "--service",
        metavar="CODE",
        help="Of a service: its code, as `ehcp provider list` gives it, such as health; "
        "repeatable.",
    ),
]
Kinds = Annotated[
    list[str] | None,
    typer.Option(
        "--kind",
        metavar="KIND",
        help="Of a clinical officer: a kind of advice that they see whichever service gives it; "
        "repeatable.",
    ),
]
Urns = Annotated[
    list[str] | None,
    typer.Option(
        "--setting", metavar="URN", help="From outside: a school or college by its URN; repeatable."
    ),
]
Team = Annotated[str | None, typer.Option(help="Their team, which sees its restricted cases.")]
Until = Annotated[
    str | None, typer.Option(metavar="DAY", help="Their last day; an inspector needs one.")
]
By = Annotated[str | None, typer.Option("--by", metavar="NAME", help="Who does it.")]
Json = Annotated[bool, typer.Option("--json", help="Print for another program.")]


class NothingToReset(Refusal):
    """A reset that does not say of what."""


class WrongList(Refusal):
    """Kinds of advice for somebody of a service, or services for a clinical officer."""


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

    roles = _roles(role or ())
    user_id, password = add_user(
        door.register(),
        by=_who(by),
        at=clock.now(),
        today=clock.today(),
        email=email,
        name=name,
        roles=roles,
        team=team,
        services=_answers_for(roles, service or (), kind or ()),
        settings=setting or (),
        ends_on=_day(until),
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
    roles = frozenset(_roles(role)) if role else user.roles
    answers_for = _answers_for(roles, service or (), kind or ())
    given: dict[str, Any] = {
        "name": name,
        "email": new_email,
        "roles": roles,
        "services": frozenset(answers_for) if answers_for else None,
        "settings": frozenset(setting) if setting else None,
        "is_active": active,
    }
    if role and roles.isdisjoint(OUTSIDE):
        given |= {"services": frozenset(), "settings": frozenset()}
    user = replace(user, **{field: value for field, value in given.items() if value is not None})
    if team is not None:
        user = replace(user, team=team or None)
    if until is not None:
        user = replace(user, ends_on=_day(until))
    change_user(engine, by=_who(by), at=clock.now(), today=clock.today(), user=user)
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
        resets.reset_second_factor(engine, by=_who(by), at=at, user_id=user_id)
        door.show("They set up an app for their codes when they next sign in.")
    if lock:
        resets.unlock(engine, by=_who(by), at=at, user_id=user_id)
        door.show("They can try again at once.")
    if council_account:
        resets.use_council_account(engine, by=_who(by), at=at, user_id=user_id)
        door.show("They sign in with their council account from now on.")
    if password:
        first = resets.reset_password(engine, by=_who(by), at=at, user_id=user_id)
        door.show(f"First password, shown once: {first}")


def _who(by: str | None) -> str:
    return by or os.environ.get("USER") or "command line"


def _roles(names: list[str] | tuple[str, ...]) -> list["UserRole"]:
    from ehcp.staff.roles import role_named

    return [role_named(name) for name in names]


def _answers_for(
    roles: "Collection[UserRole]", services: Sequence[str], kinds: Sequence[str]
) -> list[str]:
    """Give what somebody from outside sees: a clinical officer by kinds, others by services."""
    from ehcp.cases.advice_kinds import UnknownAdviceKind, advice_kind_named
    from ehcp.staff.roles import UserRole

    if UserRole.CLINICAL_OFFICER in roles:
        if services:
            raise WrongList("A clinical officer sees kinds of advice: say --kind, not --service.")
        return [advice_kind_named(name).value for name in kinds]
    if kinds:
        raise WrongList(
            "--kind is for a clinical officer. Say --service and the code of the service; "
            "`ehcp provider list` gives it."
        )
    codes = []
    for name in services:
        try:
            codes.append(advice_kind_named(name).value)
        except UnknownAdviceKind:
            codes.append(name.strip().lower())
    return codes


def _day(text: str | None) -> date | None:
    return door.day_from(text, name="--until") if text else None


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
