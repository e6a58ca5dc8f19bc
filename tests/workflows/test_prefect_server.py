"""Promises about the local server: one for a folder, none left behind."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from tests.workflows.with_prefect import wait_until
from workflows.prefect_server import LocalServer, PrefectDidNotStart, answers, local_server

ANSWERS = """
import sys
from http.server import BaseHTTPRequestHandler, HTTPServer
class Healthy(BaseHTTPRequestHandler):
    def do_GET(self):
        self.send_response(200)
        self.end_headers()
    def log_message(self, *args):
        pass
server = HTTPServer(("127.0.0.1", 0), Healthy)
print(server.server_port, flush=True)
server.serve_forever()
"""


def dead() -> int:
    """Give the number of a process that has ended."""
    process = subprocess.Popen([sys.executable, "-c", ""])
    process.wait()
    return process.pid


def test_a_server_whose_owner_was_killed_is_stopped_before_another_is_begun(tmp_path: Path):
    with subprocess.Popen(  # noqa: S603 - our own interpreter, fixed words
        [sys.executable, "-c", ANSWERS], stdout=subprocess.PIPE, text=True, start_new_session=True
    ) as abandoned:
        assert abandoned.stdout
        api_url = f"http://127.0.0.1:{int(abandoned.stdout.readline())}/api"
        note = {"owner": dead(), "server": abandoned.pid, "api_url": api_url}
        (tmp_path / "server.json").write_text(json.dumps(note))
        with local_server(home=tmp_path, port=0) as server:
            wait_until(lambda: abandoned.poll() is not None)
            assert server.process is not None
            assert (
                json.loads((tmp_path / "server.json").read_text())["server"] == server.process.pid
            )
    assert server.process.poll() is not None
    assert not (tmp_path / "server.json").exists()


def test_a_note_that_says_nothing_useful_is_passed_over(tmp_path: Path):
    (tmp_path / "server.json").write_text("half writ")
    with local_server(home=tmp_path, port=0) as server:
        assert server.process is not None


def test_a_server_that_does_not_come_up_is_said_in_a_sentence_with_its_log(tmp_path: Path):
    log = tmp_path / "server.log"
    with subprocess.Popen([sys.executable, "-c", ""]) as process:
        process.wait()
        ended = LocalServer(api_url="http://127.0.0.1:9/api", log=log, process=process)
        with pytest.raises(PrefectDidNotStart, match=r"ended as it started.*server\.log"):
            ended.wait_until_ready()
    slow = LocalServer(api_url="http://127.0.0.1:9/api", log=log)
    with pytest.raises(PrefectDidNotStart, match="EHCP_PREFECT=off"):
        slow.wait_until_ready(within=0.3)


def test_nobody_answers_where_nobody_is():
    assert not answers("http://127.0.0.1:9/api")
