"""What cannot be is refused at the front door with a sentence, and nothing is half recorded."""

import pytest
from sqlalchemy import text

from ehcp.register.engine import open_engine, reading
from tests.cli.conftest import serving
from tests.one_database import on_sqlite_only

pytestmark = on_sqlite_only

LAST_REVIEWED = "2026-01-12"


@pytest.fixture
def rows(database_url):
    """Give a way to count every row that the front door could have written."""
    engine = open_engine(database_url)

    def count():
        with reading(engine) as connection:
            return {
                table: connection.execute(text(f"SELECT COUNT(*) FROM {table}")).scalar_one()  # noqa: S608 - our own names
                for table in ("events", "cases", "people", "deadlines", "advice")
            }

    yield count
    engine.dispose()


@pytest.fixture
def refused(ehcp, rows):
    """Give a way to promise that a command is refused and leaves nothing behind."""

    def run(*words, says):
        before = rows()
        status, out, err = ehcp(*words)
        assert (status, out) == (1, ""), err
        assert says in err
        assert err.count("\n") == 1  # one sentence or two, on one line
        assert "Traceback" not in err
        assert rows() == before

    return run


@pytest.fixture
def review(ehcp):
    """Give the open review of a plan last reviewed in January."""
    status, out, err = ehcp(
        *("case", "open", "--journey", "annual_review", "--as", "plan_last_reviewed"),
        *("--started", LAST_REVIEWED, "--born", "2016-05-05"),
    )
    assert status == 0, err
    return out.strip()


def recorded(ehcp, reference, *words):
    status, _, err = ehcp("case", "record", reference, *words)
    assert status == 0, err


def test_a_meeting_before_the_plan_exists_is_refused(refused, review):
    refused(
        *("case", "record", review, "review_meeting_held", "--on", "2026-01-11"),
        says="too early on 11 January 2026",
    )


def test_a_meeting_before_there_is_a_plan_at_all_is_refused(ehcp, refused):
    _, out, _ = ehcp("case", "open", "--received", "2026-01-05", "--born", "2016-05-05")
    refused(
        *("case", "record", out.strip(), "review_meeting_held", "--on", "2026-02-10"),
        says="review_meeting_held",
    )


@pytest.mark.parametrize("decision", ["told_will_maintain", "told_will_amend"])
def test_a_decision_before_its_meeting_is_refused(ehcp, refused, review, decision):
    notice = serving(decision, "annual_review")
    decided = ("case", "record", review, decision, "--on", "2026-03-02", *notice)
    refused(*decided, says="a review is decided after its meeting")
    recorded(ehcp, review, "review_meeting_held", "--on", "2026-03-09")
    refused(*decided, says="a review is decided after its meeting")


def test_an_amendment_notice_after_the_final_plan_is_refused(ehcp, refused, review):
    amend = serving("told_will_amend", "annual_review")
    notice = serving("amendment_notice_sent", "annual_review")
    final = serving("amended_plan_finalised", "annual_review")
    recorded(ehcp, review, "review_meeting_held", "--on", "2026-02-02")
    recorded(ehcp, review, "told_will_amend", "--on", "2026-02-20", *amend)
    recorded(ehcp, review, "amendment_notice_sent", "--on", "2026-02-20", *notice)
    recorded(ehcp, review, "amended_plan_finalised", "--on", "2026-04-07", *final)
    refused(
        *("case", "record", review, "amendment_notice_sent", "--on", "2026-04-08", *notice),
        says="was finished on 7 April 2026",
    )


def test_an_amended_plan_before_the_family_had_its_fifteen_days_is_refused(ehcp, refused, review):
    recorded(ehcp, review, "review_meeting_held", "--on", "2026-02-02")
    amend = serving("told_will_amend", "annual_review")
    notice = serving("amendment_notice_sent", "annual_review")
    final = serving("amended_plan_finalised", "annual_review")
    recorded(ehcp, review, "told_will_amend", "--on", "2026-02-20", *amend)
    recorded(ehcp, review, "amendment_notice_sent", "--on", "2026-02-20", *notice)
    refused(
        *("case", "record", review, "amended_plan_finalised", "--on", "2026-03-05", *final),
        says="fifteen days",
    )


def test_a_birthday_that_makes_them_26_is_refused(refused):
    # Turned 25 on 1 August 2025, so the plan could last to 31 July of that school year.
    refused(
        *("case", "open", "--journey", "annual_review", "--as", "plan_last_reviewed"),
        *("--started", "2026-05-05", "--born", "2000-05-05"),
        says="CFA s.46",
    )


def test_an_act_after_they_turned_26_is_refused(ehcp, refused):
    status, out, err = ehcp(
        *("case", "open", "--journey", "annual_review", "--as", "plan_last_reviewed"),
        *("--started", "2025-06-02", "--born", "2000-04-05"),
    )
    assert status == 0, err
    refused(
        *("case", "record", out.strip(), "review_meeting_held", "--on", "2026-05-05"),
        says="CFA s.46",
    )


def test_a_move_to_the_same_authority_is_refused(refused, review):
    refused(
        *("case", "open", "--journey", "transfer_out", "--started", "2026-05-11", "--of", review),
        *("--detail", "move_on=2026-08-01", "--detail", "to_authority=EXAMPLESHIRE "),
        says="is this authority",
    )
    refused(
        *("case", "open", "--journey", "transfer_in", "--started", "2026-05-11", "--of", review),
        *("--detail", "from_authority=exampleshire"),
        says="is this authority",
    )


def test_an_exception_without_evidence_is_refused(ehcp, refused):
    _, out, _ = ehcp("case", "open", "--received", "2026-01-05", "--born", "2016-05-05")
    reference = out.strip()
    facts = ("--fact", "described=bereavement", "--fact", "from_on=2026-02-02")
    refused(
        *("exception", "claim", reference, "personal_circumstances", "--evidence", " ", *facts),
        says="evidence",
    )
    refused(
        *("case", "record", reference, "exception_claimed", "--on", "2026-03-02"),
        *("--detail", "ground=personal_circumstances", "--detail", "described=bereavement"),
        *("--detail", "from_on=2026-02-02"),
        says="evidence",
    )


def test_a_second_review_of_one_plan_is_refused(refused, review):
    refused(
        *("case", "open", "--journey", "annual_review", "--as", "plan_last_reviewed"),
        *("--started", "2026-03-02", "--of", review),
        says=review,
    )


def test_a_decision_that_names_no_service_is_refused(ehcp, refused):
    _, out, _ = ehcp("case", "open", "--received", "2026-01-05", "--born", "2018-03-02")
    ehcp("provider", "set", "health", "--name", "North Trust", "--email", "a@north.example")
    ehcp("provider", "add", "health", "--name", "South Trust", "--email", "a@south.example")
    decision = ("case", "record", out.strip(), "told_will_assess", "--on", "2026-02-10")
    notice = serving("told_will_assess")
    refused(
        *(*decision, *notice, "--detail", "services=south"),
        says="No service has the code 'south'. There are: health, health-2.",
    )
    status, _, err = ehcp(*decision, *notice, "--detail", "services=health-2")
    assert (status, err) == (0, "")
