"""What may be given as a part of the council's policy at all: plain data, not too deep or large."""

from collections.abc import Iterator
from datetime import date, time

from config.bad_setting import BadSetting

_DEEPEST = 8
_MOST_VALUES = 50_000
"""A county's closures are the largest: 800 settings with 15 closures of three values each."""

_LONGEST_TEXT = 1000
_LARGEST_NUMBER = 10**12


def check_is_plain(content: object, *, where: str) -> None:
    """Refuse what no form of ours and no file of settings could hold, before it is looked into.

    Raises:
        BadSetting: it is too deep, too large, of another kind than data, or holds odd letters.
    """
    for count, (key, depth, value) in enumerate(_everything_in(content)):
        if count >= _MOST_VALUES:
            raise _refused(where, "(file)", f"Leave something out: more than {_MOST_VALUES} values")
        if depth > _DEEPEST:
            raise _refused(where, key, f"Write it plainly: it is more than {_DEEPEST} levels deep")
        wrong = _wrong_with(value)
        if wrong:
            raise _refused(where, key, wrong)
    if not isinstance(content, dict):
        raise _refused(where, "(file)", "Write keys and values, as in the file of that name")


def _everything_in(content: object) -> Iterator[tuple[str, int, object]]:
    """Give every value, and every name in a table, with its key and how deep it lies."""
    waiting: list[tuple[str, int, object]] = [("", 0, content)]
    while waiting:
        key, depth, value = waiting.pop()
        yield key or "(file)", depth, value
        if depth > _DEEPEST:
            continue
        if isinstance(value, dict):
            for name, inner in value.items():
                # The name of a table's key is given away only where it is fit to be shown.
                shown = name if isinstance(name, str) and not _wrong_with(name) else "(key)"
                dotted = f"{key}.{shown}" if key else shown
                yield dotted, depth, name if isinstance(name, str) else object()
                waiting.append((dotted, depth + 1, inner))
        elif isinstance(value, list | tuple):
            waiting += [
                (f"{key}.{place}" if key else f"{place}", depth + 1, inner)
                for place, inner in enumerate(value)
            ]


def _wrong_with(value: object) -> str | None:
    if isinstance(value, str):
        if len(value) > _LONGEST_TEXT:
            return f"Write it shorter: at most {_LONGEST_TEXT} letters"
        if not value.isprintable():
            return "Write it on one line, in letters that can be printed"
        return None
    if isinstance(value, int | float) and not -_LARGEST_NUMBER <= value <= _LARGEST_NUMBER:
        return "Write a smaller number"
    if value is None or isinstance(value, int | float | date | time | dict | list | tuple):
        return None
    return "Write text, a number, true or false, a list or a table"


def _refused(where: str, key: str, fix: str) -> BadSetting:
    return BadSetting(where=where, key=key, value=None, fix=f"{fix}.")
