"""What the council changed of its policy at the counter: kept in versions, in force at once."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, and_, func, insert, select

from config.bad_setting import BadSetting
from config.council import PARTS, Council, content_of, read_council
from ehcp.council.policy import check_against_the_law
from ehcp.council.register_there import look
from ehcp.refusal import Refusal
from ehcp.register.audit import note
from ehcp.register.engine import writing
from ehcp.register.tables import council_changes

CHANGED = "changed_policy"
"""How the audit record names it."""

_LONGEST_REASON = 500


class UnknownPart(Refusal):
    """A name that is no part of the council's policy."""


class ChangedMeanwhile(Refusal):
    """Somebody else has changed the part since it was read."""


class NoSuchVersion(Refusal):
    """A version to go back to that has never been, or that said no more than the file."""


class BadReason(Refusal):
    """A reason that cannot be kept."""


@dataclass(frozen=True, kw_only=True)
class Change:
    """One version of a part of the policy.

    Attributes:
        content: what it said; None where it went back to the council's file.
    """

    part: str
    version: int
    content: dict[str, Any] | None
    by: str
    at: datetime
    why: str | None


def council_in_force(engine: Engine, *, folder: Path) -> Council:
    """Read the council's files, with the newest version of each part that was changed.

    The files alone, where there is no register yet or it is of an earlier shape.

    Raises:
        BadSetting: a file or a change says something that cannot be used.
    """
    newest: dict[str, Change] = look(engine, council_changes, _newest, otherwise={})
    council = read_council(folder, _contents(newest))
    versions = {part: change.version for part, change in newest.items()}
    return council.model_copy(update={"versions": versions})


def version_of(engine: Engine) -> dict[str, int]:
    """Give how often each part has been changed: equal to `Council.versions` while it is in force.

    Cheap, so that whoever runs for long can ask before each round.
    """
    query = select(
        council_changes.c.part, func.max(council_changes.c.version).label("version")
    ).group_by(council_changes.c.part)
    return look(
        engine,
        council_changes,
        lambda connection: {row.part: row.version for row in connection.execute(query)},
        otherwise={},
    )


def change_part(
    engine: Engine,
    *,
    folder: Path,
    by: str,
    at: datetime,
    part: str,
    content: Mapping[str, Any],
    expects_version: int,
    why: str | None = None,
    then: Callable[[Connection], None] | None = None,
) -> int:
    """Change a part of the policy, and give its version now; it is in force at once.

    `expects_version` is that of the part when it was read (`Council.versions`, 0 where it was
    never changed). What is the same as before is not kept again. `then` is what follows from the
    change, in the same transaction.

    Raises:
        UnknownPart: there is no such part.
        ChangedMeanwhile: somebody else was quicker; nothing was changed.
        BadSetting: it cannot be used, by itself, with the other parts or by the law.
        BadReason: the reason is too long, or not in letters.
    """
    known_part(part)
    reason = reason_given(why)
    with writing(engine) as connection:
        newest = _newest_alone(connection)
        _refuse_if_changed(newest, part, expects_version)
        before = _contents(newest)
        council = read_council(folder, {**before, part: content})
        check_against_the_law(council)
        kept = content_of(council, part)
        if kept == _said(folder, before, part):
            return expects_version
        version = _keep(
            connection, part, kept, version=expects_version + 1, by=by, at=at, why=reason
        )
        if then:
            then(connection)
        return version


def go_back(
    engine: Engine,
    *,
    folder: Path,
    by: str,
    at: datetime,
    part: str,
    expects_version: int,
    to_version: int | None = None,
    why: str | None = None,
) -> int:
    """Let a part be again as it was in an earlier version, or as in the council's file.

    It is a version of its own, whose number is given. Going back to the file is refused for what
    is wrong only while the policy in force is sound: it is also the way out where it is not.

    Raises:
        UnknownPart: there is no such part.
        NoSuchVersion: the part has no such version.
        ChangedMeanwhile: somebody else was quicker; nothing was changed.
        BadSetting: what it said then cannot be used now.
        BadReason: the reason is too long, or not in letters.
    """
    known_part(part)
    if to_version is not None:
        content = _content_then(engine, part, to_version)
        if content is not None:
            return change_part(
                engine,
                folder=folder,
                by=by,
                at=at,
                part=part,
                content=content,
                expects_version=expects_version,
                why=why,
            )
    reason = reason_given(why)
    with writing(engine) as connection:
        newest = _newest_alone(connection)
        _refuse_if_changed(newest, part, expects_version)
        if part not in newest or newest[part].content is None:
            return expects_version
        before = _contents(newest)
        if _said(folder, before, part) is not None:
            without = {other: each for other, each in before.items() if other != part}
            check_against_the_law(read_council(folder, without))
        return _keep(connection, part, None, version=expects_version + 1, by=by, at=at, why=reason)


