"""Where a mailbox is set right, what is open goes there once, with a link that works."""

import re
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import Engine, select

from ehcp.cases.kinds import Kind
from ehcp.register.engine import open_engine, reading
from ehcp.register.tables import advice, fresh_links, links, providers
from tests.casework.desks import put
from tests.one_database import on_sqlite_only
from tests.web.admins import administrator, living_counter
from tests.web.letters_back import every_letter, noted, sealed
from tests.web.links import EP, MAILBOX, asked, opens, service
from tests.web.new_mailboxes import (
    EP_PAGE,
    LATER,
    came_back,
    letters_to,
    path_in,
    send,
    set_right,
    write,
)
from tests.web.people import guest, staff_member, words_on

NEW, NEXT = "ep@new.example", "ep@newer.example"
ONE_LETTER = [("mailbox_changed", NEW)]
ASKED_ANEW = [("advice_needed", NEW)]
SENT = "/admin/services?said=saved-fresh"


@pytest.fixture
def engine(database_url):
    opened = open_engine(database_url)
    yield opened
    opened.dispose()


@pytest.fixture
def counter(engine):
    return living_counter(engine)


@pytest.fixture
def ada(counter):
    return administrator(counter)


@pytest.fixture
def cases(engine, counter) -> list[str]:
    """Two cases in which the service was asked; its one letter went."""
    found: list[str] = [asked(engine, surname=name) for name in ("Finch", "Heron")]
    service(engine)
    assert write(counter) == [("advice_needed", MAILBOX)]
    send(counter)
    return found


@pytest.fixture
def bounced_cases(engine: Engine, cases: list[str]) -> list[str]:
    """Two cases in which the service was asked; its one letter went, and came back."""
    came_back(engine)
    return cases


def dues(engine):
    with reading(engine) as connection:
        return connection.execute(
            select(advice.c.case_id, advice.c.requested_on, advice.c.due_on)
        ).all()


def test_the_new_mailbox_gets_one_letter_about_all_that_is_open_and_its_link_opens_it(
    engine, counter, ada, cases
):
    before = dues(engine)
    page = words_on(ada.page(EP_PAGE))
    assert "2 requests for advice are open with this service." in page
    assert set_right(ada, NEW) == SENT
    assert write(counter, LATER) == ONE_LETTER
    ((to, subject, text),) = send(counter, LATER)
    assert to == NEW
    assert subject == "Advice you have been asked for: 2 requests, the first due 10 April"
    for case in cases:
        assert f"{case} educational psychology 27 February 10 April 2026" in text
    assert "These are not new requests" in text
    assert "Finch" not in text
    somebody = opens(guest(counter), engine, path_in(text), mailbox=NEW)
    for case in cases:
        assert somebody.get(f"/answering/{case}/{EP}").status_code == 200
    assert dues(engine) == before


def test_it_goes_once_for_each_change_of_the_mailbox(counter, ada, cases):
    del cases
    set_right(ada, NEW)
    assert set_right(ada, NEW) == "/admin/services?said=saved"  # nothing is changed
    assert write(counter, LATER) == ONE_LETTER
    for days in range(3):
        assert write(counter, LATER + timedelta(days=days)) == []
    set_right(ada, NEXT)
    assert write(counter, LATER) == [("mailbox_changed", NEXT)]
    assert [to for to, *_ in send(counter, LATER)] == [NEXT]  # the first was not sent yet


@on_sqlite_only
def test_without_the_tick_nothing_goes_and_what_came_back_stays(
    engine, counter, ada, bounced_cases
):
    del bounced_cases
    assert set_right(ada, NEW, fresh=False) == "/admin/services?said=saved"
    assert write(counter, LATER) == []
    assert [row.status for row in letters_to(engine, MAILBOX)] == ["sent"]
    assert noted(engine, "fresh_link_wanted", "letter_sent_elsewhere") == []


@on_sqlite_only
def test_what_was_wanted_for_one_mailbox_goes_to_no_other(counter, ada, cases):
    """Else whoever changes it twice would lead it past what is asked of the first."""
    del cases
    set_right(ada, NEW)
    set_right(ada, "ada@home.example", fresh=False)
    assert write(counter, LATER) == []


@on_sqlite_only
def test_a_letter_that_waits_for_a_mailbox_which_was_changed_once_more_does_not_go(
    counter, ada, cases
):
    del cases
    set_right(ada, NEW)
    assert write(counter, LATER) == ONE_LETTER
    set_right(ada, NEXT, fresh=False)
    assert send(counter, LATER) == []


@on_sqlite_only
def test_what_is_closed_when_the_letter_goes_is_not_in_it(engine, counter, ada, cases):
    first, second = cases
    set_right(ada, NEW)
    write(counter, LATER)
    put(engine, first, Kind.ADVICE_RECEIVED, "2026-03-02", EP)
    ((_, _, text),) = send(counter, LATER)
    assert first not in text
    assert second in text


