"""The demonstration has people from outside, with work of their own and without a password."""

from datetime import date

from sqlalchemy import func, select

from config import clock
from ehcp.register.engine import open_engine, reading
from ehcp.register.tables import allocations, users
from ehcp.staff.users import user_of_email
from tests.casework.queues import asked_of
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
