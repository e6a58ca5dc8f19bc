"""Every time limit made by law, read from the law files, and found by its id."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from difflib import get_close_matches
from functools import cache
from itertools import pairwise
from typing import Final

from ehcp.law.grammar import Source
from ehcp.law.grounds import UnknownGround, ground
from ehcp.law.in_words import day_in_words
from ehcp.law.law_files import BadLaw, read_tables, text_of
from ehcp.law.rule import NO_FACTS, NoDate, Rule
from ehcp.law.versions import Amendment, Versions, amended, version_for, versions_of
from ehcp.refusal import Refusal

__all__ = [
    "AIMS",
    "CHAPTERS",
    "LAW_FILES",
    "TARGET",
    "BadLaw",
    "NoDate",
    "NotInForce",
    "Rule",
    "UnknownRule",
    "as_target",
    "chapters",
    "check_together",
    "load_amendments",
    "load_rules",
    "planning_dates",
    "read_rules",
    "rule",
    "rules_lifted_by",
    "versions_named",
]

AIMS: Final = ("planning_date", "council_target")
"""The force of a day that is no law's: passing it is no breach."""

TARGET: Final = "_target"
"""How the id of a council's own target ends."""

CHAPTERS = {
    "assessment.toml": "Needs assessment: from the request to the final plan",
    "in_place.toml": "Once a plan is in place",
    "review.toml": "Annual review and amendment",
    "phase_transfer.toml": "Phase transfer",
    "reassessment.toml": "Re-assessment",
    "ceasing.toml": "Ceasing a plan",
    "transfer.toml": "Moves between authorities and between health commissioners",
    "dispute.toml": "Mediation, appeal and recommendations",
    "tribunal.toml": "Orders and agreements",
    "unopposed.toml": "Appeals not opposed",
    "detained.toml": "Detained children and young people",
    "payments.toml": "Direct payments",
    "complaints.toml": "Complaints",
}
LAW_FILES = tuple(CHAPTERS)
AMENDMENTS_FILE = "coronavirus.toml"


class UnknownRule(Refusal, LookupError):
    """A rule id that the law files do not hold."""


class NotInForce(UnknownRule):
    """A rule that exists, but of which no version applies to the day asked about."""


@cache
def load_rules() -> tuple[Rule, ...]:
    """Read every rule in every version, once; in the order of the law files.

    The versions of one rule share their clock. `versions.versions_of` groups them and
    `versions.version_for` picks the one for a day.

    Raises:
        BadLaw: a table in a law file is wrong; the sentence names file, rule and key.
    """
    rules = tuple(each for file in LAW_FILES for each in _as_written(file))
    for each in load_amendments():
        rules = amended(rules, by=each)
    check_together(rules)
    return rules


@cache
def _as_written(file: str) -> tuple[Rule, ...]:
    return read_rules(text_of(file), file=file)


@cache
def load_amendments() -> tuple[Amendment, ...]:
    """Read what instruments did for a time to many rules at once.

    Raises:
        BadLaw: a table in the file is wrong.
    """
    return read_tables(
        Amendment, text=text_of(AMENDMENTS_FILE), file=AMENDMENTS_FILE, table="amendment"
    )


def chapters() -> Iterator[tuple[str, tuple[Versions, ...]]]:
    """Give the law file by file: what each is about, and its rules with their versions."""
    for file, title in CHAPTERS.items():
        ids = {each.id for each in _as_written(file)}
        yield title, tuple(each for each in versions_of(load_rules()) if each[0].id in ids)


def read_rules(text: str, *, file: str) -> tuple[Rule, ...]:
    """Read the `[[rule]]` tables of one law file.

    Raises:
        BadLaw: the text is not TOML, or a table is not a rule.
    """
    return read_tables(Rule, text=text, file=file, table="rule")


def check_together(rules: Sequence[Rule]) -> None:
    """Check what one rule alone cannot show: versions, and names that rules and grounds share.

    Raises:
        BadLaw: two versions of a rule overlap, or a rule names what does not exist.
    """
    for versions in versions_of(list(rules)):
        for newer, older in pairwise(versions):
            _check_versions(newer, older)
    ids = {rule.id for rule in rules}
    for rule in rules:
        if rule.watched_as and rule.watched_as not in ids - {rule.id}:
            raise BadLaw(f"Rule {rule.id} is watched as '{rule.watched_as}', which is no rule.")
        try:
            for name in rule.excepted_by:
                ground(name)
        except UnknownGround as error:
            raise BadLaw(f"Rule {rule.id}: {error}") from None


def _check_versions(newer: Rule, older: Rule) -> None:
    if newer.version == older.version:
        raise BadLaw(f"Rule {newer.id} has version {newer.version} twice. Number them apart.")
    if newer.in_force.overlaps(older.in_force):
        raise BadLaw(
            f"Versions {older.version} and {newer.version} of rule {newer.id} are in force on "
            "the same day. Give the older one an `until`."
        )
    if newer.clock != older.clock:
        raise BadLaw(
            f"Versions {older.version} and {newer.version} of rule {newer.id} have different "
            "clocks. What starts and ends a limit may not change with its version."
        )


def rule(rule_id: str, on: date | None = None, *, facts: Mapping[str, date] = NO_FACTS) -> Rule:
    """Find a rule by its id: its newest version, or the one for a limit that started on a day.

    Without a day a council's own target is found too, by its name: what it asks, and of whom.

    `facts` are what a worked-out rule is told, since a version may be judged by the day it is due.

    Raises:
        UnknownRule: there is no such rule.
        NotInForce: no version of it applies to that day.
    """
    if on is None and rule_id.endswith(TARGET):
        return as_target(rule(rule_id.removesuffix(TARGET)))
    versions = versions_named(rule_id)
    if on is None:
        return versions[0]
    found = version_for(versions, on, facts=facts)
    if found is not None:
        return found
    begins = min(each.in_force.from_on for each in versions)
    raise NotInForce(
        f"Rule {rule_id} was not the law on {day_in_words(on)}: its first version begins on "
        f"{day_in_words(begins)}. `ehcp law list` shows when each rule is in force."
    )


def versions_named(rule_id: str) -> Versions:
    """Find every version of a rule by its id, the newest first.

    Raises:
        UnknownRule: there is no such rule.
    """
    versions = _by_id().get(rule_id)
    if versions is None:
        close = get_close_matches(rule_id, sorted(_by_id()), n=3, cutoff=0.5)
        perhaps = f" Did you mean {' or '.join(close)}?" if close else ""
        raise UnknownRule(
            f"There is no rule '{rule_id}'.{perhaps} `ehcp law list` shows every rule."
        )
    return versions


@cache
def _by_id() -> dict[str, Versions]:
    return {versions[0].id: versions for versions in versions_of(load_rules())}


def as_target(of: Rule) -> Rule:
    """Give the council's own target for what a rule asks, by its name and words; not by its day."""
    source = Source(force="council_target", cite="the council's own target", confidence="A")
    return of.model_copy(
        update={
            "id": of.id + TARGET,
            "says": f"The council's own target: {of.says}",
            "source": source,
        }
    )


@cache
def planning_dates() -> frozenset[str]:
    """Name the rules whose day is no limit: it is there so that a later limit can be kept."""
    return frozenset(each.id for each in load_rules() if each.source.force in AIMS)


def rules_lifted_by(ground_id: str) -> tuple[Rule, ...]:
    """List the rules whose limit an exception on this ground can lift.

    Raises:
        UnknownGround: there is no such ground.
    """
    known = ground(ground_id)
    return tuple(each for each in load_rules() if known.id in each.excepted_by)
