"""The council's own policy, read from its folder and checked whole before anything starts."""

import tomllib
from collections.abc import Callable, Collection
from datetime import date, timedelta
from difflib import get_close_matches
from pathlib import Path
from typing import Any, get_args

from pydantic import BaseModel, ConfigDict, ValidationError
from pydantic_core import ErrorDetails

from config.bad_setting import BadSetting, all_at_once
from config.policy import (
    About,
    Alerts,
    Closures,
    Letters,
    People,
    Reviews,
    Targets,
    days_in,
)

EXAMPLE = Path(__file__).parent / "council"

# The files of the folder, and under which name each part is known.
_FILES: dict[str, tuple[str, type[BaseModel]]] = {
    "council.toml": ("about", About),
    "people.toml": ("people", People),
    "alerts.toml": ("alerts", Alerts),
    "letters.toml": ("letters", Letters),
    "targets.toml": ("targets", Targets),
    "reviews.toml": ("reviews", Reviews),
    "closures.toml": ("closures", Closures),
}
# Periods differ in length with the month and the bank holidays, so a target is tried from each of
# these days; two years hold every month, a leap day and every movable feast twice.
_TRIED_FROM = tuple(date(2024, 1, 1) + timedelta(days=n) for n in range(731))


class Council(BaseModel):
    """A council: who it is, its people, and how it works, is alerted, written to and measured."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    folder: Path = EXAMPLE
    about: About
    people: People
    alerts: Alerts
    letters: Letters
    targets: Targets
    reviews: Reviews
    closures: Closures

    @property
    def name(self) -> str:
        """Give the council's name."""
        return self.about.name


def read_council(folder: Path = EXAMPLE) -> Council:
    """Read a council folder.

    Raises:
        BadSetting: a file is missing, cannot be read, or says something that cannot be used; all
            that is wrong is in it, each with file, key, value and what to write.
    """
    if not folder.is_dir():
        raise BadSetting(
            where="environment",
            key="EHCP_COUNCIL",
            value=str(folder),
            fix="There is no such folder; name one with the council's own files.",
        )
    problems = [_unknown_file(path) for path in _strangers(folder)]
    parts: dict[str, Any] = {}
    for file, (part, model) in _FILES.items():
        try:
            parts[part] = model.model_validate(_read(folder / file))
        except BadSetting as problem:
            problems.append(problem)
        except ValidationError as error:
            problems += [_in_words(file, model, item) for item in error.errors()]
    if problems:
        raise all_at_once(problems)
    council = Council(folder=folder, **parts)
    _letters_go_in_open_hours(council)
    return council


def check_targets(council: Council, *, due: Callable[[str, date], date]) -> None:
    """Refuse a target that is longer than its law.

    `due` is the law's own: the last day for a rule that starts on a day; it raises a LookupError
    or a ValueError, with a sentence, for a rule that it does not know or that has no date.

    Raises:
        BadSetting: a target is longer than its law, or its rule is not a rule with a date.
    """
    problems = []
    for rule, period in council.targets.shorter.items():
        length = days_in(period)
        try:
            longer = next((day for day in _TRIED_FROM if day + length > due(rule, day)), None)
        except (LookupError, ValueError) as unknown:
            problems.append(_bad_target(rule, period, f"{unknown}"))
            continue
        if longer is not None:
            limit = due(rule, longer) - longer
            fix = f"The law allows {limit.days} days (from {longer}); write no more than that."
            problems.append(_bad_target(rule, period, fix))
    if problems:
        raise all_at_once(problems)


def check_advice_kinds(council: Council, *, known: Collection[str]) -> None:
    """Refuse a kind of advice that the register does not know; `known` are those it does.

    Raises:
        BadSetting: an unknown kind, with those that are known.
    """
    advice = council.about.advice
    problems = [
        BadSetting(where="council.toml", key=f"advice.{key}", value=kind, fix=_meant(kind, known))
        for key, kinds in (("always", advice.always), ("from_year_9", advice.from_year_9))
        for kind in kinds
        if kind not in known
    ]
    if problems:
        raise all_at_once(problems)


