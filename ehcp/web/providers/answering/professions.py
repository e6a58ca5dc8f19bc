"""What the form for advice asks each profession for, and what helps a plan writer."""

from collections.abc import Mapping
from dataclasses import dataclass

from ehcp.cases.advice_kinds import AdviceKind


@dataclass(frozen=True, kw_only=True)
class Profession:
    """How the three parts of advice are asked for (SI 2014/1530 reg 6(1)).

    Attributes:
        needs: the hint for what the child or young person needs.
        provision: the hint for what is to be provided.
        outcomes: the hint for what that is to achieve.
        standard: what a plan writer looks for before the advice is accepted.
    """

    needs: str
    provision: str
    outcomes: str
    standard: tuple[str, ...]


_SPECIFIC = "Provision says who does what, how often and for how long, and what they must know."
_OUTCOMES = "Outcomes can be seen to be reached or not, and say by when."
_OWN = "It is your own advice, in words that the family understands."

_EDUCATIONAL_PSYCHOLOGY = Profession(
    needs="Strengths and special educational needs: thinking and learning, communication, social "
    "and emotional development, senses and movement. Say what you saw and how you found out.",
    provision="What helps with each need: from whom, how often, how long, in which group.",
    outcomes="What the child or young person is to be able to do, by the end of which year or key "
    "stage.",
    standard=(
        "Every need has provision beside it.",
        _SPECIFIC,
        _OUTCOMES,
        "The child’s or young person’s own views are in it.",
        _OWN,
    ),
)
_HEALTH = Profession(
    needs="Health needs that relate to special educational needs, and how they show in the day. If "
    "there are none, say so.",
    provision="What your service will provide: by whom, how often, for how long, and what it "
    "trains others to do. Say which of it educates or trains.",
    outcomes="What it is to achieve, and by when.",
    standard=(
        "Needs are described by what they mean for learning and daily life, not only named.",
        _SPECIFIC,
        _OUTCOMES,
        "It says what your service is commissioned to provide, and what is needed besides.",
        _OWN,
    ),
)
_SOCIAL_CARE = Profession(
    needs="Social care needs that relate to special educational needs or a disability. If the "
    "family is known to you only for something else, or there are none, say so.",
    provision="What is provided under section 2 of the Chronically Sick and Disabled Persons Act "
    "1970, and apart from it any other social care provision.",
    outcomes="What it is to achieve at home, with friends and in the community, and by when.",
    standard=(
        "It tells apart what section 2 of the 1970 Act demands and what else is provided.",
        _SPECIFIC,
        _OUTCOMES,
        "It says whether an early help or social care assessment was made or is wanted.",
        _OWN,
    ),
)
_EDUCATION = Profession(
    needs="What the child or young person does well and finds hard, with the progress made over "
    "time and what was tried.",
    provision="What is in place now and has helped, and what is needed besides: by whom, how "
    "often, for how long.",
    outcomes="What is to be reached by the end of the year or key stage.",
    standard=(
        "It says what was tried, for how long, and what came of it.",
        _SPECIFIC,
        _OUTCOMES,
        "Attainment is given with its dates.",
        _OWN,
    ),
)
_OTHER = Profession(
    needs="The needs of the child or young person, as you know them.",
    provision="What would help with each need: from whom, how often, for how long.",
    outcomes="What that is to achieve, and by when.",
    standard=(_SPECIFIC, _OUTCOMES, _OWN),
)

_OF: Mapping[AdviceKind, Profession] = {
    AdviceKind.EDUCATIONAL_PSYCHOLOGY: _EDUCATIONAL_PSYCHOLOGY,
    AdviceKind.SOCIAL_CARE: _SOCIAL_CARE,
    AdviceKind.EDUCATION: _EDUCATION,
    AdviceKind.PREPARATION_FOR_ADULTHOOD: _EDUCATION,
    **dict.fromkeys(
        (
            AdviceKind.HEALTH,
            AdviceKind.SPEECH_AND_LANGUAGE_THERAPY,
            AdviceKind.OCCUPATIONAL_THERAPY,
            AdviceKind.PHYSIOTHERAPY,
            AdviceKind.MENTAL_HEALTH,
        ),
        _HEALTH,
    ),
}


def profession_for(kind: AdviceKind) -> Profession:
    """Give what the form asks for a kind of advice."""
    return _OF.get(kind, _OTHER)
