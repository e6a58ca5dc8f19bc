"""Promises about every letter: its words, its page, its link, and what it never says."""

import re
from datetime import date, timedelta
from email import message_from_bytes, policy
from itertools import pairwise

import pytest
from sqlalchemy import select

from config import logs
from config.council import EXAMPLE
from ehcp.cases.kinds import Kind
from ehcp.register.engine import reading
from ehcp.register.tables import messages, occasions
from ehcp.reports.snapshots import take_snapshot
from notifications.invented import invented_facts
from notifications.letters import BY_NAME, LETTERS
from notifications.mime import in_envelope
from notifications.render import render
from notifications.words import OURS, BadWords
from tests.notifications.conftest import DECIDED, DUE, EP, HEALTH, at, office_on
from tests.notifications.html_reader import Page
from tests.notifications.test_letters_to_staff import Refusing
from tests.notifications.test_reviews import review, writing_to_schools

A_DAY = timedelta(days=1)
MONDAY = date(2026, 3, 9)
BEFORE_TERM = date(2026, 3, 30)

HOSTILE: dict[str, object] = {
    "forename": "Zephyrine",
    "surname": "Quackenbush",
    "born_on": date(2017, 11, 29),
    "upn": "A123456789012",
    "uln": "9876543210",
    "postcode": "ZZ99 9ZZ",
    "setting": "Saint Ursula's Academy",
    "primary_need": "Autistic spectrum disorder",
    "external_id": "LCS-777-QUACKENBUSH",
}
GIVEN_AWAY = (
    *("Zephyrine", "Quackenbush", "A123456789012", "9876543210", "ZZ99", "Ursula", "Autis"),
    *("2017-11-29", "29 November", "29/11/2017", "LCS-777", "Wobbly note"),
)


@pytest.fixture
def office(sqlite_url, tmp_path):
    """Open the office on one kind of database: what is promised here is about words."""
    with office_on(sqlite_url, tmp_path) as opened:
        yield opened


@pytest.fixture
def every_letter(office):
    """Have every kind of letter written about hostile children, and give the messages by letter."""
    office = writing_to_schools(office.with_policy("caseworker_day", send=True))
    office.service(
        reminders=True, monday_list=False, head_name="Jo Marlow", head_email="jo@service.example"
    )
    office.service(HEALTH, name="Exampleshire Trust", email="trust@service.example", reminders=True)
    cases = [hostile_case(office, number) for number in range(2)]
    cases += [hostile_review(office, number) for number in range(2, 4)]
    office.record(cases[-1], Kind.REVIEW_MEETING_HELD, on=DECIDED + 20 * A_DAY)
    for day in (DECIDED, date(2026, 2, 18), DUE + A_DAY):
        office.write(day)
    promised = {"promised_on": "2026-03-08", "reason": "Zephyrine Quackenbush fell ill"}
    office.record(cases[0], Kind.ADVICE_PROMISED, EP, on=DUE + 2 * A_DAY, **promised)
    for day in (DUE - 2 * A_DAY, MONDAY):
        take_snapshot(office.engine, at=day, taken_at=at(day, 6), council=office.council)
    office.write(MONDAY)
    office.send(MONDAY, by=Refusing())
    office.write(MONDAY + A_DAY)
    office.write(BEFORE_TERM)
    with reading(office.engine) as connection:
        rows = connection.execute(select(messages)).all()
        keys = list(connection.execute(select(occasions.c.key)).scalars())
    found = {row.letter: row for row in rows}
    assert set(found) == set(BY_NAME) - {"code"}
    return office, cases, rows, keys


def hostile_review(office, number):
    person = HOSTILE | {"upn": f"A12345678901{number}", "external_id": f"LCS-777-{number}"}
    reference = review(office, last=date(2025, 5, 20), **person)
    office.record(reference, Kind.NOTE_ADDED, on=DECIDED, text="Wobbly note of Zephyrine")
    return reference


