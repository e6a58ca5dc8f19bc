"""Taking in the file of a form's field: what is wrong with it is said at the field."""

from collections.abc import Mapping
from datetime import date

from ehcp.cases.kinds import Kind
from ehcp.documents.bad_file import BadFile
from ehcp.documents.document import Document, HandedIn
from ehcp.documents.offered_names import refuse_hostile
from ehcp.documents.scanners import scanner_named
from ehcp.documents.take_in import A_MEGABYTE, take_in, throw_away
from ehcp.web.forms import BadForm
from ehcp.web.visit import Visit


def take_in_sent(
    visit: Visit,
    field: str,
    *,
    case_id: int,
    kind: Kind,
    party: str | None,
    by: str,
    happened_on: date | None = None,
    details: Mapping[str, str] | None = None,
    service: str = "",
) -> Document:
    """Keep the file of a field, as `take_in`; the route must take files.

    Where the document is held, its entry is put on record later, on the day `happened_on` (the
    day of handing in, if it is not said) and with these `details`.

    Raises:
        BadForm: there is no file, or it is refused.
    """
    sent = visit.sent.file(field)
    if sent is None:
        raise BadForm({field: "Choose a file."})
    settings = visit.counter.settings
    try:
        refuse_hostile(sent.offered)
        return take_in(
            visit.counter.engine,
            folder=settings.documents,
            scanner=scanner_named(settings.scanner),
            handed_in=HandedIn(
                case_id=case_id,
                kind=kind,
                party=party,
                by=by,
                at=visit.now,
                happened_on=happened_on or visit.today,
                details=details or {},
                service=service,
            ),
            stream=sent.stream,
            largest=settings.largest_file_mb * A_MEGABYTE,
        )
    except BadFile as bad:
        raise BadForm({field: str(bad)}) from None


def throw_away_sent(visit: Visit, document: Document) -> None:
    """Take a document back out, where the act that it was handed in for was refused."""
    throw_away(visit.counter.engine, folder=visit.counter.settings.documents, document=document)
