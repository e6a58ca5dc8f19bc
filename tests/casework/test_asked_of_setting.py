"""What is asked of a setting: every pupil's work under one of its names, and no other child's."""

from datetime import date

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import delete, insert, select

from ehcp.cases.closures import Closures, SettingClosures
from ehcp.cases.kinds import Kind
from ehcp.casework.asked_of_setting import everything_asked, may_give_advice
from ehcp.casework.consultation import consultation_of
from ehcp.casework.known_as import known_as
from ehcp.casework.open_case import open_case
from ehcp.casework.pupils import names_of, pupils_of, urn_named
from ehcp.register.engine import open_engine, reading, writing
from ehcp.register.files import UnknownCase
from ehcp.register.tables import people
from tests.casework.desks import desk, put
from tests.examples import examples
from tests.web.schools import CANDLEFORD, LARK, UNKNOWN, assessment_of, consulted, review_of

KNOWN = Closures(
    (
        SettingClosures(name="Lark Rise Primary School", urn=LARK),
        SettingClosures(name="Candleford Academy", urn=CANDLEFORD),
    )
)


@pytest.fixture
def engine(database_url):
    engine = open_engine(database_url)
    yield engine
    engine.dispose()


def asked(engine, *urns, ours_by_habit=False):
    with reading(engine) as connection:
        return everything_asked(
            connection, urns=frozenset(urns), closures=KNOWN, ours_by_habit=ours_by_habit
        )


NAMES = st.sampled_from(
    (
        *(None, "", "Lark Rise Primary School", "LARK RISE  primary school "),
        *("Candleford Academy", "Lark Rise", LARK, "somewhere"),
    )
)
URNS = st.sampled_from([None, "", LARK, CANDLEFORD, UNKNOWN])


