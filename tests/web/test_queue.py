"""The pages of a service's queue: its own work alone, given to its own people."""

from datetime import date
from io import BytesIO

import pytest
from openpyxl import load_workbook
from sqlalchemy import select

from ehcp.cases.advice_kinds import AdviceKind
from ehcp.cases.kinds import Kind
from ehcp.casework.provider_changes import set_provider
from ehcp.register.engine import reading
from ehcp.register.tables import advice, allocations, audit, events, users
from ehcp.staff.users import list_users, who_may_have_cases
from tests.casework.desks import desk, put
from tests.casework.queues import EP, HEALTH, asked_of
from tests.web.outsiders import number_of
from tests.web.people import secrets_on, words_on

NINE = [f"Child{number}" for number in range(9)]


@pytest.fixture
def lea(signed_in):
    """The administrator of the educational psychology service."""
    return signed_in("Lea Frost", "service", kinds=[EP])


@pytest.fixture
def sam(signed_in):
    return signed_in("Sam Hale", "professional", kinds=[EP])


@pytest.fixture
def trust(signed_in):
    return signed_in("Tru Stone", "service", kinds=[HEALTH])


@pytest.fixture
def officer(signed_in):
    return signed_in("Dee Clin", "clinical_officer", kinds=[EP, HEALTH])


def given(engine) -> dict[str, str]:
    with reading(engine) as connection:
        rows = connection.execute(
            select(allocations.c.case_id, users.c.name).join(
                users, users.c.id == allocations.c.user_id
            )
        ).all()
    return dict(map(tuple, rows))


def cells_of(answer) -> list[object]:
    sheet = load_workbook(BytesIO(answer.content)).active
    assert sheet is not None
    return [cell for row in sheet.values for cell in row]


def test_a_service_sees_all_that_it_owes_with_names(lea, engine):
    reference = asked_of(engine, "Sampleford", on="2026-01-05", setting="Elm Primary", upn=None)
    words = words_on(lea.page("/queue"))
    for said in (reference, "Wren Sampleford", "Year 5, Elm Primary", "Late", "14 days late"):
        assert said in words, said
    assert "Not yet allocated (1)" in words


def test_the_service_is_named_as_the_council_names_it(lea, engine):
    set_provider(
        engine,
        desk=desk("2026-01-05"),
        kind=AdviceKind.EDUCATIONAL_PSYCHOLOGY,
        name="Exampleshire Psychology",
        email="ep@service.example",
    )
    assert "Exampleshire Psychology" in words_on(lea.page("/queue"))


def test_a_trust_sees_no_other_trusts_work_by_any_address(trust, engine):
    reference = asked_of(engine, "Sampleford", on="2026-01-05")
    for path in ("/queue", "/queue?part=late", "/queue/plan", "/queue/figures"):
        shown = trust.page(path)
        assert reference not in shown
        assert "Sampleford" not in shown
    assert trust.get(f"/queue/{reference}/{EP}").status_code == 404
    assert trust.get(f"/queue/plan?request={reference}.{EP}").headers["location"] == "/queue"
    assert reference not in cells_of(trust.get("/queue.xlsx"))
    tru = number_of(engine, "Tru Stone")
    secrets = secrets_on(trust.page("/queue/calendar"))
    answer = trust.post(
        "/queue", data=secrets | {"request": f"{reference}.{EP}", "to": tru, "act": "allocate"}
    )
    assert answer.status_code == 400
    assert given(engine) == {}


@pytest.mark.usefixtures("trust")
def test_work_cannot_be_given_to_another_trusts_people(lea, engine):
    reference = asked_of(engine, "Sampleford", on="2026-01-05")
    answer = lea.fill_in(
        "/queue", request=f"{reference}.{EP}", to=number_of(engine, "Tru Stone"), act="allocate"
    )
    assert answer.status_code == 400
    assert "Choose somebody of the service" in words_on(answer.text)
    assert "Tru Stone" not in lea.page("/queue")


def test_several_are_given_to_one_at_once(lea, sam, engine):
    names = [asked_of(engine, each, on="2026-02-02") for each in NINE[:3]]
    answer = lea.fill_in(
        "/queue",
        request=[f"{each}.{EP}" for each in names],
        to=number_of(engine, "Sam Hale"),
        act="allocate",
    )
    assert answer.headers["location"] == "/queue?said=allocated"
    assert set(given(engine).values()) == {"Sam Hale"}
    words = words_on(lea.page("/queue"))
    assert "Allocated (3)" in words
    assert "Sam Hale (3 open, 3 due by the end of March)" in words
    assert names[0] in sam.page("/queue")


