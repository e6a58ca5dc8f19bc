"""One child's way from the post to the plan: what the caseworker and the manager do, day by day.

Every step is done on the pages, by the words that stand on them, as somebody does who was never
told an address.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import date

from config import clock
from ehcp.cases.advice_kinds import AdviceKind
from ehcp.cases.kinds import Kind
from ehcp.casework.follow_ups import FollowedUp, do_what_follows
from ehcp.register import files
from ehcp.register.engine import reading
from tests.browser.hands import Person

REQUEST = "A request for an EHC needs assessment"
CONSIDERED = "The family was told that the authority is considering the request"
WILL_ASSESS = "The family was told that the authority will assess"
FINAL = "The final plan was made and sent"
NAMES = "The school, college or other institution that the plan names, or its type (optional)"
PAGES_OF_CASE = "Pages of this case"
ADVICE = ("education", "educational psychology")
SCHOOL = "Juniper Hill Primary School"
OTHER_SCHOOL = "Cedar Bank School"


@dataclass
class Story:
    """Who walks, and the case that they walk with."""

    kim: Person
    morgan: Person
    reference: str = field(default="")

    @contextmanager
    def day(self, year: int, month: int, day: int) -> Iterator[None]:
        """Let it be a later day, on which both come to work."""
        with clock.the_day(date(year, month, day)):
            self.kim.come_again()
            self.morgan.come_again()
            yield

    def open_case(self, person: Person) -> None:
        """Go to the case, whose address is known by now."""
        person.go(f"/cases/{self.reference}")

    def find_case(self, person: Person) -> None:
        """Find the case as one does: by a part of the name."""
        person.follow("Cases")
        person.fill("Find a case", "heron samp")
        person.press("Find")
        person.follow(self.reference)

    def dispatched(self) -> FollowedUp:
        """Do what the dispatcher does within seconds of an act."""
        counter = self.kim.running.counter
        with reading(counter.engine) as connection:
            case_id = files.load(connection, self.reference).case_id
        asks = [AdviceKind(each) for each in counter.council.about.advice.always]
        return do_what_follows(
            counter.engine,
            desk=replace(counter.desk(by="ehcp", may=frozenset()), may=None),
            case_id=case_id,
            council_asks=asks,
        )


def a_request_comes_in(story: Story) -> None:
    """On the Monday a parent's letter of last week is opened; its child has a twin here."""
    kim = story.kim
    kim.sees("My day", "Monday 2 March 2026")
    kim.follow("Take a new case in")
    kim.follow(REQUEST)
    kim.date("The day on which the request was received", date(2026, 2, 27))
    kim.tick("A parent or carer")
    kim.press("Go on to the child")
    kim.fill("First name", "Heron")
    kim.fill("Last name", "Sampleford")
    kim.date("Date of birth", date(2016, 5, 5))
    kim.fill("School, college or early years provider (optional)", SCHOOL)
    kim.press("Check whether the child is known")
    kim.sees("Wren Sampleford, born Thursday 5 May 2016", "Agrees: a similar name")
    kim.choose("Who gets the case?", "Kim Ashdown")
    kim.press("Open the case")
    kim.sees("There is a problem")  # it was not said whether it is the child found
    kim.tick("None of them: somebody new")
    kim.press("Open the case")
    kim.sees("Tell the family whether the authority will assess.", "Friday 10 April 2026")
    kim.follow("Go to the case")
    story.reference = kim.page.url.rpartition("/")[2]


def the_day_was_another(story: Story) -> None:
    """The letter was stamped on the Wednesday: the entry is corrected and every clock moves."""
    kim = story.kim
    kim.follow("Correct entry 1")
    kim.tick("It happened on another day")
    kim.date("If it happened on another day: the right day", date(2026, 2, 25))
    kim.press("Continue")
    kim.sees("Friday 10 April 2026 to Wednesday 8 April 2026 (in 37 days)")
    kim.press("Correct it")
    kim.sees("Received Wednesday 25 February 2026", "Wednesday 8 April 2026 (in 37 days)")


def the_family_is_told_that_it_is_considered(story: Story) -> None:
    """The first notice, and a call about it that wants an answer."""
    kim = story.kim
    kim.record(CONSIDERED)
    kim.date("The day on which it happened", date(2026, 3, 2))
    _serve(kim, f"Attended: {SCHOOL}")
    kim.sees("Recorded.")
    kim.choose("How", "Telephone")
    kim.fill("What was said, in two lines", "Alex asks when the panel is.\nRings again on Friday.")
    kim.tick("They are waiting for an answer from us")
    kim.press("Log it")
    kim.sees("The contact is logged.", "Waiting for an answer", "Rings again on Friday.")


