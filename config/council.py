"""The council's own policy, read from its folder and checked whole before anything starts.

A part of it may have been changed at the counter since: what is said there goes before the file,
and is checked as the file is.
"""

import tomllib
from collections.abc import Callable, Collection, Mapping
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ConfigDict, ValidationError

from config.bad_setting import BadSetting, all_at_once
from config.plain_content import check_is_plain
from config.policy import (
    About,
    Alerts,
    Branding,
    Closures,
    Letters,
    People,
    Reviews,
    Staff,
    Targets,
    days_in,
)
from config.wrong_value import in_words, meant

EXAMPLE = Path(__file__).parent / "council"

PARTS: dict[str, type[BaseModel]] = {
    "about": About,
    "people": People,
    "alerts": Alerts,
    "letters": Letters,
    "targets": Targets,
    "reviews": Reviews,
    "closures": Closures,
    "staff": Staff,
    "branding": Branding,
}
"""The parts of the policy, each a file of the folder."""

NO_CHANGES: Mapping[str, Any] = {}

_LARGEST_LOGO = 200_000
_LOGO_BEGINS = {".svg": (b"<svg", b"<?xml"), ".png": (b"\x89PNG\r\n\x1a\n",)}
# Periods differ in length with the month and the bank holidays, so a target is tried from each of
# these days; two years hold every month, a leap day and every movable feast twice.
_TRIED_FROM = tuple(date(2024, 1, 1) + timedelta(days=n) for n in range(731))


class Council(BaseModel):
    """A council: who it is, its people, and how it works, is alerted, written to and measured.

    Attributes:
        versions: how often each part has been changed at the counter; none where it never was.
        changed: the parts that are in force as they were changed there, and not as in the file.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    folder: Path = EXAMPLE
    versions: dict[str, int] = {}
    changed: frozenset[str] = frozenset()
    about: About
    people: People
    alerts: Alerts
    letters: Letters
    targets: Targets
    reviews: Reviews
    closures: Closures
    staff: Staff
    branding: Branding

    @property
    def name(self) -> str:
        """Give the council's name."""
        return self.about.name

    @property
    def own_addresses(self) -> frozenset[str]:
        """Give the addresses of the council's own people and team, as its files have them."""
        people = self.people
        named = {*people.caseworkers.values(), *people.managers.values()}
        return frozenset({*named, people.head_of_service.email, self.about.team_mailbox})

    def where(self, part: str) -> str:
        """Name the place in which a part is written, for whoever has to mend it."""
        return _where(part, changed=part in self.changed)


def read_council(
    folder: Path = EXAMPLE, changes: Mapping[str, Mapping[str, Any]] = NO_CHANGES
) -> Council:
    """Read a council folder; what was changed at the counter, by part, goes before its file.

    Raises:
        BadSetting: a file is missing, cannot be read, or it or a change says something that cannot
            be used; all that is wrong is in it, each with place, key, value and what to write.
    """
    if not folder.is_dir():
        raise BadSetting(
            where="environment",
            key="EHCP_COUNCIL",
            value=str(folder),
            fix="There is no such folder; name one with the council's own files.",
        )
    problems = [_unknown_file(path) for path in _strangers(folder)]
    parts: dict[str, BaseModel] = {}
    for part in PARTS:
        try:
            if part in changes:
                parts[part] = _checked(part, changes[part], changed=True)
            else:
                parts[part] = _checked(part, _read(folder / file_of(part)), changed=False)
        except BadSetting as problem:
            problems.append(problem)
    if problems:
        raise all_at_once(problems)
    return _agreed(Council(folder=folder, changed=frozenset(changes), **parts))


def with_part(council: Council, *, part: str, content: Mapping[str, Any]) -> Council:
    """Give the council as it would be if a part of it were changed to this at the counter.

    Raises:
        BadSetting: the part cannot be used, by itself or with the others.
    """
    checked = _checked(part, content, changed=True)
    return _agreed(council.model_copy(update={part: checked, "changed": council.changed | {part}}))


