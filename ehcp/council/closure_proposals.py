"""What a school says about when it is closed, and what an administrator makes of it.

Closures decide whether an exception holds, so nothing that a school proposes is in force until
somebody of the council has accepted it; accepted, it is a change of the policy like any other.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, Final

from sqlalchemy import Connection, Engine, insert, select, update

from config.bad_setting import BadSetting
from config.council import Council, content_of, with_part
from ehcp.council.changes import change_part
from ehcp.refusal import Refusal
from ehcp.register.audit import note
from ehcp.register.engine import reading, writing
from ehcp.register.tables import closure_proposals

PART: Final = "closures"
_SAID = closure_proposals.c


class BadClosures(Refusal):
    """Closures that cannot be used as they were given."""


class NoSuchProposal(Refusal):
    """A proposal that is not there, or that somebody has settled."""


@dataclass(frozen=True, kw_only=True)
class Said:
    """What a school said of its closures.

    Attributes:
        content: its calendar as closures.toml has one; None where it confirmed the one we have.
        state: confirmed, waiting, accepted, declined or replaced.
    """

    id: int
    urn: str
    content: Mapping[str, Any] | None
    state: str
    by: str
    at: datetime
    settled_by: str | None
    settled_at: datetime | None


def confirm(engine: Engine, *, urn: str, by: str, at: datetime) -> None:
    """Keep that a school finds the closures that we have of it right.

    What it proposed before and nobody has settled is replaced by that.
    """
    with writing(engine) as connection:
        _keep(connection, urn, None, state="confirmed", by=by, at=at)
        note(connection, at=at, by=by, act="confirmed_closures", about=urn)


def propose(
    engine: Engine,
    *,
    council: Council,
    urn: str,
    content: Mapping[str, Any],
    by: str,
    at: datetime,
) -> None:
    """Keep the closures that a school proposes, until an administrator has looked at them.

    Raises:
        BadClosures: they could not be in force as they are.
    """
    checked = closures_after(council, urn, content)["settings"][urn]
    with writing(engine) as connection:
        _keep(connection, urn, checked, state="waiting", by=by, at=at)
        note(connection, at=at, by=by, act="proposed_closures", about=urn)


def accept(
    engine: Engine,
    *,
    council: Council,
    folder: Path,
    proposal: int,
    expects_version: int,
    by: str,
    at: datetime,
) -> None:
    """Let the closures that a school proposed be in force.

    Raises:
        NoSuchProposal: it is settled already.
        BadClosures, ChangedMeanwhile: they cannot be used as the policy is now.
    """
    said = waiting_one(engine, proposal)
    try:
        change_part(
            engine,
            folder=folder,
            by=by,
            at=at,
            part=PART,
            content=closures_after(council, said.urn, said.content or {}),
            expects_version=expects_version,
            why=f"Proposed by {said.by}",
        )
    except BadSetting as problem:
        raise BadClosures(problem.fix) from None
    with writing(engine) as connection:
        _settle(connection, said, state="accepted", by=by, at=at)


def decline(engine: Engine, *, proposal: int, by: str, at: datetime) -> None:
    """Leave the closures as they are.

    Raises:
        NoSuchProposal: it is settled already.
    """
    said = waiting_one(engine, proposal)
    with writing(engine) as connection:
        _settle(connection, said, state="declined", by=by, at=at)


def closures_after(council: Council, urn: str, content: Mapping[str, Any]) -> dict[str, Any]:
    """Give all closures as they would be with those of one setting.

    Raises:
        BadClosures: they cannot be used, by themselves or with the others.
    """
    now = content_of(council, PART)
    after = now | {"settings": {**now["settings"], urn: dict(content)}}
    try:
        return content_of(with_part(council, part=PART, content=after), PART)
    except BadSetting as problem:
        raise BadClosures(problem.fix) from None


def waiting_one(engine: Engine, proposal: int) -> Said:
    """Give one proposal that waits.

    Raises:
        NoSuchProposal: there is none of this number, or it is settled.
    """
    found = next((said for said in waiting(engine) if said.id == proposal), None)
    if found is None:
        raise NoSuchProposal(
            "Somebody has settled this proposal, or the school has made another one since. Look at "
            "the list again."
        )
    return found


def waiting(engine: Engine) -> tuple[Said, ...]:
    """Give every proposal that waits for an administrator, the oldest first."""
    query = select(closure_proposals).where(_SAID.state == "waiting").order_by(_SAID.id)
    with reading(engine) as connection:
        return tuple(_said(row) for row in connection.execute(query))


def last_said(engine: Engine, urns: Sequence[str]) -> dict[str, Said]:
    """Give what each of these settings said last."""
    query = select(closure_proposals).where(_SAID.urn.in_(urns)).order_by(_SAID.id)
    with reading(engine) as connection:
        return {row.urn: _said(row) for row in connection.execute(query)}


def _keep(
    connection: Connection,
    urn: str,
    content: Mapping[str, Any] | None,
    *,
    state: str,
    by: str,
    at: datetime,
) -> None:
    connection.execute(
        update(closure_proposals)
        .where(_SAID.urn == urn, _SAID.state == "waiting")
        .values(state="replaced", settled_by=by, settled_at=at)
    )
    connection.execute(
        insert(closure_proposals).values(
            urn=urn, content=content, state=state, said_by=by, said_at=at
        )
    )


def _settle(connection: Connection, said: Said, *, state: str, by: str, at: datetime) -> None:
    settled = connection.execute(
        update(closure_proposals)
        .where(_SAID.id == said.id, _SAID.state == "waiting")
        .values(state=state, settled_by=by, settled_at=at)
    )
    if settled.rowcount:
        note(connection, at=at, by=by, act=f"{state}_closures", about=said.urn)


def _said(row: Any) -> Said:  # noqa: ANN401 - a row of the table, whose columns have no types
    return Said(
        id=row.id,
        urn=row.urn,
        content=row.content,
        state=row.state,
        by=row.said_by,
        at=row.said_at,
        settled_by=row.settled_by,
        settled_at=row.settled_at,
    )