def the_panel_is_set(story: Story) -> None:
    """The manager sets the panel's day, in time for the case."""
    morgan = story.morgan
    morgan.follow("Panel")
    morgan.follow("Set panel days")
    morgan.date("The day of the panel, or of the first of a row", date(2026, 3, 19))
    morgan.press("Set the days")
    morgan.sees("The panel days are set.", "Thursday 19 March 2026 (in 17 days)")


def the_panel_decides(story: Story) -> None:
    """What the panel decided is recorded from its agenda, with the test and the reason."""
    morgan = story.morgan
    morgan.follow("Panel")
    morgan.follow("Thursday 19 March 2026")
    morgan.follow(f"Decide {story.reference}")
    morgan.tick_all("Legal test")
    morgan.tick("Assess")
    morgan.fill("Evidence considered", "The parent's letter; the school's report of February.")
    morgan.fill("Reason", "Two years of support have not been enough.")
    morgan.press("Record the decision")
    morgan.sees("The decision is recorded.", "Decided on Thursday 19 March 2026")
    morgan.follow(f"Next, record: {WILL_ASSESS[:1].lower()}{WILL_ASSESS[1:]}")


def the_family_is_told(story: Story) -> None:
    """A notice that lacks somebody or something is refused once; then it is complete."""
    morgan = story.morgan
    if not morgan.page.url.endswith("/record/told_will_assess"):
        story.find_case(morgan)
        morgan.record(WILL_ASSESS)
    morgan.date("The day on which it happened", clock.today())
    morgan.tick("The child's parent or the young person")
    morgan.press("Continue")
    morgan.sees("There is a problem", "It must be sent to")
    _serve(morgan)
    morgan.sees("Recorded.", "Awaiting advice")


def all_advice_is_asked_for(story: Story) -> None:
    """Every service is asked in one act."""
    kim = story.kim
    story.open_case(kim)
    kim.follow("Advice", among=PAGES_OF_CASE)
    kim.follow("Send all requests")
    kim.tick("No")  # the family asks for nobody else
    kim.press("Send the requests")
    kim.sees("The requests are on record, each with its due day.", "1 May 2026 (in 42 days)")


def advice_is_sent_back(story: Story) -> None:
    """The psychologist's advice comes, and goes back with what it lacks."""
    kim = story.kim
    story.open_case(kim)
    kim.follow("Advice", among=PAGES_OF_CASE)
    _has_arrived(kim, "educational psychology")
    kim.follow("Send back: educational psychology advice")
    kim.fill("Why", "It does not say how many hours of what, nor who gives them.")
    kim.press("Send it back")
    kim.sees("sent back 1 time")


def an_exception_is_claimed(story: Story) -> None:
    """The family was flooded out; the test of the ground says what that could lift."""
    kim = story.kim
    kim.follow(f"Back to case {story.reference}")
    kim.follow("Exceptions", among=PAGES_OF_CASE)
    kim.follow("Claim an exception")
    kim.tick("Exceptional personal circumstances")
    kim.press("Continue")
    kim.fill("What the circumstances were", "Their home was flooded. They lived with relatives.")
    kim.date("The first day of them", date(2026, 4, 1))
    kim.date("The last day of them", date(2026, 4, 24))
    kim.fill("What shows it, and where it is kept", "The housing team's letter of 2 April.")
    kim.press("Continue")
    kim.sees("Applies", "It lifts the limit only if it made keeping the limit impractical.")
    kim.press("Claim it")
    kim.sees("It lifts nothing until a manager has approved it.", "Waits for a manager")
    assert "Decide" not in kim.reads()


def the_manager_decides_about_exceptions(story: Story) -> None:
    """One's own claim is for somebody else to decide; the caseworker's is approved."""
    morgan = story.morgan
    story.open_case(morgan)
    morgan.follow("Exceptions", among=PAGES_OF_CASE)
    morgan.follow("Claim an exception")
    morgan.tick("Missed appointment")
    morgan.press("Continue")
    morgan.tick("Health")
    morgan.date("The day of the appointment that was missed", date(2026, 4, 14))
    morgan.fill("What shows it, and where it is kept", "The clinic's message of 14 April.")
    morgan.press("Continue")
    morgan.press("Claim it")
    morgan.follow("Exceptions", among="Menu")
    morgan.sees("Your own claim", "Somebody else decides.")
    morgan.follow(f"Decide about Exceptional personal circumstances in case {story.reference}")
    morgan.tick("Approve it")
    morgan.press("Record the decision")
    morgan.sees("Approved", "by Morgan Eastlake")


def advice_is_accepted(story: Story) -> None:
    """What was sent back comes again, late, and is read and accepted; so is the school's."""
    kim = story.kim
    story.open_case(kim)
    kim.follow("Advice", among=PAGES_OF_CASE)
    for kind in ADVICE:
        _has_arrived(kim, kind)
        kim.follow(f"Accept: {kind} advice")
        kim.press("Accept it")
    kim.sees("Accepted, arrived on Thursday 7 May 2026, 6 days late")


