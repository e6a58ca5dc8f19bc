"""The tables of the register: people, cases, their events, and what follows from them.

`events` is the truth. `deadlines`, `advice` and the standing columns of `cases` are projections,
replaced in the transaction that records an event and rebuilt from the events on demand.
"""

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, Column, Index, text
from sqlmodel import Field, SQLModel

from ehcp.register.columns import UtcInstant


def _where(condition: str, *, on_sqlite: str | None = None) -> dict[str, Any]:
    """Give an index the condition under which it holds a row, on both databases."""
    return {"sqlite_where": text(on_sqlite or condition), "postgresql_where": text(condition)}


class PersonRow(SQLModel, table=True):
    """A child or young person. The only table that holds who they are."""

    __tablename__ = "people"

    id: int | None = Field(default=None, primary_key=True)
    external_id: str | None = Field(default=None, unique=True)
    forename: str | None = None
    surname: str | None = None
    born_on: date | None = None
    upn: str | None = Field(default=None, index=True)
    uln: str | None = None
    upn_unknown_reason: str | None = None
    sex: str | None = None
    ethnicity: str | None = None
    postcode: str | None = None
    setting: str | None = None
    setting_urn: str | None = None
    primary_need: str | None = None
    year_group: int | None = None
    year_group_by_hand: bool = False
    more: dict[str, str] = Field(default_factory=dict, sa_column=Column(JSON, nullable=False))


class CaseRow(SQLModel, table=True):
    """One case, with its standing as it follows from its events."""

    __tablename__ = "cases"
    __table_args__ = (
        # The weekly figures read these and nothing else of the table.
        Index(
            "cases_open",
            "started_on",
            "decided_on",
            "issuing_decided_on",
            "drafted_on",
            "excepted",
            "officer",
            **_where("ended_on IS NULL"),
        ),
        Index(
            "cases_ended",
            "ended_on",
            "started_on",
            **_where("ended_on IS NOT NULL"),
        ),
        Index(
            "cases_without_plan",
            "ended_on",
            "started_on",
            "excepted",
            **_where("stage = 'no_plan'"),
        ),
        Index("cases_started", "started_on", "ended_on", "issued_on", "stage", "excepted"),
        Index("cases_decided", "decided_on", "started_on", "excepted"),
        Index("cases_issued", "issued_on", "started_on", "excepted", "drafted_on"),
        Index(
            "cases_excepted",
            "id",
            **_where("excepted", on_sqlite="excepted = 1"),
        ),
        # Nothing is opened twice.
        Index("cases_following", "follows_case_id", "journey", unique=True),
        Index(
            "cases_to_wake",
            "id",
            **_where("version > woken_version"),
        ),
    )

    id: int | None = Field(default=None, primary_key=True)
    number: int = Field(
        unique=True, description="1, 2, 3, … in the order of opening: a gap shows a loss"
    )
    reference: str = Field(unique=True)
    journey: str
    person_id: int = Field(foreign_key="people.id", index=True)
    source: str | None = None
    officer: str | None = Field(default=None, index=True)
    external_key: str | None = Field(default=None, unique=True)
    follows_case_id: int | None = Field(default=None, description="the case that opened this one")
    # What was recorded last
    version: int = Field(description="how many entries the record has")
    head_hash: str
    opened_at: datetime = Field(sa_type=UtcInstant)
    # Standing, from the events
    stage: str
    stage_since: date
    started_on: date
    decided_on: date | None = None
    decision: str | None = Field(default=None, description="will_assess or will_not_assess")
    issuing_decided_on: date | None = None
    meeting_on: date | None = Field(default=None, description="the review meeting is fixed for it")
    met_on: date | None = Field(default=None, description="the review meeting was held")
    drafted_on: date | None = None
    issued_on: date | None = Field(default=None, description="F: the final plan was made and sent")
    ended_on: date | None = Field(default=None, description="T: the day on which the case closed")
    excepted: bool = Field(default=False, description="E: an approved exception lifts the 20 weeks")
    last_event_on: date
    # The workflow
    woken_version: int = 0
    wake_leased_until: datetime | None = Field(default=None, sa_type=UtcInstant)


class EventRow(SQLModel, table=True):
    """One entry of a case's record: append-only, chained by hash to the entry before it."""

    __tablename__ = "events"
    __table_args__ = (CheckConstraint("sequence >= 1"),)

    case_id: int = Field(foreign_key="cases.id", primary_key=True)
    sequence: int = Field(primary_key=True)
    kind: str
    happened_on: date
    party: str | None = None
    details: dict[str, str] = Field(default_factory=dict, sa_column=Column(JSON, nullable=False))
    corrects: int | None = None
    recorded_at: datetime = Field(sa_type=UtcInstant)
    recorded_by: str
    previous_hash: str
    hash: str


