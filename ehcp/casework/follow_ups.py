"""Doing what follows by itself from a case: advice is asked for, the next review is opened.

Doing it twice, or two at once, does nothing more: each follow-up is worked out from the record,
under the case's own lock, and leaves the entry that shows it done.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import Engine, exists, func, select

from ehcp.cases.advice_kinds import AdviceKind
from ehcp.cases.desk import Desk
from ehcp.cases.journeys import passage
from ehcp.cases.not_possible import NotPossible
from ehcp.cases.stages import Stage
from ehcp.casework.openings import Done, open_what_follows
from ehcp.casework.record import grown, record_in
from ehcp.casework.service_names import service_names
from ehcp.casework.spreading import spread
from ehcp.casework.tasks import task_about_refusal
from ehcp.casework.what_follows import BEING_ASSESSED, FollowUp, what_follows
from ehcp.casework.whose_case import hold_cases_of, hold_person
from ehcp.register import files
from ehcp.register.engine import reading, writing
from ehcp.register.tables import advice, cases, people

_TURNS_14 = 14
"""How old a child becomes in year 9."""


@dataclass(frozen=True, kw_only=True)
class FollowedUp:
    """A case when nothing more follows by itself.

    Attributes:
        version: how many entries its record then had: all of them have been followed up.
        stage: the stage it then stood at.
        done: what was put on record.
        opened: the references of the cases that it opened.
        set_right: the references of the child's other cases that got an entry because of it.
        refused: what the journey or the law did not allow, in sentences for a person.
    """

    case_id: int
    reference: str
    version: int
    stage: Stage
    done: tuple[FollowUp, ...] = ()
    opened: tuple[str, ...] = ()
    set_right: tuple[str, ...] = ()
    refused: tuple[str, ...] = ()


def do_what_follows(
    engine: Engine,
    *,
    desk: Desk,
    case_id: int,
    council_asks: Sequence[AdviceKind],
    from_year_9: Sequence[AdviceKind] = (),
) -> FollowedUp:
    """Do what follows by itself from the record of one case, in one transaction.

    That is: what it puts on its own record, the cases that it opens, and what it changes in the
    child's other cases.

    Raises:
        UnknownCase: no case has this id.
    """
    with writing(engine) as connection:
        found = connection.execute(
            select(cases.c.reference, cases.c.person_id).where(cases.c.id == case_id)
        ).one_or_none()
        if found is None:
            raise files.UnknownCase(f"There is no case number {case_id} in the register.")
        # The child, then the cases by their ids: so no two that follow up wait for each other.
        hold_person(connection, found.person_id)
        family = hold_cases_of(connection, found.person_id)
        held = files.load(connection, found.reference)
        others = Done()
        open_what_follows(connection, held, desk=desk, family=family, done=others)
        spread(connection, held, desk=desk, family=family, done=others)
        done: list[FollowUp] = []
        refused: list[str] = []
        for step in what_follows(
            held.file,
            today=desk.today,
            council_asks=council_asks,
            from_year_9=from_year_9,
            services=service_names(connection),
        ):
            try:
                event = record_in(
                    connection,
                    held,
                    desk=desk,
                    kind=step.kind,
                    happened_on=step.happened_on,
                    party=step.party,
                    details=step.details,
                )
            except NotPossible as why:
                # Checked before anything is written, so the other follow-ups can go on.
                refused.append(str(why))
                continue
            done.append(step)
            held = grown(held, event)
        refused[:0] = others.refused
        # In the case as well as in the log, which no caseworker reads.
        for sentence in refused:
            note = task_about_refusal(held.file, sentence, today=desk.today)
            if note is not None:
                event = record_in(
                    connection,
                    held,
                    desk=desk,
                    kind=note.kind,
                    happened_on=note.happened_on,
                    details=note.details,
                )
                done.append(note)
                held = grown(held, event)
    stage = passage(held.file).stage
    return FollowedUp(
        case_id=case_id,
        reference=found.reference,
        version=len(held.file.recorded),
        stage=stage or Stage(held.stage),
        done=tuple(done),
        opened=tuple(others.opened),
        set_right=tuple(others.set_right),
        refused=tuple(refused),
    )


def cases_entering_year_9(engine: Engine, *, today: date) -> tuple[int, ...]:
    """Find the cases under assessment whose child has come into year 9 since the decision.

    Nothing happened in them that would wake them, so the timetable asks: for each of them
    `what_follows` puts the question of preparation for adulthood to the caseworker.
    """
    year = today.year if (today.month, today.day) >= (9, 1) else today.year - 1
    asked = exists().where(
        advice.c.case_id == cases.c.id,
        advice.c.party == AdviceKind.PREPARATION_FOR_ADULTHOOD.value,
    )
    query = (
        select(cases.c.id)
        .join(people, people.c.id == cases.c.person_id)
        .where(
            cases.c.stage.in_([stage.value for stage in BEING_ASSESSED]),
            cases.c.ended_on.is_(None),
            func.coalesce(cases.c.decided_on, cases.c.started_on) < date(year, 9, 1),
            people.c.year_group_by_hand.is_(False),
            people.c.born_on >= date(year - _TURNS_14, 9, 1),
            people.c.born_on < date(year - _TURNS_14 + 1, 9, 1),
            ~asked,
        )
        .order_by(cases.c.id)
    )
    with reading(engine) as connection:
        return tuple(connection.execute(query).scalars())
