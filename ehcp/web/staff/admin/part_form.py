"""The form of a part of the policy: its fields, and lists to which entries are added.

What is typed is held as it was sent, by the name of its field. A field's name is its key; in a list
it is the list's key, the place of the entry, and its own key: `ladder.red.0.to`.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from config.fields import Asked
from ehcp.web.forms import Sent, day_as_fields
from ehcp.web.numbers import number_in
from ehcp.web.staff.admin.policy_words import (
    SECTIONS,
    choice_in_words,
    chosen_from,
    names_to_choose,
    words_for,
)

Typed = Mapping[str, tuple[str, ...]]

MOST_ENTRIES = 400
NAME = "(name)"
VALUE = "value"
_LISTS = ("rows", "named")


@dataclass(frozen=True, kw_only=True)
class Field:
    """One thing that is typed or chosen."""

    name: str
    label: str
    hint: str
    input: str
    choices: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, kw_only=True)
class Entries:
    """A list of small tables, or of named things, each with its own fields."""

    name: str
    label: str
    hint: str
    entries: tuple[tuple[Field, ...], ...]


@dataclass(frozen=True, kw_only=True)
class Section:
    """Some fields under one heading; the heading is empty where they need none."""

    heading: str
    fields: tuple[Field | Entries, ...]


@dataclass(frozen=True, kw_only=True)
class PartForm:
    """The form of what a part asks for, or of some of it.

    Attributes:
        part: whose words its fields have.
        asked: what is asked for.
    """

    part: str
    asked: tuple[Asked, ...]

    def sections(self, typed: Typed) -> tuple[Section, ...]:
        """Give the fields under their headings, with as many entries as there are."""
        headings = SECTIONS.get(self.part, {})
        found: list[tuple[str, list[Field | Entries]]] = []
        for asked in self.asked:
            if not found or asked.key in headings:
                found.append((headings.get(asked.key, ""), []))
            found[-1][1].append(self._shown(asked, typed))
        return tuple(Section(heading=says, fields=tuple(fields)) for says, fields in found)

    def label(self, key: str) -> str:
        """Give what a key is called, with its heading where several have that name."""
        headings = SECTIONS.get(self.part, {})
        section = ""
        labels = [words_for(self.part, asked.key).label for asked in self.asked]
        for asked in self.asked:
            section = headings.get(asked.key, section)
            if asked.key == key:
                label = words_for(self.part, key).label
                return f"{section}: {label}" if labels.count(label) > 1 else label
        return words_for(self.part, key).label

    def typed_of(self, content: Mapping[str, Any]) -> Typed:
        """Give a part's content as it would have been typed."""
        return dict(_typed(self.asked, content, prefix=""))

    def typed_in(self, sent: Sent) -> Typed:
        """Give what was sent of the fields of this form."""
        keys = tuple(asked.key for asked in self.asked)
        return {
            name: tuple(" ".join(value.split()) for value in sent.every(name))
            for name in sent.names()
            if name.startswith(keys)
        }

    def with_entry(self, typed: Typed, key: str) -> Typed:
        """Add an empty entry to a list."""
        count = how_many(typed, key)
        if not self._is_list(key) or count >= MOST_ENTRIES:
            return typed
        return {**typed, f"{key}.rows": (str(count + 1),)}

    def without_entry(self, typed: Typed, key: str, place: int | None) -> Typed:
        """Take an entry out of a list; those after it move up."""
        count = how_many(typed, key)
        if not self._is_list(key) or place is None or not 0 <= place < count:
            return typed
        kept: dict[str, tuple[str, ...]] = {}
        for name, values in typed.items():
            if not name.startswith(f"{key}."):
                kept[name] = values
                continue
            number, dot, rest = name.removeprefix(f"{key}.").partition(".")
            at = number_in(number, most=MOST_ENTRIES)
            if dot and at is not None and at != place:
                kept[f"{key}.{at - (at > place)}.{rest}"] = values
        return kept | {f"{key}.rows": (str(count - 1),)}

    def _is_list(self, key: str) -> bool:
        return any(asked.key == key and asked.input in _LISTS for asked in self.asked)

    def _shown(self, asked: Asked, typed: Typed) -> Field | Entries:
        if asked.input not in _LISTS:
            return self._field(asked, name=asked.key, key=asked.key)
        words = words_for(self.part, asked.key)
        return Entries(
            name=asked.key,
            label=words.label,
            hint=words.hint,
            entries=tuple(
                tuple(self._of_entry(asked, place)) for place in range(how_many(typed, asked.key))
            ),
        )

    def _of_entry(self, asked: Asked, place: int) -> Iterator[Field]:
        at = f"{asked.key}.{place}"
        if asked.input == "named":
            words = words_for(self.part, f"{asked.key}.{NAME}")
            choices = names_to_choose(self.part, asked.key)
            yield Field(
                name=f"{at}.{NAME}",
                label=words.label,
                hint=words.hint,
                input="one_of" if choices else "text",
                choices=choices,
            )
        for each in asked.within:
            yield self._field(each, name=entry_field(at, each), key=entry_field(asked.key, each))

    def _field(self, asked: Asked, *, name: str, key: str) -> Field:
        words = words_for(self.part, key)
        choices = chosen_from(self.part, key)
        return Field(
            name=name,
            label=words.label,
            hint=words.hint,
            input="several_of" if choices else asked.input,
            choices=choices or tuple((value, choice_in_words(value)) for value in asked.choices),
        )


