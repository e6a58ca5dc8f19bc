"""The people of the invented council: who signs in at the demonstration's counter, and as what."""

from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import Connection, Engine, select, update

from config import clock
from ehcp.cases.advice_kinds import AdviceKind
from ehcp.cases.closures import NO_CLOSURES
from ehcp.casework.allocate import allocate
from ehcp.casework.asked_of import Part, queue_page
from ehcp.casework.queued import Whose
from ehcp.refusal import Refusal
from ehcp.register.engine import writing
from ehcp.register.tables import ledger, users
from ehcp.staff.passwords import first_password, hash_of_password
from ehcp.staff.roles import OUTSIDE, UserRole
from ehcp.staff.user import User
from ehcp.staff.users import insert_user
from workflows.demonstration import school, trusts
from workflows.demonstration.names import OFFICERS

_MAIL = "council.example"
_SERVICE_MAIL = "psychology.example"
_SCHOOL_MAIL = "meadow.example"
_PSYCHOLOGY = frozenset({AdviceKind.EDUCATIONAL_PSYCHOLOGY.value})
MANAGER = "Morgan Eastlake"
"""Who imports the trackers and sets the council up, and whom a visitor can be."""
_LEADER, _PSYCHOLOGIST = "Lea Frost", "Sam Hale"
_SENCO = "Sena Coe"
_PIECES = 6
_INSPECTION = timedelta(days=28)


class NotInvented(Refusal):
    """A register of real children, in which nobody is let in like this."""


@dataclass(frozen=True, kw_only=True)
class Played:
    """Somebody whom a visitor of the demonstration can be."""

    name: str
    email: str
    role: UserRole
    team: str | None = None
    services: frozenset[str] = frozenset()
    settings: frozenset[str] = frozenset()
    ends_on: date | None = None


def the_people(today: date) -> tuple[Played, ...]:
    """Give everybody: two teams of caseworkers, one of each other role, six from outside."""
    caseworkers = tuple(
        Played(
            name=name,
            email=_email(name),
            role=UserRole.CASEWORKER,
            team="North" if place < len(OFFICERS) // 2 else "South",
        )
        for place, name in enumerate(OFFICERS)
    )
    return (
        *caseworkers,
        _played(MANAGER, UserRole.MANAGER, team="North"),
        _played("Paige Turner-Penn", UserRole.PLAN_WRITER, team="North"),
        _played("Quinn Measure", UserRole.QUALITY_OFFICER),
        _played("Indy Lookwell", UserRole.INSPECTOR, ends_on=today + _INSPECTION),
        _played("Addie Keys", UserRole.ADMINISTRATOR),
        _from_outside(_LEADER, UserRole.SERVICE),
        _from_outside(_PSYCHOLOGIST, UserRole.PROFESSIONAL),
        _of_health("Nora Fell", UserRole.SERVICE, trusts.FIRST, at="northside-trust.example"),
        _of_health("Sol Marsh", UserRole.SERVICE, trusts.SECOND, at="southside-trust.example"),
        _of_health("Dee Okafor", UserRole.CLINICAL_OFFICER, trusts.FIRST, at="icb.example"),
        Played(
            name=_SENCO,
            email=_email(_SENCO).replace(_MAIL, _SCHOOL_MAIL),
            role=UserRole.SETTING,
            settings=frozenset({school.URN}),
        ),
    )


def let_in(engine: Engine) -> str:
    """Let the invented council's people sign in, all with one new password, which is given.

    Raises:
        NotInvented: the register is not marked as invented.
    """
    password = first_password()
    kept = hash_of_password(password)
    with writing(engine) as connection:
        if not connection.scalar(select(ledger.c.invented)):
            raise NotInvented(
                "This register is not marked as invented, so nobody is let in with one password "
                "for all. `ehcp staff add` adds somebody to a real one."
            )
        for played in the_people(clock.today()):
            _let_in(connection, played, kept=kept)
        _give_work(connection)
    school.give_its_pupils(engine)
    return password


def mark_invented(engine: Engine) -> None:
    """Mark the register for good: every child in it is invented, and every page says so."""
    with writing(engine) as connection:
        connection.execute(update(ledger).values(invented=True))


def _let_in(connection: Connection, played: Played, *, kept: str) -> None:
    known = connection.scalar(select(users.c.id).where(users.c.name == played.name))
    if known is None:
        known = insert_user(
            connection,
            User(
                id=0,
                email=played.email,
                name=played.name,
                roles=frozenset({played.role}),
                team=played.team,
                services=played.services,
                settings=played.settings,
                ends_on=played.ends_on,
            ),
            at=clock.now(),
            password_hash=None if played.role in OUTSIDE else kept,
        )
    if played.role in OUTSIDE:
        return
    connection.execute(
        update(users)
        .where(users.c.id == known)
        .values(password_hash=kept, must_change_password=False)
    )


def _give_work(connection: Connection) -> None:
    """Let the psychologist have some of what nobody of the service has yet, once."""
    sam = connection.scalar(select(users.c.id).where(users.c.name == _PSYCHOLOGIST))
    if sam is None:
        return
    whose, today = Whose(services=_PSYCHOLOGY, user_id=sam), clock.today()
    page = queue_page(connection, whose=whose, today=today, closures=NO_CLOSURES)
    if page.counts[Part.MINE] == 0:
        allocate(
            connection,
            requests=page.lines[:_PIECES],
            user_id=sam,
            by=_LEADER,
            at=clock.now(),
            today=today,
        )


def _played(
    name: str, role: UserRole, *, team: str | None = None, ends_on: date | None = None
) -> Played:
    return Played(name=name, email=_email(name), role=role, team=team, ends_on=ends_on)


def _from_outside(name: str, role: UserRole) -> Played:
    """Give somebody of the service that gives psychologists' advice: a code comes by email."""
    email = _email(name).replace(_MAIL, _SERVICE_MAIL)
    return Played(name=name, email=email, role=role, services=_PSYCHOLOGY)


def _of_health(name: str, role: UserRole, service: str, *, at: str) -> Played:
    """Give somebody of one of the two health trusts, or who sees to both."""
    email = _email(name).replace(_MAIL, at)
    return Played(name=name, email=email, role=role, services=frozenset({service}))


def _email(name: str) -> str:
    return f"{name.lower().replace(' ', '.')}@{_MAIL}"
