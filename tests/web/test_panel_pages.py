"""The panel at the counter: its days, its agenda, and one form for each decision."""

import re
from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import select, update

from ehcp.cases.kinds import Kind
from ehcp.cases.stages import Role
from ehcp.casework.open_case import open_case
from ehcp.casework.panel_days import set_panels
from ehcp.register import files
from ehcp.register.engine import reading, writing
from ehcp.register.tables import audit, cases, panels, people
from tests.casework.desks import desk, put
from tests.web.conftest import TODAY
from tests.web.people import words_on

LATER = date(2026, 3, 16)
BOTH = ["may_have_needs", "may_need_plan"]
DECISION: dict[str, Any] = {
    "decision": "assess",
    "met": BOTH,
    "evidence": "The school's report",
    "reason": "Two terms of support have not been enough",
    "where": "panel",
}


@pytest.fixture
def today_and_later(engine) -> tuple[int, int]:
    """A panel that meets today, and one in two weeks."""
    morgan = desk("2026-03-02", "Morgan Eastlake", may=frozenset(Role))
    first, second = set_panels(engine, desk=morgan, days=[TODAY, LATER])
    return first, second


def a_request(engine, due: date, **more: Any) -> str:
    received = due - timedelta(weeks=6)
    return open_case(engine, desk=desk(received.isoformat()), received_on=received, **more)


@pytest.fixture
def case(engine) -> str:
    """A request whose decision is due in a week."""
    return a_request(
        engine,
        due=date(2026, 3, 9),
        person={"forename": "Alex", "surname": "Ash", "setting": "Ash Lane School"},
        officer="Kim Ashdown",
    )


def path(panel: int, case: str) -> str:
    return f"/panels/{panel}/cases/{case}"


def record_of(engine, case: str):
    with reading(engine) as connection:
        return files.load(connection, case).file.recorded


# ------------------------------------------------------------------------------------------- days


def test_a_row_of_days_is_set_at_once(morgan, engine):
    answer = morgan.fill_in("/panels/days", first=LATER, every="2", until=date(2026, 5, 1))
    assert answer.headers["location"] == "/panels?said=panels-set"
    with reading(engine) as connection:
        days = connection.scalars(select(panels.c.meets_on).order_by(panels.c.meets_on)).all()
    assert days == [LATER + timedelta(weeks=2 * n) for n in range(4)]
    assert "Monday 16 March 2026 (in 14 days) 0 cases" in words_on(morgan.page("/panels"))


def test_a_bank_holiday_in_a_row_is_asked_about(morgan, engine):
    given = {"first": date(2026, 3, 27), "every": "1", "until": date(2026, 4, 10)}
    answer = morgan.fill_in("/panels/days", **given)
    assert answer.status_code == 400
    assert "Friday 3 April 2026: a weekend or a bank holiday" in answer.text
    assert morgan.fill_in("/panels/days", **given, off="leave_out").status_code == 303
    with reading(engine) as connection:
        days = connection.scalars(select(panels.c.meets_on).order_by(panels.c.meets_on)).all()
    assert days == [date(2026, 3, 27), date(2026, 4, 10)]


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"every": "once"}, "Enter the day of the panel."),
        ({"first": date(2026, 3, 1), "every": "once"}, "1 March 2026 is over"),
        ({"first": LATER, "every": "1"}, "Enter the last day."),
        ({"first": LATER, "every": "1", "until": TODAY}, "must not come before"),
        ({"first": LATER, "every": "1", "until": date(2199, 1, 1)}, "at most 60"),
        ({"first": LATER, "every": "9"}, "Choose how often it meets."),
    ],
)
def test_days_that_cannot_be_are_said_at_their_field(morgan, given, said):
    answer = morgan.fill_in("/panels/days", **given)
    assert (answer.status_code, said in answer.text) == (400, True), words_on(answer.text)


def test_a_panel_is_moved_and_taken_out(morgan, today_and_later):
    _, later = today_and_later
    page = f"/panels/{later}/day"
    answer = morgan.fill_in(page, what="move", to=date(2026, 3, 21))
    assert (answer.status_code, "really meets then" in answer.text) == (400, True)
    answer = morgan.fill_in(page, what="move", to=date(2026, 3, 17))
    assert answer.headers["location"] == f"/panels/{later}?said=panels-set"
    assert morgan.fill_in(page, what="cancel").headers["location"].startswith("/panels?")
    morgan.page(f"/panels/{later}", status=404)


# ----------------------------------------------------------------------------------------- agenda


def test_the_agenda_shows_what_the_panel_has_to_know(morgan, today_and_later, case):
    shown = words_on(morgan.page(f"/panels/{today_and_later[0]}"))
    for said in (
        "Panel of Monday 2 March 2026",
        "1 case to decide: what falls due before the next panel, Monday 16 March 2026",
        "Assess or not: 1",
        case,
        "Alex Ash",
        "Due soon 9 Mar 2026 (in 7 days)",
        "Kim Ashdown",
    ):
        assert said in shown


