"""Promises about `ehcp council`: the policy seen, changed and set back from the machine."""

import json
import shutil
import tomllib

import pytest

from config.council import EXAMPLE, PARTS, content_of, read_council
from ehcp.cli.toml_text import as_toml


@pytest.fixture
def folder(tmp_path, monkeypatch):
    """A council folder of our own."""
    copied = shutil.copytree(EXAMPLE, tmp_path / "council")
    monkeypatch.setenv("EHCP_COUNCIL", str(copied))
    monkeypatch.setenv("USER", "kim")
    return copied


@pytest.fixture
def alerts(tmp_path):
    """Write a part's file that says something else."""

    def write(days=14):
        file = tmp_path / f"alerts-{days}.toml"
        text = (EXAMPLE / "alerts.toml").read_text()
        file.write_text(text.replace("red_repeat_days = 7", f"red_repeat_days = {days}"))
        return str(file)

    return write


@pytest.mark.usefixtures("folder")
def test_a_part_is_set_from_a_file_shown_and_set_back(ehcp, alerts):
    assert ehcp("council", "set", "alerts", alerts(), "--why", "every two weeks")[1:] == (
        "alerts is changed, and in force: version 1.\n",
        "",
    )
    assert "already" in ehcp("council", "set", "alerts", alerts())[1]
    assert "red_repeat_days = 14" in ehcp("council", "show", "alerts")[1]
    assert "alerts     changed, version 1" in ehcp("council", "show")[1]
    assert "people     people.toml" in ehcp("council", "show")[1]
    ehcp("council", "set", "alerts", alerts(21))
    assert ehcp("council", "reset", "alerts", "--to", "1")[1] == (
        "alerts is as in its version 1 again: version 3.\n"
    )
    assert ehcp("council", "reset", "alerts")[1] == "alerts is as in its file again: version 4.\n"
    assert "already" in ehcp("council", "reset", "alerts")[1]
    lines = ehcp("council", "history", "alerts")[1].splitlines()
    assert [line.split("UTC  ")[1] for line in lines] == [
        "back to the file by kim",
        "changed by kim",
        "changed by kim",
        "changed by kim: every two weeks",
    ]
    kept = json.loads(ehcp("council", "history", "alerts", "--json")[1])
    assert [each["content"] and each["content"]["red_repeat_days"] for each in kept] == [
        *(None, 14, 21, 14)
    ]


@pytest.mark.usefixtures("folder")
def test_every_command_goes_by_what_was_changed(ehcp, tmp_path):
    file = tmp_path / "about.toml"
    text = (EXAMPLE / "council.toml").read_text()
    file.write_text(text.replace("Exampleshire", "Newshire"))
    assert ehcp("council", "set", "about", str(file))[0] == 0
    assert "Newshire" in ehcp("report")[1]


@pytest.mark.usefixtures("folder")
def test_a_new_target_is_no_damage_to_verify(ehcp, tmp_path):
    ehcp("case", "open", "--received", "2026-05-04", "--born", "2018-03-02")
    ehcp("check")
    file = tmp_path / "targets.toml"
    text = (EXAMPLE / "targets.toml").read_text()
    file.write_text(text.replace("[shorter]", '[shorter]\ndecide_to_assess = "5 weeks"'))
    assert ehcp("council", "set", "targets", str(file))[0] == 0
    assert ehcp("verify") == (0, "1 cases, 1 entries: nothing altered.\n", "")


def test_a_change_that_locks_everybody_out_is_undone_from_the_machine(ehcp, folder, alerts):
    ehcp("council", "set", "alerts", alerts())
    file = folder / "council.toml"
    for old, new in (("closes = 18:30:00", "closes = 07:15:00"),):
        file.write_text(file.read_text().replace(old, new))
    status, _, err = ehcp("report")
    assert (status, err.count("letters.toml: ")) == (1, 1)
    assert ehcp("council", "reset", "alerts")[0] == 0
    assert ehcp("council", "history", "alerts")[0] == 0


@pytest.mark.usefixtures("folder")
@pytest.mark.parametrize(
    ("written", "says"),
    [
        ("red_repeat_days = 0", "red_repeat_days = 0. Write a number of days"),
        ("siren = [", "is not TOML"),
        (b"\xff\xfe", "cannot be read"),
        (None, "cannot be read: No such file"),
        ("x = " + "[" * 5000, "alerts.toml cannot be read"),
    ],
)
def test_a_file_that_cannot_be_used_is_refused_with_a_sentence(ehcp, tmp_path, written, says):
    file = tmp_path / "alerts.toml"
    if written is not None:
        file.write_bytes(written if isinstance(written, bytes) else written.encode())
    status, out, err = ehcp("council", "set", "alerts", str(file))
    assert (status, out) == (1, "")
    assert says in err
    assert "Traceback" not in err
    assert "never changed" in ehcp("council", "history", "alerts")[1]


@pytest.mark.usefixtures("folder")
def test_a_part_that_there_is_not_is_refused(ehcp, alerts):
    for words in (
        ("show", "siren"),
        ("history", "siren"),
        ("set", "siren", alerts()),
        ("reset", "siren"),
    ):
        status, _, err = ehcp("council", *words)
        assert status == 1
        assert "There is no part 'siren' of the policy" in err


def test_what_is_shown_of_a_part_can_be_set_again():
    council = read_council()
    for part, model in PARTS.items():
        written = as_toml(getattr(council, part).model_dump())
        read = model.model_validate(tomllib.loads(written))
        assert read == getattr(council, part), part
        assert read.model_dump(mode="json") == content_of(council, part)


def test_odd_names_are_quoted():
    odd = {'a "b" \\ c': {"Zoë’s": "x@y.example", "": 1, "d.e": [True, 1.5]}}
    assert tomllib.loads(as_toml(odd)) == odd
