"""The chronology as the screen of a case shows it: entries and letters together, newest first."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from ehcp.cases.chronology import Correction, Line
from ehcp.cases.kinds import Kind
from ehcp.casework.service_names import ServiceNames
from ehcp.casework.setting_names import SettingNames
from ehcp.casework.whole_case import LetterSent
from ehcp.web.pages import as_day
from ehcp.web.staff.cases import words
from ehcp.web.staff.cases.arrived import arrived

FILTERS: Final = (
    ("", "Everything"),
    ("contacts", "Contacts"),
    ("advice", "Advice"),
    ("letters", "Letters"),
)


@dataclass(frozen=True, kw_only=True)
class Item:
    """One thing of the chronology: an entry of the record, or a letter.

    Attributes:
        entry: its number on the record; None for a letter.
        see_to: the page on which a person sees to a letter, where one must.
    """

    on: date
    says: str
    by: str
    at: datetime
    sort: str
    entry: int | None = None
    text: str = ""
    facts: Sequence[tuple[str, str]] = ()
    first_on: date | None = None
    corrections: Sequence[Correction] = ()
    struck_out: bool = False
    can_be_corrected: bool = False
    see_to: str | None = None


def timeline(
    lines: Sequence[Line],
    letters: Sequence[LetterSent],
    *,
    day: date,
    corrects: Callable[[Kind], bool],
    services: ServiceNames,
    settings: SettingNames,
    works: bool = False,
    only: str = "",
) -> tuple[Item, ...]:
    """Put entries and letters together, newest first; `only` those of one filter.

    `day` is that of the screen; `corrects` says of which kinds whoever looks may correct an entry,
    `works` whether they see to letters that did not arrive.
    """
    items = [
        *_entries(lines, corrects, services, settings),
        *_letters(letters, day, settings, works=works),
    ]
    if only in ("contacts", "advice", "letters"):
        items = [item for item in items if item.sort == only]
    # Within a day: entries as the record has them, and the day's letters above them.
    return tuple(sorted(items, key=lambda item: item.on, reverse=True))


def _entries(
    lines: Sequence[Line],
    corrects: Callable[[Kind], bool],
    services: ServiceNames,
    settings: SettingNames,
) -> Iterator[Item]:
    for line in lines:
        facts = tuple(words.facts_of_entry(line.kind, line.details, services=services))
        yield Item(
            on=line.on,
            says=words.said_of(line.kind, line.details, line.party and settings.of(line.party)),
            by=line.by,
            at=line.at,
            sort=line.sort,
            entry=line.entry,
            text=next((fact for name, fact in facts if name == "Note"), ""),
            facts=tuple(pair for pair in facts if pair[0] != "Note"),
            first_on=line.first_on,
            corrections=line.corrections,
            struck_out=line.struck_out,
            can_be_corrected=not line.struck_out and corrects(line.kind),
        )


def _letters(
    letters: Sequence[LetterSent], day: date, settings: SettingNames, *, works: bool
) -> Iterator[Item]:
    for letter in letters:
        about = f" ({words.advice_named(settings.of(letter.party))})" if letter.party else ""
        known = arrived(letter, day=day, works=works)
        yield Item(
            on=as_day(letter.sent_at or letter.written_at),
            says=f"{words.letter_named(letter.letter)}{about}: {known.says}",
            by="",
            at=letter.sent_at or letter.written_at,
            sort="letters",
            see_to=known.see_to,
        )
