"""A letter that did not arrive goes only where its sender may send it, and its link with it."""

import pytest
from sqlalchemy import delete, select, update

from ehcp.cases.advice_kinds import AdviceKind
from ehcp.casework.provider_changes import set_provider
from ehcp.outside.other_address import BadAddress, Sender
from ehcp.outside.settling import settle_by_hand
from ehcp.register.engine import open_engine, reading, writing
from ehcp.register.sight import Sight
from ehcp.register.tables import links, messages, occasions
from tests.casework.desks import desk
from tests.one_database import on_sqlite_only
from tests.web.letters_back import AT, every_letter, row_of, sealed, stands
from tests.web.links import EP, MAILBOX, asked, link_in, mail_to, opens, post, service
from tests.web.people import guest, secrets_on, staff_member, words_on

HUB, NORTH, RIGHT = "hub@x.example", "north@new.example", "right@trust-a.example"


@pytest.fixture
def engine(database_url):
    engine = open_engine(database_url)
    yield engine
    engine.dispose()


def came_back(engine, counter) -> tuple[str, str]:
    """Post what is due; give the id and the path of the request, which came back."""
    post(engine)
    (letter,) = [row.id for row in every_letter(engine) if row.letter == "advice_needed"]
    stands(engine, letter, status="sent", settled_at=AT, delivery="permanent-failure")
    stands(engine, letter, delivery_at=counter.now)
    return letter, f"/letters/undelivered/{letter}"


def named(engine, kind=AdviceKind.EDUCATIONAL_PSYCHOLOGY, *, name="Trust A", email, **more):
    set_provider(engine, desk=desk("2026-03-02"), kind=kind, name=name, email=email, **more)


def opens_nothing(counter, link) -> bool:
    return guest(counter).get(link).status_code == 404


@pytest.fixture
def two(engine, counter) -> tuple[str, str, str, str]:
    """One letter about a child whom Kim may see and one whom she may not: id, path, both cases."""
    seen = asked(engine, surname="Open", forename="Ann")
    restricted = asked(engine, surname="Secretson", forename="Zed")
    service(engine)
    sealed(engine, restricted)
    return *came_back(engine, counter), seen, restricted


def test_about_a_case_that_may_not_be_seen_it_goes_to_no_address_that_is_typed(engine, kim, two):
    letter, path, *_ = two
    page = kim.page(path)
    assert "Another address" not in page
    assert "also about a case that you may not see" in words_on(page)
    for typed in ("kim@home.example", RIGHT):
        secrets = secrets_on(page) | {"act": "again"}
        assert kim.send_again(path, secrets, to="other", email=typed).status_code == 400
        with pytest.raises(BadAddress, match="may not see"), writing(engine) as connection:
            settle_by_hand(
                connection,
                message_id=letter,
                outcome="again",
                at=AT,
                to=typed,
                sender=Sender(sight=Sight(team="North")),
            )
    assert row_of(engine, letter).recipient == MAILBOX
    assert kim.fill_in(path, act="again", to="same").status_code == 303  # to whom it is for


@pytest.mark.parametrize("role", ["administrator", "plan_writer"])
def test_who_runs_no_cases_sends_no_letter_about_a_child_again(engine, counter, role):
    asked(engine)
    service(engine)
    letter, path = came_back(engine, counter)
    someone = staff_member(counter, "Ash Quill", role)
    page = someone.page(path)
    assert "a caseworker or a manager se" in words_on(page).lower()
    assert 'value="again"' not in page
    secrets = secrets_on(page if role == "administrator" else someone.page("/account"))
    for where in ("same", "now", "each", "other"):
        sent = secrets | {"act": "again", "to": where, "email": "ash@home.example"}
        answer = someone.send_again(path, sent)
        if role == "plan_writer":
            assert answer.status_code == 403
        else:
            assert "no address to which you may have this letter sent" in words_on(answer.text)
    assert row_of(engine, letter).status == "sent"
    left = someone.send_again(path, secrets | {"act": "left"}).status_code
    assert left == (303 if role == "administrator" else 403)


@pytest.mark.parametrize(
    "typed", ["kim.ashdown@council.example", "Kim.Ashdown+x@council.example", "team"]
)
def test_a_letter_with_a_link_goes_to_none_of_our_own_people(engine, counter, kim, typed):
    asked(engine)
    service(engine)
    letter, path = came_back(engine, counter)
    typed = counter.council.about.team_mailbox if typed == "team" else typed
    answer = kim.fill_in(path, act="again", to="other", email=typed)
    assert answer.status_code == 400
    assert "an address of our own people" in words_on(answer.text)
    assert row_of(engine, letter).recipient == MAILBOX
    with writing(engine) as connection:
        connection.execute(delete(links))
    assert kim.fill_in(path, act="again", to="other", email=typed).status_code == 303