def _read(path: Path) -> dict[str, Any]:
    try:
        with path.open("rb") as file:
            return tomllib.load(file)
    except FileNotFoundError:
        fix = f"The file is missing; copy {path.name} from the example council and change it."
        raise BadSetting(where=path.name, key="(file)", value=None, fix=fix) from None
    except (OSError, UnicodeDecodeError) as error:
        fix = f"It cannot be read: {error}."
        raise BadSetting(where=path.name, key="(file)", value=None, fix=fix) from None
    except tomllib.TOMLDecodeError as error:
        fix = f"It is not TOML: {error}."
        raise BadSetting(where=path.name, key="(file)", value=None, fix=fix) from None


def _strangers(folder: Path) -> list[Path]:
    return sorted(path for path in folder.glob("*.toml") if path.name not in _FILES)


def _unknown_file(path: Path) -> BadSetting:
    return BadSetting(
        where=path.name, key="(file)", value=None, fix=_meant(path.name, list(_FILES))
    )


def _in_words(file: str, model: type[BaseModel], problem: ErrorDetails) -> BadSetting:
    """Say a pydantic problem as a person would: file, key, value, what to write."""
    key = ".".join(str(step) for step in problem["loc"] if step != "[key]")
    value = problem["input"]
    owner, description = _followed(model, problem["loc"])
    if problem["type"] == "extra_forbidden":
        fix = _meant(str(problem["loc"][-1]), list(owner.model_fields))
    elif problem["type"] == "missing":
        fix = f"It is missing. {description}"
    elif problem["type"] == "value_error" and isinstance(value, dict):
        # A rule between several keys: the rule itself is the sentence.
        fix = problem["msg"].removeprefix("Value error, ")
    else:
        fix = description or problem["msg"]
    if isinstance(value, dict):  # a whole table, which says nothing more than its name
        value = None
    return BadSetting(where=file, key=key or "(file)", value=value, fix=fix.strip())


def _followed(model: type[BaseModel], loc: tuple[int | str, ...]) -> tuple[type[BaseModel], str]:
    """Follow a key to the model that it stands in, and to the nearest field's description."""
    description = ""
    for step in loc:
        field = model.model_fields.get(str(step))
        if field is None:
            continue
        description = field.description or description
        model = _model_within(field.annotation) or model
    return model, description


def _model_within(annotation: object) -> type[BaseModel] | None:
    """Find the model in a field's type: `Ladder`, `tuple[Rung, ...]`, `dict[str, ColourRule]`."""
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    for part in get_args(annotation):
        found = _model_within(part)
        if found:
            return found
    return None


def _meant(name: str, known: Collection[str]) -> str:
    near = get_close_matches(name, known, n=1)
    hint = f" Is {near[0]} meant?" if near else ""
    return f"There is no such thing here.{hint} Known are: {', '.join(known)}."


def _bad_target(rule: str, period: str, fix: str) -> BadSetting:
    return BadSetting(where="targets.toml", key=f"shorter.{rule}", value=period, fix=fix)


def _letters_go_in_open_hours(council: Council) -> None:
    """Refuse a letter timed for an hour at which no letter may go: it would always be late."""
    hours = council.about.hours
    for key in ("advice_digest", "caseworker_day", "weekly_report"):
        letter = getattr(council.letters, key)
        if not hours.opens <= letter.at <= hours.closes:
            raise BadSetting(
                where="letters.toml",
                key=f"{key}.at",
                value=f"{letter.at:%H:%M}",
                fix=f"Letters go from {hours.opens:%H:%M} to {hours.closes:%H:%M} "
                "(hours in council.toml).",
            )
        if getattr(letter, "on", hours.days[0]) not in hours.days:
            raise BadSetting(
                where="letters.toml",
                key=f"{key}.on",
                value=letter.on,
                fix=f"Letters go on {', '.join(hours.days)} (hours in council.toml).",
            )
