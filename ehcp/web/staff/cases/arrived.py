"""Whether a letter arrived, as a page says it: what the road has proved, and calmly the rest."""

from dataclasses import dataclass
from datetime import date
from typing import Final

from ehcp.casework.undelivered import why_not
from ehcp.casework.whole_case import LetterSent
from ehcp.law.counting import working_days_after
from ehcp.register.delivery import DELIVERED, FAILURES
from ehcp.web.pages import as_day, short_day
from ehcp.web.staff.cases.words import letter_status

_PROVEN_IN: Final = 3
"""Working days after which a letter that is not proven to have arrived is shown as such."""


@dataclass(frozen=True, kw_only=True)
class Arrived:
    """What is known of a letter's arrival.

    Attributes:
        is_trouble: whether a person should see to it.
    """

    says: str
    is_trouble: bool = False


def arrived(letter: LetterSent, *, day: date) -> Arrived:
    """Say what is known of a letter as at a day.

    Where the road never gives proof, that there is none is no fault.
    """
    if letter.status == "failed":
        return Arrived(says=f"could not be sent: {why_not(None, letter.failure)}", is_trouble=True)
    if letter.status != "sent" or letter.sent_at is None:
        return Arrived(says=letter_status(letter.status))
    if letter.delivery is None:
        return Arrived(says="sent, no proof of delivery")
    return _with_receipts(letter, as_day(letter.sent_at), day)


def _with_receipts(letter: LetterSent, sent_on: date, day: date) -> Arrived:
    if letter.delivery in FAILURES:
        return Arrived(says=f"did not arrive: {why_not(letter.delivery, None)}", is_trouble=True)
    if letter.delivery == DELIVERED and letter.delivery_at is not None:
        return Arrived(says=f"delivered on {short_day(as_day(letter.delivery_at))}")
    if working_days_after(sent_on, days=_PROVEN_IN) < day:
        return Arrived(says="not proven to have arrived", is_trouble=True)
    return Arrived(says="sent, delivery not confirmed yet")