def test_services_that_share_a_mailbox_no_longer_are_each_written_to_anew(engine, counter, kim):
    for kind, name in ((AdviceKind.HEALTH, "North"), (AdviceKind.SOCIAL_CARE, "Care")):
        named(engine, kind, name=name, email=HUB)
    asked(engine, "health", surname="Secret")
    asked(engine, "social_care", surname="Other")
    letter, path = came_back(engine, counter)
    link = link_in(engine, HUB)
    named(engine, AdviceKind.HEALTH, name="North", email=NORTH)
    page = words_on(kim.page(path))
    assert "no longer share a mailbox" in page
    assert f"North, {NORTH}; Care, {HUB}" in page
    assert "as before" not in page
    assert "Another address" not in page
    with pytest.raises(BadAddress, match="no longer share"), writing(engine) as connection:
        settle_by_hand(connection, message_id=letter, outcome="again", at=AT, to=NORTH)
    done = kim.fill_in(path, page=f"{path}?back=/my-day", act="again")
    assert done.headers["location"] == "/my-day?said=letter-anew"
    assert (row_of(engine, letter).status, row_of(engine, letter).recipient) == ("not_needed", HUB)
    assert opens_nothing(counter, link)
    post(engine)
    for mailbox, told, other in ((NORTH, "health", "social"), (HUB, "social care", "health")):
        text = mail_to(engine, mailbox, letter="advice_needed")[-1].lower()
        assert told in text
        assert other not in text.replace("health and care", "")


def test_what_ended_with_the_mailbox_comes_back_only_at_the_mailbox_of_now(engine, counter, kim):
    reference = asked(engine)
    service(engine)
    letter, path = came_back(engine, counter)
    link = link_in(engine)
    named(engine, email=RIGHT)
    assert opens_nothing(counter, link)
    secrets = secrets_on(kim.page(path)) | {"act": "again"}
    assert kim.send_again(path, secrets, to="same").status_code == 400
    assert opens_nothing(counter, link)
    assert kim.send_again(path, secrets, to="now").status_code == 303
    assert row_of(engine, letter).recipient == RIGHT
    somebody = opens(guest(counter), engine, link, mailbox=RIGHT)
    assert somebody.get(f"/answering/{reference}/{EP}").status_code == 200


def test_a_link_that_was_sent_elsewhere_ends_when_the_mailbox_is_changed(engine, counter, kim):
    asked(engine)
    service(engine)
    _, path = came_back(engine, counter)
    link = link_in(engine)
    kim.fill_in(path, act="again", to="other", email="typo@else.example")
    named(engine, email=MAILBOX, telephone="01632 960 001")
    assert guest(counter).get(link).status_code == 200  # no mailbox was changed
    named(engine, email=RIGHT)
    assert opens_nothing(counter, link)


@on_sqlite_only
def test_a_letter_to_a_head_goes_again_only_to_whoever_is_the_head_now(engine, counter, kim):
    asked(engine)
    named(engine, email=MAILBOX, head_name="Jo Marlow", head_email="jo@trust-a.example")
    letter, path = came_back(engine, counter)
    with writing(engine) as connection:  # as if it had climbed to the head
        head = {"letter": "escalation", "recipient": "jo@trust-a.example"}
        connection.execute(update(messages).where(messages.c.id == letter).values(**head))
        connection.execute(update(links).values(recipient="jo@trust-a.example"))
        connection.execute(update(occasions).values(key="escalation|K|ep|2026-03-01|service_head"))
    named(engine, email=RIGHT)
    with reading(engine) as connection:  # the head is the head still
        assert connection.scalar(select(links.c.withdrawn_at)) is None
    named(engine, email=RIGHT, head_name="Al Reed", head_email="al@trust-a.example")
    with reading(engine) as connection:
        assert connection.scalar(select(links.c.withdrawn_at)) is not None
    page = words_on(kim.page(path))
    assert "al@trust-a.example, the mailbox of the head now" in page
    assert "as before" not in page
    kim.fill_in(path, act="again", to="now")
    assert row_of(engine, letter).recipient == "al@trust-a.example"
    with reading(engine) as connection:
        assert connection.scalar(select(links.c.withdrawn_at)) is None


@on_sqlite_only
def test_a_letter_to_a_head_who_was_also_above_others_does_not_go_whole_to_the_next_head(
    engine, counter, kim
):
    asked(engine)
    asked(engine, "health", surname="Heron", forename="Bo")
    named(engine, email=MAILBOX, head_name="Jo Marlow", head_email="jo@trust-a.example")
    named(engine, AdviceKind.HEALTH, name="North", email=MAILBOX)
    letter, path = came_back(engine, counter)
    rungs = {EP: "service_head", "health": "clinical_officer"}
    with writing(engine) as connection:  # as if both had climbed to the one person
        head = {"letter": "escalation", "recipient": "jo@trust-a.example"}
        connection.execute(update(messages).where(messages.c.id == letter).values(**head))
        for code, rung in rungs.items():
            of = update(occasions).where(occasions.c.service == code)
            connection.execute(of.values(key=f"escalation|K|{code}|2026-03-01|{rung}"))
    assert "jo@trust-a.example, as before" in words_on(kim.page(path))
    named(engine, email=MAILBOX, head_name="Al Reed", head_email="al@trust-a.example")
    page = words_on(kim.page(path))
    assert "no longer share a mailbox" in page
    assert "the mailbox of the head now" not in page
    assert kim.fill_in(path, act="again").status_code == 303
    assert row_of(engine, letter).status == "not_needed"
