"""What the two columns of a decision say: its words, and its day."""

from datetime import date

from ehcp.exchange.tracker.rows import Row
from ehcp.exchange.tracker.words import readings_of
from ehcp.exchange.tracker.written_days import days_in

_READINGS = {"pending": "not decided yet", "moved_out": "moved out"}


def words_and_day(row: Row, words_in: str, day_in: str) -> tuple[str, date | None]:
    """Take words and day from their two columns; either may hold what belongs into the other."""
    words = row.words.get(words_in, "")
    day = row.days.get(day_in) or row.days.pop(f"{words_in} (a day)", None)
    if not words:
        words = row.words.get(day_in, "")
    if day is None and words:
        named = days_in(words)
        if len(named) == 1:
            return words, named[0]
    if day is not None and words and not any(c.isalpha() for c in words):
        words = ""  # the column of words holds the day itself
    return words, day


def one_meaning(
    row: Row, words_in: str, day_in: str, words: str, *, about: str, in_law: str
) -> str | None:
    """Say what was decided, as the words have it; words that say two things refuse the row."""
    readings = readings_of(words, about=about) if words else ()
    if len(readings) > 1:
        both = " and as ".join(f"'{_READINGS.get(reading, reading)}'" for reading in readings)
        row.refuse(
            words_in if words_in in row.words else day_in,
            f"the words can be read as {both}",
            f"Write one decision: {in_law}",
        )
        return None
    return readings[0] if readings else None
