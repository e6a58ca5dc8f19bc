"""The tables of who works here: users, their sessions, covers, and sealed records opened."""

from datetime import date, datetime

from sqlalchemy import JSON, Column, Index
from sqlmodel import Field, SQLModel

from ehcp.register.columns import UtcInstant


class UserRow(SQLModel, table=True):
    """Somebody who signs in. `name` is how they stand on the record and as a case's officer."""

    __tablename__ = "users"

    id: int | None = Field(default=None, primary_key=True)
    email: str = Field(unique=True, description="in small letters; it is what they sign in with")
    name: str = Field(unique=True)
    roles: list[str] = Field(default_factory=list, sa_column=Column(JSON, nullable=False))
    team: str | None = None
    services: list[str] = Field(
        default_factory=list,
        sa_column=Column(JSON, nullable=False),
        description="somebody from outside: the codes of their services; a clinical officer's: "
        "the kinds of advice that they see of every service",
    )
    settings: list[str] = Field(
        default_factory=list,
        sa_column=Column(JSON, nullable=False),
        description="somebody from outside: the URNs of their school or college",
    )
    is_active: bool = True
    ends_on: date | None = Field(
        default=None, description="the last day on which they may sign in; an inspector has one"
    )
    subject: str | None = Field(
        default=None, unique=True, description="issuer and subject of the identity provider"
    )
    password_hash: str | None = None
    must_change_password: bool = False
    totp_secret: str | None = None
    totp_used: int | None = Field(
        default=None, description="the last time step whose code was taken: a code works once"
    )
    failures: int = Field(default=0, description="no longer read: `tries` counts them")
    locked_until: datetime | None = Field(default=None, sa_type=UtcInstant)
    created_at: datetime = Field(sa_type=UtcInstant)


class SessionRow(SQLModel, table=True):
    """One sign-in in a browser, or one key for a program; the token itself is kept nowhere."""

    __tablename__ = "sessions"

    token_hash: str = Field(primary_key=True)
    user_id: int = Field(foreign_key="users.id", index=True)
    kind: str = Field(description="browser or key")
    label: str | None = None
    csrf: str
    started_at: datetime = Field(sa_type=UtcInstant)
    seen_at: datetime = Field(sa_type=UtcInstant)
    ends_at: datetime = Field(sa_type=UtcInstant)
    awaits: str | None = Field(
        default=None, description="second_factor or new_password, where it opens nothing yet"
    )


class SignInTryRow(SQLModel, table=True):
    """One try to sign in, by the hash of where it came from or of whom it named."""

    __tablename__ = "sign_in_tries"
    __table_args__ = (Index("sign_in_tries_of", "key", "at"),)

    id: int | None = Field(default=None, primary_key=True)
    key: str
    at: datetime = Field(sa_type=UtcInstant, index=True)


class CoverRow(SQLModel, table=True):
    """Somebody looks after another's cases for some days; the cases stay whose they are."""

    __tablename__ = "covers"

    id: int | None = Field(default=None, primary_key=True)
    officer: str = Field(index=True)
    covered_by: str = Field(index=True)
    from_on: date
    until_on: date
    set_by: str
    set_at: datetime = Field(sa_type=UtcInstant)
    ended_at: datetime | None = Field(default=None, sa_type=UtcInstant)


class SealOpenedRow(SQLModel, table=True):
    """Somebody of another team opened a restricted child's records (break-glass), and why."""

    __tablename__ = "seals_opened"
    __table_args__ = (Index("seals_opened_by", "user_id", "until_at"),)

    id: int | None = Field(default=None, primary_key=True)
    user_id: int = Field(foreign_key="users.id")
    person_id: int = Field(foreign_key="people.id")
    reason: str
    opened_at: datetime = Field(sa_type=UtcInstant)
    until_at: datetime = Field(sa_type=UtcInstant)


users = UserRow.__table__  # type: ignore[attr-defined]
sessions = SessionRow.__table__  # type: ignore[attr-defined]
sign_in_tries = SignInTryRow.__table__  # type: ignore[attr-defined]
covers = CoverRow.__table__  # type: ignore[attr-defined]
seals_opened = SealOpenedRow.__table__  # type: ignore[attr-defined]
