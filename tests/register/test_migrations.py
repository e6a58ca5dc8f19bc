"""Migrations make the tables as they are written, on both databases, up and down."""

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import create_engine, inspect, select
from sqlmodel import SQLModel

import ehcp.register.tables  # noqa: F401 - fills SQLModel.metadata
from ehcp.cases.kinds import Kind
from ehcp.casework.correct import correct
from ehcp.casework.open_case import open_case
from ehcp.casework.providers import list_providers
from ehcp.law.rules import load_rules
from ehcp.register.engine import database_address, downgrade, open_engine, upgrade
from ehcp.register.rebuild import keep_up_with_rules, rules_have_changed
from ehcp.register.tables import advice
from ehcp.register.verify import verify
from tests.casework.desks import BORN, desk, move, put, strike_out
from tests.web.trusts import two_trusts

RULES = load_rules()


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def empty_url(request, tmp_path):
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path}/empty.db"
    return request.getfixturevalue("empty_postgres_url")


@pytest.fixture
def connection(empty_url):
    engine = create_engine(database_address(empty_url))
    upgrade(empty_url)
    with engine.connect() as opened:
        yield opened
    engine.dispose()


def test_the_migrations_make_the_tables_as_they_are_written(connection) -> None:
    context = MigrationContext.configure(connection, opts={"compare_type": True})
    assert compare_metadata(context, SQLModel.metadata) == []


def test_indexes_hold_the_rows_that_they_are_written_to_hold(connection) -> None:
    """Alembic does not compare the condition of a partial index, and some figures need it."""
    sqlite = connection.dialect.name == "sqlite"
    asked = (
        "SELECT name, sql FROM sqlite_master WHERE type = 'index' AND sql LIKE '%% WHERE %%'"
        if sqlite
        else "SELECT indexname, indexdef FROM pg_indexes WHERE indexdef LIKE '%% WHERE %%'"
        " AND schemaname = 'public'"
    )
    made = dict(tuple(row) for row in connection.exec_driver_sql(asked))
    written = {
        str(index.name): str(condition)
        for table in SQLModel.metadata.tables.values()
        for index in table.indexes
        if (condition := index.dialect_options["sqlite" if sqlite else "postgresql"]["where"])
        is not None
    }
    assert made.keys() == written.keys()
    if sqlite:  # PostgreSQL writes the conditions in words of its own
        assert {name: sql.split(" WHERE ", 1)[1] for name, sql in made.items()} == written


def test_going_up_twice_changes_nothing(empty_url) -> None:
    upgrade(empty_url)
    upgrade(empty_url)


def test_going_down_leaves_nothing_and_up_again_works(empty_url) -> None:
    upgrade(empty_url)
    downgrade(empty_url)
    engine = create_engine(database_address(empty_url))
    assert set(inspect(engine).get_table_names()) <= {"alembic_version"}
    engine.dispose()
    upgrade(empty_url)


def test_the_ledger_begins_with_no_case_opened(connection) -> None:
    rows = connection.exec_driver_sql("SELECT id, cases_opened FROM ledger").all()
    assert rows == [(1, 0)]


def test_what_was_kept_before_every_journey_had_its_table_is_kept(empty_url) -> None:
    upgrade(empty_url)
    downgrade(empty_url, to="0002")
    engine = create_engine(database_address(empty_url))
    with engine.begin() as before:
        before.exec_driver_sql(
            "INSERT INTO people (id, year_group_by_hand, more) VALUES (1, false, '{}')"
        )
        before.exec_driver_sql(
            "INSERT INTO cases (id, number, reference, journey, person_id, version, head_hash, "
            "opened_at, stage, stage_since, started_on, excepted, last_event_on, woken_version) "
            "VALUES (1, 1, 'K7Q-2ND', 'needs_assessment', 1, 2, '0', "
            "'2026-01-05T09:00:00.000000+00:00', 'assessing', '2026-02-10', '2026-01-05', false, "
            "'2026-02-10', 2)"
        )
        before.exec_driver_sql(
            "INSERT INTO advice (case_id, party, requested_on, due_on, nil_reply, sent_back, "
            "last_heard_on) "
            "VALUES (1, 'health', '2026-02-10', '2026-03-24', false, 0, '2026-02-10')"
        )
    upgrade(empty_url)
    with engine.connect() as after:
        asked = after.exec_driver_sql("SELECT party, journey FROM advice").one()
        assert tuple(asked) == ("health", "needs_assessment")
        case = after.exec_driver_sql("SELECT reference, follows_case_id, met_on FROM cases").one()
        assert tuple(case) == ("K7Q-2ND", None, None)
    downgrade(empty_url, to="0002")
    with engine.connect() as again:
        assert again.exec_driver_sql("SELECT reference FROM cases").scalar_one() == "K7Q-2ND"
    engine.dispose()


