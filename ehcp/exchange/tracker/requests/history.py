"""From the cells of a row to what happened: kinds of event with their days, in order, and notes."""

from collections.abc import Iterator
from datetime import date

from ehcp.cases.advice_kinds import AdviceKind
from ehcp.cases.conditions import FURTHEST_AHEAD, refuse_impossible_start
from ehcp.cases.kinds import Kind, place_on_a_day
from ehcp.cases.not_possible import NotPossible
from ehcp.exchange.tracker.fields import plain
from ehcp.exchange.tracker.happenings import Happening
from ehcp.exchange.tracker.rows import Row
from ehcp.exchange.tracker.said import one_meaning, words_and_day
from ehcp.exchange.tracker.words import meaning_of_words
from ehcp.exchange.tracker.written_days import days_in
from ehcp.law.in_words import day_in_words

THE_SETTING = "setting"
"""The party of a consultation, where the tracker does not say which school or college."""


_ON_A_DAY: dict[str, tuple[Kind, str | None]] = {
    "draft_on": (Kind.DRAFT_SERVED, None),
    "response_on": (Kind.REPRESENTATIONS_RECEIVED, None),
    "consulted_on": (Kind.SETTING_CONSULTED, THE_SETTING),
    "consulted_reply_on": (Kind.SETTING_REPLIED, THE_SETTING),
    "issued_on": (Kind.PLAN_FINALISED, None),
    "withdrawn_on": (Kind.WITHDRAWN, None),
    "moved_out_on": (Kind.MOVED_OUT, None),
    "died_on": (Kind.DIED, None),
} | {
    f"{kind.value}.{role}": (what, kind.value)
    for kind in AdviceKind
    for role, what in (("requested", Kind.ADVICE_REQUESTED), ("received", Kind.ADVICE_RECEIVED))
}
_ASKED = tuple(f"{kind.value}.requested" for kind in AdviceKind)
_ANSWERED = tuple((f"{kind.value}.received", f"{kind.value}.requested") for kind in AdviceKind)
_CAME_LATER = (*_ASKED, "issue_decided_on", "draft_on", "issued_on")
_ENDINGS = {"withdrawn": "withdrawn_on", "moved_out": "moved_out_on", "died": "died_on"}
_CLOSING = frozenset(
    {
        Kind.TOLD_WILL_NOT_ASSESS,
        Kind.TOLD_NO_PLAN,
        Kind.PLAN_FINALISED,
        Kind.WITHDRAWN,
        Kind.MOVED_OUT,
        Kind.DIED,
    }
)
_IN_LAW = {
    "decision": "yes or no, or as the law has it 'will assess' or 'will not assess'.",
    "issue_decision": "yes or no, or as the law has it 'will issue' or 'will not issue'.",
}
_A_FEW_WORDS = 3
_NO = frozenset({"n", "no", "na", "n a", "none", "false", "0"})
_IN_ORDER = {kind: place_on_a_day(kind) for kind in Kind}


def happenings(row: Row, *, today: date) -> list[Happening]:
    """Say what happened in this case, in its order. What cannot be right refuses the row."""
    received_on = row.days.get("received_on")
    if received_on is None:
        if not any(refusal.cell == row.cell_of("received_on") for refusal in row.refusals):
            row.refuse(
                "received_on",
                "the row has no date of request, from which every limit is counted",
                "Fill in the date on which the request was received. If the row is no case, "
                "delete it.",
            )
        return []
    found = [Happening(received_on, _trigger(row), None, "received_on")]
    found += _decision(row)
    found += _issue_decision(row)
    _read_endings(row)
    days = row.days
    for field, (kind, party) in _ON_A_DAY.items():
        if field in days:
            found.append(Happening(days[field], kind, party, field))
    _check_ending(row, found)
    _refuse_impossible_days(row, found, received_on=received_on, today=today)
    # Stable: what happened to one piece of advice on one day stays asked first, then received.
    found.sort(key=lambda each: (each.day, _IN_ORDER[each.kind]))
    return found


def _trigger(row: Row) -> Kind:
    words = row.words.get("trigger")
    if words and meaning_of_words(words, about="trigger") == Kind.BECAME_RESPONSIBLE.value:
        return Kind.BECAME_RESPONSIBLE
    return Kind.REQUEST_RECEIVED


def _decision(row: Row) -> Iterator[Happening]:
    words, day = words_and_day(row, "decision", "decided_on")
    said = one_meaning(
        row, "decision", "decided_on", words, about="decision", in_law=_IN_LAW["decision"]
    )
    meaning = said
    if said is None and day is not None:
        if any(field in row.days for field in _CAME_LATER):
            meaning = "yes"
            row.warn("decided_on", "the decision is not said; later steps show that it was yes")
        elif any(key == "refusal_reason" for key, _, _ in row.notes):
            meaning = "no"
            row.warn("decided_on", "the decision is not said; the reason shows that it was no")
    kind = {"yes": Kind.TOLD_WILL_ASSESS, "no": Kind.TOLD_WILL_NOT_ASSESS}.get(meaning or "")
    yield from _decided(row, "decision", "decided_on", words=words, said=said, day=day, kind=kind)


