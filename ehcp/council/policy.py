"""The council's policy as the rooms take it: its rules, thresholds, closures, and a desk."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import date, datetime

    from config.council import Council
    from ehcp.cases.alerts import AlertPolicy
    from ehcp.cases.closures import Closures
    from ehcp.cases.desk import Desk
    from ehcp.cases.escalation import EscalationPolicy
    from ehcp.law.rule import Rule


def check_against_the_law(council: Council) -> None:
    """Refuse a policy that the law has no room for.

    Raises:
        BadSetting: a target is longer than its law or for a rule that can have none, or a kind of
            advice does not exist.
    """
    from config.bad_setting import BadSetting
    from config.council import check_advice_kinds
    from ehcp.cases.advice_kinds import AdviceKind
    from ehcp.law.targets import BadTarget

    check_advice_kinds(council, known=[kind.value for kind in AdviceKind])
    try:
        rules_of(council)
    except BadTarget as why:
        where = council.where("targets")
        raise BadSetting(where=where, key="shorter", value=None, fix=f"{why}") from None


def rules_of(council: Council) -> tuple[Rule, ...]:
    """Give the law's rules with the council's own targets, which are never longer.

    Raises:
        BadSetting: a target is longer than its law.
    """
    from config.council import check_targets
    from ehcp.law.rules import load_rules, rule
    from ehcp.law.targets import with_targets

    check_targets(council, due=lambda rule_id, day: rule(rule_id).due(day))
    return with_targets(
        load_rules(),
        shorter=council.targets.shorter,
        day_one_inclusive=council.about.day_one_inclusive,
    )


def alert_policy_of(council: Council) -> AlertPolicy:
    """Give the council's thresholds and ladder as the checks take them."""
    from ehcp.cases.alerts import AlertPolicy

    alerts = council.alerts
    return AlertPolicy(
        amber_days_before=alerts.amber_days_before,
        red_first_day_late=alerts.red_first_day_late,
        red_repeat_days=alerts.red_repeat_days,
        amber_to=alerts.ladder.amber,
        red_to=tuple((rung.from_day_late, rung.to) for rung in alerts.ladder.red),
        longest_wait=alerts.escalation.longest_wait_days,
    )


def escalation_policy_of(council: Council) -> EscalationPolicy:
    """Give the council's ladder above the services as the letters and the pages take it."""
    from ehcp.cases.escalation import EscalationPolicy

    policy, officer = council.alerts.escalation, council.people.clinical_officer
    return EscalationPolicy(
        service_head_from=policy.service_head_from_day_late,
        clinical_officer_from=policy.clinical_officer_from_day_late,
        head_teacher_from=policy.head_teacher_from_day_late,
        health=frozenset(officer.kinds) if officer else frozenset(),
        longest_wait=policy.longest_wait_days,
    )


def closures_of(council: Council) -> Closures:
    """Give the real closures of every setting that the council has named."""
    from ehcp.cases.closures import Closure, Closures, SettingClosures

    known = council.closures
    return Closures(
        tuple(
            SettingClosures(
                name=setting.name,
                urn=urn,
                early_years=setting.early_years,
                closures=tuple(
                    Closure(closed_from=each.closed_from, reopens=each.reopens)
                    for each in known.closed(urn)
                ),
            )
            for urn, setting in known.settings.items()
        )
    )


def desk_of(council: Council, *, by: str, today: date, at: datetime) -> Desk:
    """Give the desk at which somebody of this council acts on a day, at an instant."""
    from ehcp.cases.desk import Desk

    return Desk(
        by=by,
        today=today,
        at=at,
        rules=rules_of(council),
        authority=council.name,
        closures=closures_of(council),
        next_review_from=council.reviews.next_from,
    )
