"""Whole needs assessments told in days, through the public functions, on a real register."""

from datetime import UTC, datetime, time
from typing import Any

import pytest

from ehcp.cases.closures import Closure, Closures, SettingClosures
from ehcp.cases.desk import Desk
from ehcp.cases.kinds import Kind
from ehcp.cases.not_possible import NotPossible
from ehcp.casework.correct import correct
from ehcp.casework.look_up import case_shown
from ehcp.casework.open_case import open_case
from ehcp.casework.record import record
from ehcp.law.notices import complete
from ehcp.law.rules import load_rules
from ehcp.register.engine import open_engine
from ehcp.register.verify import verify
from tests.builders import TODAY, day

EP = "educational_psychology"
SCHOOL = "Oak Primary"
SUMMER = Closure(closed_from=day("2026-07-23"), reopens=day("2026-09-02"))
CALENDAR = Closures((SettingClosures(name=SCHOOL, closures=(SUMMER,)),))
CLAIM = {"ground": "school_closed", "school": SCHOOL, "evidence": "The advice could not be written"}


class Story:
    """One case, each entry of which is put on record on the day on which it happened."""

    def __init__(self, engine, *, received: str) -> None:
        self.engine = engine
        self.reference = open_case(
            engine,
            desk=self.desk(received),
            received_on=day(received),
            person={"setting": SCHOOL},
        )

    def desk(self, today: str, *, by: str = "Kim") -> Desk:
        nine = datetime.combine(day(today), time(9), tzinfo=UTC)
        return Desk(by=by, today=day(today), at=nine, closures=CALENDAR)

    def on(
        self,
        today: str,
        kind: Kind,
        party: str | None = None,
        *,
        happened: str | None = None,
        by: str = "Kim",
        **details: str,
    ) -> int:
        return record(
            self.engine,
            desk=self.desk(today, by=by),
            reference=self.reference,
            kind=kind,
            happened_on=day(happened or today),
            party=party,
            details=complete(kind.value) | details,
        ).sequence

    def refused(self, today: str, kind: Kind, **details: str) -> str:
        with pytest.raises(NotPossible) as refusal:
            self.on(today, kind, **details)
        return str(refusal.value)

    def seen(self, on: str) -> dict[str, Any]:
        return case_shown(
            self.engine, reference=self.reference, rules=load_rules(), today=TODAY, on=day(on)
        )

    def stage(self, on: str) -> str:
        return str(self.seen(on)["stage"])

    def limit(self, rule: str, on: str, party: str | None = None) -> dict[str, Any]:
        found: list[dict[str, Any]] = [
            each
            for each in self.seen(on)["limits"]
            if each["rule"] == rule and each["party"] == party
        ]
        assert found, f"{rule} has not started by {on}"
        return found[-1]

    def state(self, rule: str, on: str, party: str | None = None) -> tuple[str, str]:
        limit = self.limit(rule, on, party)
        return limit["due"], limit["status"]

    def advice(self, on: str) -> dict[str, str | None]:
        return {each["kind"]: each["received_on"] for each in self.seen(on)["advice"]}

    def is_sound(self) -> bool:
        return verify(self.engine, rules=load_rules()).found == 0


@pytest.fixture
def engine(sqlite_url):
    opened = open_engine(sqlite_url)
    yield opened
    opened.dispose()


def assessed(engine) -> Story:
    """A child whose request came on 5 January and whose assessment was agreed on 10 February."""
    story = Story(engine, received="2026-01-05")
    story.on("2026-02-10", Kind.TOLD_WILL_ASSESS)
    for party in (EP, "health"):
        story.on("2026-02-10", Kind.ADVICE_REQUESTED, party)
    return story


def test_the_ordinary_twenty_weeks(engine) -> None:
    story = assessed(engine)
    assert story.state("decide_to_assess", "2026-01-05") == ("2026-02-16", "running")
    assert story.state("decide_to_assess", "2026-02-10") == ("2026-02-16", "met on time")
    assert story.state("advice_response", "2026-03-24", EP) == ("2026-03-24", "running")
    story.on("2026-03-24", Kind.ADVICE_RECEIVED, EP)
    story.on("2026-03-25", Kind.ADVICE_RECEIVED, "health")
    assert story.state("advice_response", "2026-04-01", EP)[1] == "met on time"
    assert story.state("advice_response", "2026-04-01", "health")[1] == "met late"
    assert story.advice("2026-03-24") == {EP: "2026-03-24", "health": None}
    story.on("2026-04-13", Kind.DECIDED_TO_ISSUE)
    assert story.state("notify_no_plan", "2026-04-13") == ("2026-04-27", "no longer applies")
    story.on("2026-04-20", Kind.DRAFT_SERVED)
    assert "until 4 May 2026" in story.refused("2026-05-04", Kind.PLAN_FINALISED)
    story.on("2026-05-05", Kind.PLAN_FINALISED)
    assert story.state("final_plan", "2026-05-05") == ("2026-05-25", "met on time")
    explained = story.limit("final_plan", "2026-05-05")
    assert explained["arithmetic"].endswith("= 25 May 2026")
    assert explained["trigger"]["happened_on"] == "2026-01-05"
    assert explained["practical_latest_working_day"] == "2026-05-22"
    days = ("2026-01-05", "2026-02-10", "2026-04-13", "2026-04-20", "2026-05-05")
    assert [story.stage(on) for on in days] == [
        "requested",
        "assessing",
        "drafting",
        "draft",
        "plan_issued",
    ]
    assert story.is_sound()


