"""Whether a notice went to everyone who must have it, and holds all that it must hold."""

from ehcp.cases.case_file import CaseFile
from ehcp.cases.events import Event
from ehcp.cases.not_possible import NotPossible
from ehcp.cases.persons import is_detained
from ehcp.law.notices import missing, notice_for


def refuse_incomplete_notice(file: CaseFile, event: Event) -> None:
    """Refuse an event that serves a notice until each recipient and content is on record.

    A correction of its day later does not ask for them again, and what a tracker brought is taken
    as it is.

    Raises:
        NotPossible: with everything that is missing, and how to add it.
    """
    if event.came_from_a_tracker:
        return
    notice = notice_for(event.kind.value, file.journey, detained=is_detained(file))
    if notice is None:
        return
    lacks = missing(notice, event.details)
    if lacks:
        raise NotPossible(
            f"{event.kind} serves a notice ({notice.source.cite}) that is not complete. "
            f"{' '.join(lacks)} `ehcp case notice {event.kind}` says what each of these is, and "
            "how to record it once it was sent."
        )
