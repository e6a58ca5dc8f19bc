"""Promises about the policy as the council changes it at the counter."""

import shutil
from datetime import date, time, timedelta
from pathlib import Path
from threading import Barrier, Thread
from typing import Any

import pytest
from sqlalchemy import inspect, select

from config.bad_setting import BadSetting
from config.council import EXAMPLE, PARTS, content_of, read_council
from ehcp.council.changes import (
    BadReason,
    ChangedMeanwhile,
    NoSuchVersion,
    UnknownPart,
    change_part,
    council_in_force,
    go_back,
    history,
    version_of,
)
from ehcp.register.engine import downgrade, open_engine, reading
from ehcp.register.tables import audit
from tests.builders import NOW

A_MINUTE = timedelta(minutes=1)


@pytest.fixture
def engine(database_url):
    opened = open_engine(database_url)
    yield opened
    opened.dispose()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return Path(shutil.copytree(EXAMPLE, tmp_path / "council"))


@pytest.fixture
def change(engine, folder):
    """Give a way to change keys of a part, as a form does: all that it says now, and the new."""

    def act(part, *, by="Morgan", expects=None, why=None, **values):
        now = council_in_force(engine, folder=folder)
        return change_part(
            engine,
            folder=folder,
            by=by,
            at=NOW,
            part=part,
            content=content_of(now, part) | values,
            expects_version=now.versions.get(part, 0) if expects is None else expects,
            why=why,
        )

    return act


@pytest.fixture
def back(engine, folder):
    def act(part, *, to=None, expects=None):
        return go_back(
            engine,
            folder=folder,
            by="Morgan",
            at=NOW,
            part=part,
            to_version=to,
            expects_version=version_of(engine).get(part, 0) if expects is None else expects,
        )

    return act


def in_force(engine, folder):
    return council_in_force(engine, folder=folder)


def audited(engine):
    with reading(engine) as connection:
        return [tuple(row) for row in connection.execute(select(audit.c.act, audit.c.about))]


def test_where_nothing_was_changed_the_files_are_in_force(engine, folder):
    assert in_force(engine, folder) == read_council(folder)
    assert version_of(engine) == {}


def test_a_change_is_in_force_at_once_and_leaves_the_other_parts_to_their_files(
    engine, folder, change
):
    assert change("alerts", amber_days_before=[10, 2], why="too many ambers") == 1
    now = in_force(engine, folder)
    assert now.alerts.amber_days_before == (10, 2)
    assert now.alerts.red_repeat_days == 7
    assert (now.versions, now.changed) == ({"alerts": 1}, {"alerts"})
    assert now.letters == read_council(folder).letters
    assert version_of(engine) == now.versions
    assert audited(engine) == [("changed_policy", "alerts")]


def test_a_form_may_send_text_and_what_is_kept_is_what_it_means(engine, folder, change):
    letters = content_of(read_council(folder), "letters")
    weekly = letters["weekly_report"] | {"at": "08:15", "send": "true"}
    change("letters", tries="7", weekly_report=weekly)
    now = in_force(engine, folder).letters
    assert (now.tries, now.weekly_report.at) == (7, time(8, 15))
    assert history(engine, part="letters")[0].content == content_of(
        in_force(engine, folder), "letters"
    )


def test_every_version_is_kept_with_who_when_and_why(engine, change, back):
    change("alerts", red_repeat_days=14, why="  the meeting is\nevery two weeks ")
    change("alerts", by="Kim", red_repeat_days=21)
    assert back("alerts", to=1) == 3
    assert back("alerts") == 4
    assert [(each.version, each.by, each.why) for each in history(engine, part="alerts")] == [
        (4, "Morgan", None),
        (3, "Morgan", None),
        (2, "Kim", None),
        (1, "Morgan", "the meeting is every two weeks"),
    ]
    repeats = [
        each.content and each.content["red_repeat_days"] for each in history(engine, part="alerts")
    ]
    assert repeats == [None, 14, 21, 14]
    assert {each.at for each in history(engine, part="alerts")} == {NOW}
    assert audited(engine) == [("changed_policy", "alerts")] * 4


def test_back_to_the_file_means_whatever_the_file_says_by_then(engine, folder, change, back):
    change("alerts", red_repeat_days=14)
    back("alerts")
    assert in_force(engine, folder).changed == set()
    file = folder / "alerts.toml"
    file.write_text(file.read_text().replace("red_repeat_days = 7", "red_repeat_days = 5"))
    assert in_force(engine, folder).alerts.red_repeat_days == 5


def test_what_is_as_it_was_is_not_kept_again(engine, change, back):
    assert change("alerts") == 0
    assert back("alerts") == 0
    change("alerts", red_repeat_days=14)
    assert change("alerts", red_repeat_days="14") == 1
    assert len(history(engine, part="alerts")) == 1
    assert len(audited(engine)) == 1


