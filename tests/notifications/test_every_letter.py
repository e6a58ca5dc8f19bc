"""Promises about every letter: what it never says, its page, its text, its link, its words kept."""

import re
from datetime import date
from itertools import pairwise

import html5lib
import pytest
from html5lib.html5parser import ParseError
from markdown_it import MarkdownIt

from config import logs
from ehcp.law.in_words import day_in_words
from ehcp.register.engine import upgrade
from notifications import plain_text
from notifications.invented import invented_facts
from notifications.letters import BY_NAME, LETTERS
from notifications.preview import preview
from notifications.render import render
from tests.notifications.conftest import office_on
from tests.notifications.every_letter_said import FOLDER, as_said
from tests.notifications.hostile import A_DAY, GIVEN_AWAY, MONDAY, everything_written
from tests.notifications.html_reader import Page

NAMES = [letter.name for letter in LETTERS]
_MARKUP = re.compile(r"\*\*|\]\(|^#|\|.*\||<[a-z/]|&[a-z]+;|\\[-.*_|]", re.MULTILINE)


@pytest.fixture(scope="module")
def hostile(tmp_path_factory):
    """Give the letters of hostile children: read here by every promise, and changed by none."""
    folder = tmp_path_factory.mktemp("hostile")
    url = f"sqlite:///{folder / 'register.db'}"
    upgrade(url)
    with office_on(url, folder) as opened:
        yield everything_written(opened)


def test_every_kind_of_letter_was_written_about_hostile_children(hostile):
    assert {row.letter for row in hostile.rows} == set(BY_NAME)


@pytest.mark.parametrize("letter", NAMES)
def test_no_letter_says_who_a_child_is(hostile, letter):
    rows = [row for row in hostile.rows if row.letter == letter]
    assert rows
    for row in rows:
        said = " ".join((row.subject, row.text, row.html, repr(row.facts), row.recipient))
        planted = {each for each in GIVEN_AWAY if each.casefold() in said.casefold()}
        # A service is asked for its own kind of advice by name; nobody else hears of it.
        assert planted - ({"mental health"} if letter.startswith("advice_") else set()) == set()


def test_no_key_no_file_and_no_log_says_who_a_child_is(hostile, capfd):
    office = hostile.office
    assert [planted for planted in GIVEN_AWAY for key in hostile.keys if planted in key] == []
    logs.configure(level="debug", strict=True)
    office.send(MONDAY + 2 * A_DAY)
    shown = "".join(capfd.readouterr())
    logs.configure(level="warning", strict=True)
    assert [word for word in (*GIVEN_AWAY, "@service.example", "Ansah") if word in shown] == []
    files = list(office.folder.iterdir())
    assert files
    for file in files:
        said = file.name + file.read_text()
        assert [word for word in GIVEN_AWAY if word in said and word != "mental health"] == []


def test_a_link_is_an_address_and_a_token_that_nobody_can_guess(hostile):
    linked = [row for row in hostile.rows if BY_NAME[row.letter].leads_to]
    answered = [row.facts["link"] for row in linked if "/answer/" in row.facts["link"]]
    assert len(set(answered)) == len(answered) > 1
    for row in linked:
        link = row.facts["link"]
        assert re.fullmatch(
            r"https://ehc\.example/(answer/[\w-]{32}|[a-z-]+|letters/undelivered/[0-9a-f]{32})",
            link,
        )
        assert not [case for case in hostile.cases if case in link]
        (anchor,) = Page(row.html).all("a")  # one thing to do
        assert anchor["href"] == link
        assert link in row.text


def _pages(hostile):
    yield from ((row.letter, row.subject, row.text, row.html) for row in hostile.rows)
    for letter in NAMES:
        for facts in invented_facts(letter):
            said = render(letter, facts)
            yield letter, said.subject, said.text, said.html


def test_every_page_is_valid_html(hostile):
    parser = html5lib.HTMLParser(strict=True)
    for letter, _, _, html in _pages(hostile):
        try:
            parser.parse(html)
        except ParseError as error:
            pytest.fail(f"{letter}: {error}")


