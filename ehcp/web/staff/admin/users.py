"""Users: who may sign in, what each may do, and what an administrator resets for them."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date

from fastapi import APIRouter
from starlette.responses import Response

from ehcp.staff.keys import list_keys
from ehcp.staff.resets import reset_password, reset_second_factor, unlock
from ehcp.staff.roles import UserRole
from ehcp.staff.user import CODE, UnknownUser, User
from ehcp.staff.users import add_user, change_user, list_users, one_user
from ehcp.web.numbers import Number
from ehcp.web.staff.admin.not_there import NotThere
from ehcp.web.staff.admin.once import once, shown_once
from ehcp.web.staff.admin.user_form import answers_for, form_of, typed_user
from ehcp.web.visit import Visit, open_to

router = APIRouter()

_ADMINISTRATOR = UserRole.ADMINISTRATOR
_SURE = {
    "end": (
        "End this access",
        (
            "They are signed out at once, cannot sign in any more, and their programs’ keys end. "
            "Their cases stay theirs until somebody else is given them."
        ),
        "End their access",
    ),
    "reset-password": (
        "Give a new first password",
        (
            "Their password no longer works, they are signed out at once, and the keys of their "
            "programs end. You are shown a first password, once."
        ),
        "Give a new first password",
    ),
    "reset/second-factor": (
        "Take away the app for codes",
        (
            "They are signed out at once, and the keys of their programs end. They set up an app "
            "again when they next sign in."
        ),
        "Take it away",
    ),
}
"""What cannot be undone: its title, what follows from it, and its button."""
_RESETS = {
    "second-factor": reset_second_factor,
    "lock": unlock,
}


@router.get("/admin/users")
def everybody(visit: Visit = open_to(_ADMINISTRATOR)) -> Response:
    """List everybody who may sign in or once could."""
    users = list_users(visit.counter.engine)
    here = [user for user in users if _may_come(user, today=visit.today)]
    return visit.page(
        "admin/users.html.jinja",
        users=here,
        gone=[user for user in users if user not in here],
        now=visit.now,
    )


@router.get("/admin/users/add")
def ask_for_user(visit: Visit = open_to(_ADMINISTRATOR)) -> Response:
    """Show the form for a new user."""
    return form_of(visit, None, {})


@router.post("/admin/users/add")
def add(visit: Visit = open_to(_ADMINISTRATOR)) -> Response:
    """Add a user, and show their first password, once; somebody from outside has none."""

    def act() -> Response:
        typed = typed_user(visit)
        user_id, password = add_user(
            visit.counter.engine,
            by=visit.me.name,
            at=visit.now,
            today=visit.today,
            email=typed.email,
            name=typed.name,
            roles=typed.roles,
            team=typed.team,
            services=typed.services,
            settings=typed.settings,
            ends_on=typed.ends_on,
        )
        if not password:
            return visit.go(f"/admin/users/{user_id}", said="user-from-outside")
        return _first_password(visit, user_id, password)

    return once(visit, act, again=lambda wrong: form_of(visit, None, wrong))


@router.get("/admin/users/{user_id}")
def one(user_id: Number, visit: Visit = open_to(_ADMINISTRATOR)) -> Response:
    """Show one user, and what can be done."""
    return _one(visit, user_id, {})


@router.get("/admin/users/{user_id}/change")
def ask_for_change(user_id: Number, visit: Visit = open_to(_ADMINISTRATOR)) -> Response:
    """Show the form with what is known of a user."""
    return form_of(visit, _user(visit, user_id), {})


@router.post("/admin/users/{user_id}/change")
def change(user_id: Number, visit: Visit = open_to(_ADMINISTRATOR)) -> Response:
    """Change a user."""
    user = _user(visit, user_id)

    def act() -> Response:
        typed = typed_user(visit)
        _change(visit, replace(typed, id=user_id, is_active=user.is_active))
        return visit.go(f"/admin/users/{user_id}", said="saved")

    return once(visit, act, again=lambda wrong: form_of(visit, user, wrong))


@router.post("/admin/users/{user_id}/end")
def end(user_id: Number, visit: Visit = open_to(_ADMINISTRATOR)) -> Response:
    """Let a user sign in no more."""
    return _to_a_user(
        visit,
        user_id,
        lambda user: _change(visit, replace(user, is_active=False)),
        sure="end",
    )


@router.post("/admin/users/{user_id}/let-in")
def let_in(user_id: Number, visit: Visit = open_to(_ADMINISTRATOR)) -> Response:
    """Let a user sign in again."""
    return _to_a_user(visit, user_id, lambda user: _change(visit, replace(user, is_active=True)))


@router.post("/admin/users/{user_id}/reset-password")
def new_password(user_id: Number, visit: Visit = open_to(_ADMINISTRATOR)) -> Response:
    """Give a user a first password again, and show it, once."""

    def act() -> Response:
        password = reset_password(
            visit.counter.engine, by=visit.me.name, at=visit.now, user_id=user_id
        )
        return _first_password(visit, user_id, password)

    user = _user(visit, user_id)
    if not visit.sent.text("confirmed"):
        return _ask_again(visit, user, "reset-password")
    return once(visit, act, again=lambda wrong: _one(visit, user_id, wrong))


@router.post("/admin/users/{user_id}/reset/{what}")
def reset(user_id: Number, what: str, visit: Visit = open_to(_ADMINISTRATOR)) -> Response:
    """Take a user's second factor away, or lift a lock."""
    if what not in _RESETS:
        raise NotThere

    def act(user: User) -> None:
        _RESETS[what](visit.counter.engine, by=visit.me.name, at=visit.now, user_id=user.id)

    return _to_a_user(visit, user_id, act, sure="" if what == "lock" else f"reset/{what}")


