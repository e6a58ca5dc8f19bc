"""Promises about what a family reads on each journey: no word that is untrue there, none twice."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

import pytest

from ehcp.cases.journeys import JOURNEYS
from ehcp.cases.kinds import Kind
from ehcp.casework.open_case import open_case
from ehcp.casework.record import record
from ehcp.law.notices import complete
from ehcp.register.engine import reading
from ehcp.register.tables import messages
from tests.notifications.conftest import EP, KIM
from tests.notifications.test_families import A_DAY, families, held, write_to

__all__ = ["families"]

BEGAN = date(2026, 6, 1)  # a Monday
NAMES = "Lark Rise Primary School"


@dataclass(frozen=True, kw_only=True)
class Walk:
    """One way along a journey, with what the family reads at each step of it.

    Attributes:
        steps: on which day from its beginning what happens, with what it needs to say.
        reads: the letters of each of those days in order: what each says, and nothing else goes.
        never: what no letter of this walk may say.
        until: how many days after the last step the letters of every day are written.
    """

    journey: str
    steps: Sequence[tuple[int, Kind, dict[str, str]]]
    reads: Sequence[tuple[str, str]]
    never: Sequence[str] = ()
    follows: str | None = None
    until: int = 5


NO_NEW_PLAN = ("whether there will be an EHC plan", "make an EHC plan", "needs assessment")
NO_REVIEW = ("review meeting",)

WALKS = {
    "a needs assessment that ends in a plan": Walk(
        journey="needs_assessment",
        steps=(
            (0, Kind.REQUEST_RECEIVED, {}),
            (10, Kind.TOLD_WILL_ASSESS, {}),
            (60, Kind.DECIDED_TO_ISSUE, {}),
            (70, Kind.DRAFT_SERVED, {}),
            (100, Kind.PLAN_FINALISED, {"names": NAMES}),
        ),
        reads=(
            ("family_request", "by 13 July 2026 whether we will assess"),
            ("family_stage", "If there will be none, you hear from us by 21 September 2026."),
            ("family_stage", "We have decided to make an EHC plan, and are writing the draft."),
            ("family_draft", "Please tell us what you think by 24 August 2026."),
            ("family_decision", "on 9 September 2026"),
        ),
        never=("re-assess", *NO_REVIEW),
    ),
    "a child brought to our attention whom nobody requested to assess": Walk(
        journey="needs_assessment",
        steps=((0, Kind.BECAME_RESPONSIBLE, {}), (10, Kind.TOLD_WILL_NOT_ASSESS, {})),
        reads=(
            ("family_request", "We have to decide whether to carry out an EHC needs assessment."),
            ("family_decision", "on 11 June 2026"),
        ),
        never=("the request", *NO_REVIEW),
    ),
    "a re-assessment that ends in a changed plan": Walk(
        journey="reassessment",
        steps=(
            (0, Kind.REASSESSMENT_REQUESTED, {}),
            (3, Kind.TOLD_WILL_REASSESS, {}),
            (60, Kind.DECIDED_TO_ISSUE, {}),
            (70, Kind.DRAFT_SERVED, {}),
            (90, Kind.PLAN_FINALISED, {"names": NAMES}),
        ),
        reads=(
            ("family_request", "by 16 June 2026 whether we will re-assess"),
            (
                "family_stage",
                "By 10 September 2026 you have from us either the final plan, or our decision that",
            ),
            ("family_stage", "the plan that you have stays in force"),
            ("family_draft", "Please tell us what you think by 24 August 2026."),
            ("family_decision", "on 30 August 2026"),
        ),
        never=(*NO_NEW_PLAN, *NO_REVIEW),
    ),
    "a re-assessment after which the plan stays as it is": Walk(
        journey="reassessment",
        steps=(
            (0, Kind.REASSESSMENT_DECIDED, {}),
            (80, Kind.DECIDED_NOT_TO_AMEND, {}),
        ),
        reads=(
            ("family_stage", "By 7 September 2026 you have from us either the final plan, or our"),
            ("family_decision", "on 20 August 2026"),
        ),
        never=(*NO_NEW_PLAN, *NO_REVIEW),
    ),
    "a re-assessment that is refused": Walk(
        journey="reassessment",
        steps=(
            (0, Kind.REASSESSMENT_REQUESTED, {}),
            (3, Kind.TOLD_WILL_NOT_REASSESS, {}),
        ),
        reads=(
            ("family_request", "The EHC plan stays in force meanwhile"),
            ("family_decision", "on 4 June 2026"),
        ),
        never=(*NO_NEW_PLAN, *NO_REVIEW),
    ),
    "an assessment that was ordered": Walk(
        journey="ordered_assessment",
        steps=((0, Kind.ASSESSMENT_ORDERED, {"order": "assess", "basis": "order"}),),
        reads=(("family_stage", "If there will be none, you hear from us by 10 August 2026."),),
        never=("re-assess", *NO_REVIEW),
    ),
    "a re-assessment that was ordered": Walk(
        journey="ordered_assessment",
        follows="reassessment",
        steps=((0, Kind.ASSESSMENT_ORDERED, {"order": "assess", "basis": "order"}),),
        reads=(("family_stage", "By 7 September 2026 you have from us either the final plan"),),
        never=(*NO_NEW_PLAN, *NO_REVIEW),
    ),
    "a plan that was ordered": Walk(
        journey="ordered_assessment",
        steps=(
            (0, Kind.ASSESSMENT_ORDERED, {"order": "make_plan", "basis": "order"}),
            (5, Kind.DECIDED_TO_ISSUE, {}),
            (20, Kind.DRAFT_SERVED, {}),
        ),
        reads=(
            ("family_stage", "You read it first: we send it to you by 6 July 2026."),
            ("family_draft", "Please tell us what you think by 5 July 2026."),
        ),
        never=("carrying out the", "If there will be none", *NO_REVIEW),
    ),
    "a decision that we have to look at again": Walk(
        journey="ordered_assessment",
        steps=(
            (0, Kind.ASSESSMENT_ORDERED, {"order": "reconsider", "basis": "order"}),
            (10, Kind.TOLD_NO_PLAN, {}),
        ),
        reads=(("family_decision", "on 11 June 2026"),),
        never=("carrying out the", "six weeks", *NO_REVIEW),
    ),
    "an annual review that ends in a changed plan": Walk(
        journey="annual_review",
        steps=(
            (0, Kind.PLAN_LAST_REVIEWED, {}),
            (200, Kind.REVIEW_MEETING_FIXED, {"meeting_on": "2027-01-11"}),
            (224, Kind.REVIEW_MEETING_HELD, {}),
            (240, Kind.TOLD_WILL_AMEND, {}),
            (245, Kind.AMENDMENT_NOTICE_SENT, {}),
            (280, Kind.AMENDED_PLAN_FINALISED, {"names": NAMES}),
        ),
        reads=(
            ("family_stage", "The review meeting has been arranged for 11 January 2027."),
            ("family_stage", "By 8 February 2027 we tell you whether the plan stays as it is"),
            ("family_decision", "on 27 January 2027"),
            ("family_draft", "the notice of the changes that we propose to the EHC plan"),
            ("family_decision", "on 8 March 2027"),
        ),
        never=("assessment", "make an EHC plan"),
    ),
    "an amendment without a review": Walk(
        journey="amendment",
        steps=(
            (0, Kind.AMENDMENT_PROPOSED, {}),
            (20, Kind.DECIDED_NOT_TO_AMEND, {}),
        ),
        reads=(
            ("family_draft", "Please tell us what you think by 15 June 2026."),
            ("family_decision", "on 21 June 2026"),
        ),
        never=("assessment", *NO_REVIEW),
    ),
    "a phase transfer": Walk(
        journey="phase_transfer",
        steps=(
            (0, Kind.PHASE_TRANSFER_TO_SCHOOL_DUE, {"transfer_on": "2027-09-01"}),
            (150, Kind.REVIEW_MEETING_HELD, {}),
            (200, Kind.TRANSFER_PLAN_FINALISED, {"names": NAMES}),
        ),
        reads=(("family_decision", "on 18 December 2026"),),
        never=("assessment",),
    ),
    "a plan that is to cease": Walk(
        journey="ceasing",
        steps=(
            (0, Kind.CEASING_CONSIDERED, {}),
            (10, Kind.CEASE_CONSULTED, {}),
            (20, Kind.TOLD_WILL_CEASE, {}),
        ),
        reads=(("family_decision", "on 21 June 2026"),),
        never=("assessment", *NO_REVIEW),
    ),
    "a plan that was to cease and does not": Walk(
        journey="ceasing",
        steps=(
            (0, Kind.CEASING_CONSIDERED, {}),
            (10, Kind.CEASE_CONSULTED, {}),
            (20, Kind.DECIDED_NOT_TO_CEASE, {}),
        ),
        reads=(("family_decision", "On 21 June 2026 we decided not to end the EHC plan."),),
        never=("assessment", "the notice", "do not agree", "Tribunal ordered", *NO_REVIEW),
        until=30,
    ),
    "a plan that was to cease, and goes on and is changed by an order": Walk(
        journey="ceasing",
        steps=(
            (0, Kind.CEASING_CONSIDERED, {}),
            (10, Kind.CEASE_CONSULTED, {}),
            (20, Kind.TOLD_WILL_CEASE, {}),
            (30, Kind.APPEAL_REGISTERED, {}),
            (90, Kind.TRIBUNAL_ORDERED, {"order": "continue_and_amend"}),
            (90, Kind.PLAN_CONTINUED, {}),
            (110, Kind.AMENDED_PLAN_FINALISED, {"names": NAMES}),
        ),
        reads=(
            ("family_decision", "on 21 June 2026"),
            ("family_decision", "on 30 August 2026 we confirmed that the EHC plan goes on"),
            ("family_decision", "on 19 September 2026 we made the changed EHC plan final"),
        ),
        never=("assessment", *NO_REVIEW),
        until=30,
    ),
    "a plan that is changed after an appeal": Walk(
        journey="amendment",
        steps=(
            (0, Kind.AMENDMENT_PROPOSED, {}),
            (20, Kind.AMENDED_PLAN_FINALISED, {"names": NAMES}),
            (30, Kind.APPEAL_REGISTERED, {}),
            (60, Kind.TRIBUNAL_ORDERED, {"order": "amend_placement"}),
            (70, Kind.AMENDED_PLAN_FINALISED, {"names": NAMES}),
        ),
        reads=(
            ("family_draft", "Please tell us what you think by 15 June 2026."),
            ("family_decision", "on 21 June 2026"),
            ("family_decision", "you have two months from the date of the notice"),
        ),
        never=("assessment", *NO_REVIEW),
        until=30,
    ),
    "a plan that came from another council, of which we are late to tell": Walk(
        journey="transfer_in",
        steps=((0, Kind.TRANSFERRED_IN, {"from_authority": "Elm County"}),),
        reads=(
            (
                "family_delay",
                "until 13 July 2026 for telling you about the EHC plan that has come to us",
            ),
        ),
        never=("assessment", *NO_REVIEW),
        until=45,
    ),
    "a plan that goes to another council": Walk(
        journey="transfer_out",
        steps=(
            (0, Kind.MOVE_LEARNED, {"move_on": "2026-07-01", "to_authority": "Elm County"}),
            (20, Kind.PLAN_TRANSFERRED, {}),
        ),
        reads=(),
    ),
    "a complaint": Walk(
        journey="complaint",
        steps=((0, Kind.COMPLAINT_RECEIVED, {"theme": "delay"}), (10, Kind.COMPLAINT_ANSWERED, {})),
        reads=(),
    ),
}


def walk(office, way):
    """Live through one way along a journey, day by day; give every letter that the family got."""
    before = None
    if way.follows:
        before = _refused(office, way.follows)
    (_, first, details), *rest = way.steps
    reference = open_case(
        office.engine,
        desk=office.desk(BEGAN),
        journey=way.journey,
        first=(first, BEGAN),
        details=complete(first.value, way.journey) | details,
        officer=KIM,
        **({"follows": before} if before else {"person": {"born_on": date(2017, 3, 2)}}),
    )
    write_to(office, reference)
    for n in range(way.steps[-1][0] + way.until):
        day = BEGAN + n * A_DAY
        for on, kind, details in rest:
            if on == n:
                _put(office, reference, kind, on=day, **details)
        office.write(day)
        office.send(day)
    return [
        (row.letter, f"{row.subject} {' '.join(row.text.split())}")
        for row in _to_the_family(office)
        if reference in row.html
    ]


def _refused(office, journey):
    reference = open_case(
        office.engine,
        desk=office.desk(BEGAN - 30 * A_DAY),
        journey=journey,
        first=(Kind.REASSESSMENT_REQUESTED, BEGAN - 30 * A_DAY),
        officer=KIM,
        person={"born_on": date(2017, 3, 2)},
    )
    _put(office, reference, Kind.TOLD_WILL_NOT_REASSESS, on=BEGAN - 25 * A_DAY)
    return reference


def _put(office, reference, kind, *, on, **details):
    journey = held(office, reference).file.journey
    record(
        office.engine,
        desk=office.desk(on),
        reference=reference,
        kind=kind,
        happened_on=on,
        details=complete(kind.value, journey) | details,
    )


def _to_the_family(office):
    with reading(office.engine) as connection:
        return connection.execute(
            messages.select()
            .where(messages.c.letter.like("family_%"), messages.c.status == "sent")
            .order_by(messages.c.created_at, messages.c.letter)
        ).all()


@pytest.mark.parametrize("way", WALKS)
def test_a_family_reads_on_each_journey_what_is_so_there_and_nothing_else(families, way):
    read = walk(families, WALKS[way])
    assert [letter for letter, _ in read] == [letter for letter, _ in WALKS[way].reads], read
    for (_, words), (_, says) in zip(read, WALKS[way].reads, strict=True):
        assert says in words
        for untrue in WALKS[way].never:
            assert untrue not in words


def test_every_journey_is_walked():
    assert {way.journey for way in WALKS.values()} == {each.name for each in JOURNEYS}


def test_a_review_that_ends_in_ceasing_is_told_of_once(families):
    review = open_case(
        families.engine,
        desk=families.desk(BEGAN),
        journey="annual_review",
        first=(Kind.PLAN_LAST_REVIEWED, BEGAN - 300 * A_DAY),
        officer=KIM,
        person={"born_on": date(2009, 3, 2)},
    )
    write_to(families, review)
    _put(families, review, Kind.REVIEW_MEETING_HELD, on=BEGAN)
    _put(families, review, Kind.REVIEW_DECIDED_TO_CEASE, on=BEGAN + A_DAY)
    ceasing = open_case(
        families.engine,
        desk=families.desk(BEGAN + A_DAY),
        journey="ceasing",
        first=(Kind.CEASING_CONSIDERED, BEGAN + A_DAY),
        follows=review,
        officer=KIM,
    )
    _put(families, ceasing, Kind.TOLD_WILL_CEASE, on=BEGAN + A_DAY)
    for days in range(1, 5):
        families.write(BEGAN + timedelta(days=days))
        families.send(BEGAN + timedelta(days=days))
    decided = [row for row in _to_the_family(families) if row.letter == "family_decision"]
    assert len(decided) == 1
    assert review in decided[0].html


def test_a_kind_of_advice_is_named_no_closer_and_none_is_said_to_be_asked_that_was_not(families):
    reference = families.case(EP, on=BEGAN)
    write_to(families, reference)
    families.write(BEGAN)
    families.send(BEGAN)
    words = " ".join(_to_the_family(families)[-1].text.split())
    assert "It needs advice from these kinds of service: educational psychology." in words
    assert "have asked" not in words
