"""The letters as the counter sees them: their words now, whether new ones will do, how they look.

Nothing here can send a letter, and nothing that it imports.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime

from jinja2 import TemplateSyntaxError
from sqlalchemy import Connection, Engine

from config.council import Council
from ehcp.council.letter_words import words_in_force
from ehcp.law.in_words import day_in_words
from ehcp.register.engine import reading
from notifications.at_once import write_at_once
from notifications.invented import invented_facts
from notifications.letter import Facts, sender_of
from notifications.letters import BY_NAME, LETTERS
from notifications.render import Rendered, rendered
from notifications.wording import facts_asked_for
from notifications.words import BadWords, Words, split, text_of, words_of

_LONGEST = 20_000
_LONGEST_SUBJECT = 200
_TWO, _VERY_MANY = 2, 120
_SAYS_WHEN = (
    *("advice_needed", "advice_reminder", "advice_digest", "mailbox_changed", "consultation"),
    *("family_draft", "family_delay"),
)
"""Letters that are no use without the day by which something is due."""


class UnknownLetter(BadWords):
    """A name that is no letter's."""


@dataclass(frozen=True, kw_only=True)
class LetterShown:
    """A kind of letter, for a list.

    Attributes:
        number: by which people know it: E1.
        says: to whom it goes, and when.
        facts: what its words may use.
    """

    name: str
    number: str
    says: str
    facts: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class LettersAtTheCounter:
    """The letters of a council, for the pages on which they are read and changed.

    Attributes:
        council_now: gives the council's policy as it is in force at this moment.
        web_address: where links in letters lead.
    """

    engine: Engine
    council_now: Callable[[], Council]
    web_address: str = ""

    def write(
        self,
        connection: Connection,
        letter: str,
        *,
        recipient: str,
        key: str,
        facts: Facts,
        at: datetime,
    ) -> bool:
        """Put a letter into the outbox in the transaction of an act; see `write_at_once`."""
        return write_at_once(
            connection,
            letter,
            recipient=recipient,
            key=key,
            facts=facts,
            council=self.council_now(),
            at=at,
            web_address=self.web_address,
        )

    def letters(self) -> tuple[LetterShown, ...]:
        """Give every kind of letter."""
        return all_letters()

    def names(self) -> tuple[tuple[str, str], ...]:
        """Give each letter's name and what it is."""
        return tuple((each.name, f"{each.number}: {each.says}") for each in all_letters())

    def words_now(self, letter: str) -> str:
        """Give the words in force, subject and all.

        Raises:
            UnknownLetter: no letter has this name.
        """
        _known(letter)
        with reading(self.engine) as connection:
            changed = words_in_force(connection)
        return text_of(letter, changed=changed, council_folder=self.council_now().folder)

    def words_of_the_file(self, letter: str) -> str:
        """Give the words that hold where nothing is changed at the counter.

        Raises:
            UnknownLetter: no letter has this name.
        """
        _known(letter)
        return text_of(letter, council_folder=self.council_now().folder)

    def check_words(self, letter: str, words: str) -> None:
        """Refuse words that cannot be sent; see `check_words`."""
        check_words(letter, words)

    def preview(self, letter: str, words: str | None = None) -> Rendered:
        """Show a letter about invented cases, in these words or in those in force.

        Raises:
            BadWords: the words cannot be used.
        """
        words = self.words_now(letter) if words is None else words
        return preview(letter, words, sender=sender_of(self.council_now()))


def all_letters() -> tuple[LetterShown, ...]:
    """Give every kind of letter, in the order of their numbers."""
    shown = [
        LetterShown(
            name=letter.name,
            number=letter.number,
            says=letter.says,
            facts=tuple(sorted(_facts_of(letter.name))),
        )
        for letter in LETTERS
    ]
    return tuple(sorted(shown, key=lambda letter: _in_order(letter.number)))


def _in_order(number: str) -> tuple[int, str]:
    """Tell E1a from E1, and E10 from both: E1, E1a, E2 … E10."""
    figures = "".join(each for each in number if each.isdigit())
    return int(figures), number[1 + len(figures) :]


