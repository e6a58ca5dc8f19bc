"""The case on one screen: it answers a family's call, and costs the same however long it runs."""

from datetime import date
from typing import get_args

import pytest
from sqlalchemy import event, insert

from ehcp.cases.advice_kinds import AdviceKind
from ehcp.cases.journeys import JOURNEYS
from ehcp.cases.kinds import Kind
from ehcp.casework.correct import correct
from ehcp.casework.next_steps import next_steps
from ehcp.casework.open_case import open_case
from ehcp.casework.provider_changes import set_provider
from ehcp.casework.record import record
from ehcp.law.grammar import Force
from ehcp.register import files
from ehcp.register.engine import open_engine, reading, writing
from ehcp.register.tables import covers, messages, occasions
from ehcp.web.counter import Counter
from ehcp.web.sentences import for_a_page
from ehcp.web.staff.cases.words import FORCES
from tests.builders import CaseBuilder
from tests.casework.desks import desk, id_of, put
from tests.web.people import Guest, counter_over, staff_member, words_on

KIM = "Kim Ashdown"


def a_case(counter: Counter, **more) -> str:
    """An assessment in its twelfth week on 2 March 2026, with two kinds of advice asked."""
    engine = counter.engine
    set_provider(
        engine,
        desk=desk("2026-01-05"),
        kind=AdviceKind.EDUCATIONAL_PSYCHOLOGY,
        name="Exampleshire Psychology",
        email="ep@service.example",
        telephone="01632 960 001",
    )
    person = {
        "forename": "Wren",
        "surname": "Sampleford",
        "born_on": date(2016, 5, 5),
        "setting": "Ash Lane School",
    }
    reference = open_case(
        engine,
        desk=desk("2025-12-08"),
        received_on=date(2025, 12, 8),
        person=person | more,
        source="Parent",
        officer=KIM,
    )
    put(engine, reference, Kind.TOLD_WILL_ASSESS, "2026-01-12", by="Morgan")
    put(engine, reference, Kind.ADVICE_REQUESTED, "2026-01-13", "EP")
    put(engine, reference, Kind.ADVICE_REQUESTED, "2026-01-13", "health")
    put(engine, reference, Kind.ADVICE_RECEIVED, "2026-02-20", "health")
    return reference


@pytest.fixture
def reference(counter: Counter) -> str:
    return a_case(counter)


def contact(counter: Counter, reference: str, **details: str) -> int:
    return record(
        counter.engine,
        desk=desk("2026-02-27", KIM),
        reference=reference,
        kind=Kind.CONTACT_LOGGED,
        happened_on=date(2026, 2, 27),
        details={"with": "family", "how": "telephone"} | details,
    ).sequence


def letter(counter: Counter, reference: str, number: int, *, party: str) -> None:
    with writing(counter.engine) as connection:
        connection.execute(
            insert(messages).values(
                id=f"m{number}",
                occasion=f"o{number}",
                letter="advice_reminder",
                recipient="ep@service.example",
                subject="s",
                text="t",
                html="h",
                status="sent",
                facts={},
                attempts=1,
                next_try_at=counter.now,
                created_at=counter.now,
                settled_at=counter.now,
            )
        )
        connection.execute(
            insert(occasions).values(
                key=f"o{number}",
                message_id=f"m{number}",
                case_id=id_of(counter.engine, reference),
                party=party,
                service=party,
            )
        )


def test_the_screen_says_whose_case_it_is_where_it_stands_and_what_is_due(kim, reference):
    page = kim.page(f"/cases/{reference}")
    said = words_on(page)
    assert "Wren Sampleford" in page
    assert "Born 5 May 2016 (9 years old)" in page
    assert "Year 5" in page
    assert "Ash Lane School" in page
    assert "Awaiting advice, week 12 of 20" in said
    assert "Caseworker: Kim Ashdown" in said
    assert "Overdue" in said
    assert "Tuesday 24 February 2026 (6 days ago)" in said
    assert "Final plan due in law by Monday 27 April 2026 (in 56 days)" in said
    assert "Wren" not in page.partition("</title>")[0]


def test_every_clock_shows_its_sum_its_citation_and_its_mark(kim, reference):
    said = words_on(kim.page(f"/cases/{reference}"))
    assert "8 December 2025 + 140 days (20 weeks; the day itself is not counted)" in said
    assert "SI 2014/1530 reg 13(2)" in said
    assert "Our confidence is A: read in the law itself" in said
    assert "Clocks that are over" in said
    assert "(regulation)" in said
    assert "(a date for planning, no limit in law)" in said


def test_every_force_of_a_rule_has_its_words() -> None:
    assert set(FORCES) == set(get_args(Force))
    assert not any("_" in words for words in FORCES.values())


