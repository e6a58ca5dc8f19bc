"""The case on one screen: what a caseworker needs while the family is on the telephone."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import partial
from typing import Any

from fastapi import APIRouter
from starlette.datastructures import FormData
from starlette.responses import Response

from ehcp.cases.case_file import CaseFile
from ehcp.cases.chronology import chronology
from ehcp.cases.claims_waiting import claims_on
from ehcp.cases.contacts import contacts
from ehcp.cases.journeys import journey_named
from ehcp.cases.kinds import Kind
from ehcp.cases.standing import standing
from ehcp.casework.access import may_correct
from ehcp.casework.hand_over import notes_of
from ehcp.casework.look_up import NotStarted, as_at, tasks_on
from ehcp.casework.next_steps import NextStep, next_steps
from ehcp.casework.setting_names import SettingNames, settings_of
from ehcp.casework.whole_case import whole_case
from ehcp.documents.listed import documents_of
from ehcp.register.engine import reading
from ehcp.register.files import Held
from ehcp.staff.kept_access import who_keeps
from ehcp.staff.roles import WORKS_CASES
from ehcp.web.forms import BadForm, Form, Sent, day_as_fields
from ehcp.web.sentences import for_a_page
from ehcp.web.staff.cases import words
from ehcp.web.staff.cases.arrived import arrived
from ehcp.web.staff.cases.limits_shown import limits_shown
from ehcp.web.staff.cases.pages_of_case import pages_of_case
from ehcp.web.staff.cases.the_case import case_for
from ehcp.web.staff.cases.timeline import FILTERS, timeline
from ehcp.web.visit import Visit, open_to

router = APIRouter()

WEEKS_OF_AN_ASSESSMENT = 20


@router.get("/cases/{reference}")
def show(reference: str, visit: Visit = open_to()) -> Response:
    """Show a case on one screen; with a day, as it was then."""
    held = case_for(visit, reference)
    asked = Form(Sent(FormData([*visit.request.query_params.multi_items()])))
    on = _day_asked(asked)
    try:
        asked.refuse_if_wrong()
        file = as_at(held.file, on) if on else held.file
    except BadForm as slips:
        return case_screen(visit, held, wrong=slips.wrong, status=400)
    except NotStarted:
        wrong = {"on": "The case had not started on that day. Give a later day."}
        return case_screen(visit, held, wrong=wrong, status=400)
    if on is not None:
        visit.note("viewed as at a day", case_id=held.case_id, about=on.isoformat())
        return _screen(visit, replace(held, file=file), whole=held, on=on)
    return case_screen(visit, held)


def case_screen(
    visit: Visit, held: Held, *, wrong: Mapping[str, str] | None = None, status: int = 200
) -> Response:
    """Write the screen of a case as it stands now; `wrong` belongs to a form on it."""
    visit.note("viewed", case_id=held.case_id)
    return _screen(visit, held, whole=held, wrong=wrong or {}, status=status)


def _day_asked(asked: Form) -> date | None:
    written = asked.sent.text("on")
    if not written:
        return asked.day("on", "the day", needed=False)
    try:
        return date.fromisoformat(written)
    except ValueError:
        asked.wrong["on"] = "The day must be a real day, such as 16 2 2026."
        return None


def _screen(
    visit: Visit,
    held: Held,
    *,
    whole: Held,
    on: date | None = None,
    wrong: Mapping[str, str] | None = None,
    status: int = 200,
) -> Response:
    file, day = held.file, on or visit.today
    desk = visit.desk()
    with reading(visit.counter.engine) as connection:
        around = whole_case(connection, whole, file=file, day=day)
        settings = settings_of(connection, whole.file, closures=desk.closures)
        handed_in = documents_of(connection, case_id=whole.case_id) if on is None else ()
        left_to = who_keeps(connection, person_id=whole.person_id)
    stands = standing(file)
    works = visit.me.is_any_of(WORKS_CASES) and on is None
    elsewhere = _elsewhere(around.related)
    steps = Steps.of(next_steps(file, desk=desk, elsewhere=elsewhere)) if works else None
    only = visit.request.query_params.get("show", "")
    return visit.page(
        "cases/case.html.jinja",
        status=status,
        wrong=wrong or {},
        reference=file.reference,
        journey=journey_named(file.journey),
        child=around.child,
        officer=whole.officer,
        covered_by=around.covered_by,
        handed_over=notes_of(file)[:1],
        stands=stands,
        week=((stands.ended_on or day) - stands.started_on).days // 7,
        weeks_in_all=WEEKS_OF_AN_ASSESSMENT if file.journey == "needs_assessment" else None,
        limits=limits_shown(file, rules=desk.rules, day=day, settings=settings),
        advice=around.advice,
        arrived=partial(arrived, day=day, works=works),
        consultations=_consultations(file, day, settings),
        steps=steps,
        handed_in=handed_in,
        tasks=[task for task in tasks_on(file) if not task["done"]],
        claims=claims_on(file),
        contacts=contacts(file),
        timeline=timeline(
            chronology(whole.file, until=on),
            around.letters,
            day=day,
            corrects=lambda kind: works and may_correct(whole.file, kind, desk=desk),
            works=works,
            services=around.services,
            settings=settings,
            only=only,
        ),
        only=only,
        filters=FILTERS,
        pages=pages_of_case(visit, restricted_to=around.child.restricted_to),
        on_fields=day_as_fields("on", on),
        related=around.related,
        on=on,
        day=day,
        works=works,
        words=words,
        services=around.services,
        sealed=around.child.restricted_to is not None
        and around.child.restricted_to != visit.me.team,
        left_open=visit.me.name in left_to,
    )


@dataclass(frozen=True, kw_only=True)
class Steps:
    """The steps of a case as its screen groups them.

    Attributes:
        later: those that wait for a stage or a condition, by the reason they share.
        over: those whose stage has passed, by the reason they share.
    """

    main: tuple[NextStep, ...]
    others: tuple[NextStep, ...]
    endings: tuple[NextStep, ...]
    not_now: dict[str, list[NextStep]]
    later: dict[str, list[NextStep]]

    @classmethod
    def of(cls, steps: tuple[NextStep, ...]) -> "Steps":
        """Group the steps of a case."""
        possible = [step for step in steps if step.is_possible]
        not_now: dict[str, list[NextStep]] = {}
        later: dict[str, list[NextStep]] = {}
        for step in steps:
            if step.why_not is not None:
                group = later if step.is_elsewhere else not_now
                group.setdefault(for_a_page(step.why_not), []).append(step)
        return cls(
            # What leads on stands first: its link is the button of the page.
            main=tuple(
                sorted(
                    (step for step in possible if step.is_main), key=lambda step: not step.goes_on
                )
            ),
            others=tuple(step for step in possible if not step.is_main and not step.ends),
            endings=tuple(step for step in possible if step.ends),
            not_now=not_now,
            later=later,
        )


def _elsewhere(related: Mapping[str, Any]) -> dict[Kind, str]:
    """Give the kinds whose place is in another open case of the child."""
    cases = [*related["other_cases"], *related["opened"], related["opened_by"]]
    ceasing = next(
        (case for case in cases if case and case["journey"] == "ceasing" and not case["ended_on"]),
        None,
    )
    if ceasing is None:
        return {}
    return {Kind.PLAN_CEASED: f"Ceasing is under way in case {ceasing['reference']}."}


def _consultations(file: CaseFile, day: date, settings: SettingNames) -> list[dict[str, Any]]:
    """List the schools and colleges that were consulted, each with its reply."""
    replies = {event.party: event for _, event in file.of((Kind.SETTING_REPLIED,))}
    found = []
    for _, asked in file.of((Kind.SETTING_CONSULTED,)):
        reply = replies.get(asked.party)
        found.append(
            {
                "setting": settings.of(asked.party or ""),
                "asked_on": asked.happened_on,
                "replied_on": reply.happened_on
                if reply and reply.happened_on >= asked.happened_on
                else None,
                "days": (day - asked.happened_on).days,
            }
        )
    return found
