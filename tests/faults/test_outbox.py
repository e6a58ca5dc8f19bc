"""Killed while letters are sent, and started again: none is lost and none goes twice."""

import json
from collections import Counter
from datetime import UTC, datetime
from email import message_from_bytes

import pytest
from sqlalchemy import insert, select

from ehcp.register.engine import reading, writing
from ehcp.register.tables import messages
from tests.faults.conftest import KILLS, TRIES

A_ROUND = 30
AT = datetime(2019, 7, 22, 9, tzinfo=UTC)


def put_letters(engine, round_: int) -> list[str]:
    """Put letters into the outbox, with nobody's data in them."""
    ids = [f"{round_:016x}{number:016x}" for number in range(A_ROUND)]
    rows = [
        {
            "id": message_id,
            "occasion": f"test {message_id}",
            "letter": "test",
            "recipient": "service@provider.example",
            "subject": "Advice needed",
            "text": "Advice is needed.",
            "html": "<p>Advice is needed.</p>",
            "next_try_at": AT,
            "created_at": AT,
            "status": "waiting",
            "facts": {},
            "attempts": 0,
        }
        for message_id in ids
    ]
    with writing(engine) as connection:
        connection.execute(insert(messages), rows)
    return ids


def statuses(engine) -> dict[str, str]:
    with reading(engine) as connection:
        return dict(connection.execute(select(messages.c.id, messages.c.status)).tuples().all())


def killed_again_and_again(nursery, engine, **settings: str) -> tuple[set[str], int]:
    """Send with a kill in every round; give the letters and how often a sender was struck."""
    every = set(put_letters(engine, 0))
    unharmed = nursery.run("outbox", "send", **settings)
    assert unharmed.status == 0, unharmed.said
    hits, within = 0, unharmed.seconds
    for round_ in range(1, TRIES + 1):
        every.update(put_letters(engine, round_))
        struck = nursery.kill("outbox", "send", within=within, **settings)
        hits += struck
        # The first one was slow, or the machine is quicker now: aim at when it is at work.
        within *= 1.1 if struck else 0.8
        if hits >= KILLS:
            break
    last = nursery.run("outbox", "send", **settings)
    assert last.status == 0, last.said
    return every, hits


@pytest.mark.fault
def test_a_mail_server_gets_no_letter_twice_and_none_is_lost(
    nursery, database_url, opened, mail_server
) -> None:
    sink, settings = mail_server
    engine = opened(database_url)
    every, hits = killed_again_and_again(nursery, engine, **settings)
    found = statuses(engine)
    assert set(found) == every
    assert set(found.values()) <= {"sent", "uncertain"}
    assert max(sink.taken.values()) == 1
    assert set(sink.taken) <= every
    sent = {message_id for message_id, status in found.items() if status == "sent"}
    uncertain = every - sent
    assert sent <= set(sink.taken)
    assert len(uncertain) <= hits
    assert hits >= KILLS
    shown = json.loads(nursery.run("outbox", "list", "--json", **settings).said)
    assert shown["counts"]["uncertain"] == len(uncertain)
    told = {each["id"]: each for each in shown["messages"] if each["status"] == "uncertain"}
    assert set(told) == uncertain
    assert all("stopped while this was being sent" in each["failure"] for each in told.values())


@pytest.mark.fault
def test_a_folder_of_mails_gets_every_letter_once(nursery, database_url, opened, tmp_path) -> None:
    """The folder can be asked, so that nothing stays uncertain."""
    engine = opened(database_url)
    every, hits = killed_again_and_again(nursery, engine)
    assert statuses(engine) == dict.fromkeys(every, "sent")
    files = list((tmp_path / "mailbox").glob("*.eml"))
    assert Counter(file.stem for file in files) == Counter(dict.fromkeys(every, 1))
    for file in files:
        assert message_from_bytes(file.read_bytes())["Message-ID"].startswith(f"<{file.stem}@")
    assert hits >= KILLS
