"""Two trusts give the same advice: each is written to about its own, at its own mailbox."""

from datetime import date, timedelta

import pytest
from sqlalchemy import update

from ehcp.cases.kinds import Kind
from ehcp.casework.correct import correct
from ehcp.casework.provider_changes import add_provider, set_provider
from ehcp.register.engine import writing
from ehcp.register.tables import messages
from tests.notifications.conftest import DECIDED, DUE, HEALTH, KIM_AT, at, words_of

A_DAY = timedelta(days=1)
NORTH, SOUTH = "advice@north.example", "advice@south.example"
HEADS = {"head@north.example": "North Trust", "head@south.example": "South Trust"}
B = "health-2"
CHASING = ("advice_reminder", "advice_late", "advice_digest", "escalation")


@pytest.fixture
def trusts(office):
    """An office with two trusts that get reminders, each with a head and a telephone."""
    for name, act in (("North", set_provider), ("South", add_provider)):
        act(
            office.engine,
            desk=office.desk(DECIDED),
            kind=HEALTH,
            name=f"{name} Trust",
            email=f"advice@{name.lower()}.example",
            telephone="01632 960 001" if name == "North" else "01632 960 002",
            reminders=True,
            monday_list=False,
            head_name=f"Head of {name}",
            head_email=f"head@{name.lower()}.example",
        )
    return office


def asked(office, *, of: str | None = None, on: date = DECIDED) -> str:
    reference: str = office.case(on=on)
    named = {"service": of} if of else {}
    office.record(reference, Kind.ADVICE_REQUESTED, HEALTH, on=on, **named)
    return reference


def moved(office, reference: str, *, to: str | None, on: date) -> None:
    office.record(reference, Kind.ADVICE_REQUEST_CANCELLED, HEALTH, on=on, reason="Moved")
    named = {"service": to} if to else {}
    office.record(reference, Kind.ADVICE_REQUESTED, HEALTH, on=on, **named)


def letters(office, day: date) -> set[tuple[str, str]]:
    """Write the letters of a day and give which went to whom."""
    return {(each.letter, each.recipient) for each in office.write(day).written}


def every_letter(office, *, start: date, end: date) -> set[tuple[str, str]]:
    days = [start + day * A_DAY for day in range((end - start).days + 1)]
    return {each for day in days for each in letters(office, day)}


def said_to(office, mailbox: str) -> str:
    office.send(DUE + 40 * A_DAY)
    return " ".join(words_of(mail) for mail in office.mails() if mail["To"] == mailbox)


def test_a_request_goes_to_the_trust_that_is_asked(trusts):
    north, south = asked(trusts), asked(trusts, of=B)
    assert letters(trusts, DECIDED) == {("advice_needed", NORTH), ("advice_needed", SOUTH)}
    trusts.send(DECIDED)
    texts = {mail["To"]: words_of(mail) for mail in trusts.mails()}
    assert north in texts[NORTH]
    assert south not in texts[NORTH]
    assert south in texts[SOUTH]
    assert north not in texts[SOUTH]


def test_each_trust_is_reminded_and_chased_for_its_own(trusts):
    north, south = asked(trusts), asked(trusts, of=B)
    sent = every_letter(trusts, start=DECIDED, end=DUE + 20 * A_DAY)
    for letter in ("advice_needed", "advice_reminder", "advice_late"):
        assert {(letter, NORTH), (letter, SOUTH)} <= sent, letter
    assert {to for letter, to in sent if letter == "escalation"} == set(HEADS)
    for mailbox, own, other in ((NORTH, north, south), (SOUTH, south, north)):
        assert own in said_to(trusts, mailbox)
        assert other not in said_to(trusts, mailbox)
    for head, trust in HEADS.items():
        assert trust in said_to(trusts, head)


@pytest.mark.parametrize("later", [0, 5])
def test_asked_anew_of_the_other_trust_it_has_its_own_request_and_reminders(trusts, later):
    reference = asked(trusts)
    first = every_letter(trusts, start=DECIDED, end=DECIDED + later * A_DAY)
    assert first == {("advice_needed", NORTH)}
    anew = DECIDED + later * A_DAY
    moved(trusts, reference, to=B, on=anew)
    sent = every_letter(trusts, start=anew, end=DUE + 30 * A_DAY)
    assert {to for _, to in sent} == {SOUTH, "head@south.example"}
    assert {letter for letter, to in sent if to == SOUTH} == {
        "advice_needed",
        "advice_reminder",
        "advice_late",
    }


def test_a_late_request_that_is_set_right_is_asked_and_chased_at_the_other_trust(trusts):
    """The due day stays the same, and no step is lost because the first trust was told of it."""
    reference = asked(trusts)
    every_letter(trusts, start=DECIDED, end=DUE + 2 * A_DAY)
    late = DUE + 3 * A_DAY
    correct(trusts.engine, desk=trusts.desk(late), reference=reference, sequence=3, service=B)
    sent = every_letter(trusts, start=late, end=late + 20 * A_DAY)
    assert ("advice_needed", SOUTH) in sent
    assert ("advice_late", SOUTH) in sent
    assert not {each for each in sent if each[1] == NORTH}


@pytest.mark.parametrize("sent_back_after", [1, 35, 45, 60])
def test_what_was_sent_back_is_chased_by_nobody_until_somebody_takes_it_up(trusts, sent_back_after):
    reference = asked(trusts, of=B)
    back = DECIDED + sent_back_after * A_DAY
    every_letter(trusts, start=DECIDED, end=back - A_DAY)
    trusts.record(reference, Kind.ADVICE_REQUEST_RETURNED, HEALTH, on=back, reason="Not ours")
    quiet = back + 30 * A_DAY
    sent = every_letter(trusts, start=back, end=quiet)
    assert not {each for each in sent if each[0] in CHASING}
    trusts.record(reference, Kind.ADVICE_ACKNOWLEDGED, HEALTH, on=quiet + A_DAY)
    sent = every_letter(trusts, start=quiet + A_DAY, end=quiet + 30 * A_DAY)
    assert {to for letter, to in sent if letter in CHASING} >= {SOUTH}


@pytest.mark.parametrize(("of", "telephone"), [(None, "001"), (B, "002")], ids=["north", "south"])
def test_a_letter_that_bounced_is_told_with_the_right_trusts_telephone(trusts, of, telephone):
    asked(trusts, of=of)
    trusts.write(DECIDED)
    with writing(trusts.engine) as connection:
        connection.execute(
            update(messages).values(
                status="failed", failure="wrong address", settled_at=at(DECIDED, 10)
            )
        )
    assert ("not_delivered", KIM_AT) in letters(trusts, DECIDED + A_DAY)
    trusts.send(DECIDED + A_DAY, hour=12)
    (mail,) = [mail for mail in trusts.mails() if mail["To"] == KIM_AT]
    assert f"01632 960 {telephone}" in words_of(mail)
