"""What is allowed and yet more often than not a slip, or forgets what the law asks for."""

from datetime import date

from ehcp.cases.case_file import CaseFile
from ehcp.cases.events import Event
from ehcp.cases.kinds import Kind
from ehcp.cases.year_groups import taught_in
from ehcp.law.in_words import day_in_words

PREPARATION_FOR_ADULTHOOD = "preparation_for_adulthood"
"""The detail of a review meeting that says "yes" where it considered preparing for adulthood."""

_YEAR_9 = 9


def caution(event: Event, today: date, *, file: CaseFile | None = None) -> str | None:
    """Say what a person should look at once more about an entry that was let through.

    With the file of the case more can be seen than a day that has not come.
    """
    said = [_ahead(event, today)]
    if file is not None:
        said += [_adulthood(file, event), _not_consulted(file, event), _ceased_beside(file, event)]
    return " ".join(each for each in said if each) or None


def _ahead(event: Event, today: date) -> str | None:
    day = event.happened_on
    if event.kind is Kind.CORRECTED and "happened_on" in event.details:
        day = date.fromisoformat(event.details["happened_on"])
    if day <= today:
        return None
    entry = event.corrects or event.sequence
    return (
        f"{day_in_words(day)} is ahead of today, {day_in_words(today)}, and counts from now on as "
        f"if it had come. If the date is a slip, correct entry {entry}."
    )


def _adulthood(file: CaseFile, event: Event) -> str | None:
    if event.kind is not Kind.REVIEW_MEETING_HELD:
        return None
    if event.details.get(PREPARATION_FOR_ADULTHOOD) == "yes":
        return None
    year = taught_in(
        year_group=file.year_group,
        born_on=file.born_on,
        day=event.happened_on,
        set_in=file.year_group_from,
    )
    if year is None or year < _YEAR_9:
        return None
    return (
        f"In year {year} the review must consider preparation for adulthood (reg 20(6), "
        f"confidence C). If it did, such an entry carries --detail {PREPARATION_FOR_ADULTHOOD}=yes."
    )


def _not_consulted(file: CaseFile, event: Event) -> str | None:
    if event.kind is not Kind.TOLD_WILL_CEASE or file.first(Kind.CEASE_CONSULTED):
        return None
    return (
        "Nobody is on record as consulted before the decision to cease (reg 31(1)): the family and "
        "the head or principal of the setting named in the plan. If they were, record "
        "cease_consulted with its day."
    )


def _ceased_beside(file: CaseFile, event: Event) -> str | None:
    if event.kind is not Kind.PLAN_CEASED or file.journey == "ceasing":
        return None
    return (
        "A plan that the authority decides to cease goes through a ceasing case, which keeps it "
        "until the time to appeal is over (CFA s.45(4)). Nothing was checked here."
    )
