"""The letters: two files each, who and when and facts (.py) and the words (.md). One line each."""

from notifications.letter import Letter
from notifications.letters import (
    advice_digest,
    advice_late,
    advice_needed,
    advice_reminder,
    caseworker_day,
    code,
    consultation,
    decision_setting,
    escalation,
    family_decision,
    family_delay,
    family_draft,
    family_officer,
    family_request,
    family_stage,
    file_refused,
    mailbox_changed,
    not_delivered,
    review_report_due,
    reviews_this_term,
    weekly_report,
)

LETTERS: tuple[Letter, ...] = (
    # In the order in which a round writes them: what asks goes before its reminders,
    # and those above a service are written to before the service is told of it.
    advice_needed.LETTER,
    file_refused.LETTER,
    escalation.LETTER,
    advice_digest.LETTER,
    advice_late.LETTER,
    advice_reminder.LETTER,
    # After all that brings a link itself: what any of them is about is not in it.
    mailbox_changed.LETTER,
    caseworker_day.LETTER,
    weekly_report.LETTER,
    reviews_this_term.LETTER,
    review_report_due.LETTER,
    consultation.LETTER,
    decision_setting.LETTER,
    # A family hears what happened before it hears that something is late.
    family_request.LETTER,
    family_stage.LETTER,
    family_draft.LETTER,
    family_decision.LETTER,
    family_officer.LETTER,
    family_delay.LETTER,
    not_delivered.LETTER,
    # Written only when an act asks for it.
    code.LETTER,
)
BY_NAME = {letter.name: letter for letter in LETTERS}
