"""At the command line too a child is not entered twice without anybody noticing."""

from sqlalchemy import func, select

from ehcp.register.engine import open_engine, reading
from ehcp.register.tables import people

_WREN = ("--forename", "Wren", "--surname", "Sampleford", "--born", "2018-03-02")


def opened(ehcp, *words):
    return ehcp("case", "open", "--received", "2026-01-05", *words)


def children(url) -> int:
    engine = open_engine(url)
    with reading(engine) as connection:
        found = connection.scalar(select(func.count()).select_from(people))
    engine.dispose()
    return found or 0


def test_a_child_of_the_same_name_and_birth_date_is_asked_about(ehcp, database_url):
    first = opened(ehcp, *_WREN)[1].strip()
    status, out, err = opened(ehcp, *_WREN)
    assert (status, out) == (1, "")
    assert f"--of {first}" in err
    assert f"--another-child {first}" in err
    assert "Wren" not in err
    assert children(database_url) == 1
    assert opened(ehcp, *_WREN, "--another-child", first)[0] == 0
    assert children(database_url) == 2


def test_one_upn_is_one_child(ehcp, database_url):
    first = opened(ehcp, "--upn", "A123456789012", "--born", "2018-03-02")[1].strip()
    status, _, err = opened(
        ehcp, "--upn", "A123456789012", "--born", "2018-03-03", "--another-child", first
    )
    assert status == 1
    assert f"--of {first}" in err
    assert children(database_url) == 1


def test_whom_the_councils_own_id_names_needs_no_question(ehcp, database_url):
    opened(ehcp, *_WREN, "--external-id", "77")
    status, _, err = ehcp(
        *("case", "open", "--journey", "annual_review", "--as", "plan_last_reviewed"),
        *("--started", "2025-06-02", *_WREN, "--external-id", "77"),
    )
    assert status == 0, err
    assert children(database_url) == 1
