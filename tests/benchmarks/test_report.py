"""The weekly report against bare grouped SQL over the same covering indexes."""

import subprocess
import sys
from datetime import date

import pytest

from ehcp.register.engine import open_engine
from ehcp.reports.backlog import backlog_report
from tests.benchmarks.nine_years import AT, fill
from tests.benchmarks.paired import in_turn, say
from tests.reports.policy import COUNCIL

MOST = 2.0
MOST_MEGABYTES = 150
MONTHS_FROM = "2023-01-01"
_IN_A_PROCESS_OF_ITS_OWN = """
import resource, sys
from datetime import date
from config.council import read_council
from ehcp.register.engine import open_engine
from ehcp.reports.backlog import backlog_report
backlog_report(open_engine(sys.argv[1]), at=date.fromisoformat(sys.argv[2]), council=read_council())
print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024)
"""


def statements(dialect: str) -> list[str]:
    """Write out the counting of the same figures as a skilled hand would, and no more.

    The limit does without N13 and the lists but for one count.
    """

    def later(day: str, days: int) -> str:
        return f"date({day}, '{days:+} days')" if dialect == "sqlite" else f"({day} + {days})"

    late = f"ended_on > {later('started_on', 141)}"
    ever_late = "owed_until IS NULL OR owed_until > due_on"
    stage = (
        f"CASE WHEN drafted_on <= '{AT}' THEN 3 WHEN issuing_decided_on <= '{AT}' THEN 2 "
        f"WHEN decided_on <= '{AT}' THEN 1 ELSE 0 END"
    )

    def by_month(day: str, limit: int, where: str = "") -> str:
        timely = f"{day} <= {later('started_on', limit)}"
        return (
            f"SELECT {day}, count(*), count(*) FILTER (WHERE {timely}), "
            f"count(*) FILTER (WHERE excepted), count(*) FILTER (WHERE excepted AND {timely}) "
            f"FROM cases WHERE {day} BETWEEN '{MONTHS_FROM}' AND '{AT}' {where} GROUP BY {day}"
        )

    due = later("started_on", 140)
    took = (
        "CAST(julianday(received_on) - julianday(requested_on) AS integer)"
        if dialect == "sqlite"
        else "received_on - requested_on"
    )
    written = f"""
        SELECT started_on, {stage}, excepted, count(*) FROM cases
            WHERE ended_on IS NULL AND started_on <= '{AT}' GROUP BY 1, 2, 3;
        SELECT started_on, count(*), count(*) FILTER (WHERE ended_on IS NULL OR {late})
            FROM cases GROUP BY started_on;
        SELECT ended_on, count(*), count(*) FILTER (WHERE {late})
            FROM cases WHERE ended_on IS NOT NULL GROUP BY ended_on;
        SELECT counted_late_from, count(*) FROM advice
            WHERE counted_late_from IS NOT NULL GROUP BY counted_late_from;
        SELECT owed_until, count(*) FROM advice
            WHERE counted_late_from IS NOT NULL GROUP BY owed_until;
        SELECT due_on, party, count(*) FROM advice WHERE {ever_late} GROUP BY due_on, party;
        SELECT owed_until, party, count(*) FROM advice WHERE {ever_late} GROUP BY owed_until, party;
        {by_month("issued_on", 140)};
        SELECT started_on, count(*), count(*) FILTER (WHERE issued_on <= {due}
                OR stage IN ('not_assessed', 'no_plan') AND ended_on <= {due})
            FROM cases WHERE started_on BETWEEN '2022-08-14' AND '{AT}'
                AND stage NOT IN ('withdrawn', 'moved_out', 'died') GROUP BY started_on;
        {by_month("decided_on", 42)};
        {by_month("ended_on", 112, "AND stage = 'no_plan'")};
        SELECT received_on, party, count(*), count(*) FILTER (WHERE received_on <= due_on)
            FROM advice WHERE received_on BETWEEN '{MONTHS_FROM}' AND '{AT}' GROUP BY 1, 2;
        SELECT due_on, party, count(*), count(*) FILTER (WHERE received_on <= due_on)
            FROM advice WHERE due_on BETWEEN '{MONTHS_FROM}' AND '{AT}'
                AND (cancelled_on IS NULL OR cancelled_on > due_on) GROUP BY 1, 2;
        SELECT received_on, count(*) FROM complaints WHERE received_on <= '{AT}' GROUP BY 1;
        SELECT officer, count(*) FROM cases WHERE ended_on IS NULL GROUP BY officer;
        SELECT received_on, party, count(*), count(*) FILTER (WHERE received_on <= due_on)
            FROM cases CROSS JOIN advice WHERE excepted AND case_id = id
                AND coalesce(received_on, '0001-01-01') BETWEEN '{MONTHS_FROM}' AND '{AT}'
            GROUP BY 1, 2;
        SELECT due_on, party, count(*), count(*) FILTER (WHERE received_on <= due_on)
            FROM cases CROSS JOIN advice WHERE excepted AND case_id = id
                AND coalesce(due_on, '0001-01-01') BETWEEN '{MONTHS_FROM}' AND '{AT}'
                AND (cancelled_on IS NULL OR cancelled_on > due_on) GROUP BY 1, 2;
        SELECT party, {took}, count(*) FROM advice
            WHERE received_on BETWEEN '2024-10-15' AND '{AT}' GROUP BY 1, 2;
        SELECT count(*) FILTER (WHERE born_on IS NULL),
                count(*) FILTER (WHERE born_on > started_on),
                count(*) FILTER (WHERE born_on <= '1999-01-13'),
                count(*) FILTER (WHERE upn IS NULL AND uln IS NULL AND born_on > '2009-01-13'),
                count(*) FILTER (WHERE officer IS NULL),
                count(*) FILTER (WHERE last_event_on > '{AT}'),
                count(*) FILTER (WHERE drafted_on < decided_on),
                count(*) FILTER (WHERE decided_on IS NOT NULL AND NOT EXISTS
                    (SELECT 1 FROM advice WHERE case_id = cases.id)),
                count(*) FILTER (WHERE EXISTS (SELECT 1 FROM advice
                    WHERE case_id = cases.id AND received_on < requested_on))
            FROM cases JOIN people ON people.id = person_id WHERE ended_on IS NULL;
        SELECT count(DISTINCT case_id) FROM advice WHERE ({ever_late})
            AND owed_until IS NULL AND due_on < '{AT}' AND last_heard_on < '2025-01-07'
    """
    return written.split(";")


