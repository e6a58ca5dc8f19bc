"""Changing an agenda by hand, and recording what a panel decided, or a manager outside one."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from sqlalchemy import Connection, Engine, insert, select, update

from ehcp.cases.desk import Desk
from ehcp.cases.events import Event
from ehcp.cases.journeys import passage
from ehcp.cases.kinds import Kind
from ehcp.cases.panel import (
    DEFER,
    FOLLOWS,
    OUTSIDE_PANEL,
    PANEL_ON,
    PanelDay,
    Question,
    question_at,
    said_already,
)
from ehcp.cases.persons import is_detained
from ehcp.casework.access import refuse_if_changed
from ehcp.casework.panel_days import the_panel
from ehcp.casework.panel_waiting import the_candidate
from ehcp.casework.record import record_in
from ehcp.law.decision_tests import DecisionTest, decision_test
from ehcp.law.in_words import day_in_words
from ehcp.refusal import Refusal
from ehcp.register import files
from ehcp.register.audit import note
from ehcp.register.engine import writing
from ehcp.register.files import UnknownCase
from ehcp.register.sight import Sight, seen_cases
from ehcp.register.tables import cases, panel_items

LONGEST_WHY = 1_000
_NOT_YET = "Not considered yet"


class NotForPanel(Refusal):
    """A case of which a panel has nothing to decide now, or a decision that is none of its own."""


@dataclass(frozen=True, kw_only=True)
class Decision:
    """What was decided about one case.

    Attributes:
        met: the limbs of the legal test that are met.
        outside: why it was decided outside the panel; None where the panel decided it.
    """

    decision: str
    met: Collection[str]
    evidence: str
    reason: str
    outside: str | None = None


def put_on(
    engine: Engine,
    *,
    desk: Desk,
    panel_id: int,
    reference: str,
    why: str,
    sight: Sight | None = None,
) -> None:
    """Put a case on the agenda of a panel to come, whatever its dates.

    Raises:
        UnknownPanel, UnknownCase: there is none, or it may not be seen.
        NotForPanel: the panel has met, the case waits for no such decision, or the reason is
            missing.
    """
    _change(
        engine, desk=desk, panel_id=panel_id, reference=reference, why=why, on=True, sight=sight
    )


def take_off(
    engine: Engine,
    *,
    desk: Desk,
    panel_id: int,
    reference: str,
    why: str,
    sight: Sight | None = None,
) -> None:
    """Take a case off the agenda of a panel to come; by its dates it comes to the next.

    Raises:
        UnknownPanel, UnknownCase, NotForPanel: as in `put_on`.
    """
    _change(
        engine, desk=desk, panel_id=panel_id, reference=reference, why=why, on=False, sight=sight
    )


def decide(
    engine: Engine,
    *,
    desk: Desk,
    panel_id: int,
    reference: str,
    decided: Decision,
    sight: Sight | None = None,
) -> Event:
    """Record what a panel decided about a case, or a manager because it comes too late.

    The decision counts for us: in law only what the family is told, which is the next step.

    Raises:
        UnknownPanel, UnknownCase: there is none, or it may not be seen.
        NotForPanel: there is nothing to decide, it is decided already, or the panel has not met.
        TestNotMet: the legal test, as it was answered, does not allow this decision.
        NotPossible, NotAllowed, Changed: as in `record`.
    """
    with writing(engine) as connection:
        panel = the_panel(connection, panel_id)
        if the_candidate(connection, reference, sight=sight) is None:
            _refuse_unseen(connection, reference, sight=sight)
        held = files.load(connection, reference, to_write=True)
        refuse_if_changed(held.file, desk=desk)
        question = _question(held)
        on = _day(held, panel, decided, question=question, today=desk.today)
        event = record_in(
            connection,
            held,
            desk=desk,
            kind=Kind.PANEL_DECIDED,
            happened_on=on,
            details=_details(held, panel, decided, question=question),
        )
        if decided.outside is None:
            _keep(connection, desk=desk, panel=panel, case_id=held.case_id, why=None, on=True)
        note(
            connection,
            at=desk.at,
            by=desk.by,
            act="recorded a panel's decision",
            case_id=held.case_id,
            about=f"panel of {panel.meets_on.isoformat()}"
            + (", outside it" if decided.outside is not None else ""),
        )
        return event


def legal_test_for(held: files.Held, question: Question) -> DecisionTest:
    """Give the legal test of a question about the person of a case."""
    return decision_test(question.value, detained=is_detained(held.file))


def _question(held: files.Held) -> Question:
    question = question_at(held.file.journey, held.stage)
    since = passage(held.file).since
    if question is None or since is None:
        raise NotForPanel(
            f"Case {held.file.reference} waits for no decision of a panel: it is at the stage "
            f"'{passage(held.file).stage}'."
        )
    said = said_already(held.file, question, since=since)
    if said is not None and said.details.get("decision") != DEFER:
        raise NotForPanel(
            f"This was decided on {day_in_words(said.happened_on)} and recorded by "
            f"{said.recorded_by}. If that is wrong, correct entry {said.sequence} of the case."
        )
    return question


def _day(
    held: files.Held, panel: PanelDay, decided: Decision, *, question: Question, today: date
) -> date:
    if decided.decision not in {*FOLLOWS[question], DEFER}:
        raise NotForPanel(f"The question is: {question.says}. Choose one of its answers.")
    if decided.outside is not None:
        if decided.decision == DEFER:
            raise NotForPanel("What is decided outside the panel is decided, not put off.")
        return today
    if panel.meets_on > today:
        raise NotForPanel(
            f"The panel meets on {day_in_words(panel.meets_on)}. Record its decision then; if the "
            "last day comes before, decide outside the panel."
        )
    since = passage(held.file).since
    if since is not None and panel.meets_on < since:
        raise NotForPanel(
            f"The panel met on {day_in_words(panel.meets_on)}, before the case came to this stage "
            f"on {day_in_words(since)}. Put it on the agenda of a later panel."
        )
    return panel.meets_on


def _details(
    held: files.Held, panel: PanelDay, decided: Decision, *, question: Question
) -> dict[str, str]:
    test = legal_test_for(held, question)
    put_off = decided.decision == DEFER
    if not put_off:
        test.refuse_against(decided.decision, met=decided.met)
    where = (
        {PANEL_ON: panel.meets_on.isoformat()}
        if decided.outside is None
        else {OUTSIDE_PANEL: decided.outside}
    )
    return {
        "decision": decided.decision,
        "legal_test": f"{test.source.cite}. {_NOT_YET}."
        if put_off
        else test.as_applied(decided.met),
        "evidence": decided.evidence.strip() or (_NOT_YET if put_off else ""),
        "reason": decided.reason.strip(),
        **where,
    }


def _change(
    engine: Engine,
    *,
    desk: Desk,
    panel_id: int,
    reference: str,
    why: str,
    on: bool,
    sight: Sight | None,
) -> None:
    words = why.strip()
    if not words or len(words) > LONGEST_WHY:
        raise NotForPanel(f"Say why, in at most {LONGEST_WHY:,} characters.")
    with writing(engine) as connection:
        panel = the_panel(connection, panel_id)
        if panel.meets_on < desk.today:
            raise NotForPanel("The panel has met. Change the agenda of one to come.")
        case = the_candidate(connection, reference, sight=sight)
        if case is None:
            _refuse_unseen(connection, reference, sight=sight)
            raise NotForPanel(
                "The case waits for no decision of a panel: a panel decides whether to assess or "
                "re-assess, whether there will be a plan, and what follows from a review."
            )
        if case.is_decided:
            raise NotForPanel("This was decided already. Next, the family is told.")
        _keep(connection, desk=desk, panel=panel, case_id=case.case_id, why=words, on=on)
        note(
            connection,
            at=desk.at,
            by=desk.by,
            act="put a case on an agenda" if on else "took a case off an agenda",
            case_id=case.case_id,
            about=f"panel of {panel.meets_on.isoformat()}",
            why=words,
        )


def _keep(
    connection: Connection, *, desk: Desk, panel: PanelDay, case_id: int, why: str | None, on: bool
) -> None:
    """Keep that a case is on an agenda, or off it; why it was put on stays when it is decided."""
    this = (panel_items.c.panel_id == panel.panel_id, panel_items.c.case_id == case_id)
    known = connection.execute(select(panel_items.c.is_on).where(*this)).first()
    values = {"is_on": on, "why": why, "set_by": desk.by, "set_at": desk.at}
    if known is None:
        connection.execute(
            insert(panel_items).values(panel_id=panel.panel_id, case_id=case_id, **values)
        )
    elif why is not None or not known.is_on:
        connection.execute(update(panel_items).where(*this).values(**values))


def _refuse_unseen(connection: Connection, reference: str, *, sight: Sight | None) -> None:
    """Refuse a case that is unknown or may not be seen, alike."""
    found = connection.scalar(
        select(cases.c.id).where(
            cases.c.reference == files.tidy_reference(reference), seen_cases(sight)
        )
    )
    if found is None:
        raise UnknownCase("There is no such case. References look like K7Q-2ND.")
