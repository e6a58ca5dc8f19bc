"""`ehcp work` and `ehcp up`: dispatcher, timetable, Prefect and the counter, until told."""

import signal
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from functools import partial
from threading import Event, Thread, current_thread, main_thread
from types import FrameType

from config import clock
from ehcp.refusal import Refusal
from notifications.owner import this_process
from workflows.counter import CounterServer, Place, counter_served, environment_of
from workflows.dispatcher import USUAL_PACE, Pace, dispatch
from workflows.office import Office
from workflows.prefect_server import LocalServer, PrefectDidNotStart, local_server
from workflows.prefect_settings import prepare
from workflows.scheduler import timetable_kept
from workflows.wakes import how_many_wait

_LOOKS_EVERY = 0.5


class DispatcherEnded(Refusal):
    """The thread that wakes cases is dead; to stay up without it would look like work."""


def work(
    office: Office,
    *,
    say: Callable[[str], None],
    counter: Place | None = None,
    stopped: Event | None = None,
    pace: Pace = USUAL_PACE,
) -> None:
    """Do what happens by itself until the process is told to stop, or `stopped` is set.

    Nothing waits for Prefect: the timetable is kept and cases are followed up while its server
    starts, when it ends, and where it is switched off. With `counter` the pages are served too, in
    a process of their own, and it is said when Prefect's own screen is there.
    """
    stopped = stopped or Event()
    how_many_wait(office.engine)  # a register that cannot be used is refused here, at once
    with ExitStack() as open_things, _signals() as signals:
        open_things.enter_context(timetable_kept(office, owner=this_process()))
        server = _prefect(office, open_things)
        api_url = office.settings.prefect_api_url or (server.api_url if server else None)
        if not office.settings.prefect:
            api_url = None
        if api_url is not None:
            prepare(api_url=api_url)
        dispatcher = open_things.enter_context(
            _until(stopped, partial(dispatch, office, api_url=api_url, stopped=stopped, pace=pace))
        )
        if clock.is_set():
            say(f"The clock is set: today is {clock.today()}.")
        say(f"Working: {office.council.name}. Ctrl-C stops." + ("" if api_url else " No Prefect."))
        if office.settings.scanner == "none":
            say(
                "NO SCANNER: files that are handed in are not scanned for viruses. Set "
                "EHCP_SCANNER to a ClamAV daemon."
            )
        pages = open_things.enter_context(_pages(office, counter, say)) if counter else None
        if counter and server:
            _say_when_ready(server, say)
        _wait(stopped, signals, dispatcher, server, pages, say)
        say("Stopping: what is under way is finished first.")
    say("Stopped.")


def _prefect(office: Office, open_things: ExitStack) -> LocalServer | None:
    settings = office.settings
    if not settings.prefect or settings.prefect_api_url:
        return None
    return open_things.enter_context(local_server())


@contextmanager
def _pages(office: Office, place: Place, say: Callable[[str], None]) -> Iterator[CounterServer]:
    """Serve the pages; the process gets the settings of this office, however it came by them."""
    with counter_served(place, say=say, environment=environment_of(office.settings)) as pages:
        say(f"The counter: {place.address}")
        if not (place.is_this_machine_only or office.settings.web_address.startswith("https://")):
            say(
                "Browsers on other machines keep no session over plain http. Put a web server with "
                "a certificate before it, and set EHCP_WEB_ADDRESS to its https address."
            )
        yield pages


def _say_when_ready(server: LocalServer, say: Callable[[str], None]) -> None:
    def wait() -> None:
        try:
            server.wait_until_ready()
        except PrefectDidNotStart as why:
            say(str(why))
        else:
            say(f"Every case as a flow run, on Prefect's own screen: {server.screen}")

    # A thread of its own, which ends with the process: Ctrl-C works meanwhile.
    Thread(target=wait, daemon=True).start()


def _wait(
    stopped: Event,
    signals: list[int],
    dispatcher: Future[None],
    server: LocalServer | None,
    pages: CounterServer | None,
    say: Callable[[str], None],
) -> None:
    ended = False
    while not signals and not stopped.wait(_LOOKS_EVERY):
        if pages is not None:
            pages.keep_up()
        if dispatcher.done():
            why = type(dispatcher.exception()).__name__
            raise DispatcherEnded(
                f"The dispatcher has ended by itself ({why}), so no case would be woken. "
                "Nothing is lost: start `ehcp work` again."
            )
        if server is not None and server.has_ended and not ended:
            say(f"Prefect's server has ended; cases go on without it. Its log: {server.log}")
            ended = True


@contextmanager
def _until(stopped: Event, act: Callable[[], None]) -> Iterator[Future[None]]:
    """Act in a thread of its own while the block runs; then tell it to stop, and wait for it."""
    # An error in a thread of a pool is kept; that of a bare thread would be printed with its text.
    with ThreadPoolExecutor(max_workers=1, thread_name_prefix="dispatcher") as pool:
        try:
            yield pool.submit(act)
        finally:
            stopped.set()


@contextmanager
def _signals() -> Iterator[list[int]]:
    """Collect Ctrl-C and a supervisor's SIGTERM, in place of ending the process there and then."""
    told: list[int] = []
    if current_thread() is not main_thread():
        # Only the main thread is told of signals; whoever runs us elsewhere sets the event.
        yield told
        return

    def tell(number: int, _frame: FrameType | None) -> None:
        # No more than this: an event could not be set safely from within a signal.
        told.append(number)

    before = {number: signal.signal(number, tell) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield told
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