def user_here(visit: Visit, user_id: int) -> User:
    """Give the user of a number.

    Raises:
        NotThere: nobody has it.
    """
    return _user(visit, user_id)


def _to_a_user(
    visit: Visit, user_id: int, act: Callable[[User], None], *, sure: str = ""
) -> Response:
    """Do something to a user; what signs them out (`sure` is its address) is asked about first."""
    user = _user(visit, user_id)
    if sure and not visit.sent.text("confirmed"):
        return _ask_again(visit, user, sure)

    def done() -> Response:
        act(user)
        return visit.go(f"/admin/users/{user_id}", said="saved")

    return once(visit, done, again=lambda wrong: _one(visit, user_id, wrong))


def _ask_again(visit: Visit, user: User, act: str) -> Response:
    title, says, words = _SURE[act]
    return visit.page(
        "admin/sure.html.jinja", user=user, act=act, title=title, says=says, words=words
    )


def _change(visit: Visit, user: User) -> None:
    change_user(visit.counter.engine, by=visit.me.name, at=visit.now, today=visit.today, user=user)


def _one(visit: Visit, user_id: int, wrong: dict[str, str]) -> Response:
    user = _user(visit, user_id)
    return visit.page(
        "admin/user.html.jinja",
        status=400 if wrong else 200,
        wrong=wrong,
        user=user,
        by_code=user.signs_in_by == CODE,
        answers_for=answers_for(visit, user),
        may_come=_may_come(user, today=visit.today),
        is_locked=user.locked_until is not None and user.locked_until > visit.now,
        keys=list_keys(visit.counter.engine, user_id=user_id, now=visit.now),
    )


def _first_password(visit: Visit, user_id: int, password: str) -> Response:
    page = visit.page(
        "admin/secret.html.jinja",
        title="The first password",
        what="first password",
        user=_user(visit, user_id),
        secret=password,
    )
    return shown_once(page, then=f"/admin/users/{user_id}")


def _user(visit: Visit, user_id: int) -> User:
    try:
        return one_user(visit.counter.engine, user_id=user_id)
    except (UnknownUser, OverflowError):
        raise NotThere from None


def _may_come(user: User, *, today: date) -> bool:
    return user.is_active and (user.ends_on is None or today <= user.ends_on)