@pytest.mark.bench
@pytest.mark.parametrize("cases", [50_000, 700_000])
def test_the_report_costs_little_more_than_its_sql(database_url, cases):
    engine = open_engine(database_url)
    with engine.begin() as connection:
        fill(connection, cases=cases)
    with engine.connect() as connection:
        connection.execution_options(isolation_level="AUTOCOMMIT")
        connection.exec_driver_sql(
            "VACUUM ANALYZE" if engine.dialect.name == "postgresql" else "ANALYZE"
        )
    limit = statements(engine.dialect.name)

    def bare():
        with engine.connect() as connection:
            for statement in limit:
                connection.exec_driver_sql(statement).all()

    def ours():
        return backlog_report(engine, at=date.fromisoformat(AT), council=COUNCIL)

    paired = in_turn(ours=ours, limit=bare, times=3)
    memory = _memory(database_url)
    say(
        f"Weekly report, {cases:,} cases, {engine.dialect.name}",
        ratio=paired.ratio,
        most=MOST,
        more=f"{paired.ours:.2f} s against {paired.limit:.2f} s; {memory:.0f} MB in a process of "
        f"its own (target {MOST_MEGABYTES})",
    )
    engine.dispose()
    assert memory < MOST_MEGABYTES


def _memory(database_url: str) -> float:
    done = subprocess.run(  # noqa: S603 - our own words
        [sys.executable, "-c", _IN_A_PROCESS_OF_ITS_OWN, database_url, AT],
        check=True,
        capture_output=True,
        text=True,
    )
    return float(done.stdout)
