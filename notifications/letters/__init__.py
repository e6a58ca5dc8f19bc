"""The letters: two files each, who and when and facts (.py) and the words (.md). One line each."""

from notifications.letter import Letter
from notifications.letters import advice_needed

LETTERS: tuple[Letter, ...] = (
    # In the order in which a round writes them: a request goes before its reminders.
    advice_needed.LETTER,
)
BY_NAME = {letter.name: letter for letter in LETTERS}
