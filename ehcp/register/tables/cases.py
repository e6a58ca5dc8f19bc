"""The tables of cases and of what happened in them: `events` is the truth."""

from datetime import date, datetime

from sqlalchemy import JSON, CheckConstraint, Column, Index
from sqlmodel import Field, SQLModel

from ehcp.register.columns import UtcInstant
from ehcp.register.tables.indexes import (
    A_PANEL_DECIDED,
    ABOUT_APPEALS,
    IS_A_CLAIM,
    IS_ASSESSMENT,
    holding,
)


class CaseRow(SQLModel, table=True):
    """One case, with its standing as it follows from its events."""

    __tablename__ = "cases"
    __table_args__ = (
        # The weekly figures read these and nothing else of the table; see `indexes`.
        Index(
            "cases_open",
            "started_on",
            "decided_on",
            "issuing_decided_on",
            "drafted_on",
            "excepted",
            "officer",
            "journey",
            "ended_on",
            **holding(f"{IS_ASSESSMENT} AND ended_on IS NULL"),
        ),
        Index(
            "cases_ended",
            "ended_on",
            "started_on",
            "journey",
            **holding(f"{IS_ASSESSMENT} AND ended_on IS NOT NULL"),
        ),
        Index(
            "cases_without_plan",
            "ended_on",
            "started_on",
            "excepted",
            "journey",
            "stage",
            **holding(f"{IS_ASSESSMENT} AND stage = 'no_plan'"),
        ),
        Index(
            "cases_started",
            "started_on",
            "ended_on",
            "issued_on",
            "stage",
            "excepted",
            "journey",
            **holding(IS_ASSESSMENT),
        ),
        Index(
            "cases_decided",
            "decided_on",
            "started_on",
            "excepted",
            "journey",
            **holding(IS_ASSESSMENT),
        ),
        Index(
            "cases_issued",
            "issued_on",
            "started_on",
            "excepted",
            "drafted_on",
            "journey",
            **holding(IS_ASSESSMENT),
        ),
        Index(
            "cases_excepted",
            "id",
            **holding(
                f"{IS_ASSESSMENT} AND excepted", on_sqlite=f"{IS_ASSESSMENT} AND excepted = 1"
            ),
        ),
        Index(
            "reviews_open",
            "started_on",
            "meeting_on",
            "met_on",
            "decided_on",
            "decision",
            "drafted_on",
            "issued_on",
            "journey",
            "ended_on",
            **holding("journey = 'annual_review' AND ended_on IS NULL"),
        ),
        Index(
            "reviews_ended",
            "ended_on",
            "started_on",
            "met_on",
            "decided_on",
            "decision",
            "journey",
            **holding("journey = 'annual_review' AND ended_on IS NOT NULL"),
        ),
        Index(
            "reviews_decided",
            "decided_on",
            "met_on",
            "started_on",
            "excepted",
            "journey",
            **holding("journey = 'annual_review' AND decided_on IS NOT NULL"),
        ),
        Index(
            "reviews_amending",
            "decided_on",
            "met_on",
            "drafted_on",
            "issued_on",
            "ended_on",
            "journey",
            "decision",
            **holding("journey = 'annual_review' AND decision = 'will_amend'"),
        ),
        Index(
            "amendments",
            "started_on",
            "issued_on",
            "ended_on",
            "journey",
            **holding("journey = 'amendment'"),
        ),
        Index(
            "transfers_open",
            "started_on",
            "met_on",
            "officer",
            "journey",
            "ended_on",
            **holding("journey = 'phase_transfer' AND ended_on IS NULL"),
        ),
        Index(
            "transfers_ended",
            "ended_on",
            "started_on",
            "met_on",
            "issued_on",
            "journey",
            **holding("journey = 'phase_transfer' AND ended_on IS NOT NULL"),
        ),
        Index(
            "complaints_taken",
            "started_on",
            "ended_on",
            "journey",
            **holding("journey = 'complaint'"),
        ),
        # Lists and My day: what is open, by what is due next, by officer, by age.
        Index(
            "cases_due_next",
            "next_limit_on",
            "next_due_on",
            "id",
            **holding("ended_on IS NULL"),
        ),
        Index("cases_of_officer", "officer", "next_limit_on", **holding("ended_on IS NULL")),
        Index("cases_by_age", "started_on", "id", **holding("ended_on IS NULL")),
        Index("cases_by_source", "source", "ended_on", **holding("ended_on IS NULL")),
        # To count the open cases under any filter.
        Index(
            "cases_listed",
            "journey",
            "stage",
            "officer",
            "next_limit_on",
            "next_due_on",
            "started_on",
            "source",
            "person_id",
            "ended_on",
            **holding("ended_on IS NULL"),
        ),
        Index("cases_ended_last", "ended_on", "id", **holding("ended_on IS NOT NULL")),
        # A limit can run on in a case that is over.
        Index(
            "cases_running_on",
            "officer",
            "next_due_on",
            **holding("ended_on IS NOT NULL AND next_due_on IS NOT NULL"),
        ),
        Index("cases_by_reference", "reference", postgresql_ops={"reference": "text_pattern_ops"}),
        # Nothing is opened twice.
        Index("cases_following", "follows_case_id", "journey", unique=True),
        Index(
            "cases_to_wake",
            "id",
            **holding("version > woken_version"),
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
    decision: str | None = Field(
        default=None, description="its kind without told_, such as will_assess"
    )
    issuing_decided_on: date | None = None
    meeting_on: date | None = Field(default=None, description="the review meeting is fixed for it")
    met_on: date | None = Field(default=None, description="the review meeting was held")
    drafted_on: date | None = None
    issued_on: date | None = Field(default=None, description="F: the final plan was made and sent")
    ended_on: date | None = Field(default=None, description="T: the day on which the case closed")
    excepted: bool = Field(
        default=False, description="E: an approved exception lifts the plan's limit"
    )
    last_event_on: date
    next_due_on: date | None = Field(
        default=None, description="the first watched day that still runs, in a case open or not"
    )
    next_limit_on: date | None = Field(
        default=None, description="the first of them that is a limit of the law, and not our aim"
    )
    # The workflow
    woken_version: int = 0
    wake_leased_until: datetime | None = Field(default=None, sa_type=UtcInstant)


class EventRow(SQLModel, table=True):
    """One entry of a case's record: append-only, chained by hash to the entry before it."""

    __tablename__ = "events"
    __table_args__ = (
        CheckConstraint("sequence >= 1"),
        Index("events_of_appeals", "kind", "happened_on", **holding(ABOUT_APPEALS)),
        Index("events_of_claims", "case_id", "sequence", **holding(IS_A_CLAIM)),
        Index("events_of_panels", "case_id", "sequence", **holding(A_PANEL_DECIDED)),
    )

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


cases = CaseRow.__table__  # type: ignore[attr-defined]
events = EventRow.__table__  # type: ignore[attr-defined]
