"""Administration's first page says what the last house check found, until it finds it no more."""

from datetime import UTC, datetime, timedelta

import pytest

from config.council import read_council
from config.settings import Settings
from tests.web.admins import administrator
from tests.web.conftest import TODAY
from tests.web.people import words_on
from workflows.office import Office
from workflows.runs import run_once
from workflows.timetable import DAILY

_JOB = next(job for job in DAILY if job.job == "house_check")
_AT = datetime(TODAY.year, TODAY.month, TODAY.day, 4, 0, tzinfo=UTC)


@pytest.fixture
def ada(counter):
    return administrator(counter)


@pytest.fixture
def check_the_house(engine, tmp_path):
    """Give a way to do the nightly check with the council's own words for E1."""

    def check(words, *, at):
        folder = tmp_path / "council" / "letters"
        folder.mkdir(parents=True, exist_ok=True)
        (folder / "advice_needed.md").unlink(missing_ok=True)
        if words:
            (folder / "advice_needed.md").write_text(words)
        office = Office.of(
            engine,
            council=read_council().model_copy(update={"folder": folder.parent}),
            settings=Settings(documents=tmp_path / "documents"),
        )
        run_once(
            engine,
            job=_JOB.job,
            tick=at.date().isoformat(),
            now=lambda: at,
            owner="the tests",
            work=lambda: _JOB.work(office, day=at.date(), at=at),
        )

    return check


def test_nothing_is_said_before_the_house_was_ever_looked_at(ada):
    assert "house check" not in words_on(ada.page("/admin"))


def test_what_the_house_check_found_is_said_until_it_is_seen_to(ada, check_the_house):
    check_the_house("Subject: {{ nonsense }}\n\nHello", at=_AT)
    said = words_on(ada.page("/admin"))
    assert "found 1 thing to see to" in said
    assert "E1 is not sent while its words cannot be used" in said
    check_the_house(None, at=_AT + timedelta(days=1))
    said = words_on(ada.page("/admin"))
    assert "found everything in order" in said
    assert "E1 is not sent" not in said


def test_what_was_found_is_shown_as_text(ada, check_the_house):
    check_the_house("Subject: {{ '<script>alert(1)</script>' | nonsense }}\n\nHello", at=_AT)
    assert "<script>alert" not in ada.page("/admin")