@on_sqlite_only
def test_where_all_of_it_is_closed_no_letter_goes(engine, counter, ada, cases):
    set_right(ada, NEW)
    write(counter, LATER)
    for case in cases:
        put(engine, case, Kind.ADVICE_RECEIVED, "2026-03-02", EP)
    assert send(counter, LATER) == []
    assert letters_to(engine, NEW)[0].status == "not_needed"


@on_sqlite_only
def test_what_was_sent_back_to_us_is_neither_counted_nor_written_about(engine, counter, ada, cases):
    first, second = cases
    put(engine, first, Kind.ADVICE_REQUEST_RETURNED, "2026-03-02", EP, reason="Not ours")
    assert "1 request for advice is open with this service." in words_on(ada.page(EP_PAGE))
    set_right(ada, NEW)
    write(counter, LATER)
    ((_, _, text),) = send(counter, LATER)
    assert first not in text
    assert second in text
    assert "This is not a new request" in text


@on_sqlite_only
def test_it_waits_for_the_hours_in_which_letters_go(engine, counter, ada, cases):
    del engine, cases
    set_right(ada, NEW)
    saturday = datetime(2026, 3, 7, 12, tzinfo=UTC)
    assert write(counter, saturday) == []
    night = datetime(2026, 3, 2, 22, tzinfo=UTC)
    assert write(counter, night) == ONE_LETTER
    assert send(counter, night) == []
    assert [to for to, *_ in send(counter, datetime(2026, 3, 3, 9, tzinfo=UTC))] == [NEW]


def test_what_came_back_is_settled_as_sent_to_another_mailbox(
    engine, counter, ada, kim, bounced_cases
):
    (bounced,) = [row.id for row in every_letter(engine)]
    assert bounced in ada.page("/letters/undelivered")
    set_right(ada, NEW)
    assert bounced not in ada.page("/letters/undelivered")
    (row,) = [each for each in every_letter(engine) if each.id == bounced]
    assert (row.status, row.delivery) == ("not_needed", "elsewhere")
    lines = noted(engine, "fresh_link_wanted", "letter_sent_elsewhere")
    assert len(lines) == 4  # on the record of each case, and no address on any
    assert {about for _, _, about in lines} == {"to the mailbox kept now"}
    assert "did not arrive" not in words_on(kim.page("/my-day"))
    assert "what it asked went to another mailbox" in words_on(
        kim.page(f"/cases/{bounced_cases[0]}")
    )
    assert write(counter, LATER) == ASKED_ANEW
    assert "List of what is open, to the new mailbox" not in words_on(
        kim.page(f"/cases/{bounced_cases[0]}")
    )


@on_sqlite_only
def test_a_request_that_waits_for_the_morning_goes_to_the_new_mailbox_alone(engine, counter, ada):
    asked(engine)
    service(engine)
    write(counter, datetime(2026, 2, 27, 22, tzinfo=UTC))
    set_right(ada, NEW)
    assert write(counter, LATER) == []
    ((to, subject, _),) = send(counter, LATER)
    assert to == NEW
    assert subject.startswith("Advice needed by 10 April")


@on_sqlite_only
def test_a_letter_for_two_services_waits_until_each_has_its_own(engine, counter, ada):
    asked(engine)
    asked(engine, "health", surname="Heron")
    service(engine)
    service(engine, "health", name="North", email=MAILBOX)
    write(counter)
    send(counter)
    came_back(engine)
    set_right(ada, NEW)
    (shared,) = letters_to(engine, MAILBOX)
    assert shared.status == "sent"
    assert set_right(ada, NEXT, page="/admin/services/health") == SENT
    (shared,) = letters_to(engine, MAILBOX)
    assert shared.status == "not_needed"
    assert sorted(write(counter, LATER)) == [("advice_needed", NEW), ("advice_needed", NEXT)]


@on_sqlite_only
def test_what_has_a_link_that_works_already_is_not_told_twice(engine, counter, ada, kim):
    asked(engine)
    service(engine)
    write(counter)
    send(counter)
    came_back(engine)
    (bounced,) = [row.id for row in every_letter(engine)]
    kim.fill_in(f"/letters/undelivered/{bounced}", act="again", to="other", email=NEW)
    set_right(ada, NEW)
    assert write(counter, LATER) == []
    assert [to for to, *_ in send(counter, LATER)] == [NEW]


# --------------------------------------------------------------------------- who may not have it


def test_a_restricted_child_is_in_no_letter_that_an_administrator_has_sent(
    engine, counter, ada, bounced_cases
):
    seen, restricted = bounced_cases
    sealed(engine, restricted)
    page = words_on(ada.page(EP_PAGE))
    assert "1 request for advice is open with this service." in page
    assert "What is about children whose records you may not see is left out" in page
    assert "their caseworkers are asked to send a new link" in page
    set_right(ada, NEW)
    write(counter, LATER)
    ((_, _, text),) = send(counter, LATER)
    assert seen in text
    assert restricted not in text
    somebody = opens(guest(counter), engine, path_in(text), mailbox=NEW)
    assert somebody.get(f"/answering/{restricted}/{EP}").status_code == 404
    # What came back is about that child too, so it waits for whoever may see both.
    assert letters_to(engine, MAILBOX)[0].status == "sent"


