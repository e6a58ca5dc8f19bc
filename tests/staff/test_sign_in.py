"""Signing in: the same answer for everybody who may not, and no end of guesses for nobody."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import pyotp
import pytest
from argon2 import PasswordHasher

from ehcp.staff import passwords
from ehcp.staff.own_password import change_password
from ehcp.staff.passwords import WeakPassword
from ehcp.staff.resets import (
    reset_password,
    unlock,
    use_council_account,
)
from ehcp.staff.roles import UserRole
from ehcp.staff.second_factor import (
    enrol,
    enter_code,
    secret_to_enrol,
)
from ehcp.staff.sessions import NEW_PASSWORD, SECOND_FACTOR
from ehcp.staff.sign_in import BeginAgain, MayNotSignIn, WrongPassword, sign_out
from ehcp.staff.tries import TooManyTries
from ehcp.staff.users import one_user
from tests.builders import NOW, TODAY
from tests.staff.people import OWN, TERMS, WITHOUT_CODES

KIM = "Kim Ashdown"
NEW = "quiet marble harbour"
WRONG = "wrong lantern oatmeal"
SHOWN = timedelta(seconds=30)
MINUTE = timedelta(minutes=1)


@pytest.fixture
def kim(staff):
    """Kim has a password of her own, and no second factor yet."""
    return staff.add(KIM)


# ------------------------------------------------------------------------------- passwords


def test_with_address_and_password_one_is_signed_in(staff, kim):
    signed = staff.signs_in(KIM, terms=WITHOUT_CODES)
    assert signed.awaits is None
    assert staff.visitor(signed.token).user_id == kim
    assert staff.audit("signed_in") == [(KIM, "signed_in", None, None)]


@pytest.mark.usefixtures("kim")
def test_whoever_has_no_account_gets_the_same_answer(staff, engine):
    staff.add("Ended", password=None)
    by_provider = staff.add("Provided", password=None)
    use_council_account(engine, by="Ada", at=NOW, user_id=by_provider)
    answers = set()
    for name in (KIM, "Nobody", "Ended", "Provided"):
        with pytest.raises(WrongPassword) as refused:
            staff.signs_in(name, password=WRONG)
        answers.add(str(refused.value))
    assert len(answers) == 1
    failed = [by for by, *_ in staff.audit("sign_in_failed")]
    assert failed == [KIM, "unknown", "Ended", "Provided"]


def test_who_was_ended_is_told_so_only_with_the_right_password(staff, kim):
    staff.set(kim, is_active=False)
    with pytest.raises(WrongPassword):
        staff.signs_in(KIM, password=WRONG)
    with pytest.raises(MayNotSignIn):
        staff.signs_in(KIM)
    assert staff.audit("signed_in") == []


def test_an_inspector_signs_in_until_the_last_day(staff):
    staff.add("Robin", UserRole.INSPECTOR, ends_on=TODAY)
    assert staff.signs_in("Robin").token
    with pytest.raises(MayNotSignIn):
        staff.signs_in("Robin", today=TODAY + timedelta(days=1))


def test_after_too_many_wrong_tries_not_even_the_right_one_opens(staff, kim):
    for seconds in range(3):
        with pytest.raises(WrongPassword):
            staff.signs_in(KIM, password=WRONG, now=NOW + timedelta(seconds=seconds))
    with pytest.raises(TooManyTries, match=r"Try again in 15 minutes") as locked:
        staff.signs_in(KIM, now=NOW + timedelta(seconds=3))
    assert locked.value.until == NOW + timedelta(minutes=15, seconds=2)
    assert one_user(staff.engine, user_id=kim).locked_until == locked.value.until
    with pytest.raises(TooManyTries, match=r"Try again in 1 minute\."):
        staff.signs_in(KIM, now=locked.value.until - timedelta(seconds=1))
    assert staff.signs_in(KIM, now=locked.value.until).token
    assert one_user(staff.engine, user_id=kim).locked_until is None
    assert staff.audit("locked_out") == [(KIM, "locked_out", None, None)]


def test_the_lock_is_the_same_for_an_address_that_nobody_has(staff):
    for _ in range(3):
        with pytest.raises(WrongPassword):
            staff.signs_in("Nobody")
    with pytest.raises(TooManyTries):
        staff.signs_in("Nobody")
    assert staff.audit("locked_out") == [("unknown", "locked_out", None, None)]


@pytest.mark.usefixtures("kim")
def test_slow_guesses_are_not_locked_out_and_a_right_one_begins_again(staff):
    for tenths in range(9):
        with pytest.raises(WrongPassword):
            staff.signs_in(KIM, password=WRONG, now=NOW + tenths * 10 * MINUTE)
        if tenths % 2:
            staff.signs_in(KIM, now=NOW + tenths * 10 * MINUTE)


@pytest.mark.usefixtures("kim")
def test_one_place_may_not_try_every_account(staff):
    for number in range(30):
        with pytest.raises(WrongPassword):
            staff.signs_in(f"Nobody {number}")
    with pytest.raises(TooManyTries):
        staff.signs_in(KIM)
    assert staff.signs_in(KIM, origin="198.51.100.9").token


@pytest.mark.usefixtures("kim")
def test_a_whole_council_behind_one_address_signs_in(staff):
    for _ in range(40):
        staff.signs_in(KIM)


@pytest.mark.usefixtures("kim")
def test_tries_at_once_are_counted_one_by_one(staff):
    """Each is counted before its password is looked at, so that none slips in between."""

    def guess(number: int) -> type[Exception]:
        with pytest.raises((WrongPassword, TooManyTries)) as refused:
            staff.signs_in(KIM, password=f"wrong {number}")
        return refused.type

    with ThreadPoolExecutor(8) as guessers:
        answers = list(guessers.map(guess, range(8)))
    assert (answers.count(WrongPassword), answers.count(TooManyTries)) == (3, 5)


def test_an_administrator_lifts_a_lock(staff, engine, kim):
    for _ in range(3):
        with pytest.raises(WrongPassword):
            staff.signs_in(KIM, password=WRONG)
    unlock(engine, by="Ada", at=NOW, user_id=kim)
    assert staff.signs_in(KIM).token


@pytest.mark.usefixtures("kim")
def test_tries_are_kept_under_a_hash_and_not_for_long(staff, engine):
    with pytest.raises(WrongPassword):
        staff.signs_in(KIM, password=WRONG)
    with engine.connect() as connection:
        rows = connection.exec_driver_sql("SELECT * FROM sign_in_tries").all()
    assert len(rows) == 2
    assert "kim" not in str(rows).lower()
    assert "192.0.2.7" not in str(rows)
    staff.signs_in(KIM, now=NOW + timedelta(hours=1))
    with engine.connect() as connection:
        assert connection.exec_driver_sql("SELECT * FROM sign_in_tries").all() == []


def test_a_password_is_kept_anew_when_more_work_is_asked(staff, kim, monkeypatch):
    before = staff.row(kim).password_hash
    more = PasswordHasher(time_cost=2, memory_cost=16, parallelism=1)
    monkeypatch.setattr(passwords, "_HASHER", more)
    staff.signs_in(KIM)
    after = staff.row(kim).password_hash
    assert after != before
    assert not more.check_needs_rehash(after)
    staff.signs_in(KIM)
    assert staff.row(kim).password_hash == after


# ------------------------------------------------------------------------- the first sign-in


def test_the_first_sign_in_leads_by_a_password_and_an_app(staff, engine):
    kim = staff.add(KIM, password=None)
    first = reset_password(engine, by="Ada", at=NOW, user_id=kim)
    signed = staff.signs_in(KIM, password=first)
    assert (signed.awaits, staff.visitor(signed.token).awaits) == (NEW_PASSWORD, NEW_PASSWORD)
    facts: dict[str, Any] = {"now": NOW, "today": TODAY, "terms": TERMS}
    enrols = change_password(engine, token=signed.token, new=NEW, **facts)
    assert enrols.awaits == SECOND_FACTOR
    assert staff.visitor(signed.token) is None
    code = pyotp.TOTP(secret_to_enrol(enrols.token)).at(NOW)
    done = enrol(engine, token=enrols.token, code=code, **facts)
    assert done.awaits is None
    assert staff.visitor(enrols.token) is None
    assert staff.visitor(done.token).awaits is None
    assert [act for _, act, *_ in staff.audit()][-3:] == [
        "password_changed",
        "second_factor_set",
        "signed_in",
    ]
    with pytest.raises(WrongPassword):
        staff.signs_in(KIM, password=first)


def test_no_step_can_be_left_out(staff, engine, kim):
    facts: dict[str, Any] = {"now": NOW, "today": TODAY, "terms": TERMS}
    waiting = staff.signs_in(KIM)  # for an app to be set up
    with pytest.raises(BeginAgain):
        change_password(engine, token=waiting.token, new=NEW, old=OWN, **facts)
    with pytest.raises(BeginAgain):
        enter_code(engine, token=waiting.token, code="123456", **facts)
    _, app = staff.enrols(KIM)
    waiting = staff.signs_in(KIM)  # for a code
    mine = pyotp.TOTP(secret_to_enrol(waiting.token)).at(NOW)
    with pytest.raises(BeginAgain):
        enrol(engine, token=waiting.token, code=mine, password=OWN, **facts)
    reset_password(engine, by="Ada", at=NOW, user_id=kim)
    with pytest.raises(BeginAgain):
        enter_code(engine, token=waiting.token, code=app.at(NOW), **facts)


@pytest.mark.usefixtures("kim")
def test_a_step_of_signing_in_waits_a_quarter_of_an_hour(staff):
    waiting = staff.signs_in(KIM)
    assert staff.visitor(waiting.token, now=NOW + 14 * MINUTE) is not None
    assert staff.visitor(waiting.token, now=NOW + 15 * MINUTE) is None
    with pytest.raises(BeginAgain):
        enter_code(
            staff.engine,
            token=waiting.token,
            code="123456",
            now=NOW + 15 * MINUTE,
            today=TODAY,
            terms=TERMS,
        )


@pytest.mark.usefixtures("kim")
def test_each_step_has_a_token_of_its_own(staff, engine):
    _, app = staff.enrols(KIM)
    later = NOW + 10 * MINUTE
    waiting = staff.signs_in(KIM, now=later)
    done = enter_code(
        engine, token=waiting.token, code=app.at(later), now=later, today=TODAY, terms=TERMS
    )
    assert done.token != waiting.token
    assert staff.visitor(waiting.token, now=later) is None


# -------------------------------------------------------------------------- one's own password


def test_a_new_password_is_put_in_place_of_the_old(staff, engine, kim):
    signed = staff.signs_in(KIM, terms=WITHOUT_CODES)
    elsewhere, key = staff.session(kim), staff.session(kim, kind="key", label="Power BI")
    facts: dict[str, Any] = {"now": NOW + MINUTE, "today": TODAY, "terms": WITHOUT_CODES}
    with pytest.raises(WrongPassword):
        change_password(engine, token=signed.token, old=WRONG, new=NEW, **facts)
    with pytest.raises(WeakPassword, match="Choose another"):
        change_password(engine, token=signed.token, old=OWN, new=OWN, **facts)
    with pytest.raises(WeakPassword):
        change_password(engine, token=signed.token, old=OWN, new="Kim Ashdown 12", **facts)
    renewed = change_password(engine, token=signed.token, old=OWN, new=NEW, **facts)
    assert [staff.visitor(t) is None for t in (signed.token, elsewhere, renewed.token, key)] == [
        True,
        True,
        False,
        False,
    ]
    assert staff.signs_in(KIM, password=NEW).token


@pytest.mark.usefixtures("kim")
def test_a_renewed_session_lasts_no_longer_than_the_first(staff, engine):
    signed = staff.signs_in(KIM, terms=WITHOUT_CODES)
    later = NOW + timedelta(hours=11)
    terms = WITHOUT_CODES
    change_password(
        engine, token=signed.token, old=OWN, new=NEW, now=later, today=TODAY, terms=terms
    )
    (session,) = staff.sessions()
    assert session.ends_at == NOW + terms.longest
    assert staff.audit("signed_in") == [(KIM, "signed_in", None, None)]


@pytest.mark.usefixtures("kim")
def test_the_old_password_cannot_be_guessed_either(staff, engine):
    signed = staff.signs_in(KIM, terms=WITHOUT_CODES)
    facts: dict[str, Any] = {"new": NEW, "now": NOW, "today": TODAY, "terms": WITHOUT_CODES}
    for _ in range(3):
        with pytest.raises(WrongPassword):
            change_password(engine, token=signed.token, old=WRONG, **facts)
    with pytest.raises(TooManyTries):
        change_password(engine, token=signed.token, old=OWN, **facts)


# -------------------------------------------------------------------------------- signing out


@pytest.mark.usefixtures("kim")
def test_signing_out_ends_the_session_and_is_on_record_once(staff, engine):
    signed = staff.signs_in(KIM, terms=WITHOUT_CODES)
    for _ in range(2):
        sign_out(engine, token=signed.token, now=NOW)
    assert staff.visitor(signed.token) is None
    assert staff.audit("signed_out") == [(KIM, "signed_out", None, None)]
