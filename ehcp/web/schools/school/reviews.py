"""One review that a school holds: its steps, and the form of each."""

from dataclasses import dataclass
from datetime import date

from fastapi import APIRouter
from sqlalchemy import select
from starlette.responses import Response

from ehcp.cases.conditions.cautions import PREPARATION_FOR_ADULTHOOD
from ehcp.cases.events import MEETING_ON
from ehcp.cases.kinds import Kind
from ehcp.cases.stages import Stage
from ehcp.casework.pupils import NOT_THERE, case_of_a_pupil, urn_named
from ehcp.casework.reviews_asked import IS_RUNNING, arranged_by_us, reviews_to_hold
from ehcp.casework.whole_case import Child, child_of
from ehcp.register.engine import reading
from ehcp.register.files import Held, UnknownCase
from ehcp.register.tables import cases, deadlines
from ehcp.staff.roles import UserRole
from ehcp.web.forms import Form
from ehcp.web.schools.school.at_the_school import AtTheSchool, at_the_school
from ehcp.web.schools.school.papers import Told, papers_of, record_with_its_file
from ehcp.web.schools.school.steps import StepShown, steps_of
from ehcp.web.visit import Visit, open_to

router = APIRouter()
_YEAR_NINE = 9
_FROM = "from_whom"


@dataclass(frozen=True, kw_only=True)
class Review:
    """One review of one pupil.

    Attributes:
        urn: of which of the schools the child is a pupil.
        hold_by: the last safe day for the meeting, while it is still to be held.
        ours: whether the council arranges it.
    """

    at: AtTheSchool
    held: Held
    child: Child
    urn: str | None
    hold_by: date | None
    ours: bool
    steps: tuple[StepShown, ...]

    @property
    def address(self) -> str:
        """Give the address of its page."""
        return f"/school/reviews/{self.held.file.reference}"

    @property
    def asks_about_adulthood(self) -> bool:
        """Say whether the meeting has to consider preparing for adulthood: from year 9 on."""
        return self.child.year is not None and self.child.year >= _YEAR_NINE


@router.get("/school/reviews/{reference}")
def show(reference: str, visit: Visit = open_to(UserRole.SETTING)) -> Response:
    """Show the steps of a review, and what was handed in for it."""
    review = _review(visit, reference)
    visit.note("viewed", case_id=review.held.case_id, about="review at the school")
    return visit.page(
        "school/review.html.jinja",
        review=review,
        reference=review.held.file.reference,
        papers=papers_of(visit, review.held.case_id),
    )


@router.get("/school/reviews/{reference}/{name}")
def ask(reference: str, name: str, visit: Visit = open_to(UserRole.SETTING)) -> Response:
    """Show the form of one step."""
    review = _review(visit, reference)
    visit.note("viewed", case_id=review.held.case_id, about="review at the school")
    return _form(review, _step(review, name))


@router.post("/school/reviews/{reference}/{name}")
def take(
    reference: str, name: str, visit: Visit = open_to(UserRole.SETTING, files=True)
) -> Response:
    """Put one step on record, with the file that came with it."""
    review = _review(visit, reference)
    shown = _step(review, name)
    step = shown.step

    def act() -> Response:
        form = Form(visit.sent)
        day = form.day("on", _asked_day(shown))
        party = form.line(_FROM, "from whom it is", needed=False) or None
        _refuse_wrong_side_of_today(form, shown, day, today=visit.today)
        if step.needs_file and visit.sent.file("file") is None:
            form.wrong["file"] = "Choose the file."
        form.refuse_if_wrong()
        details = _details(form, review, shown, day)
        on = visit.today if step.is_the_day_of_the_meeting else day
        if on is None:
            raise AssertionError  # the form would have been refused
        kept = record_with_its_file(
            visit,
            review.held,
            Told(
                kind=step.kind,
                happened_on=on,
                party=party if step.kind is Kind.REVIEW_ADVICE_RECEIVED else None,
                details=details,
            ),
            desk=review.at.desk(review.urn),
        )
        if kept:
            visit.note("recorded", case_id=review.held.case_id, about=step.kind.value)
        return visit.go(review.address, said="school-recorded" if kept else "document-held")

    return visit.once(act, again=lambda slips: _form(review, shown, wrong=slips.wrong))


