"""Behind a one-time link: its own requests, each by itself, and nothing of anybody else."""

import pytest
from sqlalchemy import select

from ehcp.register.engine import open_engine, reading
from ehcp.register.tables import audit
from tests.one_database import on_sqlite_only
from tests.web.links import EP, NOTHING, asked, link_in, opens, post, service
from tests.web.people import words_on
from tests.web.test_record import record_of

CHILD = ("Ada", "Finch", "Lark Rise", "2015")


@pytest.fixture
def engine(database_url):
    opened = open_engine(database_url)
    yield opened
    opened.dispose()


@pytest.fixture
def request_asked(engine):
    """Trust A was asked for advice, and has our email."""
    service(engine)
    reference = asked(engine)
    post(engine)
    return reference


@pytest.fixture
def path(engine, request_asked) -> str:
    """Give the path of the link in that email."""
    del request_asked
    return link_in(engine)


@on_sqlite_only
def test_a_link_opens_its_own_requests_and_nothing_else(engine, nobody, request_asked, path):
    service(engine, "health", name="Trust B", email="intake@trust-b.example")
    both = asked(engine, EP, "health", surname="Other")
    opens(nobody, engine, path)
    for other in (
        f"/answering/{both}/{EP}",
        f"/answering/{both}/health",
        f"/answering/{request_asked}/health",
        f"/answering/{request_asked}/nonsense",
        "/answering/ZZZ-ZZZ/health",
    ):
        page = nobody.get(other)
        assert (page.status_code, NOTHING in page.text) == (404, True), other
        assert (
            nobody.fill_in(
                f"{other}/not-known", page=f"/answering/{request_asked}/{EP}"
            ).status_code
            == 404
        )


def test_several_requests_are_a_list_in_which_nobody_is_named(engine, nobody):
    """Siblings among them do not reveal each other."""
    service(engine)
    service(engine, "health")
    ada = asked(engine, EP, "health")
    ben = asked(engine, forename="Ben", on="2026-02-20")
    post(engine)
    opens(nobody, engine, link_in(engine))
    words = words_on(nobody.page("/answering"))
    assert words.index(ben) < words.index(ada)
    assert not [word for word in (*CHILD, "Ben") if word in words]
    one = words_on(nobody.page(f"/answering/{ada}/{EP}"))
    assert "Ada Finch" in one
    assert "Also asked of you health" in one
    assert "Ben" not in one
    assert ben not in one
    other = words_on(nobody.page(f"/answering/{ben}/{EP}"))
    assert "Ada" not in other
    assert "Also asked" not in other


@on_sqlite_only
def test_what_others_are_asked_in_the_same_case_is_not_told(engine, nobody):
    service(engine)
    service(engine, "health", name="Trust B", email="intake@trust-b.example")
    service(engine, "social_care", name="Council care", email="care@council.example")
    both = asked(engine, EP, "health", "social_care")
    post(engine)
    opens(nobody, engine, link_in(engine))
    words = words_on(nobody.page(f"/answering/{both}/{EP}"))
    assert "Also asked" not in words
    for other in ("Trust B", "health", "social care", "Council care"):
        assert other not in words


@on_sqlite_only
def test_a_form_without_the_secret_of_the_visit_is_not_taken(engine, nobody, request_asked, path):
    opens(nobody, engine, path)
    path = f"/answering/{request_asked}/{EP}/not-known"
    for secrets in ({}, {"link_secret": "guessed"}, {"link_secret": "ü"}):
        assert nobody.post(path, data=secrets).status_code == 400
    with reading(engine) as connection:
        assert "answered a request" not in connection.scalars(select(audit.c.act)).all()


@on_sqlite_only
def test_a_caseworker_who_follows_the_link_gets_no_further_than_anybody(
    engine, kim, request_asked, path
):
    assert "Kim" not in words_on(kim.page(path))
    opens(kim, engine, path)
    done = kim.fill_in(f"/answering/{request_asked}/{EP}/have")
    assert done.status_code == 303
    assert record_of(engine, request_asked)[-1].recorded_by == "Trust A, by link"


@on_sqlite_only
def test_of_several_services_in_one_mailbox_the_one_that_was_asked_answers(engine, nobody):
    service(engine, "health", name="Alder Trust")
    service(engine, EP, name="Birch Psychology")
    reference = asked(engine, "health", EP)
    post(engine)
    opens(nobody, engine, link_in(engine))
    nobody.fill_in(f"/answering/{reference}/{EP}/have")
    assert record_of(engine, reference)[-1].recorded_by == "Birch Psychology, by link"
    nobody.fill_in(f"/answering/{reference}/health/have")
    assert record_of(engine, reference)[-1].recorded_by == "Alder Trust, by link"
    with reading(engine) as connection:
        found = connection.execute(select(audit.c.by, audit.c.act)).tuples().all()
    assert ("Alder Trust and Birch Psychology, by link", "link_opened") in found


@on_sqlite_only
def test_a_service_that_was_not_asked_is_not_named_for_what_comes_by_a_link(engine, nobody):
    service(engine, "health", name="Alder Trust")
    service(engine, EP, name="Birch Psychology")
    reference = asked(engine, EP)
    post(engine)
    opens(nobody, engine, link_in(engine))
    nobody.fill_in(f"/answering/{reference}/{EP}/not-known")
    assert record_of(engine, reference)[-1].recorded_by == "Birch Psychology, by link"
    with reading(engine) as connection:
        assert not [by for by in connection.scalars(select(audit.c.by)) if "Alder" in by]
