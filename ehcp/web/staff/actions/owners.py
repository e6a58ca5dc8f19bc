"""Whose an action can be: the people who work here, as the form offers them."""

from ehcp.register.engine import reading
from ehcp.staff.users import who_may_have_cases
from ehcp.web.visit import Visit


def owners_offered(visit: Visit) -> tuple[str, ...]:
    """Give the names that the form offers; another may be typed."""
    with reading(visit.counter.engine) as connection:
        return who_may_have_cases(connection, today=visit.today)
