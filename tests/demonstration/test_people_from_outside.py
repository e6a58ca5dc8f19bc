"""The demonstration has people from outside, with work of their own and without a password."""

from datetime import date

from sqlalchemy import func, select

from config import clock
from ehcp.casework.providers import list_providers
from ehcp.register.engine import open_engine, reading
from ehcp.register.tables import advice, allocations, users
from ehcp.staff.users import user_of_email
from tests.casework.desks import desk
from tests.casework.queues import HEALTH, asked_of
from workflows.demonstration import trusts
from workflows.demonstration.people import let_in, mark_invented


def test_a_leader_and_a_psychologist_come_in_by_code_and_have_work_once(sqlite_url):
    engine = open_engine(sqlite_url)
    mark_invented(engine)
    for number in range(8):
        asked_of(engine, f"Child{number}", on="2026-02-02")
    with clock.the_day(date(2026, 3, 2)):
        for _ in range(2):
            let_in(engine)
    lea = user_of_email(engine, email="lea.frost@psychology.example")
    sam = user_of_email(engine, email="sam.hale@psychology.example")
    assert {lea.signs_in_by, sam.signs_in_by} == {"code"}
    with reading(engine) as connection:
        theirs = connection.execute(
            select(allocations.c.user_id, func.count()).group_by(allocations.c.user_id)
        ).all()
        hashes = select(func.count(users.c.password_hash)).where(users.c.id.in_([lea.id, sam.id]))
        assert connection.scalar(hashes) == 0
    assert [tuple(each) for each in theirs] == [(sam.id, 6)]
    engine.dispose()


def test_both_health_trusts_have_people_and_requests_of_their_own(sqlite_url):
    engine = open_engine(sqlite_url)
    mark_invented(engine)
    monday = desk("2026-03-02", by="Morgan Eastlake")
    for _ in range(2):
        trusts.name_them(engine, desk=monday)
    assert [each.code for each in list_providers(engine)] == [trusts.FIRST, trusts.SECOND]
    assert all(each.head_email for each in list_providers(engine))
    for number in range(9):
        asked_of(engine, f"Child{number}", on="2026-02-02", parties=[HEALTH])
    assert [trusts.ask_the_second(engine, desk=monday) for _ in range(2)] == [3, 0]
    with clock.the_day(date(2026, 3, 2)):
        let_in(engine)
    with reading(engine) as connection:
        asked = connection.execute(
            select(advice.c.service, func.count()).group_by(advice.c.service)
        ).tuples()
        assert dict(asked.all()) == {trusts.FIRST: 6, trusts.SECOND: 3}
    seen = {
        name: user_of_email(engine, email=f"{name}.example").services
        for name in ("nora.fell@northside-trust", "sol.marsh@southside-trust")
    }
    assert list(seen.values()) == [{trusts.FIRST}, {trusts.SECOND}]
    engine.dispose()
