"""The scorecards of the services: they agree with the report, and hide what may not be seen."""

import re
from collections import Counter
from datetime import date, timedelta
from html import unescape

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import insert, select, update

from ehcp.cases.advice_kinds import AdviceKind
from ehcp.casework.provider_changes import add_provider
from ehcp.register.engine import open_engine, reading, writing
from ehcp.register.tables import advice, cases, documents, people, providers
from ehcp.reports.backlog import report_on
from ehcp.reports.scorecards import scorecards
from tests.builders import a_case
from tests.casework.desks import desk
from tests.documents.handing_in import AT
from tests.examples import examples
from tests.reports.policy import COUNCIL
from tests.reports.random_registers import registers_and_days
from tests.reports.registers import keep, keep_in
from tests.web.conftest import TODAY
from tests.web.people import words_on

A_TRUST = {"name": "A trust", "email": "t@trust.example", "reminders": True, "monday_list": True}


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
        return next(card for card in scorecards(position) if card.code == kind)


def second_trust(engine):
    """Name a second trust for health, and ask two children's advice of it."""
    fill(engine)
    add_provider(
        engine, desk=desk("2026-03-02"), kind=AdviceKind.HEALTH, name="Trust B", email="b@b.example"
    )
    with writing(engine) as connection:
        theirs = select(cases.c.id).where(cases.c.reference.in_(["AAA-222", "DDD-222"]))
        connection.execute(
            update(advice).where(advice.c.case_id.in_(theirs)).values(service="health-2")
        )


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
    assert all(card.code == kind for kind, card in cards.items())
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


