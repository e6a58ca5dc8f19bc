"""Registers to report on: stories told in events, and the whole invented history."""

from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime
from typing import Any

from sqlalchemy import Connection, Engine, insert, select, update

from ehcp.cases.case_file import CaseFile
from ehcp.cases.desk import Desk
from ehcp.cases.events import Event
from ehcp.cases.kinds import Kind
from ehcp.casework.open_case import keep_new, person_of
from ehcp.register.engine import writing
from ehcp.register.tables import cases, complaints
from ehcp.reports.backlog import backlog_report
from ehcp.reports.figure import BacklogReport
from tests.reports.policy import COUNCIL
from workflows.demonstration.history import History, InventedCase, Outcome

NOW = datetime(2019, 7, 22, 5, 0, tzinfo=UTC)
DESK = Desk(by="Kim", today=date(2019, 7, 22), at=NOW)

_ENDINGS = {
    Outcome.REFUSED: Kind.TOLD_WILL_NOT_ASSESS,
    Outcome.NO_PLAN: Kind.TOLD_NO_PLAN,
    Outcome.PLAN: Kind.PLAN_FINALISED,
    Outcome.WITHDRAWN: Kind.WITHDRAWN,
    Outcome.MOVED_OUT: Kind.MOVED_OUT,
}


def keep(engine: Engine, files: Iterable[CaseFile], **told: Any) -> None:
    """Put these case files on the register, each with a person of its own."""
    with writing(engine) as connection:
        keep_in(connection, files, **told)


def keep_in(
    connection: Connection,
    files: Iterable[CaseFile],
    *,
    people: Iterable[dict[str, Any]] = (),
    officers: Iterable[str | None] = (),
    desk: Desk = DESK,
) -> None:
    """Do so in a transaction that somebody else has begun."""
    everybody, staff = iter(people), iter(officers)
    for file in files:
        person_id = person_of(connection, next(everybody, {}))
        keep_new(connection, file, person_id=person_id, desk=desk, officer=next(staff, "Kim"))


def keep_plans(
    connection: Connection,
    everybody: Iterable[Sequence[CaseFile]],
    *,
    desk: Desk = DESK,
    follows_any: bool = False,
) -> None:
    """Keep the cases of each person; each follows the one before it of its journey, or of any."""
    for files in everybody:
        person_id = person_of(connection, {})
        before: dict[str, int] = {}
        for file in files:
            keep_new(connection, file, person_id=person_id, desk=desk, officer="Kim")
            its_id = connection.execute(
                select(cases.c.id).where(cases.c.reference == file.reference)
            ).scalar_one()
            journey = "" if follows_any else file.journey
            if journey in before:
                connection.execute(
                    update(cases)
                    .where(cases.c.id == its_id)
                    .values(follows_case_id=before[journey])
                )
            before[journey] = its_id


def report(register: Engine | Connection, at: str | date) -> BacklogReport:
    """Report on a day."""
    day = date.fromisoformat(at) if isinstance(at, str) else at
    return backlog_report(register, at=day, council=COUNCIL)


def figure_of(register: Engine | Connection, at: str | date, name: str) -> Any:
    """Give one figure of the report on a day, of whose parts the test knows that they are there."""
    return report(register, at).figure(name)


def keep_history(engine: Engine, history: History) -> None:
    """Put the invented council on the register, as its own clerks would have recorded it."""
    keep(
        engine,
        (case_file(case, number=number) for number, case in enumerate(history.cases, start=1)),
        people=(
            {
                "external_id": case.pupil_id,
                "forename": case.forename,
                "surname": case.surname,
                "born_on": case.born_on,
                "upn": case.upn,
                "setting": case.school,
            }
            for case in history.cases
        ),
        officers=(case.officer for case in history.cases),
    )
    with writing(engine) as connection:
        connection.execute(
            insert(complaints),
            [
                {
                    "external_ref": complaint.reference,
                    "received_on": complaint.received_on,
                    "stage": complaint.stage,
                    "theme": complaint.theme,
                }
                for complaint in history.complaints
            ],
        )


def case_file(case: InventedCase, *, number: int) -> CaseFile:
    """Tell an invented case as events, in the order of their days."""
    happened: list[tuple[date | None, Kind, str | None]] = [
        (case.received_on, Kind.REQUEST_RECEIVED, None),
        (case.decided_on if case.will_assess else None, Kind.TOLD_WILL_ASSESS, None),
        (case.agreed_on, Kind.DECIDED_TO_ISSUE, None),
        (case.draft_on, Kind.DRAFT_SERVED, None),
        (case.response_on, Kind.REPRESENTATIONS_RECEIVED, None),
        (case.ended_on, _ENDINGS.get(case.outcome, Kind.NOTE_ADDED), None),
    ]
    for asked in case.advice:
        happened += [
            (asked.requested_on, Kind.ADVICE_REQUESTED, asked.kind.value),
            (asked.received_on, Kind.ADVICE_RECEIVED, asked.kind.value),
            (asked.cancelled_on, Kind.ADVICE_REQUEST_CANCELLED, asked.kind.value),
        ]
    order = list(Kind)
    dated = sorted(
        ((day, order.index(kind), party) for day, kind, party in happened if day is not None),
        key=lambda entry: entry[:2],
    )
    return CaseFile(
        reference=f"{number // 1000:03}-{number % 1000:03}",
        recorded=tuple(
            Event(
                sequence=place,
                kind=order[kind],
                happened_on=day,
                party=party,
                recorded_at=NOW,
                recorded_by="Kim",
            )
            for place, (day, kind, party) in enumerate(dated, start=1)
        ),
        born_on=case.born_on,
    )
