"""The versions of a rule: made from an instrument that amended many at once, and chosen by day."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, timedelta

from pydantic import Field

from ehcp.law.grammar import Confidence, Example, Identifier, InForce, Part, Sentence
from ehcp.law.law_files import BadLaw
from ehcp.law.rule import NO_FACTS, Rule

ONE_DAY = timedelta(days=1)
_KEPT_GROUPINGS = 8

Versions = tuple[Rule, ...]
"""The versions of one rule, the newest first. They share their clock's starts and stops."""


class Amendment(Part):
    """What one instrument did for a time to many rules: it added a ground for missing them.

    Attributes:
        adds: the ground that it added to each rule's exceptions.
        touches: the rules, by id.
        confidence: how surely it was checked that the instrument named these rules.
        confidence_for: where that was checked better or worse, rule by rule.
        note: the caution shown beside each version of that time.
    """

    instrument: Sentence
    says: Sentence
    from_on: date = Field(alias="from")
    until_on: date = Field(alias="until")
    adds: Identifier
    touches: tuple[Identifier, ...]
    confidence: Confidence
    confidence_for: dict[Identifier, Confidence] = Field(default_factory=dict)
    note: Sentence


def amended(rules: Sequence[Rule], *, by: Amendment) -> tuple[Rule, ...]:
    """Read every rule that the instrument touched in three versions: before, during and after.

    Each is judged by the day on which the limit is due. The other rules stay as they are.

    Raises:
        BadLaw: the instrument touches a rule that is not there, or not in force on its days.
    """
    touched = set(by.touches)
    made: list[Rule] = []
    found: set[str] = set()
    for rule in rules:
        if rule.id in touched and _covers(rule.in_force, by):
            found.add(rule.id)
            made.extend(_three(rule, by))
        else:
            made.append(rule)
    for names, what in (
        (touched - found, "touches {}, of which no version is in force on its days"),
        (by.confidence_for.keys() - touched, "has a confidence for {}, which it does not touch"),
    ):
        if names:
            raise BadLaw(f"{by.instrument} {what.format(' and '.join(sorted(names)))}.")
    return tuple(made)


def _covers(force: InForce, by: Amendment) -> bool:
    return force.from_on < by.from_on and force.until_on is None


def _three(rule: Rule, by: Amendment) -> Iterator[Rule]:
    force = rule.in_force

    def judged_on_due(from_on: date, until_on: date | None) -> InForce:
        return InForce.model_validate(
            {
                "from": from_on,
                "until": until_on,
                "judged_on": "due",
                "started_from": force.started_from or force.from_on,
            }
        )

    during = rule.source.model_copy(
        update={
            "cite": f"{rule.source.cite}, with {by.instrument}",
            "confidence": max(
                rule.source.confidence, by.confidence_for.get(rule.id, by.confidence)
            ),
        }
    )
    certain = by.confidence_for.get(rule.id) == "A"
    notes = (by.says, "" if certain else by.note, rule.note or "")
    three = (
        {"in_force": judged_on_due(force.from_on, by.from_on - ONE_DAY)},
        {
            "version": rule.version + 1,
            "in_force": judged_on_due(by.from_on, by.until_on),
            "excepted_by": (*rule.excepted_by, by.adds),
            "source": during,
            "note": " ".join(note for note in notes if note),
        },
        {
            "version": rule.version + 2,
            "in_force": judged_on_due(by.until_on + ONE_DAY, None),
        },
    )
    for changes in three:
        version = rule.model_copy(update=changes)
        yield version.model_copy(update={"examples": _examples_of(version)})


def _examples_of(version: Rule) -> tuple[Example, ...]:
    """Pick the examples of a version judged by the due day, which each example states itself."""
    force = version.in_force
    return tuple(
        each
        for each in version.examples
        if force.includes(each.due)
        and (force.started_from is None or each.starts >= force.started_from)
    )


class _Groupings:
    """The groupings made so far, found again by which tuple of rules it was.

    A tuple of hundreds of rules is slow to compare or to hash, and the same one is asked about for
    every case. Each tuple is held as long as its grouping, so that no other can take its identity.
    """

    def __init__(self) -> None:
        self._kept: dict[int, tuple[tuple[Rule, ...], tuple[Versions, ...]]] = {}

    def of(self, rules: tuple[Rule, ...]) -> tuple[Versions, ...]:
        kept = self._kept.get(id(rules))
        if kept is None:
            if len(self._kept) >= _KEPT_GROUPINGS:
                self._kept.pop(next(iter(self._kept)), None)
            kept = self._kept[id(rules)] = (rules, _grouped(rules))
        return kept[1]


def _grouped(rules: Iterable[Rule]) -> tuple[Versions, ...]:
    by_id: dict[str, list[Rule]] = {}
    for rule in rules:
        by_id.setdefault(rule.id, []).append(rule)
    return tuple(
        tuple(sorted(versions, key=lambda each: -each.version)) for versions in by_id.values()
    )


_groupings = _Groupings()


def versions_of(rules: Iterable[Rule]) -> tuple[Versions, ...]:
    """Group rules by id, in their order, each with its versions, the newest first.

    Pass the same tuple each time (as `load_rules` and `with_targets` give it), and the grouping is
    made once. To pick the version for a limit that started on a day use `version_for`.
    """
    return _groupings.of(rules) if isinstance(rules, tuple) else _grouped(rules)


def version_for(
    versions: Versions, started_on: date, *, facts: Mapping[str, date] = NO_FACTS
) -> Rule | None:
    """Pick the version that is the law for a limit that started on a day, or None.

    The newest is tried first, so that for a limit of today a rule with three versions costs what
    a rule with one does.
    """
    for each in versions:
        if each.applies_to(started_on, facts=facts):
            return each
    return None
