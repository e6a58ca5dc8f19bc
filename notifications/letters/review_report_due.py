"""E11: tells a setting that the report of its review meeting is due; once for each meeting."""

from collections.abc import Iterator

from sqlalchemy import exists, select

from ehcp.law.rules import rule
from ehcp.register.tables import cases, deadlines
from notifications.advice_owed import has_been_written
from notifications.letter import Draft, Letter, NotWritten, Round
from notifications.reviews_owed import (
    IS_RUNNING,
    SERVICE,
    UNDECIDED,
    Review,
    by_setting,
    has_mailbox,
    not_yet_said,
    reviews_with,
    still,
)
from notifications.settings import is_open

NAME = "review_report_due"
_RULE = "review_report"
_DECISION = "review_decision"
_OWED = exists(
    select(deadlines.c.case_id).where(
        deadlines.c.case_id == cases.c.id, deadlines.c.rule_id == _RULE, IS_RUNNING
    )
)


def drafts(about: Round) -> Iterator[Draft | NotWritten]:
    """Tell each setting with a mailbox which of its reports are due and have not come."""
    found = [
        _told(review, about)
        for review in reviews_with(about, (_RULE,), UNDECIDED, deadlines.c.due_on <= about.day)
    ]
    new = not_yet_said(about.connection, found)
    for urn, reviews in sorted(by_setting(about, new).items()):
        if not is_open(about.council, urn, about.day):
            continue  # nobody is there to read it; it goes when the setting opens again
        key = f"{NAME}|{urn}|{about.day}"
        if not has_been_written(about.connection, key):
            yield Draft(
                letter=NAME,
                key=key,
                recipient=about.council.people.settings[urn],
                facts={"service": SERVICE, "items": [review.facts for review in reviews]},
                occasions=tuple(review.occasion for review in reviews),
            )
    nowhere = sum(not has_mailbox(about, review) for review in new)
    if nowhere:
        says = "reports of reviews are due at settings without a mailbox in people.toml"
        yield NotWritten(letter=NAME, reason="no_address", count=nowhere, says=says)


def _told(review: Review, about: Round) -> Review:
    met_on = review.started_on
    decide_by = rule(_DECISION, met_on).due(met_on)
    return Review(
        case_id=review.case_id,
        reference=review.reference,
        urn=review.urn,
        started_on=met_on,
        due_on=review.due_on,
        key=f"{NAME}|{review.reference}|{review.due_on}",
        more={
            "met_on": met_on.isoformat(),
            "due_on": review.due_on.isoformat(),
            "days_late": (about.day - review.due_on).days,
            "decide_by": decide_by.isoformat(),
        },
    )


LETTER = Letter(
    name=NAME,
    number="E11",
    says="to a school, college or nursery, when the report of a review is due",
    drafts=drafts,
    leads_to="/school",
    wanted=still(UNDECIDED, _OWED),
)
