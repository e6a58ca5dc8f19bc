"""A whole council's Monday lists, and the worker killed while it sends them: each goes once."""

import json
import sys
from datetime import UTC, date, datetime
from time import perf_counter

import pytest
from sqlalchemy import insert, select

from ehcp.cases.kinds import Kind
from ehcp.casework.open_case import open_case
from ehcp.register.engine import reading, writing
from ehcp.register.tables import messages, occasions
from notifications.invented import invented_facts
from tests.casework.desks import desk, id_of, put

AT = datetime(2019, 7, 22, 9, tzinfo=UTC)
ADVICE = "educational_psychology"
A_CASE_IS_LISTED = 20  # so often at most, with all its letters


def put_digests(engine, count: int) -> None:
    """Put the lists of so many services into the outbox, each about advice that is still owed."""
    for first in range(0, count, A_CASE_IS_LISTED):
        put_lists_of_a_case(engine, range(first, min(first + A_CASE_IS_LISTED, count)))


def put_lists_of_a_case(engine, numbers: range) -> None:
    reference = open_case(engine, desk=desk("2019-05-01"), received_on=date(2019, 5, 1))
    put(engine, reference, Kind.TOLD_WILL_ASSESS, "2019-06-03")
    put(engine, reference, Kind.ADVICE_REQUESTED, "2019-06-04", ADVICE)
    case_id = id_of(engine, reference)
    every = [f"{number:032x}" for number in numbers]
    said = invented_facts("advice_digest")[0]
    item: dict[str, object] = {"reference": reference, "kind": "educational psychology"}
    item |= {"due_on": "2019-07-16", "is_new": False}
    with writing(engine) as connection:
        connection.execute(
            insert(messages),
            [
                {
                    "id": message_id,
                    "occasion": f"advice_digest|service {message_id}|2019-07-22",
                    "letter": "advice_digest",
                    "recipient": f"service.{message_id}@provider.example",
                    "subject": "EHC advice this week: 1 late",
                    "text": f"Case {reference}: educational psychology, due on 16 July.\n",
                    "html": f"<p>Case {reference}: educational psychology, due on 16 July.</p>",
                    "next_try_at": AT,
                    "created_at": AT,
                    "status": "waiting",
                    "facts": said | {"items": [{"occasion": f"digest|{message_id}"} | item]},
                    "attempts": 0,
                    "urgent": False,
                }
                for message_id in every
            ],
        )
        connection.execute(
            insert(occasions),
            [
                {
                    "key": f"digest|{message_id}",
                    "message_id": message_id,
                    "case_id": case_id,
                    "party": ADVICE,
                    "service": ADVICE,
                }
                for message_id in every
            ],
        )


def ended(engine) -> dict[str, str]:
    """Give every occasion with what became of its letter."""
    joined = select(occasions.c.key, messages.c.status).join(
        messages, messages.c.id == occasions.c.message_id
    )
    with reading(engine) as connection:
        return dict(connection.execute(joined).tuples().all())


def sent_with_kills(nursery, sink, settings, *, count: int, kills: int) -> None:
    """Send what waits, the worker being killed so many times at random moments in between."""
    for place in sorted(nursery.random.sample(range(1, count - kills), kills)):
        # At work again: something has gone since it was started anew.
        enough = max(place, len(sink.taken) + 1)
        assert nursery.kill_when(
            "outbox", "send", come=lambda enough=enough: len(sink.taken) >= enough, **settings
        )
    last = nursery.run("outbox", "send", **settings)
    assert last.status == 0, last.said


def each_went_once(nursery, engine, sink, settings, *, count: int, kills: int) -> int:
    """Look that each occasion was told once or is shown as uncertain; give how many are."""
    found = ended(engine)
    assert set(found) == {f"digest|{number:032x}" for number in range(count)}
    assert set(found.values()) <= {"sent", "uncertain"}
    uncertain = {key.partition("|")[2] for key, status in found.items() if status == "uncertain"}
    sent = {key.partition("|")[2] for key in found} - uncertain
    assert max(sink.taken.values()) == 1  # none doubled
    assert sent <= set(sink.taken) <= sent | uncertain  # none lost
    assert len(uncertain) <= kills
    shown = json.loads(nursery.run("outbox", "list", "--json", **settings).said)
    listed = {each["id"] for each in shown["messages"] if each["status"] == "uncertain"}
    assert listed == uncertain
    return len(uncertain)


def test_some_hundred_lists_with_three_kills_go_once_each(
    nursery, database_url, opened, mail_server
) -> None:
    sink, settings = mail_server
    engine = opened(database_url)
    put_digests(engine, 300)
    sent_with_kills(nursery, sink, settings, count=300, kills=3)
    each_went_once(nursery, engine, sink, settings, count=300, kills=3)


@pytest.mark.fault
def test_ten_thousand_lists_with_ten_kills_go_once_each(
    nursery, database_url, opened, mail_server, capsys
) -> None:
    sink, settings = mail_server
    engine = opened(database_url)
    put_digests(engine, 10_000)
    began = perf_counter()
    sent_with_kills(nursery, sink, settings, count=10_000, kills=10)
    seconds = perf_counter() - began
    uncertain = each_went_once(nursery, engine, sink, settings, count=10_000, kills=10)
    with capsys.disabled():
        sys.stdout.write(
            f"\n{engine.dialect.name}: 10,000 lists, 10 kills, {seconds:.0f} s; "
            f"{sum(sink.taken.values()):,} mails taken, {uncertain} uncertain, none lost, "
            "none doubled\n"
        )
