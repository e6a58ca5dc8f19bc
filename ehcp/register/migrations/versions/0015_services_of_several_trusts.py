"""Several services may give one kind of advice, and a request says of which it was asked."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from operator import attrgetter
from typing import Any

import sqlalchemy as sa
from alembic import op
from sqlmodel.sql.sqltypes import AutoString

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None

_TEXT = AutoString
_COLUMNS = (
    ("name", _TEXT(), False),
    ("email", _TEXT(), False),
    ("telephone", _TEXT(), True),
    ("reminders", sa.Boolean(), False),
    ("monday_list", sa.Boolean(), False),
    ("head_name", _TEXT(), True),
    ("head_email", _TEXT(), True),
)
_TAKEN_UP = ("advice_acknowledged", "advice_promised", "advice_received", "nil_reply")
_OVER = ("advice_received", "nil_reply", "advice_request_cancelled")
_NAMES = ", ".join(name for name, _, _ in _COLUMNS)


def upgrade() -> None:
    op.rename_table("providers", "providers_by_kind")
    _providers(sa.Column("code", _TEXT(), primary_key=True), sa.Column("kind", _TEXT()))
    op.execute(
        f"INSERT INTO providers (code, kind, {_NAMES}) "  # noqa: S608 - names of columns
        f"SELECT kind, kind, {_NAMES} FROM providers_by_kind"
    )
    op.drop_table("providers_by_kind")
    for table in ("advice", "occasions"):
        op.add_column(table, sa.Column("service", _TEXT(), nullable=False, server_default=""))
    op.execute("UPDATE advice SET service = party")
    # Of letters only those about advice: a school that is consulted is no service.
    op.execute("UPDATE occasions SET service = party WHERE party IN (SELECT party FROM advice)")
    op.add_column("advice", sa.Column("returned_on", sa.Date(), nullable=True))
    _fill_returned()
    op.alter_column("users", "kinds", new_column_name="services")


def downgrade() -> None:
    op.alter_column("users", "services", new_column_name="kinds")
    op.drop_column("advice", "returned_on")
    op.drop_column("occasions", "service")
    op.drop_column("advice", "service")
    op.rename_table("providers", "providers_of_trusts")
    _providers(sa.Column("kind", _TEXT(), primary_key=True))
    op.execute(
        f"INSERT INTO providers (kind, {_NAMES}) "  # noqa: S608 - names of columns
        f"SELECT kind, {_NAMES} FROM providers_of_trusts WHERE code = kind"
    )
    op.drop_table("providers_of_trusts")


_EVENTS = sa.table(
    "events",
    *(sa.column(name) for name in ("case_id", "sequence", "kind", "party", "corrects")),
    sa.column("happened_on", sa.Date()),
    sa.column("details", sa.JSON()),
)
_ADVICE = sa.table(
    "advice",
    *(sa.column(name) for name in ("case_id", "party")),
    sa.column("requested_on", sa.Date()),
    sa.column("returned_on", sa.Date()),
)
_LEDGER = sa.table("ledger", sa.column("rules"))
_NOT_KEPT_UP = "as they were before 0015"


@dataclass(frozen=True, kw_only=True)
class _Entry:
    """An entry as it stands after its corrections."""

    case_id: int
    party: str
    happened_on: date
    sequence: int
    kind: str


def _fill_returned() -> None:
    """Say since when each request has stood as sent back to the council, as its record gives it.

    What follows from a record is more than can be repeated here, such as that a case has ended. So
    the register is marked as made by other rules, and the next check works all of it out anew.
    """
    connection = op.get_bind()
    sent_back = sa.select(_EVENTS.c.case_id).where(_EVENTS.c.kind == "advice_request_returned")
    recorded = connection.execute(
        sa.select(_EVENTS)
        .where(_EVENTS.c.case_id.in_(sent_back))
        .order_by(_EVENTS.c.case_id, _EVENTS.c.sequence)
    ).all()
    if not recorded:
        return
    connection.execute(sa.update(_LEDGER).values(rules=_NOT_KEPT_UP))
    entries = sorted(
        _as_corrected(recorded),
        key=attrgetter("case_id", "party", "happened_on", "sequence"),
    )
    for (case_id, party), found in groupby(entries, key=attrgetter("case_id", "party")):
        for requested_on, returned_on in _returned(found).items():
            connection.execute(
                sa.update(_ADVICE)
                .where(
                    _ADVICE.c.case_id == case_id,
                    _ADVICE.c.party == party,
                    _ADVICE.c.requested_on == requested_on,
                )
                .values(returned_on=returned_on)
            )


def _as_corrected(recorded: Sequence[sa.Row[Any]]) -> Iterator[_Entry]:
    """Give what stands about a kind of advice: the latest correction of each entry holds."""
    corrected = {
        (entry.case_id, entry.corrects): entry.details
        for entry in recorded
        if entry.kind == "corrected"
    }
    for entry in recorded:
        details = corrected.get((entry.case_id, entry.sequence), {})
        party = details.get("party", entry.party)
        if entry.kind == "corrected" or party is None or "struck_out" in details:
            continue
        moved_to = details.get("happened_on")
        yield _Entry(
            case_id=entry.case_id,
            party=party,
            happened_on=date.fromisoformat(moved_to) if moved_to else entry.happened_on,
            sequence=entry.sequence,
            kind=entry.kind,
        )


def _returned(entries: Iterable[_Entry]) -> dict[date, date | None]:
    """Give for each request of a kind of advice, by its day, since when it has been sent back."""
    found: dict[date, date | None] = {}
    asked_on, waits = None, False
    for entry in entries:
        if entry.kind == "advice_requested" and not waits:
            asked_on, waits = entry.happened_on, True
            found[asked_on] = None
        elif entry.kind == "advice_sent_back":
            waits = asked_on is not None
        elif asked_on is not None and waits:
            if entry.kind == "advice_request_returned":
                found[asked_on] = entry.happened_on
            elif entry.kind in _TAKEN_UP:
                found[asked_on] = None
            waits = entry.kind not in _OVER
    return found


def _providers(*first: sa.Column[str]) -> None:
    for column in first:
        column.nullable = False
    op.create_table(
        "providers",
        *first,
        *(sa.Column(name, kind, nullable=nullable) for name, kind, nullable in _COLUMNS),
    )
