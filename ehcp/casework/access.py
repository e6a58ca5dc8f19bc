"""Whether whoever acts may: by the role of the step, and only on the record as they read it."""

from ehcp.cases.case_file import CaseFile
from ehcp.cases.desk import Desk
from ehcp.cases.journeys import journey_named
from ehcp.cases.kinds import Kind
from ehcp.cases.stages import Role
from ehcp.refusal import Refusal

_SAID = {
    Role.CASEWORKER: "a caseworker",
    Role.PLAN_WRITER: "a plan writer",
    Role.MANAGER: "a manager",
    Role.PROVIDER: "the service, or a caseworker for it,",
}
_CASEWORKER = frozenset({Role.CASEWORKER})


class NotAllowed(Refusal):
    """Somebody else's to do."""


class Changed(Refusal):
    """The record grew while somebody was reading it."""


def refuse_if_changed(file: CaseFile, *, desk: Desk) -> None:
    """Refuse an act on a record that has grown since whoever acts read it.

    Raises:
        Changed: with what was put on record meanwhile.
    """
    if desk.as_read is None or desk.as_read == len(file.recorded):
        return
    newest = file.recorded[-1]
    raise Changed(
        f"Case {file.reference} changed while you were reading it: {newest.recorded_by} recorded "
        f"'{newest.kind.says}'. Nothing of yours was recorded. Look at the case, and do it again "
        "if it is still right."
    )


def refuse_not_allowed(file: CaseFile, kind: Kind, *, desk: Desk) -> None:
    """Refuse a kind of entry that whoever acts may not put on record.

    Raises:
        NotAllowed: with who may.
    """
    refuse_to_open(file.journey, kind, desk=desk)


def refuse_to_open(journey: str, kind: Kind, *, desk: Desk) -> None:
    """Refuse an entry of a journey, of which there may be no case yet, as `refuse_not_allowed`.

    Raises:
        NotAllowed: with who may.
    """
    if desk.may is None:
        return
    recorded_by = journey_named(journey).recorded_by(kind)
    if recorded_by.isdisjoint(desk.may) and recorded_by:
        who = _named(recorded_by)
        raise NotAllowed(f"'{kind.says}' is recorded by {who}. Ask one, or hand the case on.")


def refuse_to_correct(file: CaseFile, kind: Kind, *, desk: Desk) -> None:
    """Refuse the correction of an entry of a kind that whoever acts may not put on record.

    Raises:
        NotAllowed: with who may.
    """
    if not may_correct(file, kind, desk=desk):
        who = _named(_correctors(file, kind))
        raise NotAllowed(f"'{kind.says}' is corrected by {who}. Ask one, or hand the case on.")


def may_correct(file: CaseFile, kind: Kind, *, desk: Desk) -> bool:
    """Say whether whoever acts may correct an entry of this kind in this case."""
    return desk.may is None or not _correctors(file, kind).isdisjoint(desk.may)


def _correctors(file: CaseFile, kind: Kind) -> frozenset[Role]:
    """Give who may correct: whoever may record it; what no table lists, a caseworker."""
    return journey_named(file.journey).recorded_by(kind) or _CASEWORKER


def _named(roles: frozenset[Role]) -> str:
    return " or ".join(_SAID[role] for role in Role if role in roles)
