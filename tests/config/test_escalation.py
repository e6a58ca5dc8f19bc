"""Promises about who above a service is written to, as the council's own policy says it."""

import shutil
from pathlib import Path

import pytest

from config.bad_setting import BadSetting
from config.council import EXAMPLE, check_advice_kinds, read_council

OFFICER = '\n[clinical_officer]\nname = "Robin"\nemail = "dco@icb.example"\n'


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A copy of the example council, to be changed."""
    return Path(shutil.copytree(EXAMPLE, tmp_path / "council"))


def test_a_council_that_says_nothing_of_it_has_ours_and_writes_to_no_head_teacher(folder):
    text = (folder / "alerts.toml").read_text()
    (folder / "alerts.toml").write_text(text.partition("[escalation]")[0])
    escalation = read_council(folder).alerts.escalation
    assert escalation.service_head_from_day_late == 15
    assert escalation.head_teacher_from_day_late is None
    assert "Staff sickness" in [each.says for each in escalation.late_reasons]


def test_a_clinical_officer_may_be_left_out_and_has_kinds_of_advice_that_exist(folder):
    people = (folder / "people.toml").read_text()
    assert read_council(folder).people.clinical_officer is None
    (folder / "people.toml").write_text(people + OFFICER)
    council = read_council(folder)
    officer = council.people.clinical_officer
    assert officer is not None
    assert officer.kinds[0] == "health"
    asked = council.about.advice
    check_advice_kinds(council, known=(*officer.kinds, *asked.always, *asked.from_year_9))
    with pytest.raises(BadSetting, match=r"people\.toml: clinical_officer\.kinds = 'physioth"):
        check_advice_kinds(council, known=(*asked.always, *asked.from_year_9))


def test_a_clinical_officer_without_an_address_is_refused_with_the_fix(folder):
    people = (folder / "people.toml").read_text()
    (folder / "people.toml").write_text(people + OFFICER.replace("dco@icb.example", "dco"))
    with pytest.raises(BadSetting, match=r"clinical_officer\.email = 'dco'. Write one email"):
        read_council(folder)
