"""Advice that came by post, added with its file in a browser, and taken away again."""

import os
from pathlib import Path

import pytest
from sqlalchemy import select

from config import clock
from ehcp.documents.scanner import Unavailable
from ehcp.register.engine import open_engine, reading
from ehcp.register.tables import documents
from tests.browser.served import AtTheCounter, served
from tests.documents.files import EICAR, GOOD
from tests.documents.handing_in import asked, files_left, hand_in
from tests.documents.scanners import Says
from tests.web.conftest import TODAY
from tests.web.people import counter_over

pytestmark = pytest.mark.browser


@pytest.mark.parametrize("scripts", [True, False])
def test_a_caseworker_adds_advice_that_came_by_post(browser, sqlite_url, tmp_path, scripts):
    engine, folder = open_engine(sqlite_url), tmp_path / "documents"
    case = asked(engine)
    hand_in(engine, folder, case, scanner=Says(Unavailable("away")), party="health")
    bad, good = tmp_path / "bad.pdf", tmp_path / "Ada's report.pdf"
    bad.write_bytes(EICAR)
    good.write_bytes(GOOD[".pdf"])
    with clock.the_day(TODAY), served(counter_over(engine, documents=folder)) as running:
        kim = AtTheCounter(browser, running, scripts=scripts)
        kim.signed_in_already("Kim Ashdown", "caseworker")
        kim.go(f"/cases/{case}")
        kim.follow("Documents")
        kim.page.get_by_label("Educational psychology").check()
        kim.page.get_by_label("The file").set_input_files(bad)
        kim.press("Put the advice on record")
        picture(kim, "refused", scripts=scripts)
        assert "A virus was found" in kim.reads()
        assert len(files_left(folder)) == 1
        kim.page.get_by_label("The file").set_input_files(good)
        kim.press("Put the advice on record")
        picture(kim, "list", scripts=scripts)
        assert "The advice is on record" in kim.reads()
        with kim.page.expect_download() as download:
            kim.page.get_by_role("link", name="educational-psychology-advice").click()
        assert download.value.suggested_filename == f"educational-psychology-advice-{case}.pdf"
        assert Path(download.value.path()).read_bytes() == GOOD[".pdf"]
        kim.go(f"/cases/{case}")
        picture(kim, "case", scripts=scripts)
    with reading(engine) as connection:
        assert connection.scalars(select(documents.c.stored_by).order_by("stored_by")).all() == [
            "Kim Ashdown",
            "Sam Psychologist",
        ]
    engine.dispose()


def picture(someone: AtTheCounter, name: str, *, scripts: bool) -> None:
    """Keep a picture at both widths, where `PICTURES` names a folder."""
    folder = os.environ.get("PICTURES")
    if folder and scripts:
        for width in (1280, 390):
            someone.page.set_viewport_size({"width": width, "height": 900})
            someone.page.screenshot(path=f"{folder}/{name}-{width}.png", full_page=True)
        someone.page.set_viewport_size({"width": 1280, "height": 900})
