"""Which services are written to about advice once an entry is on record, by their names."""

from ehcp.cases.advice import advice_requests
from ehcp.cases.case_file import CaseFile
from ehcp.web.staff.acts.at_hand import AtHand
from ehcp.web.staff.acts.to_ask import to_ask


def written_to(hand: AtHand, after: CaseFile) -> str:
    """Name the services that are asked for advice in this case, or will be by themselves.

    `after` is the record with the entry on it. Nothing where none is asked.
    """
    services = hand.services
    codes = [each.service for each in advice_requests(after) if each.is_outstanding]
    codes += [services.to_be_asked(after, kind) for kind in to_ask(hand, after)]
    return "; ".join(_capital(services.in_full(code)) for code in dict.fromkeys(codes))


def _capital(words: str) -> str:
    return words[:1].upper() + words[1:]
