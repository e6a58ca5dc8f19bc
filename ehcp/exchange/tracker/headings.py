"""What one heading means: known, kept from an earlier import, told by the user, or guessed."""

from collections.abc import Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from itertools import permutations

from ehcp.exchange.tracker.fields import IGNORED, Table, advice_words, plain, vocabulary

_LONG_WORD = 5
_NEAR = 0.8
_ADVICE_RANK = 0
_MOST_WORDS = 9


@dataclass(frozen=True, slots=True, kw_only=True)
class Meaning:
    """What a heading means.

    Attributes:
        field: the field's name, or `ignore`.
        rank: 0 for the first variant; of two columns for one field the lower is read.
        how: `told`, `saved`, `known` or `guessed`.
        numbered: the number at the heading's end ("Chased 2"), where the field may be repeated.
    """

    field: str
    rank: int
    how: str
    numbered: str = ""


def meaning_of(
    heading: str,
    *,
    table: Table,
    told: Mapping[str, str],
    saved: Mapping[str, str],
    guessing: bool = True,
) -> Meaning | None:
    """Say what a heading means, or None where nobody knows.

    `told` and `saved` go from headings in plain words to fields.
    """
    words = plain(heading)
    if not words:
        return None
    for given, how in ((told, "told"), (saved, "saved")):
        if is_field(given.get(words, ""), table=table):
            return Meaning(field=given[words], rank=-1, how=how)
    known = _known(words, table)
    if known is not None or not guessing:
        return known
    mended = _mended(words, table)
    guess = _known(mended, table) if mended != words else None
    if guess is None:
        return None
    return Meaning(field=guess.field, rank=guess.rank, how="guessed", numbered=guess.numbered)


def bare_role(heading: str) -> bool:
    """Say whether a heading is only what happened ("Requested") and needs the title above it."""
    roles = advice_words().roles
    words = [word for word in plain(heading).split() if word not in advice_words().nothing]
    return bool(words) and all(word in roles for word in words)


def is_field(name: str, *, table: Table) -> bool:
    """Say whether a field has this name."""
    return name == IGNORED or name in vocabulary(table).fields


def _known(words: str, table: Table) -> Meaning | None:
    terms = vocabulary(table)
    found = terms.meanings.get(words)
    if found is not None:
        name, rank = found
        return Meaning(field=name, rank=rank, how="known", numbered=_number_in(words, name, table))
    stem, _, number = words.rpartition(" ")
    if number.isdigit() and stem in terms.meanings:
        name, rank = terms.meanings[stem]
        if terms.fields[name].numbered:
            return Meaning(field=name, rank=rank, how="known", numbered=number)
    return _advice(words) if table == "tracker" else None


def _number_in(words: str, name: str, table: Table) -> str:
    last = words.rsplit(" ", 1)[-1]
    return last if last.isdigit() and vocabulary(table).fields[name].numbered else ""


def _advice(words: str) -> Meaning | None:
    """Read a heading made of the name of a kind of advice and a word of what happened."""
    advice = advice_words()
    split = words.split()
    if len(split) > _MOST_WORDS:
        return None
    nothing = advice.nothing
    # Word for word before leaving words out: "Requested by family received" is about the advice
    # that the family asked for. And "in" says nothing in "EP due in".
    for leave_out in (frozenset[str](), nothing, nothing | advice.roles.keys()):
        for role in ("due", "allocated", "visit", "requested", "received"):
            for place, word in enumerate(split):
                if advice.roles.get(word) == role:
                    rest = [w for n, w in enumerate(split) if n != place and w not in leave_out]
                    kind = advice.names.get(" ".join(rest))
                    if kind is not None:
                        return Meaning(field=f"{kind}.{role}", rank=_ADVICE_RANK, how="known")
    return None


def _mended(words: str, table: Table) -> str:
    """Mend slips of the pen: a word of five letters or more that is nearly a known one."""
    known = vocabulary(table).words
    long_words = [word for word in known if len(word) >= _LONG_WORD]

    def mend(word: str) -> str:
        if word in known or len(word) < _LONG_WORD or word.isdigit():
            return word
        near = get_close_matches(word, long_words, n=1, cutoff=_NEAR)
        return near[0] if near else word

    mended = [mend(word) for word in words.split()]
    filler = advice_words().nothing
    short = [word for word in mended if word not in filler]
    # "Date the request was received" is "Request received" with words that say nothing.
    for words_tried in (mended, short, ["date", *short], [*short, "date"]):
        tried = " ".join(words_tried)
        if _known(tried, table) is not None:
            return tried
    for tried_order in permutations(short) if 1 < len(short) <= 3 else ():  # noqa: PLR2004 - few orders
        if _known(" ".join(tried_order), table) is not None:
            return " ".join(tried_order)
    return " ".join(mended)
