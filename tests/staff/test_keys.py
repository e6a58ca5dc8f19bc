"""A program's key may do what its user may, until its last day, and is shown once."""

from datetime import UTC, date, datetime, timedelta

import pytest

from ehcp.staff.keys import BadKey, end_key, list_keys, make_key
from ehcp.staff.user import UnknownUser
from tests.builders import NOW, TODAY


@pytest.fixture
def kim(staff):
    return staff.add("Kim", password=None)


def make(engine, kim, label="Power BI", until_on=TODAY) -> str:
    return make_key(
        engine, by="Ada", at=NOW, today=TODAY, user_id=kim, label=label, until_on=until_on
    )


def test_a_key_opens_what_its_user_may_see_until_the_end_of_its_last_day(staff, engine, kim):
    secret = make(engine, kim)
    visitor = staff.visitor(secret)
    assert (visitor.user_id, visitor.key) == (kim, True)
    midnight = datetime(2026, 11, 22, tzinfo=UTC)
    assert staff.visitor(secret, now=midnight - timedelta(seconds=1)) is not None
    assert staff.visitor(secret, now=midnight) is None


def test_keys_are_listed_without_their_secret_and_ended_by_label(staff, engine, kim):
    secret = make(engine, kim)
    make(engine, kim, label="Archive", until_on=TODAY + timedelta(days=366))
    keys = list_keys(engine, user_id=kim, now=NOW)
    assert [key.label for key in keys] == ["Archive", "Power BI"]
    assert secret not in repr(keys)
    end_key(engine, by="Ada", at=NOW, user_id=kim, label="Power BI")
    assert staff.visitor(secret) is None
    with pytest.raises(BadKey, match="no such key"):
        end_key(engine, by="Ada", at=NOW, user_id=kim, label="Power BI")
    assert staff.audit("key_made", "key_ended") == [
        ("Ada", "key_made", "Power BI, of Kim, until 2026-11-21", None),
        ("Ada", "key_made", "Archive, of Kim, until 2027-11-22", None),
        ("Ada", "key_ended", "Power BI, of Kim", None),
    ]


@pytest.mark.parametrize(
    ("label", "until_on"),
    [
        (" ", TODAY),
        ("x" * 61, TODAY),
        ("a\x00b", TODAY),
        ("Power BI", TODAY - timedelta(days=1)),
        ("Power BI", TODAY + timedelta(days=367)),
        ("Power BI", date.max),
    ],
)
def test_what_cannot_be_is_refused(engine, kim, label, until_on):
    with pytest.raises(BadKey):
        make(engine, kim, label=label, until_on=until_on)


def test_two_keys_of_somebody_have_two_labels(engine, kim):
    make(engine, kim)
    with pytest.raises(BadKey, match="already"):
        make(engine, kim)
    with pytest.raises(UnknownUser):
        make(engine, 99)


def test_signing_out_everywhere_leaves_no_sweep_over_keys(staff, engine, kim):
    secret = make(engine, kim, until_on=TODAY + timedelta(days=30))
    staff.session(kim, now=NOW + timedelta(days=5))
    assert staff.visitor(secret, now=NOW + timedelta(days=5)) is not None
