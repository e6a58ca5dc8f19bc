"""The few dates that the small grammar cannot say, each a named function with its sum in words.

Every function takes the day that started the limit and the facts that its rule names, and answers
with a day, or with none while none can be told. The rules that use one cite it under
`worked_out_by`.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from ehcp.law.counting import (
    months_after,
    months_beginning_with,
    working_days_after,
    working_days_beginning_with,
)
from ehcp.law.in_words import day_in_words as words
from ehcp.law.tribunal_days import last_day_to_start, working_days_for_another_act

Facts = Mapping[str, date]

NOTICE_OF_A_MOVE = 15
"""Working days of warning that let the old authority transfer on the day of the move."""

MONTHS_TO_APPEAL, MONTHS_FROM_CERTIFICATE = 2, 1
RESPONSE_WORKING_DAYS = 30
WORKING_DAYS_TO_CERTIFY = 3
ONE_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Answer:
    """A day, or None while no day can be told, and the sum or the reason in words."""

    on: date | None
    how: str


@dataclass(frozen=True, slots=True)
class Way:
    """One way of working a day out.

    Attributes:
        says: the length in words, for lists.
        facts: what it may be told; it answers without any of them as best as the law allows.
    """

    says: str
    facts: frozenset[str]
    answer: Callable[[date, Facts], Answer]


def appeal_window(notice_on: date, facts: Facts) -> Answer:
    """Give the last day to appeal: SI 2008/2699 r.20(1)(c), rolled on by r.12(2), (3)(a).

    The later of two months from the day the notice was sent and one month from the mediation
    certificate. Regulation 33 of SI 2014/1530 wants the adviser contacted within the two months;
    a certificate that came of a later contact opens nothing without the Tribunal's permission.
    Where the contact is not on record, a certificate later than the three working days that the
    adviser has after those months is taken to have come of a later one.
    """
    two_months = months_after(notice_on, months=MONTHS_TO_APPEAL)
    certificate, contact = facts.get("certificate"), facts.get("contacted")
    opens_nothing = None
    if certificate is not None and contact is not None and contact > two_months:
        opens_nothing = (
            f"the adviser was contacted on {words(contact)}, after those two months, so the "
            "certificate opens nothing unless the Tribunal extends the time"
        )
    elif (
        certificate is not None and contact is None and _came_of_no_contact(certificate, two_months)
    ):
        opens_nothing = (
            f"no contact with the adviser in those two months is on record, and the certificate "
            f"of {words(certificate)} is more than {WORKING_DAYS_TO_CERTIFY} working days after "
            "them, so it opens nothing unless the Tribunal extends the time"
        )
    return _time_to_appeal(notice_on, certificate, opens_nothing=opens_nothing)


def _came_of_no_contact(certificate: date, two_months: date) -> bool:
    return certificate > working_days_after(two_months, days=WORKING_DAYS_TO_CERTIFY)


def _time_to_appeal(
    notice_on: date, certificate: date | None, *, opens_nothing: str | None = None
) -> Answer:
    """Count the time to appeal with a certificate, unless that opens nothing, and say why not."""
    ends_on = two_months = months_after(notice_on, months=MONTHS_TO_APPEAL)
    sums = [f"{words(notice_on)} + 2 months = {words(two_months)}"]
    if opens_nothing is not None:
        sums.append(opens_nothing)
    elif certificate is not None:
        one_month = months_after(certificate, months=MONTHS_FROM_CERTIFICATE)
        ends_on = max(two_months, one_month)
        sums.append(f"the certificate of {words(certificate)} + 1 month = {words(one_month)}")
    last_day = last_day_to_start(ends_on)
    if last_day != ends_on:
        sums.append(
            f"{words(ends_on)} is no working day, or lies in August or from 25 December to "
            f"1 January, so the time runs on to {words(last_day)}"
        )
    return Answer(last_day, "; ".join(sums))


def cease_window(notice_on: date, facts: Facts) -> Answer:
    """Give the last day on which the plan must still be kept (CFA s.45(4)).

    It is kept until the time to appeal has ended. Once an appeal is registered there is no day
    until it is determined; the plan may then cease on the day of the determination, though never
    inside the time to appeal.
    """
    # To keep a plan too long harms nobody, so a late contact with the adviser is left aside here.
    window = _time_to_appeal(notice_on, facts.get("certificate"))
    registered, determined = facts.get("registered"), facts.get("determined")
    if registered is None or window.on is None:
        return Answer(window.on, f"{window.how}; the plan is kept to the end of that day")
    appeal = f"an appeal was registered on {words(registered)}"
    if determined is None or determined < registered:
        return Answer(None, f"{appeal} and is not determined, so the plan has to be kept")
    return Answer(
        max(window.on, determined - ONE_DAY),
        f"{window.how}; {appeal} and determined on {words(determined)}",
    )


def plan_transfer_day(aware_on: date, facts: Facts) -> Answer:
    """Give the day by which the old authority transfers the plan (SI 2014/1530 reg 15(2)).

    The day of the move, where it was aware at least fifteen working days before; otherwise fifteen
    working days beginning with the day it became aware, and never before the move itself.
    """
    return _day_of_a_move(aware_on, facts.get("move_on"))


def commissioner_move_day(aware_on: date, facts: Facts) -> Answer:
    """Give the day by which the old health commissioner tells of a move (SI 2014/1530 reg 16)."""
    return _day_of_a_move(aware_on, facts.get("move_on"))


def _day_of_a_move(aware_on: date, move_on: date | None) -> Answer:
    fifteen = working_days_beginning_with(aware_on, days=NOTICE_OF_A_MOVE)
    counted = f"15 working days beginning with {words(aware_on)} = {words(fifteen)}"
    if move_on is None:
        return Answer(fifteen, f"{counted}; the day of the move is not on record")
    warned = f"the move on {words(move_on)} was known on {words(aware_on)}"
    if working_days_after(aware_on, days=NOTICE_OF_A_MOVE) <= move_on:
        return Answer(
            move_on, f"{warned}, at least 15 working days before, so the day of the move counts"
        )
    # Fourteen working days of warning before a move at a weekend would end before the move.
    return Answer(max(fifteen, move_on), f"{warned}, less than 15 working days before; {counted}")


def transfer_review(transferred_on: date, facts: Facts) -> Answer:
    """Give the last day for the new authority's first review (SI 2014/1530 reg 15(5)).

    Before the later of twelve months from the making or last review of the plan and three months
    from the transfer, both counted with their first day. Where the former is not on record the
    three months stand alone, which can only be the earlier day.
    """
    three = months_beginning_with(transferred_on, months=3)
    of_transfer = (
        f"3 months beginning with the transfer of {words(transferred_on)} = {words(three)}"
    )
    reviewed_on = facts.get("twelve_months_from")
    if reviewed_on is None:
        return Answer(three, f"{of_transfer}; the last review of the plan is not on record")
    twelve = months_beginning_with(reviewed_on, months=12)
    of_review = f"12 months beginning with {words(reviewed_on)} = {words(twelve)}"
    return Answer(max(twelve, three), f"the later of {of_review}, and {of_transfer}")


def tribunal_thirty_working_days(sent_on: date, _facts: Facts) -> Answer:
    """Give the last day to respond to an appeal (SI 2008/2699 r.21, counted by r.12(3)(b))."""
    last_day = working_days_for_another_act(sent_on, days=RESPONSE_WORKING_DAYS)
    return Answer(
        last_day,
        f"{words(sent_on)} + {RESPONSE_WORKING_DAYS} working days, without August and the days "
        "from 25 December to 1 January",
    )


def complaint_remedy(agreed_on: date, facts: Facts) -> Answer:
    """Give the day that was agreed for the remedy of a complaint."""
    due_on = facts.get("due_on")
    if due_on is None:
        return Answer(None, f"on {words(agreed_on)} no day was agreed for the remedy")
    return Answer(due_on, f"the day agreed on {words(agreed_on)}")


WAYS: dict[str, Way] = {
    "appeal_window": Way(
        "2 months, or 1 month from the mediation certificate if that is later; then rolled on",
        frozenset({"certificate", "contacted"}),
        appeal_window,
    ),
    "cease_window": Way(
        "until the time to appeal has ended, or a registered appeal is determined",
        frozenset({"certificate", "registered", "determined"}),
        cease_window,
    ),
    "plan_transfer_day": Way(
        "the day of the move, or 15 working days beginning with the day it was known",
        frozenset({"move_on"}),
        plan_transfer_day,
    ),
    "commissioner_move_day": Way(
        "the day of the move, or 15 working days beginning with the day it was known",
        frozenset({"move_on"}),
        commissioner_move_day,
    ),
    "transfer_review": Way(
        "12 months beginning with the last review, or 3 beginning with the transfer if later",
        frozenset({"twelve_months_from"}),
        transfer_review,
    ),
    "tribunal_thirty_working_days": Way(
        "30 working days, without August and 25 December to 1 January",
        frozenset(),
        tribunal_thirty_working_days,
    ),
    "complaint_remedy": Way("the day agreed", frozenset({"due_on"}), complaint_remedy),
}
"""Every way, by the name that a rule's `worked_out_by` gives."""
