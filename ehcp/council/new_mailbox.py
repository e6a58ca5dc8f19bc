"""What follows when the mailbox of a service or a school is set right: what is open goes there."""

from sqlalchemy import Connection

from ehcp.cases.desk import Desk
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
