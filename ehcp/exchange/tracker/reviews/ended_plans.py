"""What a row says of the end of a plan: whether it came too soon, and whether the register agrees.

Neither keeps a row out: what the sheet records has happened, and a person has to look at it.
"""

from collections.abc import Iterable
from datetime import timedelta

from ehcp.cases.kinds import Kind
from ehcp.exchange.tracker.happenings import Happening
from ehcp.exchange.tracker.reviews.impossible import ENDED
from ehcp.exchange.tracker.reviews.matching import ANNUAL_REVIEW
from ehcp.exchange.tracker.reviews.story import Review
from ehcp.exchange.tracker.rows import Row
from ehcp.law.in_words import day_in_words
from ehcp.law.rules import rule
from ehcp.register.files import Held

_KEPT_UNTIL = "cease_effective"
_ENDS = {
    Kind.PLAN_CEASED: "ceased_on",
    Kind.PLAN_TRANSFERRED: "moved_out_on",
    Kind.DIED: "died_on",
}


def warn_of_ceasing_too_soon(row: Row, decided: Happening | None) -> None:
    """Warn where a plan ceased while the decision to cease it could still be appealed."""
    ceased_on = row.days.get("ceased_on")
    if decided is None or decided.kind is not Kind.REVIEW_DECIDED_TO_CEASE or ceased_on is None:
        return
    kept_until = rule(_KEPT_UNTIL, decided.day).due(decided.day)
    if ceased_on <= kept_until:
        row.warn(
            "ceased_on",
            f"it lies inside the time to appeal: the plan had to be kept until "
            f"{day_in_words(kept_until)} (CFA s.45(4)), so the earliest day on which it could "
            f"cease was {day_in_words(kept_until + timedelta(days=1))}, unless an appeal put it "
            "off still further",
        )


def list_ends_not_said(row: Row, last: Review, held: Iterable[Held]) -> None:
    """List the end of a plan on record that the sheet, which told of it, no longer has.

    The end stands on the case that followed the last review of the row, so no review of the row
    is about it once its cell is empty or names a day that has not come.
    """
    if last.decided is None or any(field in row.days for field in ENDED):
        return
    for there in held:
        file = there.file
        if file.journey != ANNUAL_REVIEW or file.started_on != last.decided.day:
            continue
        for event in file.events:
            field = _ENDS.get(event.kind)
            if field and row.column_of(field) and (event.came_from_a_tracker or row.typed(field)):
                row.differ(
                    field,
                    "register",
                    f"{event.kind.says.lower()} on {day_in_words(event.happened_on)} (case "
                    f"{file.reference}); it stays until a person corrects that entry",
                )
