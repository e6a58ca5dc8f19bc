"""The words of the list's filters: what can be chosen, and what has been."""

from collections.abc import Iterator, Sequence
from datetime import date
from functools import cache
from typing import Final, NamedTuple

from sqlalchemy import Connection

from ehcp.cases.advice_kinds import AdviceKind
from ehcp.cases.journeys import JOURNEYS
from ehcp.cases.stages import Stage
from ehcp.casework.case_choice import Due
from ehcp.casework.officers import officers_of_open_cases, sources_of_open_cases, teams
from ehcp.web.staff.case_list.asked import CLOSED, MINE, NOBODY, YES, Asked

Pairs = Sequence[tuple[str, str]]
_YEARS: Final = 10


class Offered(NamedTuple):
    """One filter: its name in the address, its words, and what can be chosen in it."""

    name: str
    says: str
    choices: Pairs


@cache
def _fixed() -> dict[str, Pairs]:
    return {
        "state": ((CLOSED, "Closed cases"),),
        "journey": tuple((journey.name, _capital(journey.says)) for journey in JOURNEYS),
        "stage": tuple((stage.value, stage.says) for stage in Stage if stage.is_open),
        "due": tuple((due.value, due.says) for due in Due),
        "waiting": tuple((kind.value, _capital(kind.says)) for kind in AdviceKind),
    }


def offered(connection: Connection, *, today: date, ended: Stage | None) -> tuple[Offered, ...]:
    """Give every filter with its choices; of the ended stages only the one that was chosen."""
    fixed = _fixed()
    names = officers_of_open_cases(connection)
    stages = (*fixed["stage"], *(((ended.value, ended.says),) if ended else ()))
    first = (
        Offered("due", "Due", fixed["due"]),
        Offered(
            "officer",
            "Officer",
            (
                (MINE, "Mine, and those I cover"),
                (NOBODY, "Nobody"),
                *((name, name) for name in names),
            ),
        ),
        Offered("stage", "Stage", stages),
        Offered("journey", "Journey", fixed["journey"]),
        Offered("waiting", "Waiting for advice", fixed["waiting"]),
        Offered("year", "Started in", tuple((str(year), str(year)) for year in _years(today))),
    )
    more = (
        Offered("team", "Team", tuple((team, team) for team in teams(connection))),
        Offered("source", "Source", tuple((s, s) for s in sources_of_open_cases(connection))),
    )
    return (
        *first,
        *(each for each in more if each.choices),
        Offered("state", "Open or closed", fixed["state"]),
    )


def chosen(asked: Asked, filters: Sequence[Offered]) -> Iterator[tuple[str, str, str]]:
    """Give each filter that is set: its words, and the address of the list without it."""
    for each in filters:
        value = asked.values.get(each.name)
        if value:
            says = dict(each.choices).get(value, value)
            yield each.says, says, asked.address(**{each.name: None})
    if asked.choice.restricted:
        yield "Restricted", YES, asked.address(restricted=None)


def _years(today: date) -> range:
    return range(today.year, today.year - _YEARS, -1)


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
