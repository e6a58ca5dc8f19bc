"""How a form asks for each fact of an entry: its label, its kind of field, its choices in words."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from ehcp.cases.conditions.details import known_values, set_by_an_order
from ehcp.cases.kinds import Kind
from ehcp.law.rules import rule

Typed = Literal["line", "text", "day", "tick", "choice"]
"""How a fact is put in: one line, some lines, a day, a box that means yes, one of some values."""


@dataclass(frozen=True, kw_only=True)
class FactWords:
    """How one fact is asked for.

    Attributes:
        asks: the label of its field.
        what: what it is, as it stands in "Enter …": lower case, with its article.
        choices: the words for each value, where it is a choice.
    """

    asks: str
    what: str = ""
    typed: Typed = "line"
    hint: str | None = None
    choices: Mapping[str, str] = field(default_factory=dict)

    @property
    def named(self) -> str:
        """Give what it is, for the sentence that says it is missing."""
        return self.what or self.asks[:1].lower() + self.asks[1:]


_ORDERS = {
    "assess": "Assess, or assess again",
    "make_plan": "Make a plan",
    "reconsider": "Reconsider whether to make a plan",
    "amend_contents": "Amend what the plan says",
    "amend_placement": "Amend the school or the type of school in the plan",
    "continue": "Keep the plan as it is",
    "continue_and_amend": "Keep the plan, and amend it",
    "dismiss_ceasing": "The appeal against ceasing is dismissed: the plan may cease",
    "other": "Something else, about which there can be no appeal",
}
_REASON = FactWords(asks="Why", what="the reason", typed="text")
_WORDS: Mapping[str, FactWords] = {
    # The review and its meeting
    "meeting_on": FactWords(asks="The day for which the meeting is fixed", typed="day"),
    "arranged_by": FactWords(
        asks="Who arranges the review",
        typed="choice",
        choices={
            "setting": "The school, college or nursery",
            "authority": "The authority itself",
        },
    ),
    "preparation_for_adulthood": FactWords(
        asks="The meeting considered preparing for adulthood and independent living", typed="tick"
    ),
    "twelve_months_from": FactWords(
        asks="The day from which the next twelve months are counted", typed="day"
    ),
    # The plan
    "names": FactWords(
        asks="The school, college or other institution that the plan names, or its type",
        what="the school or institution that the plan names, or its type",
    ),
    "family_agreed": FactWords(
        asks="The family agrees that the plan is made final before its fifteen days are over",
        typed="tick",
    ),
    "served_on": FactWords(
        asks="The day on which the family received it",
        hint="Leave it empty if it was served on the day it was sent. For example, 18 2 2026",
        typed="day",
    ),
    # The reply to a consultation
    "can_meet_need": FactWords(
        asks="Whether it can meet the child’s need",
        typed="choice",
        choices={"yes": "It can meet the need", "no": "It cannot"},
    ),
    "unsuitable": FactWords(
        asks="It is unsuitable for the child’s age, ability, aptitude or needs (s.39(4)(a))",
        typed="tick",
    ),
    "others_education": FactWords(
        asks="It would harm the efficient education of others (s.39(4)(b)(i))", typed="tick"
    ),
    "resources": FactWords(
        asks="It would be an inefficient use of resources (s.39(4)(b)(ii))", typed="tick"
    ),
    # Moves
    "transfer_on": FactWords(asks="The day of the transfer", typed="day"),
    "move_on": FactWords(asks="The day of the move", typed="day"),
    "to_authority": FactWords(asks="The authority to which the family moves"),
    "from_authority": FactWords(asks="The authority that had the plan"),
    "plan_last_reviewed_on": FactWords(
        asks="The day on which it last reviewed the plan", typed="day"
    ),
    "plan_made_on": FactWords(asks="The day on which it made the plan", typed="day"),
    # Mediation and appeal
    "order": FactWords(asks="What the authority has to do", typed="choice", choices=_ORDERS),
    "basis": FactWords(
        asks="Where this comes from",
        typed="choice",
        choices={
            "order": "An order of the Tribunal",
            "agreement": "An agreement in mediation",
            "unopposed": "An appeal that the authority does not oppose",
        },
    ),
    "parties": FactWords(
        asks="Who agreed with the family",
        typed="choice",
        choices={
            "authority": "The authority",
            "commissioner": "The health commissioner",
            "both": "Both of them",
        },
    ),
    # Advice
    "received_by_body_on": FactWords(
        asks="The day on which the service received the request",
        hint="Leave it empty if it was the day of sending: their six weeks run from it. "
        "For example, 18 2 2026",
        typed="day",
    ),
    "service": FactWords(asks="Which service is asked", what="which service is asked"),
    "services": FactWords(
        asks="Which services are asked for advice in place of the usual ones",
        what="which services are asked for advice",
    ),
    "asked_of": FactWords(
        asks="If the family asked for this advice: from whom", what="from whom it is asked"
    ),
    "visit_on": FactWords(asks="The day of their visit, if they gave one", typed="day"),
    "promised_on": FactWords(
        asks="The day on which the advice will come",
        hint="Today or later. It moves no limit. For example, 18 2 2026",
        typed="day",
    ),
    "advice": FactWords(
        asks="Which advice it is: its author and its date", what="which advice it is"
    ),
    "author_agrees": FactWords(asks="Its author agrees that it is sufficient", typed="tick"),
    "authority_agrees": FactWords(asks="The authority agrees that it is sufficient", typed="tick"),
    "family_agrees": FactWords(asks="The family agrees that it is sufficient", typed="tick"),
    "author_agreed_on": FactWords(
        asks="The day on which its author agreed that it is sufficient", typed="day"
    ),
    "authority_agreed_on": FactWords(asks="The day on which the authority agreed", typed="day"),
    "family_agreed_on": FactWords(asks="The day on which the family agreed", typed="day"),
    # Panel
    "decision": FactWords(
        asks="What the panel decided",
        typed="choice",
        choices={
            "assess": "Assess",
            "not_assess": "Do not assess",
            "issue": "Issue a plan",
            "no_plan": "Do not issue a plan",
            "maintain": "Keep the plan as it is",
            "amend": "Amend the plan",
            "cease": "Cease the plan",
            "defer": "Decide later",
        },
    ),
    "legal_test": FactWords(
        asks="The legal test that it applied",
        hint="For an assessment: may have special educational needs, and may need a plan (s.36(8))",
        typed="text",
    ),
    "evidence": FactWords(asks="The evidence that it considered", typed="text"),
    "reason": _REASON,
    # Contact
    "with": FactWords(
        asks="With whom",
        what="with whom",
        typed="choice",
        choices={
            "family": "The family",
            "setting": "The school, college or nursery",
            "service": "A service",
            "other": "Somebody else",
        },
    ),
    "how": FactWords(asks="How: telephone, email, meeting, letter", what="how"),
    "note": FactWords(asks="Note", what="what was said", typed="text"),
    "answer_owed": FactWords(asks="They wait for an answer from us", typed="tick"),
    "answers": FactWords(
        asks="The number of the contact that this answers", hint="As the chronology numbers it"
    ),
    # Complaint
    "theme": FactWords(asks="What the complaint is about"),
    "remedy": FactWords(asks="What was agreed", what="what was agreed"),
    "due_on": FactWords(asks="The day by which it is to be done", typed="day"),
    "officer": FactWords(asks="The new caseworker"),
}


def words_of(kind: Kind, name: str) -> FactWords:
    """Give how a form asks for a fact of an entry of this kind.

    Raises:
        KeyError: no words have been written for it.
    """
    if name in set_by_an_order():
        says = rule(name).says
        return FactWords(
            asks=says,
            what=f"the day for: {says}",
            typed="day",
            hint="Only if another day than the law's was set. For example, 18 2 2026",
        )
    words = _WORDS[name]
    values = known_values(kind, name)
    if values is not None and words.typed == "choice":
        choices = {value: words.choices.get(value, value) for value in values}
        return FactWords(
            asks=words.asks, what=words.what, typed="choice", hint=words.hint, choices=choices
        )
    return words


def in_words(kind: Kind, name: str, value: str) -> str:
    """Give the value of a fact as a person reads it; a day stays as it is written."""
    try:
        words = words_of(kind, name)
    except KeyError:
        return value
    if words.typed == "tick":
        return "Yes" if value == "yes" else value
    return words.choices.get(value, value)


def labels() -> Mapping[str, str]:
    """Give the label of every fact by its name, for sentences that name one."""
    return {name: words.asks for name, words in _WORDS.items()}


def values_in_words() -> Mapping[str, str]:
    """Give the words for every value of a fact that is one of some, by the value."""
    return {value: says for words in _WORDS.values() for value, says in words.choices.items()}
