"""What each kind of letter says about invented cases, kept as text: run it to say it anew."""

from pathlib import Path

from notifications.invented import invented_facts
from notifications.letters import LETTERS
from notifications.render import render

FOLDER = Path(__file__).parent / "said"
_BETWEEN = f"\n{'~' * 76}\n\n"


def as_said(letter: str) -> str:
    """Give every invented letter of a kind, in our own words."""
    said = (render(letter, facts) for facts in invented_facts(letter))
    return _BETWEEN.join(f"Subject: {each.subject}\n\n{each.text}" for each in said)


if __name__ == "__main__":
    for letter in LETTERS:
        (FOLDER / f"{letter.name}.txt").write_text(as_said(letter.name), encoding="utf-8")
