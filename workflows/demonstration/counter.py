"""The demonstration's counter: its pages served on its day, and who can sign in there."""

import os
from collections.abc import Callable, Sequence
from datetime import timedelta

from rich.console import Console
from rich.table import Column, Table

from config import clock, logs
from ehcp.casework.panel_days import set_panels, was_ever_set
from ehcp.register.engine import reading
from ehcp.staff.roles import OUTSIDE, UserRole
from workflows.counter import Place
from workflows.demonstration.days import works
from workflows.demonstration.demo import Demonstration
from workflows.demonstration.letters_to_open import LetterToOpen, letters_to_open
from workflows.demonstration.people import MANAGER, let_in, the_people
from workflows.demonstration.published import LAST_DAY
from workflows.office import Office
from workflows.serve import work

_A_WEEK = timedelta(weeks=1)
_WEEKS_OF_PANELS = 10

_SHOWN = {
    UserRole.CASEWORKER: "cases of today; record a decision, ask for advice, log a call",
    UserRole.MANAGER: "the weekly report, alerts, caseload, the panel",
    UserRole.PLAN_WRITER: "drafts and plans",
    UserRole.QUALITY_OFFICER: "every case and figure, to read",
    UserRole.INSPECTOR: "the same, for four weeks",
    UserRole.ADMINISTRATOR: "users, services, thresholds, words of letters",
    UserRole.SERVICE: "what their service owes, by due day: at /outside/sign-in, by a code",
    UserRole.PROFESSIONAL: "the work that was allocated to them, the same way",
    UserRole.CLINICAL_OFFICER: "every trust side by side, to read, the same way",
    UserRole.SETTING: "a school's reviews, advice, consultations and closures, the same way",
}


def serve_demonstration(
    demo: Demonstration, *, place: Place, say: Callable[[str], None], console: Console
) -> None:
    """Serve the counter of the invented council on its last day, until told to stop."""
    # Who looks at a demonstration wants the pages, not what the timetable has to say.
    logs.configure(level="warning")
    # The day is set for this process and for the one that serves the pages.
    os.environ["EHCP_TODAY"] = LAST_DAY.isoformat()
    password = let_in(demo.office.engine)
    set_panels_once(demo)
    settings = demo.office.settings.model_copy(
        # No app shows a code for a day that is set, and whoever tries this out has none at hand.
        update={"web_address": place.address, "today": LAST_DAY, "second_factor": "offered"}
    )
    council = demo.office.up_to_date().council
    office = Office.of(demo.office.engine, council=council, settings=settings)
    console.print(who_can_sign_in(password))
    console.print(letters_shown(letters_to_open(office, now=clock.now())))
    console.print(f"\nOpen {place.address} and sign in as one of them. Ctrl-C stops.")
    console.print(
        f"A service signs in at {place.address}/outside/sign-in; its code comes within seconds, as "
        f"the newest file in {settings.mailbox}. So does the code that a letter's link asks for.\n"
    )
    work(office, say=say, counter=place)


def set_panels_once(demo: Demonstration) -> None:
    """Let the panel meet on the last day and every week after it, once: who cancels, cancels."""
    with reading(demo.office.engine) as connection:
        if was_ever_set(connection):
            return
    days = (LAST_DAY + week * _A_WEEK for week in range(_WEEKS_OF_PANELS))
    desk = demo.office.desk(day=LAST_DAY, by=MANAGER)
    set_panels(demo.office.engine, desk=desk, days=[day for day in days if works(day)])


def letters_shown(found: Sequence[LetterToOpen]) -> Table:
    """List the files of the mailbox that are worth opening."""
    table = Table(
        Column("Letter", ratio=1),
        Column("File", no_wrap=True),
        title="Letters to open, each the newest; the link in one opens in your browser",
    )
    for each in found:
        more = (
            " (it did not arrive: sign in as its caseworker, and My day has it)"
            if each.came_back
            else ""
        )
        table.add_row(each.about + more, str(each.file))
    if any(each.leads_elsewhere for each in found):
        table.caption = (
            "Links of letters written earlier lead to the port at which pages were served then. "
            "--port with that one opens them again."
        )
    return table


def who_can_sign_in(password: str) -> Table:
    """List one person of each role at the council, and everybody from outside."""
    table = Table(
        Column("Email", no_wrap=True),
        Column("Is", ratio=2),
        Column("Sees", ratio=3),
        title=f"Who can sign in; the password of all at the council is {password}",
    )
    shown: set[UserRole] = set()
    for played in the_people(LAST_DAY):
        if played.role not in shown or played.role in OUTSIDE:
            shown.add(played.role)
            table.add_row(played.email, played.role.says, _SHOWN[played.role])
    return table