@settings(
    max_examples=examples(15),
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(children=st.lists(st.tuples(NAMES, URNS), max_size=8))
def test_a_number_goes_before_a_name_and_only_a_whole_name_counts(engine, children):
    with writing(engine) as connection:
        connection.execute(delete(people))
        for place, (setting, urn) in enumerate(children):
            connection.execute(
                insert(people).values(
                    external_id=str(place),
                    setting=setting,
                    setting_urn=urn,
                    year_group_by_hand=False,
                    more={},
                )
            )
    with reading(engine) as connection:
        theirs = pupils_of(connection, urns={LARK}, closures=KNOWN)
        found = set(connection.scalars(select(people.c.external_id).where(theirs)))
    whole = {"lark rise primary school", LARK}
    assert found == {
        str(place)
        for place, (setting, urn) in enumerate(children)
        if urn == LARK or (not urn and " ".join((setting or "").casefold().split()) in whole)
    }


def test_a_setting_is_named_by_its_urn_or_by_its_name_in_the_calendar():
    for typed in (LARK, f" {LARK} ", "lark rise primary SCHOOL"):
        assert urn_named(typed, urns={LARK}, closures=KNOWN) == LARK
        assert urn_named(typed, urns={CANDLEFORD}, closures=KNOWN) is None
    assert urn_named("ey999004", urns={"EY999004"}, closures=KNOWN) == "EY999004"
    assert urn_named("", urns={LARK}, closures=KNOWN) is None


def test_its_name_is_the_calendars_or_that_of_most_of_its_pupils(engine):
    review_of(engine, "1", urn=UNKNOWN, setting="Far Away School")
    review_of(engine, "2", urn=UNKNOWN, setting="Far Away School")
    review_of(engine, "3", urn=UNKNOWN, setting="Far Awy School")
    with reading(engine) as connection:
        assert names_of(connection, urns=[LARK, UNKNOWN, "999999"], closures=KNOWN) == {
            LARK: "Lark Rise Primary School",
            UNKNOWN: "Far Away School",
            "999999": None,
        }


def test_a_name_finds_children_without_a_number_and_whoever_else_has_it(engine):
    review_of(engine, "1", urn=UNKNOWN, setting="Far Away School")
    review_of(engine, "2", urn=None, setting="CANDLEFORD academy")
    review_of(engine, "3", urn="777777", setting="Candleford Academy")
    named = [(UNKNOWN, "Far Away School"), (UNKNOWN, "Candleford Academy"), ("999999", "New")]
    with reading(engine) as connection:
        found = known_as(connection, named, closures=KNOWN)
        assert known_as(connection, [], closures=KNOWN) == {}
    own, anothers, new = (found[each] for each in named)
    assert (own.on_record, own.by_urn, own.by_name, own.others) == ("Far Away School", 1, 0, ())
    assert (anothers.by_name, anothers.others) == (1, ("777777", CANDLEFORD))
    assert (new.on_record, new.by_urn, new.by_name, new.others) == (None, 0, 0, ())


def test_each_thing_is_asked_until_it_is_done(engine):
    review = review_of(engine, "1", made="2025-04-10")
    advice = assessment_of(engine, "2")
    consultation = consulted(engine, "3", "Lark Rise Primary School")

    def now():
        found = asked(engine, LARK)
        return [
            [each.reference for each in part]
            for part in (found.consultations, found.advice, found.reviews, found.reports)
        ]

    assert now() == [[consultation], [advice], [review], []]
    put(
        engine,
        consultation,
        Kind.SETTING_REPLIED,
        "2026-02-27",
        party="Lark Rise Primary School",
    )
    put(engine, advice, Kind.ADVICE_RECEIVED, "2026-02-27", party="education")
    put(engine, review, Kind.REVIEW_MEETING_HELD, "2026-02-27")
    assert now() == [[], [], [], [review]]
    put(engine, review, Kind.REVIEW_REPORT_SENT, "2026-03-01")
    assert now() == [[], [], [], []]


def test_a_council_that_arranges_reviews_asks_only_where_it_was_settled_otherwise(engine):
    review_of(engine, "1", made="2025-04-10")
    theirs = review_of(engine, "2", made="2025-04-10")
    put(engine, theirs, Kind.REVIEW_ARRANGER_SET, "2026-02-01", arranged_by="setting")
    found = asked(engine, LARK, ours_by_habit=True)
    assert [each.reference for each in found.reviews] == [theirs]


def test_a_child_about_to_move_to_another_phase_is_marked(engine):
    reference = review_of(engine, "1", made="2025-04-10")
    open_case(
        engine,
        desk=desk("2026-01-10"),
        journey="phase_transfer",
        first=(Kind.PHASE_TRANSFER_TO_SCHOOL_DUE, date(2026, 1, 10)),
        details={"transfer_on": "2026-09-01"},
        person_of=reference,
    )
    assert [each.moves_on for each in asked(engine, LARK).reviews] == [True]


def test_a_request_that_names_another_setting_is_answered_there_alone(engine):
    reference = assessment_of(engine, "2")
    with reading(engine) as connection:
        known = {"closures": KNOWN}
        assert may_give_advice(connection, reference, "education", urns={LARK}, **known) == LARK
        for urns, party in (({CANDLEFORD}, "education"), ({LARK}, "health")):
            with pytest.raises(UnknownCase):
                may_give_advice(connection, reference, party, urns=urns, **known)


def test_the_newest_consultation_of_a_school_counts(engine):
    reference = consulted(engine, "3", LARK)
    put(engine, reference, Kind.SETTING_REPLIED, "2026-02-25", party=LARK)
    with reading(engine) as connection:
        first = consultation_of(connection, reference, urn=LARK, closures=KNOWN)
    assert (first.due_on, first.replied_on) == (None, date(2026, 2, 25))
    put(engine, reference, Kind.SETTING_CONSULTED, "2026-03-01", party=LARK)
    with reading(engine) as connection:
        again = consultation_of(connection, reference, urn=LARK, closures=KNOWN)
    assert (again.due_on, again.replied_on) == (date(2026, 3, 16), None)


def test_a_setting_consulted_again_on_the_day_of_its_answer_may_answer_again(engine):
    reference = consulted(engine, "3", LARK)
    put(engine, reference, Kind.SETTING_REPLIED, "2026-03-02", party=LARK)
    put(engine, reference, Kind.SETTING_CONSULTED, "2026-03-02", party=LARK)
    with reading(engine) as connection:
        found = consultation_of(connection, reference, urn=LARK, closures=KNOWN)
    assert found.replied_on is None
