"""Promises about the words of letters as the register keeps them."""

from threading import Barrier, Thread

import pytest
from sqlalchemy import select

from ehcp.council.changes import BadReason, ChangedMeanwhile, NoSuchVersion
from ehcp.council.letter_words import (
    change_words,
    words_history,
    words_in_force,
    words_then,
    words_versions,
)
from ehcp.refusal import Refusal
from ehcp.register.engine import open_engine, reading
from ehcp.register.tables import audit
from tests.builders import NOW

WORDS = "Subject: One\n\nOne.\n"


@pytest.fixture
def engine(database_url):
    opened = open_engine(database_url)
    yield opened
    opened.dispose()


def change(engine, words=WORDS, *, expects=0, by="Kim", check=str, letter="advice_late", why=None):
    return change_words(
        engine,
        by=by,
        at=NOW,
        letter=letter,
        words=words,
        expects_version=expects,
        check=check,
        why=why,
    )


def now(engine):
    with reading(engine) as connection:
        return words_in_force(connection)


def test_words_are_those_of_the_newest_version_and_of_the_file_after_going_back(engine):
    assert now(engine) == {}
    change(engine)
    change(engine, "Subject: Two\n\nTwo.\n", expects=1)
    assert now(engine) == {"advice_late": "Subject: Two\n\nTwo.\n"}
    change(engine, None, expects=2, why="clearer")
    assert now(engine) == {}
    assert words_versions(engine) == {"advice_late": 3}
    assert words_then(engine, letter="advice_late", version=1) == WORDS
    assert words_then(engine, letter="advice_late", version=3) is None
    kept = words_history(engine, letter="advice_late")
    assert [(each.version, each.by) for each in kept] == [(3, "Kim"), (2, "Kim"), (1, "Kim")]
    with reading(engine) as connection:
        lines = connection.execute(select(audit.c.act, audit.c.about, audit.c.why)).all()
    assert [tuple(line) for line in lines] == [
        ("changed_words", "advice_late", None),
        ("changed_words", "advice_late", None),
        ("changed_words", "advice_late", "clearer"),
    ]


def test_the_second_of_two_is_told_and_nothing_of_hers_is_kept(engine):
    change(engine, by="Kim Ashdown")
    with pytest.raises(ChangedMeanwhile, match="Kim Ashdown changed the words of advice_late"):
        change(engine, "Subject: Two\n\nTwo.\n", expects=0)
    with pytest.raises(ChangedMeanwhile):
        change(engine, None, expects=0)
    assert now(engine) == {"advice_late": WORDS}


def test_of_two_at_the_same_moment_one_is_kept(engine):
    at_once = Barrier(2)
    outcomes: list[object] = []

    def act(words):
        at_once.wait()
        try:
            outcomes.append(change(engine, words))
        except ChangedMeanwhile:
            outcomes.append("told")

    both = [Thread(target=act, args=(f"Subject: {n}\n\nx\n",)) for n in (1, 2)]
    for each in both:
        each.start()
    for each in both:
        each.join()
    assert sorted(outcomes, key=str) == [1, "told"]


def test_what_the_check_refuses_is_not_kept_and_it_sees_what_would_be(engine):
    seen = []

    def refuse(words):
        seen.append(words)
        raise Refusal("These will not do.")

    with pytest.raises(Refusal, match="will not do"):
        change(engine, "Subject: x\r\n\r\ny  \r\n\r\n", check=refuse)
    assert seen == ["Subject: x\n\ny\n"]
    with pytest.raises(BadReason):
        change(engine, why="x" * 1000)
    assert words_versions(engine) == {}


def test_words_that_say_the_same_are_not_kept_again(engine):
    assert change(engine, None) == 0
    change(engine)
    assert change(engine, WORDS + "\n\n", expects=1) == 1
    assert len(words_history(engine, letter="advice_late")) == 1
    with pytest.raises(NoSuchVersion):
        words_then(engine, letter="advice_late", version=2)


def test_no_register_is_made_by_looking_for_words(tmp_path):
    engine = open_engine(f"sqlite:///{tmp_path / 'none.db'}")
    assert words_versions(engine) == {}
    assert words_history(engine, letter="advice_late") == ()
    assert not (tmp_path / "none.db").exists()
