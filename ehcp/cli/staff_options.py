"""What is typed after `ehcp staff`, and what it means: roles, services, kinds of advice, days."""

import os
from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING, Annotated

import typer

from ehcp.cli import door
from ehcp.refusal import Refusal

if TYPE_CHECKING:
    from collections.abc import Collection

    from ehcp.staff.roles import UserRole

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


class WrongList(Refusal):
    """Kinds of advice for somebody of a service, or services for a clinical officer."""


def who(by: str | None) -> str:
    """Name who does it: as typed, or whose account of the machine it is."""
    return by or os.environ.get("USER") or "command line"


def roles_named(names: Sequence[str]) -> list["UserRole"]:
    """Give the roles of these names.

    Raises:
        UnknownRole: there is no role of a name; the message lists them.
    """
    from ehcp.staff.roles import role_named

    return [role_named(name) for name in names]


def answers_for(
    roles: "Collection[UserRole]", services: Sequence[str], kinds: Sequence[str]
) -> list[str]:
    """Give what somebody from outside sees: a clinical officer by kinds, others by services.

    Raises:
        WrongList: what was typed is for the other.
    """
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


def day_named(text: str | None) -> date | None:
    """Read a last day; None where none was typed."""
    return door.day_from(text, name="--until") if text else None
