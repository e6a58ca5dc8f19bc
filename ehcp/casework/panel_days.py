"""The days on which the panel meets: set, moved, taken out."""

from collections.abc import Collection, Sequence
from datetime import date, timedelta

from sqlalchemy import Connection, Engine, Row, delete, insert, select, update

from ehcp.cases.desk import Desk
from ehcp.cases.panel import PanelDay
from ehcp.cases.stages import Role
from ehcp.casework.access import NotAllowed
from ehcp.law.bank_holidays import is_working_day
from ehcp.law.in_words import day_in_words
from ehcp.refusal import Refusal
from ehcp.register.audit import note
from ehcp.register.engine import writing
from ehcp.register.tables import audit, panel_items, panels

MOST_AT_ONCE = 60
FURTHEST_AHEAD = timedelta(days=731)
_SET = "set a panel day"
STILL_RECORDED = timedelta(days=14)
"""How long after a panel its open items stay on its agenda, to be recorded."""


class UnknownPanel(Refusal):
    """A panel that was never set."""


class BadPanelDay(Refusal):
    """A day on which the panel cannot meet."""


class NotAWorkingDay(BadPanelDay):
    """Days at a weekend or on a bank holiday, which are more often than not a slip.

    Attributes:
        days: those days.
    """

    def __init__(self, days: Sequence[date]) -> None:
        said = ", ".join(f"{day:%A} {day_in_words(day)}" for day in days)
        super().__init__(
            f"{said}: a weekend or a bank holiday. Leave out what is a slip, or say that the "
            "panel really meets then."
        )
        self.days = tuple(days)


def set_panels(
    engine: Engine, *, desk: Desk, days: Collection[date], even_so: bool = False
) -> list[int]:
    """Set days on which the panel meets, one panel a day; give their numbers.

    Raises:
        BadPanelDay: no day, too many, a day that is over, too far ahead or set already.
        NotAWorkingDay: a weekend or a bank holiday, and nobody said that it is meant.
        NotAllowed: whoever acts is no manager.
    """
    refuse_all_but_managers(desk)
    wanted = sorted(set(days))
    if not wanted:
        raise BadPanelDay("Give at least one day.")
    if len(wanted) > MOST_AT_ONCE:
        raise BadPanelDay(f"Set at most {MOST_AT_ONCE} days at once.")
    _refuse_days(wanted, desk=desk, even_so=even_so)
    with writing(engine) as connection:
        _refuse_taken(connection, wanted)
        numbers = []
        for day in wanted:
            number = connection.scalar(
                insert(panels)
                .values(meets_on=day, set_by=desk.by, set_at=desk.at)
                .returning(panels.c.id)
            )
            numbers.append(int(number or 0))
            _note(connection, desk, _SET, day)
    return numbers


def move_panel(
    engine: Engine, *, desk: Desk, panel_id: int, to: date, even_so: bool = False
) -> None:
    """Let a panel that is still to come meet on another day; what was put on it by hand stays.

    Raises:
        UnknownPanel: there is none.
        BadPanelDay, NotAWorkingDay, NotAllowed: as in `set_panels`, or it has met.
    """
    refuse_all_but_managers(desk)
    _refuse_days([to], desk=desk, even_so=even_so)
    with writing(engine) as connection:
        found = _to_come(connection, panel_id, desk=desk)
        if to != found.meets_on:
            _refuse_taken(connection, [to])
        connection.execute(update(panels).where(panels.c.id == panel_id).values(meets_on=to))
        _note(connection, desk, f"moved a panel from {found.meets_on.isoformat()}", to)


def cancel_panel(engine: Engine, *, desk: Desk, panel_id: int) -> None:
    """Take out a panel that is still to come; its cases come to the others by their dates.

    Raises:
        UnknownPanel: there is none.
        BadPanelDay: it has met.
        NotAllowed: whoever acts is no manager.
    """
    refuse_all_but_managers(desk)
    with writing(engine) as connection:
        found = _to_come(connection, panel_id, desk=desk)
        connection.execute(delete(panel_items).where(panel_items.c.panel_id == panel_id))
        connection.execute(delete(panels).where(panels.c.id == panel_id))
        _note(connection, desk, "cancelled a panel", found.meets_on)


def was_ever_set(connection: Connection) -> bool:
    """Say whether somebody set a panel day before, even one that was cancelled since."""
    return connection.scalar(select(audit.c.id).where(audit.c.act == _SET).limit(1)) is not None


def panels_at_work(connection: Connection, *, today: date) -> list[PanelDay]:
    """Give the panels to come, and before them the last one that met, while it is recorded."""
    ahead = connection.execute(
        select(panels.c.id, panels.c.meets_on)
        .where(panels.c.meets_on >= today - STILL_RECORDED)
        .order_by(panels.c.meets_on)
    ).all()
    met = [row for row in ahead if row.meets_on < today][-1:]
    return [
        PanelDay(panel_id=row.id, meets_on=row.meets_on)
        for row in (*met, *(row for row in ahead if row.meets_on >= today))
    ]


def panels_before(connection: Connection, *, today: date, most: int) -> list[PanelDay]:
    """Give the last panels that have met, the newest first."""
    rows = connection.execute(
        select(panels.c.id, panels.c.meets_on)
        .where(panels.c.meets_on < today)
        .order_by(panels.c.meets_on.desc())
        .limit(most)
    )
    return [PanelDay(panel_id=row.id, meets_on=row.meets_on) for row in rows]


def the_panel(connection: Connection, panel_id: int) -> PanelDay:
    """Give one panel.

    Raises:
        UnknownPanel: there is none.
    """
    found = _one(connection, panel_id)
    return PanelDay(panel_id=found.id, meets_on=found.meets_on)


def refuse_all_but_managers(desk: Desk) -> None:
    """Refuse what only a manager does.

    Raises:
        NotAllowed: whoever acts is none.
    """
    if desk.may is not None and Role.MANAGER not in desk.may:
        raise NotAllowed("The panel's days and decisions are recorded by a manager.")


def _one(connection: Connection, panel_id: int) -> Row[tuple[int, date]]:
    found = connection.execute(
        select(panels.c.id, panels.c.meets_on).where(panels.c.id == panel_id)
    ).first()
    if found is None:
        raise UnknownPanel("There is no such panel.")
    return found


def _to_come(connection: Connection, panel_id: int, *, desk: Desk) -> Row[tuple[int, date]]:
    found = _one(connection, panel_id)
    if found.meets_on < desk.today:
        raise BadPanelDay(f"The panel met on {day_in_words(found.meets_on)}. Its day stands.")
    return found


def _refuse_days(days: Sequence[date], *, desk: Desk, even_so: bool) -> None:
    for day in days:
        if day < desk.today:
            raise BadPanelDay(f"{day_in_words(day)} is over. Give a day from today on.")
        if day > desk.today + FURTHEST_AHEAD:
            raise BadPanelDay(f"{day_in_words(day)} is more than two years ahead. Check the year.")
    off = [day for day in days if not is_working_day(day)]
    if off and not even_so:
        raise NotAWorkingDay(off)


def _refuse_taken(connection: Connection, days: Sequence[date]) -> None:
    taken = connection.scalars(
        select(panels.c.meets_on).where(panels.c.meets_on.in_(days)).order_by(panels.c.meets_on)
    ).all()
    if taken:
        said = ", ".join(day_in_words(day) for day in taken)
        raise BadPanelDay(f"A panel is set already for {said}. One meets a day.")


def _note(connection: Connection, desk: Desk, act: str, day: date) -> None:
    note(connection, at=desk.at, by=desk.by, act=act, about=f"panel of {day.isoformat()}")
