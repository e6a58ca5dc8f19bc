"""What a part of the council's policy asks for, key by key: as a form needs to know it."""

from collections.abc import Iterable, Iterator, Mapping
from copy import deepcopy
from dataclasses import dataclass, replace
from datetime import date, time
from types import NoneType, UnionType
from typing import Annotated, Any, Literal, Union, get_args, get_origin

from annotated_types import Ge, Le
from pydantic import BaseModel
from pydantic.fields import FieldInfo

from config.council import PARTS
from config.policy.part import Email
from config.wrong_value import model_within

Input = Literal[
    "whole_number",
    "whole_numbers",
    "number",
    "yes_no",
    "time",
    "day",
    "text",
    "texts",
    "email",
    "one_of",
    "several_of",
    "rows",
    "named",
]
"""How a value is typed in. `rows`: a list of small tables; `named`: values or tables by name."""


@dataclass(frozen=True, kw_only=True)
class Asked:
    """One thing that a part of the policy asks for.

    Attributes:
        key: as a refusal names it: `ladder.amber`; empty for the one value of a named thing.
        says: what to write.
        choices: what there is to choose from.
        optional: it may be left out.
        least: the smallest number, where there is one.
        most: the largest.
        within: what each row, or each named thing, asks for.
    """

    key: str
    says: str
    input: Input
    choices: tuple[str, ...] = ()
    optional: bool = False
    least: int | None = None
    most: int | None = None
    within: tuple["Asked", ...] = ()


_BARE: dict[object, Input] = {
    bool: "yes_no",
    int: "whole_number",
    float: "number",
    time: "time",
    date: "day",
    str: "text",
}
_LISTED: dict[Input, Input] = {
    "whole_number": "whole_numbers",
    "text": "texts",
    "one_of": "several_of",
}
_AN_EMAIL = get_args(Email)[1]


def asked_for(part: str) -> tuple[Asked, ...]:
    """Give everything that a part asks for, in the order of its file; tables inside it dotted."""
    return tuple(_of_model(PARTS[part]))


def with_values(content: Mapping[str, Any], values: Mapping[str, Any]) -> dict[str, Any]:
    """Put values into a part's content, each at its dotted key, as a form gives them.

    Text will do for every value that is not a list or a table: it is read as what it means. What
    is left empty and may be left out is given as None.
    """
    put = deepcopy(dict(content))
    for key, value in values.items():
        table = put
        *tables, name = key.split(".")
        for each in tables:
            if table.get(each) is None:  # also a table that may be left out, and is
                table[each] = {}
            table = table[each]
        table[name] = value
    return put


def _of_model(
    model: type[BaseModel], *, prefix: str = "", optional: bool = False
) -> Iterator[Asked]:
    for name, field in model.model_fields.items():
        kind, may_be_none = _without_none(field.annotation)
        is_optional = optional or may_be_none
        if isinstance(kind, type) and issubclass(kind, BaseModel):
            yield from _of_model(kind, prefix=f"{prefix}{name}.", optional=is_optional)
        else:
            asked = _of_value(kind, says=field.description or "", metadata=field.metadata)
            yield replace(asked, key=f"{prefix}{name}", optional=is_optional)


def _of_value(kind: object, *, says: str, metadata: Iterable[object] = ()) -> Asked:
    """Say how one value is typed in, from its type."""
    metadata, origin = list(metadata), get_origin(kind)
    if origin is Annotated:
        kind, *more = get_args(kind)
        return _of_value(kind, says=says, metadata=[*metadata, *_laid_open(more)])
    if origin is dict:
        return Asked(key="", says=says, input="named", within=_each(get_args(kind)[1], says))
    if origin is tuple:
        return _of_list(get_args(kind)[0], says=says)
    asked = Asked(
        key="",
        says=says,
        input=_BARE.get(kind, "text"),  # what is a number or a text is typed as text
        least=next(
            (each.ge for each in metadata if isinstance(each, Ge) and isinstance(each.ge, int)),
            None,
        ),
        most=next(
            (each.le for each in metadata if isinstance(each, Le) and isinstance(each.le, int)),
            None,
        ),
    )
    if origin is Literal:
        return replace(asked, input="one_of", choices=get_args(kind))
    return replace(asked, input="email") if _AN_EMAIL in metadata else asked


def _of_list(kind: object, *, says: str) -> Asked:
    if model_within(kind):
        return Asked(key="", says=says, input="rows", within=_each(kind, says))
    one = _of_value(kind, says=says)
    return replace(one, input=_LISTED[one.input])


def _each(kind: object, says: str) -> tuple[Asked, ...]:
    if isinstance(kind, type) and issubclass(kind, BaseModel):
        return tuple(_of_model(kind))
    return (_of_value(kind, says=says),)


def _laid_open(metadata: Iterable[object]) -> Iterator[object]:
    for each in metadata:
        yield from each.metadata if isinstance(each, FieldInfo) else (each,)


def _without_none(kind: object) -> tuple[object, bool]:
    kinds = get_args(kind) if get_origin(kind) in (Union, UnionType) else (kind,)
    others = [each for each in kinds if each is not NoneType]
    return (others[0] if len(others) == 1 else kind), len(others) < len(kinds)
