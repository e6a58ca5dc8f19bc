"""The visits in a service's own calendar file: of each event only the reference and the day.

A calendar is private. Events that name none of the references are counted and otherwise left
alone, and no refusal repeats anything of the file.
"""

import re
from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final
from zoneinfo import ZoneInfo

from icalendar import Event, vDDDTypes

from ehcp.refusal import Refusal
from ehcp.register.references import ALPHABET

LARGEST: Final = 1024 * 1024
"""Bytes. A year of a busy psychologist is a third of it."""
_MOST_LINES = 100_000
_MOST_EVENTS = 5_000
_LONDON = ZoneInfo("Europe/London")
_LOOKED_AT = frozenset({"SUMMARY", "DESCRIPTION", "DTSTART", "STATUS", "RECURRENCE-ID", "UID"})
_TEXTS = ("SUMMARY", "DESCRIPTION")
_NAME = re.compile(r"[A-Za-z-]+(?=[:;])")
_FOLD = re.compile(rb"\r?\n[ \t]")
_ANYWHERE = re.compile(rf"(?=([{ALPHABET}]{{3}}-[{ALPHABET}]{{3}}))", re.IGNORECASE)
_AS_A_WORD = re.compile(
    rf"(?<![A-Za-z0-9])[{ALPHABET}]{{3}}-[{ALPHABET}]{{3}}(?![A-Za-z0-9])", re.IGNORECASE
)
_OF_OUR_OWN_FEED = re.compile(r"UID:(?:due|visit)-.*@ehcp", re.IGNORECASE)
_BEGIN, _END = "BEGIN:", "END:"


class BadCalendar(Refusal):
    """A file that cannot be read as a calendar; nothing of it was kept."""


@dataclass(frozen=True, kw_only=True)
class VisitsFound:
    """What a calendar says of some references.

    Attributes:
        events: how many it has, without those that were cancelled or came from our own feed.
        days: the days of the events that name a reference, the first first. Of an event that
            comes again and again it is the day of the first.
        unreadable: how many events name a reference and have no day that can be read.
        others: how many name none.
    """

    events: int
    days: Mapping[str, Sequence[date]]
    unreadable: int
    others: int


def visits_in(content: bytes, *, references: Collection[str]) -> VisitsFound:
    """Find the days of the events whose summary or description names one of these references.

    Raises:
        BadCalendar: it is no calendar, or larger than is taken.
    """
    wanted = frozenset(references)
    days: dict[str, set[date]] = defaultdict(set)
    events = unreadable = others = 0
    for lines in _events(_lines(content)):
        if _is_passed_over(lines):
            continue
        events += 1
        named, day = _read(lines, wanted)
        if not named:
            others += 1
        elif day is None:
            unreadable += 1
        else:
            for reference in named:
                days[reference].add(day)
    return VisitsFound(
        events=events,
        days={reference: sorted(found) for reference, found in days.items()},
        unreadable=unreadable,
        others=others,
    )


def _lines(content: bytes) -> Sequence[str]:
    """Give the lines of a calendar, with what was folded put together."""
    if len(content) > LARGEST:
        raise BadCalendar(
            f"The file is larger than {LARGEST // 1024 // 1024} MB. Save fewer weeks of the "
            "calendar, and take that file."
        )
    text = _FOLD.sub(b"", content).decode("utf-8-sig", errors="replace").lstrip()
    if "\0" in text or not text[: len("BEGIN:VCALENDAR")].upper().startswith("BEGIN:VCALENDAR"):
        raise BadCalendar(
            "This is not a calendar file. Save the calendar as an iCalendar file, whose name ends "
            "in .ics, and take that one."
        )
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    if len(lines) > _MOST_LINES:
        raise _too_much()
    return lines


def _events(lines: Sequence[str]) -> Iterator[Mapping[str, str]]:
    """Give what is looked at of each event: its first line of each name, by the name."""
    found: dict[str, str] | None = None
    inside = count = 0
    for line in lines:
        word = line[:12].upper()
        if found is None:
            if line.strip().upper() == "BEGIN:VEVENT":
                found, inside, count = {}, 0, count + 1
                if count > _MOST_EVENTS:
                    raise _too_much()
        elif word.startswith(_BEGIN):
            inside += 1
        elif word.startswith(_END):
            inside -= 1
            if inside < 0:
                yield found
                found = None
        elif not inside and (name := _NAME.match(line)) and name[0].upper() in _LOOKED_AT:
            found.setdefault(name[0].upper(), line)


def _is_passed_over(lines: Mapping[str, str]) -> bool:
    cancelled = lines.get("STATUS", "").upper().strip().endswith(":CANCELLED")
    ours = _OF_OUR_OWN_FEED.match(lines.get("UID", "")) is not None
    # Of what comes again and again, one time that was moved.
    return cancelled or ours or "RECURRENCE-ID" in lines


def _read(lines: Mapping[str, str], wanted: frozenset[str]) -> tuple[set[str], date | None]:
    """Give which references an event names, and its day in England."""
    texts = [lines[name] for name in _TEXTS if name in lines]
    # A quick look, since nearly all of a calendar is about something else.
    if not any(hit.upper() in wanted for text in texts for hit in _ANYWHERE.findall(text)):
        return set(), None
    looked_at = [*texts, *([lines["DTSTART"]] if "DTSTART" in lines else [])]
    try:
        event = Event.from_ical("\r\n".join(["BEGIN:VEVENT", *looked_at, "END:VEVENT", ""]))
    except (ValueError, LookupError):
        return set(), None
    words = " ".join(str(event.get(name, "")) for name in _TEXTS)
    named = {hit.upper() for hit in _AS_A_WORD.findall(words)} & wanted
    start = event.get("DTSTART")
    return named, _day(start.dt) if isinstance(start, vDDDTypes) else None


def _day(start: object) -> date | None:
    if not isinstance(start, datetime):
        return start if isinstance(start, date) else None
    try:
        return (start if start.tzinfo is None else start.astimezone(_LONDON)).date()
    except (OverflowError, ValueError):
        return None


def _too_much() -> BadCalendar:
    return BadCalendar(
        f"The calendar holds more than {_MOST_EVENTS:,} events, or more lines than can be read. "
        "Save fewer weeks of it, and take that file."
    )
