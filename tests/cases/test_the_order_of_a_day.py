"""What is put on record on one day has its place there, in whichever order it comes."""

from collections.abc import Iterator
from datetime import date, timedelta

import pytest

from ehcp.cases.advice import answers_to_requests
from ehcp.cases.case_file import CaseFile
from ehcp.cases.conditions import refuse_broken_record
from ehcp.cases.journeys import JOURNEYS, Journey, passage
from ehcp.cases.kinds import Kind
from ehcp.cases.not_possible import NotPossible
from ehcp.cases.stages import Stage
from tests.builders import CaseBuilder, a_case, limit
from tests.cases.histories import about_a_party

BEFORE, DAY, NEXT_DAY = (date(2026, 5, 4) + timedelta(days=days) for days in (-30, 0, 1))
PARTY = "educational_psychology"
EXCEPT = {
    # Of two contrary endings one is a slip. A tribunal can have the plan amended after all, though
    # not on the day of the refusal.
    (Kind.DECIDED_NOT_TO_AMEND, Kind.AMENDED_PLAN_FINALISED),
}
KEPT = {(Kind.PLAN_CEASED, Kind.PLAN_CONTINUED)}
"""A plan that ceased and was continued on one day was kept: the first of them was not the end."""


@pytest.mark.parametrize("journey", JOURNEYS, ids=lambda journey: journey.name)
def test_what_may_follow_on_the_next_day_may_follow_on_the_same(journey: Journey) -> None:
    kinds = kinds_of(journey)
    tried = 0
    for file in files_at_each_stage(journey):
        for first in kinds:
            begun = recorded(file, first, DAY)
            if begun is None:
                continue
            for then in kinds:
                later = recorded(begun, then, NEXT_DAY)
                if later is None or (first, then) in EXCEPT:
                    continue
                tried += 1
                at_once = recorded(begun, then, DAY)
                assert at_once, (passage(file).stage, first, then)
                if (first, then) not in KEPT:
                    assert passage(at_once).stage is passage(later).stage, (first, then)
    assert tried > len(journey.steps)


def test_what_is_recorded_late_stands_before_what_left_the_stage_that_day() -> None:
    tried = 0
    for journey in JOURNEYS:
        for file in files_at_each_stage(journey):
            stage = passage(file).stage
            for leaving in journey.steps:
                gone = recorded(file, leaving.when, DAY)
                if leaving.at is not stage or leaving.to is stage or gone is None:
                    continue
                for late in kinds_of(journey):
                    # Nothing more can come of it at the stage to which the case went.
                    if recorded(gone, late, NEXT_DAY) or not recorded(file, late, DAY):
                        continue
                    if journey.moves_the_case(late):
                        continue
                    tried += 1
                    both = recorded(gone, late, DAY)
                    assert both, (stage, leaving.when, late)
                    assert passage(both).stage is leaving.to
    assert tried > 500


def test_a_school_answers_on_the_day_on_which_the_family_is_told_that_there_is_no_plan() -> None:
    in_draft = (
        a_case()
        .requested("2026-01-05")
        .told_will_assess("2026-02-10")
        .then(Kind.SETTING_CONSULTED, "2026-04-20", party="900001")
        .draft_served("2026-04-20")
    )
    in_draft.then(Kind.SETTING_REPLIED, "2026-05-04", party="900001")
    in_draft.allows(Kind.TOLD_NO_PLAN, "2026-05-04")
    assert passage(in_draft.then(Kind.TOLD_NO_PLAN, "2026-05-04").file).stage is Stage.NO_PLAN
    assert limit(in_draft.file, "school_consult_response").met_on == date(2026, 5, 4)


def test_a_missed_appointment_is_that_of_the_request_that_stood_when_it_was_recorded() -> None:
    story = a_case().requested("2026-01-05").told_will_assess("2026-02-10")
    story.advice_asked(PARTY, "2026-02-20", service="north")
    story.then(Kind.APPOINTMENT_MISSED, "2026-03-02", party=PARTY)
    story.advice_cancelled(PARTY, "2026-03-02")
    story.advice_asked(PARTY, "2026-03-02", service="south")
    assert {each.service for each in answers_to_requests(story.file).values()} == {"north"}


def kinds_of(journey: Journey) -> list[Kind]:
    return [kind for kind in Kind if journey.recorded_by(kind)]


def files_at_each_stage(journey: Journey) -> Iterator[CaseFile]:
    """Give a case at each stage of a journey, reached on an earlier day by the shortest way.

    Where advice can have been asked on that way, it was.
    """
    ways: dict[Stage | None, CaseFile] = {
        None: CaseFile(reference="K7Q-2ND", recorded=(), journey=journey.name)
    }
    while True:
        further = {
            step.to: file
            for step in journey.steps
            if step.at in ways
            and step.to not in ways
            and (file := recorded(ways[step.at], step.when, BEFORE)) is not None
        }
        if not further:
            break
        ways |= {
            to: recorded(file, Kind.ADVICE_REQUESTED, BEFORE) or file
            for to, file in further.items()
        }
    del ways[None]
    assert {*ways} == {*journey.stages}
    yield from ways.values()


def recorded(file: CaseFile, kind: Kind, on: date) -> CaseFile | None:
    """Give the file with one more entry; None where the record would not make sense with it."""
    story = CaseBuilder(journey=file.journey)
    story.entries = list(file.recorded)
    party = PARTY if about_a_party(kind) else None
    promise = {"promised_on": "2026-06-30", "reason": "capacity"}
    details = promise if kind is Kind.ADVICE_PROMISED else {}
    after = story.entry(kind, on, party=party, details=details).file
    try:
        refuse_broken_record(before=file, after=after, event=after.recorded[-1])
    except NotPossible:
        return None
    return after
