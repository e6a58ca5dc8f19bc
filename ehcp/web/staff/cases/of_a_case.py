"""What every page of a case says above its own content: whose it is, and where else to go."""

from typing import Any

from ehcp.casework.whole_case import child_of
from ehcp.register.engine import reading
from ehcp.register.files import Held
from ehcp.web.staff.cases import words
from ehcp.web.staff.cases.pages_of_case import pages_of_case
from ehcp.web.visit import Visit


def of_a_case(
    visit: Visit, held: Held, *, act: str = "viewed", about: str | None = None
) -> dict[str, Any]:
    """Give the facts that `cases/bar.html.jinja` needs, for any page of a case.

    Whoever shows them shows whose case it is, so the view goes on the audit record here.
    """
    visit.note(act, case_id=held.case_id, about=about)
    with reading(visit.counter.engine) as connection:
        child = child_of(connection, held.person_id, day=visit.today)
    return {
        "reference": held.file.reference,
        "child": child,
        "officer": held.officer,
        "pages": pages_of_case(visit, restricted_to=child.restricted_to),
        "words": words,
    }
