"""The mailboxes of schools, colleges and nurseries: they get the letters about their reviews."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from urllib.parse import urlencode

from fastapi import APIRouter
from sqlalchemy import Connection
from starlette.responses import Response

from config.bad_setting import BadSetting
from config.council import content_of
from ehcp.council.changes import change_part
from ehcp.council.new_mailbox import links_for_a_school
from ehcp.staff.roles import UserRole
from ehcp.web.forms import BadForm, Form
from ehcp.web.staff.admin.expected import expected
from ehcp.web.staff.admin.fresh_links import SENT, offer_to_a_school, sender, to_no_one_of_ours
from ehcp.web.staff.admin.not_there import NotThere
from ehcp.web.staff.admin.once import once
from ehcp.web.staff.admin.pages_of import Pages, pages_of
from ehcp.web.visit import Visit, open_to

router = APIRouter()

LIST = "/admin/services/settings"
_PEOPLE = "people"


@dataclass(frozen=True, kw_only=True)
class Mailbox:
    """A setting's mailbox; its name is known where its closures are."""

    urn: str
    name: str
    email: str


@router.get(LIST)
def every_mailbox(visit: Visit = open_to(UserRole.ADMINISTRATOR)) -> Response:
    """List the mailboxes, or those that a search finds."""
    wanted = visit.request.query_params.get("q", "").strip()[:200]
    found = [each for each in _all(visit) if _fits(each, wanted)]
    return visit.page(
        "admin/mailboxes.html.jinja",
        wanted=wanted,
        total=len(visit.counter.council.people.settings),
        pages=_pages(visit, found, wanted),
        sends=visit.counter.council.letters,
    )


@router.get(f"{LIST}/add")
def ask_for_mailbox(visit: Visit = open_to(UserRole.ADMINISTRATOR)) -> Response:
    """Show the form for a new mailbox."""
    return _form(visit, None, {})


@router.post(f"{LIST}/add")
def add(visit: Visit = open_to(UserRole.ADMINISTRATOR)) -> Response:
    """Add a mailbox."""

    def act() -> Response:
        form = Form(visit.sent)
        urn = form.line("urn", "the URN of the setting", longest=20).upper()
        email = form.line("email", "the mailbox", longest=254)
        if urn in visit.counter.council.people.settings:
            form.wrong["urn"] = "This setting has a mailbox already. Change it in the list."
        form.refuse_if_wrong()
        return _keep(visit, urn, {**visit.counter.council.people.settings, urn: email})

    return once(visit, act, again=lambda wrong: _form(visit, None, wrong))


@router.get(LIST + "/{urn}")
def ask_for_change(urn: str, visit: Visit = open_to(UserRole.ADMINISTRATOR)) -> Response:
    """Show the form with a setting's mailbox."""
    return _form(visit, _one(visit, urn), {})


@router.post(LIST + "/{urn}")
def change(urn: str, visit: Visit = open_to(UserRole.ADMINISTRATOR)) -> Response:
    """Change a setting's mailbox."""
    mailbox = _one(visit, urn)

    def act() -> Response:
        form = Form(visit.sent)
        email = form.line("email", "the mailbox", longest=254)
        form.refuse_if_wrong()
        settings = {**visit.counter.council.people.settings, urn: email}
        is_another = email.casefold() != mailbox.email.casefold()
        if not (is_another and offer_to_a_school(visit, urn).is_wanted):
            return _keep(visit, urn, settings)
        follow = links_for_a_school(urn, desk=visit.desk(), sender=sender(visit))
        with to_no_one_of_ours():
            return _keep(
                visit,
                urn,
                settings,
                then=lambda connection: follow(connection, mailbox.email, email),
            )

    return once(visit, act, again=lambda wrong: _form(visit, mailbox, wrong))


@router.post(LIST + "/{urn}/remove")
def remove(urn: str, visit: Visit = open_to(UserRole.ADMINISTRATOR)) -> Response:
    """Take a setting's mailbox away: it gets no letter any more."""
    mailbox = _one(visit, urn)

    def act() -> Response:
        rest = {
            known: email
            for known, email in visit.counter.council.people.settings.items()
            if known != urn
        }
        return _keep(visit, urn, rest)

    return once(visit, act, again=lambda wrong: _form(visit, mailbox, wrong))


def _keep(
    visit: Visit,
    urn: str,
    settings: Mapping[str, str],
    *,
    then: Callable[[Connection], None] | None = None,
) -> Response:
    content = content_of(visit.counter.council, _PEOPLE) | {"settings": dict(settings)}
    try:
        change_part(
            visit.counter.engine,
            folder=visit.counter.settings.council,
            by=visit.me.name,
            at=visit.now,
            part=_PEOPLE,
            content=content,
            expects_version=expected(visit),
            why=None,
            then=then,
        )
    except BadSetting as problem:
        raise BadForm(_slips(urn, problem)) from None
    return visit.go(LIST, said=SENT if then else "saved")


def _slips(urn: str, problem: BadSetting) -> dict[str, str]:
    slips: dict[str, str] = {}
    for each in (problem, *problem.others):
        if each.value == urn:
            slips["urn"] = "Enter a URN of 6 to 8 digits, for a nursery with EY before them."
        elif each.key == f"settings.{urn}":
            slips["email"] = "Enter one email address, such as office@larkrise.example."
        else:
            slips[""] = each.fix
    return slips


def _all(visit: Visit) -> list[Mailbox]:
    council = visit.counter.council
    named = council.closures.settings
    return [
        Mailbox(urn=urn, name=named[urn].name if urn in named else "", email=email)
        for urn, email in sorted(council.people.settings.items())
    ]


def _fits(mailbox: Mailbox, wanted: str) -> bool:
    said = f"{mailbox.urn} {mailbox.name} {mailbox.email}".casefold()
    return all(word in said for word in wanted.casefold().split())


def _pages(visit: Visit, found: list[Mailbox], wanted: str) -> Pages[Mailbox]:
    query = urlencode({"q": wanted}) + "&" if wanted else ""
    return pages_of(found, visit.request.query_params.get("page", ""), address=f"{LIST}?{query}")


def _one(visit: Visit, urn: str) -> Mailbox:
    for mailbox in _all(visit):
        if mailbox.urn == urn:
            return mailbox
    raise NotThere


def _form(visit: Visit, mailbox: Mailbox | None, wrong: dict[str, str]) -> Response:
    return visit.page(
        "admin/mailbox_form.html.jinja",
        status=400 if wrong else 200,
        wrong=wrong,
        mailbox=mailbox,
        offer=offer_to_a_school(visit, mailbox.urn) if mailbox else None,
        expects=visit.counter.council.versions.get(_PEOPLE, 0),
    )
