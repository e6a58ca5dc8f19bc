"""What the weekly meeting agrees to do: whose it is, by when, and what became of it.

An action belongs to the report over which it was agreed, and is shown again over the next one.
"""

from datetime import date, timedelta

from sqlalchemy import Connection, Engine, RowMapping, insert, select, update

from ehcp.cases.desk import Desk
from ehcp.cases.stages import Role
from ehcp.casework.access import NotAllowed
from ehcp.casework.actions_shown import UnknownAction, shown_to
from ehcp.law.in_words import day_in_words
from ehcp.refusal import Refusal
from ehcp.register.audit import note
from ehcp.register.engine import writing
from ehcp.register.files import UnknownCase, tidy_reference
from ehcp.register.sight import Sight, seen_cases
from ehcp.register.tables import actions, cases

LONGEST_WORDS = 1_000
FURTHEST_PROMISE = timedelta(days=366)
DONE, NOT_DONE = "done", "not_done"


class BadAction(Refusal):
    """Something about an action that cannot be right; nothing was changed."""


def report_of(day: date) -> date:
    """Give the Monday whose report a meeting on this day is held over."""
    return day - timedelta(days=day.weekday())


def agree(
    engine: Engine,
    *,
    desk: Desk,
    report_at: date,
    says: str,
    owner: str,
    promised_on: date,
    reference: str | None = None,
    sight: Sight | None = None,
) -> int:
    """Put on record that somebody will do something by a day; give its number.

    Raises:
        BadAction: the words or the owner are missing or too long, or the day is over or far off.
        UnknownCase: there is no such case, or whoever acts may not see it.
        NotAllowed: whoever acts is no manager.
    """
    _refuse_all_but_managers(desk)
    with writing(engine) as connection:
        return _agree(
            connection,
            desk=desk,
            report_at=report_at,
            says=says,
            owner=owner,
            promised_on=promised_on,
            case_id=_case(connection, reference, sight=sight),
        )


def settle(
    engine: Engine,
    *,
    desk: Desk,
    action_id: int,
    done: bool,
    explanation: str = "",
    sight: Sight | None = None,
) -> None:
    """Say what became of an action; one that was not done is explained.

    Raises:
        UnknownAction: there is none, or it is about a case that may not be seen.
        BadAction: it is settled already, or the explanation is missing or too long.
        NotAllowed: whoever acts is neither a manager nor its owner.
    """
    with writing(engine) as connection:
        held = _open_action(connection, action_id, sight=sight)
        if not _is_manager(desk) and held["owner"] != desk.by:
            raise NotAllowed("An action is settled by its owner, or by a manager.")
        _settle(connection, held, desk=desk, done=done, explanation=explanation)


def carry_over(
    engine: Engine,
    *,
    desk: Desk,
    action_id: int,
    report_at: date,
    promised_on: date,
    explanation: str,
    sight: Sight | None = None,
) -> int:
    """Say why an action was not done and promise the same anew for another day; give its number.

    Raises:
        UnknownAction, BadAction: as in `settle` and `agree`.
        NotAllowed: whoever acts is no manager.
    """
    _refuse_all_but_managers(desk)
    with writing(engine) as connection:
        held = _open_action(connection, action_id, sight=sight)
        anew = _agree(
            connection,
            desk=desk,
            report_at=report_at,
            says=held["says"],
            owner=held["owner"],
            promised_on=promised_on,
            case_id=held["case_id"],
        )
        _settle(
            connection,
            held,
            desk=desk,
            done=False,
            explanation=explanation,
            promised_anew=promised_on,
        )
        return anew


def _agree(
    connection: Connection,
    *,
    desk: Desk,
    report_at: date,
    says: str,
    owner: str,
    promised_on: date,
    case_id: int | None,
) -> int:
    if promised_on < desk.today:
        raise BadAction(
            f"{day_in_words(promised_on)} is over. Give the day by which it will be done."
        )
    if promised_on > desk.today + FURTHEST_PROMISE:
        raise BadAction(
            f"{day_in_words(promised_on)} is more than a year ahead. Check the year, or agree on a "
            "first step that can be done sooner."
        )
    action_id = connection.scalar(
        insert(actions)
        .values(
            report_at=report_at,
            says=_words(says, "what is to be done"),
            owner=_words(owner, "whose it is"),
            promised_on=promised_on,
            case_id=case_id,
            set_by=desk.by,
            set_at=desk.at,
        )
        .returning(actions.c.id)
    )
    note(
        connection,
        at=desk.at,
        by=desk.by,
        act="agreed an action",
        case_id=case_id,
        about=f"action {action_id}",
    )
    return int(action_id or 0)


def _settle(
    connection: Connection,
    held: RowMapping,
    *,
    desk: Desk,
    done: bool,
    explanation: str,
    promised_anew: date | None = None,
) -> None:
    says = explanation.strip()
    if not done or says:
        says = _words(explanation, "why it was not done")
    if promised_anew is not None:
        says = f"{says} (promised anew for {day_in_words(promised_anew)})"
    connection.execute(
        update(actions)
        .where(actions.c.id == held["id"])
        .values(
            outcome=DONE if done else NOT_DONE,
            outcome_says=says or None,
            settled_by=desk.by,
            settled_at=desk.at,
        )
    )
    note(
        connection,
        at=desk.at,
        by=desk.by,
        act="settled an action",
        case_id=held["case_id"],
        about=f"action {held['id']}: {DONE if done else NOT_DONE}",
    )


def _open_action(connection: Connection, action_id: int, *, sight: Sight | None) -> RowMapping:
    held = (
        connection.execute(
            shown_to(sight).where(actions.c.id == action_id).with_for_update(of=actions)
        )
        .mappings()
        .first()
    )
    if held is None:
        raise UnknownAction("There is no such action.")
    if held["outcome"] is not None:
        raise BadAction(
            f"{held['settled_by']} has settled this action already. If it has to be done again, "
            "agree on it anew."
        )
    return held


def _case(connection: Connection, reference: str | None, *, sight: Sight | None) -> int | None:
    if not reference:
        return None
    found = connection.scalar(
        select(cases.c.id).where(cases.c.reference == tidy_reference(reference), seen_cases(sight))
    )
    if found is None:
        raise UnknownCase("There is no such case. References look like K7Q-2ND.")
    return int(found)


def _words(typed: str, what: str) -> str:
    words = typed.strip()
    if not words:
        raise BadAction(f"Say {what}.")
    if len(words) > LONGEST_WORDS:
        raise BadAction(f"Say {what} in at most {LONGEST_WORDS:,} characters.")
    return words


def _is_manager(desk: Desk) -> bool:
    return desk.may is None or Role.MANAGER in desk.may


def _refuse_all_but_managers(desk: Desk) -> None:
    if not _is_manager(desk):
        raise NotAllowed("Actions of the meeting are agreed by a manager.")
