"""The alerts page, and the form that acknowledges what was chosen there."""

from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import NamedTuple

from fastapi import APIRouter
from starlette.responses import Response

from ehcp.cases.alerts import AlertPolicy
from ehcp.cases.stages import Stage
from ehcp.casework.acknowledge import (
    LONGEST_QUIET,
    LONGEST_REASON,
    MOST_AT_ONCE,
    BadAcknowledgement,
    acknowledge,
    to_acknowledge,
)
from ehcp.casework.service_names import ServiceNames, service_names
from ehcp.casework.setting_names import SettingNames, setting_names
from ehcp.casework.standing_alerts import (
    LimitKey,
    StandingAlert,
    State,
    UnknownAlert,
    standing_alerts,
)
from ehcp.council.policy import alert_policy_of
from ehcp.register.engine import reading
from ehcp.staff.covers import covered_by
from ehcp.staff.roles import UserRole
from ehcp.web.forms import BadForm, Form, day_as_fields
from ehcp.web.staff.alerts.asked import ON_A_PAGE, PAGE, TOLD, asked_of
from ehcp.web.staff.alerts.seals_shown import SHOWN_FOR, seals_shown
from ehcp.web.staff.case_list.pages_around import pages_around
from ehcp.web.visit import Visit, open_to
from ehcp.web.way_back import lead_back, way_back

router = APIRouter()

_FORM = "/alerts/acknowledge"
_NO_ANSWER = "The service has not answered"
_ANOTHER = "Another reason"


@router.get(PAGE)
def show(
    visit: Visit = open_to(UserRole.CASEWORKER, UserRole.PLAN_WRITER, UserRole.MANAGER),
) -> Response:
    """Show the alerts that stand: of everybody to a manager, of their own cases to others."""
    return _page(visit)


@router.get(_FORM)
def choose(visit: Visit = open_to(UserRole.MANAGER)) -> Response:
    """Show the form for the alerts that were chosen on the list."""
    return _form(visit, visit.request.query_params.getlist("limit"))


@router.post(_FORM)
def take(visit: Visit = open_to(UserRole.MANAGER)) -> Response:
    """Acknowledge them."""
    chosen = visit.sent.every("limit")
    back = way_back(visit.sent.text("back"), otherwise=PAGE)

    def act() -> Response:
        form = Form(visit.sent)
        reason = _reason(visit, form, chosen)
        until = form.day("until", "the day on which it comes back")
        form.refuse_if_wrong()
        assert until is not None  # noqa: S101 - the form was refused without it
        acknowledge(
            visit.counter.engine,
            desk=visit.desk(),
            keys=[LimitKey.read(word) for word in chosen],
            reason=reason,
            until_on=until,
            policy=_policy(visit),
            sight=visit.sight,
        )
        return lead_back(back, said="alerts-acknowledged")

    return visit.once(act, again=lambda slips: _form(visit, chosen, slips))


def _reason(visit: Visit, form: Form, words: Sequence[str]) -> str:
    """Read why, and what happens next; of late advice the reason comes first."""
    if not any(each.is_late_advice for each in _chosen(visit, words)):
        return form.text("reason", "why, and what happens next", longest=LONGEST_REASON)
    known = [reason for reason, _ in _late_reasons(visit)]
    why = form.one_of("late_reason", "why the advice is late", known)
    next_act = form.text("reason", "what happens next", longest=LONGEST_REASON - len(why) - 2)
    return f"{why}. {next_act}"


def _chosen(visit: Visit, words: Sequence[str]) -> Sequence[StandingAlert]:
    return to_acknowledge(
        visit.counter.engine,
        keys=[LimitKey.read(word) for word in words],
        today=visit.today,
        policy=_policy(visit),
        sight=visit.sight,
    )


def _late_reasons(visit: Visit) -> list[tuple[str, str]]:
    reasons = [each.says for each in visit.counter.council.alerts.escalation.late_reasons]
    return [(each, each) for each in (*reasons, _NO_ANSWER, _ANOTHER)]


