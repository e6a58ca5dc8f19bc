"""What a change of the policy changes, from what to what, in words."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from config.fields import Asked
from ehcp.web.pages import short_day
from ehcp.web.staff.admin.part_form import PartForm, value_at
from ehcp.web.staff.admin.policy_words import choice_in_words, chosen_from, words_for

NONE = "None"
_MOST_IN_FULL = 6


@dataclass(frozen=True, kw_only=True)
class Turn:
    """One thing that would be otherwise."""

    what: str
    before: str
    after: str


def turns(form: PartForm, before: Mapping[str, Any], after: Mapping[str, Any]) -> tuple[Turn, ...]:
    """Give everything that differs between two contents of a part."""
    return tuple(_turns(form, before, after))


def _turns(form: PartForm, before: Mapping[str, Any], after: Mapping[str, Any]) -> Iterator[Turn]:
    for asked in form.asked:
        old, new = value_at(before, asked.key), value_at(after, asked.key)
        if old == new:
            continue
        label = form.label(asked.key)
        if asked.input == "named":
            yield from _of_named(form.part, asked, label, old or {}, new or {})
        elif asked.input == "rows":
            yield _of_rows(form.part, asked, label, old or (), new or ())
        else:
            yield Turn(
                what=label,
                before=_said(form.part, asked.key, asked, old),
                after=_said(form.part, asked.key, asked, new),
            )


def _of_named(
    part: str, asked: Asked, label: str, old: Mapping[str, Any], new: Mapping[str, Any]
) -> Iterator[Turn]:
    for name in [*old, *(name for name in new if name not in old)]:
        if old.get(name) == new.get(name):
            continue
        if name in old and name in new and any(each.input == "rows" for each in asked.within):
            inner = PartForm(part=part, asked=asked.within)
            for turn in turns(inner, old[name], new[name]):
                yield replace(turn, what=f"{old[name].get('name', name)}: {turn.what}")
        else:
            yield Turn(
                what=f"{label}: {name}",
                before=_entry(part, asked, old[name]) if name in old else "Not there",
                after=_entry(part, asked, new[name]) if name in new else "Removed",
            )


def _of_rows(part: str, asked: Asked, label: str, old: Sequence[Any], new: Sequence[Any]) -> Turn:
    if max(len(old), len(new)) > _MOST_IN_FULL:
        # A long list says only what differs in it.
        old, new = [row for row in old if row not in new], [row for row in new if row not in old]
    return Turn(what=label, before=_rows(part, asked, old), after=_rows(part, asked, new))


def _rows(part: str, asked: Asked, rows: Sequence[Any]) -> str:
    return "\n".join(_entry(part, asked, row) for row in rows) or NONE


def _entry(part: str, asked: Asked, entry: Any) -> str:  # noqa: ANN401 - a value or a small table
    if not asked.within[0].key:
        return _said(part, asked.key, asked.within[0], entry)
    pieces = []
    for each in asked.within:
        value = value_at(entry, each.key)
        if value in (None, "", ()):
            continue
        key = f"{asked.key}.{each.key}"
        said = _rows(part, each, value) if each.input == "rows" else _said(part, key, each, value)
        label = words_for(part, key).label.removesuffix(" (optional)")
        pieces.append(f"{label} {said}")
    return "; ".join(pieces) or NONE


def _said(part: str, key: str, asked: Asked, value: Any) -> str:  # noqa: ANN401
    if value is None or value in ("", [], ()):
        return NONE
    if isinstance(value, list | tuple):
        named = dict(chosen_from(part, key))
        known = asked.input == "several_of"
        return ", ".join(
            named.get(str(each)) or (choice_in_words(each) if known else str(each))
            for each in value
        )
    plain: dict[str, Callable[[Any], str]] = {
        "yes_no": lambda yes: "Yes" if yes else "No",
        "day": short_day,
        "time": lambda time: str(time)[:5],
        "one_of": choice_in_words,
        "number": lambda number: f"{number:g}",
    }
    return plain.get(asked.input, str)(value)
