"""Promises about the files themselves: their size, their names, and what they never contain."""

import ast
import os
import re

import pytest

from tests.house.building import ROOT, law_files, named, python_files, tracked

LONGEST = 400

# Each with a letter in brackets, so that this file does not contain what it looks for.
FORBIDDEN = {
    "a package index": r"[p]ypi\.org|[p]ythonhosted|registry\.[n]pmjs|deb\.[d]ebian",
    "a path of somebody's machine": r"(?<![\w.])/(work|root|farm|home/\w+)/",
}

NAMELESS = {
    "base",
    "common",
    "core",
    "helper",
    "helpers",
    "manager",
    "managers",
    "misc",
    "service",
    "services",
    "util",
    "utils",
}


def test_no_file_is_longer_than_can_be_read_at_a_sitting():
    lengths = {
        named(path): len(path.read_text().splitlines())
        for path in (*python_files(), *law_files())
        if "migrations" not in path.parts
    }
    assert {name: n for name, n in lengths.items() if n > LONGEST} == {}
    assert any(name.endswith(".py") for name in lengths)
    assert "ehcp/law/assessment.toml" in lengths


def test_every_file_opens_by_saying_what_it_is_for():
    silent = [
        named(path)
        for path in python_files()
        if not (ast.get_docstring(ast.parse(path.read_text())) or "").split("\n")[0].endswith(".")
    ]
    assert silent == []


def test_every_room_has_a_name_that_says_what_is_in_it():
    places = {part for path in tracked() for part in path.relative_to(ROOT).with_suffix("").parts}
    assert places & NAMELESS == set()


@pytest.mark.parametrize("what", FORBIDDEN)
def test_no_file_names_a_machine_or_an_index(what):
    pattern = re.compile(FORBIDDEN[what])
    found = [
        f"{named(path)}:{number}"
        for path in tracked()
        if path.name != "package-lock.json" or what != "a package index"
        for number, line in enumerate(path.read_text(errors="replace").splitlines(), start=1)
        if pattern.search(line)
    ]
    assert found == []


@pytest.mark.parametrize("line", ["see https://pypi~org/simple", "open('~root/x')"])
def test_the_search_for_machines_and_indexes_would_find_one(line):
    line = line.replace("i~", "i.").replace("~", "/")
    assert any(re.search(pattern, line) for pattern in FORBIDDEN.values())


def test_the_pins_are_exact_and_name_no_index():
    lines = (ROOT / "requirements.txt").read_text().splitlines()
    pins = [line for line in lines if line and not line.lstrip().startswith("#")]
    assert [pin for pin in pins if not re.fullmatch(r"[\w.-]+(\[[\w,]+\])?==[\w.!+]+", pin)] == []
    assert len(pins) > 50


def test_the_build_machine_can_run_the_tests():
    assert os.access(ROOT / ".ci" / "run", os.X_OK)
    assert "make test" in (ROOT / ".ci" / "run").read_text()