class DeadlineRow(SQLModel, table=True):
    """One limit on one case. The checks look only at those that are watched."""

    __tablename__ = "deadlines"
    __table_args__ = (
        Index("deadlines_seen", "due_on", **_where("watch = 'seen'")),
        Index("deadlines_new", "due_on", **_where("watch = 'new'")),
    )

    case_id: int = Field(foreign_key="cases.id", primary_key=True)
    rule_id: str = Field(primary_key=True)
    party: str = Field(default="", primary_key=True, description="'' where the rule has no party")
    started_on: date = Field(primary_key=True)
    due_on: date
    met_on: date | None = None
    fell_away_on: date | None = Field(default=None, description="it ended without having been met")
    excepted_by: str | None = None
    excepted_authority: str | None = None
    watch: str | None = Field(
        default=None, description="new, or seen by a check; None where nothing is to be watched"
    )


class AdviceRow(SQLModel, table=True):
    """One advice request: asked, due, answered."""

    __tablename__ = "advice"
    __table_args__ = (
        Index(
            "advice_outstanding",
            "requested_on",
            "party",
            "case_id",
            **_where("received_on IS NULL AND cancelled_on IS NULL"),
        ),
        # The weekly figures read these and nothing else of the table.
        Index("advice_received", "received_on", "party", "due_on", "requested_on"),
        Index("advice_due", "due_on", "party", "received_on", "cancelled_on"),
        Index(
            "advice_became_late",
            "due_on",
            "party",
            "owed_until",
            **_where("owed_until IS NULL OR owed_until > due_on"),
        ),
        Index(
            "advice_stopped_late",
            "owed_until",
            "party",
            "due_on",
            **_where("owed_until IS NULL OR owed_until > due_on"),
        ),
        Index(
            "advice_counted_late",
            "counted_late_from",
            "owed_until",
            **_where("counted_late_from IS NOT NULL"),
        ),
        Index(
            "advice_no_longer_counted",
            "owed_until",
            **_where("counted_late_from IS NOT NULL"),
        ),
    )

    case_id: int = Field(foreign_key="cases.id", primary_key=True)
    party: str = Field(primary_key=True)
    requested_on: date = Field(primary_key=True)
    due_on: date
    acknowledged_on: date | None = None
    visit_on: date | None = None
    received_on: date | None = None
    nil_reply: bool = False
    sent_back: int = 0
    cancelled_on: date | None = None
    last_heard_on: date
    owed_until: date | None = Field(
        default=None, description="answered, taken back or the case over, whichever came first"
    )
    counted_late_from: date | None = Field(
        default=None, description="from when this request alone makes the case wait over six weeks"
    )


class AlertRow(SQLModel, table=True):
    """A person should look at a case: once per deadline and step, whoever runs the check.

    The key is the deadline's own with the step; the deadline points at the case; a second foreign
    key here would only be checked again for every alert.
    """

    __tablename__ = "alerts"
    __table_args__ = (Index("alerts_raised", "raised_on"),)

    case_id: int = Field(primary_key=True)
    rule_id: str = Field(primary_key=True)
    party: str = Field(primary_key=True)
    started_on: date = Field(primary_key=True)
    step: int = Field(
        primary_key=True,
        description="days from the due date: -14 is two weeks before, 1 the first day late",
    )
    due_on: date
    level: str = Field(description="amber or red")
    audience: str = Field(description="caseworker, manager or head_of_service")
    raised_on: date
    raised_at: datetime = Field(sa_type=UtcInstant)


class ProviderRow(SQLModel, table=True):
    """The service that gives one kind of advice, and whether it gets reminders."""

    __tablename__ = "providers"

    kind: str = Field(primary_key=True)
    name: str
    email: str
    telephone: str | None = None
    reminders: bool = False
    monday_list: bool = Field(
        default=True, description="E4 on Mondays in place of that day's reminders"
    )


class MessageRow(SQLModel, table=True):
    """The outbox: rendered words waiting, sending, sent, failed or uncertain."""

    __tablename__ = "messages"
    __table_args__ = (
        Index(
            "messages_waiting",
            "next_try_at",
            **_where("status IN ('waiting', 'sending')"),
        ),
    )

    id: str = Field(primary_key=True, description="random; it is also the Message-ID's local part")
    occasion: str = Field(unique=True, description="the key that makes this message happen once")
    letter: str
    recipient: str = Field(description="the address")
    subject: str
    text: str
    html: str
    status: str = "waiting"
    facts: dict[str, Any] = Field(default_factory=dict, sa_column=Column(JSON, nullable=False))
    attempts: int = 0
    next_try_at: datetime = Field(sa_type=UtcInstant)
    claimed_by: str | None = None
    claimed_at: datetime | None = Field(default=None, sa_type=UtcInstant)
    created_at: datetime = Field(sa_type=UtcInstant)
    settled_at: datetime | None = Field(default=None, sa_type=UtcInstant)
    failure: str | None = None


