"""The deadline check against one plain INSERT … SELECT with a unique key over the same rows."""

from datetime import UTC, date, datetime, timedelta
from functools import partial

import pytest
from sqlalchemy import text

from ehcp.cases.alerts import AlertPolicy
from ehcp.cases.case_file import CaseFile
from ehcp.cases.kinds import Kind
from ehcp.casework.raise_alerts import raise_alerts
from ehcp.law.rules import load_rules
from ehcp.register.bulk import Entry, NewCase, chained, free_references, put_cases, put_people
from ehcp.register.engine import open_engine, writing
from tests.benchmarks.paired import peak_megabytes, say, seconds_of

DAY = date(2026, 6, 1)
AT = datetime(2026, 6, 1, 6, 30, tzinfo=UTC)
POLICY = AlertPolicy()
RULES = ("decide_to_assess", "notify_no_plan", "final_plan", "advice_response")
STUCK_ONE_IN = 100
DAYS_OF_HISTORY = 1825

OPEN_REVIEWS = 5_000
PLAIN_ALERTS = (
    "CREATE TABLE plain_alerts (case_id INTEGER, rule_id TEXT, party TEXT, started_on DATE, "
    "due_on DATE, step INTEGER, level TEXT, audience TEXT, raised_on DATE, raised_at TEXT, "
    "UNIQUE (case_id, rule_id, party, started_on, step))"
)

NUMBERS = {
    "sqlite": "INSERT INTO {table} ({columns}) WITH RECURSIVE n(i) AS "
    "(SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < {cases}) ",
    "postgresql": "WITH n AS (SELECT generate_series(1, {cases}) AS i) "
    "INSERT INTO {table} ({columns}) ",
}
LATER = {
    "sqlite": "date('{day}', ({days}) || ' days')",
    "postgresql": "(DATE '{day}' + ({days})::integer)",
}


def fill(connection, *, cases):
    """Write the cases of five years with four deadlines each; 700,000 is all of England.

    Open are the deadlines that are not due yet, and one in a hundred of the others, missed.
    """
    name = connection.dialect.name
    start = DAY - timedelta(days=DAYS_OF_HISTORY)

    def later(days):
        return LATER[name].format(day=start, days=days)

    def insert(table, columns, values):
        into = NUMBERS[name].format(cases=cases, table=table, columns=columns)
        connection.execute(text(f"{into} SELECT {values} FROM n"))

    connection.exec_driver_sql(
        "INSERT INTO people (id, year_group_by_hand, more) VALUES (1, FALSE, '{}')"
    )
    insert(
        "cases",
        "id, number, reference, journey, person_id, version, head_hash, opened_at, stage, "
        "stage_since, started_on, excepted, last_event_on, woken_version",
        f"i, i, 'R' || i, 'needs_assessment', 1, 1, '', '{AT}', 'requested', {later(0)}, "
        f"{later(0)}, FALSE, {later(0)}, 1",
    )
    for place, rule in enumerate(RULES):
        began = f"i * 797 % {DAYS_OF_HISTORY}"
        due = f"{began} + {42 * (place + 1)}"
        is_open = f"({due} >= {DAYS_OF_HISTORY} OR i % {STUCK_ONE_IN} = 0)"
        met = f"CASE WHEN {is_open} THEN NULL ELSE {later(due)} END"
        watch = f"CASE WHEN {is_open} THEN 'new' ELSE NULL END"
        insert(
            "deadlines",
            "case_id, rule_id, party, started_on, due_on, met_on, watch",
            f"i, '{rule}', '', {later(began)}, {later(due)}, {met}, {watch}",
        )
    connection.exec_driver_sql(PLAIN_ALERTS)


def tidy(engine):
    """Do what PostgreSQL does by itself overnight, after the first check saw every row."""
    if engine.dialect.name == "postgresql":
        with engine.connect() as connection:
            connection.execution_options(isolation_level="AUTOCOMMIT")
            connection.exec_driver_sql("VACUUM ANALYZE")


