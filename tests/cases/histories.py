"""Invented histories that the journey allows, for properties that every case must have."""

from datetime import date, timedelta

from hypothesis import strategies as st

from ehcp.cases.advice import AdviceRequest, advice_requests
from ehcp.cases.case_file import CaseFile
from ehcp.cases.conditions import refuse_impossible
from ehcp.cases.deadlines import deadlines
from ehcp.cases.events import Event
from ehcp.cases.exceptions import ABOUT_EXCEPTIONS
from ehcp.cases.kinds import STARTS, Kind
from ehcp.cases.not_possible import NotPossible
from ehcp.cases.standing import Standing, standing
from ehcp.law.notices import complete
from ehcp.law.rules import load_rules
from tests.builders import NOW, REFERENCE, TODAY, a_case

PARTIES = ("educational_psychology", "health", "education")
DETAILS = {
    Kind.EXISTING_ADVICE_USED: {
        "author_agrees": "yes",
        "authority_agrees": "yes",
        "family_agrees": "yes",
    },
    Kind.OFFICER_CHANGED: {"officer": "Kim"},
}
_COMMON = (
    Kind.TOLD_WILL_ASSESS,
    Kind.ADVICE_REQUESTED,
    Kind.ADVICE_RECEIVED,
    Kind.ADVICE_SENT_BACK,
    Kind.DECIDED_TO_ISSUE,
    Kind.DRAFT_SERVED,
    Kind.SETTING_CONSULTED,
    Kind.SETTING_REPLIED,
    Kind.REPRESENTATIONS_RECEIVED,
    Kind.PLAN_FINALISED,
)
_TRIED = (
    *_COMMON,
    *_COMMON,
    *(kind for kind in Kind if kind not in (*ABOUT_EXCEPTIONS, Kind.CORRECTED)),
)


@st.composite
def histories(draw: st.DrawFn, *, at_least_days_apart: int = 0) -> CaseFile:
    """Draw a history of a case in which every entry is allowed where it stands."""
    day = draw(st.dates(date(2024, 1, 1), date(2025, 12, 31)))
    trigger = draw(st.sampled_from((Kind.BECAME_RESPONSIBLE, Kind.REQUEST_RECEIVED)))
    file = a_case().then(Kind(trigger), day).file
    tries = st.tuples(
        st.sampled_from(_TRIED),
        st.integers(at_least_days_apart, 14),
        st.sampled_from(PARTIES),
    )
    for kind, days_later, party in draw(st.lists(tries, max_size=30)):
        event = an_event(
            file, kind, day + timedelta(days=days_later), party if about_a_party(kind) else None
        )
        if kind in STARTS and file.of((kind,)):
            continue
        try:
            refuse_impossible(file=file, event=event, today=TODAY)
        except NotPossible:
            continue
        day = event.happened_on
        file = file.with_entry(event)
    return file


def an_event(file: CaseFile, kind: Kind, day: date, party: str | None) -> Event:
    """Make the entry that would come next on this file's record."""
    return Event(
        sequence=len(file.recorded) + 1,
        kind=kind,
        happened_on=day,
        party=party,
        details=DETAILS.get(kind, {}) | complete(kind.value, file.journey),
        recorded_at=NOW,
        recorded_by="Kim",
    )


def about_a_party(kind: Kind) -> bool:
    """Say whether this kind of event is about one advice-giver or setting."""
    return (
        "advice" in kind
        or "setting_" in kind
        or kind
        in {
            Kind.APPOINTMENT_MISSED,
            Kind.NIL_REPLY,
        }
    )


def all_that_follows(
    file: CaseFile,
) -> tuple[list[tuple[object, ...]], list[AdviceRequest], Standing]:
    """Give everything that is worked out from a record, without who wrote it down and when."""
    return (
        sorted(
            (
                limit.rule.id,
                limit.party or "",
                limit.started_on,
                limit.due_on or date.max,
                limit.met_on or date.max,
                limit.fell_away_on or date.max,
                limit.exception.ground_id if limit.exception else "",
            )
            for limit in deadlines(file, load_rules())
        ),
        sorted(advice_requests(file), key=lambda each: (each.requested_on, each.party)),
        standing(file),
    )


__all__ = ["REFERENCE", "about_a_party", "all_that_follows", "an_event", "histories"]
