"""Promises about a file that waits for the scanner: a caseworker is told, and chases nobody."""

from datetime import date, timedelta

import pytest

from ehcp.cases.alerts import AlertPolicy
from ehcp.casework.day_reasons import Section, Today
from ehcp.casework.my_day import my_day
from ehcp.casework.raise_alerts import alerts_raised_on, raise_alerts
from ehcp.casework.standing_alerts import standing_alerts
from ehcp.documents.scanner import Infected, Unavailable
from ehcp.law.rules import load_rules
from ehcp.register.engine import open_engine, reading
from tests.documents.handing_in import AT, asked, hand_in
from tests.documents.scanners import Says
from tests.workflows.test_held_documents import LATER
from workflows.held_documents import look_again

CAME = date(2026, 3, 2)  # a Monday; the advice is due on 4 March
LATE = date(2026, 4, 1)
POLICY = AlertPolicy()


@pytest.fixture
def engine(database_url):
    opened = open_engine(database_url)
    yield opened
    opened.dispose()


@pytest.fixture
def folder(tmp_path):
    return tmp_path / "documents"


def told(engine, on: date) -> dict[str, Section]:
    day = Today(today=on, whose=frozenset({"Kim Ashdown"}), since=AT, stalled_working_days=400)
    found = my_day(engine, officers=["Kim Ashdown"], day=day, sight=None)
    return {
        f"{reason.why} {reason.do}": reason.section
        for shown in found.sections.values()
        for each in shown
        for reason in (each.reason, *each.others)
    }


def about_psychology(engine, on: date) -> dict[str, Section]:
    return {says: where for says, where in told(engine, on).items() if "psychology" in says}


def alerts_about(engine, on: date) -> set[str | None]:
    raise_alerts(engine, day=on, at=AT + (on - CAME), policy=POLICY, rules=load_rules())
    with reading(engine) as connection:
        return {
            each["party"]
            for each in alerts_raised_on(connection, on)
            if each["rule"] == "advice_response"
        }


def held(engine, folder):
    return hand_in(engine, folder, asked(engine), scanner=Says(Unavailable("away")))


def test_on_its_own_day_it_is_news_and_nobody_is_to_be_chased(engine, folder):
    held(engine, folder)
    ((says, section),) = about_psychology(engine, CAME).items()
    assert section is Section.REPLIES
    assert says.startswith("A file waits for the virus scanner: educational psychology")
    assert "Chase nobody. The file came on 2 March 2026, and counts as of that day" in says


def test_after_a_working_day_it_is_a_task_that_says_what_to_do(engine, folder):
    held(engine, folder)
    ((says, section),) = about_psychology(engine, CAME + timedelta(days=1)).items()
    assert section is Section.TASKS
    assert "Tell the council's administrator that the scanner is away" in says


def test_late_in_law_it_is_still_no_breach_of_the_service_and_no_alert(engine, folder):
    held(engine, folder)
    assert set(about_psychology(engine, LATE).values()) == {Section.TASKS}
    assert "Chase the advice: health. " not in about_psychology(engine, LATE)
    assert any("Chase the advice: health" in says for says in told(engine, LATE))
    assert alerts_about(engine, LATE) == {"health"}


def test_an_alert_that_stood_is_quiet_while_the_file_waits(engine, folder):
    case = asked(engine)
    assert alerts_about(engine, LATE) == {"health", "educational_psychology"}
    hand_in(engine, folder, case, scanner=Says(Unavailable("away")))
    standing = standing_alerts(engine, today=LATE, policy=POLICY)
    parties = {each.key.party for each in standing if each.key.rule_id == "advice_response"}
    assert parties == {"health"}


def test_what_turns_out_bad_is_chased_and_alerted_again(engine, folder):
    held(engine, folder)
    look_again(engine, desk=LATER, folder=folder, scanner=Says(Infected("x")))
    assert any("Chase the advice: educational" in says for says in told(engine, LATE))
    assert alerts_about(engine, LATE) == {"health", "educational_psychology"}
