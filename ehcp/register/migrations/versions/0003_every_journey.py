"""A case can take any journey: who opened it, its review meeting, and indexes for each journey."""

from collections.abc import Iterable

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

_Index = tuple[str, str, tuple[str, ...], str | None]

_ASSESSMENT = "journey = 'needs_assessment'"
_ABOUT_APPEALS = (
    "kind IN ('appeal_registered', 'appeal_unopposed', 'appeal_withdrawn', "
    "'appeal_dismissed', 'tribunal_ordered')"
)
_EVER_LATE = "owed_until IS NULL OR owed_until > due_on"

_BEFORE: tuple[_Index, ...] = (
    (
        "cases",
        "cases_open",
        ("started_on", "decided_on", "issuing_decided_on", "drafted_on", "excepted", "officer"),
        "ended_on IS NULL",
    ),
    ("cases", "cases_ended", ("ended_on", "started_on"), "ended_on IS NOT NULL"),
    (
        "cases",
        "cases_without_plan",
        ("ended_on", "started_on", "excepted"),
        "stage = 'no_plan'",
    ),
    (
        "cases",
        "cases_started",
        ("started_on", "ended_on", "issued_on", "stage", "excepted"),
        None,
    ),
    ("cases", "cases_decided", ("decided_on", "started_on", "excepted"), None),
    ("cases", "cases_issued", ("issued_on", "started_on", "excepted", "drafted_on"), None),
    ("cases", "cases_excepted", ("id",), "excepted"),
    ("advice", "advice_received", ("received_on", "party", "due_on", "requested_on"), None),
    ("advice", "advice_due", ("due_on", "party", "received_on", "cancelled_on"), None),
    ("advice", "advice_became_late", ("due_on", "party", "owed_until"), _EVER_LATE),
    ("advice", "advice_stopped_late", ("owed_until", "party", "due_on"), _EVER_LATE),
    (
        "advice",
        "advice_counted_late",
        ("counted_late_from", "owed_until"),
        "counted_late_from IS NOT NULL",
    ),
    ("advice", "advice_no_longer_counted", ("owed_until",), "counted_late_from IS NOT NULL"),
)

_OF_ASSESSMENTS: tuple[_Index, ...] = (
    (
        "cases",
        "cases_open",
        (
            "started_on",
            "decided_on",
            "issuing_decided_on",
            "drafted_on",
            "excepted",
            "officer",
            "journey",
            "ended_on",
        ),
        f"{_ASSESSMENT} AND ended_on IS NULL",
    ),
    (
        "cases",
        "cases_ended",
        ("ended_on", "started_on", "journey"),
        f"{_ASSESSMENT} AND ended_on IS NOT NULL",
    ),
    (
        "cases",
        "cases_without_plan",
        ("ended_on", "started_on", "excepted", "journey", "stage"),
        f"{_ASSESSMENT} AND stage = 'no_plan'",
    ),
    (
        "cases",
        "cases_started",
        ("started_on", "ended_on", "issued_on", "stage", "excepted", "journey"),
        _ASSESSMENT,
    ),
    ("cases", "cases_decided", ("decided_on", "started_on", "excepted", "journey"), _ASSESSMENT),
    (
        "cases",
        "cases_issued",
        ("issued_on", "started_on", "excepted", "drafted_on", "journey"),
        _ASSESSMENT,
    ),
    ("cases", "cases_excepted", ("id",), f"{_ASSESSMENT} AND excepted"),
    (
        "advice",
        "advice_received",
        ("received_on", "party", "due_on", "requested_on", "journey"),
        _ASSESSMENT,
    ),
    (
        "advice",
        "advice_due",
        ("due_on", "party", "received_on", "cancelled_on", "journey"),
        _ASSESSMENT,
    ),
    (
        "advice",
        "advice_became_late",
        ("due_on", "party", "owed_until", "journey"),
        f"{_ASSESSMENT} AND ({_EVER_LATE})",
    ),
    (
        "advice",
        "advice_stopped_late",
        ("owed_until", "party", "due_on", "journey"),
        f"{_ASSESSMENT} AND ({_EVER_LATE})",
    ),
    (
        "advice",
        "advice_counted_late",
        ("counted_late_from", "owed_until", "journey"),
        f"{_ASSESSMENT} AND counted_late_from IS NOT NULL",
    ),
    (
        "advice",
        "advice_no_longer_counted",
        ("owed_until", "journey", "counted_late_from"),
        f"{_ASSESSMENT} AND counted_late_from IS NOT NULL",
    ),
)