@settings(
    max_examples=examples(15),
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(drawn=registers_and_days(), every=st.integers(2, 4), named=st.booleans())
def test_the_services_of_a_kind_add_up_to_the_kind(both, drawn, every, named):
    files, at = drawn
    shared = {"health", "educational_psychology"}
    with both.connect() as connection:
        keep_in(connection, files)
        for kind in sorted(shared):
            other = f"{kind}-2"
            connection.execute(
                update(advice)
                .where(advice.c.party == kind, advice.c.case_id % every == 0)
                .values(service=other)
            )
            for code in (kind, other) if named else (other,):
                connection.execute(insert(providers).values(code=code, kind=kind, **A_TRUST))
        position, report = report_on(connection, at=at, council=COUNCIL)
        cards = scorecards(position)
        connection.rollback()
    for kind in sorted(shared):
        together, *theirs = [card for card in cards if card.kind == kind]
        assert together.code is None
        assert {card.code for card in theirs} >= {kind, f"{kind}-2"} if named else theirs
        assert Counter(together.owed) == Counter(owed for card in theirs for owed in card.owed)
        assert len(together.late) == (report.figure("N7").by_kind or {})[kind]
        for place, (_, count) in enumerate(together.ahead):
            assert count == sum(card.ahead[place][1] for card in theirs)
        for whole, parts in (
            (together.came, [card.came for card in theirs if card.came]),
            (together.due, [card.due for card in theirs if card.due]),
        ):
            for place, month in enumerate(whole.series if whole else ()):
                counts = [counts_of(part.series[place]) for part in parts]
                assert counts_of(month) == tuple(map(sum, zip(*counts, strict=True))) or not counts
            recent = sum(part.received_in_13_weeks or 0 for part in parts)
            assert recent == ((whole.received_in_13_weeks or 0) if whole else 0)


def counts_of(month):
    return (
        month.denominator,
        month.numerator,
        month.denominator_excluding_exceptions,
        month.numerator_excluding_exceptions,
    )


@pytest.mark.parametrize("given_by", [fill, second_trust])
def test_every_number_opens_as_many_pieces_of_advice(engine, morgan, given_by):
    given_by(engine)
    paths = ["/services", "/services/health"]
    if given_by is second_trust:
        paths.append("/services/health-2")
    for path in paths:
        page = morgan.page(path)
        numbers = re.findall(
            r'href="((?:/report/today|/services/[^/"]+)/figures/[^"]+)">([\d,]+)<', page
        )
        assert numbers
        for href, number in numbers:
            assert re.search(
                rf"\b{number} (cases?|pieces?)\b", words_on(morgan.page(unescape(href)))
            ), href


def test_two_trusts_stand_side_by_side_under_what_they_come_to(engine, morgan):
    second_trust(engine)
    words = words_on(morgan.page("/services"))
    assert "Health, all services 3 1" in words
    assert "Trust A health 2 0" in words
    assert "Trust B health 1 1" in words


def test_behind_a_number_of_one_trust_are_its_own_cases_alone(engine, morgan):
    second_trust(engine)
    words = words_on(morgan.page("/services/health-2"))
    assert "AAA-222" in words
    assert "BBB-222" not in words
    for path in ("owed", "N7"):
        words = words_on(morgan.page(f"/services/health-2/figures/{path}"))
        assert "1 piece of advice of Trust B" in words
        assert "AAA-222" in words
    assert "Trust A" in words_on(morgan.page("/services/health"))
    owed = words_on(morgan.page("/services/health/figures/owed"))
    assert "2 pieces of advice of Trust A" in owed
    assert "AAA-222" not in owed
    came = words_on(morgan.page("/services/health-2/figures/N12a/2026-01.in_time"))
    assert "DDD-222" in came
    sheet = morgan.get("/services/health-2/figures/owed?as=workbook")
    assert sheet.headers["content-disposition"].startswith('attachment; filename="owed-2026')
    for wrong in ("nonsense/figures/N7", "health/figures/N1", "health/figures/N12a/1999-01"):
        morgan.page(f"/services/{wrong}", status=404)


def test_behind_a_number_no_hidden_case_is_named(engine, morgan):
    second_trust(engine)
    with writing(engine) as connection:
        connection.execute(
            update(people)
            .where(people.c.id == cases.c.person_id, cases.c.reference == "AAA-222")
            .values(restricted_to="South")
        )
    words = words_on(morgan.page("/services/health-2/figures/owed"))
    assert "1 restricted, not shown" in words
    assert "AAA-222" not in words


def test_a_trust_sees_its_own_figures_and_no_others(engine, signed_in):
    second_trust(engine)
    for name, code, own, others in (
        ("Ann Stone", "health", "Trust A", "Trust B"),
        ("Bea Stone", "health-2", "Trust B", "Trust A"),
    ):
        words = words_on(signed_in(name, "service", kinds=[code]).page("/queue/figures"))
        assert own in words
        assert others not in words
        assert "all services" not in words
        assert ("Owed now 2 Late now 0" if code == "health" else "Owed now 1 Late now 1") in words


def test_the_clinical_officer_sees_every_trust_side_by_side(engine, signed_in):
    second_trust(engine)
    dee = signed_in("Dee Clin", "clinical_officer", kinds=["health"])
    page = dee.page("/queue/figures")
    words = words_on(page)
    assert "Health, all services 3 1" in words
    assert "Trust A health 2 0" in words
    assert "Trust B health 1 1" in words
    assert "psychology" not in words
    # The numbers of the council's own pages open nothing for somebody from outside.
    assert "/report/" not in page
    assert 'href="/services' not in page


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
    with writing(engine) as connection:
        connection.execute(update(advice).values(returned_on=date(2026, 2, 26)))
    page = words_on(morgan.page("/services/health"))
    assert "Promised for a day that has passed 0" in page
    assert "Not kept" not in page


def test_a_kind_that_nobody_was_asked_for_has_no_page(morgan):
    morgan.page("/services/nonsense", status=404)
    assert "Educational psychology" in words_on(morgan.page("/services"))


def test_a_service_and_the_council_read_the_same_months(engine, morgan, signed_in):
    """The last full month is the report's, which is over; the one that runs is said to."""
    fill(engine)
    theirs = words_on(signed_in("Ann Stone", "service", kinds=["health"]).page("/queue/figures"))
    ours = words_on(morgan.page("/services/health"))
    assert "Came in February 2026, on time" in theirs
    assert "Came in February 2026, on time" in ours
    for page in (theirs, ours):
        assert "March 2026 so far" in page
        assert "February 2025" not in page, "thirteen months, the latest first"
        assert page.index("March 2026 so far") < page.rindex("February 2026") < len(page)
    assert "Scorecards: February 2026, and now" in words_on(morgan.page("/services"))


def test_what_was_handed_in_and_waits_to_be_scanned_is_called_that(engine, morgan):
    fill(engine)
    with writing(engine) as connection:
        of = connection.execute(
            select(advice.c.case_id, advice.c.requested_on)
            .join(cases, cases.c.id == advice.c.case_id)
            .where(cases.c.reference == "AAA-222")
        ).one()
        connection.execute(
            insert(documents).values(
                id="ab" * 16,
                case_id=of.case_id,
                kind="advice_received",
                party="health",
                happened_on=of.requested_on + timedelta(days=3),
                called="x.pdf",
                media_type="application/pdf",
                size=1,
                sha256="",
                stored_by="Trust A, by link",
                stored_at=AT,
            )
        )
    words = words_on(morgan.page("/services/health"))
    assert "handed in and waiting for the virus scanner 1" in words
    assert "Being checked A file came on" in words