def test_it_says_who_owes_what_and_how_to_reach_them(kim, counter, reference):
    letter(counter, reference, 1, party="educational_psychology")
    page = kim.page(f"/cases/{reference}")
    said = words_on(page)
    assert "Educational psychology Exampleshire Psychology 01632 960 001" in said
    assert 'href="tel:01632960001"' in page
    assert "6 days late" in said
    assert "Chased 2 Mar 2026" in said
    assert "Reminder that advice is due (educational psychology): handed to the mail server" in said


def test_a_request_that_no_mailbox_is_named_for_is_said_not_to_have_gone(kim, counter, reference):
    for kind in ("social_care", "parent"):
        put(counter.engine, reference, Kind.ADVICE_REQUESTED, "2026-01-13", kind)
    said = words_on(kim.page(f"/cases/{reference}"))
    unsent = "No mailbox is named for this advice, so no email asks for it."
    assert f"Social care Not sent by us {unsent}" in said
    assert said.count(unsent) == 1


def test_it_offers_only_what_would_be_taken_and_says_why_not_the_rest(kim, morgan, reference):
    page = kim.page(f"/cases/{reference}")
    assert f'href="/cases/{reference}/record/draft_served"' in page
    assert f'href="/cases/{reference}/record/decided_to_issue"' not in page
    said = words_on(page)
    assert "Recorded by a manager." in said
    assert "Not yet: this belongs to the stage" in said
    assert f'href="/cases/{reference}/record/decided_to_issue"' in morgan.page(
        f"/cases/{reference}"
    )


def test_somebody_who_only_reads_is_offered_nothing(counter, reference):
    reader = staff_member(counter, "Ira Reader", "inspector", team="North")
    page = reader.page(f"/cases/{reference}")
    assert "What can be done now" not in page
    assert "<form" not in page.partition("<main")[2].replace(
        f'<form method="get" action="/cases/{reference}"', ""
    )
    assert "/correct" not in page


def test_a_call_is_logged_in_two_lines_and_waits_until_it_is_answered(kim, counter, reference):
    answer = kim.fill_in(
        f"/cases/{reference}/contact",
        page=f"/cases/{reference}",
        **{"with": "family", "how": "telephone", "note": "Asked when\nthe draft comes"},
        answer_owed="yes",
    )
    assert answer.status_code == 303
    said = words_on(kim.page(f"/cases/{reference}"))
    assert "Waiting for an answer The family since Monday 2 March 2026" in said
    with reading(counter.engine) as connection:
        entry = len(files.load(connection, reference).file.recorded)
    kim.fill_in(
        f"/cases/{reference}/contact",
        page=f"/cases/{reference}",
        **{"with": "family", "how": "telephone", "note": "Told them"},
        answers=str(entry),
    )
    assert "Waiting for an answer" not in words_on(kim.page(f"/cases/{reference}"))


def test_a_contact_that_says_nothing_is_asked_for_again_on_the_case(kim, reference):
    answer = kim.fill_in(
        f"/cases/{reference}/contact",
        page=f"/cases/{reference}",
        **{"with": "family", "how": "telephone", "note": ""},
    )
    assert answer.status_code == 400
    assert 'href="#note"' in answer.text
    assert "Awaiting advice" in answer.text


def test_a_correction_is_shown_in_the_place_of_what_it_corrects(kim, counter, reference):
    struck = contact(counter, reference, note="Of another child")
    at = desk("2026-02-28", KIM)
    correct(counter.engine, desk=at, reference=reference, sequence=struck, struck_out="by mistake")
    moved = 5
    correct(
        counter.engine,
        desk=at,
        reference=reference,
        sequence=moved,
        happened_on=date(2026, 2, 19),
    )
    page = kim.page(f"/cases/{reference}")
    said = words_on(page)
    assert "<del>Contact with the family (telephone)</del>" in page
    assert "Struck out: by mistake." in said
    assert "Thursday 19 February 2026 (entered first as Friday 20 February 2026)" in said
    assert "An earlier entry was corrected" not in said


def test_the_chronology_is_filtered(kim, counter, reference):
    contact(counter, reference, note="Asked for news")
    letter(counter, reference, 1, party="educational_psychology")

    def entries(show: str) -> str:
        page = kim.page(f"/cases/{reference}?show={show}")
        return words_on(page.partition('id="chronology"')[2])

    assert "Asked for news" in entries("contacts")
    assert "Advice was received" not in entries("contacts")
    assert "Advice was received: health" in entries("advice")
    assert "Reminder that advice is due" in entries("letters")
    assert "Asked for news" not in entries("letters")
    assert "Asked for news" in entries("nonsense")


def test_an_earlier_day_is_shown_unmistakably_and_takes_nothing(kim, reference):
    page = kim.page(f"/cases/{reference}?on=2025-12-20")
    said = words_on(page)
    assert "As it was on Saturday 20 December 2025" in said
    assert "Awaiting decision to assess, week 1 of 20" in said
    assert "Advice was received" not in said
    assert "What can be done now" not in said
    assert 'method="post"' not in page.partition("<main")[2]
    typed = kim.page(f"/cases/{reference}?on-day=20&on-month=12&on-year=2025")
    assert "As it was on" in words_on(typed)


