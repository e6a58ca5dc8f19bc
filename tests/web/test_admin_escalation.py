"""Who above a service is written to, changed on the pages of the policy without script."""

import pytest

from config.council import content_of
from tests.web.admins import administrator, filled, living_counter
from tests.web.people import words_on

ALERTS, PEOPLE = "/admin/policy/alerts", "/admin/policy/people"
OFFICER = {
    "clinical_officer.name": ["Robin Garside"],
    "clinical_officer.email": ["dco@icb.example"],
    "clinical_officer.kinds": ["health", "physiotherapy"],
}


@pytest.fixture
def counter(engine):
    return living_counter(engine)


@pytest.fixture
def ada(counter):
    return administrator(counter)


def kept(ada, path, **fields):
    """Check what was filled in, and keep it."""
    form = filled(ada.page(path)) | fields
    page = ada.post(path, data=form)
    assert page.status_code == 200, words_on(page.text)
    answer = ada.post(path, data=filled(page.text) | {"confirmed": ["yes"]})
    assert answer.status_code == 303


def test_a_clinical_officer_is_named_and_taken_away_again(ada, counter):
    kept(ada, PEOPLE, **OFFICER)
    officer = counter.council.people.clinical_officer
    assert (officer.name, officer.kinds) == ("Robin Garside", ("health", "physiotherapy"))
    kept(ada, PEOPLE, **{key: [""] for key in OFFICER})
    assert counter.council.people.clinical_officer is None


def test_half_a_clinical_officer_is_refused_beside_the_field_that_is_missing(ada):
    form = filled(ada.page(PEOPLE)) | {"clinical_officer.name": ["Robin Garside"]}
    answer = ada.post(PEOPLE, data=form)
    assert answer.status_code == 400
    assert 'href="#clinical_officer.email"' in answer.text


def test_a_reason_is_added_to_those_that_can_be_chosen_and_one_taken_away(ada, counter):
    form = filled(ada.page(ALERTS))
    page = ada.post(ALERTS, data=form | {"add": ["escalation.late_reasons"]}).text
    form = filled(page) | {"escalation.late_reasons.6.says": ["A flood"]}
    page = ada.post(ALERTS, data=form | {"remove": ["escalation.late_reasons.0"]}).text
    page = ada.post(ALERTS, data=filled(page)).text
    assert "A flood" in words_on(page)
    ada.post(ALERTS, data=filled(page) | {"confirmed": ["yes"]})
    reasons = [each.says for each in counter.council.alerts.escalation.late_reasons]
    assert reasons[0] == "A post is vacant"
    assert reasons[-1] == "A flood"


def test_the_days_of_the_ladder_are_changed_and_a_head_teacher_is_left_out(ada, counter):
    days = {
        "escalation.service_head_from_day_late": ["8"],
        "escalation.head_teacher_from_day_late": [""],
    }
    kept(ada, ALERTS, **days)
    escalation = counter.council.alerts.escalation
    assert escalation.service_head_from_day_late == 8
    assert escalation.head_teacher_from_day_late is None
    assert (
        content_of(counter.council, "alerts")["escalation"]["clinical_officer_from_day_late"] == 29
    )


def test_a_ladder_that_does_not_climb_is_refused_in_the_words_of_the_page(ada):
    form = filled(ada.page(ALERTS)) | {"escalation.service_head_from_day_late": ["29"]}
    answer = ada.post(ALERTS, data=form)
    assert answer.status_code == 400
    said = words_on(answer.text)
    assert "‘The designated clinical officer is written to from day late’ be later than" in said