def test_of_two_who_change_the_same_the_second_is_told_who_was_quicker(engine, change, back):
    change("alerts", by="Kim Ashdown", red_repeat_days=14, expects=0)
    for act in (
        lambda: change("alerts", red_repeat_days=21, expects=0),
        lambda: back("alerts", expects=0),
        lambda: change("alerts", red_repeat_days=21, expects=2),
    ):
        with pytest.raises(ChangedMeanwhile, match="Kim Ashdown changed alerts while you"):
            act()
    with pytest.raises(ChangedMeanwhile, match="has not been changed yet"):
        change("letters", tries=3, expects=1)
    assert version_of(engine) == {"alerts": 1}


def test_of_two_at_the_same_moment_one_is_kept(engine, folder):
    at_once = Barrier(2)
    outcomes: list[object] = []

    def act(days):
        content = content_of(read_council(folder), "alerts") | {"red_repeat_days": days}
        at_once.wait()
        try:
            version = change_part(
                engine,
                folder=folder,
                by=f"{days}",
                at=NOW,
                part="alerts",
                content=content,
                expects_version=0,
            )
            outcomes.append(version)
        except ChangedMeanwhile:
            outcomes.append("told")

    both = [Thread(target=act, args=(days,)) for days in (14, 21)]
    for each in both:
        each.start()
    for each in both:
        each.join()
    assert sorted(outcomes, key=str) == [1, "told"]
    assert len(audited(engine)) == 1


@pytest.mark.parametrize(
    ("part", "values", "key", "says"),
    [
        ("alerts", {"amber_days_before": [1, 3]}, "amber_days_before", "longest first"),
        ("alerts", {"red_repeat_days": True}, "red_repeat_days", "7 is weekly"),
        ("alerts", {"siren": 1}, "siren", "no such thing"),
        ("about", {"day_one_inclusive": "perhaps"}, "day_one_inclusive", "true or false"),
        ("targets", {"shorter": {"decide_to_assess": "9 weeks"}}, "shorter.decide_to_assess", "42"),
        ("targets", {"shorter": {"decide": "1 week"}}, "shorter.decide", "decide"),
        ("targets", {"shorter": {"parent_representations": "1 day"}}, "shorter", "have a target"),
        ("about", {"advice": {"always": ["astrology"]}}, "advice.always", "Known are"),
        (
            "about",
            {"hours": {"opens": "08:30", "closes": "18:00", "days": ["Monday"]}},
            "advice_digest.at",
            "08:30 to 18:00",
        ),
        (
            "about",
            {"hours": {"opens": "07:00Z", "closes": "18:00", "days": ["Monday"]}},
            "hours.opens",
            "Write a time",
        ),
        ("branding", {"colour": "#999999"}, "colour", "contrast of 4.5"),
        ("branding", {"logo": "../../etc/passwd.png"}, "logo", "Name a file"),
        ("branding", {"logo": "nowhere.png"}, "logo", "Put a picture"),
        ("staff", {"groups": {"x": {"roles": ["king"]}}}, "groups.x.roles.0", "inspector"),
        ("staff", {"session": {"idle_minutes": 5, "warn_minutes": 5}}, "session", "less than"),
    ],
)
def test_what_cannot_be_used_is_refused_as_in_a_file_and_nothing_is_kept(
    engine, change, part, values, key, says
):
    with pytest.raises(BadSetting) as refused:
        change(part, **values)
    assert refused.value.key == key
    assert says in refused.value.fix
    assert version_of(engine) == {}
    assert audited(engine) == []


def test_a_refusal_says_that_the_value_was_given_at_the_counter(change):
    with pytest.raises(BadSetting, match=r"^alerts\.toml, as changed at the counter: red_repeat"):
        change("alerts", red_repeat_days=0)
    with pytest.raises(BadSetting, match=r"^targets\.toml, as changed at the counter: shorter\."):
        change("targets", shorter={"decide_to_assess": "9 weeks"})


def deep(levels):
    found: object = 1
    for _ in range(levels):
        found = {"x": found}
    return found


HOSTILE: tuple[Any, ...] = (
    *(None, 7, "alerts", [], {}, [["a", 1]], deep(20_000), {"amber_days_before": deep(2000)}),
    *({"x": "y" * 100_000}, {"y" * 5000: 1}, {"x": ["z"] * 100_000}, {"a\x00b": "c"}),
    *({"x": "nul\x00"}, {"x": "\ud800"}, {"x": "two\nlines"}, {1: 2}, {"x": b"bytes"}),
    *({"x": float("nan")}, {"x": float("inf")}, {"x": 10**5000}, {"x": object()}, {"x": {1, 2}}),
    *({"__class__": 1}, {"x": "\u202etxet"}),
)


