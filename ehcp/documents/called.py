"""The name that a document is offered under: our words and the reference, never the sender's."""

from ehcp.cases.kinds import Kind

_NOUNS = {
    Kind.ADVICE_RECEIVED: "advice",
    Kind.REVIEW_ADVICE_RECEIVED: "advice-for-review",
    Kind.SETTING_CONSULTED: "paper-for-schools",
}


def called(*, kind: Kind, party: str, reference: str, suffix: str) -> str:
    """Give a document's name, such as `educational-psychology-advice-K7Q-2ND.pdf`."""
    noun = _NOUNS.get(kind, kind.value.replace("_", "-"))
    words = [word for word in (_plain(party), noun, reference) if word]
    return "-".join(words) + suffix


def _plain(party: str) -> str:
    """Keep letters and numbers: a party may be anything that somebody typed."""
    kept = "".join(each if each.isascii() and each.isalnum() else "-" for each in party.lower())
    return "-".join(part for part in kept.split("-") if part)[:60]
