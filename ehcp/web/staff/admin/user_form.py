"""The form of a user: who they are, what they may do, and for whom an outsider answers."""

import re
from collections.abc import Mapping, Sequence
from typing import Final

from starlette.responses import Response

from ehcp.cases.advice_kinds import AdviceKind
from ehcp.casework.providers import list_providers
from ehcp.casework.service_names import ServiceNames, in_order
from ehcp.casework.setting_names import setting_names
from ehcp.register.engine import reading
from ehcp.staff.roles import ANSWERS_REQUESTS, OUTSIDE, STAFF, UserRole
from ehcp.staff.user import User
from ehcp.web.forms import Form, day_as_fields
from ehcp.web.visit import Visit

_STAFF: Final = tuple((role.value, role.says) for role in UserRole if role in STAFF)
_OUTSIDE: Final = tuple((role.value, role.says) for role in UserRole if role in OUTSIDE)
_KINDS: Final = tuple((kind.value, kind.says[:1].upper() + kind.says[1:]) for kind in AdviceKind)
_BETWEEN: Final = re.compile(r"[\s,;]+")
_A_URN: Final = re.compile(r"[0-9]{6}")


def typed_user(visit: Visit) -> User:
    """Read the form of a user.

    Raises:
        BadForm: something in it cannot be read.
    """
    form = Form(visit.sent)
    name = form.line("name", "the name", longest=100)
    email = form.line("email", "the email address", longest=254)
    known = [value for value, _ in (*_STAFF, *_OUTSIDE)]
    roles = frozenset(UserRole(role) for role in form.some_of("roles", "at least one role", known))
    team = form.line("team", "the team", needed=False, longest=100)
    there = [code for code, _ in _names(visit).choices()]
    services = form.some_of("services", "services of this list", there, needed=False)
    kinds = form.some_of("kinds", "kinds of advice", [kind for kind, _ in _KINDS], needed=False)
    urns = [each for each in _BETWEEN.split(form.line("settings", "URNs", needed=False)) if each]
    ends_on = form.day("ends_on", "the last day", needed=False)
    if UserRole.INSPECTOR in roles and ends_on is None and "ends_on" not in form.wrong:
        form.wrong["ends_on"] = "Enter the last day: an inspector needs one."
    if roles == {UserRole.CLINICAL_OFFICER}:
        _one_list(form, wanted="kinds", other="services", chosen=kinds, besides=services)
    elif roles and roles <= ANSWERS_REQUESTS:
        _one_list(form, wanted="services", other="kinds", chosen=services, besides=kinds)
    if UserRole.SETTING in roles and not urns:
        form.wrong.setdefault("settings", "Enter the URN of their school or college.")
    if any(not _A_URN.fullmatch(urn) for urn in urns):
        form.wrong.setdefault("settings", "A URN has six digits, such as 100001.")
    form.refuse_if_wrong()
    return User(
        id=0,
        name=name,
        email=email,
        roles=roles,
        team=team or None,
        services=frozenset({*services, *kinds}),
        settings=frozenset(urns),
        ends_on=ends_on,
    )


def form_of(visit: Visit, user: User | None, wrong: Mapping[str, str]) -> Response:
    """Show the form, with what is known of the user or what was typed."""
    roles = visit.sent.every("roles")
    services, kinds = visit.sent.every("services"), visit.sent.every("kinds")
    if user is not None and not wrong:
        roles = tuple(role.value for role in user.roles)
        of_kinds = UserRole.CLINICAL_OFFICER in user.roles
        services, kinds = ((), tuple(user.services)) if of_kinds else (tuple(user.services), ())
    return visit.page(
        "admin/user_form.html.jinja",
        status=400 if wrong else 200,
        wrong=wrong,
        user=user,
        staff_roles=_STAFF,
        outside_roles=_OUTSIDE,
        chosen=roles,
        services=_names(visit).choices(),
        chosen_services=services,
        kinds=_KINDS,
        chosen_kinds=kinds,
        urns=", ".join(sorted(user.settings)) if user else "",
        ends_on=day_as_fields("ends_on", user.ends_on if user else None),
    )


def answers_for(visit: Visit, user: User) -> str:
    """Say for whom somebody from outside answers: services, kinds of advice, or a school."""
    schools = _schools(visit, sorted(user.settings))
    if UserRole.CLINICAL_OFFICER in user.roles:
        kinds = [kind.says for kind in AdviceKind if kind.value in user.services]
        return ", ".join([*(f"{kind} (every service)" for kind in kinds), *schools])
    return ", ".join([*in_order(user.services, _names(visit)), *schools])


def _schools(visit: Visit, urns: Sequence[str]) -> list[str]:
    """Name schools with their numbers; one whose name is not known by its number in words."""
    with reading(visit.counter.engine) as connection:
        names = setting_names(connection, urns, closures=visit.desk().closures)
    return [f"{names.of(urn)} (URN {urn})" if names.knows(urn) else names.of(urn) for urn in urns]


def _one_list(
    form: Form, *, wanted: str, other: str, chosen: tuple[str, ...], besides: tuple[str, ...]
) -> None:
    """Ask a clinical officer for kinds and a service for services, and for nothing of the other."""
    if besides:
        whose = "a clinical officer" if other == "kinds" else "somebody of a service"
        form.wrong.setdefault(other, f"This is only for {whose}. Leave it empty.")
    elif not chosen:
        what = "the kinds of advice that they see" if wanted == "kinds" else "their service"
        form.wrong.setdefault(wanted, f"Choose {what}.")


def _names(visit: Visit) -> ServiceNames:
    return ServiceNames(list_providers(visit.counter.engine))
