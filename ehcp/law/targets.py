"""The council's own aims in the grammar of the law, each beside the rule that it keeps sooner."""

from collections.abc import Iterable, Mapping
from datetime import date

from ehcp.law.grammar import InForce
from ehcp.law.period import Counting, Period
from ehcp.law.rule import Rule
from ehcp.law.rules import as_target
from ehcp.law.versions import versions_of
from ehcp.refusal import Refusal


class BadTarget(Refusal, ValueError):
    """A target for a rule that cannot have one."""


def with_targets(
    rules: Iterable[Rule], *, shorter: Mapping[str, str], day_one_inclusive: bool = False
) -> tuple[Rule, ...]:
    """Add to the law's rules a target beside each rule that the council wants kept sooner.

    `shorter` maps rule ids to periods ("5 weeks"), which the council's policy has been checked to
    be no longer than the law (`config.council.check_targets`). `day_one_inclusive` counts the
    first day as day one, as some councils do: each watched rule without a target of its own gets
    one a day earlier than the law.

    Raises:
        BadTarget: the rule is not a limit that is counted forward from a day.
    """
    rules = tuple(rules)
    targets = []
    for versions in versions_of(rules):
        rule, oldest = versions[0], versions[-1]
        since = oldest.in_force.started_from or oldest.in_force.from_on
        period = shorter.get(rule.id)
        if period is not None:
            _refuse_what_cannot_be_aimed_at(rule)
            targets.append(_aimed(rule, Period.parse(period), counting="after", since=since))
        elif day_one_inclusive and rule.within and _can_begin_a_day_sooner(rule):
            targets.append(_aimed(rule, rule.within, counting="beginning_with", since=since))
    return (*rules, *targets)


def _refuse_what_cannot_be_aimed_at(rule: Rule) -> None:
    if rule.is_window or rule.ahead_of is not None or rule.by is not None or not rule.has_date:
        raise BadTarget(
            f"{rule.id} ({rule.period}) cannot have a target: only a limit that is counted forward "
            "from a day can be kept sooner. Take it out of targets.toml."
        )


def _can_begin_a_day_sooner(rule: Rule) -> bool:
    """Tell whether counting the first day as day one gives this rule an earlier day."""
    has_days = rule.within is not None and rule.within.count > 0
    return rule.watched and has_days and rule.counting == "after" and rule.less is None


def _aimed(rule: Rule, within: Period, *, counting: Counting, since: date) -> Rule:
    """Make the one target of a rule, whatever the number of its versions: it lifts no limit."""
    named = as_target(rule)
    return Rule(
        id=named.id,
        says=named.says,
        owed_by=rule.owed_by,
        clock=rule.clock.model_copy(update={"facts": (), "looks_at": {}, "looks_at_first": {}}),
        within=within,
        counting=counting,
        only_for=rule.only_for,
        by_authority=rule.by_authority,
        source=named.source,
        in_force=InForce.model_validate({"from": since}),
    )
