"""The front door: what a person types at the command line, run in this process."""

import io
import json
from collections.abc import Mapping
from typing import Any

import pytest

from workflows import cli


class FrontDoor:
    """The command line over one register, with the day set."""

    def __init__(
        self, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], *, url: str
    ) -> None:
        self._monkeypatch = monkeypatch
        self._capsys = capsys
        monkeypatch.setenv("EHCP_DATABASE_URL", url)

    def it_is(self, day: str) -> None:
        """Set the day."""
        self._monkeypatch.setenv("EHCP_TODAY", day)

    def types(self, *words: str) -> tuple[int, str, str]:
        """Run one command; give its status, output and errors."""
        self._monkeypatch.setattr("sys.argv", ["ehcp", *words])
        self._monkeypatch.setattr("sys.stdin", io.StringIO(""))
        status = 0
        try:
            cli.main()
        except SystemExit as end:
            status = int(end.code or 0)
        said = self._capsys.readouterr()
        return status, said.out, said.err

    def opens(self, journey: str, kind: str, on: str, *options: str, **details: str) -> str:
        """Open a case and give its reference."""
        opening = ("--journey", journey, "--as", kind, "--started", on)
        status, out, err = self.types("case", "open", *opening, *options, *_facts(details))
        assert status == 0, err
        return out.strip()

    def records(self, reference: str, kind: str, on: str, **details: str) -> None:
        """Put on record that something happened."""
        words = ("case", "record", reference, kind, "--on", on, *_facts(details))
        status, _, err = self.types(*words)
        assert status == 0, err

    def refuses(self, reference: str, kind: str, on: str, **details: str) -> str:
        """Give the sentence with which something is refused."""
        words = ("case", "record", reference, kind, "--on", on, *_facts(details))
        status, out, err = self.types(*words)
        assert status == 1, out
        assert "Traceback" not in err
        return err

    def explains(self, reference: str, on: str) -> dict[str, dict[str, Any]]:
        """Give every limit of a case as at a day, by its rule."""
        status, out, err = self.types("explain", reference, "--on", on, "--json")
        assert status == 0, err
        return {limit["rule"]: limit for limit in json.loads(out)["limits"]}

    def dues(self, reference: str, on: str) -> dict[str, str | None]:
        """Give the date of every limit of a case as at a day, by its rule."""
        return {rule: limit["due"] for rule, limit in self.explains(reference, on).items()}


def _facts(details: Mapping[str, str]) -> list[str]:
    return [word for name, value in details.items() for word in ("--detail", f"{name}={value}")]
