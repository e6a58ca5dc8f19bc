"""Signing in with a council account: its groups say what somebody may do, at each sign-in anew."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime

from sqlalchemy import Connection, Engine, select, update

from ehcp.refusal import Refusal
from ehcp.register.audit import note
from ehcp.register.engine import writing
from ehcp.register.tables import users
from ehcp.staff.from_outside import let_in, outside_user
from ehcp.staff.identity_provider import CouncilAccount
from ehcp.staff.roles import OUTSIDE, UserRole
from ehcp.staff.sessions import close_all_of, open_session
from ehcp.staff.sign_in import UNKNOWN, MayNotSignIn, SignedIn, Terms
from ehcp.staff.user import BadUser, User, checked, refuse_bad_end, user_from
from ehcp.staff.users import everybody_alone, insert_user

PROVIDER = "identity provider"
"""Who stands on the audit record for what somebody's groups changed."""


class InNoGroup(Refusal):
    """Somebody whom the provider knows, and who has no business here."""


@dataclass(frozen=True, kw_only=True)
class GroupMeans:
    """What a group of the provider stands for here."""

    roles: frozenset[UserRole]
    team: str | None = None


def enter(
    engine: Engine,
    *,
    account: CouncilAccount,
    groups: Mapping[str, GroupMeans],
    now: datetime,
    today: date,
    terms: Terms,
) -> SignedIn:
    """Sign in whoever has this council account; they are added where they were not there yet.

    Their name stays what it was first, since cases stand under it. Whoever was added here as
    somebody from outside comes in as that, whatever groups they are in.

    Raises:
        InNoGroup: none of their groups stands for anything here; what they had here they lose.
        MayNotSignIn: an administrator ended them here, or their last day is over.
        BadUser: somebody else has their email address, or they are an inspector without last day.
    """
    means = [groups[name] for name in groups if name in account.groups]
    with writing(engine) as connection:
        others = everybody_alone(connection)
        outsider = outside_user(connection, email=account.email, today=today)
        if outsider is not None:
            token = let_in(
                connection, user=outsider, origin=None, now=now, longest=terms.longest_outside
            )
            return SignedIn(token=token, awaits=None)
        known = _known(connection, account)
        # Who is from outside and did not come in above may not come at all, in whatever group.
        is_closed = known is not None and not known.roles.isdisjoint(OUTSIDE)
        if not means and not is_closed:
            _take_away(connection, known, now=now)
        elif known is None or (_may_sign_in(known, today) and not is_closed):
            user_id = _kept(
                connection, account, known, means=means, others=others, now=now, today=today
            )
            token = open_session(connection, user_id=user_id, now=now, longest=terms.longest)
            name = connection.scalar(select(users.c.name).where(users.c.id == user_id))
            note(connection, at=now, by=str(name), act="signed_in", about="council account")
            return SignedIn(token=token, awaits=None)
        else:
            note(connection, at=now, by=known.name, act="sign_in_failed", about="no longer here")
    if not means and not is_closed:
        raise InNoGroup(
            "You have a council account, and are in none of the groups that work here. If you "
            "should be, ask your manager to have you added to one."
        )
    raise MayNotSignIn(
        "You can no longer sign in here. If you should be able to, ask an administrator."
    )


def _known(connection: Connection, account: CouncilAccount) -> User | None:
    """Find whose account it is: by the subject, or by the address where one was kept ready."""
    row = connection.execute(select(users).where(users.c.subject == account.subject)).one_or_none()
    if row is not None:
        return user_from(row)
    ready = connection.execute(
        select(users).where(
            users.c.email == account.email.strip().lower(),
            users.c.password_hash.is_(None),
            users.c.subject.is_(None),
        )
    ).one_or_none()
    return None if ready is None else user_from(ready)


def _take_away(connection: Connection, known: User | None, *, now: datetime) -> None:
    by = known.name if known else UNKNOWN
    note(connection, at=now, by=by, act="sign_in_failed", about="in no group")
    if known is not None and known.roles:
        connection.execute(update(users).where(users.c.id == known.id).values(roles=[]))
        close_all_of(connection, user_id=known.id)
        note(connection, at=now, by=PROVIDER, act="user_changed", about=known.name, why="no roles")


def _kept(
    connection: Connection,
    account: CouncilAccount,
    known: User | None,
    *,
    means: list[GroupMeans],
    others: tuple[User, ...],
    now: datetime,
    today: date,
) -> int:
    """Add or change the user as the groups say, and give the number."""
    roles = frozenset().union(*(each.roles for each in means))
    if len(roles) > 1:
        roles -= {UserRole.INSPECTOR}  # reads only, and so is less than any other
    team = next((each.team for each in means if each.team), known.team if known else None)
    name = known.name if known else _free_name(account.name, others)
    before = known or User(id=0, email=account.email, name=name, roles=roles)
    user = checked(replace(before, email=account.email, roles=roles, team=team))
    refuse_bad_end(user, today=today)
    if any(other.id != user.id and other.email == user.email for other in others):
        raise BadUser(
            "Somebody has an account here with your email address and a password. Ask an "
            "administrator to let it be used with your council account."
        )
    if known is None:
        user_id = insert_user(connection, user, at=now, password_hash=None, subject=account.subject)
        note(connection, at=now, by=PROVIDER, act="user_added", about=user.name, why=_may(user))
        return user_id
    connection.execute(
        update(users)
        .where(users.c.id == user.id)
        .values(
            subject=account.subject,
            email=user.email,
            roles=[role.value for role in UserRole if role in user.roles],
            team=user.team,
        )
    )
    if user != known:
        note(connection, at=now, by=PROVIDER, act="user_changed", about=user.name, why=_may(user))
    return user.id


def _free_name(wanted: str, others: tuple[User, ...]) -> str:
    """Give a name that nobody has: two people of one name are told apart by a number."""
    name = " ".join(wanted.split())
    taken = {other.name.casefold() for other in others}
    if name.casefold() not in taken:
        return name
    number = next(n for n in range(2, len(taken) + 3) if f"{name} {n}".casefold() not in taken)
    return f"{name} {number}"


def _may_sign_in(user: User, today: date) -> bool:
    return user.is_active and (user.ends_on is None or today <= user.ends_on)


def _may(user: User) -> str:
    return user.roles_in_words + (f", team {user.team}" if user.team else "")
