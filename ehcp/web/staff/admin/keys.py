"""Keys for programs: made for a user, shown once, and ended."""

from fastapi import APIRouter
from starlette.responses import Response

from ehcp.staff.keys import end_key, make_key
from ehcp.staff.roles import UserRole
from ehcp.web.forms import Form
from ehcp.web.numbers import Number
from ehcp.web.staff.admin.once import once, shown_once
from ehcp.web.staff.admin.users import user_here
from ehcp.web.visit import Visit, open_to

router = APIRouter()


@router.get("/admin/users/{user_id}/keys/add")
def ask_for_key(user_id: Number, visit: Visit = open_to(UserRole.ADMINISTRATOR)) -> Response:
    """Show the form for a new key."""
    return _form(visit, user_id, {})


@router.post("/admin/users/{user_id}/keys/add")
def make(user_id: Number, visit: Visit = open_to(UserRole.ADMINISTRATOR)) -> Response:
    """Make a key, and show it, once."""
    user = user_here(visit, user_id)

    def act() -> Response:
        form = Form(visit.sent)
        label = form.line("label", "what the key is for", longest=60)
        until_on = form.day("until_on", "the last day of the key")
        form.refuse_if_wrong()
        assert until_on is not None  # noqa: S101 - a missing day was refused
        secret = make_key(
            visit.counter.engine,
            by=visit.me.name,
            at=visit.now,
            today=visit.today,
            user_id=user_id,
            label=label,
            until_on=until_on,
        )
        page = visit.page(
            "admin/secret.html.jinja",
            title="The key",
            what="key",
            user=user,
            secret=secret,
        )
        return shown_once(page, then=f"/admin/users/{user_id}")

    return once(visit, act, again=lambda wrong: _form(visit, user_id, wrong))


@router.post("/admin/users/{user_id}/keys/end")
def end(user_id: Number, visit: Visit = open_to(UserRole.ADMINISTRATOR)) -> Response:
    """End a key."""
    user_here(visit, user_id)

    def act() -> Response:
        end_key(
            visit.counter.engine,
            by=visit.me.name,
            at=visit.now,
            user_id=user_id,
            label=visit.sent.text("label"),
        )
        return visit.go(f"/admin/users/{user_id}", said="saved")

    return once(visit, act, again=lambda wrong: _form(visit, user_id, wrong))


def _form(visit: Visit, user_id: int, wrong: dict[str, str]) -> Response:
    return visit.page(
        "admin/key_form.html.jinja",
        status=400 if wrong else 200,
        wrong=wrong,
        user=user_here(visit, user_id),
    )
