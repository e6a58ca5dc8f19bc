"""Structured logs which refuse personal fields: a log outlives the case and is read by many."""

import re
import sys
from collections.abc import Mapping, MutableMapping
from typing import TYPE_CHECKING, Any, Literal, TextIO

if TYPE_CHECKING:
    from structlog.typing import FilteringBoundLogger, Processor

HIDDEN = "(hidden)"

# Names of fields that would say who a child is, or what is the matter.
PERSONAL = frozenset(
    {
        "address",
        "birth_date",
        "born",
        "born_on",
        "child",
        "child_name",
        "date_of_birth",
        "diagnosis",
        "dob",
        "email",
        "email_address",
        "ethnicity",
        "family_name",
        "first_name",
        "forename",
        "full_name",
        "gender",
        "given_name",
        "last_name",
        "mobile",
        "name",
        "need",
        "nhs_number",
        "parent",
        "parent_name",
        "phone",
        "postcode",
        "primary_need",
        "pupil",
        "recipient",
        "sex",
        "surname",
        "telephone",
        "uln",
        "unique_learner_number",
        "unique_pupil_number",
        "upn",
        "young_person",
    }
)
_NAMED_BY_ITS_END = ("_email", "_forename", "_postcode", "_surname", "_upn", "_uln")

# Values that give a person away under whatever name: an email address, a unique pupil number.
_GIVEN_AWAY = re.compile(
    r"[^@\s/:<>]+@[^@\s<>]+\.[^@\s<>]+|\b[A-HJ-NP-RT-Z]\d{11}[0-9A-HJ-NP-RT-Z]\b"
)


class PersonalField(Exception):
    """A line of log would have said who a child is; log the case's reference instead."""


def configure(
    *,
    style: Literal["console", "json"] = "console",
    level: str = "info",
    strict: bool = False,
    to: TextIO | None = None,
) -> None:
    """Set up the logs of this process, once, at a door.

    Logs go to standard error: standard output belongs to what was asked for. Strict (in tests)
    raises where a personal field is logged; otherwise the field is hidden and the line kept, since
    a service must not fall over its own log.
    """
    import structlog

    last: Processor
    if style == "json":
        last = structlog.processors.JSONRenderer(default=str)
    else:
        # A plain traceback: the pretty ones print the values of variables, and a variable may be
        # a child.
        last = structlog.dev.ConsoleRenderer(
            colors=False, exception_formatter=structlog.dev.plain_traceback
        )
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.format_exc_info,
            _refuse if strict else _hide,
            last,
        ],
        wrapper_class=structlog.make_filtering_bound_logger(level),
        # Asked for anew each time: a progress bar or a test may have put another in its place.
        logger_factory=lambda *_: structlog.WriteLogger(file=to or sys.stderr),
        cache_logger_on_first_use=False,
    )


def logger() -> "FilteringBoundLogger":
    """Give the logger; structlog is first imported when something is to be said."""
    import structlog

    bound: FilteringBoundLogger = structlog.get_logger()
    return bound


def is_personal(key: str) -> bool:
    """Say whether a field of this name would say who a child is."""
    plain = key.lower()
    return plain in PERSONAL or plain.endswith(_NAMED_BY_ITS_END)


def without_personal(value: Any, *, key: str = "") -> Any:  # noqa: ANN401 - a log takes any value
    """Give the value with whatever is personal in it hidden, however deep it lies."""
    if is_personal(key):
        return HIDDEN
    if isinstance(value, str):
        return _GIVEN_AWAY.sub(HIDDEN, value)
    if isinstance(value, Mapping):
        return {k: without_personal(v, key=str(k)) for k, v in value.items()}
    if isinstance(value, list | tuple | set | frozenset):
        return [without_personal(part) for part in value]
    return value


def _hide(_logger: object, _method: str, line: MutableMapping[str, Any]) -> Mapping[str, Any]:
    return {key: without_personal(value, key=key) for key, value in line.items()}


def _refuse(_logger: object, _method: str, line: MutableMapping[str, Any]) -> Mapping[str, Any]:
    for key, value in line.items():
        if without_personal(value, key=key) != _plain(value):
            msg = f"'{key}' may not be logged: log the case's reference instead."
            raise PersonalField(msg)
    return line


def _plain(value: Any) -> Any:  # noqa: ANN401 - a log takes any value
    """Give the value in the shape in which `without_personal` hands it back."""
    if isinstance(value, Mapping):
        return {k: _plain(v) for k, v in value.items()}
    if isinstance(value, list | tuple | set | frozenset):
        return [_plain(part) for part in value]
    return value