def test_what_was_asked_before_there_were_several_services_stays_asked(empty_url) -> None:
    upgrade(empty_url)
    engine = open_engine(empty_url)
    two_trusts(engine)
    case = open_case(
        engine,
        desk=desk("2026-01-05"),
        received_on=desk("2026-01-05").today,
        person={"born_on": BORN, "external_id": "1"},
    )
    put(engine, case, Kind.TOLD_WILL_ASSESS, "2026-02-10")
    for kind in ("health", "education", "social_care"):
        put(engine, case, Kind.ADVICE_REQUESTED, "2026-02-10", kind)
        put(engine, case, Kind.ADVICE_REQUEST_RETURNED, "2026-02-12", kind, reason="whose is it?")
    put(engine, case, Kind.ADVICE_ACKNOWLEDGED, "2026-02-13", "education")
    put(engine, case, Kind.ADVICE_REQUEST_CANCELLED, "2026-02-13", "social_care", reason="theirs")
    put(engine, case, Kind.ADVICE_REQUESTED, "2026-02-13", "social_care")

    def requests():
        columns = (advice.c.party, advice.c.requested_on, advice.c.service, advice.c.returned_on)
        with engine.connect() as now:
            return set(now.execute(select(*columns)).tuples())

    was = requests()
    sent_back = {(party, on, returned) for party, on, _, returned in was}
    ten, twelve, thirteen = (desk(f"2026-02-{day}").today for day in (10, 12, 13))
    assert sent_back == {
        ("health", ten, twelve),
        ("education", ten, None),
        ("social_care", ten, twelve),
        ("social_care", thirteen, None),
    }
    engine.dispose()
    downgrade(empty_url, to="0014")
    engine = create_engine(database_address(empty_url))
    with engine.begin() as before:
        kept = before.exec_driver_sql("SELECT kind, name FROM providers").all()
        assert [tuple(row) for row in kept] == [("health", "North Trust")]
    engine.dispose()
    upgrade(empty_url)
    engine = open_engine(empty_url)
    assert requests() == was
    assert [each.code for each in list_providers(engine)] == ["health"]
    assert verify(engine, rules=RULES).found == 0
    engine.dispose()


@pytest.mark.parametrize("mend", ["struck out", "moved", "of another kind"])
def test_what_was_corrected_before_there_were_several_services_stands_corrected(
    empty_url, mend
) -> None:
    upgrade(empty_url)
    engine = open_engine(empty_url)
    case = open_case(
        engine,
        desk=desk("2026-01-05"),
        received_on=desk("2026-01-05").today,
        person={"born_on": BORN, "external_id": "1"},
    )
    put(engine, case, Kind.TOLD_WILL_ASSESS, "2026-02-10")
    put(engine, case, Kind.ADVICE_REQUESTED, "2026-02-10", "health")
    put(engine, case, Kind.ADVICE_REQUESTED, "2026-02-10", "education")
    put(engine, case, Kind.ADVICE_REQUEST_RETURNED, "2026-02-12", "health", reason="not ours")
    match mend:
        case "struck out":
            strike_out(engine, case, 5)
        case "moved":
            move(engine, case, 3, "2026-02-11")
        case _:
            correct(engine, desk=desk("2026-02-13"), reference=case, sequence=5, party="education")
    query = select(advice.c.party, advice.c.requested_on, advice.c.returned_on)
    with engine.connect() as now:
        was = set(now.execute(query).tuples())
    assert sum(returned is not None for _, _, returned in was) == (mend != "struck out")
    engine.dispose()
    downgrade(empty_url, to="0014")
    upgrade(empty_url)
    engine = open_engine(empty_url)
    with engine.connect() as now:
        assert set(now.execute(query).tuples()) == was
    assert verify(engine, rules=RULES).found == 0
    assert rules_have_changed(engine, rules=RULES)
    assert keep_up_with_rules(engine, rules=RULES) == 1
    assert verify(engine, rules=RULES).found == 0
    engine.dispose()


def test_a_register_in_which_nothing_was_sent_back_is_not_worked_out_anew(empty_url) -> None:
    upgrade(empty_url)
    engine = open_engine(empty_url)
    keep_up_with_rules(engine, rules=RULES)
    engine.dispose()
    downgrade(empty_url, to="0014")
    upgrade(empty_url)
    engine = open_engine(empty_url)
    assert not rules_have_changed(engine, rules=RULES)
    engine.dispose()