def test_nine_are_given_to_nine_with_visits_in_one_form(lea, signed_in, engine):
    references = [asked_of(engine, each, on="2026-02-02") for each in NINE]
    people = [f"Pat Number{number}" for number in range(9)]
    for name in people:
        signed_in(name, "professional", kinds=[EP])
    shown = lea.page("/queue/plan")
    form = secrets_on(shown) | {"request": [f"{each}.{EP}" for each in references]}
    for place, (reference, name) in enumerate(zip(references, people, strict=True)):
        form |= {
            f"to-{reference}.{EP}": number_of(engine, name),
            f"visit-{reference}.{EP}-day": str(9 + place),
            f"visit-{reference}.{EP}-month": "3",
            f"visit-{reference}.{EP}-year": "2026",
        }
    answer = lea.post("/queue/plan", data=form)
    assert answer.headers["location"] == "/queue?said=visit-late"  # the 17th is after the 16th
    assert sorted(given(engine).values()) == people
    with reading(engine) as connection:
        visits = connection.scalars(select(advice.c.visit_on).order_by(advice.c.visit_on)).all()
    assert visits == [date(2026, 3, 9 + place) for place in range(9)]
    words = words_on(lea.page("/queue?said=visit-late"))
    assert "The visit for" in words
    assert "after the day on which the advice is due" in words
    assert words.count("Visit after the due day") == 1


@pytest.mark.usefixtures("sam")
def test_a_slip_in_one_visit_keeps_the_whole_form_open(lea, engine):
    first, second = (asked_of(engine, each, on="2026-02-02") for each in NINE[:2])
    form = secrets_on(lea.page("/queue/plan")) | {
        "request": [f"{first}.{EP}", f"{second}.{EP}"],
        f"to-{first}.{EP}": number_of(engine, "Sam Hale"),
        f"visit-{second}.{EP}-day": "31",
        f"visit-{second}.{EP}-month": "2",
        f"visit-{second}.{EP}-year": "2026",
    }
    answer = lea.post("/queue/plan", data=form)
    assert answer.status_code == 400
    words = words_on(answer.text)
    assert f"{second}: The day of the visit must be a real day" in words
    assert given(engine) == {}


def test_a_form_sent_twice_puts_a_visit_on_record_once(lea, engine):
    reference = asked_of(engine, "Sampleford", on="2026-02-02")
    form = secrets_on(lea.page("/queue/plan")) | {
        "request": [f"{reference}.{EP}"],
        f"visit-{reference}.{EP}-day": "9",
        f"visit-{reference}.{EP}-month": "3",
        f"visit-{reference}.{EP}-year": "2026",
    }
    for _ in range(2):
        assert lea.post("/queue/plan", data=form).status_code == 303
    with reading(engine) as connection:
        found = connection.scalars(
            select(events.c.recorded_by).where(events.c.kind == "advice_acknowledged")
        ).all()
    assert found == ["Lea Frost"]


def test_the_caseworker_sees_a_visit_after_the_due_day(lea, kim, engine):
    reference = asked_of(engine, "Sampleford", on="2026-02-02")
    form = secrets_on(lea.page("/queue/plan")) | {
        "request": [f"{reference}.{EP}"],
        f"visit-{reference}.{EP}-day": "20",
        f"visit-{reference}.{EP}-month": "3",
        f"visit-{reference}.{EP}-year": "2026",
    }
    lea.post("/queue/plan", data=form)
    words = words_on(kim.page("/my-day"))
    assert reference in words
    assert "visit" in words.lower()


def test_one_by_one_leads_to_those_that_were_ticked(lea, engine):
    first, second = (asked_of(engine, each, on="2026-02-02") for each in NINE[:2])
    answer = lea.fill_in("/queue", request=f"{second}.{EP}", act="plan")
    assert answer.headers["location"] == f"/queue/plan?request={second}.{EP}"
    shown = lea.page(answer.headers["location"])
    assert second in shown
    assert first not in shown


@pytest.mark.usefixtures("sam")
def test_who_was_chosen_for_all_is_chosen_for_each_one_by_one(lea, engine):
    first, second = (asked_of(engine, each, on="2026-02-02") for each in NINE[:2])
    with reading(engine) as connection:
        number = connection.scalar(select(users.c.id).where(users.c.name == "Sam Hale"))
    ticked = [f"{each}.{EP}" for each in (first, second)]
    answer = lea.fill_in("/queue", request=ticked, act="plan", to=str(number))
    shown = lea.page(answer.headers["location"])
    assert shown.count(f'<option value="{number}" selected>') == len(ticked)


def test_nothing_ticked_or_nobody_chosen_is_said(lea, engine):
    reference = asked_of(engine, "Sampleford", on="2026-02-02")
    answer = lea.fill_in("/queue", act="allocate")
    assert "Tick the requests" in words_on(answer.text)
    answer = lea.fill_in("/queue", request=f"{reference}.{EP}", act="allocate")
    assert "Enter to whom they are given" in words_on(answer.text)
    answer = lea.fill_in("/queue", request=f"{reference}.{EP}", act="allocate", to="x")
    assert "Choose to whom they are given" in words_on(answer.text)


