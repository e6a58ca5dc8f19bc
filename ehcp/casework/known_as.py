"""Under which name a setting is on record, and which children a name finds.

A child whose record has no URN is a pupil of the setting whose name in the calendar of closures is
the one that their record has (`pupils`): who is given another's name is given its children.
"""

from collections import Counter
from collections.abc import Collection, Mapping
from dataclasses import dataclass

from sqlalchemy import Connection, func, select

from ehcp.cases.closures import Closures, tidy
from ehcp.register.tables import people


@dataclass(frozen=True, kw_only=True)
class KnownAs:
    """What the register says of a setting and a name. Children are counted, restricted ones not.

    Attributes:
        on_record: the name in the calendar or, where it has none, the one that most records of its
            children have; None where nothing has one.
        by_urn: how many children have its URN.
        by_name: how many have this name and no URN: those that it is shown because of the name.
        others: who else has the name, by URN or by name: in the calendar, or on children's records.
    """

    on_record: str | None
    by_urn: int
    by_name: int
    others: tuple[str, ...]


def known_as(
    connection: Connection, named: Collection[tuple[str, str]], *, closures: Closures
) -> Mapping[tuple[str, str], KnownAs]:
    """Say it of each URN and the name that somebody gives it."""
    if not named:
        return {}
    rows = connection.execute(
        select(people.c.setting, people.c.setting_urn, func.count())
        .where(people.c.restricted_to.is_(None))
        .group_by(people.c.setting, people.c.setting_urn)
    ).tuples()
    names: dict[str, Counter[str]] = {}
    urns: dict[str, Counter[str]] = {}
    of_urn: Counter[str] = Counter()
    for name, in_record, count in rows:
        urn = in_record or ""
        of_urn[urn] += count
        if name:
            names.setdefault(urn, Counter())[name] += count
            urns.setdefault(tidy(name), Counter())[urn] += count
    return {
        (urn, name): _known_as(
            urn,
            name,
            closures=closures,
            names=names.get(urn, Counter()),
            urns=urns.get(tidy(name), Counter()),
            children=of_urn[urn],
        )
        for urn, name in named
    }


def _known_as(
    urn: str,
    name: str,
    *,
    closures: Closures,
    names: Counter[str],
    urns: Counter[str],
    children: int,
) -> KnownAs:
    known, same = closures.of(urn), closures.of(name)
    usual = names.most_common(1)
    others = {each for each in urns if each and each != urn}
    if same is not None and same.urn and same.urn != urn:
        others.add(same.urn)
    return KnownAs(
        on_record=known.name if known is not None else (usual[0][0] if usual else None),
        by_urn=children,
        by_name=urns[""],
        others=tuple(sorted(others)),
    )
