"""The dispatcher: wakes the flow runs of cases that changed, and does without Prefect when it must.

Nothing waits for Prefect. Where it does not answer, what follows is done straight from the
register; when it is back, the mirror is made equal again.
"""

import asyncio
from dataclasses import dataclass
from datetime import timedelta
from threading import Event
from time import monotonic
from typing import TYPE_CHECKING

from config import clock, logs
from workflows.office import Office, keep_at_hand
from workflows.trouble import TROUBLE
from workflows.wakes import Wake, claim_wakes, follow_up

if TYPE_CHECKING:
    from workflows.case_runs import CaseRuns


@dataclass(frozen=True, kw_only=True)
class Pace:
    """How the dispatcher goes about it.

    Attributes:
        batch: cases claimed together; what happens meanwhile waits for them.
        at_once: wakes under way together; more only queue up in Prefect's server.
        look_every: how long it rests when no case waits.
        reconcile_every: how often the whole mirror is compared.
        try_again_after: how long it goes on straight before it asks for Prefect again.
        starts_within: how long Prefect may take to start before that is a matter for a warning.
    """

    batch: int = 25
    at_once: int = 1
    look_every: timedelta = timedelta(seconds=1)
    reconcile_every: timedelta = timedelta(minutes=15)
    try_again_after: timedelta = timedelta(seconds=5)
    starts_within: timedelta = timedelta(minutes=1)


USUAL_PACE = Pace()


def dispatch(
    office: Office, *, api_url: str | None, stopped: Event, pace: Pace = USUAL_PACE
) -> None:
    """Wake cases until stopped. Run it in a thread of its own.

    Not in the main thread: there Prefect takes the signal to stop for itself while a flow runs.
    """
    with keep_at_hand(office):
        asyncio.run(_Dispatcher(office, stopped=stopped, pace=pace).run(api_url))


class _Dispatcher:
    def __init__(self, office: Office, *, stopped: Event, pace: Pace) -> None:
        self._office = office
        self._stopped = stopped
        self._pace = pace
        self._began = monotonic()
        self._been_up = False
        self._said: str | None = None

    async def run(self, api_url: str | None) -> None:
        while not self._stopped.is_set():
            try:
                if api_url is None:
                    await self._straight(until=None)
                else:
                    await self._with_prefect(api_url)
            except TROUBLE as error:
                # Whatever it is: nobody is woken by a dispatcher that has died of it.
                logs.logger().error("the dispatcher could not go on", why=type(error).__name__)
                await self._rest(self._pace.try_again_after)

    async def _with_prefect(self, api_url: str) -> None:
        """Wake flow runs for as long as Prefect is there; then go on straight for a while."""
        # Here, because Prefect takes a second to import and is to be told its settings before.
        from workflows.case_runs import PrefectAway, open_case_runs

        try:
            async with open_case_runs(api_url) as runs:
                await self._mirrored(runs)
        except PrefectAway as error:
            self._say_away(error)
            await self._straight(until=monotonic() + _seconds(self._pace.try_again_after))

    def _say_away(self, why: Exception) -> None:
        """Say once that Prefect is away; while it is still starting that is no news."""
        late = monotonic() - self._began >= _seconds(self._pace.starts_within)
        says = "going on without Prefect" if self._been_up or late else "Prefect is starting"
        if says == self._said:
            return
        self._said = says
        log = logs.logger()
        (log.warning if self._been_up or late else log.info)(says, why=str(why))

    async def _mirrored(self, runs: "CaseRuns") -> None:
        """Wake flow runs until stopped, or until Prefect is away.

        A mirror that differs much, as after an import or the loss of Prefect, is mended between
        the wakes, a batch at a time.
        """
        from workflows.flow_wakes import wake_with_prefect
        from workflows.mirror import Differences, compare, mend

        engine, pace = self._office.engine, self._pace
        differences = Differences()
        compared_at: float | None = None
        while not self._stopped.is_set():
            every = _seconds(pace.reconcile_every)
            if compared_at is None or monotonic() - compared_at >= every:
                differences = await compare(engine, runs)
                logs.logger().info("Prefect compared with the register", **differences.counts)
                compared_at = monotonic()
                self._been_up, self._said = True, None
            wakes = self._claim()
            if wakes:
                office = self._office.up_to_date()
                await wake_with_prefect(office, runs, wakes, at_once=pace.at_once)
                logs.logger().info("cases woken", cases=len(wakes))
            if differences:
                await mend(engine, runs, differences, now=clock.now, at_most=pace.batch)
                if not differences:
                    logs.logger().info("Prefect made equal", **vars(differences.mended))
            elif not wakes:
                await self._rest(pace.look_every)

    async def _straight(self, *, until: float | None) -> None:
        """Do what follows without flow runs, until stopped or until it is time to ask again."""
        while not self._stopped.is_set() and (until is None or monotonic() < until):
            wakes = self._claim()
            if wakes:
                office = self._office.up_to_date()
                done = follow_up(office, [wake.case_id for wake in wakes], desk=office.desk())
                logs.logger().info("cases followed up", cases=done.cases, entries=done.entries)
                for sentence in done.refused:
                    logs.logger().error("a follow-up was refused", why=sentence)
            else:
                await self._rest(self._pace.look_every)

    def _claim(self) -> tuple[Wake, ...]:
        return claim_wakes(self._office.engine, now=clock.now(), limit=self._pace.batch)

    async def _rest(self, so_long: timedelta) -> None:
        await asyncio.to_thread(self._stopped.wait, _seconds(so_long))


def _seconds(length: timedelta) -> float:
    return length.total_seconds()
