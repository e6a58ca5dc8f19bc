"""The scorecards of the services: they agree with the report, and hide what may not be seen."""

import re
from datetime import date, timedelta
from html import unescape

import pytest
from hypothesis import HealthCheck, given, settings
from sqlalchemy import insert, select, update

from ehcp.register.engine import open_engine, reading, writing
from ehcp.register.tables import advice, cases, people, providers
from ehcp.reports.backlog import report_on
from ehcp.reports.scorecards import scorecards
from tests.builders import a_case
from tests.reports.policy import COUNCIL
from tests.reports.random_registers import registers_and_days
from tests.reports.registers import keep, keep_in
from tests.web.conftest import TODAY
from tests.web.people import words_on


def ago(days: int) -> str:
    return (TODAY - timedelta(days=days)).isoformat()


def fill(engine):
    def case(name: str, *, asked: int):
        return (
            a_case(reference=name)
            .requested(ago(asked + 30))
            .told_will_assess(ago(asked))
            .advice_asked("health", ago(asked))
        )

    keep(
        engine,
        [
            case("AAA-222", asked=50).file,
            case("BBB-222", asked=42).file,
            case("CCC-222", asked=20).file,
            case("DDD-222", asked=70).advice_came("health", ago(35)).file,
        ],
    )
    with writing(engine) as connection:
        connection.execute(
            insert(providers).values(
                code="health",
                kind="health",
                name="Trust A",
                email="a@trust.example",
                reminders=True,
            )
        )


@pytest.fixture
def both(database_url):
    engine = open_engine(database_url)
    yield engine
    engine.dispose()


def card_of(engine, kind):
    with reading(engine) as connection:
        position, _ = report_on(connection, at=TODAY, council=COUNCIL)
        return next(card for card in scorecards(position) if card.kind == kind)


def test_a_service_has_what_it_owes_and_what_comes_due(both):
    fill(both)
    card = card_of(both, "health")
    assert (card.service, card.says) == ("Trust A", "health")
    assert [each.reference for each in card.owed] == ["AAA-222", "BBB-222", "CCC-222"]
    assert [each.reference for each in card.late] == ["AAA-222"]
    # Day 42 is this Monday, and three weeks later.
    assert [count for _, count in card.ahead] == [1, 0, 0, 1, 0, 0, 0, 0]
    assert card.ahead[0][0] == TODAY


@settings(
    max_examples=15,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(drawn=registers_and_days())
def test_the_scorecards_together_are_the_report(both, drawn):
    files, at = drawn
    with both.connect() as connection:
        keep_in(connection, files)
        position, report = report_on(connection, at=at, council=COUNCIL)
        cards = {card.kind: card for card in scorecards(position)}
        connection.rollback()
    late = report.figure("N7").by_kind or {}
    assert {kind: len(card.late) for kind, card in cards.items() if card.late} == {
        kind: count for kind, count in late.items() if count
    }
    for name in ("N12a", "N12b"):
        kinds = [card.came if name == "N12a" else card.due for card in cards.values()]
        months = [kind.series[-2] for kind in kinds if kind is not None]
        figure = report.figure(name)
        assert sum(month.denominator for month in months) == figure.denominator
        assert sum(month.numerator for month in months) == figure.numerator


def test_every_number_opens_as_many_pieces_of_advice(engine, morgan):
    fill(engine)
    for path in ("/services", "/services/health"):
        page = morgan.page(path)
        numbers = re.findall(r'href="(/report/today/figures/[^"]+)">([\d,]+)<', page)
        assert numbers
        for href, number in numbers:
            assert re.search(
                rf"\b{number} (cases?|pieces?)\b", words_on(morgan.page(unescape(href)))
            )


def test_a_service_s_page_names_the_oldest_and_no_hidden_case(engine, morgan):
    fill(engine)
    page = words_on(morgan.page("/services/health"))
    assert "Trust A" in page
    assert "AAA-222" in page
    with writing(engine) as connection:
        connection.execute(
            update(people)
            .where(people.c.id == cases.c.person_id, cases.c.reference == "AAA-222")
            .values(restricted_to="South")
        )
    page = words_on(morgan.page("/services/health"))
    assert "AAA-222" not in page
    assert "1 restricted, not shown" in page
    assert "Owed now 3" in page


def test_a_service_s_page_says_what_it_promised_and_what_it_did_not_keep(engine, morgan):
    fill(engine)
    with writing(engine) as connection:
        the_case = select(cases.c.id).where(cases.c.reference == "AAA-222").scalar_subquery()
        connection.execute(
            update(advice)
            .where(advice.c.case_id == the_case, advice.c.party == "health")
            .values(promised_on=date(2026, 2, 27), late_reason="A post is vacant")
        )
    page = words_on(morgan.page("/services/health"))
    assert "Promised for a day that has passed 1" in page
    assert "27 Feb 2026 Not kept A post is vacant" in page


def test_a_kind_that_nobody_was_asked_for_has_no_page(morgan):
    morgan.page("/services/nonsense", status=404)
    assert "Educational psychology" in words_on(morgan.page("/services"))