def test_a_panel_that_is_too_late_warns_and_says_what_would_be_in_time(
    morgan, today_and_later, case
):
    first, later = today_and_later
    answer = morgan.fill_in(
        f"/panels/{later}/cases",
        page=f"/panels/{later}",
        reference=case.lower(),
        why="The report comes then",
    )
    assert answer.headers["location"] == f"/panels/{later}?said=agenda-changed"
    morgan.fill_in(f"{path(first, case)}/off", page=path(first, case), why_off="No report yet")
    shown = words_on(morgan.page(f"/panels/{later}"))
    assert "For 1 case this panel is later than the last day in law." in shown
    assert "The panel of Monday 2 March 2026 would be in time." in shown
    assert "Put on by Morgan Eastlake: The report comes then" in shown
    panels = morgan.page("/panels")
    assert "Meets after the last day in law for 1 case" in words_on(panels)
    (late,) = re.findall(r'href="(/panels/\d+/late)"', panels)
    assert case in words_on(morgan.page(late))
    off = words_on(morgan.page(f"/panels/{first}"))
    assert "Taken off this agenda" in off
    assert "No report yet" in off


def test_what_cannot_be_put_on_is_said_at_its_field(morgan, today_and_later):
    panel = f"/panels/{today_and_later[1]}"
    answer = morgan.fill_in(f"{panel}/cases", page=panel, reference="AAA-AAA", why="<b>x</b>")
    assert answer.status_code == 400
    assert "There is no such case" in answer.text
    assert 'href="#reference"' in answer.text
    assert "&lt;b&gt;x" in answer.text


def test_the_pack_has_a_sheet_for_each_case_and_is_on_the_audit_record(
    morgan, today_and_later, case, engine
):
    shown = words_on(morgan.page(f"/panels/{today_and_later[0]}/pack"))
    assert "Legal test, CFA s.36(8)." in shown
    assert "Ash Lane School" in shown
    with reading(engine) as connection:
        viewed = connection.execute(
            select(cases.c.reference, audit.c.about)
            .join(cases, cases.c.id == audit.c.case_id)
            .where(audit.c.act == "viewed")
        ).all()
    assert [tuple(each) for each in viewed] == [(case, "pack of the panel of 2026-03-02")]


# -------------------------------------------------------------------------------------- decisions


def test_a_decision_is_recorded_and_leads_to_telling_the_family(
    morgan, today_and_later, case, engine
):
    page = path(today_and_later[0], case)
    answer = morgan.fill_in(page, **DECISION)
    assert answer.headers["location"] == f"{page}?said=panel-decided"
    entry = record_of(engine, case)[-1]
    assert entry.kind is Kind.PANEL_DECIDED
    assert entry.recorded_by == "Morgan Eastlake"
    assert entry.details["reason"] == DECISION["reason"]
    shown = morgan.page(page)
    assert f'href="/cases/{case}/record/told_will_assess"' in shown
    assert "Two terms of support have not been enough" in shown
    overview = words_on(morgan.page("/panels"))
    assert "Decided, and the family still to be told" in overview
    agenda = words_on(morgan.page(f"/panels/{today_and_later[0]}"))
    assert "0 cases to decide" in agenda
    assert "Decided here: 1" in agenda


def test_several_are_recorded_one_after_the_other(morgan, today_and_later, case, engine):
    second = a_request(engine, due=date(2026, 3, 10))
    panel = today_and_later[0]
    answer = morgan.fill_in(path(panel, case), **DECISION, then="next")
    assert answer.headers["location"] == f"{path(panel, second)}?said=panel-decided"
    assert "Case 1 of 1 still to decide" in words_on(morgan.page(path(panel, second)))
    answer = morgan.fill_in(path(panel, second), **DECISION, then="next")
    assert answer.headers["location"] == f"{path(panel, second)}?said=panel-decided"


def test_nothing_typed_is_lost_where_a_decision_is_refused(morgan, today_and_later, case, engine):
    page = path(today_and_later[0], case)
    answer = morgan.fill_in(page, **(DECISION | {"met": BOTH[:1], "reason": "Long <words>"}))
    assert answer.status_code == 400
    assert "test of CFA s.36(8) is not met" in answer.text
    assert "Long &lt;words&gt;" in answer.text
    assert answer.text.count(" checked") == 3, "the limb, the decision, and who decided"
    answer = morgan.fill_in(page, **(DECISION | {"decision": "", "evidence": ""}))
    for said in ("Choose what was decided.", "Enter the evidence that was considered."):
        assert said in answer.text
    assert len(record_of(engine, case)) == 1


def test_a_record_that_changed_meanwhile_is_said_and_the_text_kept(
    morgan, today_and_later, case, engine
):
    page = path(today_and_later[0], case)
    shown = morgan.page(page)
    put(engine, case, Kind.NOTE_ADDED, "2026-03-02", note="rang", by="Kim")
    secrets = {
        name: shown.partition(f'name="{name}" value="')[2].partition('"')[0]
        for name in ("csrf", "once", "as_read")
    }
    answer = morgan.send_again(page, secrets, **DECISION)
    assert answer.status_code == 400
    assert "changed while you were reading it: Kim recorded" in answer.text
    assert DECISION["reason"] in answer.text


