"""The audit record: who saw or did what, filtered, page by page, and as a workbook."""

import re
from dataclasses import dataclass
from urllib.parse import urlencode

from fastapi import APIRouter
from sqlalchemy import Connection
from starlette.datastructures import FormData
from starlette.responses import Response

from ehcp.register.engine import reading
from ehcp.register.files import tidy_reference
from ehcp.register.sight import Sight
from ehcp.reports.audit_record import Choice, acts_of_late, case_seen, lines
from ehcp.staff.roles import UserRole
from ehcp.staff.users import list_users
from ehcp.web.forms import Form, Sent
from ehcp.web.numbers import number_in
from ehcp.web.pages import day_in_full
from ehcp.web.staff.admin.audit_words import ACTS, act_in_words
from ehcp.web.visit import Visit, open_to

router = APIRouter()

READERS = (UserRole.ADMINISTRATOR, UserRole.MANAGER, UserRole.QUALITY_OFFICER)

_ON_A_PAGE = 100
_MOST_IN_A_WORKBOOK = 20_000
_NOBODY = "nobody"
_REFERENCE = re.compile(r"[A-Z0-9]{3}-[A-Z0-9]{3}")
_LONGEST_ACT = 60
_FIELDS = ("who", "act", "on-day", "on-month", "on-year", "reference")
_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@dataclass
class Asked:
    """What the address asks for.

    Attributes:
        choice: None where no line can be like that.
        wrong: what cannot be read in it, by field.
    """

    choice: Choice | None
    typed: dict[str, str]
    wrong: dict[str, str]
    names: dict[str, str]

    @property
    def query(self) -> str:
        """Give the filters again, for an address."""
        return urlencode({name: value for name, value in self.typed.items() if value})

    @property
    def in_words(self) -> str:
        """Say which lines these are."""
        said = []
        if self.typed["who"]:
            said.append(self.names.get(self.typed["who"], "nobody who signs in"))
        if self.typed["act"]:
            said.append(act_in_words(self.typed["act"]))
        if self.choice and self.choice.on:
            said.append(day_in_full(self.choice.on))
        if self.typed["reference"]:
            said.append(f"case {self.typed['reference']}")
        return "; ".join(said) or "All of it"


@router.get("/admin/audit")
def record(visit: Visit = open_to(*READERS)) -> Response:
    """Show the record, the newest first."""
    before = visit.request.query_params.get("before", "")
    with reading(visit.counter.engine) as connection:
        asked = _asked(visit, connection)
        found = (
            lines(
                connection,
                choice=asked.choice,
                sight=_sight(visit),
                most=_ON_A_PAGE + 1,
                before=number_in(before),
            )
            if asked.choice
            else ()
        )
        acts = {*ACTS, *acts_of_late(connection)}
    shown = found[:_ON_A_PAGE]
    return visit.page(
        "admin/audit.html.jinja",
        status=400 if asked.wrong else 200,
        wrong=asked.wrong,
        sent=asked.typed,
        lines=shown,
        in_words=act_in_words,
        people=[*asked.names.items(), (_NOBODY, "Nobody who signs in (the machine itself)")],
        acts=sorted(((act, act_in_words(act)) for act in acts), key=lambda each: each[1]),
        query=asked.query,
        older=shown[-1].id if len(found) > _ON_A_PAGE else None,
        is_first=not before,
        administers=_sight(visit) is None,
    )


@router.get("/admin/audit.xlsx")
def workbook(visit: Visit = open_to(*READERS)) -> Response:
    """Give the lines that are asked for as a workbook; that it was taken is on record too."""
    from ehcp.reports.pages.audit_workbook import audit_as_workbook

    with reading(visit.counter.engine) as connection:
        asked = _asked(visit, connection)
        found = (
            lines(
                connection,
                choice=asked.choice,
                sight=_sight(visit),
                most=_MOST_IN_A_WORKBOOK,
            )
            if asked.choice
            else ()
        )
    visit.note("downloaded_audit")
    newest = f". The newest {_MOST_IN_A_WORKBOOK:,} lines" * (len(found) == _MOST_IN_A_WORKBOOK)
    content = audit_as_workbook(
        ((line, act_in_words(line.act)) for line in found),
        council=visit.counter.council.name,
        made_on=visit.today,
        asked=f"{asked.in_words}{newest}.",
    )
    name = f"audit-record-{visit.today}.xlsx"
    disposition = f'attachment; filename="{name}"'
    return Response(content, media_type=_XLSX, headers={"Content-Disposition": disposition})


def _sight(visit: Visit) -> Sight | None:
    """Give what the reader may see: an administrator keeps the whole record."""
    return None if visit.me.is_any_of(frozenset({UserRole.ADMINISTRATOR})) else visit.sight


def _asked(visit: Visit, connection: Connection) -> Asked:
    given = visit.request.query_params
    typed = {name: given.get(name, "").strip()[:_LONGEST_ACT] for name in _FIELDS}
    names = {f"{user.id}": user.name for user in list_users(visit.counter.engine)}
    form = Form(Sent(FormData(list(typed.items()))))
    on = form.day("on", "the day", needed=False)
    choice: Choice | None = None
    case_id = None
    if typed["reference"]:
        reference = tidy_reference(typed["reference"])
        if _REFERENCE.fullmatch(reference):
            case_id = case_seen(connection, reference=reference, sight=_sight(visit))
        if case_id is None:
            form.wrong["reference"] = "There is no such case. Enter a reference such as K7Q-2ND."
    if typed["act"] and not typed["act"].isprintable():
        form.wrong["act"] = "Choose what was done."
    if typed["who"] and typed["who"] not in {*names, _NOBODY}:
        form.wrong["who"] = "Choose somebody."
    if not form.wrong:
        choice = Choice(
            by=names.get(typed["who"]),
            not_by=tuple(names.values()) if typed["who"] == _NOBODY else None,
            act=typed["act"] or None,
            on=on,
            case_id=case_id,
        )
    return Asked(choice=choice, typed=typed, wrong=form.wrong, names=names)
