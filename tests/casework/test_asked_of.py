"""The queue of a service: in its order, of its own requests alone, with few questions."""

from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import event, insert, select, update

from ehcp.cases.closures import NO_CLOSURES, Closure, Closures, SettingClosures
from ehcp.cases.kinds import Kind
from ehcp.casework.allocate import NotAllocated, allocate, loads, plan_visit
from ehcp.casework.asked_of import Part, all_owed, one_asked, queue_page
from ehcp.casework.queued import Whose
from ehcp.register.engine import open_engine, reading, writing
from ehcp.register.files import UnknownCase
from ehcp.register.tables import audit, people, providers, users
from ehcp.staff.roles import UserRole
from ehcp.staff.users import add_user
from tests.casework.desks import desk, put
from tests.casework.queues import EP, HEALTH, asked_of

TODAY = date(2026, 3, 2)
AT = desk("2026-03-02").at


@pytest.fixture
def engine(database_url):
    engine = open_engine(database_url)
    yield engine
    engine.dispose()


def somebody(engine, name, *, role=UserRole.PROFESSIONAL, kinds=(EP,)) -> int:
    user_id, _ = add_user(
        engine,
        by="Addie",
        at=AT,
        today=TODAY,
        email=f"{name.lower()}@service.example",
        name=name,
        roles=[role],
        services=kinds,
    )
    return user_id


def whose(*kinds, user_id=0, only_own=False) -> Whose:
    return Whose(services=frozenset(kinds or (EP,)), user_id=user_id, only_own=only_own)


def page(engine, of=None, **more):
    facts: dict[str, Any] = {"today": TODAY, "closures": NO_CLOSURES} | more
    with reading(engine) as connection:
        return queue_page(connection, whose=of or whose(), **facts)


def one(engine, reference, party=EP, of=None):
    with reading(engine) as connection:
        return one_asked(
            connection,
            whose=of or whose(EP, HEALTH),
            reference=reference,
            party=party,
            today=TODAY,
            closures=NO_CLOSURES,
        )


def give(engine, user_id, *references, party=EP) -> int:
    requests = [one(engine, reference, party) for reference in references]
    with writing(engine) as connection:
        return allocate(
            connection, requests=requests, user_id=user_id, by="Lea", at=AT, today=TODAY
        )


def refs(found) -> list[str]:
    return [line.reference for line in found.lines]


def test_what_nobody_has_comes_first_and_the_oldest_of_it_first(engine):
    sam = somebody(engine, "Sam")
    late = asked_of(engine, "Late", on="2026-01-05")
    soon = asked_of(engine, "Soon", on="2026-01-26")
    new = asked_of(engine, "New", on="2026-02-23")
    older = asked_of(engine, "Older", on="2026-02-16")
    give(engine, sam, soon, late)
    assert refs(page(engine)) == [older, new, late, soon]
    assert [line.allocated_to for line in page(engine).lines] == [None, None, "Sam", "Sam"]


def test_each_part_is_what_it_says_and_is_counted(engine):
    sam = somebody(engine, "Sam")
    late = asked_of(engine, "Late", on="2026-01-05")
    soon = asked_of(engine, "Soon", on="2026-01-26")
    new = asked_of(engine, "New", on="2026-02-23")
    give(engine, sam, soon)
    mine = whose(user_id=sam)
    expected = {
        Part.ALL: {late, soon, new},
        Part.NOT_ALLOCATED: {late, new},
        Part.MINE: {soon},
        Part.LATE: {late},
        Part.SOON: {soon},
    }
    for part, references in expected.items():
        found = page(engine, mine, part=part)
        assert set(refs(found)) == references, part
        assert found.total == len(references)
        assert found.counts == {each: len(what) for each, what in expected.items()}


def test_what_was_answered_or_taken_back_is_owed_no_longer(engine):
    answered = asked_of(engine, "Answered", on="2026-02-02")
    cancelled = asked_of(engine, "Cancelled", on="2026-02-02")
    back = asked_of(engine, "Back", on="2026-02-02")
    put(engine, answered, Kind.ADVICE_RECEIVED, "2026-02-20", EP)
    put(engine, cancelled, Kind.ADVICE_REQUEST_CANCELLED, "2026-02-20", EP)
    put(engine, back, Kind.ADVICE_RECEIVED, "2026-02-20", EP)
    put(engine, back, Kind.ADVICE_SENT_BACK, "2026-02-25", EP, reason="Not signed")
    (line,) = page(engine).lines
    assert (line.reference, line.sent_back) == (back, 1)