def test_every_page_is_whole_and_can_be_read_by_everybody(hostile):
    for letter, subject, _, html in _pages(hostile):
        page = Page(html)
        assert page.all("html") == [{"lang": "en-GB"}]
        assert {"name": "viewport", "content": "width=device-width, initial-scale=1"} in page.all(
            "meta"
        )
        assert len(page.all("h1")) == len(page.all("main")) == 1, letter
        assert all(head.get("scope") == "col" for head in page.all("th"))
        assert subject in page.text
        assert "src=" not in html  # nothing is fetched: no pixel tells who has read it
        assert "url(" not in html
        headings = [int(tag[1]) for tag, _ in page.seen if re.fullmatch("h[1-6]", tag)]
        assert all(later - earlier <= 1 for earlier, later in pairwise(headings)), letter


def test_the_text_says_what_the_page_says(hostile):
    for letter, _, text, html in _pages(hostile):
        page = Page(html).text
        without_address = re.sub(r"https://\S+", "", text)
        words = [word for word in re.findall(r"[\w’'-]+", without_address) if word.strip("-=")]
        assert [word for word in words if word not in page] == [], letter


def test_the_text_reads_well_in_any_mail_program(hostile):
    for letter, _, text, _ in _pages(hostile):
        without_address = re.sub(r"https://\S+", "", text)
        assert not _MARKUP.search(without_address), letter
        assert all(len(line) < 80 for line in without_address.splitlines()), letter
        assert "\n\n\n" not in text, letter
        assert all(line == line.rstrip() or line == "-- " for line in text.splitlines()), letter


def test_no_case_reference_is_broken_over_two_lines():
    for ahead in range(40):
        told = plain_text.wrapped(f"{'x ' * ahead}Your case reference is K7Q-2ND, say it to us.")
        assert "K7Q-2ND" in told


@pytest.mark.parametrize("begins", ["", "* ", "1. "])
def test_a_telephone_number_stays_whole_wherever_a_line_of_the_text_ends(begins):
    for ahead in range(40):
        words = f"{begins}{'x ' * ahead}Ring us on 01632 960 000, or write to us.\n"
        assert "01632 960 000" in plain_text.as_plain_text(MarkdownIt("commonmark").parse(words))


@pytest.mark.parametrize("letter", NAMES)
def test_a_case_reference_stays_on_one_line_of_the_page_and_can_be_copied(letter):
    for facts in invented_facts(letter):
        html = render(letter, facts).html
        body = html.partition("<main")[2].partition("</main>")[0]
        may_break = re.sub(r"<(span|td)[^>]*nowrap[^>]*>.*?</\1>", "", body)
        assert not re.search(r"K7Q.{0,8}2ND", may_break)


@pytest.mark.parametrize("letter", NAMES)
def test_every_letter_says_what_it_always_says(letter):
    kept = (FOLDER / f"{letter}.txt").read_text(encoding="utf-8")
    assert as_said(letter) == kept, "python -m tests.notifications.every_letter_said says it anew"


def test_no_letter_is_kept_that_is_not_written():
    assert {path.stem for path in FOLDER.glob("*.txt")} == set(NAMES)


@pytest.mark.parametrize("letter", NAMES)
def test_a_letter_names_no_case_in_its_subject_but_by_its_reference(letter):
    for facts in invented_facts(letter):
        subject = render(letter, facts).subject
        assert len(subject) < 100
        assert not set(facts.get("dear", "—").split()) & set(subject.split())


def test_each_message_keeps_its_words_and_the_days_that_it_quoted(hostile):
    for row in hostile.rows:
        assert row.text
        for item in row.facts.get("items", ()):
            if row.letter in ("advice_needed", "family_draft", "consultation", "family_delay"):
                due = day_in_words(date.fromisoformat(item["due_on"]))
                assert due in " ".join(row.text.split()), row.letter


def test_the_letters_that_the_counter_shows_have_the_facts_of_real_ones(hostile):
    for row in hostile.rows:
        for invented in invented_facts(row.letter):
            if not invented.get("items", [{}])[0].get("no_delay"):  # that has few facts, on purpose
                assert _shape(invented) == _shape(row.facts), row.letter


def test_every_letter_can_be_previewed_with_an_invented_child():
    for letter in NAMES:
        assert preview(letter).subject


def _shape(facts):
    """Give the names of facts, and of the parts of their lists."""
    return {
        name: _shape(value[0])
        if isinstance(value, list) and value and isinstance(value[0], dict)
        else None
        for name, value in facts.items()
    }
