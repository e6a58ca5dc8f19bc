"""The office: what everything that happens by itself needs at hand, opened once at the door."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from datetime import date, datetime

from sqlalchemy import Engine

from config import clock
from config.council import Council, check_advice_kinds
from config.settings import Settings, read_settings
from ehcp.cases.advice_kinds import AdviceKind, advice_kind_named
from ehcp.cases.closures import Closures
from ehcp.cases.desk import Desk
from ehcp.casework.follow_ups import FollowedUp, do_what_follows
from ehcp.casework.what_follows import what_follows
from ehcp.casework.what_opens import what_opens, what_spreads
from ehcp.council.changes import council_in_force
from ehcp.council.in_force import PolicyInForce
from ehcp.council.policy import closures_of, rules_of
from ehcp.law.rule import Rule
from ehcp.register.engine import open_engine
from ehcp.register.files import Held

BY_ITSELF = "ehcp"
"""Who put on record what followed by itself."""


@dataclass(frozen=True, kw_only=True)
class Office:
    """The register, the council's policy and the machine's settings.

    What is changed of the policy at the counter is in force in the office that `up_to_date` gives:
    whoever stays asks for it before each round, and works to its end by the same policy.

    Attributes:
        rules: the law's rules, with the council's own targets.
        closures: when each setting is closed.
        asks: whom the council asks for advice when it has decided to assess (reg 6(1)).
        asks_from_year_9: whom it asks as well in and beyond year 9.
    """

    engine: Engine
    council: Council
    settings: Settings
    rules: tuple[Rule, ...]
    closures: Closures
    asks: tuple[AdviceKind, ...]
    asks_from_year_9: tuple[AdviceKind, ...]
    _policy: PolicyInForce = field(compare=False, repr=False)
    _newest: list["Office"] = field(default_factory=list, compare=False, repr=False)

    @classmethod
    def of(
        cls,
        engine: Engine,
        *,
        council: Council,
        settings: Settings,
    ) -> "Office":
        """Set up the office of a council over a register.

        Raises:
            BadSetting: the council asks for a kind of advice that does not exist, or aims for a
                target longer than the law.
        """
        return cls._by(
            council,
            engine=engine,
            settings=settings,
            policy=PolicyInForce(engine, council=council),
            newest=[],
        )

    def up_to_date(self) -> "Office":
        """Give the office by the policy that is in force now; itself where nothing was changed."""
        council = self._policy.now()
        newest = self._newest[-1] if self._newest else self
        if newest.council is not council:
            newest = self._by(
                council,
                engine=self.engine,
                settings=self.settings,
                policy=self._policy,
                newest=self._newest,
            )
            self._newest[:] = [newest]
        return newest

    @classmethod
    def _by(
        cls,
        council: Council,
        *,
        engine: Engine,
        settings: Settings,
        policy: PolicyInForce,
        newest: list["Office"],
    ) -> "Office":
        check_advice_kinds(council, known=[kind.value for kind in AdviceKind])
        advice = council.about.advice
        return cls(
            engine=engine,
            council=council,
            settings=settings,
            rules=rules_of(council),
            closures=closures_of(council),
            asks=tuple(advice_kind_named(kind) for kind in advice.always),
            asks_from_year_9=tuple(advice_kind_named(kind) for kind in advice.from_year_9),
            _policy=policy,
            _newest=newest,
        )

    def desk(
        self, *, day: date | None = None, at: datetime | None = None, by: str = BY_ITSELF
    ) -> Desk:
        """Sit down to what happens by itself: today and now, unless told another day."""
        return Desk(
            by=by,
            today=day or clock.today(),
            at=at or clock.now(),
            rules=self.rules,
            authority=self.council.name,
            closures=self.closures,
            next_review_from=self.council.reviews.next_from,
        )

    def something_follows(self, held: Held, *, day: date) -> bool:
        """Say whether anything may follow by itself from a case, in it or in others of the child.

        What a correction may have changed elsewhere is not seen in the case itself, so it is
        looked at each time.
        """
        return bool(
            what_follows(
                held.file, today=day, council_asks=self.asks, from_year_9=self.asks_from_year_9
            )
            or what_opens(held.file, next_review_from=self.council.reviews.next_from)
            or what_spreads(held.file)
            or any(entry.corrects is not None for entry in held.file.recorded)
        )

    def do_what_follows(self, case_id: int, *, desk: Desk) -> FollowedUp:
        """Do what this council's policy has follow in a case."""
        return do_what_follows(
            self.engine,
            desk=desk,
            case_id=case_id,
            council_asks=self.asks,
            from_year_9=self.asks_from_year_9,
        )


_AT_HAND: ContextVar[Office] = ContextVar("office")


@contextmanager
def keep_at_hand(office: Office) -> Iterator[None]:
    """Let the flows that run inside this block use this office."""
    token = _AT_HAND.set(office)
    try:
        yield
    finally:
        _AT_HAND.reset(token)


def at_hand() -> Office:
    """Give the office in use, by the policy in force.

    A flow that some worker of Prefect runs alone opens its own.
    """
    try:
        return _AT_HAND.get().up_to_date()
    except LookupError:
        settings = read_settings()
        engine = open_engine(settings.database_url)
        return Office.of(
            engine,
            council=council_in_force(engine, folder=settings.council),
            settings=settings,
        )
