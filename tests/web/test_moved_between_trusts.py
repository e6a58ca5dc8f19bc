"""A request that moves from one trust to another leaves nothing of the first one's, nor to it."""

from datetime import UTC, date, datetime

import pytest
from sqlalchemy import insert, select

from ehcp.cases.kinds import Kind
from ehcp.cases.not_possible import NotPossible
from ehcp.casework.correct import correct
from ehcp.casework.papers import turned_clean
from ehcp.register.engine import reading, writing
from ehcp.register.tables import documents, users
from tests.casework.desks import desk, id_of, move, put, strike_out
from tests.web.links import NOTHING, asked, link_in, opens, post
from tests.web.people import words_on
from tests.web.trusts import NORTH, SOUTH, A, B, two_trusts


@pytest.fixture(autouse=True)
def trusts(engine) -> None:
    two_trusts(engine)


@pytest.fixture
def north(signed_in):
    return signed_in("Nora North", "service", kinds=[A])


@pytest.fixture
def south(signed_in):
    return signed_in("Sue South", "service", kinds=[B])


@pytest.fixture
def ada(engine) -> str:
    """A case in which the north was asked."""
    return asked(engine, "health", surname="Northam")


@pytest.fixture
def ben(engine) -> str:
    """A case in which the south was asked."""
    return asked(engine, "health", surname="Southam", forename="Ben", of=B)


def asked_anew(engine, reference: str, *, on: str, of: str | None = None) -> None:
    put(engine, reference, Kind.ADVICE_REQUEST_CANCELLED, on, "health", reason="Moved")
    named = {"service": of} if of else {}
    put(engine, reference, Kind.ADVICE_REQUESTED, on, "health", **named)


@pytest.mark.parametrize("on", ["2026-02-27", "2026-03-02"], ids=["same day", "later"])
def test_asked_anew_of_the_other_trust_it_is_the_others_alone(
    engine, north, south, nobody, ada, on
):
    post(engine)
    path = link_in(engine, NORTH)
    opens(nobody, engine, path, mailbox=NORTH)
    assert nobody.get(f"/answering/{ada}/health").status_code == 200
    asked_anew(engine, ada, on=on, of=B)
    post(engine)
    # What the north had open, its link, its queue and its guesses show nothing of it.
    assert nobody.get(f"/answering/{ada}/health").status_code == 404
    again = nobody.get(path)
    assert "Northam" not in again.text
    assert ada not in nobody.get("/answering").text
    assert ada not in north.page("/queue")
    assert north.get(f"/queue/{ada}/health").status_code == 404
    assert ada in south.page("/queue")
    opens(nobody, engine, link_in(engine, SOUTH), mailbox=SOUTH)
    assert nobody.get(f"/answering/{ada}/health").status_code == 200


def test_asked_anew_of_the_first_trust_its_old_link_shows_nothing_of_the_others(
    engine, north, south, ben
):
    """South, then north, then south once more, all on one day."""
    asked_anew(engine, ben, on="2026-02-27")
    assert ben in north.page("/queue")
    assert ben not in south.page("/queue")
    asked_anew(engine, ben, on="2026-02-27", of=B)
    assert ben in south.page("/queue")
    assert ben not in north.page("/queue")


def test_a_request_that_is_set_right_leaves_the_first_trust(engine, north, south, ada):
    correct(engine, desk=desk(), reference=ada, sequence=3, service=B)
    assert ada in south.page("/queue")
    assert ada not in north.page("/queue")
    assert north.get(f"/queue/{ada}/health").status_code == 404


def a_held_file(engine, reference: str) -> None:
    """Hand in a file of the north, which waits to be checked."""
    with writing(engine) as connection:
        connection.execute(
            insert(documents).values(
                id="n" * 32,
                case_id=id_of(engine, reference),
                kind=Kind.ADVICE_RECEIVED.value,
                party="health",
                happened_on=date(2026, 2, 27),
                details={},
                called="advice",
                media_type="application/pdf",
                size=1,
                sha256="0" * 64,
                state="held",
                stored_by="North Trust, by link",
                stored_at=datetime(2026, 2, 27, 9, 30, tzinfo=UTC),
            )
        )


def test_a_file_of_the_first_trust_is_not_shown_to_the_other_nor_taken_for_its_advice(
    engine, north, south, ada
):
    a_held_file(engine, ada)
    assert "Your file came" in words_on(north.page(f"/queue/{ada}/health"))
    asked_anew(engine, ada, on="2026-03-02", of=B)
    assert "Your file came" not in words_on(south.page(f"/queue/{ada}/health"))
    entry = turned_clean(engine, desk=desk("2026-03-02"), document_id="n" * 32)
    assert entry is not None
    assert entry.kind is Kind.NOTE_ADDED  # a task for the caseworker
    assert "Another service has been asked since then" in entry.details["why"]
    assert ada in south.page("/queue")


def test_asked_anew_of_the_same_trust_its_file_is_its_advice_still(engine, north, ada):
    a_held_file(engine, ada)
    asked_anew(engine, ada, on="2026-02-27")
    assert "Your file came" in words_on(north.page(f"/queue/{ada}/health"))
    entry = turned_clean(engine, desk=desk("2026-03-02"), document_id="n" * 32)
    assert entry is not None
    assert entry.kind is Kind.ADVICE_RECEIVED