def test_a_trust_sees_nothing_of_another_though_both_are_asked_in_the_case(engine):
    both = asked_of(engine, "Both", on="2026-02-02", parties=(EP, HEALTH))
    asked_of(engine, "Theirs", on="2026-02-02", parties=(HEALTH,))
    (line,) = page(engine, whose(EP)).lines
    assert (line.reference, line.kind.value) == (both, EP)
    with pytest.raises(UnknownCase):
        one(engine, both, HEALTH, of=whose(EP))


def test_a_professional_sees_only_what_they_were_given(engine):
    sam, alex = somebody(engine, "Sam"), somebody(engine, "Alex")
    hers = asked_of(engine, "Hers", on="2026-02-02")
    his = asked_of(engine, "His", on="2026-02-02")
    asked_of(engine, "Nobodys", on="2026-02-02")
    give(engine, sam, hers)
    give(engine, alex, his)
    assert refs(page(engine, whose(user_id=sam, only_own=True))) == [hers]
    with pytest.raises(UnknownCase):
        one(engine, his, of=whose(user_id=sam, only_own=True))
    give(engine, alex, hers)
    assert refs(page(engine, whose(user_id=sam, only_own=True))) == []


def test_nobody_without_kinds_sees_anything(engine):
    asked_of(engine, "Any", on="2026-02-02")
    nothing = Whose(services=frozenset(), user_id=1)
    assert page(engine, nothing).lines == []


def test_the_clinical_officer_reads_by_service_and_by_due_day(engine):
    later = asked_of(engine, "Later", on="2026-02-16", parties=(HEALTH, EP))
    first = asked_of(engine, "First", on="2026-02-02", parties=(HEALTH, EP))
    found = page(engine, whose(EP, HEALTH), by_service=True)
    assert [(line.kind.value, line.reference) for line in found.lines] == [
        *((EP, each) for each in (first, later)),
        *((HEALTH, each) for each in (first, later)),
    ]


def test_a_restricted_child_is_seen_by_whoever_was_asked(engine):
    sealed = asked_of(engine, "Sealed", on="2026-02-02")
    with writing(engine) as connection:
        connection.execute(update(people).values(restricted_to="South"))
    assert refs(page(engine)) == [sealed]
    assert page(engine, whose(HEALTH)).lines == []


def test_perhaps_a_sibling_has_the_surname_and_the_postcode(engine):
    twins = [
        asked_of(engine, "Sampleford", on="2026-02-02", postcode="EX1 1AA", upn=None),
        asked_of(engine, "SAMPLEFORD", on="2026-02-03", postcode="ex11aa", forename="Otter"),
    ]
    asked_of(engine, "Sampleford", on="2026-02-04", postcode="EX9 9ZZ", forename="Lark")
    asked_of(engine, "Makewell", on="2026-02-05", postcode="EX1 1AA", forename="Fern")
    said = {line.reference: line.sibling for line in page(engine, siblings=True).lines}
    assert [said[each] for each in twins] == [(twins[1],), (twins[0],)]
    assert sum(1 for each in said.values() if each) == 2
    assert not any(line.sibling for line in page(engine).lines)


def test_a_sibling_whom_another_service_is_asked_about_is_not_revealed(engine):
    asked_of(engine, "Sampleford", on="2026-02-02", postcode="EX1 1AA")
    asked_of(
        engine,
        "Sampleford",
        on="2026-02-02",
        postcode="EX1 1AA",
        forename="Otter",
        parties=[HEALTH],
    )
    assert not any(line.sibling for line in page(engine, siblings=True).lines)


def test_where_a_restricted_child_lives_is_not_told_by_a_sibling(engine):
    for forename in ("Wren", "Otter"):
        asked_of(engine, "Sampleford", on="2026-02-02", postcode="EX1 1AA", forename=forename)
    with writing(engine) as connection:
        restricted = people.c.forename == "Otter"
        connection.execute(update(people).where(restricted).values(restricted_to="South"))
    assert not any(line.sibling for line in page(engine, siblings=True).lines)


def test_a_visit_after_the_due_day_and_on_a_closed_day_says_so(engine):
    reference = asked_of(
        engine, "Any", on="2026-02-02", setting="Elm Primary", setting_urn="100001"
    )
    visit = date(2026, 4, 7)
    with writing(engine) as connection:
        plan_visit(
            connection, desk=desk("2026-03-02"), asked=one(engine, reference), visit_on=visit
        )
    shut = Closures(
        (
            SettingClosures(
                name="Elm Primary",
                urn="100001",
                closures=(Closure(closed_from=visit, reopens=visit + timedelta(days=1)),),
            ),
        )
    )
    (line,) = page(engine, closures=shut).lines
    assert (line.visit_on, line.is_visit_late, line.closed_on_visit) == (visit, True, True)
    (line,) = page(engine).lines
    assert not line.closed_on_visit


