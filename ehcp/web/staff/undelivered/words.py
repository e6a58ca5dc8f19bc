"""How a letter that did not arrive is said: to whom it went, and what became of it."""

from collections.abc import Mapping
from typing import Final

from config.policy.about import Hours
from ehcp.casework.undelivered import why_not
from ehcp.outside.settling import waits_for_a_person
from ehcp.outside.waiting_letters import WaitingLetter

_CAME_BACK: Final[Mapping[str, str]] = {
    "permanent-failure": "It was sent, and came back: there is no such mailbox.",
    "temporary-failure": "It was sent, and did not arrive: their mailbox is full, or their mail "
    "does not answer. It may arrive if it is sent again later.",
    "technical-failure": "It was sent, and did not arrive: there was technical trouble on the way.",
}
_REFUSED: Final = "wrong address"
_MEANWHILE: Final[Mapping[str | None, str]] = {
    "waiting": "Somebody has seen to this letter meanwhile: it waits to be sent again.",
    "sending": "This letter is being sent at this moment. Look at it again in a few minutes.",
    "sent": "Somebody has seen to this letter meanwhile, or it has gone. Nothing is left to do.",
    "not_needed": "Somebody has seen to this letter meanwhile: it is not needed any more.",
}
_NEEDLESS: Final = (
    "It did not arrive, and nobody needs it any more: whoever was asked has answered, or is not "
    "asked any more. Nothing is left to do."
)
_WORKING_WEEK: Final = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday")


def what_happened(letter: WaitingLetter) -> str:
    """Say what the road said of a letter that waits for a person."""
    if letter.status == "uncertain":
        return (
            "Nobody knows whether it went: the program or the line stopped while it was being "
            "sent. Ask whether they have it before you send it again."
        )
    came_back = _CAME_BACK.get(letter.delivery or "")
    if came_back:
        return came_back
    why = why_not(None, letter.failure)
    if why == _REFUSED:
        return "It could not be sent: there is no such mailbox, or its mail server refused it."
    return f"It could not be sent: {why[:1].lower()}{why[1:].rstrip('.')}."


def how_it_stands(letter: WaitingLetter) -> str:
    """Say of a letter that waits for nobody why it does not."""
    gone_wrong = waits_for_a_person(letter.status, letter.delivery)
    return _NEEDLESS if letter.is_needless and gone_wrong else meanwhile(letter.status)


def meanwhile(status: str | None) -> str:
    """Say of a letter that waits for nobody any more how it stands."""
    return _MEANWHILE.get(status, _MEANWHILE["sent"])


def to_whom(letter: WaitingLetter) -> str:
    """Name the reader of a letter; nobody of a family."""
    if letter.services:
        return " and ".join(dict.fromkeys(each.name for each in letter.services))
    if letter.is_for_a_family:
        return "Somebody of the family"
    if letter.is_for_a_service:
        return "A service that is not named any more"
    to_a_setting = letter.may_go_elsewhere or letter.is_a_consultation
    return "A school, college or nursery" if to_a_setting else "Our own people, or a head"


def when_letters_go(hours: Hours) -> str:
    """Say when letters go: Monday to Friday, 07:00 to 18:30."""
    days = [each for each in _WORKING_WEEK if each in hours.days]
    whole = tuple(days) == _WORKING_WEEK and len(hours.days) == len(days)
    named = "Monday to Friday" if whole else ", ".join(hours.days)
    return f"{named}, {hours.opens:%H:%M} to {hours.closes:%H:%M}, not on bank holidays"
