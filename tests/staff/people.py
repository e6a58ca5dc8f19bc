"""The people of an invented council, and short ways to add them and to sign them in."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

import pyotp
from sqlalchemy import Engine, select, update

from ehcp.register.engine import reading, writing
from ehcp.register.tables import audit, sessions, users
from ehcp.staff.own_password import change_password
from ehcp.staff.roles import UserRole
from ehcp.staff.second_factor import enrol, secret_to_enrol
from ehcp.staff.sessions import open_session, visitor_of
from ehcp.staff.sign_in import SignedIn, Terms, sign_in
from ehcp.staff.tries import Limits
from ehcp.staff.users import add_user
from ehcp.staff.visitor import Visitor
from tests.builders import NOW, TODAY

IDLE = timedelta(minutes=30)
TERMS = Terms(limits=Limits(tries=3, lock=timedelta(minutes=15)))
WITHOUT_CODES = Terms(limits=TERMS.limits, second_factor=False)
OWN = "ferry lantern oatmeal"
ORIGIN = "192.0.2.7"


def email_of(name: str) -> str:
    """Give the address of an invented person: kim.ashdown@council.example."""
    return f"{name.lower().replace(' ', '.')}@council.example"


@dataclass(frozen=True)
class Staff:
    """Everybody who works at the invented council."""

    engine: Engine

    def add(self, name: str, *roles: UserRole, password: str | None = OWN, **more) -> int:
        """Add somebody who has a password of their own already, or only the first one."""
        user_id, first = add_user(
            self.engine,
            by="Ada",
            at=NOW,
            today=TODAY,
            email=email_of(name),
            name=name,
            roles=roles or (UserRole.CASEWORKER,),
            **more,
        )
        if password is not None:
            signed = self.signs_in(name, password=first)
            change_password(
                self.engine, token=signed.token, new=password, now=NOW, today=TODAY, terms=TERMS
            )
        return user_id

    def signs_in(
        self,
        name: str,
        *,
        password: str = OWN,
        now: datetime = NOW,
        today: date = TODAY,
        origin: str = ORIGIN,
        terms: Terms = TERMS,
    ) -> SignedIn:
        return sign_in(
            self.engine,
            email=email_of(name),
            password=password,
            origin=origin,
            now=now,
            today=today,
            terms=terms,
        )

    def enrols(self, name: str, *, now: datetime = NOW) -> tuple[SignedIn, pyotp.TOTP]:
        """Sign somebody in who has no second factor yet, and let them set one up."""
        waiting = self.signs_in(name, now=now)
        app = pyotp.TOTP(secret_to_enrol(waiting.token))
        signed = enrol(
            self.engine,
            token=waiting.token,
            code=app.at(now),
            now=now,
            today=TODAY,
            terms=TERMS,
        )
        return signed, app

    def visitor(self, token: str, *, now: datetime = NOW, today: date = TODAY) -> Visitor | None:
        return visitor_of(self.engine, token=token, now=now, today=today, idle=IDLE)

    def session(self, user_id: int, *, now: datetime = NOW, **more) -> str:
        with writing(self.engine) as connection:
            return open_session(
                connection, user_id=user_id, now=now, longest=timedelta(hours=12), **more
            )

    def set(self, user_id: int, **columns: object) -> None:
        with writing(self.engine) as connection:
            connection.execute(update(users).where(users.c.id == user_id).values(**columns))

    def row(self, user_id: int):
        with reading(self.engine) as connection:
            return connection.execute(select(users).where(users.c.id == user_id)).one()

    def sessions(self):
        with reading(self.engine) as connection:
            return connection.execute(select(sessions)).all()

    def audit(self, *acts: str) -> list[tuple[str, str, str | None, str | None]]:
        """Give the audit record: by whom, what, about what and why."""
        with reading(self.engine) as connection:
            rows = connection.execute(select(audit).order_by(audit.c.id)).all()
        return [
            (row.by, row.act, row.about, row.why) for row in rows if not acts or row.act in acts
        ]
