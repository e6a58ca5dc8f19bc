"""Promises about the logs."""

import io
import json
from collections.abc import Iterator

import pytest

from config import logs
from config.logs import PersonalField


@pytest.fixture
def written() -> Iterator[io.StringIO]:
    """Log as in production, into this, and be strict again afterwards."""
    to = io.StringIO()
    logs.configure(style="json", strict=False, to=to)
    yield to
    logs.configure(level="warning", strict=True)


PERSONAL = {
    "name": "Robin Nobody",
    "surname": "Nobody",
    "born_on": "2018-03-02",
    "upn": "X000000000001",
    "postcode": "ZZ99 9ZZ",
    "nhs_number": "0000000000",
    "address": "1 No Street",
    "parent_email": "(see letter)",
}


@pytest.mark.parametrize("key", PERSONAL)
def test_a_personal_field_fails_the_test_that_logs_it(key):
    with pytest.raises(PersonalField, match=f"'{key}' may not be logged"):
        logs.logger().warning("opened", case="K7Q-2ND", **{key: PERSONAL[key]})


@pytest.mark.parametrize("key", PERSONAL)
def test_a_personal_field_is_hidden_in_production_and_the_line_kept(key, written):
    logs.logger().info("opened", case="K7Q-2ND", **{key: PERSONAL[key]})
    line = json.loads(written.getvalue())
    assert line[key] == "(hidden)"
    assert line["case"] == "K7Q-2ND"
    assert PERSONAL[key] not in written.getvalue()


def test_a_personal_field_is_found_however_deep_it_lies(written):
    logs.logger().info("imported", rows=[{"case": "K7Q-2ND", "child": {"Forename": "Robin"}}])
    logs.logger().info("imported", row={"people": [{"upn": "X000000000001"}]})
    assert "Robin" not in written.getvalue()
    assert "X000000000001" not in written.getvalue()
    logs.configure(strict=True)
    with pytest.raises(PersonalField):
        logs.logger().warning("imported", rows=[{"Forename": "Robin"}])


def test_an_email_address_or_a_pupil_number_is_hidden_under_whatever_name(written):
    logs.logger().info("refused: sam@trust.example", why="A123456789012 twice", case="K7Q-2ND")
    assert "sam@trust" not in written.getvalue()
    assert "A123456789012" not in written.getvalue()
    assert "K7Q-2ND" in written.getvalue()


def test_harmless_fields_pass_the_strict_log(capsys):
    logs.logger().warning("checked", on="2026-01-05", raised=3, took=0.2, cases=["K7Q-2ND"])
    assert capsys.readouterr().out == ""


def test_a_line_says_when_and_how_grave(written):
    logs.logger().warning("slow", seconds=3)
    line = json.loads(written.getvalue())
    assert line["event"] == "slow"
    assert line["level"] == "warning"
    assert line["timestamp"].endswith("Z")


@pytest.mark.parametrize("style", ["console", "json"])
def test_a_logged_error_shows_its_traceback_and_no_values(style):
    to = io.StringIO()
    logs.configure(style=style, to=to)
    forename = "Robin"
    try:
        _ = 1 / len(forename[:0])
    except ZeroDivisionError:
        logs.logger().exception("failed", case="K7Q-2ND", upn="X000000000001")
    logs.configure(level="warning", strict=True)
    assert "ZeroDivisionError" in to.getvalue()
    assert "Robin" not in to.getvalue()
    assert "X000000000001" not in to.getvalue()
