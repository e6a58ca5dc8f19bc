"""One round of letter writing: what is due on a day is put into the outbox, each thing once."""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from secrets import token_hex
from typing import Any

from sqlalchemy import Connection, Engine, Table

from config.council import Council
from ehcp.council.letter_words import words_in_force
from ehcp.law.in_words import day_in_words
from ehcp.outside.links import keep_link, new_token
from ehcp.register.engine import reading, writing
from ehcp.register.once import insert_once
from ehcp.register.tables import messages, occasions
from notifications.hours import is_open_on, may_go_at, next_open_day
from notifications.letter import ANSWER, Draft, Facts, Letter, NotWritten, Round, sender_of
from notifications.letters import LETTERS
from notifications.letters.advice_needed import without_address
from notifications.render import Rendered, render
from notifications.words import BadWords, refuse_words_of_no_letter

_AT_ONCE = 500


@dataclass(frozen=True, kw_only=True)
class Written:
    """A letter that a round has put into the outbox."""

    id: str
    letter: str
    recipient: str
    subject: str
    items: int


@dataclass(frozen=True, kw_only=True)
class PostResult:
    """What a round has written, and why it has not written more."""

    day: date
    written: tuple[Written, ...] = ()
    not_written: tuple[NotWritten, ...] = ()

    @property
    def counts(self) -> dict[str, int]:
        """Count what was written, by letter."""
        found: dict[str, int] = {}
        for each in self.written:
            found[each.letter] = found.get(each.letter, 0) + 1
        return found


class _OnlyLooking(Exception):
    """The round was a dry run."""


class _SaidMeanwhile(Exception):
    """An occasion of this letter has just been written about by somebody else."""


def write_letters(
    engine: Engine,
    *,
    day: date,
    at: datetime,
    council: Council,
    web_address: str,
    whole_day: bool = False,
    dry_run: bool = False,
) -> PostResult:
    """Write what is due on this day and has not been written, in one transaction.

    On a day on which no letters go nothing is written: the next round finds it all, and each
    service gets one letter instead of one for every closed day. `whole_day` writes also what the
    council wants at a later hour of this day; it waits in the outbox until then. A dry run says
    what would be written, and writes nothing.

    A letter whose words cannot be used is not written, and that is said; every other is.
    """
    if not is_open_on(council, day):
        opens = day_in_words(next_open_day(council, day))
        closed = NotWritten(
            letter="", reason="closed_today", says=f"no letters go today; the next go on {opens}"
        )
        with reading(engine) as connection:
            return PostResult(day=day, not_written=(closed, *without_address(connection, day=day)))
    written: list[Written] = []
    not_written: list[NotWritten] = []
    cannot_be_said = Counter(_words_of_no_letter(council))
    try:
        with writing(engine) as connection:
            about = Round(
                connection=connection, day=day, at=at, council=council, whole_day=whole_day
            )
            changed = words_in_force(connection)
            for letter in LETTERS:
                for draft in _drafts(letter, about):
                    if isinstance(draft, NotWritten):
                        not_written.append(draft)
                        continue
                    try:
                        put = put_into_outbox(
                            connection,
                            letter,
                            draft,
                            council=council,
                            at=at,
                            web_address=web_address,
                            changed=changed,
                        )
                    except BadWords as wrong:
                        cannot_be_said[letter.name, str(wrong)] += 1
                        continue
                    if put:
                        written.append(put)
            if dry_run:
                raise _OnlyLooking
    except _OnlyLooking:
        pass
    not_written += [
        NotWritten(letter=name, reason="bad_words", says=says, count=count)
        for (name, says), count in cannot_be_said.items()
    ]
    return PostResult(day=day, written=tuple(written), not_written=tuple(not_written))


def _words_of_no_letter(council: Council) -> Iterator[tuple[str, str]]:
    """Say of a file of words that it belongs to no letter: its council thinks that it is used."""
    names = [letter.name for letter in LETTERS]
    try:
        refuse_words_of_no_letter(names, council_folder=council.folder)
    except BadWords as wrong:
        yield "", str(wrong)


def _drafts(letter: Letter, about: Round) -> Iterator[Draft | NotWritten]:
    policy = getattr(about.council.letters, letter.name, None)
    if policy is None:
        return  # a letter that an act asks for: there is nothing to switch off
    if not policy.send:
        yield NotWritten(
            letter=letter.name, reason="switched_off", says=f"{letter.name}.send in letters.toml"
        )
        return
    # All of them before the first is written: what a letter finds must not depend on its own.
    yield from list(letter.drafts(about))


def put_into_outbox(
    connection: Connection,
    letter: Letter,
    draft: Draft,
    *,
    council: Council,
    at: datetime,
    web_address: str,
    changed: Mapping[str, str] | None = None,
) -> Written | None:
    """Put one letter into the outbox with its occasions, or not at all.

    `changed` are the words that the council has in force, where they were read already.

    Raises:
        BadWords: the words of the letter cannot be used.
    """
    message_id = token_hex(16)
    token = new_token() if letter.leads_to == ANSWER else None
    path = f"{ANSWER}/{token}" if token else draft.leads_to or letter.leads_to
    link = {"link": f"{web_address}{path}"} if path else {}
    facts = {**sender_of(council), "foot": letter.foot, **link, **draft.facts}
    words = render(
        draft.letter,
        facts,
        council_folder=council.folder,
        changed=words_in_force(connection) if changed is None else changed,
    )
    wanted_at = max(at, draft.not_before or at)
    try:
        with connection.begin_nested():
            _keep(
                connection,
                draft,
                words,
                facts=facts,
                message_id=message_id,
                created_at=at,
                next_try_at=wanted_at if letter.urgent else may_go_at(council, wanted_at),
                urgent=letter.urgent,
            )
    except _SaidMeanwhile:
        return None
    if token:
        keep_link(connection, token, message_id=message_id, recipient=draft.recipient, at=at)
    return Written(
        id=message_id,
        letter=draft.letter,
        recipient=draft.recipient,
        subject=words.subject,
        items=len(facts.get("items", ())),
    )


def _keep(
    connection: Connection,
    draft: Draft,
    words: Rendered,
    *,
    facts: Facts,
    message_id: str,
    created_at: datetime,
    next_try_at: datetime,
    urgent: bool,
) -> None:
    row: dict[str, Any] = {
        "id": message_id,
        "occasion": draft.key,
        "letter": draft.letter,
        "recipient": draft.recipient,
        "subject": words.subject,
        "text": words.text,
        "html": words.html,
        "status": "waiting",
        "facts": facts,
        "attempts": 0,
        "next_try_at": next_try_at,
        "created_at": created_at,
        "urgent": urgent,
    }
    if _inserted(connection, messages, [row]) != 1:
        raise _SaidMeanwhile
    reasons = [
        {
            "key": each.key,
            "message_id": message_id,
            "case_id": each.case_id,
            "party": each.party,
            "service": each.service,
        }
        for each in draft.occasions
    ]
    if reasons and _inserted(connection, occasions, reasons) != len(reasons):
        raise _SaidMeanwhile


def _inserted(connection: Connection, table: Table, rows: list[dict[str, Any]]) -> int:
    """Insert what is new, and count it."""
    counted = insert_once(connection, table).execution_options(preserve_rowcount=True)
    return sum(
        connection.execute(counted.values(rows[start : start + _AT_ONCE])).rowcount
        for start in range(0, len(rows), _AT_ONCE)
    )
