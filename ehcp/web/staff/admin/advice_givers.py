"""Services: which mailbox each kind of advice is asked at, and what it gets."""

from fastapi import APIRouter
from starlette.responses import Response

from ehcp.cases.advice_kinds import AdviceKind
from ehcp.casework.provider_changes import set_provider
from ehcp.casework.providers import list_providers
from ehcp.staff.roles import UserRole
from ehcp.web.forms import Form
from ehcp.web.staff.admin.not_there import NotThere
from ehcp.web.staff.admin.once import once
from ehcp.web.visit import Visit, open_to

router = APIRouter()

_YES_NO = ("yes", "no")


@router.get("/admin/services")
def every_service(visit: Visit = open_to(UserRole.ADMINISTRATOR)) -> Response:
    """List the kinds of advice: those that nobody can be written to about come first."""
    named = {each.kind: each for each in list_providers(visit.counter.engine)}
    advice = visit.counter.council.about.advice
    asked = {*advice.always, *advice.from_year_9} - {AdviceKind.PARENT}
    unnamed = [kind for kind in AdviceKind if kind not in named]
    return visit.page(
        "admin/advice_givers.html.jinja",
        # Those that are asked as a rule first: for them it matters that nobody is written to.
        unnamed=sorted(unnamed, key=lambda kind: kind not in asked),
        named=tuple(named.values()),
        always={*advice.always},
        from_year_9={*advice.from_year_9},
        family=AdviceKind.PARENT,
    )


@router.get("/admin/services/{kind}")
def ask(kind: str, visit: Visit = open_to(UserRole.ADMINISTRATOR)) -> Response:
    """Show the form of one kind of advice."""
    return _form(visit, _kind(kind), {})


@router.post("/admin/services/{kind}")
def take(kind: str, visit: Visit = open_to(UserRole.ADMINISTRATOR)) -> Response:
    """Name the service of one kind of advice, or change it."""
    of = _kind(kind)

    def act() -> Response:
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
        set_provider(
            visit.counter.engine,
            desk=visit.desk(),
            kind=of,
            name=name,
            email=email,
            telephone=telephone,
            reminders=reminders == "yes",
            monday_list=monday == "yes",
            head_name=head_name,
            head_email=head_email,
        )
        return visit.go("/admin/services", said="saved")

    return once(visit, act, again=lambda wrong: _form(visit, of, wrong))


def _form(visit: Visit, kind: AdviceKind, wrong: dict[str, str]) -> Response:
    found = [each for each in list_providers(visit.counter.engine) if each.kind == kind]
    return visit.page(
        "admin/service_form.html.jinja",
        status=400 if wrong else 200,
        wrong=wrong,
        kind=kind,
        service=found[0] if found else None,
    )


def _kind(name: str) -> AdviceKind:
    try:
        return AdviceKind(name)
    except ValueError:
        raise NotThere from None
