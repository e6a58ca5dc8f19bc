"""Promises about every letter: its words, its page, its link, and what it never says."""

import re
from dataclasses import replace
from datetime import timedelta
from email import message_from_bytes, policy

import pytest

from config.council import EXAMPLE
from ehcp.cases.kinds import Kind
from notifications.invented import invented_facts
from notifications.letters import LETTERS
from notifications.mime import in_envelope
from notifications.render import render
from notifications.words import OURS, BadWords
from tests.notifications.conftest import DECIDED, DUE, EP, HEALTH, at, office_on
from tests.notifications.html_reader import Page

A_DAY = timedelta(days=1)


@pytest.fixture
def office(sqlite_url, tmp_path):
    """Open the office on one kind of database: what is promised here is about words."""
    with office_on(sqlite_url, tmp_path) as opened:
        yield opened


@pytest.fixture(scope="session")
def facts():
    """Give the facts of a small letter of each kind."""
    return {letter.name: invented_facts(letter.name)[0] for letter in LETTERS}


@pytest.mark.parametrize("letter", [letter.name for letter in LETTERS])
def test_a_missing_fact_is_an_error_and_not_a_blank(letter, facts):
    for name in facts[letter]:
        without = {key: value for key, value in facts[letter].items() if key != name}
        if re.search(rf"{{[{{%][^}}]*\b{name}\b", words_of_letter(letter)):
            with pytest.raises(BadWords, match=name):
                render(letter, without)


def words_of_letter(letter):
    return (OURS / f"{letter}.md").read_text()


def test_facts_are_never_read_as_markdown_or_html(facts):
    nasty = "A|B *bold* <script>alert(1)</script> [x](http://evil.example) _so_ `code` & more"
    rendered = render("advice_needed", facts["advice_needed"] | {"service": nasty})
    assert nasty in Page(rendered.html).text
    assert f"To {nasty}" in " ".join(rendered.text.split())
    assert len(Page(rendered.html).all("a")) == 1


def test_the_councils_own_words_go_before_ours(tmp_path, facts):
    (tmp_path / "letters").mkdir()
    own = tmp_path / "letters" / "advice_needed.md"
    own.write_text("Subject: Our own words\n\nTo {{ service }}: *please*.\n")
    rendered = render("advice_needed", facts["advice_needed"], council_folder=tmp_path)
    assert rendered.subject == "Our own words"
    assert rendered.text.startswith("To Exampleshire Educational Psychology: please.")
    assert "<em>please</em>" in rendered.html
    assert render("advice_late", facts["advice_late"], council_folder=tmp_path).subject


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        ("Subject: {{ chld }}\n\nx", r"letters/advice_needed.md: a fact is missing: 'chld'"),
        ("Subject: x\n\n{% if %}", r"letters/advice_needed.md: the words cannot be read"),
        ("No subject\n\nx", r"the first line is not the subject"),
        ("Subject:\n\nx", r"the subject is empty"),
        ("Subject: {{ service | day }}\n\nx", r"a fact cannot be said like that"),
    ],
)
def test_words_that_cannot_be_used_are_named(tmp_path, facts, words, sentence):
    (tmp_path / "letters").mkdir()
    (tmp_path / "letters" / "advice_needed.md").write_text(words)
    with pytest.raises(BadWords, match=sentence):
        render("advice_needed", facts["advice_needed"], council_folder=tmp_path)


@pytest.fixture
def own_words(tmp_path):
    """Give the council a folder of words of its own, and a way to write into it."""
    (tmp_path / "letters").mkdir()

    def write(letter, words):
        (tmp_path / "letters" / f"{letter}.md").write_text(words)

    return tmp_path, write


def with_folder(office, folder):
    return replace(office, council=office.council.model_copy(update={"folder": folder}))


def test_a_file_of_words_of_no_letter_is_named_and_every_letter_is_written(office, own_words):
    folder, write = own_words
    write("advise_needed", "Subject: x\n\nx")
    office.service()
    office.case(EP)
    done = with_folder(office, folder).write(DECIDED)
    assert done.counts == {"advice_needed": 1}
    (why,) = [why for why in done.not_written if why.reason == "bad_words"]
    assert "advise_needed.md is no letter's" in why.says
    assert office.council.folder == EXAMPLE


def test_one_letters_words_hold_back_no_other_letter(office, own_words):
    folder, write = own_words
    write("advice_needed", "Subject: x {{ nonsense }}\n\nhello")
    office = with_folder(office, folder)
    office.service(reminders=True, monday_list=False)
    office.case(EP)
    done = office.write(DUE + A_DAY)
    assert done.counts == {"advice_late": 1}
    (why,) = [why for why in done.not_written if why.reason == "bad_words"]
    assert (why.letter, why.count) == ("advice_needed", 1)
    assert "a fact is missing: 'nonsense'" in why.says
    write("advice_needed", "Subject: x\n\nhello")
    assert office.write(DUE + A_DAY).counts == {"advice_needed": 1}


def test_a_message_whose_words_broke_before_it_went_is_held_alone(office, own_words):
    folder, write = own_words
    office.service()
    office.service(HEALTH, email="trust@service.example")
    closed, _ = office.case(EP), office.case(EP)
    office.case(HEALTH)
    office.write(DECIDED)
    broken = with_folder(office, folder)
    write("advice_needed", "Subject: x {{ nonsense }}\n\nhello")
    office.record(closed, Kind.ADVICE_RECEIVED, EP, on=DECIDED)
    result = broken.send(DECIDED)
    assert (result.sent, result.held) == (1, 1)  # that of health stays as it was written
    assert sorted(office.statuses()) == ["sent", "waiting"]
    for hour in (10, 11, 12, 13, 14, 15):
        assert broken.send(DECIDED, hour=hour).held == 1  # none of its tries is used up
    assert office.send(DECIDED, hour=16).sent == 1
    assert len(office.mails()) == 2


def test_a_head_line_cannot_be_smuggled_in():
    envelope = in_envelope(
        message_id="1" * 32,
        sender="ehc@exampleshire.example",
        sender_name="Évil\r\nBcc: all@example.example",
        reply_to="ehc.team@exampleshire.example",
        recipient="ep@service.example\r\nBcc: all@example.example",
        subject="Late\r\nBcc: all@example.example",
        text="x",
        html="x",
        at=at(DECIDED),
    )
    mail = message_from_bytes(envelope.content, policy=policy.default)
    assert mail["Bcc"] is None
    assert mail["Subject"] == "Late  Bcc: all@example.example"
