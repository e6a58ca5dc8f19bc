"""Acknowledging alerts: a manager says why, and until when they may be quiet.

It changes nothing in law and no letter: the limit runs on, and is late or not as it was.
"""

from collections.abc import Sequence
from datetime import date, timedelta

from sqlalchemy import Engine, insert

from ehcp.cases.alerts import AlertPolicy
from ehcp.cases.desk import Desk
from ehcp.cases.stages import Role
from ehcp.casework.access import NotAllowed
from ehcp.casework.standing_alerts import LimitKey, StandingAlert, UnknownAlert, standing_in
from ehcp.law.in_words import day_in_words
from ehcp.refusal import Refusal
from ehcp.register.audit import note
from ehcp.register.engine import reading, writing
from ehcp.register.sight import Sight
from ehcp.register.tables import acknowledgements

MOST_AT_ONCE = 50
LONGEST_QUIET = timedelta(days=28)
LONGEST_REASON = 1_000


class BadAcknowledgement(Refusal):
    """A reason or a day that cannot be taken, or alerts that do not go together."""


def acknowledge(
    engine: Engine,
    *,
    desk: Desk,
    keys: Sequence[LimitKey],
    reason: str,
    until_on: date,
    policy: AlertPolicy,
    sight: Sight | None = None,
) -> list[StandingAlert]:
    """Let alerts be quiet until a day, for a reason; give them as they stood.

    Several at once must be of one service, for each case has a reason of its own.

    Raises:
        NotAllowed: whoever acts is no manager.
        UnknownAlert: one of them does not stand, or is about a case that may not be seen.
        BadAcknowledgement: the reason is missing or too long, the day is not ahead or too far, or
            the alerts are not of one service.
    """
    if desk.may is not None and Role.MANAGER not in desk.may:
        raise NotAllowed("Alerts are acknowledged by a manager.")
    words = _reason(reason)
    _refuse_day(until_on, today=desk.today)
    with writing(engine) as connection:
        found = _found(
            standing_in(
                connection,
                today=desk.today,
                policy=policy,
                sight=sight,
                of={key.reference for key in keys},
            ),
            keys,
        )
        _refuse_several_services(found)
        connection.execute(
            insert(acknowledgements),
            [
                {
                    "case_id": alert.case_id,
                    "rule_id": alert.key.rule_id,
                    "party": alert.key.party,
                    "started_on": alert.key.started_on,
                    "acknowledged_at": desk.at,
                    "acknowledged_by": desk.by,
                    "reason": words,
                    "until_on": until_on,
                    "case_version": alert.case_version,
                }
                for alert in found
            ],
        )
        for alert in found:
            note(
                connection,
                at=desk.at,
                by=desk.by,
                act="acknowledged an alert",
                case_id=alert.case_id,
                about=f"{alert.key.rule_id} until {until_on.isoformat()}",
            )
    return found


def to_acknowledge(
    engine: Engine,
    *,
    keys: Sequence[LimitKey],
    today: date,
    policy: AlertPolicy,
    sight: Sight | None = None,
) -> list[StandingAlert]:
    """Give the alerts that somebody has chosen, to show them before they are acknowledged.

    Raises:
        UnknownAlert, BadAcknowledgement: as in `acknowledge`.
    """
    with reading(engine) as connection:
        found = _found(
            standing_in(
                connection,
                today=today,
                policy=policy,
                sight=sight,
                of={key.reference for key in keys},
            ),
            keys,
        )
    _refuse_several_services(found)
    return found


def _found(stand: Sequence[StandingAlert], keys: Sequence[LimitKey]) -> list[StandingAlert]:
    if not keys:
        raise BadAcknowledgement("Choose at least one alert.")
    if len(keys) > MOST_AT_ONCE:
        raise BadAcknowledgement(f"Choose at most {MOST_AT_ONCE} alerts at once.")
    by_key = {alert.key: alert for alert in stand}
    wanted = dict.fromkeys(keys)
    if wanted.keys() - by_key.keys():
        raise UnknownAlert(
            "An alert that you chose does not stand any longer. Look at the list again."
        )
    return [by_key[key] for key in wanted]


def _refuse_several_services(found: Sequence[StandingAlert]) -> None:
    if len(found) > 1 and (len({alert.service for alert in found}) > 1 or not found[0].service):
        raise BadAcknowledgement(
            "Several alerts at once must all wait for the same service. Acknowledge the others one "
            "by one: each case has a reason of its own."
        )


def _reason(typed: str) -> str:
    words = typed.strip()
    if not words:
        raise BadAcknowledgement("Say why, and what happens next.")
    if len(words) > LONGEST_REASON:
        raise BadAcknowledgement(f"Give the reason in at most {LONGEST_REASON:,} characters.")
    return words


def _refuse_day(until_on: date, *, today: date) -> None:
    if until_on <= today:
        raise BadAcknowledgement(
            f"{day_in_words(until_on)} has come. Give a day ahead, on which the alert comes back."
        )
    if until_on > today + LONGEST_QUIET:
        raise BadAcknowledgement(
            f"{day_in_words(until_on)} is too far off: an alert may be quiet for "
            f"{LONGEST_QUIET.days} days at most, until {day_in_words(today + LONGEST_QUIET)}."
        )
