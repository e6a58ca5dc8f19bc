"""Reading a part of the policy from its form, and saying beside which field something is wrong."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from config.bad_setting import BadSetting
from config.council import PARTS, file_of
from config.fields import Asked
from ehcp.web.forms import Form, Sent
from ehcp.web.staff.admin.part_form import (
    NAME,
    PartForm,
    Typed,
    entry_field,
    how_many,
    one,
)
from ehcp.web.staff.admin.policy_words import shown_as, words_for

_TIME = re.compile(r"(\d{1,2})(?:[:.](\d{2}))?(?::00)? ?(am|pm)?", re.IGNORECASE)
_NOON = 12
_A_NUMBER = re.compile(r"[0-9]{1,9}")
_KEY = re.compile(r"`([a-z_.]+)`")
_NUMBER_OR_TEXT = "exactly"
_SAYS = {
    "yes_no": "Choose yes or no.",
    "one_of": "Choose one of them.",
    "several_of": "Choose at least one.",
    "texts": "Choose at least one.",
    "time": "Enter a time, such as 7:30am or 16:00.",
    "email": "Enter one email address, such as office@exampleshire.example.",
    "day": "Enter a real day, such as 16 2 2026.",
    "number": "Enter a number.",
}


@dataclass
class Read:
    """What was read of a form.

    Attributes:
        content: as the policy takes it.
        wrong: what could not be read, by field.
        places: for each entry, by its key in the content, where it stands in the form.
    """

    content: dict[str, Any] = field(default_factory=dict)
    wrong: dict[str, str] = field(default_factory=dict)
    places: dict[str, str] = field(default_factory=dict)
    names: dict[str, Asked] = field(default_factory=dict)


def read(form: PartForm, typed: Typed, sent: Sent) -> Read:
    """Read what was typed; what is wrong with the values themselves, the policy says."""
    found = Read()
    for asked in form.asked:
        found.names[asked.key] = asked
        if asked.input in ("rows", "named"):
            value = _entries(form, asked, typed, sent, found)
        else:
            value = _value(asked, asked.key, typed, sent, found)
        if value is not None:
            _put(found.content, asked.key, value)
    for asked in form.asked:
        if asked.optional:  # left empty where something stood, it is taken away
            found.content.setdefault(asked.key.partition(".")[0], None)
    return found


def slips(form: PartForm, found: Read, problem: BadSetting, *, within: str = "") -> dict[str, str]:
    """Say what the policy refuses, each beside its field.

    `within` is where in the part the form's keys begin.
    """
    said: dict[str, str] = {}
    for each in (problem, *problem.others):
        field_name, sentence = _slip(form, found, each, within=within)
        said[field_name] = " ".join(filter(None, (said.get(field_name), sentence)))
    return said


def _slip(form: PartForm, found: Read, problem: BadSetting, *, within: str) -> tuple[str, str]:
    part = next((part for part in PARTS if problem.where.startswith(file_of(part))), "")
    if part != form.part or not problem.key.startswith(within):
        title = shown_as(part).title if part else problem.where
        what = words_for(part, problem.key).label
        return "", f"This does not go with ‘{title}’ ({what}). {_plain(form.part, problem.fix)}"
    name = _field_of(problem.key.removeprefix(within), found)
    asked = found.names.get(name)
    fix = problem.fix
    if asked is not None and asked.says and fix.endswith(asked.says):
        fix = _asks_for(form.part, name, asked)
    return name, _plain(form.part, fix)


def _asks_for(part: str, name: str, asked: Asked) -> str:
    """Say what a field takes, as somebody reads it who fills in a form and not a file."""
    if asked.input in _SAYS:
        return _SAYS[asked.input]
    if asked.input == "whole_number":
        if asked.least is None or asked.most is None:
            return "Enter a whole number."
        return f"Enter a whole number from {asked.least} to {asked.most}."
    hint = words_for(part, re.sub(r"\.\d+\.", ".", name)).hint
    if asked.input == "whole_numbers":
        return f"Enter {hint[:1].lower()}{hint[1:].rstrip('.')}." if hint else "Enter numbers."
    if asked.input in ("rows", "named"):
        return "Add at least one."
    return f"{asked.says} {hint}".strip() if "`" not in asked.says else hint


def _plain(part: str, fix: str) -> str:
    """Say a sentence about a file's keys in the words of the form."""

    def label(match: re.Match[str]) -> str:
        return f"‘{words_for(part, match[1]).label}’"

    return _KEY.sub(label, fix)[:1].upper() + _KEY.sub(label, fix)[1:]


