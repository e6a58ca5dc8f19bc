"""Reading a law file strictly, with a sentence for whatever is wrong in it."""

import tomllib
from collections.abc import Collection
from pathlib import Path
from typing import TypeVar

from pydantic import ValidationError

from ehcp.law.grammar import Part
from ehcp.refusal import Refusal

HERE = Path(__file__).parent

AnyPart = TypeVar("AnyPart", bound=Part)


class BadLaw(Refusal, ValueError):
    """A law file that cannot be put to use."""


def text_of(file: str) -> str:
    """Give the text of a law file."""
    return (HERE / file).read_text(encoding="utf-8")


def read_tables(
    model: type[AnyPart], *, text: str, file: str, table: str, beside: Collection[str] = ()
) -> tuple[AnyPart, ...]:
    """Read all tables of one name, such as every `[[rule]]`, each into the model.

    `beside` names the other tables that the file may hold, which are read elsewhere.

    Raises:
        BadLaw: not TOML, a table of another name, or a table that the model refuses.
    """
    try:
        tables = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise BadLaw(f"{file} is not TOML: {error}.") from None
    strangers = ", ".join(sorted(tables.keys() - {table, *beside}))
    if strangers:
        raise BadLaw(f"{file} holds only [[{table}]] tables, and found: {strangers}.")
    read = []
    for number, each in enumerate(tables.get(table, []), start=1):
        try:
            read.append(model.model_validate(_with_tuples(each)))
        except ValidationError as error:
            which = each.get("id", each.get("kind", f"number {number}"))
            raise BadLaw(f"{file}, {table} {which}: {_first_fault(error)}.") from None
    return tuple(read)


def _with_tuples(value: object) -> object:
    """Turn TOML's arrays into tuples, so that strict reading can hold them unchangeable."""
    if isinstance(value, dict):
        return {key: _with_tuples(each) for key, each in value.items()}
    if isinstance(value, list):
        return tuple(_with_tuples(each) for each in value)
    return value


def _first_fault(error: ValidationError) -> str:
    fault = error.errors(include_url=False)[0]
    key = ".".join(str(part) for part in fault["loc"])
    if fault["type"] == "extra_forbidden":
        return f"there is no key '{key}'"
    if fault["type"] == "missing":
        return f"the key '{key}' is missing"
    what = fault["msg"].removeprefix("Value error, ").rstrip(".")
    return f"{key}: {what}" if key else what
