"""Nine years of cases and their advice, written by the database: 700,000 is all of England."""

from sqlalchemy import Connection, text

AT = "2025-01-13"
_FIRST = "2016-01-04"
_DAYS = 3290
_KINDS = ("education", "educational_psychology", "health", "social_care", "parent")


class _Sqlite:
    numbers = (
        "WITH RECURSIVE numbers(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM numbers WHERE n < {})"
    )
    most = "max"

    @staticmethod
    def later(day: str, days: str) -> str:
        return f"date({day}, ({days}) || ' days')"


class _Postgres:
    numbers = "WITH numbers AS (SELECT n::bigint FROM generate_series(1, {}) AS n)"
    most = "greatest"

    @staticmethod
    def later(day: str, days: str) -> str:
        return f"(CAST({day} AS DATE) + ({days})::integer)"


def fill(connection: Connection, *, cases: int) -> None:
    """Write so many cases, more in later years, with four advice requests each on average.

    One in four is refused, one in sixteen leaves, a quarter of the plans are late; the dates are
    scattered by remainders, so that every run writes the same.
    """
    sql = _Sqlite() if connection.dialect.name == "sqlite" else _Postgres()
    connection.exec_driver_sql(
        "INSERT INTO people (id, born_on, upn, year_group_by_hand, more) "
        "VALUES (1, '2017-01-01', 'A', FALSE, '{}')"
    )
    _cases(connection, sql, cases=cases)
    for place, kind in enumerate(_KINDS):
        _advice(connection, sql, kind=kind, place=place)
    _late_days(connection, sql)


def _cases(connection: Connection, sql: _Sqlite | _Postgres, *, cases: int) -> None:
    """Each case draws three remainders: which ending (a), how quick (b), how late (c)."""
    started = sql.later(f"'{_FIRST}'", f"CAST({_DAYS} * sqrt(n * 1.0 / {cases}) AS integer)")
    known = f"'{AT}'"

    def by_then(days: str) -> str:
        day = sql.later("r", days)
        return f"CASE WHEN a >= 340 AND {day} <= {known} THEN {day} END"

    connection.execute(
        text(f"""
        INSERT INTO cases (id, number, reference, journey, person_id, officer, version, head_hash,
            opened_at, stage, stage_since, started_on, decided_on, decision, issuing_decided_on,
            drafted_on, issued_on, ended_on, excepted, last_event_on, woken_version)
        {sql.numbers.format(cases)},
        drawn AS (SELECT n, n * 7919 % 1000 AS a, n * 104729 % 1000 AS b,
            n * 1299709 % 997 AS c, {started} AS r FROM numbers),
        paced AS (SELECT drawn.*, 20 + b % 35 AS decides,
            CASE WHEN a < 240 THEN 20 + b % 35 WHEN a < 300 THEN 60 + c % 70
                WHEN a < 340 THEN 90 + c % 50 WHEN b < 750 THEN 125 + c % 15
                ELSE 141 + c * c % 220 END AS lasts FROM drawn),
        dated AS (SELECT paced.*, {sql.later("r", "lasts")} AS t,
            {sql.later("r", "decides")} AS d FROM paced)
        SELECT n, n, 'R' || n, 'needs_assessment', 1, 'Officer ' || n % 40, 5, '', '{AT}',
            CASE WHEN t > {known} THEN 'assessing' WHEN a < 240 THEN 'not_assessed'
                WHEN a < 290 THEN 'withdrawn' WHEN a < 300 THEN 'moved_out'
                WHEN a < 340 THEN 'no_plan' ELSE 'plan_issued' END,
            r, r, CASE WHEN d <= {known} THEN d END,
            CASE WHEN d > {known} THEN NULL WHEN a < 240 THEN 'will_not_assess'
                ELSE 'will_assess' END,
            {by_then("lasts - 50")}, {by_then("lasts - 40")}, {by_then("lasts")},
            CASE WHEN t <= {known} THEN t END, b % 50 = 0, r, 5
        FROM dated WHERE r <= {known}
        """)
    )


def _advice(connection: Connection, sql: _Sqlite | _Postgres, *, kind: str, place: int) -> None:
    turn = "id % 9973"
    late = f"{turn} * {31 + 2 * place} % 100 < 30 THEN {turn} * {17 + place} % 90"
    days = f"10 + {turn} * {7001 + 37 * place} % 32 + CASE WHEN {late} ELSE 0 END"
    came = sql.later("decided_on", days)
    connection.execute(
        text(f"""
        INSERT INTO advice (case_id, party, requested_on, due_on, received_on, nil_reply, sent_back,
            cancelled_on, last_heard_on, owed_until)
        SELECT id, '{kind}', decided_on, {sql.later("decided_on", "42")}, came_on, FALSE, 0,
            gone_on, decided_on, coalesce(came_on, gone_on)
        FROM (SELECT asked.*,
                CASE WHEN came <= '{AT}' AND (ended_on IS NULL OR came <= ended_on)
                    THEN came END AS came_on,
                CASE WHEN ended_on < came THEN ended_on END AS gone_on
            FROM (SELECT cases.*, {came} AS came FROM cases
                WHERE decision = 'will_assess') AS asked) AS answered
        """)
    )


def _late_days(connection: Connection, sql: _Sqlite | _Postgres) -> None:
    """Fill `counted_late_from` as the register would: each late day of a case counts once."""
    connection.execute(
        text(f"""
        UPDATE advice SET counted_late_from = late_from
        FROM (SELECT case_id AS its_case, party AS its_party, owed_until AS its_end,
                {sql.most}({sql.later("due_on", "1")}, coalesce(max(coalesce(owed_until,
                    '9999-12-31')) OVER (PARTITION BY case_id ORDER BY due_on, party
                    ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING), '0001-01-01')) AS late_from
            FROM advice) AS counted
        WHERE case_id = its_case AND party = its_party
            AND (its_end IS NULL OR its_end > late_from)
        """)
    )