def test_a_draft_served_again_gives_the_family_its_time_again(engine) -> None:
    story = assessed(engine)
    story.on("2026-04-20", Kind.DRAFT_SERVED)
    story.on("2026-04-30", Kind.REPRESENTATIONS_RECEIVED, family_agreed="yes")
    story.on("2026-05-18", Kind.DRAFT_SERVED)
    assert story.state("parent_representations", "2026-05-18")[0] == "2026-06-01"
    story.on("2026-05-20", Kind.DRAFT_MEETING_REQUESTED)
    assert story.state("draft_meeting", "2026-05-20") == ("2026-06-01", "running")
    story.on("2026-05-22", Kind.DRAFT_MEETING_HELD)
    assert "1 June 2026" in story.refused("2026-05-25", Kind.PLAN_FINALISED, family_agreed="yes")
    assert story.state("final_plan", "2026-05-26") == ("2026-05-25", "late")
    story.on("2026-05-27", Kind.REPRESENTATIONS_RECEIVED)
    story.on("2026-05-28", Kind.PLAN_FINALISED, family_agreed="yes")
    assert story.state("final_plan", "2026-05-28") == ("2026-05-25", "met late")
    assert story.state("draft_meeting", "2026-05-28")[1] == "met on time"
    assert story.is_sound()


def test_a_report_sent_back_keeps_its_first_date(engine) -> None:
    story = assessed(engine)
    story.on("2026-03-20", Kind.ADVICE_RECEIVED, EP)
    assert story.state("advice_response", "2026-03-20", EP) == ("2026-03-24", "met on time")
    story.on("2026-03-23", Kind.ADVICE_SENT_BACK, EP)
    assert story.state("advice_response", "2026-03-23", EP) == ("2026-03-24", "running")
    assert story.advice("2026-03-23")[EP] is None
    assert story.advice("2026-03-22")[EP] == "2026-03-20"
    story.on("2026-03-30", Kind.ADVICE_RECEIVED, EP)
    story.on("2026-03-31", Kind.ADVICE_ACCEPTED, EP)
    assert story.state("advice_response", "2026-03-31", EP) == ("2026-03-24", "met late")
    assert story.advice("2026-03-31")[EP] == "2026-03-30"
    assert story.stage("2026-03-31") == "assessing"
    assert story.is_sound()


def test_late_news_of_a_withdrawal_ends_everything_on_the_day_of_the_withdrawal(engine) -> None:
    story = assessed(engine)
    story.on("2026-03-20", Kind.ADVICE_RECEIVED, EP)
    story.on("2026-04-20", Kind.WITHDRAWN, happened="2026-03-10")
    seen = story.seen("2026-04-20")
    assert (seen["stage"], seen["ended_on"]) == ("withdrawn", "2026-03-10")
    assert {each["status"] for each in seen["limits"] if each["met"] is None} == {
        "no longer applies"
    }
    assert story.limit("final_plan", "2026-04-20")["fell_away"] == "2026-03-10"
    assert {each["cancelled_on"] for each in seen["advice"]} == {"2026-03-10"}
    assert [entry["kind"] for entry in seen["record"]][-2:] == ["advice_received", "withdrawn"]
    assert "'Withdrawn'" in story.refused("2026-04-21", Kind.DRAFT_SERVED)
    assert story.is_sound()


def test_a_request_corrected_in_week_twelve_moves_every_limit(engine) -> None:
    story = assessed(engine)
    assert story.state("final_plan", "2026-03-30")[0] == "2026-05-25"
    correct(
        engine,
        desk=story.desk("2026-03-30"),
        reference=story.reference,
        sequence=1,
        happened_on=day("2025-12-22"),
    )
    assert story.state("decide_to_assess", "2026-03-30") == ("2026-02-02", "met late")
    assert story.state("notify_no_plan", "2026-03-30")[0] == "2026-04-13"
    assert story.state("final_plan", "2026-03-30") == ("2026-05-11", "running")
    assert story.state("advice_response", "2026-03-30", EP) == ("2026-03-24", "late")
    assert "22 December 2025" in story.limit("final_plan", "2026-03-30")["arithmetic"]
    seen = story.seen("2026-03-30")
    assert (seen["started_on"], seen["week"]) == ("2025-12-22", 14)
    assert seen["record"][0]["happened_on"] == "2026-01-05"
    assert seen["record"][-1]["corrects"] == 1
    assert story.is_sound()


def test_an_exception_over_the_summer_excuses_and_moves_nothing(engine) -> None:
    story = Story(engine, received="2026-06-01")
    story.on("2026-07-10", Kind.TOLD_WILL_ASSESS)
    story.on("2026-07-20", Kind.ADVICE_REQUESTED, "education")
    story.on("2026-09-03", Kind.EXCEPTION_CLAIMED, **CLAIM)
    assert story.limit("final_plan", "2026-09-03")["exception"] is None
    story.on("2026-09-10", Kind.EXCEPTION_APPROVED, by="Morgan", ground="school_closed")
    story.on("2026-09-14", Kind.ADVICE_RECEIVED, "education")
    assert story.state("final_plan", "2026-10-20") == ("2026-10-19", "late, excepted")
    excepted = story.limit("final_plan", "2026-10-20")["exception"]
    assert excepted["ground"] == "school_closed"
    assert "approved by Morgan on 10 September 2026" in excepted["authority"]
    assert story.limit("decide_to_assess", "2026-10-20")["exception"] is None
    why = {
        each["ground"]: (each["decision"], each["applies"])
        for each in story.limit("decide_to_assess", "2026-10-20")["exceptions_considered"]
    }
    assert why["school_closed"] == ("approved", False)
    assert why["absent_four_weeks"] == ("not claimed", False)
    assert story.limit("final_plan", "2026-09-09")["exception"] is None
    assert story.state("advice_response", "2026-10-20", "education")[1] == "met late"
    assert story.is_sound()
