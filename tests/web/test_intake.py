"""Taking a new case in: days kept apart, one child once, and the dates that run afterwards."""

from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from datetime import date
from threading import Barrier, BrokenBarrierError
from typing import Any

import pytest
from sqlalchemy import func, insert, select, update

from config import clock
from ehcp.casework.same_child import Found, same_child
from ehcp.register.engine import open_engine, reading, writing
from ehcp.register.tables import cases, events, people
from ehcp.web.counter import Counter
from ehcp.web.staff.intake import routes
from tests.casework.desks import desk
from tests.web.conftest import TODAY
from tests.web.people import Guest, counter_over, secrets_on, staff_member, words_on

CHILD: dict[str, Any] = {
    "forename": "Alex",
    "surname": "Hartley",
    "born": date(2015, 3, 2),
    "upn": "",
    "setting": "",
}
REQUEST: dict[str, Any] = {"on": date(2026, 2, 16), "source": "Parent"}
NEW = "/cases/new/request_received"


def fields(**given: Any) -> dict[str, str]:
    """Write the fields of a form as a browser sends them."""
    sent: dict[str, str] = {}
    for name, value in given.items():
        if isinstance(value, date):
            parts = {"day": value.day, "month": value.month, "year": value.year}
            sent |= {f"{name}-{part}": str(number) for part, number in parts.items()}
        else:
            sent[name] = value
    return sent


def checked(someone: Guest, **given: Any) -> str:
    """Fill in the pages up to the last look, and give that page."""
    sent = secrets_on(someone.page(NEW)) | fields(**(REQUEST | CHILD | given))
    answer = someone.post(f"{NEW}/check", data=sent)
    assert answer.status_code == 200, words_on(answer.text)
    return answer.text


def opened(someone: Guest, **given: Any):
    """Take a request in and open the case; the answer is not followed."""
    page = checked(someone, **{name: it for name, it in given.items() if name != "who"})
    sent = secrets_on(page) | fields(**(REQUEST | CHILD | {"officer": "Kim Ashdown"} | given))
    return someone.post(f"{NEW}/open", data=sent)


def known_child(counter: Counter, **more: Any) -> str:
    """Put a child with a closed-off case in the register, and give the case's reference."""
    from ehcp.cases.kinds import Kind
    from ehcp.casework.open_case import open_case
    from ehcp.casework.record import record

    person = {
        "forename": "Alex",
        "surname": "Hartley",
        "born_on": date(2015, 3, 2),
        "upn": "C999000000001",
    }
    reference = open_case(
        counter.engine,
        desk=desk("2025-01-06"),
        received_on=date(2025, 1, 6),
        person=person | more,
    )
    record(
        counter.engine,
        desk=desk("2025-01-10"),
        reference=reference,
        kind=Kind.WITHDRAWN,
        happened_on=date(2025, 1, 10),
    )
    return reference


def count(counter: Counter, table: Any) -> int:
    with reading(counter.engine) as connection:
        return connection.scalar(select(func.count()).select_from(table)) or 0


def test_a_request_is_taken_in_and_the_page_says_which_dates_run(kim, counter):
    answer = opened(kim)
    assert answer.status_code == 303
    page = kim.page(answer.headers["location"])
    said = words_on(page)
    assert "The case is open" in said
    assert "Monday 30 March 2026 (in 28 days)" in said
    reference = answer.headers["location"].split("/")[2]
    with reading(counter.engine) as connection:
        case = connection.execute(select(cases).where(cases.c.reference == reference)).one()
        person = connection.execute(select(people).where(people.c.id == case.person_id)).one()
    assert (case.started_on, case.source, case.officer) == (
        date(2026, 2, 16),
        "Parent",
        "Kim Ashdown",
    )
    assert (person.forename, person.surname, person.born_on) == (
        "Alex",
        "Hartley",
        date(2015, 3, 2),
    )


def test_sending_the_last_page_twice_opens_one_case(kim, counter):
    page = checked(kim)
    sent = secrets_on(page) | fields(**(REQUEST | CHILD | {"officer": "nobody"}))
    first, second = (kim.post(f"{NEW}/open", data=sent) for _ in range(2))
    assert first.status_code == second.status_code == 303
    assert second.headers["location"].startswith(first.headers["location"])
    assert count(counter, cases) == 1


def test_what_was_filled_in_is_carried_from_page_to_page(kim):
    secrets = secrets_on(kim.page(NEW))
    child_page = kim.post(f"{NEW}/child", data=secrets | fields(**REQUEST)).text
    assert secrets_on(child_page)["source"] == "Parent"
    back = kim.post(NEW, data=secrets_on(child_page) | fields(**CHILD)).text
    assert secrets_on(back)["surname"] == "Hartley"
    assert 'value="16"' in back


