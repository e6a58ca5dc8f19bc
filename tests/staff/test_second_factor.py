"""The second factor: a code from one's own app, which works once and cannot be guessed."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pyotp
import pytest

from ehcp.staff.resets import reset_second_factor
from ehcp.staff.second_factor import (
    WrongCode,
    address_of,
    enrol,
    enter_code,
    in_groups,
    secret_to_enrol,
    square_of,
)
from ehcp.staff.sessions import SECOND_FACTOR
from ehcp.staff.sign_in import BeginAgain, WrongPassword
from ehcp.staff.tries import TooManyTries
from ehcp.staff.users import change_user, one_user
from tests.builders import NOW, TODAY
from tests.staff.people import OWN, TERMS

KIM = "Kim Ashdown"
WRONG = "wrong lantern oatmeal"
SHOWN = timedelta(seconds=30)
MINUTE = timedelta(minutes=1)


@pytest.fixture
def kim(staff):
    """Kim has a password of her own, and no second factor yet."""
    return staff.add(KIM)


@pytest.fixture
def app(staff, kim):  # noqa: ARG001 - she has to be there
    """Kim has set up her app half an hour ago."""
    _, app = staff.enrols(KIM, now=NOW - 30 * MINUTE)
    return app


def enters(staff, code, *, now=NOW):
    waiting = staff.signs_in(KIM, now=now)
    assert waiting.awaits == SECOND_FACTOR
    return enter_code(
        staff.engine, token=waiting.token, code=code, now=now, today=TODAY, terms=TERMS
    )


@pytest.mark.parametrize("off", [-SHOWN, 0 * SHOWN, SHOWN])
def test_a_code_opens_a_step_early_or_late(staff, app, off):
    assert enters(staff, app.at(NOW + off)).awaits is None


@pytest.mark.parametrize("off", [-2 * SHOWN, 2 * SHOWN])
def test_an_older_or_a_later_code_does_not(staff, app, off):
    with pytest.raises(WrongCode):
        enters(staff, app.at(NOW + off))


def test_a_code_may_be_pasted_with_spaces(staff, app):
    code = app.at(NOW)
    assert enters(staff, f" {code[:3]} {code[3:]}\n").awaits is None


@pytest.mark.usefixtures("app")
@pytest.mark.parametrize("code", ["", "12345", "1234567", "abcdef", "١٢٣٤٥٦", "12345\u00b2"])
def test_what_is_no_code_is_refused(staff, code):
    with pytest.raises(WrongCode):
        enters(staff, code)


def test_a_code_works_once_and_so_does_none_before_it(staff, app):
    enters(staff, app.at(NOW))
    with pytest.raises(WrongCode):
        enters(staff, app.at(NOW))
    with pytest.raises(WrongCode):
        enters(staff, app.at(NOW - SHOWN))
    assert enters(staff, app.at(NOW + SHOWN)).awaits is None


@pytest.mark.usefixtures("kim")
def test_the_code_that_set_the_app_up_does_not_sign_in_again(staff):
    _, app = staff.enrols(KIM)
    with pytest.raises(WrongCode):
        enters(staff, app.at(NOW))


def test_codes_cannot_be_guessed_by_signing_in_again_and_again(staff, app):
    for _ in range(3):
        with pytest.raises(WrongCode):
            enters(staff, "000000")
    with pytest.raises(TooManyTries):
        enters(staff, app.at(NOW))
    assert staff.audit("locked_out") == [(KIM, "locked_out", "second factor", None)]
    later = NOW + 16 * MINUTE
    assert enters(staff, app.at(later), now=later).awaits is None


def test_an_administrator_takes_a_lost_telephone_off(staff, engine, kim, app):
    reset_second_factor(engine, by="Ada", at=NOW, user_id=kim)
    waiting = staff.signs_in(KIM)
    assert staff.visitor(waiting.token).awaits == SECOND_FACTOR
    assert not one_user(engine, user_id=kim).has_second_factor
    with pytest.raises(BeginAgain):
        enter_code(engine, token=waiting.token, code=app.at(NOW), now=NOW, today=TODAY, terms=TERMS)


def test_a_wrong_code_sets_nothing_up_and_the_secret_stays_the_same(staff, engine, kim):
    waiting = staff.signs_in(KIM)
    with pytest.raises(WrongCode):
        enrol(engine, token=waiting.token, code="000000", now=NOW, today=TODAY, terms=TERMS)
    assert staff.row(kim).totp_secret is None
    assert secret_to_enrol(waiting.token) == secret_to_enrol(waiting.token)
    assert len(secret_to_enrol(waiting.token)) == 32


def test_another_app_takes_the_place_of_the_one_with_the_password(staff, engine, kim, app):
    signed = enters(staff, app.at(NOW))
    elsewhere = staff.session(kim)
    fresh = pyotp.TOTP(secret_to_enrol(signed.token))
    facts: dict[str, Any] = {"code": fresh.at(NOW), "now": NOW, "today": TODAY, "terms": TERMS}
    with pytest.raises(WrongPassword):
        enrol(engine, token=signed.token, password=WRONG, **facts)
    renewed = enrol(engine, token=signed.token, password=OWN, **facts)
    assert staff.visitor(renewed.token) is not None
    assert staff.visitor(elsewhere) is None
    later = NOW + 5 * MINUTE
    with pytest.raises(WrongCode):
        enters(staff, app.at(later), now=later)
    assert enters(staff, fresh.at(later), now=later).awaits is None


def test_the_square_holds_what_can_also_be_typed():
    secret = secret_to_enrol("token")
    address = address_of(secret, email="kim@council.example", issuer="Exampleshire Council")
    assert address.startswith("otpauth://totp/Exampleshire%20Council:kim")
    assert f"secret={secret}" in address
    square = square_of(address)
    assert square.startswith("<svg")
    assert "style=" not in square
    assert in_groups(secret).replace(" ", "") == secret


def test_no_secret_is_on_the_audit_record_or_in_what_is_printed(staff, engine, kim, app):
    signed = enters(staff, app.at(NOW))
    user = replace(one_user(engine, user_id=kim), team="South")
    change_user(engine, by="Ada", at=NOW, today=TODAY, user=user)
    written = str(staff.audit())
    for secret in (OWN, signed.token, app.secret, app.at(NOW), "@"):
        assert secret not in written
    assert signed.token not in repr(signed)
