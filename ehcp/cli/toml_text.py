"""A part of the policy written as TOML, as `ehcp council set` reads it back."""

import json
from collections.abc import Iterator, Mapping
from datetime import date, time
from typing import Any


def as_toml(content: Mapping[str, Any]) -> str:
    """Write plain data as TOML; what is None is left out, as TOML has no word for it."""
    return "\n".join(_lines(content, ())).strip() + "\n"


def _lines(table: Mapping[str, Any], above: tuple[str, ...]) -> Iterator[str]:
    plain = {name: value for name, value in table.items() if not isinstance(value, Mapping)}
    if above:
        yield ""
        yield f"[{'.'.join(_key(name) for name in above)}]"
    for name, value in plain.items():
        if value is not None:
            yield f"{_key(name)} = {_value(value)}"
    for name, value in table.items():
        if isinstance(value, Mapping):
            yield from _lines(value, (*above, name))


def _key(name: str) -> str:
    is_bare = name.isascii() and name.replace("_", "").replace("-", "").isalnum()
    return name if is_bare else _value(name)


def _value(value: object) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, time | date):
        return value.isoformat()
    if isinstance(value, list | tuple):
        if not any(isinstance(each, Mapping) for each in value):
            return f"[{', '.join(_value(each) for each in value)}]"
        return "[\n" + "".join(f"    {_value(each)},\n" for each in value) + "]"
    if isinstance(value, Mapping):
        inner = [f"{_key(name)} = {_value(it)}" for name, it in value.items() if it is not None]
        return f"{{ {', '.join(inner)} }}"
    # A string of JSON is one of TOML, where nothing that cannot be printed is in it.
    return json.dumps(value, ensure_ascii=False)
