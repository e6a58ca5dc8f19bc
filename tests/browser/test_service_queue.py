"""A Monday and a Friday of a service's administrator (journey 5.2), in a real browser.

She signs in with a code, gives nine requests to her people with visits, is warned of a visit after
its due day, says that an appointment was missed, names a day for late advice, and hands advice in.
"""

import os
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from config import clock
from ehcp.cases.kinds import Kind
from ehcp.register.engine import open_engine, reading
from ehcp.register.tables import advice, allocations, users
from ehcp.staff.roles import UserRole
from tests.browser.served import WAYS, AtTheCounter, served
from tests.casework.desks import put, record_of
from tests.casework.queues import EP, HEALTH, asked_of
from tests.documents.files import a_pdf
from tests.web.conftest import TODAY
from tests.web.outsiders import codes_sent, outsider
from tests.web.people import counter_over

pytestmark = pytest.mark.browser
_PICTURES = os.environ.get("PICTURES")
_PEOPLE = ("Pat Number0", "Pat Number1", "Pat Number2")
_FORENAMES = ("Wren", "Otter", "Lark", "Fern", "Robin", "Heron", "Ash", "Rowan", "Elm")


@pytest.fixture(params=WAYS)
def running(request, browser, sqlite_url, tmp_path):
    scripts, width = request.param
    engine = open_engine(sqlite_url)
    counter = counter_over(engine)
    settings = counter.settings.model_copy(update={"documents": tmp_path / "documents"})
    with clock.the_day(TODAY), served(replace(counter, settings=settings)) as over:
        yield over, lambda: AtTheCounter(browser, over, scripts=scripts, width=width)
    engine.dispose()


def picture(someone: AtTheCounter, name: str) -> None:
    """Keep a picture where somebody wants to look."""
    if _PICTURES:
        width, scripts = someone.page.viewport_size["width"], someone.scripts
        file = f"{_PICTURES}/{name}-{width}{'' if scripts else '-plain'}.png"
        someone.page.screenshot(path=file, full_page=True)


def signs_in(someone: AtTheCounter, email: str) -> None:
    """Sign in with a code, read from the letter in the outbox."""
    page = someone.page
    page.get_by_label("Email address").fill(email)
    someone.press("Send me a code")
    page.get_by_label("Code", exact=True).fill(dict(codes_sent(someone.running.counter))[email])
    someone.press("Sign in")


def types_day(place: Any, legend: str, day: date) -> None:
    """Type a day into its three fields."""
    group = place.get_by_role("group", name=legend)
    for part, number in (("Day", day.day), ("Month", day.month), ("Year", day.year)):
        group.get_by_label(part, exact=True).fill(str(number))


def test_a_services_week_is_done_in_its_queue(running, tmp_path):
    over, come = running
    engine = over.counter.engine
    nine = [
        asked_of(engine, f"Sampleford{place}", on="2026-02-02", forename=forename)
        for place, forename in enumerate(_FORENAMES)
    ]
    late = asked_of(engine, "Makewell", on="2026-01-05", setting="Elm Primary")
    put(engine, late, Kind.ADVICE_ACKNOWLEDGED, "2026-01-12", EP, visit_on="2026-02-24")
    theirs = asked_of(engine, "Othertrust", on="2026-01-05", parties=[HEALTH])
    email = outsider(over.counter, "Lea Frost", kinds=[EP])
    for name in _PEOPLE:
        outsider(over.counter, name, UserRole.PROFESSIONAL, kinds=[EP])
    lea = come()
    _monday_morning(lea, email, late=late, theirs=theirs)
    _nine_are_allocated(lea, nine)
    _one_more_by_ticking(lea, late)
    _missed_and_late(lea, late)
    assert [kind for kind, _ in record_of(engine, late)][-2:] == [
        "appointment_missed",
        "advice_promised",
    ]
    report = tmp_path / "report.pdf"
    report.write_bytes(a_pdf())
    _the_report_is_signed(lea, nine[0], report)
    assert record_of(engine, nine[0])[-1] == ("advice_received", "2026-03-02")
    _friday(lea)
    lea.leave()
    _a_psychologist(come(), theirs=nine[1], others=nine[2])


