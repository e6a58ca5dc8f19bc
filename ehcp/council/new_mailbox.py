"""What follows when the mailbox of a service or a school is set right: what is open goes there."""

from sqlalchemy import Connection

from ehcp.cases.desk import Desk
from ehcp.cases.not_possible import NotPossible
from ehcp.casework.links_lost import links_lost
from ehcp.casework.open_there import open_with_school, open_with_service
from ehcp.casework.provider_changes import WhatFollows
from ehcp.outside.fresh_links import want_fresh_links
from ehcp.outside.other_address import Sender


def links_for_a_service(code: str, *, desk: Desk, sender: Sender) -> WhatFollows:
    """Give what follows for a service, by its code: see `want_fresh_links`."""

    def follow(connection: Connection, left: str, recipient: str) -> None:
        found = open_with_service(connection, code, sight=sender.sight)
        want_fresh_links(
            connection,
            about=found.seen,
            service=code,
            left=left,
            recipient=recipient,
            by=desk.by,
            at=desk.at,
            sender=sender,
        )

    return follow


def link_again(
    connection: Connection, *, case_id: int, party: str, desk: Desk, sender: Sender
) -> None:
    """Send a service a new link to a request about a restricted child: its mailbox was changed.

    Raises:
        NotPossible: it has a link that works, or gets one; or nothing is open with it.
        BadAddress: as `want_fresh_links`.
    """
    lost = next((each for each in links_lost(connection, {case_id}) if each.party == party), None)
    if lost is None:
        raise NotPossible("This service needs no new link: it has one, or nothing is open with it.")
    want_fresh_links(
        connection,
        about=((case_id, party),),
        service=lost.service,
        left=lost.left,
        recipient=lost.recipient,
        by=desk.by,
        at=desk.at,
        sender=sender,
    )


def links_for_a_school(urn: str, *, desk: Desk, sender: Sender) -> WhatFollows:
    """Give what follows for a school, by its URN: see `want_fresh_links`."""

    def follow(connection: Connection, left: str, recipient: str) -> None:
        found = open_with_school(connection, urn, closures=desk.closures, sight=sender.sight)
        want_fresh_links(
            connection,
            about=found.seen,
            left=left,
            recipient=recipient,
            by=desk.by,
            at=desk.at,
            sender=sender,
        )

    return follow