class OccasionRow(SQLModel, table=True):
    """One reason to write, kept so that it is written about once; several share one digest."""

    __tablename__ = "occasions"
    __table_args__ = (Index("occasions_of_message", "message_id"),)

    key: str = Field(primary_key=True, description="letter, case, party, due date, step")
    message_id: str = Field(foreign_key="messages.id")
    case_id: int | None = Field(default=None, foreign_key="cases.id")
    party: str = ""


class SnapshotRow(SQLModel, table=True):
    """A weekly report as it was known at its moment; never edited.

    `seal` is the hash of everything else in the row, made when it was stored.
    """

    __tablename__ = "snapshots"

    at: date = Field(primary_key=True)
    number: int = Field(unique=True)
    taken_at: datetime = Field(sa_type=UtcInstant)
    report: dict[str, Any] = Field(sa_column=Column(JSON, nullable=False))
    over_20_weeks: list[str] = Field(sa_column=Column(JSON, nullable=False))
    seal: str


class ComplaintRow(SQLModel, table=True):
    """A complaint, with its theme, for the rolling twelve months."""

    __tablename__ = "complaints"

    id: int | None = Field(default=None, primary_key=True)
    external_ref: str = Field(unique=True)
    received_on: date = Field(index=True)
    stage: str | None = None
    theme: str | None = None
    outcome: str | None = None
    case_id: int | None = Field(default=None, foreign_key="cases.id")


class RunRow(SQLModel, table=True):
    """One occurrence of a scheduled check. The key makes it happen once, whoever is up."""

    __tablename__ = "runs"

    job: str = Field(primary_key=True)
    tick: str = Field(primary_key=True, description="the day or slot that it works for")
    owner: str
    started_at: datetime = Field(sa_type=UtcInstant)
    leased_until: datetime = Field(sa_type=UtcInstant)
    finished_at: datetime | None = Field(default=None, sa_type=UtcInstant)
    outcome: dict[str, Any] = Field(default_factory=dict, sa_column=Column(JSON, nullable=False))


class MappingRow(SQLModel, table=True):
    """Which headings of a council's workbook mean what, kept for next week's import."""

    __tablename__ = "import_mappings"

    heading: str = Field(primary_key=True)
    field: str


class ImportRow(SQLModel, table=True):
    """One import of a workbook: what it changed, by reference and field, never the values."""

    __tablename__ = "imports"

    id: int | None = Field(default=None, primary_key=True)
    file_hash: str = Field(description="SHA-256 of the workbook; file names can hold names")
    imported_at: datetime = Field(sa_type=UtcInstant)
    imported_by: str
    counts: dict[str, int] = Field(default_factory=dict, sa_column=Column(JSON, nullable=False))
    changes: list[Any] = Field(default_factory=list, sa_column=Column(JSON, nullable=False))


class LedgerRow(SQLModel, table=True):
    """One row: how many cases were ever opened, which alert policy the deadlines are aimed by."""

    __tablename__ = "ledger"

    id: int = Field(default=1, primary_key=True)
    cases_opened: int = 0
    alert_policy: str = ""
    rules: str = Field(default="", description="fingerprint of the rules of the projection")
    checked_until: date | None = Field(default=None, description="the last day of a deadline check")


people = PersonRow.__table__  # type: ignore[attr-defined]
cases = CaseRow.__table__  # type: ignore[attr-defined]
events = EventRow.__table__  # type: ignore[attr-defined]
deadlines = DeadlineRow.__table__  # type: ignore[attr-defined]
advice = AdviceRow.__table__  # type: ignore[attr-defined]
alerts = AlertRow.__table__  # type: ignore[attr-defined]
providers = ProviderRow.__table__  # type: ignore[attr-defined]
messages = MessageRow.__table__  # type: ignore[attr-defined]
occasions = OccasionRow.__table__  # type: ignore[attr-defined]
snapshots = SnapshotRow.__table__  # type: ignore[attr-defined]
complaints = ComplaintRow.__table__  # type: ignore[attr-defined]
runs = RunRow.__table__  # type: ignore[attr-defined]
import_mappings = MappingRow.__table__  # type: ignore[attr-defined]
imports = ImportRow.__table__  # type: ignore[attr-defined]
ledger = LedgerRow.__table__  # type: ignore[attr-defined]
