"""Which consultations a link opens: those of the schools that still read the mailbox it went to."""

from sqlalchemy import Connection, select

from config.clock import LONDON
from ehcp.cases.closures import Closures
from ehcp.casework.consultations_listed import ConsultationLine, consultation_lines
from ehcp.casework.pupils import names_of, urn_named
from ehcp.casework.setting_names import in_words
from ehcp.outside.links import Link
from ehcp.register.tables import occasions
from ehcp.web.counter import Counter


def consultations_of(
    connection: Connection, link: Link, counter: Counter
) -> tuple[ConsultationLine, ...]:
    """Give the consultations that a link opens, waiting or answered, until the council decides.

    A link that went to a mailbox which is no longer the school's opens none, as the council's list
    of settings has it at this moment; nor does it open what the school was asked after it went.
    """
    settings = counter.council.people.settings
    mailbox = link.recipient.casefold()
    return consultation_lines(
        connection,
        link.consulted,
        urns=[urn for urn, email in settings.items() if email.casefold() == mailbox],
        closures=closures_at(counter),
        asked_by=link.created_at.astimezone(LONDON).date(),
    )


def mailbox_now(connection: Connection, message_id: str, counter: Counter) -> str | None:
    """Give the mailbox that the school of a consultation has now; None where it has none."""
    settings = counter.council.people.settings
    parties = connection.scalars(
        select(occasions.c.party).where(occasions.c.message_id == message_id).distinct()
    )
    closures = closures_at(counter)
    urns = [urn_named(party, urns=settings.keys(), closures=closures) for party in parties]
    found = {settings[urn] for urn in urns if urn is not None}
    return found.pop() if len(found) == 1 else None


def school_called(connection: Connection, urn: str, counter: Counter) -> str:
    """Give the name of a school; its number in words where no name is on record."""
    names = names_of(connection, urns=(urn,), closures=closures_at(counter))
    return names[urn] or in_words(urn)


def school_by_link(connection: Connection, urn: str, counter: Counter) -> str:
    """Give how a school that came by a link stands on the record."""
    return f"{school_called(connection, urn, counter)}, by link"


def closures_at(counter: Counter) -> Closures:
    """Give when each setting is closed, by which a name is known to be a setting's."""
    return counter.desk(by="", may=frozenset()).closures
