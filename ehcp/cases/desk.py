"""The desk at which an act is done: who acts, on which day, at which instant, under which rules."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from ehcp.cases.closures import NO_CLOSURES, Closures
from ehcp.cases.stages import Role
from ehcp.law.rule import Rule
from ehcp.law.rules import load_rules


@dataclass(frozen=True, kw_only=True)
class Desk:
    """Everything that an act is told instead of asking for it.

    Attributes:
        by: who acts, as it is put on record.
        today: the local day in England.
        at: the instant, in UTC.
        rules: the law's rules, with the council's own targets where it has any.
        authority: the council's own name; a plan does not move to the authority that has it.
        closures: when each setting is closed, for the ground of a closed school.
        next_review_from: whether the next twelve months run from the "decision" or, as some
            councils do, from the "meeting", which is sooner.
        may: what whoever acts may put on record, as roles of the journeys' steps; None where
            nobody signed in, as on the command line of the machine.
        as_read: how many entries the case had when whoever acts read it; None where that is not
            known. An act on a record that has grown since is refused.
    """

    by: str
    today: date
    at: datetime
    rules: Sequence[Rule] = field(default_factory=load_rules)
    authority: str = ""
    closures: Closures = NO_CLOSURES
    next_review_from: str = "decision"
    may: frozenset[Role] | None = None
    as_read: int | None = None