def _page(visit: Visit, wrong: Mapping[str, str] | None = None) -> Response:
    manages = UserRole.MANAGER in visit.me.roles
    asked = asked_of(visit.request.query_params, only_mine=not manages)
    stand = standing_alerts(
        visit.counter.engine, today=visit.today, policy=_policy(visit), sight=visit.sight
    )
    if asked.mine:
        mine = _mine(visit)
        stand = [each for each in stand if each.officer in mine]
    found = asked.among(stand)
    pages = max(1, -(-len(found) // ON_A_PAGE))
    number = min(asked.page, pages)
    shown = found[(number - 1) * ON_A_PAGE : number * ON_A_PAGE]
    return visit.page(
        "alerts/alerts.html.jinja",
        status=400 if wrong else 200,
        wrong=wrong or {},
        asked=asked,
        manages=manages,
        red=[each for each in shown if each.is_red],
        amber=[each for each in shown if not each.is_red],
        reds=sum(each.is_red for each in found),
        ambers=sum(not each.is_red for each in found),
        quiet=sum(each.is_quiet for each in stand),
        back_again=sum(each.acknowledged is not None and not each.is_quiet for each in found),
        offered=_offered(stand, _names(visit, stand)),
        number=number,
        pages=pages,
        around=pages_around(number, pages),
        most=MOST_AT_ONCE,
        seals=seals_shown(visit),
        seal_days=SHOWN_FOR.days,
        **_words(visit, stand),
    )


def _form(visit: Visit, words: Sequence[str], slips: BadForm | None = None) -> Response:
    try:
        chosen = _chosen(visit, words)
    except (UnknownAlert, BadAcknowledgement) as refused:
        return _page(visit, {"": str(refused)})
    promised = min((each.promised_on for each in chosen if each.promised_on), default=None)
    comes_back = visit.today + timedelta(days=7)
    if promised is not None and visit.today <= promised < visit.today + LONGEST_QUIET:
        comes_back = promised + timedelta(days=1)
    typed = visit.sent.text("back") or visit.request.query_params.get("back", "")
    return visit.page(
        "alerts/acknowledge.html.jinja",
        status=400 if slips else 200,
        wrong=slips.wrong if slips else {},
        chosen=chosen,
        back=way_back(typed, otherwise=PAGE),
        latest=visit.today + LONGEST_QUIET,
        filled=day_as_fields("until", comes_back),
        late_reasons=_late_reasons(visit) if any(each.is_late_advice for each in chosen) else (),
        **_words(visit, chosen),
    )


def _words(visit: Visit, alerts: Sequence[StandingAlert]) -> dict[str, object]:
    says, names = {rule.id: rule.says for rule in visit.desk().rules}, _names(visit, alerts)
    return {
        "says": lambda alert: says.get(alert.key.rule_id, alert.key.rule_id),
        "service_named": lambda alert: _service_named(alert, names),
        "told": TOLD,
        "State": State,
        "stage_says": lambda alert: Stage(alert.stage).says,
    }


class _Names(NamedTuple):
    services: ServiceNames
    settings: SettingNames


def _names(visit: Visit, alerts: Sequence[StandingAlert]) -> _Names:
    parties = [alert.key.party for alert in alerts]
    with reading(visit.counter.engine) as connection:
        return _Names(
            service_names(connection),
            setting_names(connection, parties, closures=visit.desk().closures),
        )


def _service_named(alert: StandingAlert, names: _Names) -> str:
    """Name who is waited for: the kind of advice, and which service of several; or another."""
    says = names.settings.of(names.services.of(alert.key.party, alert.service))
    return says[:1].upper() + says[1:]


def _offered(stand: Sequence[StandingAlert], names: _Names) -> dict[str, list[tuple[str, str]]]:
    """Give the choices of each filter, of those that lead to anything."""
    officers = sorted({each.officer for each in stand if each.officer}, key=str.casefold)
    services = {each.service: _service_named(each, names) for each in stand if each.service}
    reached = {each.audience for each in stand}
    return {
        "told": [(role, says) for role, says in TOLD.items() if role in reached],
        "officer": [(name, name) for name in officers],
        "service": sorted(services.items(), key=lambda each: each[1].casefold()),
    }


def _mine(visit: Visit) -> frozenset[str]:
    with reading(visit.counter.engine) as connection:
        covered = covered_by(connection, name=visit.me.name, day=visit.today)
    return frozenset({visit.me.name, *covered})


def _policy(visit: Visit) -> AlertPolicy:
    return alert_policy_of(visit.counter.council)
