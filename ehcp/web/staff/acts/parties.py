"""Whom an entry may be about in one case: the kinds of advice or the settings that fit."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from ehcp.cases.advice import advice_requests
from ehcp.cases.advice_kinds import AdviceKind, UnknownAdviceKind, advice_kind_named
from ehcp.cases.case_file import CaseFile
from ehcp.cases.conditions import ABOUT_A_SETTING, ABOUT_ADVICE
from ehcp.cases.kinds import ABOUT_A_REQUEST, Kind
from ehcp.casework.setting_names import NO_SETTINGS, SettingNames

_WAITS_FOR = {
    Kind.ADVICE_ACKNOWLEDGED,
    Kind.ADVICE_PROMISED,
    Kind.APPOINTMENT_MISSED,
    Kind.ADVICE_REQUEST_RETURNED,
    Kind.ADVICE_RECEIVED,
    Kind.NIL_REPLY,
    Kind.ADVICE_REQUEST_CANCELLED,
}
_MAY_BE_FROM = {
    Kind.SETTING_ADMITTED: "The school or college that admitted the child",
    Kind.REVIEW_ADVICE_RECEIVED: "From whom it came",
}


@dataclass(frozen=True, kw_only=True)
class PartyAsked:
    """How a form asks whom an entry is about.

    Attributes:
        choices: the values that fit with their words; a line of text is asked for where there are
            none and `typed` is "line".
        why_none: why nobody fits, where nobody does.
    """

    asks: str
    typed: Literal["choice", "line"]
    needed: bool = True
    choices: Sequence[tuple[str, str]] = ()
    hint: str | None = None
    why_none: str | None = None


def party_asked(
    kind: Kind, file: CaseFile, settings: SettingNames = NO_SETTINGS
) -> PartyAsked | None:
    """Say how a form about this kind asks for its party; None where it is about the whole case.

    `settings` are those of the case, by name.
    """
    if kind in ABOUT_ADVICE:
        return _kind_of_advice(kind, file)
    if kind is Kind.SETTING_REPLIED and (consulted := _consulted(file)):
        return PartyAsked(
            asks="Which school or college replied",
            typed="choice",
            choices=[(each, _capital(settings.of(each))) for each in consulted],
        )
    if kind in ABOUT_A_SETTING:
        return PartyAsked(
            asks="The school or college",
            typed="line",
            hint="Its name or its unique reference number (URN)",
        )
    if kind in _MAY_BE_FROM:
        return PartyAsked(asks=_MAY_BE_FROM[kind], typed="line", needed=False)
    return None


def party_in_words(kind: str, party: str | None, settings: SettingNames = NO_SETTINGS) -> str:
    """Give the party of an entry as a person reads it."""
    if party is None:
        return ""
    if kind not in ABOUT_ADVICE and not kind.startswith("exception_"):
        return settings.of(party)
    try:
        return advice_kind_named(party).says
    except UnknownAdviceKind:
        return settings.of(party)


def _kind_of_advice(kind: Kind, file: CaseFile) -> PartyAsked:
    requests = advice_requests(file)
    latest = {each.party: each for each in requests}
    waiting = [each.party for each in latest.values() if each.is_outstanding]
    why_none = None
    if kind is Kind.ADVICE_REQUESTED:
        fit = [each.value for each in AdviceKind if each.value not in waiting]
    elif kind is Kind.EXISTING_ADVICE_USED or kind not in ABOUT_A_REQUEST:
        fit = [each.value for each in AdviceKind]
    elif kind in _WAITS_FOR:
        fit = waiting
        why_none = "No advice is awaited in this case: nobody has been asked who has not answered."
    else:
        fit = [each.party for each in latest.values() if each.received_on is not None]
        why_none = "No advice has been received in this case yet."
    return PartyAsked(
        asks="Which advice",
        typed="choice",
        choices=[(each, party_in_words(kind, each).capitalize()) for each in fit],
        why_none=None if fit else why_none,
    )


def _capital(words: str) -> str:
    return words[:1].upper() + words[1:]


def _consulted(file: CaseFile) -> list[str]:
    replied = {event.party for _, event in file.of((Kind.SETTING_REPLIED,))}
    return [
        party
        for party in dict.fromkeys(event.party for _, event in file.of((Kind.SETTING_CONSULTED,)))
        if party is not None and party not in replied
    ]
