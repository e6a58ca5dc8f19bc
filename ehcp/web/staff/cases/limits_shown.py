"""The limits of a case in the order in which they matter to whoever answers the telephone."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from ehcp.cases.case_file import CaseFile
from ehcp.cases.explain import explain
from ehcp.casework.setting_names import NO_SETTINGS, SettingNames
from ehcp.law.rule import Rule
from ehcp.register.projection import limits_of_the_plan

Limit = dict[str, Any]
_TIME_HAS_PASSED = ("the time has ended", "the time allowed has passed")


@dataclass(frozen=True, kw_only=True)
class LimitsShown:
    """The limits of a case, sorted.

    Attributes:
        next: the watched limit that is due first and still to be met, late or not.
        plan: the limit of the final plan of an assessment, which the family asks for.
        running: those with a day that are still to be met, by their day.
        allowed: time that must be allowed before something may be done.
        without_day: duties that run and have no day, or none yet.
        over: those that were met or no longer apply, newest first.
    """

    next: Limit | None
    plan: Limit | None
    running: Sequence[Limit]
    allowed: Sequence[Limit]
    without_day: Sequence[Limit]
    over: Sequence[Limit]


def limits_shown(
    file: CaseFile,
    *,
    rules: Sequence[Rule],
    day: date,
    settings: SettingNames = NO_SETTINGS,
) -> LimitsShown:
    """Explain every limit that the law has started on a case, and sort them."""
    watched = {rule.id for rule in rules if rule.watched}
    every = [_named(limit, settings) for limit in explain(file, rules=rules, day=day)]
    over = [limit for limit in every if _is_over(limit)]
    still = [limit for limit in every if not _is_over(limit)]
    dated = sorted((limit for limit in still if limit["due"]), key=lambda limit: limit["due"])
    running = [limit for limit in dated if not limit["may_be_done_from"]]
    return LimitsShown(
        next=next((limit for limit in running if limit["rule"] in watched), None),
        plan=next((limit for limit in running if limit["rule"] in limits_of_the_plan()), None),
        running=running,
        allowed=[limit for limit in dated if limit["may_be_done_from"]],
        without_day=[limit for limit in still if not limit["due"]],
        over=sorted(
            over,
            key=lambda limit: limit["met"] or limit["fell_away"] or limit["due"],
            reverse=True,
        ),
    )


def _named(limit: Limit, settings: SettingNames) -> Limit:
    return limit | {"party": settings.of(limit["party"])} if limit["party"] else limit


def _is_over(limit: Limit) -> bool:
    """Say whether nothing is to be done about a limit any longer; a family's time just ends."""
    return bool(limit["met"] or limit["fell_away"]) or limit["status"] in _TIME_HAS_PASSED