def _asked_day(shown: StepShown) -> str:
    return "the day of the meeting" if shown.step.is_the_day_of_the_meeting else "the day"


def _refuse_wrong_side_of_today(
    form: Form, shown: StepShown, day: date | None, *, today: date
) -> None:
    """Let nobody say that something was done on a day that is still ahead, or fix a day gone by."""
    if day is None:
        return
    if shown.step.is_the_day_of_the_meeting and day < today:
        form.wrong["on"] = (
            "The day of the meeting must be today or later. If it was held, say so on the "
            "review’s page."
        )
    elif not shown.step.is_the_day_of_the_meeting and day > today:
        form.wrong["on"] = "The day must be today or earlier."


def _details(form: Form, review: Review, shown: StepShown, day: date | None) -> dict[str, str]:
    if shown.step.is_the_day_of_the_meeting and day is not None:
        return {MEETING_ON: day.isoformat()}
    held = shown.step.kind is Kind.REVIEW_MEETING_HELD
    if held and review.asks_about_adulthood and form.ticked(PREPARATION_FOR_ADULTHOOD):
        return {PREPARATION_FOR_ADULTHOOD: "yes"}
    return {}


def _review(visit: Visit, reference: str) -> Review:
    """Find a review of a pupil, with how its steps stand.

    Raises:
        UnknownCase: there is none that whoever looks may see.
    """
    at = at_the_school(visit)
    with reading(visit.counter.engine) as connection:
        held = case_of_a_pupil(connection, reference, urns=at.urns, closures=at.closures)
        if held.file.journey != "annual_review":
            raise UnknownCase(NOT_THERE)
        ours = bool(arranged_by_us(connection, [held.case_id], by_habit=at.ours_by_habit))
        to_hold = reviews_to_hold(
            connection,
            cases.c.id == held.case_id,
            closures=at.closures,
            ours_by_habit=at.ours_by_habit,
        )
        running = select(deadlines.c.rule_id, deadlines.c.due_on).where(
            deadlines.c.case_id == held.case_id, IS_RUNNING, deadlines.c.due_on.is_not(None)
        )
        due = {row.rule_id: row.due_on for row in connection.execute(running)}
        child = child_of(connection, held.person_id, day=visit.today)
    hold_by = to_hold[0].due_on if to_hold else None
    return Review(
        at=at,
        held=held,
        child=child,
        urn=child.setting_urn or urn_named(child.setting or "", urns=at.urns, closures=at.closures),
        hold_by=hold_by,
        ours=ours,
        steps=tuple(
            steps_of(
                held.file,
                stage=Stage(held.stage),
                due=due,
                hold_by=hold_by,
                arranged_by_us=ours,
            )
        ),
    )


def _step(review: Review, name: str) -> StepShown:
    """Find a step that can be done now.

    Raises:
        UnknownCase: there is none of this name, or it cannot be done now.
    """
    for shown in review.steps:
        if shown.step.name == name and shown.is_open:
            return shown
    raise UnknownCase("This step is not open now. Go back to the review and see what is.")


def _form(review: Review, shown: StepShown, wrong: dict[str, str] | None = None) -> Response:
    settings = review.at.visit.counter.settings
    return review.at.visit.page(
        "school/step.html.jinja",
        status=400 if wrong else 200,
        wrong=wrong or {},
        review=review,
        reference=review.held.file.reference,
        shown=shown,
        step=shown.step,
        adulthood=PREPARATION_FOR_ADULTHOOD,
        largest=settings.largest_file_mb,
        is_scanned=settings.scanner != "none",
    )
