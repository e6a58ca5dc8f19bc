"""What the law lets happen only where others agree."""

from ehcp.cases.events import Event
from ehcp.cases.not_possible import NotPossible

AGREEMENTS = ("author_agrees", "authority_agrees", "family_agrees")
DAYS_OF_AGREEMENTS = ("author_agreed_on", "authority_agreed_on", "family_agreed_on")
"""The day on which each of them agreed, where it is kept."""


def refuse_advice_without_agreement(event: Event) -> None:
    """Refuse the use of existing advice unless all three are satisfied with it (reg 6(4)).

    Raises:
        NotPossible: an agreement is missing, or is not a yes.
    """
    missing = [name for name in AGREEMENTS if event.details.get(name) != "yes"]
    if missing:
        raise NotPossible(
            "Existing advice may stand only where its author, the authority and the family are all "
            "satisfied that it is sufficient (reg 6(4)). Add "
            + " ".join(f"--detail {name}=yes" for name in missing)
            + ", or request the advice afresh."
        )
