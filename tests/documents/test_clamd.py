"""The ClamAV daemon: it finds, is away, hangs, hangs up or refuses, and each is an answer."""

import socket
import time
from pathlib import Path

import pytest

from ehcp.documents import eicar
from ehcp.documents.clamd import Clamd
from ehcp.documents.eicar import EICAR, in_pieces
from ehcp.documents.scanner import Clean, Infected, NoScanner, Unavailable
from ehcp.documents.scanners import scanner_named
from tests.documents.scanners import a_daemon


@pytest.fixture
def holding(tmp_path):
    """Give a file that holds these bytes."""

    def write(content: bytes):
        path = tmp_path / "file"
        path.write_bytes(content)
        return path

    return write


def test_a_file_is_sent_whole_in_pieces_and_found_clean(holding):
    content = bytes(range(256)) * 1_000
    with a_daemon() as daemon:
        assert scanner_named(f"clamd:{daemon.address}").scan(holding(content)) == Clean()
    assert daemon.streams == [content]
    assert len(daemon.pieces) > 1


def test_the_test_virus_is_found_by_its_name(holding):
    with a_daemon() as daemon:
        found = Clamd(address=daemon.address).scan(holding(b"x" * 65_530 + EICAR))
    assert found == Infected("Eicar-Signature")


def test_the_daemon_is_asked_through_a_socket_too(holding, tmp_path):
    with a_daemon(socket_file=tmp_path / "clamd.ctl") as daemon:
        assert scanner_named(f"clamd:{daemon.address}").scan(holding(EICAR)) == Infected(
            "Eicar-Signature"
        )


def test_a_file_larger_than_the_daemon_takes_is_held_and_the_log_says_why(holding):
    with a_daemon(most=100_000) as daemon:
        found = Clamd(address=daemon.address).scan(holding(b"x" * 5_000_000))
    assert isinstance(found, Unavailable)
    assert found.why == "the scanner said: INSTREAM size limit exceeded. ERROR" or (
        "ConnectionResetError" in found.why  # its words may be lost with the road
    )


@pytest.mark.parametrize("does", ["hang up", "babble"])
def test_a_daemon_that_says_nothing_sensible_has_not_scanned(holding, does):
    with a_daemon(does=does) as daemon:
        assert isinstance(Clamd(address=daemon.address).scan(holding(b"x")), Unavailable)


def test_a_daemon_that_hangs_is_not_waited_for(holding):
    began = time.monotonic()
    with a_daemon(does="hang") as daemon:
        found = Clamd(address=daemon.address, seconds=0.3).scan(holding(b"x" * 10_000_000))
    assert found == Unavailable("the scanner took longer than 0.3 seconds")
    assert time.monotonic() - began < 5


@pytest.mark.parametrize("where", ["socket", "port"])
def test_a_daemon_that_is_not_there_is_no_trouble(holding, tmp_path, where):
    if where == "socket":
        address = str(tmp_path / "nowhere")
    else:
        with socket.create_server(("127.0.0.1", 0)) as taken:
            address = f"127.0.0.1:{taken.getsockname()[1]}"
    assert isinstance(Clamd(address=address).scan(holding(b"x")), Unavailable)


def test_no_scanner_finds_everything_clean(holding):
    assert scanner_named("none") == NoScanner()
    assert NoScanner().scan(holding(EICAR)) == Clean()


@pytest.mark.parametrize("before", [0, 1, 1024 * 1024 - 5, 1024 * 1024, 3_000_000])
def test_our_own_look_finds_the_test_virus_wherever_pieces_are_cut(holding, before):
    with holding(b"x" * before + EICAR + b"y" * 100).open("rb") as file:
        assert in_pieces(file.read, (EICAR,)) == [True]


def test_the_test_virus_does_not_stand_in_our_own_source():
    assert EICAR not in Path(eicar.__file__).read_bytes()
