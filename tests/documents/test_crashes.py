"""A machine that stops while a file is taken in: the nightly look leaves files with rows alone."""

import os
import subprocess
import sys
from datetime import timedelta
from pathlib import Path

import pytest

from ehcp.documents.folder import place_of
from ehcp.documents.sweep import sweep
from ehcp.register.engine import open_engine
from tests.documents.handing_in import AT, asked, files_left, hand_in, rows
from tests.house.building import ROOT

# Hands a file in, and is gone at once where it calls the function that is named.
_STOPS = """
import os, sys
from pathlib import Path
from ehcp.documents import take_in as taking
from ehcp.register.engine import open_engine
from tests.documents.handing_in import hand_in
url, folder, case, stops_at = sys.argv[1:]
setattr(taking, stops_at, lambda *args, **named: os._exit(9))
hand_in(open_engine(url), Path(folder), case)
"""


@pytest.mark.parametrize("stops_at", ["what_is", "holds_eicar", "put_on_shelf", "insert"])
def test_a_process_that_is_killed_leaves_nothing_that_the_sweep_does_not_find(
    sqlite_url, tmp_path, stops_at
):
    engine, folder = open_engine(sqlite_url), tmp_path / "documents"
    case = asked(engine)
    kept = hand_in(engine, folder, case, party="health")
    killed = subprocess.run(  # noqa: S603 - this very Python, with a program from this file
        [sys.executable, "-c", _STOPS, sqlite_url, str(folder), case, stops_at],
        cwd=ROOT,
        check=False,
    )
    assert killed.returncode == 9
    assert (len(files_left(folder)), rows(engine)) == (2, 1)
    _age(folder)
    swept = sweep(engine, folder=folder, at=AT + timedelta(days=1))
    assert (swept.removed, swept.lost) == (1, ())
    assert files_left(folder) == [place_of(folder, kept.id)]
    engine.dispose()


def _age(folder: Path) -> None:
    for path in files_left(folder):
        os.utime(path, (AT.timestamp(), AT.timestamp()))