@pytest.mark.parametrize("content", HOSTILE, ids=range(len(HOSTILE)))
@pytest.mark.parametrize("part", ["alerts", "people", "closures"])
def test_hostile_content_is_refused_with_a_short_sentence(engine, folder, part, content):
    with pytest.raises(BadSetting) as refused:
        change_part(
            engine, folder=folder, by="Robin", at=NOW, part=part, content=content, expects_version=0
        )
    sentence = str(refused.value).splitlines()[0]
    assert len(sentence) < 600
    assert sentence.isprintable()
    assert version_of(engine) == {}


def test_a_part_that_we_do_not_have_is_refused(engine, change):
    with pytest.raises(UnknownPart, match="The parts are: about, people"):
        history(engine, part="siren" * 1000)
    with pytest.raises(UnknownPart):
        go_back(
            engine, folder=EXAMPLE, by="K", at=NOW, part="../x", expects_version=0, to_version=1
        )
    with pytest.raises(BadReason):
        change("alerts", red_repeat_days=3, why="x" * 501)
    with pytest.raises(BadReason):
        change("alerts", red_repeat_days=3, why="x\x00")


def test_a_version_that_never_was_cannot_be_gone_back_to(change, back):
    change("alerts", red_repeat_days=14)
    with pytest.raises(NoSuchVersion, match="alerts has no version 7"):
        back("alerts", to=7)


def test_going_back_to_a_version_that_was_the_file_is_going_back_to_the_file(
    engine, folder, change, back
):
    change("alerts", red_repeat_days=14)
    back("alerts")
    change("alerts", red_repeat_days=21)
    assert back("alerts", to=2) == 4
    assert in_force(engine, folder).alerts.red_repeat_days == 7


def test_an_old_version_that_no_longer_goes_with_the_rest_is_refused(engine, folder, change, back):
    letters = content_of(read_council(folder), "letters")
    change("letters", weekly_report=letters["weekly_report"] | {"at": "18:00"})
    back("letters")
    hours = content_of(read_council(folder), "about")["hours"]
    change("about", hours=hours | {"closes": "17:00"})
    with pytest.raises(BadSetting, match="Letters go from 07:00 to 17:00"):
        back("letters", to=1)
    assert version_of(engine) == {"letters": 2, "about": 1}


def test_where_a_changed_file_spoils_the_whole_going_back_is_the_way_out(
    engine, folder, change, back
):
    letters = content_of(read_council(folder), "letters")
    change("letters", weekly_report=letters["weekly_report"] | {"at": "18:15"})
    file = folder / "council.toml"
    file.write_text(file.read_text().replace("closes = 18:30:00", "closes = 17:00:00"))
    with pytest.raises(BadSetting, match=r"letters\.toml, as changed at the counter"):
        in_force(engine, folder)
    back("letters")
    assert in_force(engine, folder).letters.weekly_report.at == time(7)


def test_going_back_to_a_file_that_does_not_go_with_the_rest_is_refused(
    engine, folder, change, back
):
    file = folder / "letters.toml"
    letters = content_of(read_council(folder), "letters")
    change("letters", tries=3, weekly_report=letters["weekly_report"])
    file.write_text(file.read_text().replace("at = 07:00:00", "at = 03:00:00"))
    with pytest.raises(BadSetting, match=r"^letters\.toml: weekly_report\.at"):
        back("letters")
    assert in_force(engine, folder).letters.tries == 3


def test_a_change_of_a_part_that_we_no_longer_have_is_passed_over(engine, folder, change):
    from sqlalchemy import insert

    from ehcp.register.engine import writing
    from ehcp.register.tables import council_changes

    with writing(engine) as connection:
        connection.execute(
            insert(council_changes).values(
                part="siren", version=1, content={"x": 1}, changed_by="K", changed_at=NOW
            )
        )
    change("alerts", red_repeat_days=14)
    assert in_force(engine, folder).alerts.red_repeat_days == 14
    assert version_of(engine) == in_force(engine, folder).versions == {"siren": 1, "alerts": 1}


def test_no_register_is_made_by_looking_for_changes(tmp_path, folder):
    engine = open_engine(f"sqlite:///{tmp_path / 'none.db'}")
    assert in_force(engine, folder) == read_council(folder)
    assert version_of(engine) == {}
    assert history(engine, part="alerts") == ()
    assert not (tmp_path / "none.db").exists()


def test_in_a_register_of_an_earlier_shape_the_files_are_in_force(database_url, folder):
    downgrade(database_url, to="0003")
    engine = open_engine(database_url)
    assert not inspect(engine).has_table("council_changes")
    assert in_force(engine, folder) == read_council(folder)
    assert version_of(engine) == {}
    engine.dispose()


def test_every_part_of_the_example_survives_being_kept(engine, folder, change):
    for part in PARTS:
        if part == "closures":
            change(part, default={"closed": []})
        elif part == "people":
            change(part, caseworkers={"Zoë O’Neill-Åse": "zoe@council.example"})
    assert in_force(engine, folder).people.caseworker("zoë o’neill-åse") is not None
    assert in_force(engine, folder).closures.closed("999001")[0].closed_from == date(2025, 7, 24)