def preview(letter: str, words: str | None = None, *, sender: Facts | None = None) -> Rendered:
    """Show a letter about invented cases; without words in ours, without a sender from nowhere.

    Raises:
        UnknownLetter: no letter has this name.
        BadWords: the words cannot be used.
    """
    _known(letter)
    return rendered(_split(letter, words), _shown_by(letter) | (sender or {}))


def check_words(letter: str, words: str) -> None:
    """Refuse words that could not be sent, or that leave out what the letter is for.

    Every invented letter of the kind is written in them, so that each of their sentences is tried.

    Raises:
        UnknownLetter: no letter has this name.
        BadWords: what is wrong with them, at which line, and what to write.
    """
    _known(letter)
    checked = _split(letter, words)
    _refuse_unknown_facts(letter, checked)
    for facts in _of_every_length(letter):
        written = rendered(checked, facts)
        if len(written.subject) > _LONGEST_SUBJECT:
            raise BadWords(
                f"{checked.where}: the subject is longer than {_LONGEST_SUBJECT} letters."
            )
        missing = next(_left_out(letter, facts, written), None)
        if missing:
            raise BadWords(f"{checked.where}: {missing}")


def _of_every_length(letter: str) -> Iterator[Facts]:
    """Give the invented facts of a letter, and those with a list of two things and of very many."""
    for facts in invented_facts(letter):
        yield facts
        items = facts.get("items", [])
        if len(items) > _TWO:
            yield facts | {"items": items[:_TWO]}
            yield facts | {"items": [items[n % len(items)] for n in range(_VERY_MANY)]}


def _split(letter: str, words: str | None) -> Words:
    if words is None:
        return words_of(letter)
    where = f"The words of {letter}"
    words = words.replace("\r\n", "\n")
    if len(words) > _LONGEST:
        raise BadWords(f"{where}: they are longer than {_LONGEST} letters. Make them shorter.")
    for number, line in enumerate(words.split("\n"), start=1):
        if not line.replace("\t", " ").isprintable():
            raise BadWords(
                f"{where}: line {number} holds something that cannot be printed. Type it anew."
            )
    return split(words, where=where)


def _shown_by(letter: str) -> Facts:
    """Give the facts of the fullest of the first two: one with a list, where there can be one."""
    one, *more = invented_facts(letter)
    return more[0] if more and "items" in one else one


def _left_out(letter: str, facts: Facts, written: Rendered) -> Iterator[str]:
    said = written.text
    if facts.get("code", "") not in said:
        yield "the code is missing. Write {{ code }} on a line."
    if facts.get("link", "") not in said:
        yield "the link is missing. Write [Open it]({{ link }}), with words of your own, on a line."
    items = facts.get("items", [])
    for reference in (*(item["reference"] for item in items), *facts.get("references", ())):
        if reference not in said:
            yield (
                "they do not name every case. Write {{ item.reference }} in a table or list of all "
                "items, as in our own words."
            )
    if letter in _SAYS_WHEN:
        plain = " ".join(said.split())
        for item in items:
            if day_in_words(date.fromisoformat(item["due_on"])).rpartition(" ")[0] not in plain:
                yield "they do not say when each is due. Write {{ item.due_on | day }} beside it."


def _refuse_unknown_facts(letter: str, words: Words) -> None:
    known = _facts_of(letter)
    for piece, first in ((words.subject, 1), (words.body, 2)):
        try:
            asked_for = list(facts_asked_for(piece))
        except TemplateSyntaxError:
            return  # what cannot be read is said, with its line, when it is written out
        for name, line in asked_for:
            if name not in known:
                raise BadWords(
                    f"{words.where}: at line {line + first - 1} there is '{name}', which this "
                    f"letter does not have. It has: {', '.join(sorted(known))}."
                )


def _facts_of(letter: str) -> set[str]:
    """Give the names of all facts of a letter, and of the parts of its lists."""
    found: set[str] = set()
    for facts in invented_facts(letter):
        found |= facts.keys()
        for value in facts.values():
            if isinstance(value, list):
                found |= {name for each in value if isinstance(each, dict) for name in each}
    return found - {"occasion", "foot"}


def _known(letter: str) -> None:
    if letter not in BY_NAME:
        raise UnknownLetter(
            f"There is no letter '{letter[:40]}'. The letters are: {', '.join(BY_NAME)}."
        )