def content_of(council: Council, part: str) -> dict[str, Any]:
    """Give what a part says as plain data, which JSON can hold and `read_council` takes back."""
    model: BaseModel = getattr(council, part)
    return model.model_dump(mode="json")


def file_of(part: str) -> str:
    """Name the file of a part; the council's name and habits are in council.toml."""
    return "council.toml" if part == "about" else f"{part}.toml"


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
            problems.append(_bad_target(council, rule, period, f"{unknown}"))
            continue
        if longer is not None:
            limit = due(rule, longer) - longer
            fix = f"The law allows {limit.days} days (from {longer}); write no more than that."
            problems.append(_bad_target(council, rule, period, fix))
    if problems:
        raise all_at_once(problems)


def check_advice_kinds(council: Council, *, known: Collection[str]) -> None:
    """Refuse a kind of advice that the register does not know; `known` are those it does.

    Raises:
        BadSetting: an unknown kind, with those that are known.
    """
    advice, officer = council.about.advice, council.people.clinical_officer
    listed = [
        ("about", "advice.always", advice.always),
        ("about", "advice.from_year_9", advice.from_year_9),
        ("people", "clinical_officer.kinds", officer.kinds if officer else ()),
    ]
    problems = [
        BadSetting(where=council.where(part), key=key, value=kind, fix=meant(kind, known=known))
        for part, key, kinds in listed
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


def _checked(part: str, content: Mapping[str, Any], *, changed: bool) -> BaseModel:
    where, model = _where(part, changed=changed), PARTS[part]
    if changed:
        check_is_plain(content, where=where)
    try:
        return model.model_validate(content)
    except ValidationError as error:
        raise all_at_once(in_words(error, where=where, model=model)) from None


def _where(part: str, *, changed: bool) -> str:
    return f"{file_of(part)}, as changed at the counter" if changed else file_of(part)


def _strangers(folder: Path) -> list[Path]:
    files = {file_of(part) for part in PARTS}
    return sorted(path for path in folder.glob("*.toml") if path.name not in files)


def _unknown_file(path: Path) -> BadSetting:
    known = [file_of(part) for part in PARTS]
    return BadSetting(where=path.name, key="(file)", value=None, fix=meant(path.name, known=known))


def _bad_target(council: Council, rule: str, period: str, fix: str) -> BadSetting:
    return BadSetting(where=council.where("targets"), key=f"shorter.{rule}", value=period, fix=fix)


def _agreed(council: Council) -> Council:
    """Refuse parts that do not go together."""
    _letters_go_in_open_hours(council)
    _the_logo_is_there(council)
    return council


def _letters_go_in_open_hours(council: Council) -> None:
    """Refuse a letter timed for an hour at which no letter may go: it would always be late."""
    hours = council.about.hours
    for key in ("advice_digest", "caseworker_day", "weekly_report"):
        letter = getattr(council.letters, key)
        if not hours.opens <= letter.at <= hours.closes:
            raise BadSetting(
                where=council.where("letters"),
                key=f"{key}.at",
                value=f"{letter.at:%H:%M}",
                fix=f"Letters go from {hours.opens:%H:%M} to {hours.closes:%H:%M} "
                "(hours in council.toml).",
            )
        if getattr(letter, "on", hours.days[0]) not in hours.days:
            raise BadSetting(
                where=council.where("letters"),
                key=f"{key}.on",
                value=letter.on,
                fix=f"Letters go on {', '.join(hours.days)} (hours in council.toml).",
            )


def _the_logo_is_there(council: Council) -> None:
    logo = council.branding.logo
    if logo is None:
        return
    try:
        content = (council.folder / logo).read_bytes()
    except OSError:
        content = b""
    begins = _LOGO_BEGINS[Path(logo).suffix]
    if len(content) > _LARGEST_LOGO or not content.lstrip().startswith(begins):
        raise BadSetting(
            where=council.where("branding"),
            key="logo",
            value=logo,
            fix=f"Put a picture of that name and kind, of at most {_LARGEST_LOGO // 1000} kB, into "
            "the council's folder.",
        )
