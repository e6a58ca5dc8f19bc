"""Restricted children's requests whose link ended with a mailbox, and of which nobody sent another.

Whoever changes a mailbox has the links of those alone sent that they may see. What is about a
restricted child is its caseworker's to send.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from sqlalchemy import ColumnElement, Connection, Select, exists, func, select

from ehcp.cases.advice_kinds import AdviceKind
from ehcp.casework.day_reasons import Reason, Section
from ehcp.register.delivery import FAILURES
from ehcp.register.open_requests import IS_WITH_THEM
from ehcp.register.tables import (
    advice,
    audit,
    cases,
    fresh_links,
    links,
    messages,
    occasions,
    people,
    providers,
)

_ON_PURPOSE: Final = "link_withdrawn"
"""How the audit record names that somebody withdrew a link for a reason."""
_NAMES: Final = {kind.value: kind.says for kind in AdviceKind}


@dataclass(frozen=True, kw_only=True)
class LinkLost:
    """A request whose service has no link to it any more, since its mailbox was changed.

    Attributes:
        service: the code of the service.
        name: its name.
        left: the mailbox that had the link.
        recipient: the one of now.
        on: the day on which it was changed.
    """

    case_id: int
    party: str
    service: str
    name: str
    left: str
    recipient: str
    on: date

    @property
    def reason(self) -> Reason:
        """Give why its case is on somebody's day."""
        return Reason(
            section=Section.TASKS,
            why=f"The mailbox of {self.name} was changed, and the link that it had opens nothing",
            do=f"Send a new link for {_NAMES.get(self.party, self.party)} advice.",
            on=self.on,
            link_for=self.party,
        )


def links_lost(connection: Connection, among: Collection[int]) -> list[LinkLost]:
    """Give those of these cases, by case; a link that was withdrawn for a reason is not lost."""
    last = _ended().order_by(links.c.withdrawn_at.desc()).limit(1)
    rows = connection.execute(
        select(
            advice.c.case_id,
            advice.c.party,
            advice.c.service,
            providers.c.name,
            providers.c.email,
            last.add_columns(links.c.recipient).scalar_subquery().label("left"),
            last.add_columns(links.c.withdrawn_at).scalar_subquery().label("ended_at"),
        )
        .join(providers, providers.c.code == advice.c.service)
        .where(
            advice.c.case_id.in_(_of_restricted_children()),
            IS_WITH_THEM,
            exists(_ended().add_columns(links.c.token_hash)),
            ~_has_one_at_the_mailbox_of_now(),
            ~_is_sent_one(),
        )
    )
    return [
        LinkLost(
            case_id=row.case_id,
            party=row.party,
            service=row.service,
            name=row.name,
            left=row.left,
            recipient=row.email,
            on=row.ended_at.date(),
        )
        for row in rows
        if row.case_id in among
    ]


def _of_restricted_children() -> Select[tuple[int]]:
    """Choose their cases: they are few, and what is looked for is looked for in them alone."""
    return (
        select(cases.c.id)
        .join(people, people.c.id == cases.c.person_id)
        .where(people.c.restricted_to.is_not(None))
    )


def _about_this() -> tuple[ColumnElement[bool], ...]:
    return (
        occasions.c.case_id == advice.c.case_id,
        occasions.c.party == advice.c.party,
        occasions.c.service == advice.c.service,
    )


def _ended() -> Select[Any]:
    """Choose the links about a request which arrived, and ended with a mailbox that was left."""
    on_purpose = exists(
        select(audit.c.id).where(audit.c.act == _ON_PURPOSE, audit.c.at == links.c.withdrawn_at)
    )
    return (
        select()
        .select_from(links)
        .join(messages, messages.c.id == links.c.message_id)
        .join(occasions, occasions.c.message_id == links.c.message_id)
        .where(
            *_about_this(),
            links.c.withdrawn_at.is_not(None),
            func.lower(links.c.recipient) != func.lower(providers.c.email),
            messages.c.status == "sent",
            func.coalesce(messages.c.delivery, "").not_in(list(FAILURES)),
            ~on_purpose,
        )
        .correlate(advice, providers)
    )


def _has_one_at_the_mailbox_of_now() -> ColumnElement[bool]:
    return exists(
        select(links.c.token_hash)
        .join(occasions, occasions.c.message_id == links.c.message_id)
        .where(
            *_about_this(),
            links.c.withdrawn_at.is_(None),
            func.lower(links.c.recipient) == func.lower(providers.c.email),
        )
        .correlate(advice, providers)
    )


def _is_sent_one() -> ColumnElement[bool]:
    return exists(
        select(fresh_links.c.case_id).where(
            fresh_links.c.case_id == advice.c.case_id,
            fresh_links.c.party == advice.c.party,
            fresh_links.c.service == advice.c.service,
            func.lower(fresh_links.c.recipient) == func.lower(providers.c.email),
        )
    )
