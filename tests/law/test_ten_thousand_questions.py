"""Ten thousand random questions, put to the real command and answered a second time."""

import random
import subprocess
import sys
from datetime import date, timedelta
from pathlib import Path

from ehcp.law.rules import load_rules
from tests.law.second_law import ITS_FACTS, OPINIONS, began

HOW_MANY = 10_000
LAST_START = date(2035, 12, 31)
COMMAND = Path(sys.executable).with_name("ehcp")

Question = tuple[str, date, dict[str, date]]


def test_the_second_opinion_knows_every_rule_that_has_a_date() -> None:
    assert {rule.id for rule in load_rules() if rule.has_date} == set(OPINIONS)


def test_the_second_opinion_knows_nothing_of_the_first() -> None:
    for name in ("second_opinion.py", "second_law.py"):
        source = Path(__file__).with_name(name).read_text(encoding="utf-8")
        assert "import ehcp" not in source
        assert "from ehcp" not in source


def test_ten_thousand_random_questions_agree_with_the_second_opinion() -> None:
    asked = questions(random.Random(20_140_901))  # noqa: S311 (a fixed seed, not a secret)
    assert {rule_id for rule_id, _, _ in asked} == set(OPINIONS)
    done = subprocess.run(  # noqa: S603 (our own command and our own words)
        [COMMAND, "law", "due", "-"],
        input="".join(line(each) for each in asked),
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, "")
    answers = [date.fromisoformat(each) for each in done.stdout.split()]
    assert len(answers) == HOW_MANY
    wrong = [
        f"{line(each).strip()}: the command says {answer}, the second opinion {expected}"
        for each, answer in zip(asked, answers, strict=True)
        if answer != (expected := OPINIONS[each[0]](each[1], each[2]))
    ]
    assert wrong == []


def questions(dice: random.Random) -> list[Question]:
    """Ask every rule in turn, each time from a random day and told random facts."""
    ids = list(OPINIONS)
    return [question(dice, ids[number % len(ids)]) for number in range(HOW_MANY)]


def question(dice: random.Random, rule_id: str) -> Question:
    first = began(rule_id)
    start = first + timedelta(days=dice.randrange((LAST_START - first).days))
    facts = {name: start + about(dice, name) for name in ITS_FACTS.get(rule_id, ())}
    if "certificate" in facts and dice.random() < 1 / 3:
        del facts["certificate"]
    return rule_id, start, facts


def about(dice: random.Random, fact: str) -> timedelta:
    """Place a fact where it matters: a certificate soon after, a last review in the year before."""
    if fact == "twelve_months_from":
        return timedelta(days=-dice.randrange(400))
    return timedelta(days=dice.randrange(75 if fact == "certificate" else 45))


def line(question: Question) -> str:
    rule_id, start, facts = question
    return " ".join((rule_id, str(start), *(f"{name}={day}" for name, day in facts.items()))) + "\n"