def test_a_day_ahead_a_missing_source_and_a_mistyped_upn_are_said_by_their_fields(kim):
    secrets = secrets_on(kim.page(NEW))
    answer = kim.post(f"{NEW}/child", data=secrets | fields(on=date(2026, 3, 9)))
    assert answer.status_code == 400
    assert "Choose who made the request" in answer.text
    ahead = kim.post(f"{NEW}/child", data=secrets | fields(**REQUEST | {"on": date(2026, 3, 9)}))
    assert "ahead of today" in ahead.text
    bad = kim.post(f"{NEW}/check", data=secrets | fields(**REQUEST | CHILD | {"upn": "A1"}))
    assert bad.status_code == 400
    assert 'href="#upn"' in bad.text
    slip = kim.post(
        f"{NEW}/check", data=secrets | fields(**REQUEST | CHILD | {"upn": "C999000000011"})
    )
    assert "nobody&#39;s UPN" in slip.text


def test_a_child_who_is_known_is_asked_about_and_is_not_entered_twice(kim, counter):
    reference = known_child(counter)
    page = checked(kim)
    assert "Is it one of these children?" in page
    assert reference in page
    unanswered = opened(kim)
    assert unanswered.status_code == 400
    assert "whether it is one of these children" in unanswered.text
    answer = opened(kim, who=reference)
    assert answer.status_code == 303
    assert count(counter, people) == 1
    assert count(counter, cases) == 2


def test_somebody_new_of_the_same_name_is_entered_when_that_is_said(kim, counter):
    known_child(counter)
    assert opened(kim, who="new").status_code == 303
    assert count(counter, people) == 2


def test_one_upn_is_one_child(kim, counter):
    known_child(counter, forename="Somebody", surname="Else", born_on=date(2012, 1, 1))
    page = checked(kim, upn="C999000000001")
    assert "the same UPN" in page
    answer = opened(kim, upn="C999000000001", who="new")
    assert answer.status_code == 400
    assert "belongs to one child alone" in answer.text
    assert count(counter, people) == 1


def test_a_swapped_day_and_a_slip_in_the_name_are_still_found(kim, counter):
    known_child(counter)
    assert "Is it one of these" in checked(kim, born=date(2015, 2, 3))
    assert "Is it one of these" in checked(kim, forename="Alec", surname="Hartly")
    assert "Is it one of these" not in checked(kim, forename="Jordan", surname="Woods")


def test_a_brother_or_sister_is_shown_as_one(kim, counter):
    reference = known_child(counter, postcode="EX1 1AA")
    page = words_on(checked(kim, forename="Robin", born=date(2018, 7, 9), postcode="ex11aa"))
    assert "Perhaps a brother or sister" in page
    assert reference in page


def test_a_child_whom_another_team_keeps_is_not_shown_and_not_doubled(kim, counter):
    reference = known_child(counter)
    with writing(counter.engine) as connection:
        connection.execute(update(people).values(restricted_to="South"))
    by_name = checked(kim)
    assert reference not in by_name
    assert "Nobody like this is in the register" in by_name
    by_upn = checked(kim, upn="C999000000001")
    assert reference not in by_upn
    assert "your team cannot see" in by_upn
    answer = opened(kim, upn="C999000000001")
    assert answer.status_code == 400
    assert count(counter, people) == 1
    assert count(counter, cases) == 1


def test_a_second_request_while_one_runs_is_refused_with_where_it_belongs(kim):
    first = opened(kim).headers["location"].split("/")[2]
    again = opened(kim, who=first)
    assert again.status_code == 400
    assert first in again.text
    assert "starts no new clock" in again.text


def test_a_setting_that_the_council_knows_brings_its_urn(kim, counter):
    known = counter.desk(by="x", may=frozenset()).closures.settings[0]
    answer = opened(kim, setting=f"  {known.name.upper()} ")
    assert answer.status_code == 303
    with reading(counter.engine) as connection:
        person = connection.execute(select(people)).one()
    assert (person.setting, person.setting_urn) == (known.name, known.urn)


def test_a_year_group_set_by_hand_holds_for_this_school_year(kim, counter):
    assert opened(kim, year_group="4").status_code == 303
    with reading(counter.engine) as connection:
        person = connection.execute(select(people)).one()
    assert (person.year_group, person.year_group_by_hand, person.year_group_from) == (4, True, 2025)


