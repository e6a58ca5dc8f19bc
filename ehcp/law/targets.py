"""The council's own aims in the grammar of the law, each beside the rule that it keeps sooner."""

from collections.abc import Iterable, Mapping

from ehcp.law.grammar import Source
from ehcp.law.period import Counting, Period
from ehcp.law.rule import Rule

SUFFIX = "_target"


def with_targets(
    rules: Iterable[Rule], *, shorter: Mapping[str, str], day_one_inclusive: bool = False
) -> tuple[Rule, ...]:
    """Add to the law's rules a target beside each rule that the council wants kept sooner.

    `shorter` maps rule ids to periods ("5 weeks"), which the council's policy has been checked to
    be no longer than the law (`config.council.check_targets`). `day_one_inclusive` counts the
    first day as day one, as some councils do: each watched rule without a target of its own gets
    one a day earlier than the law.
    """
    rules = tuple(rules)
    targets = []
    for rule in rules:
        period = shorter.get(rule.id)
        if period is not None:
            targets.append(_aimed(rule, within=Period.parse(period), counting="after"))
        elif day_one_inclusive and rule.watched and rule.within and rule.counting == "after":
            targets.append(_aimed(rule, within=rule.within, counting="beginning_with"))
    return (*rules, *targets)


def _aimed(rule: Rule, *, within: Period, counting: Counting) -> Rule:
    return Rule(
        id=rule.id + SUFFIX,
        says=f"The council's own target: {rule.says}",
        owed_by=rule.owed_by,
        clock=rule.clock,
        within=within,
        counting=counting,
        source=Source(force="council_target", cite="the council's own target", confidence="A"),
        in_force=rule.in_force,
    )
