"""Services: which mailbox each kind of advice is asked at, and what it gets.

A kind may have several, such as one for each health trust: the usual one is asked unless a request
names another.
"""

from itertools import groupby
from typing import Final

from fastapi import APIRouter
from starlette.responses import Response

from ehcp.cases.advice_kinds import AdviceKind
from ehcp.casework.provider_changes import ProviderFacts, add_provider, set_provider
from ehcp.casework.providers import Provider, list_providers
from ehcp.council.new_mailbox import links_for_a_service
from ehcp.staff.roles import UserRole
from ehcp.web.forms import Form
from ehcp.web.staff.admin.fresh_links import SENT, offer_to_a_service, sender, to_no_one_of_ours
from ehcp.web.staff.admin.not_there import NotThere
from ehcp.web.staff.admin.once import once
from ehcp.web.visit import Visit, open_to

router = APIRouter()

_LIST: Final = "/admin/services"
_YES_NO = ("yes", "no")


@router.get("/admin/services")
def every_service(visit: Visit = open_to(UserRole.ADMINISTRATOR)) -> Response:
    """List the kinds of advice: those that nobody can be written to about come first."""
    services = list_providers(visit.counter.engine)
    named = [(kind, list(found)) for kind, found in groupby(services, key=lambda each: each.kind)]
    advice = visit.counter.council.about.advice
    asked = {*advice.always, *advice.from_year_9} - {AdviceKind.PARENT}
    unnamed = [kind for kind in AdviceKind if kind not in {each.kind for each in services}]
    return visit.page(
        "admin/advice_givers.html.jinja",
        # Those that are asked as a rule first: for them it matters that nobody is written to.
        unnamed=sorted(unnamed, key=lambda kind: kind not in asked),
        named=named,
        many=any(len(found) > 1 for _, found in named),
        always={*advice.always},
        from_year_9={*advice.from_year_9},
        family=AdviceKind.PARENT,
    )


@router.get("/admin/services/{code}")
def ask(code: str, visit: Visit = open_to(UserRole.ADMINISTRATOR)) -> Response:
    """Show the form of one service."""
    return _form(visit, *_service(visit, code), {})


@router.post("/admin/services/{code}")
def take(code: str, visit: Visit = open_to(UserRole.ADMINISTRATOR)) -> Response:
    """Change a service, or name the usual one of a kind of advice."""
    kind, service = _service(visit, code)

    def act() -> Response:
        facts = _typed(visit)
        desk, moved = visit.desk(), None
        if service and offer_to_a_service(visit, service.code).is_wanted:
            moved = links_for_a_service(service.code, desk=desk, sender=sender(visit))
        with to_no_one_of_ours():
            kept = set_provider(
                visit.counter.engine, desk=desk, kind=kind, code=code, moved=moved, **facts
            )
        is_sent = service and moved and service.email.casefold() != kept.email.casefold()
        return visit.go(_LIST, said=SENT if is_sent else "saved")

    return once(visit, act, again=lambda wrong: _form(visit, kind, service, wrong))


@router.get("/admin/services/{kind}/add")
def ask_for_another(kind: str, visit: Visit = open_to(UserRole.ADMINISTRATOR)) -> Response:
    """Show the form of another service for a kind of advice."""
    return _form(visit, _kind(kind), None, {}, another=True)


@router.post("/admin/services/{kind}/add")
def add(kind: str, visit: Visit = open_to(UserRole.ADMINISTRATOR)) -> Response:
    """Name another service for a kind of advice."""
    of = _kind(kind)

    def act() -> Response:
        add_provider(visit.counter.engine, desk=visit.desk(), kind=of, **_typed(visit))
        return visit.go(_LIST, said="saved")

    return once(visit, act, again=lambda wrong: _form(visit, of, None, wrong, another=True))


def _typed(visit: Visit) -> ProviderFacts:
    form = Form(visit.sent)
    name = form.line("name", "the name of the service")
    email = form.line("email", "the mailbox", longest=254)
    telephone = form.line("telephone", "the telephone number", needed=False, longest=40)
    reminders = form.one_of("reminders", "whether it gets reminders", _YES_NO)
    head_name = form.line("head_name", "the name of its head", needed=False)
    head_email = form.line("head_email", "the address of its head", needed=False, longest=254)
    if bool(head_name) != bool(head_email):
        missing = "head_email" if head_name else "head_name"
        what = "address" if head_name else "name"
        form.wrong.setdefault(
            missing, f"Enter the {what} of the head too, or neither name nor address."
        )
    monday = form.one_of("monday_list", "whether it gets a list on Mondays", _YES_NO)
    form.refuse_if_wrong()
    return {
        "name": name,
        "email": email,
        "telephone": telephone,
        "reminders": reminders == "yes",
        "monday_list": monday == "yes",
        "head_name": head_name,
        "head_email": head_email,
    }


def _form(
    visit: Visit,
    kind: AdviceKind,
    service: Provider | None,
    wrong: dict[str, str],
    *,
    another: bool = False,
) -> Response:
    usual = next(
        (each for each in list_providers(visit.counter.engine) if each.code == kind.value), None
    )
    if another and usual is None:
        raise NotThere  # the first one is the usual one, which has a form of its own
    code = service.code if service else kind.value
    return visit.page(
        "admin/service_form.html.jinja",
        status=400 if wrong else 200,
        wrong=wrong,
        kind=kind,
        service=service,
        usual=usual,
        another=another,
        offer=offer_to_a_service(visit, service.code) if service else None,
        goes_to=f"{_LIST}/{kind.value}/add" if another else f"{_LIST}/{code}",
    )


def _service(visit: Visit, code: str) -> tuple[AdviceKind, Provider | None]:
    """Give the kind and the service of a code; of a kind's usual one there may be none yet."""
    found = next((each for each in list_providers(visit.counter.engine) if each.code == code), None)
    return (found.kind, found) if found else (_kind(code), None)


def _kind(name: str) -> AdviceKind:
    try:
        return AdviceKind(name)
    except ValueError:
        raise NotThere from None