def test_a_professional_sees_their_own_and_gives_nothing_to_anybody(lea, sam, engine):
    hers, other = (asked_of(engine, each, on="2026-02-02") for each in NINE[:2])
    lea.fill_in("/queue", request=f"{hers}.{EP}", to=number_of(engine, "Sam Hale"), act="allocate")
    shown = sam.page("/queue")
    assert hers in shown
    assert other not in shown
    assert "checkbox" not in shown
    assert sam.post("/queue", data=secrets_on(sam.page("/account"))).status_code == 403
    assert sam.get("/queue/plan").status_code == 403
    assert sam.get("/queue/figures").status_code == 403
    assert sam.get(f"/queue/{other}/{EP}").status_code == 404


def test_the_clinical_officer_sees_every_trust_and_changes_nothing(officer, engine):
    reference = asked_of(engine, "Sampleford", on="2026-02-02", parties=[EP, HEALTH])
    shown = officer.page("/queue")
    words = words_on(shown)
    assert words.index("Educational psychology (1)") < words.index("Health (1)")
    assert reference in words
    assert "<form" not in shown.partition("<main")[2]
    assert officer.post("/queue", data=secrets_on(officer.page("/account"))).status_code == 403


def test_the_clinical_officer_sees_which_service_it_is(officer, engine):
    asked_of(engine, "Sampleford", on="2026-02-02", parties=[HEALTH])
    set_provider(
        engine,
        desk=desk("2026-01-05"),
        kind=AdviceKind.HEALTH,
        name="Trust A",
        email="a@trust.example",
    )
    assert "Health: Trust A (1)" in words_on(officer.page("/queue"))


def test_the_clinical_officer_sees_only_the_kinds_that_are_theirs(signed_in, engine):
    asked_of(engine, "Sampleford", on="2026-02-02", parties=[EP])
    dee = signed_in("Dee Only", "clinical_officer", kinds=[HEALTH])
    assert "Nothing is owed" in words_on(dee.page("/queue"))


def test_a_sibling_is_told_to_the_service_and_not_to_a_professional(lea, sam, engine):
    twins = [
        asked_of(engine, "Sampleford", on="2026-02-02", postcode="EX1 1AA", forename=forename)
        for forename in ("Wren", "Otter")
    ]
    lea.fill_in(
        "/queue",
        request=[f"{each}.{EP}" for each in twins],
        to=number_of(engine, "Sam Hale"),
        act="allocate",
    )
    assert words_on(lea.page("/queue")).count("Perhaps a sibling") == 2
    assert "sibling" not in words_on(sam.page("/queue"))


def test_a_long_queue_has_pages(lea, engine, monkeypatch):
    monkeypatch.setattr("ehcp.casework.asked_of.ON_A_PAGE", 2)
    for each in NINE[:5]:
        asked_of(engine, each, on="2026-02-02")
    first = lea.page("/queue")
    assert 'href="/queue?page=3"' in first
    assert words_on(lea.page("/queue?page=3")).count("Wren Child") == 1
    assert words_on(lea.page("/queue?page=99&part=nonsense")).count("Wren Child") == 1


def test_the_workbook_holds_references_and_no_names(lea, engine):
    reference = asked_of(engine, "Sampleford", on="2026-01-05", setting="Elm Primary")
    answer = lea.get("/queue.xlsx")
    assert answer.headers["content-disposition"].endswith('advice-owed-2026-03-02.xlsx"')
    cells = cells_of(answer)
    assert reference in cells
    assert 14 in cells
    said = " ".join(map(str, cells))
    for name in ("Sampleford", "Wren", "Elm"):
        assert name not in said


def test_own_figures_count_both_ways_and_eight_weeks_ahead(lea, engine):
    came = asked_of(engine, "Came", on="2026-01-05")
    put(engine, came, Kind.ADVICE_RECEIVED, "2026-02-10", EP)
    late = asked_of(engine, "Late", on="2025-12-29")
    put(engine, late, Kind.ADVICE_RECEIVED, "2026-02-20", EP)
    asked_of(engine, "Never", on="2026-01-12")
    asked_of(engine, "Ahead", on="2026-02-02")
    words = words_on(lea.page("/queue/figures"))
    assert "Came in February 2026, on time 50" in words
    assert "1 of 2" in words
    assert "Was due in February 2026, on time 33" in words
    assert "1 of 3" in words
    assert "(median)" in words
    assert "Falls due in the next eight weeks: 1" in words


def test_every_look_at_names_is_on_the_audit_record(lea, engine):
    lea.page("/queue")
    lea.get("/queue.xlsx")
    with reading(engine) as connection:
        acts = connection.scalars(select(audit.c.act).where(audit.c.by == "Lea Frost")).all()
    assert acts == ["viewed the queue", "downloaded the queue"]


def test_a_queue_is_closed_to_staff_and_to_nobody_known(kim, nobody):
    assert kim.get("/queue").status_code == 403
    assert nobody.get("/queue").headers["location"] == "/outside/sign-in?next=/queue"


@pytest.mark.usefixtures("lea")
def test_users_from_outside_are_no_officers_of_cases(counter):
    assert [user.name for user in list_users(counter.engine)] == ["Lea Frost"]
    with reading(counter.engine) as connection:
        assert who_may_have_cases(connection, today=counter.today) == ()