def test_another_case_is_opened_for_a_child_who_has_one(kim, counter):
    reference = opened(kim).headers["location"].split("/")[2]
    path = f"/cases/{reference}/open/complaint_received"
    answer = kim.fill_in(path, on=date(2026, 3, 1), theme="delay", officer="Kim Ashdown")
    assert answer.status_code == 303
    assert count(counter, people) == 1
    complaint = answer.headers["location"].split("/")[2]
    assert reference in kim.page(f"/cases/{complaint}")
    missing = kim.fill_in(path, on=date(2026, 3, 1), officer="Kim Ashdown")
    assert missing.status_code == 400


def test_every_way_to_open_a_case_has_a_page(kim):
    reference = opened(kim).headers["location"].split("/")[2]
    from ehcp.web.staff.intake.openings import OF_SOMEBODY_NEW, OPENINGS

    for kind in OPENINGS:
        assert "<h1" in kim.page(f"/cases/{reference}/open/{kind}")
    for kind in OF_SOMEBODY_NEW:
        assert "<h1" in kim.page(f"/cases/new/{kind}")
    assert kim.get("/cases/new/nothing").headers["location"] == "/cases/new"


def test_opening_is_on_the_audit_record_without_a_name(kim, counter):
    from ehcp.register.tables import audit

    opened(kim)
    with reading(counter.engine) as connection:
        lines = connection.execute(select(audit).where(audit.c.act == "opened")).all()
    assert len(lines) == 1
    assert "Hartley" not in repr(lines)


def test_only_those_who_work_on_cases_take_one_in(counter):
    someone = staff_member(counter, "Ira Reader", "inspector", team="North")
    someone.page("/cases/new", status=403)


def test_hostile_text_comes_back_as_text(kim):
    page = checked(kim, forename="<script>alert(1)</script>", surname="O'Neil \u202e \U0001f600")
    assert "<script>alert(1)" not in page
    assert "&lt;script&gt;" in page


def test_the_register_is_looked_through_in_three_statements_however_many_are_alike(kim, counter):
    from sqlalchemy import event

    seen: list[str] = []
    event.listen(counter.engine, "before_cursor_execute", lambda *a: seen.append(a[2]))
    known_child(counter)
    checked(kim)
    seen.clear()
    checked(kim)
    few = len(seen)
    with writing(counter.engine) as connection:
        connection.execute(
            insert(people),
            [
                {
                    "forename": "Alex",
                    "surname": "Hartley",
                    "born_on": date(2015, 3, 2),
                    "more": {},
                    "year_group_by_hand": False,
                }
                for _ in range(30)
            ],
        )
    seen.clear()
    checked(kim)
    assert len(seen) == few
    assert count(counter, events) > 0


@pytest.mark.parametrize("upn", ["", "C999000000001"])
def test_two_people_who_enter_one_child_at_once_enter_them_once(database_url, upn):
    engine = open_engine(database_url)
    try:
        counter = counter_over(engine)
        two = [staff_member(counter, name, "caseworker") for name in ("Kim Ashdown", "Jo Fernley")]
        filled = REQUEST | CHILD | {"upn": upn, "officer": "nobody"}
        sent = [secrets_on(checked(each, upn=upn)) | fields(**filled) for each in two]
        together = Barrier(2, timeout=2)

        def look_together(connection: Any, child: Any, *, sight: Any) -> Found:
            found = same_child(connection, child, sight=sight)
            with suppress(BrokenBarrierError):  # the page of the refusal looks once more
                together.wait()
            return found

        def send(each: int) -> Any:
            with clock.the_day(TODAY):
                return two[each].post(f"{NEW}/open", data=sent[each])

        with pytest.MonkeyPatch.context() as patched:
            # Both have looked before either opens.
            patched.setattr(routes, "same_child", look_together)
            with ThreadPoolExecutor(2) as both:
                answers = list(both.map(send, (0, 1)))
        assert sorted(each.status_code for each in answers) == [303, 400]
        (refused,) = [each for each in answers if each.status_code == 400]
        assert "This child is in the register already, with case" in words_on(refused.text)
        assert 'name="who"' in refused.text, "whether it is the same child is asked now"
        assert (count(counter, people), count(counter, cases)) == (1, 1)
    finally:
        engine.dispose()


def test_another_child_of_the_same_name_and_day_is_entered_when_it_was_said(kim, counter):
    known_child(counter, upn=None)
    assert opened(kim, who="new").status_code == 303
    assert count(counter, people) == 2
