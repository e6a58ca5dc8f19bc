"""The letters: two files each, who and when and facts (.py) and the words (.md). One line each."""

from notifications.letter import Letter
from notifications.letters import (
    advice_digest,
    advice_late,
    advice_needed,
    advice_reminder,
    caseworker_day,
    code,
    not_delivered,
    review_report_due,
    reviews_this_term,
    weekly_report,
)

LETTERS: tuple[Letter, ...] = (
    # In the order in which a round writes them: a request goes before its reminders.
    advice_needed.LETTER,
    advice_digest.LETTER,
    advice_late.LETTER,
    advice_reminder.LETTER,
    caseworker_day.LETTER,
    weekly_report.LETTER,
    reviews_this_term.LETTER,
    review_report_due.LETTER,
    not_delivered.LETTER,
    # Written only when an act asks for it.
    code.LETTER,
)
BY_NAME = {letter.name: letter for letter in LETTERS}
