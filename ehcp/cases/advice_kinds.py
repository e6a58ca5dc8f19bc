"""The kinds of advice that an authority must seek (SI 2014/1530 reg 6(1)) and their usual names."""

from enum import StrEnum

from ehcp.refusal import Refusal


class AdviceKind(StrEnum):
    """One kind of advice-giver of reg 6(1)."""

    EDUCATION = "education"
    EDUCATIONAL_PSYCHOLOGY = "educational_psychology"
    HEALTH = "health"
    SOCIAL_CARE = "social_care"
    PARENT = "parent"
    OTHER = "other"
    PREPARATION_FOR_ADULTHOOD = "preparation_for_adulthood"
    REQUESTED_BY_FAMILY = "requested_by_family"
    SPEECH_AND_LANGUAGE_THERAPY = "speech_and_language_therapy"
    OCCUPATIONAL_THERAPY = "occupational_therapy"
    PHYSIOTHERAPY = "physiotherapy"
    MENTAL_HEALTH = "mental_health"

    @property
    def says(self) -> str:
        """Name the advice in plain words."""
        return _SAYS[self]

    @property
    def paragraph(self) -> str:
        """Give the sub-paragraph of SI 2014/1530 reg 6(1) under which it is sought."""
        return f"reg 6(1)({_PARAGRAPHS[self]})"


_SAYS = {
    AdviceKind.EDUCATION: "education",
    AdviceKind.EDUCATIONAL_PSYCHOLOGY: "educational psychology",
    AdviceKind.HEALTH: "health",
    AdviceKind.SOCIAL_CARE: "social care",
    AdviceKind.PARENT: "parent or young person",
    AdviceKind.OTHER: "other advice",
    AdviceKind.PREPARATION_FOR_ADULTHOOD: "preparation for adulthood",
    AdviceKind.REQUESTED_BY_FAMILY: "advice requested by the family",
    AdviceKind.SPEECH_AND_LANGUAGE_THERAPY: "speech and language therapy",
    AdviceKind.OCCUPATIONAL_THERAPY: "occupational therapy",
    AdviceKind.PHYSIOTHERAPY: "physiotherapy",
    AdviceKind.MENTAL_HEALTH: "child and adolescent mental health",
}

_PARAGRAPHS = {
    AdviceKind.PARENT: "a",
    AdviceKind.EDUCATION: "b",
    AdviceKind.HEALTH: "c",
    AdviceKind.EDUCATIONAL_PSYCHOLOGY: "d",
    AdviceKind.SOCIAL_CARE: "e",
    AdviceKind.OTHER: "f",
    AdviceKind.SPEECH_AND_LANGUAGE_THERAPY: "f",
    AdviceKind.OCCUPATIONAL_THERAPY: "f",
    AdviceKind.PHYSIOTHERAPY: "f",
    AdviceKind.MENTAL_HEALTH: "f",
    AdviceKind.PREPARATION_FOR_ADULTHOOD: "g",
    AdviceKind.REQUESTED_BY_FAMILY: "h",
}

_ALIASES = {
    "ep": AdviceKind.EDUCATIONAL_PSYCHOLOGY,
    "eps": AdviceKind.EDUCATIONAL_PSYCHOLOGY,
    "edpsych": AdviceKind.EDUCATIONAL_PSYCHOLOGY,
    "educational_psychologist": AdviceKind.EDUCATIONAL_PSYCHOLOGY,
    "psychology": AdviceKind.EDUCATIONAL_PSYCHOLOGY,
    "school": AdviceKind.EDUCATION,
    "setting": AdviceKind.EDUCATION,
    "educational": AdviceKind.EDUCATION,
    "medical": AdviceKind.HEALTH,
    "paeds": AdviceKind.HEALTH,
    "paediatrics": AdviceKind.HEALTH,
    "sc": AdviceKind.SOCIAL_CARE,
    "social": AdviceKind.SOCIAL_CARE,
    "family": AdviceKind.PARENT,
    "young_person": AdviceKind.PARENT,
    "pfa": AdviceKind.PREPARATION_FOR_ADULTHOOD,
    "salt": AdviceKind.SPEECH_AND_LANGUAGE_THERAPY,
    "slt": AdviceKind.SPEECH_AND_LANGUAGE_THERAPY,
    "ot": AdviceKind.OCCUPATIONAL_THERAPY,
    "physio": AdviceKind.PHYSIOTHERAPY,
    "camhs": AdviceKind.MENTAL_HEALTH,
}


class UnknownAdviceKind(Refusal):
    """A name that is not a kind of advice."""


def advice_kind_named(name: str) -> AdviceKind:
    """Find a kind of advice by its name or by a usual short form such as EP, SaLT or OT.

    Raises:
        UnknownAdviceKind: no such kind; the message lists them all.
    """
    plain = name.strip().lower().replace("-", "_").replace(" ", "_")
    if plain in _ALIASES:
        return _ALIASES[plain]
    try:
        return AdviceKind(plain)
    except ValueError:
        every = ", ".join(kind.value for kind in AdviceKind)
        raise UnknownAdviceKind(
            f"'{name}' is not a kind of advice. The kinds are: {every}."
        ) from None
