"""The name that a document is offered under: our words and the reference, never the sender's."""

from ehcp.cases.advice_kinds import AdviceKind
from ehcp.cases.kinds import Kind

_NOUNS = {
    Kind.ADVICE_RECEIVED: "advice",
    Kind.REVIEW_ADVICE_RECEIVED: "advice-for-review",
    Kind.SETTING_CONSULTED: "paper-for-schools",
}


_KINDS_OF_ADVICE = frozenset(kind.value for kind in AdviceKind)


def called(*, kind: Kind, party: str, reference: str, suffix: str) -> str:
    """Give a document's name, such as `educational-psychology-advice-K7Q-2ND.pdf`.

    A party that is no kind of advice was typed by somebody, and may name a person: it stays out.
    """
    noun = _NOUNS.get(kind, kind.value.replace("_", "-"))
    from_whom = party.replace("_", "-") if party in _KINDS_OF_ADVICE else ""
    return "-".join(word for word in (from_whom, noun, reference) if word) + suffix
