"""What is open at a mailbox that was changed goes to the new one, once, with links that work.

Here it is put down for whom that is wanted. The letter is written when letters next are, about what
is open then; no day by which anything is due moves.
"""

from collections.abc import Collection
from datetime import datetime
from typing import Final

from sqlalchemy import (
    ColumnElement,
    Connection,
    delete,
    exists,
    func,
    insert,
    not_,
    or_,
    select,
    update,
)

from ehcp.outside.never_asked import let_ask_anew
from ehcp.outside.other_address import CONSULTED, BadAddress, Sender, is_ours
from ehcp.outside.settling import waits_for_a_person
from ehcp.register.advice_letters import MAILBOX_CHANGED
from ehcp.register.audit import note_each
from ehcp.register.delivery import ELSEWHERE, FAILURES
from ehcp.register.open_requests import IS_WITH_THEM
from ehcp.register.tables import advice, deadlines, fresh_links, links, messages, occasions

WANTED: Final = "fresh_link_wanted"
"""How the audit record names that what is open goes to a new mailbox."""
ELSEWHERE_NOTED: Final = "letter_sent_elsewhere"
"""How it names that what a letter asked goes to another mailbox, so that nobody sees to it."""

_WITH_A_LINK: Final = frozenset(
    (*("advice_needed", "advice_reminder", "advice_late", "advice_digest"), MAILBOX_CHANGED)
)
"""Letters to a service of which the fresh one says all that matters."""
_ASKED_OF_A_SCHOOL: Final = "school_consult_response"
_TO_THE_NEW: Final = "to the mailbox kept now"


def want_fresh_links(
    connection: Connection,
    *,
    about: Collection[tuple[int, str]],
    service: str = "",
    left: str,
    recipient: str,
    by: str,
    at: datetime,
    sender: Sender,
) -> None:
    """Let one letter about what is open go to the new mailbox of a service, or of a school.

    `about` names what is open and may be seen by whoever changed the mailbox: each case by its id,
    with the party as its entry has it. `service` is the code of the service. What came back from
    the mailbox that was `left`, or waited to go there, is settled where all of it is told now. What
    a service was never asked, as no request for it arrived, it is asked anew.

    Raises:
        BadAddress: the new mailbox is one of the council's own people, to whom no link goes.
    """
    if not about or left.casefold() == recipient.casefold():
        return
    if is_ours(connection, recipient, sender.ours):
        raise BadAddress(
            "This is an address of our own people. No letter with links goes there: enter the "
            "mailbox of the service or school, or choose not to send the letter."
        )
    for case_id, party in about:
        connection.execute(
            delete(fresh_links).where(
                fresh_links.c.case_id == case_id,
                fresh_links.c.party == party,
                fresh_links.c.service == service,
            )
        )
    connection.execute(
        insert(fresh_links),
        [
            {
                "case_id": case_id,
                "party": party,
                "service": service,
                "recipient": recipient,
                "wanted_at": at,
            }
            for case_id, party in about
        ],
    )
    case_ids = sorted({case_id for case_id, _ in about})
    note_each(connection, at=at, by=by, act=WANTED, case_ids=case_ids, about=_TO_THE_NEW)
    if service:
        let_ask_anew(connection, about=about, service=service, left=left, recipient=recipient)
    letters = _WITH_A_LINK if service else {CONSULTED}
    _settle_what_went_to(connection, left, letters=letters, by=by, at=at)


def has_a_link(*, now: datetime) -> ColumnElement[bool]:
    """Say of a row of `fresh_links` that its mailbox has, or gets, a link about it that works."""
    return exists(
        select(links.c.token_hash)
        .join(messages, messages.c.id == links.c.message_id)
        .join(occasions, occasions.c.message_id == links.c.message_id)
        .where(
            occasions.c.case_id == fresh_links.c.case_id,
            occasions.c.party == fresh_links.c.party,
            occasions.c.service == fresh_links.c.service,
            func.lower(links.c.recipient) == func.lower(fresh_links.c.recipient),
            links.c.withdrawn_at.is_(None),
            links.c.ends_at > now,
            messages.c.status.in_(("waiting", "sending", "sent")),
            func.coalesce(messages.c.delivery, "").not_in(list(FAILURES)),
        )
    )


def _settle_what_went_to(
    connection: Connection, left: str, *, letters: Collection[str], by: str, at: datetime
) -> None:
    """Settle as sent to another mailbox what a person need not see to any more.

    That is a letter to the old one which did not arrive, or has not gone, if whatever is open of
    all that it is about goes to a new mailbox now.
    """
    found = connection.execute(
        select(messages.c.id, messages.c.status, messages.c.delivery)
        .where(
            messages.c.letter.in_(sorted(letters)),
            func.lower(messages.c.recipient) == left.lower(),
            messages.c.status.in_(("failed", "uncertain", "sent", "waiting")),
            messages.c.claimed_by.is_(None),
            _is_about(_goes_to_the_new_one()),
            not_(_is_about(_is_open(), not_(_goes_to_the_new_one()))),
        )
        .with_for_update()
    ).all()
    settled = [
        row.id
        for row in found
        if row.status == "waiting" or waits_for_a_person(row.status, row.delivery)
    ]
    if not settled:
        return
    connection.execute(
        update(messages)
        .where(messages.c.id.in_(settled))
        .values(status="not_needed", settled_at=at, delivery=ELSEWHERE, delivery_at=at)
    )
    about = select(occasions.c.case_id).where(
        occasions.c.message_id.in_(settled), occasions.c.case_id.is_not(None)
    )
    case_ids = sorted(set(connection.scalars(about)))
    note_each(connection, at=at, by=by, act=ELSEWHERE_NOTED, case_ids=case_ids, about=_TO_THE_NEW)


def _is_about(*conditions: ColumnElement[bool]) -> ColumnElement[bool]:
    """Say that a message has an occasion for which these hold."""
    return exists(
        select(occasions.c.key).where(
            occasions.c.message_id == messages.c.id,
            occasions.c.case_id.is_not(None),
            *conditions,
        )
    )


def _goes_to_the_new_one() -> ColumnElement[bool]:
    return exists(
        select(fresh_links.c.case_id).where(
            fresh_links.c.case_id == occasions.c.case_id,
            fresh_links.c.party == occasions.c.party,
            fresh_links.c.service == occasions.c.service,
            fresh_links.c.wanted_at >= messages.c.created_at,
        )
    )


def _is_open() -> ColumnElement[bool]:
    """Say that the answer for which an occasion asks is still with whom it was asked of."""
    return or_(
        exists(
            select(advice.c.case_id).where(
                advice.c.case_id == occasions.c.case_id,
                advice.c.party == occasions.c.party,
                advice.c.service == occasions.c.service,
                IS_WITH_THEM,
            )
        ),
        exists(
            select(deadlines.c.case_id).where(
                deadlines.c.case_id == occasions.c.case_id,
                deadlines.c.party == occasions.c.party,
                deadlines.c.rule_id == _ASKED_OF_A_SCHOOL,
                deadlines.c.met_on.is_(None),
                deadlines.c.fell_away_on.is_(None),
            )
        ),
    )
