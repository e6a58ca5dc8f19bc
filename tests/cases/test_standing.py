"""Where a case stands, as the figures count it."""

import pytest

from ehcp.cases.kinds import Kind
from ehcp.cases.stages import Stage
from ehcp.cases.standing import standing
from tests.builders import a_case, day


def test_the_days_that_the_figures_are_counted_from() -> None:
    file = (
        a_case()
        .requested("2026-01-05")
        .told_will_assess("2026-02-10")
        .then(Kind.DECIDED_TO_ISSUE, "2026-04-20")
        .draft_served("2026-04-27")
        .draft_served("2026-05-04")
        .plan_finalised("2026-05-20")
        .file
    )
    found = standing(file)
    assert found.started_on == day("2026-01-05")
    assert (found.decision, found.decided_on) == ("will_assess", day("2026-02-10"))
    assert found.issuing_decided_on == day("2026-04-20")
    assert found.drafted_on == day("2026-04-27")
    assert found.issued_on == found.ended_on == found.stage_since == day("2026-05-20")
    assert found.stage is Stage.PLAN_ISSUED


def test_a_refusal_closes_the_case_on_its_day() -> None:
    found = standing(a_case().requested("2026-01-05").told_will_not_assess("2026-02-10").file)
    assert (found.decision, found.ended_on) == ("will_not_assess", day("2026-02-10"))
    assert found.issued_on is None


def test_an_open_case_has_not_ended() -> None:
    assert standing(a_case().requested("2026-01-05").file).ended_on is None


def test_a_file_without_a_start_stands_nowhere() -> None:
    with pytest.raises(ValueError, match="K7Q-2ND has nothing on its record that starts it"):
        standing(a_case().file)