def entry_field(at: str, asked: Asked) -> str:
    """Name a field of an entry; the one value of a named thing has no key of its own."""
    return f"{at}.{asked.key or VALUE}"


def how_many(typed: Typed, key: str) -> int:
    """Count the entries of a list."""
    return min(number_in(one(typed, f"{key}.rows")) or 0, MOST_ENTRIES)


def one(typed: Typed, name: str) -> str:
    """Give the one value that a field has; nothing where it has none."""
    values = typed.get(name, ())
    return values[0] if values else ""


def value_at(content: Mapping[str, Any], key: str) -> Any:  # noqa: ANN401 - whatever stands there
    """Give what stands at a dotted key; None where nothing does."""
    found: Any = content
    for step in key.split("."):
        found = found.get(step) if isinstance(found, Mapping) else None
    return found


def _typed(
    asked: Sequence[Asked], content: Mapping[str, Any], *, prefix: str
) -> Iterator[tuple[str, tuple[str, ...]]]:
    for each in asked:
        value = value_at(content, each.key)
        name = f"{prefix}{each.key}"
        if each.input in _LISTS:
            named = each.input == "named"
            entries = list((value or {}).items() if named else enumerate(value or ()))
            yield f"{name}.rows", (str(len(entries)),)
            for place, (called, inner) in enumerate(entries):
                at = f"{name}.{place}"
                if named:
                    yield f"{at}.{NAME}", (str(called),)
                if each.within[0].key:
                    yield from _typed(each.within, inner, prefix=f"{at}.")
                else:
                    yield entry_field(at, each.within[0]), _as_typed(each.within[0].input, inner)
        elif each.input == "day":
            day = date.fromisoformat(value) if value else None
            yield from ((part, (text,)) for part, text in day_as_fields(name, day).items())
        else:
            yield name, _as_typed(each.input, value)


def _as_typed(how: str, value: Any) -> tuple[str, ...]:  # noqa: ANN401 - as it stands in the content
    if value is None:
        return ("",)
    if how == "yes_no":
        return ("yes" if value else "no",)
    if how in ("several_of", "texts"):
        return tuple(str(each) for each in value)
    if how == "whole_numbers":
        return (", ".join(str(each) for each in value),)
    if how == "time":
        return (str(value).removesuffix(":00") if str(value).count(":") > 1 else str(value),)
    return (f"{value:g}" if isinstance(value, float) else str(value),)
