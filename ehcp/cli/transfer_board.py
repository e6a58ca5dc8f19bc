"""The board of phase transfers: how far each one is, and how many days are left; no names."""

from collections.abc import Iterator
from dataclasses import asdict, dataclass
from datetime import date, timedelta
from typing import Any

from sqlalchemy import Engine

from ehcp.cases.case_file import CaseFile
from ehcp.cases.kinds import Kind
from ehcp.register import files
from ehcp.register.engine import reading
from ehcp.reports.transfers import PHASES, Transfer, transfers_of_the_last_years

_SHOWN_AFTERWARDS = timedelta(days=60)
"""For how long one that is over stays on the board after its day."""


@dataclass(frozen=True, kw_only=True)
class Row:
    """One child or young person who moves on, by reference.

    Attributes:
        held_on: the review meeting was held.
        consulted: how many schools or colleges were asked, and `replied` how many answered.
        named: the final plan names the place, or the type of place, as it must (reg 18(1)); a
            tracker may not say so.
        days_left: to the strict last day; below nought it has passed.
    """

    reference: str
    officer: str | None
    phase: str
    held_on: date | None
    preference_on: date | None
    consulted: int
    replied: int
    named: bool
    final_on: date | None
    left_on: date | None
    strict_on: date
    published_on: date | None
    days_left: int
    days_left_published: int | None


def board(engine: Engine, *, day: date) -> list[dict[str, Any]]:
    """Give every phase transfer that is not final, and those of the last weeks, by its day."""
    with reading(engine) as connection:
        return [
            asdict(_row(transfer, files.load(connection, transfer.reference), day=day))
            for transfer in transfers_of_the_last_years(connection, at=day)
            if transfer.is_open or transfer.due_on + _SHOWN_AFTERWARDS >= day
        ]


def board_as_text(rows: list[dict[str, Any]], *, day: date) -> str:
    """Write the board out, a part for each phase."""
    return "\n".join(_lines([Row(**row) for row in rows], day=day))


def _row(transfer: Transfer, held: files.Held, *, day: date) -> Row:
    file = held.file.as_at(day)
    preferred = file.last(Kind.PREFERENCE_RECEIVED)
    final = file.last(Kind.TRANSFER_PLAN_FINALISED)
    published_on = transfer.published_on
    return Row(
        reference=transfer.reference,
        officer=transfer.officer,
        phase=transfer.phase,
        held_on=transfer.met_on,
        preference_on=preferred.happened_on if preferred else None,
        consulted=_settings(file, Kind.SETTING_CONSULTED),
        replied=_settings(file, Kind.SETTING_REPLIED),
        named=final is not None and bool(final.details.get("names")),
        final_on=transfer.final_on,
        left_on=transfer.left_on,
        strict_on=transfer.due_on,
        published_on=published_on,
        days_left=(transfer.due_on - day).days,
        days_left_published=(published_on - day).days if published_on else None,
    )


def _settings(file: CaseFile, kind: Kind) -> int:
    return len({event.party for _, event in file.of((kind,))})


def _lines(rows: list[Row], *, day: date) -> Iterator[str]:
    for phase, says in PHASES.items():
        of_phase = [row for row in rows if row.phase == phase]
        if not of_phase:
            continue
        final = sum(row.final_on is not None for row in of_phase)
        yield f"{says}: {final} of {len(of_phase)} final on {day}"
        yield (
            f"  {'case':<8} {'held':<11} {'preference':<11} {'asked':>5} {'replied':>7} "
            f"{'named':<6} {'final':<11} {'strict day':<22} {'published day':<22} officer"
        )
        for row in of_phase:
            yield (
                f"  {row.reference:<8} {_day(row.held_on):<11} {_day(row.preference_on):<11} "
                f"{row.consulted:>5} {row.replied:>7} {'yes' if row.named else '-':<6} "
                f"{_day(row.final_on or row.left_on):<11} "
                f"{_left(row, row.strict_on):<22} {_left(row, row.published_on):<22} "
                f"{row.officer or 'unallocated'}"
            )
        yield ""
    if not rows:
        yield "No phase transfer is open."


def _day(day: date | None) -> str:
    return str(day) if day else "-"


def _left(row: Row, day: date | None) -> str:
    """Give a last day, and the days to it while the plan is not final."""
    if day is None:
        return "-"
    if row.final_on or row.left_on:
        return str(day)
    left = row.days_left if day == row.strict_on else row.days_left_published or 0
    return f"{day} ({left} left)" if left >= 0 else f"{day} ({-left} late)"