def _issue_decision(row: Row) -> Iterator[Happening]:
    fields = ("issue_decision", "issue_decided_on")
    words, day = words_and_day(row, *fields)
    said = one_meaning(row, *fields, words, about=fields[0], in_law=_IN_LAW[fields[0]])
    meaning = said
    if said is None and day is not None and ("draft_on" in row.days or "issued_on" in row.days):
        meaning = "yes"
    if meaning == "yes" and day is None and "draft_on" in row.days:
        return  # the draft shows that it was decided
    kind = {"yes": Kind.DECIDED_TO_ISSUE, "no": Kind.TOLD_NO_PLAN}.get(meaning or "")
    yield from _decided(row, *fields, words=words, said=said, day=day, kind=kind)


def _decided(
    row: Row,
    words_in: str,
    day_in: str,
    *,
    words: str,
    said: str | None,
    day: date | None,
    kind: Kind | None,
) -> Iterator[Happening]:
    if kind is not None and day is not None:
        yield Happening(day, kind, None, day_in)
    elif kind is not None:
        row.warn(words_in, "it has no date, so no step was recorded: kept as a note")
    elif day is not None and said not in _ENDINGS:
        row.notes.append((day_in, row.heading_of(day_in), day.isoformat()))
        row.warn(day_in, "it is not said what was decided: the date is kept as a note")
    elif words and said is None:
        row.warn(words_in, "the words do not say yes or no: kept as a note")
    is_waiting = day is None and said == "pending"
    says_more = day is None or said is None or len(words.split()) > _A_FEW_WORDS
    if words and says_more and not is_waiting:
        row.notes.append((words_in, row.heading_of(words_in), words))
    if said in _ENDINGS and day is not None:
        row.days.setdefault(_ENDINGS[said], day)


def _read_endings(row: Row) -> None:
    """Bring together the columns that say that, how and when a case ended."""
    for said_in in (*_ENDINGS.values(), "ending"):
        words = row.words.get(said_in, "")
        if not words or plain(words) in _NO:
            continue
        # "Withdrawn" may well be typed into the column for those who moved away.
        ending = meaning_of_words(words, about="ending") or ""
        field = _ENDINGS.get(ending, said_in)
        if field == "ending" or field in row.days:
            continue
        named = days_in(words)
        _ended(row, said_in, field, named[0] if len(named) == 1 else row.days.get("ended_on"))


def _ended(row: Row, said_in: str, field: str, day: date | None) -> None:
    words = row.words.get(said_in, "")
    if day is not None:
        row.days[field] = day
        if len(words.split()) <= _A_FEW_WORDS:
            return
    else:
        row.warn(said_in, "it has no date, so the case stays open: kept as a note")
    row.notes.append((said_in, row.heading_of(said_in), words))


def _check_ending(row: Row, found: list[Happening]) -> None:
    words = row.words.get("ending", "")
    if words and meaning_of_words(words, about="ending") is None:
        row.notes.append(("ending", row.heading_of("ending"), words))
    closed_on = row.days.get("ended_on")
    if closed_on and not any(each.kind in _CLOSING for each in found):
        row.notes.append(("ended_on", row.heading_of("ended_on"), closed_on.isoformat()))
        row.warn("ended_on", "it is not said how the case ended, so it stays open: kept as a note")


def _refuse_impossible_days(
    row: Row, found: list[Happening], *, received_on: date, today: date
) -> None:
    if _refuse_impossible_start(row, received_on, today=today) == "received_on":
        return  # no other day can be measured by this one
    furthest = today + FURTHEST_AHEAD
    days = row.days
    for each in found:
        if each.day < received_on:
            row.refuse(
                each.field,
                f"{day_in_words(each.day)} is before the request of {day_in_words(received_on)}",
                "Check both dates.",
            )
        elif each.day > today:
            if each.day > furthest:
                row.refuse(
                    each.field,
                    f"{day_in_words(each.day)} is more than two years ahead of today",
                    "Check the year.",
                )
            else:
                row.warn(each.field, "the date lies ahead of today")
    for received, requested in _ANSWERED:
        if received not in days:
            continue
        if requested not in days:
            row.warn(
                received,
                "there is no date of asking for it, so it does not count as an answered request",
            )
        elif days[received] < days[requested]:
            row.refuse(
                received,
                f"it was received on {day_in_words(days[received])}, before it was asked for on "
                f"{day_in_words(days[requested])}",
                "Check both dates.",
            )


def _refuse_impossible_start(row: Row, received_on: date, *, today: date) -> str | None:
    """Refuse a request whose day cannot be right, or not with that birth; give the wrong field."""
    for field, born_on in (("received_on", None), ("born_on", row.person.get("born_on"))):
        try:
            refuse_impossible_start(born_on=born_on, day=received_on, today=today)
        except NotPossible as against:
            # The last sentence of a refusal says what to do.
            reason, _, fix = str(against).rstrip(".").rpartition(". ")
            row.refuse(field, reason, f"{fix}.")
            return field
    return None