def the_draft_is_served(story: Story) -> None:
    """The caseworker serves the draft."""
    kim = story.kim
    story.open_case(kim)
    kim.record("The draft plan was served")
    kim.date("The day on which it happened", clock.today())
    _serve(kim, "Allow the family at least 15 days", "Thursday 21 May 2026")
    kim.sees("Draft with the family")


def a_school_is_consulted(story: Story) -> None:
    """The school that the family asks for is consulted, and has fifteen days."""
    kim = story.kim
    kim.record("A school or college was consulted")
    kim.fill("The school or college", OTHER_SCHOOL)
    kim.date("The day on which it happened", clock.today())
    kim.press("Record")
    kim.tick("These are the right people for this child")
    kim.press("Record")
    kim.sees(OTHER_SCHOOL, "Friday 22 May 2026 (in 15 days)")


def school_and_family_answer(story: Story) -> None:
    """Both answer in time, and the call of March is answered too."""
    kim = story.kim
    story.open_case(kim)
    kim.record("A school or college replied to the consultation")
    kim.date("The day on which it happened", clock.today())
    kim.press("Record")
    kim.press("Record")
    kim.record("The family's representations were received")
    kim.date("The day on which it happened", clock.today())
    kim.press("Record")
    kim.fill("What was said, in two lines", "Told Alex that the school can meet need.")
    kim.choose("Does this answer an open one?", "Yes, that of 2 Mar 2026")
    kim.press("Log it")
    assert "Waiting for an answer" not in kim.reads()


def a_page_grows_old(story: Story) -> None:
    """The caseworker opens a form, and is called away before it is sent."""
    kim = story.kim
    story.open_case(kim)
    kim.record("A note was added")
    kim.date("The day that the note is about", clock.today())
    kim.fill("Note", "Rang the school about the start.")


def the_plan_is_issued(story: Story) -> None:
    """The manager makes the plan final, with a double click: it is recorded once."""
    morgan = story.morgan
    story.open_case(morgan)
    morgan.record(FINAL)
    morgan.date("The day on which it happened", clock.today())
    morgan.fill(NAMES, OTHER_SCHOOL)
    morgan.tick_all("It was sent to")
    morgan.tick_all("It contained")
    morgan.press("Continue")
    morgan.sees("are you sure?", f"Named in this plan: {OTHER_SCHOOL}")
    morgan.tick("These are the right people for this child")
    morgan.press_twice("Record")
    morgan.sees("Final plan issued")
    with reading(morgan.running.counter.engine) as connection:
        file = files.load(connection, story.reference).file
    assert [event.kind for event in file.events].count(Kind.PLAN_FINALISED) == 1


def the_old_page_is_refused(story: Story) -> None:
    """What was typed on the old page is kept, beside what happened meanwhile."""
    kim = story.kim
    kim.press("Record")
    kim.sees("This changed while you were reading", "by Morgan Eastlake")
    assert kim.page.get_by_label("Note", exact=True).input_value().startswith("Rang the school")


def the_first_review_opens(story: Story) -> None:
    """What follows by itself: the review of the plan is a case of its own, a year ahead."""
    opened = story.dispatched().opened
    assert len(opened) == 1
    kim = story.kim
    story.open_case(kim)
    kim.sees("Final plan issued", "The child's other cases", "Annual review")
    kim.follow(f"Annual review, {opened[0]}")
    kim.sees("Review to be arranged")


def the_case_is_handed_over_and_covered(story: Story) -> None:
    """The caseworker hands the review over with a note, and is covered tomorrow."""
    kim = story.kim
    kim.follow("Hand over", among=PAGES_OF_CASE)
    kim.fill("What the new caseworker should know", "The family was flooded out in April.")
    kim.choose("Who takes the case over", "Morgan Eastlake")
    kim.press("Hand the case over")
    kim.sees("Hand-over note", "The family was flooded out in April.")
    kim.follow("My day")
    kim.follow("Cover for an absence")
    kim.choose("Who covers for you", "Morgan Eastlake")
    kim.date("First day", date(2026, 6, 5))
    kim.date("Last day", date(2026, 6, 5))
    kim.press("Set the cover")
    kim.sees("The cover is set.", "Morgan Eastlake for Kim Ashdown")


def _serve(person: Person, *foreseen: str) -> None:
    """Tick that a notice went to everybody with everything; look once more, and record it."""
    person.tick_all("It was sent to")
    person.tick_all("It contained")
    person.press("Continue")
    person.sees("To whom it goes", "It is about Heron Sampleford", *foreseen)
    person.tick("These are the right people for this child")
    person.press("Record")


def _has_arrived(kim: Person, kind: str) -> None:
    kim.follow(f"It has arrived: {kind} advice")
    kim.date("The day on which the advice arrived", clock.today())
    kim.press("Record")
    kim.sees("Recorded.", "To be looked at")
