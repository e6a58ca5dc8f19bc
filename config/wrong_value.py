"""Saying what is wrong with a value as a person would: where, which key, what to write."""

from collections.abc import Collection
from difflib import get_close_matches
from typing import get_args

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from config.bad_setting import BadSetting


def in_words(error: ValidationError, *, where: str, model: type[BaseModel]) -> list[BadSetting]:
    """Say everything that pydantic found wrong with a part of the council's policy."""
    return [_in_words(where, model, problem) for problem in error.errors()]


def meant(name: str, *, known: Collection[str]) -> str:
    """Say that there is no such thing, what is near to it, and what there is."""
    near = get_close_matches(name, known, n=1)
    hint = f" Is {near[0]} meant?" if near else ""
    return f"There is no such thing here.{hint} Known are: {', '.join(known)}."


def model_within(annotation: object) -> type[BaseModel] | None:
    """Find the model in a field's type: `Ladder`, `tuple[Rung, ...]`, `dict[str, ColourRule]`."""
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    for part in get_args(annotation):
        found = model_within(part)
        if found:
            return found
    return None


def _in_words(where: str, model: type[BaseModel], problem: ErrorDetails) -> BadSetting:
    key = ".".join(str(step) for step in problem["loc"] if step != "[key]")
    value = problem["input"]
    owner, description = _followed(model, problem["loc"])
    if problem["type"] == "extra_forbidden":
        fix = meant(str(problem["loc"][-1]), known=list(owner.model_fields))
    elif problem["type"] == "missing":
        fix = f"It is missing. {description}"
    elif problem["type"] == "value_error" and isinstance(value, dict):
        # A rule between several keys: the rule itself is the sentence.
        fix = problem["msg"].removeprefix("Value error, ")
    else:
        fix = description or problem["msg"]
    if isinstance(value, dict):  # a whole table, which says nothing more than its name
        value = None
    return BadSetting(where=where, key=key or "(file)", value=value, fix=fix.strip())


def _followed(model: type[BaseModel], loc: tuple[int | str, ...]) -> tuple[type[BaseModel], str]:
    """Follow a key to the model that it stands in, and to the nearest field's description."""
    description = ""
    for step in loc:
        field = model.model_fields.get(str(step))
        if field is None:
            continue
        description = field.description or description
        model = model_within(field.annotation) or model
    return model, description
