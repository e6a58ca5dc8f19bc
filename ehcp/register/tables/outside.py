"""The tables of those who answer from outside: links, codes, who does what, families."""

from datetime import date, datetime

from sqlalchemy import Index
from sqlmodel import Field, SQLModel

from ehcp.register.columns import UtcInstant


class LinkRow(SQLModel, table=True):
    """The link in one message: it opens what that message is about, and nothing else.

    The token itself is kept nowhere but in the message. What it opens follows from the message's
    occasions.
    """

    __tablename__ = "links"
    __table_args__ = (Index("links_of_message", "message_id"),)

    token_hash: str = Field(primary_key=True)
    message_id: str = Field(foreign_key="messages.id")
    recipient: str = Field(description="the mailbox to which the message and every code goes")
    created_at: datetime = Field(sa_type=UtcInstant)
    ends_at: datetime = Field(sa_type=UtcInstant)
    withdrawn_at: datetime | None = Field(default=None, sa_type=UtcInstant)
    withdrawn_by: str | None = None


class FreshLinkRow(SQLModel, table=True):
    """A request or consultation about which its reader gets a link that works: the mailbox changed.

    It holds for that mailbox alone. Where it is changed once more nothing goes to the next.
    """

    __tablename__ = "fresh_links"

    case_id: int = Field(foreign_key="cases.id", primary_key=True)
    party: str = Field(primary_key=True)
    service: str = Field(
        default="", primary_key=True, description="the code of the service; none for a school"
    )
    recipient: str = Field(description="the mailbox of now, which was to have it")
    wanted_at: datetime = Field(sa_type=UtcInstant)


class CodeRow(SQLModel, table=True):
    """A code that was sent to a mailbox: for a link, or to sign in. It works once, for minutes."""

    __tablename__ = "codes"
    __table_args__ = (Index("codes_for", "opens", "sent_at"),)

    id: int | None = Field(default=None, primary_key=True)
    opens: str = Field(description="the hash of a link's token, or of the address that signs in")
    code_hash: str
    sent_at: datetime = Field(sa_type=UtcInstant, index=True)
    ends_at: datetime = Field(sa_type=UtcInstant)
    tries: int = 0
    used_at: datetime | None = Field(default=None, sa_type=UtcInstant)


class LinkVisitRow(SQLModel, table=True):
    """A browser in which a link was opened with its code; the token itself is kept nowhere."""

    __tablename__ = "link_visits"

    token_hash: str = Field(primary_key=True)
    link: str = Field(foreign_key="links.token_hash", index=True)
    csrf: str
    started_at: datetime = Field(sa_type=UtcInstant)
    ends_at: datetime = Field(sa_type=UtcInstant)


class AllocationRow(SQLModel, table=True):
    """Who of a service writes one piece of advice. The service's own business: no event."""

    __tablename__ = "allocations"

    case_id: int = Field(foreign_key="cases.id", primary_key=True)
    party: str = Field(primary_key=True)
    requested_on: date = Field(primary_key=True)
    user_id: int = Field(foreign_key="users.id", index=True)
    set_by: str
    set_at: datetime = Field(sa_type=UtcInstant)


class FamilyContactRow(SQLModel, table=True):
    """An adult of a child's family, or the young person: to whom we write, and who may follow."""

    __tablename__ = "family_contacts"

    id: int | None = Field(default=None, primary_key=True)
    person_id: int = Field(foreign_key="people.id", index=True)
    name: str
    email: str | None = None
    code_hash: str | None = Field(
        default=None, description="of the code with which they follow the case; None: none given"
    )
    code_at: datetime | None = Field(default=None, sa_type=UtcInstant)
    set_by: str
    set_at: datetime = Field(sa_type=UtcInstant)
    ended_at: datetime | None = Field(default=None, sa_type=UtcInstant)


class FamilyVisitRow(SQLModel, table=True):
    """A browser in which a family came with its code; the token itself is kept nowhere."""

    __tablename__ = "family_visits"

    token_hash: str = Field(primary_key=True)
    contact_id: int = Field(foreign_key="family_contacts.id", index=True)
    reference: str = Field(description="of the case that they came for")
    ends_at: datetime = Field(sa_type=UtcInstant)


links = LinkRow.__table__  # type: ignore[attr-defined]
fresh_links = FreshLinkRow.__table__  # type: ignore[attr-defined]
codes = CodeRow.__table__  # type: ignore[attr-defined]
link_visits = LinkVisitRow.__table__  # type: ignore[attr-defined]
allocations = AllocationRow.__table__  # type: ignore[attr-defined]
family_contacts = FamilyContactRow.__table__  # type: ignore[attr-defined]
family_visits = FamilyVisitRow.__table__  # type: ignore[attr-defined]