@pytest.mark.parametrize("on", ["nonsense", "2026-02-31", "1999-01-01"])
def test_a_day_on_which_there_was_no_case_is_said(kim, reference, on):
    page = kim.page(f"/cases/{reference}?on={on}", status=400)
    assert 'href="#on"' in page
    assert "Awaiting advice" in page


def test_who_covers_for_the_caseworker_is_said(kim, counter, reference):
    with writing(counter.engine) as connection:
        connection.execute(
            insert(covers).values(
                officer=KIM,
                covered_by="Jo Bellweather",
                from_on=date(2026, 3, 1),
                until_on=date(2026, 3, 8),
                set_by="Morgan",
                set_at=counter.now,
            )
        )
    assert "covered by Jo Bellweather" in words_on(kim.page(f"/cases/{reference}"))


def test_the_childs_other_cases_are_one_click_away(kim, counter, reference):
    other = open_case(
        counter.engine,
        desk=desk("2026-02-01"),
        journey="complaint",
        first=(Kind.COMPLAINT_RECEIVED, date(2026, 2, 1)),
        details={"theme": "delay"},
        person_of=reference,
    )
    assert f'href="/cases/{other}"' in kim.page(f"/cases/{reference}")


def test_each_view_stands_on_the_audit_record_and_a_manager_reads_it(kim, morgan, reference):
    kim.page(f"/cases/{reference}")
    kim.page(f"/cases/{reference}?on=2026-01-20")
    said = words_on(morgan.page(f"/cases/{reference}/seen"))
    assert "Kim Ashdown Viewed" in said
    assert "Viewed as at a day: 2026-01-20" in said
    assert "Sampleford" not in said
    for page in ("0", "x", "99999999", "-1"):
        morgan.page(f"/cases/{reference}/seen?page={page}")


def test_an_unknown_case_is_not_found(kim):
    kim.page("/cases/AAA-AAA", status=404)
    kim.page("/cases/%00", status=404)


def test_the_page_asks_the_register_as_often_however_long_the_history(database_url):
    engine = open_engine(database_url)
    counter = counter_over(engine)
    kim: Guest = staff_member(counter, KIM, "caseworker", team="North")
    reference = a_case(counter)
    seen: list[str] = []
    event.listen(engine, "before_cursor_execute", lambda *a: seen.append(a[2]))

    def cost() -> int:
        seen.clear()
        kim.page(f"/cases/{reference}")
        return len(seen)

    kim.page(f"/cases/{reference}")
    before = cost()
    for number in range(40):
        contact(counter, reference, note=f"Call {number}", answer_owed="yes")
        letter(counter, reference, number, party="educational_psychology")
    assert cost() == before
    engine.dispose()


def test_no_reason_tells_somebody_at_a_page_to_type_a_command():
    for journey in JOURNEYS:
        for start in journey.starts:
            file = CaseBuilder(journey=journey.name, born_on="2015-03-02").then(
                start, "2026-09-01", **({"order": "assess"} if "ordered" in start else {})
            )
            for each in next_steps(file.file, desk=desk()):
                said = for_a_page(each.why_not or "")
                assert "--" not in said, (journey.name, each.kind, said)
                assert "`" not in said, (journey.name, each.kind, said)
                assert "_" not in said, (journey.name, each.kind, said)


def test_a_closed_case_offers_what_may_still_follow_and_no_early_end(kim, counter, reference):
    open_page = words_on(kim.page(f"/cases/{reference}"))
    assert "End the case early" in open_page
    put(counter.engine, reference, Kind.WITHDRAWN, "2026-02-27")
    closed = words_on(kim.page(f"/cases/{reference}"))
    assert "The case is closed" in closed
    assert "What can still be put on record" in closed
    assert "End the case early" not in closed
    assert "Other things to record" not in closed


def test_a_school_that_was_consulted_on_this_day_was_asked_today(kim, counter, reference):
    put(counter.engine, reference, Kind.DRAFT_SERVED, "2026-02-27")
    put(counter.engine, reference, Kind.SETTING_CONSULTED, "2026-03-01", "Elm Road School")
    put(counter.engine, reference, Kind.SETTING_CONSULTED, "2026-03-02", "Ash Lane School")
    said = words_on(kim.page(f"/cases/{reference}"))
    assert "Asked today" in said
    assert "Awaited for 1 day " in said


@pytest.mark.parametrize("path", ["/advice", "/exceptions", "/hand-over", "/person"])
def test_the_pages_of_a_case_lead_to_each_other(kim, reference, path):
    page = kim.page(f"/cases/{reference}{path}")
    assert 'aria-label="Pages of this case"' in page
    assert f'aria-current="page" href="/cases/{reference}{path}"' in page
