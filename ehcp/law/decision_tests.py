"""The legal test of each decision that a panel advises on: its limbs, and what follows."""

from collections.abc import Collection, Sequence
from functools import cache
from typing import Annotated, Literal

from pydantic import Field

from ehcp.law.grammar import Identifier, Part, Sentence, Source
from ehcp.law.law_files import BadLaw, read_tables, text_of
from ehcp.refusal import Refusal

TESTS_FILE = "decision_tests.toml"


class TestNotMet(Refusal):
    """A decision that the test, as it was answered, does not allow."""

    __test__ = False  # pytest would take it for a test of its own


class Limb(Part):
    """One thing that has to be asked."""

    id: Identifier
    says: Sentence


class DecisionTest(Part):
    """The test of one question.

    Attributes:
        question: the question of the panel that it answers.
        only_for: "detained" where it is the test for a detained person.
        met_by: whether all limbs have to be met, or any of them.
        only_if_met: the decisions that may be made only where the test is met.
        only_if_not_met: those that may be made only where it is not.
    """

    id: Identifier
    question: Identifier
    says: Sentence
    only_for: Literal["detained"] | None = None
    limbs: Annotated[tuple[Limb, ...], Field(min_length=1)]
    met_by: Literal["all", "any"]
    only_if_met: tuple[Identifier, ...] = ()
    only_if_not_met: tuple[Identifier, ...] = ()
    source: Source

    def is_met(self, met: Collection[str]) -> bool:
        """Say whether the test is met where these limbs are."""
        answers = [limb.id in met for limb in self.limbs]
        return all(answers) if self.met_by == "all" else any(answers)

    def refuse_against(self, decision: str, *, met: Collection[str]) -> None:
        """Refuse a decision that these answers do not allow.

        Raises:
            TestNotMet: with what the law says.
        """
        if self.is_met(met):
            if decision in self.only_if_not_met:
                raise TestNotMet(
                    f"By these answers the test of {self.source.cite} is met, so the decision "
                    f"cannot be this one. {self.says} Change the answers or the decision."
                )
        elif decision in self.only_if_met:
            raise TestNotMet(
                f"By these answers the test of {self.source.cite} is not met, so the decision "
                f"cannot be this one. {self.says} Tick what is met, or change the decision."
            )

    def as_applied(self, met: Collection[str]) -> str:
        """Write down which limbs were met, for the record."""
        answers = (f"{limb.says}: {'met' if limb.id in met else 'not met'}" for limb in self.limbs)
        return f"{self.source.cite}. {'. '.join(answers)}."


@cache
def load_tests() -> tuple[DecisionTest, ...]:
    """Read every test, once.

    Raises:
        BadLaw: a table is wrong, or two are for the same question of the same person.
    """
    tests = read_tables(DecisionTest, text=text_of(TESTS_FILE), file=TESTS_FILE, table="test")
    seen = [(each.question, each.only_for) for each in tests]
    if len(set(seen)) != len(seen):
        raise BadLaw(f"{TESTS_FILE} holds two tests for the same question.")
    return tests


def decision_test(question: str, *, detained: bool = False) -> DecisionTest:
    """Give the test of a question; that for a detained person where there is one of its own.

    Raises:
        LookupError: no test is for this question.
    """
    found: Sequence[DecisionTest] = [each for each in load_tests() if each.question == question]
    wanted = "detained" if detained else None
    for each in sorted(found, key=lambda test: test.only_for != wanted):
        return each
    raise LookupError(question)