def hostile_case(office, number):
    person = HOSTILE | {"upn": f"A12345678901{number}", "external_id": f"LCS-777-{number}"}
    reference = office.case(EP, HEALTH, person=person)
    office.record(reference, Kind.NOTE_ADDED, on=DECIDED, text="Wobbly note of Zephyrine")
    return reference


@pytest.fixture(scope="session")
def facts():
    """Give the facts of a small letter of each kind."""
    sender = {
        "council": "Exampleshire",
        "team_mailbox": "ehc.team@exampleshire.example",
        "telephone": "01632 960 001",
        "link": "https://ehc.example/token",
    }
    item = {
        "occasion": "x",
        "reference": "K7Q-2ND",
        "kind": "health",
        "asked_on": "2026-01-21",
        "due_on": "2026-03-04",
    }
    late = invented_facts("advice_late")[-1]["items"][0] | item | {"heard_on": None}
    own: dict[str, dict[str, object]] = {
        "advice_needed": {"items": [item]},
        "advice_reminder": {"items": [item | {"has_it": False}]},
        "advice_late": {"items": [late]},
        "escalation": invented_facts("escalation")[0],
        "advice_digest": {"items": [item | {"group": "late", "days_late": 1}]},
        "caseworker_day": dict.fromkeys(
            ("missed", "due_today", "due_soon", "advice_late", "replies", "all_in", "year_9"), 3
        )
        | {"reviews_to_fix": 4}
        | {"on": "2026-03-09"},
        "weekly_report": {
            "at": "2019-07-22",
            "before": None,
            "over_20_weeks": 5,
            "figures": [{"name": "Open", "value": "213", "change": ""}],
        },
        "reviews_this_term": {
            "items": [item | {"week_of": "2026-09-14", "at_once": False}],
            "begins": "2026-09-03",
            "moving_on": 2,
        },
        "review_report_due": {
            "items": [
                item
                | {
                    "met_on": "2026-09-14",
                    "due_on": "2026-09-28",
                    "decide_by": "2026-10-12",
                    "days_late": 1,
                }
            ]
        },
        "code": {"code": "407193", "minutes": 10},
        "not_delivered": {
            "what": "advice request",
            "trouble": "full mailbox",
            "ring": "01632 960 102",
            "references": ["K7Q-2ND"],
            "about": "case K7Q-2ND",
        },
    }
    return {name: sender | {"service": "Trust"} | given for name, given in own.items()}


def test_no_letter_says_who_a_child_is(every_letter):
    office, _, rows, keys = every_letter
    for row in rows:
        said = " ".join((row.subject, row.text, row.html, repr(row.facts), row.occasion))
        assert [planted for planted in GIVEN_AWAY if planted in said] == [], row.letter
    assert [key for key in keys for planted in GIVEN_AWAY if planted in key] == []
    office.send(MONDAY + A_DAY)
    for file in office.folder.iterdir():
        said = file.name + file.read_text()
        assert [planted for planted in GIVEN_AWAY if planted in said] == []


def test_sending_says_nothing_personal_in_the_logs(every_letter, capfd):
    office, *_ = every_letter
    logs.configure(level="debug", strict=True)
    office.send(MONDAY + A_DAY)
    office.write(MONDAY + 2 * A_DAY)
    shown = "".join(capfd.readouterr())
    logs.configure(level="warning", strict=True)
    assert [word for word in (*GIVEN_AWAY, "@service.example") if word in shown] == []


def test_a_link_is_an_address_and_a_token_that_nobody_can_guess(every_letter):
    _, cases, rows, _ = every_letter
    links = [row.facts["link"] for row in rows]
    answered = [link for link in links if "/answer/" in link]
    assert len(set(answered)) == len(answered) > 1
    for row in rows:
        assert re.fullmatch(r"https://ehc\.example/(answer/[\w-]{32}|[a-z-]+)", row.facts["link"])
        assert not [case for case in cases if case in row.facts["link"]]
        (anchor,) = Page(row.html).all("a")  # one thing to do
        assert anchor["href"] == row.facts["link"]
        assert row.facts["link"] in row.text