def test_work_is_given_only_to_those_of_the_service(engine):
    reference = asked_of(engine, "Any", on="2026-02-02")
    other = somebody(engine, "Trusty", kinds=[HEALTH])
    officer = somebody(engine, "Dee", role=UserRole.CLINICAL_OFFICER)
    for stranger in (other, officer, 999):
        with pytest.raises(NotAllocated):
            give(engine, stranger, reference)
    assert page(engine).lines[0].allocated_to is None


def test_what_was_answered_meanwhile_is_given_to_nobody(engine):
    sam = somebody(engine, "Sam")
    reference = asked_of(engine, "Any", on="2026-02-02")
    asked = one(engine, reference)
    put(engine, reference, Kind.ADVICE_RECEIVED, "2026-03-02", EP)
    with pytest.raises(NotAllocated, match="answered or taken back"), writing(engine) as connection:
        allocate(connection, requests=[asked], user_id=sam, by="Lea", at=AT, today=TODAY)


def test_what_is_another_services_meanwhile_is_neither_given_nor_planned(engine):
    with writing(engine) as connection:
        for code in (EP, "educational_psychology-2"):
            connection.execute(
                insert(providers).values(
                    code=code,
                    kind=EP,
                    name=code,
                    email="ep@trust.example",
                    reminders=True,
                    monday_list=False,
                )
            )
    reference = asked_of(engine, "Any", on="2026-02-02")
    asked = one(engine, reference)
    put(engine, reference, Kind.ADVICE_REQUEST_CANCELLED, "2026-02-02", EP, reason="Moved")
    named = {"service": "educational_psychology-2"}
    put(engine, reference, Kind.ADVICE_REQUESTED, "2026-02-02", EP, **named)
    with pytest.raises(NotAllocated), writing(engine) as connection:
        allocate(connection, requests=[asked], user_id=None, by="Lea", at=AT, today=TODAY)
    with pytest.raises(NotAllocated), writing(engine) as connection:
        plan_visit(connection, desk=desk("2026-03-02"), asked=asked, visit_on=TODAY)


def test_work_changes_hands_and_is_taken_back_and_each_time_is_on_record(engine):
    sam, alex = somebody(engine, "Sam"), somebody(engine, "Alex")
    reference = asked_of(engine, "Any", on="2026-02-02")
    assert give(engine, sam, reference) == 1
    assert give(engine, sam, reference) == 0
    assert give(engine, alex, reference) == 1
    assert give(engine, None, reference) == 1
    with reading(engine) as connection:
        found = connection.scalars(
            select(audit.c.about).where(audit.c.act == "allocated").order_by(audit.c.id)
        ).all()
    said = "educational psychology: "
    assert found == [f"{said}Sam", f"{said}Alex", f"{said}nobody"]


def test_the_load_counts_what_each_has_of_this_service_alone(engine):
    sam = somebody(engine, "Sam", kinds=[EP, HEALTH])
    somebody(engine, "Trusty", kinds=[HEALTH])
    early = asked_of(engine, "Early", on="2026-02-02", parties=(EP, HEALTH))
    later = asked_of(engine, "Later", on="2026-02-23")
    give(engine, sam, early, later)
    give(engine, sam, early, party=HEALTH)
    with reading(engine) as connection:
        (load,) = loads(connection, whose=whose(EP), today=TODAY)
    assert (load.name, load.open, load.due_this_month) == ("Sam", 2, 1)


def test_somebody_who_left_gets_no_work(engine):
    sam = somebody(engine, "Sam")
    reference = asked_of(engine, "Any", on="2026-02-02")
    with writing(engine) as connection:
        connection.execute(update(users).values(is_active=False))
    with pytest.raises(NotAllocated):
        give(engine, sam, reference)


def test_a_queue_asks_few_questions_however_long_it_is(engine):
    for number in range(4):
        asked_of(engine, f"Child{number}", on="2026-02-02", postcode="EX1 1AA")
    asked: list[str] = []

    def count(*facts):
        asked.append(facts[2])

    event.listen(engine, "before_cursor_execute", count)
    page(engine, siblings=True)
    event.remove(engine, "before_cursor_execute", count)
    assert len([each for each in asked if each.lstrip().startswith("SELECT")]) == 3


def test_all_that_is_owed_is_given_by_due_day(engine):
    second = asked_of(engine, "Second", on="2026-02-09")
    first = asked_of(engine, "First", on="2026-02-02")
    with reading(engine) as connection:
        found = all_owed(connection, whose=whose(), today=TODAY, closures=NO_CLOSURES)
    assert [each.reference for each in found] == [first, second]
