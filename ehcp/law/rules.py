"""Every time limit made by law, read from the law files, and found by its id."""

from collections.abc import Sequence
from datetime import date
from difflib import get_close_matches
from functools import cache
from itertools import combinations

from ehcp.law.grounds import UnknownGround, ground
from ehcp.law.in_words import day_in_words
from ehcp.law.law_files import BadLaw, read_tables, text_of
from ehcp.law.rule import NoDate, Rule
from ehcp.refusal import Refusal

__all__ = [
    "BadLaw",
    "NoDate",
    "NotInForce",
    "Rule",
    "UnknownRule",
    "check_together",
    "load_rules",
    "read_rules",
    "rule",
    "rules_lifted_by",
]

LAW_FILES = ("assessment.toml",)


class UnknownRule(Refusal, LookupError):
    """A rule id that the law files do not hold."""


class NotInForce(UnknownRule):
    """A rule that exists, but of which no version applies to the day asked about."""


@cache
def load_rules() -> tuple[Rule, ...]:
    """Read every rule, once; in the order of the law files.

    Raises:
        BadLaw: a table in a law file is wrong; the sentence names file, rule and key.
    """
    rules = tuple(each for file in LAW_FILES for each in read_rules(text_of(file), file=file))
    check_together(rules)
    return rules


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
    for one, other in combinations(rules, 2):
        if one.id != other.id:
            continue
        if one.version == other.version:
            raise BadLaw(f"Rule {one.id} has version {one.version} twice. Number them apart.")
        if one.in_force.overlaps(other.in_force):
            raise BadLaw(
                f"Versions {one.version} and {other.version} of rule {one.id} are in force on "
                "the same day. Give the older one an `until`."
            )
    ids = {rule.id for rule in rules}
    for rule in rules:
        if rule.watched_as and rule.watched_as not in ids - {rule.id}:
            raise BadLaw(f"Rule {rule.id} is watched as '{rule.watched_as}', which is no rule.")
        try:
            for name in rule.excepted_by:
                ground(name)
        except UnknownGround as error:
            raise BadLaw(f"Rule {rule.id}: {error}") from None


def rule(rule_id: str, on: date | None = None) -> Rule:
    """Find a rule by its id: its newest version, or the one for a limit that started on a day.

    Raises:
        UnknownRule: there is no such rule.
        NotInForce: no version of it applies to that day.
    """
    versions = [each for each in load_rules() if each.id == rule_id]
    if not versions:
        ids = sorted({each.id for each in load_rules()})
        close = get_close_matches(rule_id, ids, n=3, cutoff=0.5)
        perhaps = f" Did you mean {' or '.join(close)}?" if close else ""
        raise UnknownRule(
            f"There is no rule '{rule_id}'.{perhaps} `ehcp law list` shows every rule."
        )
    if on is None:
        return max(versions, key=lambda each: each.version)
    for each in versions:
        if each.applies_to(on):
            return each
    begins = min(each.in_force.from_on for each in versions)
    raise NotInForce(
        f"Rule {rule_id} was not the law on {day_in_words(on)}: its first version begins on "
        f"{day_in_words(begins)}. `ehcp law list` shows when each rule is in force."
    )


def rules_lifted_by(ground_id: str) -> tuple[Rule, ...]:
    """List the rules whose limit an exception on this ground can lift.

    Raises:
        UnknownGround: there is no such ground.
    """
    known = ground(ground_id)
    return tuple(each for each in load_rules() if known.id in each.excepted_by)