def _field_of(key: str, found: Read) -> str:
    """Find the field of a key: itself, what it is a piece of, or the first of what it holds."""
    entry = max((at for at in found.places if f"{key}.".startswith(f"{at}.")), key=len, default="")
    if entry:
        key = found.places[entry] + key.removeprefix(entry)
    inner = next((name for name in found.names if name.startswith(f"{key}.")), "")
    if inner and key not in found.names:
        return inner
    while key and key not in found.names:
        key = key.rpartition(".")[0]
    return key


def _entries(
    form: PartForm, asked: Asked, typed: Typed, sent: Sent, found: Read
) -> list[Any] | dict[str, Any]:
    rows: list[Any] = []
    named: dict[str, Any] = {}
    for place in range(how_many(typed, asked.key)):
        at = f"{asked.key}.{place}"
        if not any(any(typed.get(name, ())) for name in _names_within(asked, at)):
            continue
        entry = _entry(asked, at, typed, sent, found)
        if asked.input == "rows":
            found.places[f"{asked.key}.{len(rows)}"] = at
            rows.append(entry)
            continue
        name = one(typed, f"{at}.{NAME}")
        found.names[f"{at}.{NAME}"] = asked
        label = words_for(form.part, f"{asked.key}.{NAME}").label
        if not name:
            found.wrong[f"{at}.{NAME}"] = f"Fill in ‘{label}’, or remove this entry."
        elif name in named:
            found.wrong[f"{at}.{NAME}"] = "This is there twice. Remove one of them."
        else:
            found.places[f"{asked.key}.{name}"] = at
            named[name] = entry
    return rows if asked.input == "rows" else named


def _names_within(asked: Asked, at: str) -> Iterator[str]:
    yield f"{at}.{NAME}"
    for each in asked.within:
        name = entry_field(at, each)
        if each.input == "day":
            yield from (f"{name}-{part}" for part in ("day", "month", "year"))
        elif each.input != "yes_no":  # a button that is chosen beforehand is no answer
            yield name


def _entry(asked: Asked, at: str, typed: Typed, sent: Sent, found: Read) -> Any:  # noqa: ANN401
    if not asked.within[0].key:
        return _value(asked.within[0], entry_field(at, asked.within[0]), typed, sent, found)
    entry: dict[str, Any] = {}
    for each in asked.within:
        value = _value(each, entry_field(at, each), typed, sent, found)
        if value is not None:
            _put(entry, each.key, value)
    return entry


def _value(asked: Asked, name: str, typed: Typed, sent: Sent, found: Read) -> Any:  # noqa: ANN401
    """Read one value, near enough to what it means; None where it is left out."""
    found.names[name] = asked
    if asked.input in ("several_of", "texts"):
        chosen = [value for value in typed.get(name, ()) if value]
        return None if asked.optional and not chosen else chosen
    if asked.input == "day":
        day = Form(sent)
        value = day.day(name, "the day", needed=not asked.optional)
        found.wrong |= day.wrong
        return value.isoformat() if value else None
    text = one(typed, name)
    if not text and asked.optional:
        return None
    return _meant(asked, text)


def _meant(asked: Asked, text: str) -> Any:  # noqa: ANN401 - as the policy takes it
    if asked.input == "whole_numbers":
        return [piece.strip() for piece in text.split(",") if piece.strip()]
    if asked.input == "time":
        return _time(text)
    if asked.input == "yes_no":
        return {"yes": True, "no": False}.get(text, text)
    if asked.key == _NUMBER_OR_TEXT and _A_NUMBER.fullmatch(text):
        return int(text)
    return text


def _time(text: str) -> str:
    """Write a time as the policy takes it; what cannot be read is left for it to refuse."""
    found = _TIME.fullmatch(text)
    if found is None:
        return text or "-"
    hour, minute, half = int(found[1]), found[2] or "00", (found[3] or "").lower()
    if half:
        if not 1 <= hour <= _NOON:
            return text
        hour = hour % _NOON + (_NOON if half == "pm" else 0)
    return f"{hour:02}:{minute}"


def _put(table: dict[str, Any], key: str, value: object) -> None:
    *tables, name = key.split(".")
    for each in tables:
        table = table.setdefault(each, {})
    table[name] = value


def kept_beside(content: Mapping[str, Any], *, of: Mapping[str, Any]) -> dict[str, Any]:
    """Give what was read, with what the form leaves alone as it was."""
    return {**{key: value for key, value in of.items() if key not in content}, **content}