def test_a_case_put_off_comes_to_the_next_panel(morgan, today_and_later, case):
    first, later = today_and_later
    deferred = {"decision": "defer", "met": [], "evidence": ""}
    answer = morgan.fill_in(path(first, case), **(DECISION | deferred))
    assert answer.headers["location"].endswith("?said=panel-deferred")
    shown = words_on(morgan.page(f"/panels/{later}"))
    assert case in shown
    assert "Put off on 2 Mar 2026: Two terms" in shown


def test_before_the_panel_it_is_decided_outside_with_the_reason(morgan, today_and_later, engine):
    later = today_and_later[1]
    case = a_request(engine, due=date(2026, 3, 20))
    page = path(later, case)
    assert "The panel has not met: decide outside it" in morgan.page(page)
    outside = DECISION | {"where": "outside"}
    answer = morgan.fill_in(page, **outside)
    assert "Enter why it is decided outside the panel." in answer.text
    assert morgan.fill_in(page, **DECISION).status_code == 400
    answer = morgan.fill_in(page, **outside, outside="The chair is away")
    assert answer.status_code == 303
    assert "outside the panel, recorded by Morgan Eastlake" in words_on(morgan.page(page))
    assert record_of(engine, case)[-1].happened_on == TODAY


def test_plan_or_no_plan_begins_with_the_advice_that_is_in(morgan, today_and_later, engine):
    case = open_case(engine, desk=desk("2026-01-05"), received_on=date(2026, 1, 5))
    put(engine, case, Kind.TOLD_WILL_ASSESS, "2026-01-20")
    put(engine, case, Kind.ADVICE_REQUESTED, "2026-01-20", party="health")
    put(engine, case, Kind.ADVICE_RECEIVED, "2026-02-27", party="health")
    shown = morgan.page(path(today_and_later[0], case))
    assert "Plan or no plan" in shown
    assert "Advice: health (received Friday 27 February 2026)." in shown
    assert "CFA s.37(1)" in shown


# ---------------------------------------------------------------------------------- who sees what


def test_a_caseworker_looks_and_puts_on_but_decides_nothing(kim, today_and_later, case, engine):
    page = path(today_and_later[0], case)
    shown = kim.page(page)
    assert "A manager records what the panel decides." in shown
    assert 'name="decision"' not in shown
    assert kim.fill_in(page, page="/account", **DECISION).status_code == 403
    kim.page("/panels/days", status=403)
    later = f"/panels/{today_and_later[1]}"
    answer = kim.fill_in(f"{later}/cases", page=later, reference=case, why="Urgent")
    assert answer.status_code == 303
    assert len(record_of(engine, case)) == 1


def test_another_teams_restricted_case_is_nowhere(morgan, signed_in, today_and_later, case, engine):
    panel = today_and_later[0]
    with writing(engine) as connection:
        connection.execute(update(people).values(restricted_to="North"))
    assert case in morgan.page(f"/panels/{panel}")
    morgan.fill_in(path(panel, case), **DECISION)
    stranger = signed_in("Robin", "manager", team="South")
    for where in ("/panels", f"/panels/{panel}", f"/panels/{panel}/pack"):
        shown = stranger.page(where)
        assert case not in shown
        assert "Alex" not in shown
    assert "0 cases to decide" in words_on(stranger.page(f"/panels/{panel}"))
    stranger.page(path(panel, case), status=404)
    answer = stranger.fill_in(path(panel, case), page="/panels/days", **DECISION)
    assert answer.status_code == 404
    given = {"page": f"/panels/{panel}", "why": "x"}
    seen = stranger.fill_in(f"/panels/{panel}/cases", reference=case, **given)
    never = stranger.fill_in(f"/panels/{panel}/cases", reference="AAA-AAA", **given)
    assert seen.status_code == never.status_code == 400
    assert words_on(seen.text).replace(case, "") == words_on(never.text).replace("AAA-AAA", "")


@pytest.mark.parametrize(
    "where", ["/panels/7", "/panels/0", "/panels/99999999999", "/panels/x", "/panels/7/pack"]
)
def test_a_panel_that_was_never_set_is_not_found(morgan, where):
    morgan.page(where, status=404)


@pytest.mark.parametrize("as_read", ["", "x", "²", "9" * 5000, "-1"], ids=range(5))
def test_a_form_that_does_not_say_what_was_read_is_refused(
    morgan, today_and_later, case, as_read, engine
):
    page = path(today_and_later[0], case)
    answer = morgan.fill_in(page, **DECISION, as_read=as_read)
    assert (answer.status_code, "The form was not complete." in answer.text) == (400, True)
    assert len(record_of(engine, case)) == 1