def history(engine: Engine, *, part: str) -> tuple[Change, ...]:
    """Give every version of a part, the newest first; none where it was never changed.

    Raises:
        UnknownPart: there is no such part.
    """
    known_part(part)
    query = (
        select(council_changes)
        .where(council_changes.c.part == part)
        .order_by(council_changes.c.version.desc())
    )
    return look(
        engine,
        council_changes,
        lambda connection: tuple(_change(row) for row in connection.execute(query)),
        otherwise=(),
    )


def known_part(part: str) -> None:
    """Refuse what is no part of the policy.

    Raises:
        UnknownPart: with the parts that there are.
    """
    if part not in PARTS:
        raise UnknownPart(
            f"There is no part '{part[:40]}' of the policy. The parts are: {', '.join(PARTS)}."
        )


def reason_given(why: str | None) -> str | None:
    """Read the reason of a change; None where none was given.

    Raises:
        BadReason: it is too long, or not in letters.
    """
    reason = " ".join((why or "").split())
    if len(reason) > _LONGEST_REASON or not reason.isprintable():
        raise BadReason(f"Give the reason in letters, at most {_LONGEST_REASON} of them.")
    return reason or None


# --------------------------------------------------------------------------- what is kept


def _newest(connection: Connection) -> dict[str, Change]:
    last = (
        select(council_changes.c.part, func.max(council_changes.c.version).label("version"))
        .group_by(council_changes.c.part)
        .subquery()
    )
    query = select(council_changes).join(
        last,
        and_(
            last.c.part == council_changes.c.part,
            last.c.version == council_changes.c.version,
        ),
    )
    return {row.part: _change(row) for row in connection.execute(query)}


def _newest_alone(connection: Connection) -> dict[str, Change]:
    """Give the newest versions, and let nobody else change any until this has been decided.

    Not even of another part: two that are sound each by itself may not go together.
    """
    if connection.dialect.name == "postgresql":
        connection.exec_driver_sql("LOCK TABLE council_changes IN EXCLUSIVE MODE")
    return _newest(connection)


def _keep(
    connection: Connection,
    part: str,
    content: dict[str, Any] | None,
    *,
    version: int,
    by: str,
    at: datetime,
    why: str | None,
) -> int:
    connection.execute(
        insert(council_changes).values(
            part=part, version=version, content=content, changed_by=by, changed_at=at, why=why
        )
    )
    note(connection, at=at, by=by, act=CHANGED, about=part, why=why)
    return version


def _content_then(engine: Engine, part: str, version: int) -> dict[str, Any] | None:
    for change in history(engine, part=part):
        if change.version == version:
            return change.content
    raise NoSuchVersion(f"{part} has no version {version}. Its history shows those it has.")


def _change(row: Any) -> Change:  # noqa: ANN401 - a row of the table, whose columns have no types
    return Change(
        part=row.part,
        version=row.version,
        content=row.content,
        by=row.changed_by,
        at=row.changed_at,
        why=row.why,
    )


# -------------------------------------------------------------------------- what is in force


def _contents(newest: Mapping[str, Change]) -> dict[str, Mapping[str, Any]]:
    """Give what is said otherwise than in the files; a part that we no longer have says nothing."""
    return {
        part: change.content
        for part, change in newest.items()
        if change.content is not None and part in PARTS
    }


def _said(
    folder: Path, contents: Mapping[str, Mapping[str, Any]], part: str
) -> dict[str, Any] | None:
    """Give what a part says under these changes; None where they cannot be used."""
    try:
        council = read_council(folder, contents)
        check_against_the_law(council)
    except BadSetting:
        return None
    return content_of(council, part)


def _refuse_if_changed(newest: Mapping[str, Change], part: str, expects: int) -> None:
    change = newest.get(part)
    if (change.version if change else 0) == expects:
        return
    if change is None:
        raise ChangedMeanwhile(f"{part} has not been changed yet. Read it again.")
    raise ChangedMeanwhile(
        f"{change.by} changed {part} while you were reading it (version {change.version}). "
        "Nothing of yours was kept. Look at it as it is now, and change it again if need be."
    )
