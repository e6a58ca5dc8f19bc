"""What a family is told at every stage of every journey, kept as text: run it to say it anew."""

from collections.abc import Iterator
from pathlib import Path

from ehcp.cases.journeys import JOURNEYS
from ehcp.casework.family_words import family_words
from ehcp.casework.in_family_words import InFamilyWords
from tests.builders import a_case

KEPT = Path(__file__).parent / "family_words_said.txt"
DAY = "2026-01-05"

WAYS = {
    "after a refusal to assess, ordered to assess": ("assess", False),
    "after a refusal to re-assess, ordered to assess": ("assess", True),
    "ordered to make a plan": ("make_plan", False),
    "ordered to reconsider": ("reconsider", False),
}
"""An ordered assessment by what was ordered, and whether there is a plan."""


def every_stage() -> Iterator[tuple[str, str, bool, InFamilyWords]]:
    """Give each stage of each way along a journey: the way, the stage, whether open, its words."""
    for journey in JOURNEYS:
        ordered = journey.name == "ordered_assessment"
        for way, (order, has_plan) in (WAYS if ordered else {"": ("", False)}).items():
            details = {"order": order} if ordered else {}
            file = a_case(journey=journey.name).entry(journey.starts[0], DAY, details=details).file
            for stage in journey.stages:
                name = f"{journey.name}: {way}" if way else journey.name
                words = family_words(file, stage, has_plan=has_plan)
                yield name, stage.value, stage.is_open, words


def as_said() -> str:
    """Give all that is said, a way along a journey after the other."""
    said: dict[str, list[str]] = {}
    for way, stage, _, words in every_stage():
        lines = [f"  {stage}", f"    {words.now}", *([f"    > {words.then}"] if words.then else [])]
        said.setdefault(way, []).append("\n".join(lines))
    return "\n\n".join("\n".join((way, *stages)) for way, stages in said.items()) + "\n"


if __name__ == "__main__":
    KEPT.write_text(as_said(), encoding="utf-8")