def test_who_is_asked_no_longer_plans_nothing_in_the_others_request(engine, north, south, ada):
    asked_anew(engine, ada, on="2026-03-02", of=B)
    page = f"/queue/plan?request={ada}.health"
    assert north.get(page).headers["location"] == "/queue"
    sent = north.fill_in(
        "/queue/plan",
        page="/queue",
        request=[f"{ada}.health"],
        **{f"to-{ada}.health": "nobody", f"visit-{ada}.health": date(2026, 3, 20)},
    )
    assert sent.status_code == 400
    assert "Northam" not in sent.text
    assert "20 March" not in words_on(south.page(f"/queue/{ada}/health"))


def test_an_answered_request_is_planned_no_longer(engine, north, ada):
    put(engine, ada, Kind.ADVICE_RECEIVED, "2026-03-02", "health", by="Nora North")
    assert north.get(f"/queue/plan?request={ada}.health").headers["location"] == "/queue"


SAYINGS = [
    (Kind.ADVICE_ACKNOWLEDGED, {"visit_on": "2026-03-20"}),
    (Kind.ADVICE_PROMISED, {"promised_on": "2026-05-20", "reason": "Illness"}),
    (Kind.APPOINTMENT_MISSED, {}),
    (Kind.ADVICE_REQUEST_RETURNED, {"reason": "Not ours"}),
    (Kind.ADVICE_RECEIVED, {}),
    (Kind.NIL_REPLY, {}),
]


@pytest.mark.parametrize(("kind", "words"), SAYINGS, ids=[kind.value for kind, _ in SAYINGS])
def test_what_one_trust_said_never_stands_as_the_others(engine, north, kim, ada, kind, words):
    put(engine, ada, kind, "2026-02-28", "health", by="Nora North", **words)
    with pytest.raises(NotPossible, match="has answered this request already"):
        correct(engine, desk=desk("2026-03-02"), reference=ada, sequence=3, service=B)
    page = f"/cases/{ada}/entries/3/correct"
    assert "Another service was asked" not in kim.page(page)
    assert "The service has answered this request already" in words_on(kim.page(page))
    refused = kim.fill_in(page, what="service", service=B)
    assert refused.status_code == 400
    assert north.get(f"/queue/{ada}/health").status_code == 200


def test_an_answer_that_was_struck_out_holds_nothing(engine, south, ada):
    put(engine, ada, Kind.ADVICE_ACKNOWLEDGED, "2026-02-28", "health", by="Nora North")
    strike_out(engine, ada, 4)
    correct(engine, desk=desk("2026-03-02"), reference=ada, sequence=3, service=B)
    assert ada in south.page("/queue")


def test_a_request_struck_out_and_made_anew_shows_none_of_the_first_trusts_people(
    engine, north, south, signed_in, ada
):
    sam = signed_in("Sam Hale", "professional", kinds=[A])
    with reading(engine) as connection:
        sams = connection.scalar(select(users.c.id).where(users.c.name == "Sam Hale"))
    north.fill_in("/queue", request=[f"{ada}.health"], to=str(sams))
    assert ada in sam.page("/queue")
    strike_out(engine, ada, 3)
    put(engine, ada, Kind.ADVICE_REQUESTED, "2026-02-27", "health", service=B)
    for page in ("/queue", f"/queue/{ada}/health", "/queue/plan"):
        assert "Sam Hale" not in south.page(page), page
    assert ada not in sam.page("/queue")


def test_a_trusts_own_file_stays_its_own_when_the_day_of_asking_is_set_right(engine, south, ada):
    correct(engine, desk=desk("2026-02-26"), reference=ada, sequence=3, service=B)
    a_held_file(engine, ada)
    assert "Your file came" in words_on(south.page(f"/queue/{ada}/health"))
    move(engine, ada, 3, "2026-02-26", on="2026-03-02")
    assert "Your file came" in words_on(south.page(f"/queue/{ada}/health"))
    entry = turned_clean(engine, desk=desk("2026-03-02"), document_id="n" * 32)
    assert entry is not None
    assert entry.kind is Kind.ADVICE_RECEIVED


def test_the_page_that_withdraws_a_link_names_only_mailboxes_that_open_the_request(
    engine, nobody, kim, ada
):
    post(engine)
    here = f"/cases/{ada}/advice/health/link"
    assert NORTH in kim.page(here)
    north = link_in(engine, NORTH)
    asked_anew(engine, ada, on="2026-03-02", of=B)
    assert NORTH not in kim.page(here)
    assert here not in kim.page(f"/cases/{ada}/advice")
    post(engine)
    assert here in kim.page(f"/cases/{ada}/advice")
    words = kim.page(here)
    assert SOUTH in words
    assert NORTH not in words
    south = link_in(engine, SOUTH)
    kim.fill_in(here, why="Sent to a wrong mailbox")
    assert NOTHING in nobody.get(south).text
    assert NOTHING in nobody.get(north).text
