"""Who opened restricted records of a team, as its managers are shown it on the alerts page."""

from collections.abc import Sequence
from datetime import timedelta

from ehcp.staff.opened_seals import Opening, openings_for
from ehcp.staff.roles import UserRole
from ehcp.web.visit import Visit

SHOWN_FOR = timedelta(days=28)


def seals_shown(visit: Visit) -> Sequence[Opening]:
    """Give the openings of late to a manager of the team; to nobody else any."""
    team = visit.me.team
    if team is None or UserRole.MANAGER not in visit.me.roles:
        return ()
    return openings_for(visit.counter.engine, team=team, since=visit.now - SHOWN_FOR)
