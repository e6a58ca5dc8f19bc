"""Whether an entry names whom it is about: a kind of advice, a setting, another authority."""

from ehcp.cases.advice_kinds import UnknownAdviceKind, advice_kind_named
from ehcp.cases.events import Event
from ehcp.cases.exceptions import ABOUT_EXCEPTIONS
from ehcp.cases.kinds import ABOUT_A_REQUEST, Kind
from ehcp.cases.not_possible import NotPossible

ABOUT_ADVICE = ABOUT_A_REQUEST | {Kind.EXISTING_ADVICE_USED}
ABOUT_A_SETTING = frozenset({Kind.SETTING_CONSULTED, Kind.SETTING_REPLIED})
MAY_NAME_A_PARTY = frozenset(
    {*ABOUT_EXCEPTIONS, Kind.SETTING_ADMITTED, Kind.REVIEW_ADVICE_RECEIVED}
)
"""An exception may be about one advice-giver or all; the setting that admits is in the plan; the
advice for a review may say from whom it came."""

OTHER_AUTHORITY = {
    Kind.MOVE_LEARNED: "to_authority",
    Kind.PLAN_TRANSFERRED: "to_authority",
    Kind.TRANSFERRED_IN: "from_authority",
}
"""The detail that names the other authority."""

_EVERY_COUNCIL = frozenset(
    {"authority", "borough", "city", "council", "county", "district", "local", "london"}
    | {"metropolitan", "of", "royal", "the"}
)
"""Words that a council's name has or leaves out: Exampleshire, Exampleshire County Council."""


def refuse_wrong_party(event: Event) -> None:
    """Refuse an event about advice that does not name its kind, or about a school without one.

    Raises:
        NotPossible: the party is missing, unknown, or out of place.
    """
    if event.kind in ABOUT_ADVICE:
        if not event.party:
            raise NotPossible(
                f"{event.kind} needs the kind of advice: add --party, for example --party EP."
            )
        try:
            advice_kind_named(event.party)
        except UnknownAdviceKind as unknown:
            raise NotPossible(str(unknown)) from None
    elif event.kind in ABOUT_A_SETTING:
        if not event.party:
            raise NotPossible(f"{event.kind} needs the school or college: add --party, its URN.")
    elif event.party is not None and event.kind not in MAY_NAME_A_PARTY:
        raise NotPossible(f"{event.kind} is about the whole case. Leave --party out.")


def refuse_same_authority(event: Event, *, authority: str) -> None:
    """Refuse a move to, or from, the authority whose register this is.

    Raises:
        NotPossible: the other authority is this one.
    """
    detail = OTHER_AUTHORITY.get(Kind(event.kind))
    other = event.details.get(detail, "") if detail else ""
    if authority and other and _own_name(other) == _own_name(authority):
        way = "to" if detail == "to_authority" else "from"
        raise NotPossible(
            f"{event.kind}: {other} is this authority, and a plan that stays here does not move "
            f"{way} it. Name the other authority in --detail {detail}=NAME; a new address inside "
            "the area changes nothing in law."
        )


def _own_name(authority: str) -> frozenset[str]:
    """Give the words of a council's name that are its own."""
    words = frozenset(authority.casefold().replace(",", " ").replace("&", "and").split())
    return words - _EVERY_COUNCIL or words