@pytest.mark.parametrize("fresh", [True, False])
def test_the_caseworker_of_a_restricted_child_sends_its_link_with_one_click(
    engine, counter, ada, cases, fresh
):
    seen, restricted = cases
    sealed(engine, restricted)
    sol = staff_member(counter, "Sol South", "caseworker", team="South")
    for case in cases:
        put(engine, case, Kind.OFFICER_CHANGED, "2026-03-02", officer="Sol South")
    assert "Send a new link" not in words_on(sol.page("/my-day"))
    set_right(ada, NEW, fresh=fresh)
    write(counter, LATER)
    send(counter, LATER)
    day = sol.page("/my-day")
    (act,) = re.findall(r'action="(/cases/[^"]+/link-again)"', day)
    assert restricted in act
    assert "Send a new link for educational psychology advice. Send the link" in words_on(day)
    assert sol.fill_in(act, page="/my-day").headers["location"] == "/my-day?said=link-again"
    assert "Send a new link" not in words_on(sol.page("/my-day"))
    assert write(counter, LATER) == ONE_LETTER
    ((to, _, text),) = send(counter, LATER)
    assert to == NEW
    assert restricted in text
    assert seen not in text
    somebody = opens(guest(counter), engine, path_in(text), mailbox=NEW)
    assert somebody.get(f"/answering/{restricted}/{EP}").status_code == 200


@on_sqlite_only
def test_nobody_who_may_not_see_a_restricted_child_sends_its_link(engine, ada, kim, cases):
    sealed(engine, cases[1])
    set_right(ada, NEW)
    assert kim.get(f"/cases/{cases[1]}/advice/{EP}/link-again").status_code == 404
    answer = kim.fill_in(f"/cases/{cases[1]}/advice/{EP}/link-again", page="/my-day")
    assert answer.status_code == 404


@on_sqlite_only
def test_a_link_that_works_is_not_sent_again_by_the_caseworker(engine, counter, ada, cases):
    sealed(engine, cases[1])
    sol = staff_member(counter, "Sol South", "caseworker", team="South")
    page = f"/cases/{cases[1]}/advice/{EP}/link-again"
    assert "needs no new link" in words_on(sol.fill_in(page).text)
    set_right(ada, NEW)
    assert sol.fill_in(page).status_code == 303
    assert "needs no new link" in words_on(sol.fill_in(page).text)


@on_sqlite_only
def test_nor_where_the_administrator_is_of_the_childs_own_team(engine, counter, cases):
    _, restricted = cases
    sealed(engine, restricted)
    south = staff_member(counter, "Sol South", "administrator", team="South")
    set_right(south, NEW)
    write(counter, LATER)
    ((_, _, text),) = send(counter, LATER)
    assert restricted not in text


@on_sqlite_only
def test_who_is_of_the_team_and_works_its_cases_has_all_of_it_sent(engine, counter, bounced_cases):
    sealed(engine, bounced_cases[1])
    both = staff_member(counter, "Sol South", "administrator", "manager", team="South")
    set_right(both, NEW)
    write(counter, LATER)
    ((_, _, text),) = send(counter, LATER)
    assert bounced_cases[1] in text
    assert letters_to(engine, MAILBOX)[0].status == "not_needed"


@on_sqlite_only
@pytest.mark.parametrize(
    "ours", ["ada.overmere@council.example", "Ada.Overmere+x@council.example", "team"]
)
def test_it_goes_to_none_of_our_own_people_and_nothing_is_changed(
    engine, counter, ada, cases, ours
):
    del cases
    ours = counter.council.about.team_mailbox if ours == "team" else ours
    assert "an address of our own people" in words_on(set_right(ada, ours))
    with reading(engine) as connection:
        assert connection.scalar(select(providers.c.email)) == MAILBOX
        assert connection.execute(select(fresh_links)).all() == []
        assert connection.scalar(select(links.c.withdrawn_at)) is None
    assert set_right(ada, ours, fresh=False) == "/admin/services?said=saved"
    assert write(counter, LATER) == []


@on_sqlite_only
def test_a_form_that_comes_again_keeps_what_was_ticked(ada, cases):
    del cases
    for fresh in (True, False):
        page = set_right(ada, "no address", fresh=fresh)
        assert "is not an email address" in words_on(page)
        assert ('value="yes" checked' in page.partition('name="fresh"')[2][:60]) is fresh


@on_sqlite_only
def test_a_page_says_nothing_of_a_letter_where_nothing_is_open(engine, ada):
    service(engine)
    assert 'name="fresh"' not in ada.page(EP_PAGE)


@on_sqlite_only
def test_a_link_that_was_withdrawn_for_a_reason_opens_nothing_again(engine, counter, ada, cases):
    """The letter brings a link of its own; the old ones stay ended."""
    del cases
    with reading(engine) as connection:
        (old,) = connection.scalars(select(links.c.token_hash)).all()
    set_right(ada, NEW)
    write(counter, LATER)
    with reading(engine) as connection:
        living = connection.scalars(
            select(links.c.token_hash).where(links.c.withdrawn_at.is_(None))
        ).all()
    assert len(living) == 1
    assert old not in living