_OF_OTHERS: tuple[_Index, ...] = (
    (
        "cases",
        "reviews_open",
        (
            "started_on",
            "meeting_on",
            "met_on",
            "decided_on",
            "decision",
            "drafted_on",
            "issued_on",
            "journey",
            "ended_on",
        ),
        "journey = 'annual_review' AND ended_on IS NULL",
    ),
    (
        "cases",
        "reviews_ended",
        ("ended_on", "started_on", "met_on", "decided_on", "decision", "journey"),
        "journey = 'annual_review' AND ended_on IS NOT NULL",
    ),
    (
        "cases",
        "reviews_decided",
        ("decided_on", "met_on", "started_on", "excepted", "journey"),
        "journey = 'annual_review' AND decided_on IS NOT NULL",
    ),
    (
        "cases",
        "reviews_amending",
        ("decided_on", "met_on", "drafted_on", "issued_on", "ended_on", "journey", "decision"),
        "journey = 'annual_review' AND decision = 'will_amend'",
    ),
    (
        "cases",
        "amendments",
        ("started_on", "issued_on", "ended_on", "journey"),
        "journey = 'amendment'",
    ),
    (
        "cases",
        "transfers_open",
        ("started_on", "met_on", "officer", "journey", "ended_on"),
        "journey = 'phase_transfer' AND ended_on IS NULL",
    ),
    (
        "cases",
        "transfers_ended",
        ("ended_on", "started_on", "met_on", "issued_on", "journey"),
        "journey = 'phase_transfer' AND ended_on IS NOT NULL",
    ),
    (
        "cases",
        "complaints_taken",
        ("started_on", "ended_on", "journey"),
        "journey = 'complaint'",
    ),
    (
        "events",
        "events_of_appeals",
        ("kind", "happened_on"),
        _ABOUT_APPEALS,
    ),
)


def upgrade() -> None:
    """Let a case take any journey; those there are needs assessments, and so is their advice."""
    _drop(_BEFORE)
    op.add_column("cases", sa.Column("follows_case_id", sa.Integer(), nullable=True))
    op.add_column("cases", sa.Column("meeting_on", sa.Date(), nullable=True))
    op.add_column("cases", sa.Column("met_on", sa.Date(), nullable=True))
    op.add_column("people", sa.Column("year_group_from", sa.Integer(), nullable=True))
    op.add_column(
        "advice",
        sa.Column("journey", sa.String(), nullable=False, server_default="needs_assessment"),
    )
    if op.get_bind().dialect.name != "sqlite":  # which cannot, short of copying the whole table
        op.alter_column("advice", "journey", server_default=None)
    _create(_OF_ASSESSMENTS)
    _create(_OF_OTHERS)
    op.create_index("cases_following", "cases", ["follows_case_id", "journey"], unique=True)


def downgrade() -> None:
    """Go back to the figures of one journey; what was opened in another stays as it is."""
    op.drop_index("cases_following", table_name="cases")
    _drop(_OF_OTHERS)
    _drop(_OF_ASSESSMENTS)
    op.drop_column("advice", "journey")
    op.drop_column("people", "year_group_from")
    for column in ("met_on", "meeting_on", "follows_case_id"):
        op.drop_column("cases", column)
    _create(_BEFORE)


def _drop(indexes: Iterable[_Index]) -> None:
    for table, name, _, _ in indexes:
        op.drop_index(name, table_name=table)


def _create(indexes: Iterable[_Index]) -> None:
    for table, name, columns, condition in indexes:
        if condition is None:
            op.create_index(name, table, list(columns))
            continue
        on_sqlite = condition + " = 1" if condition.endswith("excepted") else condition
        op.create_index(
            name,
            table,
            list(columns),
            sqlite_where=sa.text(on_sqlite),
            postgresql_where=sa.text(condition),
        )
