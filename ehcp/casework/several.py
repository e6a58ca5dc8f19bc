"""One act on several cases: each in a transaction of its own; what is refused is said by case."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

from sqlalchemy import Engine, select

from ehcp.cases.advice_kinds import AdviceKind
from ehcp.cases.case_file import CaseFile
from ehcp.cases.desk import Desk
from ehcp.cases.journeys import passage
from ehcp.cases.kinds import Kind
from ehcp.cases.not_possible import NotPossible
from ehcp.cases.stages import Stage
from ehcp.casework.ask_for_advice import ask_for_advice, still_to_ask
from ehcp.casework.record import record
from ehcp.casework.service_names import service_names
from ehcp.refusal import Refusal
from ehcp.register import files
from ehcp.register.audit import note as audit_note
from ehcp.register.engine import reading, writing
from ehcp.register.sight import Sight, seen_cases
from ehcp.register.tables import cases

MOST = 200
"""How many cases one act takes."""


class TooMany(Refusal):
    """More cases than one act takes."""


@dataclass(frozen=True, kw_only=True)
class Chosen:
    """A case that was chosen with others.

    Attributes:
        as_read: how many entries its record had when it was read.
    """

    case_id: int
    reference: str
    officer: str | None
    file: CaseFile
    as_read: int


@dataclass(frozen=True, kw_only=True)
class Asks:
    """Whom the council asks for advice, by its policy."""

    always: Sequence[AdviceKind]
    from_year_9: Sequence[AdviceKind] = ()


@dataclass(frozen=True, kw_only=True)
class Outcome:
    """What became of one of the cases.

    Attributes:
        refused: why nothing was done in it; None where it was done.
    """

    reference: str
    refused: str | None = None


def chosen_cases(
    engine: Engine, *, as_read: Mapping[str, int | None], sight: Sight | None
) -> tuple[Chosen, ...]:
    """Load the cases that were chosen, as far as they may be seen, in the order of choosing.

    `as_read` gives for each reference how many entries its record had on the page from which it
    was chosen; None where it is read only now. References may be typed as people type them.

    Raises:
        TooMany: more were chosen than one act takes; nothing is left out silently.
    """
    wanted: dict[str, int | None] = {}
    for typed, read in as_read.items():
        wanted.setdefault(files.tidy_reference(typed), read)
    if len(wanted) > MOST:
        raise TooMany(
            f"{len(wanted)} cases were chosen, and at most {MOST} can be taken at once. Choose "
            "fewer in the list, and take the others afterwards."
        )
    with reading(engine) as connection:
        ids = connection.scalars(
            select(cases.c.id).where(cases.c.reference.in_(wanted), seen_cases(sight))
        ).all()
        found = {held.file.reference: held for held in files.load_many(connection, ids)}
    return tuple(
        Chosen(
            case_id=held.case_id,
            reference=reference,
            officer=held.officer,
            file=held.file,
            as_read=len(held.file.recorded) if read is None else read,
        )
        for reference, read in wanted.items()
        if (held := found.get(reference)) is not None
    )


def what_to_ask(
    case: Chosen, *, desk: Desk, asks: Asks
) -> tuple[tuple[AdviceKind, ...], str | None]:
    """Give the kinds of advice that would be asked for in a case, or why there are none."""
    kinds = still_to_ask(
        case.file, today=desk.today, council_asks=asks.always, from_year_9=asks.from_year_9
    )
    return kinds, None if kinds else _why_none(case.file)


def ask_in_each(
    engine: Engine, *, desk: Desk, asks: Asks, chosen: Sequence[Chosen]
) -> tuple[Outcome, ...]:
    """Ask for all advice in each of these cases: what would follow by itself, done now.

    Of several services that give one kind of advice the usual one is asked, unless the decision to
    assess names another.

    A case whose record has grown since it was read is refused, so nobody is asked twice.
    """
    with reading(engine) as connection:
        names = service_names(connection)

    def ask(case: Chosen) -> None:
        kinds, none = what_to_ask(case, desk=desk, asks=asks)
        if none:
            raise NotPossible(none)
        ask_for_advice(
            engine,
            desk=replace(desk, as_read=case.as_read),
            reference=case.reference,
            kinds=kinds,
            on=desk.today,
            services={kind: names.to_be_asked(case.file, kind) for kind in kinds},
        )

    return _in_each(engine, ask, desk=desk, about=Kind.ADVICE_REQUESTED, chosen=chosen)


def give_each(
    engine: Engine, *, desk: Desk, officer: str, note: str, chosen: Sequence[Chosen]
) -> tuple[Outcome, ...]:
    """Give each of these cases to another officer, with a note for them where there is one."""
    details = {"officer": officer} | ({"note": note} if note else {})

    def give(case: Chosen) -> None:
        if case.officer == officer:
            raise NotPossible(f"{officer} has it already.")
        record(
            engine,
            desk=replace(desk, as_read=case.as_read),
            reference=case.reference,
            kind=Kind.OFFICER_CHANGED,
            happened_on=desk.today,
            details=details,
        )

    return _in_each(engine, give, desk=desk, about=Kind.OFFICER_CHANGED, chosen=chosen)


def _in_each(
    engine: Engine,
    act: Callable[[Chosen], None],
    *,
    desk: Desk,
    about: Kind,
    chosen: Sequence[Chosen],
) -> tuple[Outcome, ...]:
    done = []
    for case in chosen:
        refused = None
        try:
            act(case)
        except Refusal as why:
            refused = str(why)
        else:
            with writing(engine) as connection:
                audit_note(
                    connection,
                    at=desk.at,
                    by=desk.by,
                    act="recorded",
                    case_id=case.case_id,
                    about=about.value,
                )
        done.append(Outcome(reference=case.reference, refused=refused))
    return tuple(done)


def _why_none(file: CaseFile) -> str:
    stage = passage(file).stage
    if stage is not Stage.ASSESSING:
        says = stage.says if stage else "Not started"
        return f"{says}: advice is asked for once the family was told that we will assess."
    if any(event.kind is Kind.ADVICE_REQUESTED for event in file.events):
        return "All that the council asks for has been asked for."
    return "The decision came from a tracker: ask for its advice on the case's own page."
