"""The command line run in this process, and the options by which a notice is complete."""

import io
import json
from collections.abc import Callable
from typing import Any

import pytest

from ehcp.law.notices import complete
from workflows import cli

Ehcp = Callable[..., tuple[int, str, str]]
"""Run one command: give its status, output and errors."""

TODAY = "2026-06-01"


@pytest.fixture
def ehcp(database_url, monkeypatch, capsys):
    """Give a way to run one command in this process: its status, output and errors."""
    monkeypatch.setenv("EHCP_DATABASE_URL", database_url)
    monkeypatch.setenv("EHCP_TODAY", TODAY)

    def run(*words, stdin="", today=None):
        if today:
            monkeypatch.setenv("EHCP_TODAY", today)
        monkeypatch.setattr("sys.argv", ["ehcp", *words])
        monkeypatch.setattr("sys.stdin", io.StringIO(stdin))
        status = 0
        try:
            cli.main()
        except SystemExit as end:
            status = int(end.code or 0)
        said = capsys.readouterr()
        return status, said.out, said.err

    return run


def serving(kind: str, journey: str = "needs_assessment") -> tuple[str, ...]:
    """Give the options by which a notice has gone to everybody with everything in it."""
    details = complete(kind, journey)
    assert details, f"{kind} serves no notice in {journey}"
    return ("--sent-to", details["sent_to"], "--contains", details["contains"])


def shown(ehcp: Ehcp, reference: str) -> dict[str, Any]:
    """Give a case as the front door shows it."""
    status, out, err = ehcp("case", "show", reference, "--json")
    assert status == 0, err
    found: dict[str, Any] = json.loads(out)
    return found


def dues(ehcp: Ehcp, reference: str, *options: str) -> dict[str, str | None]:
    """Give the date of each limit of a case, by rule, as `explain` says it."""
    status, out, err = ehcp("explain", reference, "--json", *options)
    assert status == 0, err
    return {limit["rule"]: limit["due"] for limit in json.loads(out)["limits"]}