def plain_check(engine, day):
    """Write the plain statement: every step that falls on this day, over all open rows."""
    steps = [*POLICY.amber_steps, *range(1, DAYS_OF_HISTORY, POLICY.red_repeat_days)]
    days = ", ".join(f"('{day - timedelta(days=step)}', {step})" for step in steps)
    due = "CAST(column1 AS DATE)" if engine.dialect.name == "postgresql" else "column1"
    with engine.begin() as connection:
        connection.execute(
            text(
                "INSERT INTO plain_alerts SELECT case_id, rule_id, party, started_on, due_on, "
                "column2, CASE WHEN column2 < 1 THEN 'amber' ELSE 'red' END, 'manager', "
                f"'{day}', '{AT}' FROM deadlines JOIN (VALUES {days}) AS steps "
                f"ON due_on = {due} WHERE met_on IS NULL ON CONFLICT DO NOTHING"
            )
        )


@pytest.mark.bench
@pytest.mark.parametrize("cases", [50_000, 700_000])
def test_the_check_reads_only_what_is_due(database_url, cases):
    engine = open_engine(database_url)
    with engine.begin() as connection:
        fill(connection, cases=cases)
        connection.exec_driver_sql("ANALYZE")

    def check(day):
        return raise_alerts(engine, day=day, at=AT, policy=POLICY, rules=load_rules())

    first = seconds_of(lambda: check(DAY))
    tidy(engine)
    memory = peak_megabytes()
    ratios, again = [], []
    for n in range(1, 6):
        day = DAY + timedelta(days=n)
        ours = seconds_of(partial(check, day))
        theirs = seconds_of(partial(plain_check, engine, day))
        ratios.append(ours / theirs)
        again.append(seconds_of(partial(check, day)) / theirs)
    say(
        f"Deadline check, {cases:,} cases, {engine.dialect.name}",
        ratio=sorted(ratios)[2],
        most=0.5,
        more=f"second run {sorted(again)[2]:.4f}; first check {first:.1f} s once; "
        f"memory grew {peak_megabytes() - memory:.0f} MB over five checks",
    )
    with engine.connect() as connection:
        counts = [
            connection.exec_driver_sql(
                f"SELECT count(*) FROM {table} WHERE raised_on > '{DAY}'"
            ).scalar_one()
            for table in ("alerts", "plain_alerts")
        ]
    engine.dispose()
    assert counts[0] == counts[1] > 0


@pytest.mark.bench
def test_a_day_of_checks_over_five_thousand_open_reviews(database_url):
    """Compare the check of an ordinary day with the plain statement over the same limits."""
    engine = open_engine(database_url)
    _open_reviews(engine, count=OPEN_REVIEWS)
    with engine.begin() as connection:
        connection.exec_driver_sql("ANALYZE")
        connection.exec_driver_sql(PLAIN_ALERTS)

    def check(day):
        return raise_alerts(engine, day=day, at=AT, policy=POLICY, rules=load_rules())

    first = seconds_of(lambda: check(DAY))
    tidy(engine)
    ratios, times = [], []
    for n in range(1, 6):
        day = DAY + timedelta(days=n)
        times.append(seconds_of(partial(check, day)))
        ratios.append(times[-1] / seconds_of(partial(plain_check, engine, day)))
    with engine.connect() as connection:
        raised = connection.exec_driver_sql("SELECT count(*) FROM alerts").scalar_one()
    engine.dispose()
    say(
        f"Deadline check, {OPEN_REVIEWS:,} open reviews, {engine.dialect.name}",
        ratio=sorted(ratios)[2],
        most=1.5,
        more=f"{sorted(times)[2] * 1e3:.1f} ms; first check {first:.2f} s once; {raised} alerts",
    )
    assert raised > OPEN_REVIEWS / 10


def _open_reviews(engine, *, count):
    """Put so many reviews on record, begun on each day of the year before, one in ten held."""
    with writing(engine) as connection:
        whose = put_people(
            connection, [{"year_group_by_hand": False, "more": {}} for _ in range(count)]
        )
        references = free_references(connection, count)
        new = []
        for place, (person, reference) in enumerate(zip(whose, references, strict=True)):
            start = DAY - timedelta(days=place % 365)
            entries = [Entry(Kind.PLAN_FIRST_MADE, start, None, {})]
            if place % 10 == 0 and start < DAY - timedelta(days=60):
                held = DAY - timedelta(days=place % 50)
                entries.append(Entry(Kind.REVIEW_MEETING_HELD, held, None, {}))
            recorded, seals = chained(entries, reference=reference, at=AT, by="Kim")
            file = CaseFile(reference=reference, recorded=recorded, journey="annual_review")
            new.append(NewCase(file=file, seals=seals, person_id=person))
        put_cases(connection, new, at=AT, rules=load_rules())
