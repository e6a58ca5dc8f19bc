"""Seeing to one letter that did not arrive: sent again, told that it did arrive, or left."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime, time
from typing import Final

from fastapi import APIRouter
from sqlalchemy import Connection
from starlette.responses import Response

from config.clock import LONDON
from ehcp.outside.other_address import BadAddress, Sender
from ehcp.outside.settling import CannotSettle, Outcome, settle_by_hand
from ehcp.outside.waiting_letters import WaitingLetter, the_letter
from ehcp.register.audit import note, note_each
from ehcp.register.engine import reading, writing
from ehcp.register.mailboxes import LONGEST_ADDRESS
from ehcp.staff.roles import RUNS_CASES, WORKS_CASES, UserRole
from ehcp.web.forms import BadForm, Form, day_as_fields
from ehcp.web.pages import as_day
from ehcp.web.providers.link.consulted import mailbox_now
from ehcp.web.staff.admin.not_there import NotThere
from ehcp.web.staff.cases.arrived import UNDELIVERED
from ehcp.web.staff.cases.words import HOW_MADE, letter_named
from ehcp.web.staff.undelivered.words import (
    how_it_stands,
    meanwhile,
    to_whom,
    what_happened,
    when_letters_go,
)
from ehcp.web.visit import Visit, open_to
from ehcp.web.way_back import lead_back, way_back

router = APIRouter()

_LOOKS: Final = WORKS_CASES | {UserRole.ADMINISTRATOR}
_SEES_TO: Final = RUNS_CASES | {UserRole.ADMINISTRATOR}
_LISTS: Final = frozenset({UserRole.MANAGER, UserRole.ADMINISTRATOR})
_AGAIN, _ARRIVED, _LEFT = "again", "arrived", "left"
_SAME, _NOW, _EACH, _OTHER = "same", "now", "each", "other"
_NOTED: Final = {
    _AGAIN: "letter_sent_again",
    _ARRIVED: "letter_arrived",
    _LEFT: "letter_left",
}
_ANEW: Final = "letter-anew"
_SAID: Final = {_AGAIN: "letter-again", _ARRIVED: "letter-arrived", _LEFT: "letter-left"}
_WHERE: Final = {
    _OTHER: "to another address",
    _NOW: "to the address kept now",
    _EACH: "to each service anew",
}


@router.get(UNDELIVERED + "/{message_id}")
def show(message_id: str, visit: Visit = open_to(*_LOOKS)) -> Response:
    """Show what became of a letter, and what can be done."""
    letter = _letter(visit, message_id)
    with writing(visit.counter.engine) as connection:
        _note(connection, visit, letter, act="viewed", about="letter", seen_only=True)
    return _page(visit, letter)


@router.post(UNDELIVERED + "/{message_id}")
def take(message_id: str, visit: Visit = open_to(*_SEES_TO)) -> Response:
    """See to a letter.

    Raises:
        NotThere: there is none, or it is a family's and the visitor runs no cases.
    """
    letter = _letter(visit, message_id)
    if not _may_see_to(visit, letter):
        raise NotThere

    def act() -> Response:
        form = Form(visit.sent)
        done = form.one_of("act", "what is to be done", list(_NOTED))
        form.refuse_if_wrong()
        match done:
            case "again":
                outcome, to, about = _where_to(form, visit, letter)
                _settle(visit, letter, outcome, to=to, about=about)
            case "arrived":
                told_at, about = _told(form, letter, visit)
                _settle(visit, letter, "arrived", told_at=told_at, about=about)
            case _:
                _settle(visit, letter, "left")
        parted = done == _AGAIN and letter.is_parted
        return lead_back(_back(visit), said=_ANEW if parted else _SAID[done])

    return visit.once(
        act, again=lambda slips: _page(visit, _letter(visit, message_id), slips.wrong)
    )


def _where_to(form: Form, visit: Visit, letter: WaitingLetter) -> tuple[Outcome, str | None, str]:
    """Read to which address it is sent again.

    Raises:
        BadForm: it may go nowhere, or nothing that may be was chosen.
    """
    places = dict(_places(visit, letter))
    if not places:
        raise BadForm({"": "There is no address to which you may have this letter sent."})
    where = form.one_of("to", "where it is to go", list(places))
    typed = None
    if where == _OTHER:
        typed = form.line("email", "the other address", longest=LONGEST_ADDRESS)
    form.refuse_if_wrong()
    to = {_OTHER: typed, _SAME: letter.recipient, _NOW: letter.reads_at}.get(where)
    return "again", to, _WHERE.get(where, "")


def _told(form: Form, letter: WaitingLetter, visit: Visit) -> tuple[datetime, str]:
    """Read how and when they said that it had arrived."""
    how = form.one_of("how", "how they told you", [value for value, _ in HOW_MADE])
    day = form.day("told", "the day on which they told you")
    written_on = as_day(letter.written_at)
    if day is not None and not written_on <= day <= visit.today:
        form.wrong["told"] = "The day must lie between the day of the letter and today."
    form.refuse_if_wrong()
    assert day is not None  # noqa: S101 - the form was refused without it
    at = visit.now if day == visit.today else datetime.combine(day, time(12), LONDON)
    return at, f"told by {how} on {day.isoformat()}"


def _settle(
    visit: Visit,
    letter: WaitingLetter,
    outcome: Outcome,
    *,
    to: str | None = None,
    told_at: datetime | None = None,
    about: str = "",
) -> None:
    """Settle a letter on the audit record; where it went to is not on it.

    Raises:
        BadForm: somebody has settled it meanwhile, the outbox is sending it, or the address is
            none.
    """
    try:
        with writing(visit.counter.engine) as connection:
            settle_by_hand(
                connection,
                message_id=letter.id,
                outcome=outcome,
                at=visit.now,
                to=to,
                told_at=told_at,
                sender=Sender(sight=visit.sight, ours=visit.counter.council.own_addresses),
            )
            said = ": ".join(filter(None, (letter_named(letter.letter), about)))
            _note(connection, visit, letter, act=_NOTED[outcome], about=said)
    except CannotSettle as refused:
        raise BadForm({"": meanwhile(refused.status)}) from None
    except BadAddress as refused:
        raise BadForm({"email": str(refused)}) from None


def _note(
    connection: Connection,
    visit: Visit,
    letter: WaitingLetter,
    *,
    act: str,
    about: str,
    seen_only: bool = False,
) -> None:
    """Put a line on the audit record of each case that a letter is about; one where of none."""
    by, at = visit.me.name, visit.now
    shown = [case_id for case_id, _ in letter.seen]
    case_ids: Sequence[int] = shown if seen_only else letter.case_ids
    note_each(connection, at=at, by=by, act=act, case_ids=case_ids, about=about)
    if not letter.about and not seen_only:
        note(connection, at=at, by=by, act=act, about=about)


def _letter(visit: Visit, message_id: str) -> WaitingLetter:
    """Find a letter that the visitor may see; an administrator sees no case, and no family's.

    Raises:
        NotThere: there is none.
    """
    works = visit.me.is_any_of(WORKS_CASES)
    with reading(visit.counter.engine) as connection:
        found = the_letter(connection, message_id, sight=visit.sight if works else None)
        if found is not None and found.is_a_consultation:
            now = mailbox_now(connection, message_id, visit.counter)
            found = replace(found, reached_at=(now,) if now else ())
    if found is None or (not found.about and not visit.me.is_any_of(_LISTS)):
        raise NotThere
    if works:
        return found
    if found.is_for_a_family:
        raise NotThere
    return replace(found, seen=())


def _may_see_to(visit: Visit, letter: WaitingLetter) -> bool:
    """Say whether the visitor settles this letter: an administrator none that goes to a family."""
    return visit.me.is_any_of(RUNS_CASES if letter.is_for_a_family else _SEES_TO)


def _places(visit: Visit, letter: WaitingLetter) -> Sequence[tuple[str, str]]:
    """Give where the visitor may have a letter sent.

    A family is written to only at the address on the child's page, a consulted school only at its
    own mailbox, for its link opens for no other. Whoever sees no case sends none about a case, and
    whoever does not see all that a letter is about sends it to no address that they choose.
    """
    if letter.about and not visit.me.is_any_of(RUNS_CASES):
        return []
    if letter.reached_at is None:
        places = [(_SAME, f"{letter.recipient}, as before")]
    elif letter.is_parted:
        named = [f"{each.name}, {each.email}" for each in letter.services]
        return [(_EACH, "; ".join(named or letter.reached_at))]
    else:
        places = [_as_kept(letter, address) for address in letter.reached_at]
    if letter.may_go_elsewhere and letter.is_seen_whole:
        places.append((_OTHER, "Another address"))
    return places


def _as_kept(letter: WaitingLetter, address: str) -> tuple[str, str]:
    if letter.is_for_a_family:
        return _NOW, address
    if letter.is_a_consultation:
        return _NOW, f"{address}, the mailbox of the school now"
    if address.casefold() == letter.recipient.casefold():
        return _SAME, f"{address}, as before"
    whose = "service" if letter.is_for_a_service else "head"
    return _NOW, f"{address}, the mailbox of the {whose} now"


def _back(visit: Visit) -> str:
    typed = visit.sent.text("back") or visit.request.query_params.get("back", "")
    return way_back(typed, otherwise=UNDELIVERED if visit.me.is_any_of(_LISTS) else "/my-day")


def _page(visit: Visit, letter: WaitingLetter, wrong: dict[str, str] | None = None) -> Response:
    told: date = visit.today
    return visit.page(
        "undelivered/letter.html.jinja",
        status=400 if wrong else 200,
        wrong=wrong or {},
        letter=letter,
        named=letter_named(letter.letter),
        to_whom=to_whom(letter),
        happened=what_happened(letter) if letter.waits else how_it_stands(letter),
        places=_places(visit, letter),
        how_made=HOW_MADE,
        told=day_as_fields("told", told),
        hours=when_letters_go(visit.counter.council.about.hours),
        back=_back(visit),
        administers=UserRole.ADMINISTRATOR in visit.me.roles,
        runs_cases=visit.me.is_any_of(RUNS_CASES),
        sees_to_it=_may_see_to(visit, letter),
    )