def test_every_page_is_whole_and_can_be_read_by_everybody(every_letter):
    for row in every_letter[2]:
        page = Page(row.html)
        assert page.all("html") == [{"lang": "en-GB"}]
        assert {"name": "viewport", "content": "width=device-width, initial-scale=1"} in page.all(
            "meta"
        )
        assert len(page.all("h1")) == len(page.all("main")) == 1
        assert all(head.get("scope") == "col" for head in page.all("th"))
        assert row.subject in page.text
        assert "src=" not in row.html  # nothing is fetched: no pixel tells who has read it
        headings = [int(tag[1]) for tag, _ in page.seen if re.fullmatch("h[1-6]", tag)]
        assert all(later - earlier <= 1 for earlier, later in pairwise(headings))


def test_the_text_says_what_the_page_says(every_letter):
    for row in every_letter[2]:
        page = Page(row.html).text
        words = [word for word in re.findall(r"[\w’'-]+", row.text) if word.strip("-=")]
        spoken = [word for word in words if word not in row.facts["link"]]
        assert [word for word in spoken if word not in page] == []


@pytest.mark.parametrize("letter", [letter.name for letter in LETTERS])
def test_every_letter_says_what_it_always_says(letter, facts):
    expected = {
        "advice_needed": ("Advice needed by 4 March: case K7Q-2ND", "within six weeks"),
        "advice_reminder": ("Reminder: 1 piece of advice due by 4 March", "no reply"),
        "advice_late": ("Late: 1 piece of advice was due", "8 days late"),
        "advice_digest": ("EHC advice this week: 0 due, 1 late, 0 new", "Late: 1"),
        "caseworker_day": ("Your EHC cases today: 6 urgent, 3 due", "ends today"),
        "weekly_report": (
            "EHC timeliness report, week of 22 July: 5 over 20 weeks",
            "position at 22 July 2019",
        ),
        "reviews_this_term": (
            "Annual reviews to hold this term: 1",
            "are 2 children who are to move",
        ),
        "review_report_due": (
            "Annual review report now due: case K7Q-2ND",
            "decide by",
        ),
        "escalation": ("Escalation: 1 piece of advice over 6 weeks", "ring Morgan Eastlake"),
        "code": ("Your code for the EHC service", "407193"),
        "not_delivered": ("Not delivered: advice request, case K7Q-2ND", "its mailbox is full"),
    }
    subject, words = expected[letter]
    rendered = render(letter, facts[letter])
    assert rendered.subject == subject
    said = " ".join(rendered.text.split()).casefold()
    assert words.casefold() in said
    assert "01632 960 001" in said
    assert "{" not in rendered.text + rendered.html


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
    assert rendered.text.startswith("To Trust: please.")
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


def test_words_of_no_letter_are_refused_and_nothing_is_written(office, tmp_path):
    (tmp_path / "letters").mkdir()
    (tmp_path / "letters" / "advise_needed.md").write_text("Subject: x\n\nx")
    office.service()
    office.case(EP)
    council = office.council.model_copy(update={"folder": tmp_path})
    with pytest.raises(BadWords, match=r"advise_needed\.md is no letter's"):
        type(office)(office.engine, council, office.folder).write(DECIDED)
    assert office.council.folder == EXAMPLE
    assert office.statuses() == []


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


def test_the_letters_that_the_counter_shows_have_the_facts_of_real_ones(every_letter):
    for row in every_letter[2]:
        for invented in invented_facts(row.letter):
            assert _shape(invented) == _shape(row.facts), row.letter


def _shape(facts):
    """Give the names of facts, and of the parts of their lists."""
    return {
        name: _shape(value[0]) if isinstance(value, list) and isinstance(value[0], dict) else None
        for name, value in facts.items()
    }
