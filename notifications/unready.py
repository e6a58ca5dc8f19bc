"""What a person must see to before letters can go as the council wants: words, term dates."""

from collections.abc import Iterator
from datetime import date, timedelta

from sqlalchemy import Connection

from config.council import Council
from ehcp.council.letter_words import words_in_force
from ehcp.law.in_words import day_in_words
from notifications.letters import LETTERS
from notifications.preview import check_words
from notifications.words import OURS, BadWords, refuse_words_of_no_letter, text_of

_IN_GOOD_TIME = timedelta(days=183)
_FIX = (
    "Add the next school year to closures.toml, with begins_term. Until then schools are told of "
    "their annual reviews month by month (E10)."
)


def unready(connection: Connection, *, council: Council, day: date) -> Iterator[str]:
    """Say in a sentence each which letters cannot be written, and where term dates run out."""
    yield from _words(connection, council)
    yield from _terms(council, day)


def _words(connection: Connection, council: Council) -> Iterator[str]:
    """Try the council's own words, whether from its folder or changed at the counter."""
    try:
        refuse_words_of_no_letter([each.name for each in LETTERS], council_folder=council.folder)
    except BadWords as wrong:
        yield str(wrong)
    changed = words_in_force(connection)
    for letter in LETTERS:
        try:
            words = text_of(letter.name, changed=changed, council_folder=council.folder)
            if words != (OURS / f"{letter.name}.md").read_text(encoding="utf-8"):
                check_words(letter.name, words)
        except BadWords as wrong:
            yield f"{letter.number} is not sent while its words cannot be used. {wrong}"


def _terms(council: Council, day: date) -> Iterator[str]:
    """Say half a year ahead whose terms are not known any more; E10 goes by them."""
    closures = council.closures
    if not council.letters.reviews_this_term.send:
        return
    own = [urn for urn in council.people.settings if _has_own(council, urn)]
    for urn in ("", *sorted(own)):
        whose = f"{closures.settings[urn].name} ({urn})" if urn else "the default calendar"
        begin = closures.terms_begin(urn)
        if not begin:
            yield f"No terms are known of {whose}. {_FIX}"
        elif begin[-1] < day + _IN_GOOD_TIME:
            yield f"The last known term of {whose} begins on {day_in_words(begin[-1])}. {_FIX}"


def _has_own(council: Council, urn: str) -> bool:
    setting = council.closures.settings.get(urn)
    return setting is not None and not setting.keeps_default
