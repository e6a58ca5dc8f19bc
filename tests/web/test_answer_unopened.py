"""A file that the scanner cannot open: the request asks for another, and takes it."""

from datetime import timedelta

from sqlalchemy import update

from ehcp.register.engine import writing
from ehcp.register.tables import documents
from tests.one_database import on_sqlite_only
from tests.web.links import EP, link_in, opens
from tests.web.people import counter_over, guest, words_on
from tests.web.test_answer_acts import ADVICE, case, engine, kept

__all__ = ["case", "engine"]


@on_sqlite_only
def test_a_file_that_could_not_be_opened_is_handed_in_anew(engine, case, tmp_path, sqlite_url):
    del sqlite_url
    waiting = counter_over(
        engine, documents=tmp_path / "documents", scanner=f"clamd:{tmp_path}/none.sock"
    )
    sam = opens(guest(waiting), engine, link_in(engine))
    here = f"/answering/{case}/{EP}"
    sam.fill_in(f"{here}/write", **ADVICE)
    (first,) = kept(engine)
    with writing(engine) as connection:
        connection.execute(
            update(documents).values(
                tries=3, let_go_at=first.stored_at, stored_at=first.stored_at - timedelta(hours=1)
            )
        )
    words = words_on(sam.page(here))
    assert "could not be opened. Hand it in again in another form" in words
    assert "Hand in a file" in words
    sam.fill_in(f"{here}/write", **ADVICE)
    assert len(kept(engine)) == 2
    assert "It is being checked for viruses" in words_on(sam.page(here))
