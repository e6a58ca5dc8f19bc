"""The demonstration's post: links that open something, late notices, a letter that came back."""

import re
from datetime import timedelta
from email import message_from_bytes, policy

import pytest
from sqlalchemy import select

from config import clock
from ehcp.cases.advice_kinds import AdviceKind
from ehcp.outside.links import link_of
from ehcp.outside.waiting_letters import waiting_letters
from ehcp.register.engine import reading
from ehcp.register.tables import cases, events, providers
from ehcp.staff.roles import UserRole
from workflows.demonstration.counter import letters_shown
from workflows.demonstration.demo import CONSULTED_ON, last_day_alone, opened, set_up
from workflows.demonstration.letters_to_open import letters_to_open
from workflows.demonstration.people import the_people
from workflows.demonstration.post import LETTERS_FROM
from workflows.demonstration.published import LAST_DAY
from workflows.demonstration.school import OFFICE, URN
from workflows.office import BY_ITSELF

HERE = "http://127.0.0.1:8123"


@pytest.fixture(scope="module")
def demo(tmp_path_factory):
    made = set_up(tmp_path_factory.mktemp("its-post") / "demo", web_address=HERE)
    last_day_alone(made)
    yield made
    made.office.engine.dispose()


def to_open(demo):
    with clock.the_day(LAST_DAY):
        return letters_to_open(demo.office, now=clock.now())


def words_in(file):
    mail = message_from_bytes(file.read_bytes(), policy=policy.default)
    words = mail.get_body(("plain",))
    assert words is not None
    return mail["to"], words.get_content()


def opened_by(demo, file):
    """Give what the one-time link in a letter opens on the last day."""
    _, words = words_in(file)
    (token,) = re.findall(re.escape(HERE) + r"/answer/(\S+)", words)
    with clock.the_day(LAST_DAY), reading(demo.office.engine) as connection:
        return link_of(connection, token, now=clock.now())


def test_every_service_has_a_letter_whose_link_opens_a_request(demo):
    with reading(demo.office.engine) as connection:
        services = connection.execute(select(providers.c.code, providers.c.name)).tuples().all()
    assert len(services) == 5
    for code, name in services:
        (letter,) = (each for each in to_open(demo) if each.about == f"advice, asked of {name}")
        assert code in {service for _, service in opened_by(demo, letter.file).about}


def test_the_consulted_school_has_a_letter_whose_link_opens_the_consultation(demo):
    (letter,) = (each for each in to_open(demo) if "consultation" in each.about)
    assert words_in(letter.file)[0] == OFFICE
    assert {party for _, party in opened_by(demo, letter.file).consulted} == {URN}


def test_a_family_is_told_on_the_last_day_that_we_are_late(demo):
    (letter,) = (each for each in to_open(demo) if "a family" in each.about)
    reader, words = words_in(letter.file)
    assert reader.endswith("@family.example")
    assert "We are late, and we are sorry" in words


def test_one_letter_came_back_and_its_caseworker_is_told_whom_to_ring(demo):
    with reading(demo.office.engine) as connection:
        (letter,) = waiting_letters(connection, sight=None)
        officers = set(
            connection.scalars(select(cases.c.officer).where(cases.c.id.in_(letter.case_ids)))
        )
    (service,) = letter.services
    assert service.code == AdviceKind.SOCIAL_CARE.value
    first = next(each for each in the_people(LAST_DAY) if each.role is UserRole.CASEWORKER)
    assert officers == {first.name}
    (told,) = (each for each in to_open(demo) if "to a caseworker" in each.about)
    reader, words = words_in(told.file)
    assert reader == first.email
    assert service.telephone in words
    assert f"{HERE}/letters/undelivered/{letter.id}" in words


def test_the_list_of_letters_names_files_that_are_there_and_says_what_came_back(demo):
    found = to_open(demo)
    assert all(each.file.exists() for each in found)
    abouts, files = ([str(cell) for cell in each.cells] for each in letters_shown(found).columns)
    assert files == [str(each.file) for each in found]
    assert [about for about in abouts if "did not arrive:" in about] == [
        about for about in abouts if "Social Care" in about
    ]
    assert letters_shown(found).caption is None


def test_links_to_where_it_was_served_before_are_said_to_be_that(demo):
    again = opened(demo.folder, web_address="http://127.0.0.1:8124")
    assert all(each.leads_elsewhere for each in to_open(again))
    assert "--port" in str(letters_shown(to_open(again)).caption)
    again.office.engine.dispose()


def test_a_letter_that_was_removed_from_the_folder_is_not_listed(demo):
    letter = to_open(demo)[0]
    kept = letter.file.read_bytes()
    letter.file.unlink()
    try:
        assert letter.file not in [each.file for each in to_open(demo)]
    finally:
        letter.file.write_bytes(kept)


def test_every_entry_is_by_somebody_who_can_sign_in_or_by_itself(demo):
    with reading(demo.office.engine) as connection:
        by = set(connection.scalars(select(events.c.recorded_by).distinct()))
    assert by <= {BY_ITSELF, *(each.name for each in the_people(LAST_DAY))}


def test_the_school_is_asked_again_and_a_family_told_again_within_the_weeks_shown(demo):
    letters = demo.office.up_to_date().council.letters
    assert CONSULTED_ON + timedelta(days=letters.consultation.chased_on_days[0]) <= LAST_DAY
    assert LETTERS_FROM + timedelta(days=letters.family_delay.repeat_days) <= LAST_DAY
