"""Whether a letter arrived, as a page says it: what the road has proved, and calmly the rest."""

from dataclasses import dataclass, replace
from datetime import date
from typing import Final

from ehcp.casework.undelivered import why_not
from ehcp.casework.whole_case import LetterSent
from ehcp.law.counting import working_days_after
from ehcp.outside.settling import waits_for_a_person
from ehcp.register.delivery import DELIVERED, ELSEWHERE, FAILURES, FILED, TOLD
from ehcp.web.pages import as_day, short_day
from ehcp.web.staff.cases.words import letter_status

UNDELIVERED: Final = "/letters/undelivered"
"""Where the letters are listed that wait for a person."""
_PROVEN_IN: Final = 3
"""Working days after which a letter that is not proven to have arrived is shown as such."""
_WENT_ELSEWHERE: Final = "not needed: what it asked went to another mailbox"


@dataclass(frozen=True, kw_only=True)
class Arrived:
    """What is known of a letter's arrival.

    Attributes:
        is_trouble: whether a person should look at it.
        see_to: the page on which a person sees to it; None where nothing about it is open.
    """

    says: str
    is_trouble: bool = False
    see_to: str | None = None


def arrived(letter: LetterSent, *, day: date, works: bool = False) -> Arrived:
    """Say what is known of a letter as at a day; to whoever `works` cases, where to see to it.

    Where the road never gives proof, that there is none is no fault.
    """
    known = _known(letter, day)
    if not waits_for_a_person(letter.status, letter.delivery):
        return known
    return replace(known, is_trouble=True, see_to=path_to_letter(letter.id) if works else None)


def path_to_letter(message_id: str) -> str:
    """Give the address of the page on which a person sees to a letter."""
    return f"{UNDELIVERED}/{message_id}"


def _known(letter: LetterSent, day: date) -> Arrived:
    if letter.status == "failed":
        return Arrived(says=f"could not be sent: {why_not(None, letter.failure)}")
    is_left = letter.status == "not_needed" and letter.delivery != ELSEWHERE
    if is_left and (letter.failure or letter.delivery in FAILURES):
        return Arrived(says="did not arrive, and was left: it is not needed any more")
    if letter.status != "sent" or letter.sent_at is None:
        went = letter.delivery == ELSEWHERE
        return Arrived(says=_WENT_ELSEWHERE if went else letter_status(letter.status))
    if letter.delivery is None:
        return Arrived(says="handed to the mail server; nobody tells us whether it arrived")
    if letter.delivery == FILED:
        return Arrived(says="written to a file on this computer; it was not sent to anybody")
    return _with_receipts(letter, as_day(letter.sent_at), day)


def _with_receipts(letter: LetterSent, sent_on: date, day: date) -> Arrived:
    if letter.delivery in FAILURES:
        return Arrived(says=f"did not arrive: {why_not(letter.delivery, None)}")
    if letter.delivery_at is not None and letter.delivery == DELIVERED:
        return Arrived(says=f"delivered on {short_day(as_day(letter.delivery_at))}")
    if letter.delivery_at is not None and letter.delivery == TOLD:
        return Arrived(says=f"arrived: they told us on {short_day(as_day(letter.delivery_at))}")
    if working_days_after(sent_on, days=_PROVEN_IN) < day:
        return Arrived(says="not proven to have arrived", is_trouble=True)
    return Arrived(says="sent, delivery not confirmed yet")
