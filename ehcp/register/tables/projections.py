"""The tables of what follows from the records: limits, and advice requests."""

from datetime import date

from sqlalchemy import Index
from sqlmodel import Field, SQLModel

from ehcp.register.tables.indexes import IS_ASSESSMENT, holding

_EVER_LATE = "(owed_until IS NULL OR owed_until > due_on)"


class DeadlineRow(SQLModel, table=True):
    """One limit on one case. The checks look only at those that are watched."""

    __tablename__ = "deadlines"
    __table_args__ = (
        Index("deadlines_seen", "due_on", **holding("watch = 'seen'")),
        Index("deadlines_new", "due_on", **holding("watch = 'new'")),
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
            **holding("received_on IS NULL AND cancelled_on IS NULL"),
        ),
        # The weekly figures read these and nothing else of the table.
        Index(
            "advice_received",
            "received_on",
            "party",
            "due_on",
            "requested_on",
            "journey",
            **holding(IS_ASSESSMENT),
        ),
        Index(
            "advice_due",
            "due_on",
            "party",
            "received_on",
            "cancelled_on",
            "journey",
            **holding(IS_ASSESSMENT),
        ),
        Index(
            "advice_became_late",
            "due_on",
            "party",
            "owed_until",
            "journey",
            **holding(f"{IS_ASSESSMENT} AND {_EVER_LATE}"),
        ),
        Index(
            "advice_stopped_late",
            "owed_until",
            "party",
            "due_on",
            "journey",
            **holding(f"{IS_ASSESSMENT} AND {_EVER_LATE}"),
        ),
        Index(
            "advice_counted_late",
            "counted_late_from",
            "owed_until",
            "journey",
            **holding(f"{IS_ASSESSMENT} AND counted_late_from IS NOT NULL"),
        ),
        Index(
            "advice_no_longer_counted",
            "owed_until",
            "journey",
            "counted_late_from",
            **holding(f"{IS_ASSESSMENT} AND counted_late_from IS NOT NULL"),
        ),
    )

    case_id: int = Field(foreign_key="cases.id", primary_key=True)
    party: str = Field(primary_key=True)
    requested_on: date = Field(primary_key=True)
    service: str = Field(
        default="", description="the code of whoever is asked: the kind itself, or another trust's"
    )
    journey: str = Field(description="of its case, so that a figure need not look there")
    due_on: date
    acknowledged_on: date | None = None
    visit_on: date | None = None
    promised_on: date | None = Field(
        default=None, description="when the service said it would answer, giving a reason"
    )
    late_reason: str | None = None
    returned_on: date | None = Field(
        default=None, description="when the service sent the request back to us"
    )
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


deadlines = DeadlineRow.__table__  # type: ignore[attr-defined]
advice = AdviceRow.__table__  # type: ignore[attr-defined]