def _monday_morning(lea: AtTheCounter, email: str, *, late: str, theirs: str) -> None:
    """08:05. The link of the Monday list leads to the queue, and so to the code."""
    lea.go("/queue")
    assert lea.page.url.endswith("/outside/sign-in?next=/queue")
    signs_in(lea, email)
    assert lea.page.url.endswith("/queue")
    words = lea.reads()
    for said in ("Not yet allocated (10)", "Late (1)", "14 days late", late):
        assert said in words, said
    assert theirs not in words
    picture(lea, "queue")


def _nine_are_allocated(lea: AtTheCounter, nine: list[str]) -> None:
    """08:20 and 09:00. Nine in one form, each with a visit; one of them after its due day."""
    lea.follow("Allocate all that nobody has yet")
    for place, reference in enumerate(nine):
        name = f"{reference}.{EP}"
        to = _number(lea.running, _PEOPLE[place % 3])
        lea.page.locator(f"[id='to-{name}']").select_option(value=to)
        on = date(2026, 3, 20 if place == 8 else 9 + place % 5)
        for part, number in (("day", on.day), ("month", on.month), ("year", on.year)):
            lea.page.locator(f"[id='visit-{name}-{part}']").fill(str(number))
    picture(lea, "plan")
    lea.press("Save all")
    words = lea.reads()
    assert "A visit is after its due day" in words
    assert f"The visit for {nine[8]} is after the day on which the advice is due" in words
    assert "Allocated (9)" in words
    picture(lea, "allocated")
    assert _given(lea.running) == sorted([*_PEOPLE] * 3)


def _one_more_by_ticking(lea: AtTheCounter, late: str) -> None:
    """Give a tenth by ticking its box and choosing a name: nothing is dragged."""
    lea.page.get_by_label(f"Choose {late}", exact=False).check()
    to = _number(lea.running, _PEOPLE[0])
    lea.page.get_by_label("Give the ticked ones to").select_option(value=to)
    lea.press("Allocate")
    assert "Not allocated (0)" in lea.reads()


def _missed_and_late(lea: AtTheCounter, late: str) -> None:
    """11:00. The family did not come. 15:00. The advice will be late, and why."""
    lea.follow(late)
    lea.follow("An appointment was missed")
    types_day(lea.page, "The day of the appointment", date(2026, 2, 24))
    lea.press("Tell the council")
    lea.follow("It will be late")
    lea.page.get_by_role("radio").first.check()
    types_day(lea.page, "The day on which the advice will come", date(2026, 3, 13))
    lea.press("Tell the council")
    picture(lea, "request")


def _the_report_is_signed(lea: AtTheCounter, reference: str, report: Path) -> None:
    """14:00. The file goes in, and there is a receipt with its time."""
    lea.go(f"/queue/{reference}/{EP}")
    lea.press("Hand in a file")
    lea.page.locator("input[type=file]").set_input_files(report)
    lea.press("Hand it in")
    assert "We have your advice" in lea.reads()
    picture(lea, "receipt")


def _friday(lea: AtTheCounter) -> None:
    """Look at the own figures, and take the days into the calendar."""
    lea.go("/queue/figures")
    assert "Came in" in lea.reads()
    lea.go("/queue/calendar")
    lea.press("Make an address")
    assert "shown only this once" in lea.reads()
    picture(lea, "calendar")


def _a_psychologist(pat: AtTheCounter, *, theirs: str, others: str) -> None:
    """See what is one's own, and nothing else."""
    pat.go("/outside/sign-in")
    signs_in(pat, "pat.number1@service.example")
    words = pat.reads()
    assert theirs in words
    assert others not in words
    picture(pat, "own")
    pat.press("Sign out")
    assert "Sign in with a code" in pat.reads()
    pat.leave()


def _number(over: Any, name: str) -> str:
    with reading(over.counter.engine) as connection:
        return str(connection.scalar(select(users.c.id).where(users.c.name == name)))


def _given(over: Any) -> list[str]:
    with reading(over.counter.engine) as connection:
        visits = connection.scalars(select(advice.c.visit_on)).all()
        assert sum(each is not None for each in visits) == 10
        return sorted(
            connection.scalars(
                select(users.c.name).join(allocations, allocations.c.user_id == users.c.id)
            )
        )
