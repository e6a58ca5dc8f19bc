"""Promises about letters at the counter: how they look, and which words are refused."""

import pytest

from ehcp.council.letter_words import change_words, words_history, words_then
from notifications.letters import BY_NAME, LETTERS
from notifications.preview import (
    LettersAtTheCounter,
    UnknownLetter,
    all_letters,
    check_words,
    preview,
)
from notifications.words import OURS, BadWords, text_of
from tests.house.test_contracts import run_python
from tests.notifications.conftest import DECIDED, EP, at, words_of
from tests.notifications.html_reader import Page

OURS_OF_E1 = (OURS / "advice_needed.md").read_text()
TABLE = """
{% for item in items %}
- {{ item.reference }}, needed by {{ item.due_on | day }}
{% endfor %}

[Open]({{ link }})
"""
GOOD = f"Subject: Advice, please\n\nDear {{{{ service }}}},\n{TABLE}"


@pytest.fixture
def change(office):
    def act(words, *, expects=0, letter="advice_needed"):
        return change_words(
            office.engine,
            by="Morgan",
            at=at(DECIDED),
            letter=letter,
            words=words,
            expects_version=expects,
            check=lambda words: check_words(letter, words),
        )

    return act


def test_the_counter_can_show_letters_and_cannot_send_one():
    came = run_python(
        "import sys, notifications.preview; "
        "print(*sorted(name for name in sys.modules "
        "if name in {'smtplib', 'imaplib', 'poplib'} or name.startswith('notifications.channels')))"
    )
    assert came == ""


def test_every_letter_is_in_the_list_with_its_number_and_what_it_is():
    shown = all_letters()
    assert {letter.name for letter in shown} == set(BY_NAME)
    assert shown[0].number == "E1"
    assert len({letter.number for letter in shown}) == len(shown)
    assert all(letter.says.startswith("to a") or "to the" in letter.says for letter in shown)
    assert {"items", "reference", "due_on", "link"} <= set(shown[0].facts)


@pytest.mark.parametrize("letter", [letter.name for letter in LETTERS])
def test_our_own_words_are_shown_and_pass_their_own_check(letter):
    check_words(letter, (OURS / f"{letter}.md").read_text())
    shown = preview(letter)
    assert shown.subject in Page(shown.html).text
    assert ("an-invented-link" in shown.text) is bool(BY_NAME[letter].leads_to)
    assert "{" not in shown.text + shown.html


def test_new_words_are_shown_before_they_are_kept(office):
    letters = LettersAtTheCounter(engine=office.engine, council_now=lambda: office.council)
    shown = letters.preview("advice_needed", GOOD)
    assert shown.subject == "Advice, please"
    assert "* K7Q-2ND, needed by 4 March 2027" in shown.text
    assert office.council.about.telephone in shown.text
    assert letters.words_now("advice_needed") == OURS_OF_E1
    assert ("advice_needed", "E1: to a service, when the council has decided to assess") in (
        letters.names()
    )


def test_words_changed_at_the_counter_are_those_of_the_next_letter(office, change, tmp_path):
    (tmp_path / "own" / "letters").mkdir(parents=True)
    (tmp_path / "own" / "letters" / "advice_needed.md").write_text("Subject: From a file\n\nx\n")
    council = office.council.model_copy(update={"folder": tmp_path / "own"})
    letters = LettersAtTheCounter(engine=office.engine, council_now=lambda: council)
    office = type(office)(office.engine, council, office.folder)
    assert letters.words_now("advice_needed").startswith("Subject: From a file")
    assert change(GOOD.replace("\n", "\r\n")) == 1
    assert letters.words_now("advice_needed") == GOOD
    assert letters.words_of_the_file("advice_needed").startswith("Subject: From a file")
    office.service()
    office.case(EP)
    assert office.subjects(DECIDED) == ["Advice, please"]
    assert change(None, expects=1) == 2
    assert letters.words_now("advice_needed").startswith("Subject: From a file")
    # What was written keeps the words in which it was written.
    office.send(DECIDED)
    (mail,) = office.mails()
    assert "Dear Exampleshire EP" in words_of(mail)


def test_a_letter_that_shrinks_before_it_goes_is_written_in_the_words_now(office, change):
    from ehcp.cases.advice_kinds import AdviceKind
    from ehcp.cases.kinds import Kind

    health = AdviceKind.HEALTH
    for kind in (EP, health):
        office.service(kind)
    reference = office.case(EP, health)
    office.write(DECIDED)
    change(GOOD)
    office.record(reference, Kind.ADVICE_RECEIVED, health, on=DECIDED)
    office.send(DECIDED)
    (mail,) = office.mails()
    assert mail["Subject"] == "Advice, please"


def test_earlier_words_are_kept_and_can_be_gone_back_to(office, change):
    change(GOOD)
    change(GOOD.replace("Dear", "To"), expects=1)
    assert change(GOOD.replace("Dear", "To"), expects=2) == 2  # nothing new
    change(words_then(office.engine, letter="advice_needed", version=1), expects=2)
    kept = words_history(office.engine, letter="advice_needed")
    assert [each.version for each in kept] == [3, 2, 1]
    assert kept[0].words == kept[2].words == GOOD
    assert kept[0].by == "Morgan"


BAD = [
    ("", "the first line is not the subject"),
    ("Dear {{ service }}", "Begin it with 'Subject:'"),
    (f"Subject:\n{TABLE}", "the subject is empty"),
    (f"Subject: {'x' * 300}\n{TABLE}", "longer than 200"),
    (f"Subject: {{{{ service }}}}\n{{{{ chld }}}}{TABLE}", "at line 2 there is 'chld'"),
    (f"Subject: x\n\n{{% if items | length > 9 %}}{{{{ upn }}}}{{% endif %}}{TABLE}", "'upn'"),
    (GOOD.replace("item.due_on", "item.born_on"), "at line 6 there is 'born_on'"),
    ("Subject: {{ forename }}\n", "at line 1 there is 'forename'"),
    (GOOD.replace("[Open]({{ link }})", ""), "the link is missing"),
    (GOOD.replace("{{ item.reference }}", "a case"), "do not name every case"),
    (GOOD.replace(" needed by {{ item.due_on | day }}", ""), "when each is due"),
    (GOOD.replace("| day }}", "| dy }}"), "No filter named 'dy'"),
    (GOOD.replace("{% endfor %}", ""), "cannot be read at line"),
    (f"{GOOD}\n\n{{{{ service", "cannot be read at line 12"),
    (f"{GOOD}\n![x](https://evil.example/pixel.png)", "shows no picture"),
    (f"{GOOD}\n{'x' * 30_000}", "longer than 20000"),
    (f"{GOOD}\nnul \x00", "line 11 holds something that cannot be printed"),
    (f"{GOOD}\n\ud800", "line 11 holds"),
    (f"{GOOD}\n\u202e", "line 11 holds"),
    ("Subject: {{ 1 / 0 }}\nx", "may not use 'div'"),
]


@pytest.mark.parametrize(("words", "says"), BAD, ids=range(len(BAD)))
def test_words_that_will_not_do_are_refused_with_what_is_wrong_and_where(words, says):
    with pytest.raises(BadWords) as refused:
        check_words("advice_needed", words)
    assert says in str(refused.value)
    assert str(refused.value).startswith("The words of advice_needed: ")
    assert len(str(refused.value)) < 600


ATTACKS = [
    "{{ ''.__class__.__mro__[1].__subclasses__() }}",
    "{{ items.__class__ }}",
    "{{ service.format.__globals__ }}",
    "{{ service['__class__'] }}",
    "{{ items | map(attribute='__class__') | list }}",
    "{{ cycler.__init__.__globals__.os.popen('id').read() }}",
    "{{ self.__init__ }}",
    "{{ lipsum }}",
    "{{ service.upper() }}",
    "{{ service.upper }}",
    "{{ items.append(1) }}",
    "{% for a in range(1000000000) %}x{% endfor %}",
    "{{ 'x' * 1000000000 }}",
    "{{ 9 ** 9 ** 9 ** 9 }}",
    "{{ '%1000000000d' % 1 }}",
    "{{ 'x' | center(1000000000) }}",
    "{{ service | replace('', 'xxxx') }}",
    "{{ 'x' ~ service }}",
    "{% set a = service + service %}{{ a }}",
    "{% set a = items + items %}{{ a }}",
    "{{ items | join('x') }}",
    "{% include '/etc/passwd' %}",
    "{% import 'os' as os %}",
    "{% extends 'page.html.jinja' %}",
    "{% macro m() %}{{ m() }}{% endmacro %}{{ m() }}",
    "{% for a in items recursive %}{{ loop(items) }}{% endfor %}",
    "{% for a in items %}{{ loop.cycle('a') }}{% endfor %}",
    "{% for a in items %}" * 3 + "x" + "{% endfor %}" * 3,
    "{% for a in items %}x{% endfor %}" * 30,
    "{% set a %}x{% endset %}",
    "{% filter upper %}x{% endfilter %}",
    "{% call x() %}{% endcall %}",
    "{% block x %}{% endblock %}",
    "{{ " + "(" * 5000 + "1" + ")" * 5000 + " }}",
    "{{ " + "not " * 4000 + "1 }}",
    "{% if 1 %}" * 2000,
    "{% if 1 %}" * 150 + "x" + "{% endif %}" * 150,
    "[x](javascript:alert({{ link }}))<script>{{ nothing }}</script>",
]


@pytest.mark.parametrize("attack", ATTACKS, ids=range(len(ATTACKS)))
def test_words_reach_nothing_but_their_facts_and_do_not_grow(attack):
    for words in (f"{GOOD}\n{attack}\n", f"Subject: {attack}\n{TABLE}"):
        with pytest.raises(BadWords):
            check_words("advice_needed", words)


def test_html_in_words_is_shown_as_it_is_typed_and_a_link_that_runs_a_program_is_none():
    words = f"{GOOD}\n<script>alert(1)</script> [click](javascript:alert(1))\n"
    check_words("advice_needed", words)
    shown = Page(preview("advice_needed", words).html)
    assert shown.all("script") == []
    assert len(shown.all("a")) == 1


def test_a_letter_that_we_do_not_write_is_refused():
    for act in (lambda: preview("../../etc/passwd"), lambda: check_words("e1", GOOD)):
        with pytest.raises(UnknownLetter, match="The letters are: advice_needed"):
            act()


@pytest.mark.parametrize(
    "sentence",
    [
        "{% if items | length > 1 %}The third: {{ items[2].due_on | day }}{% endif %}",
        "{% if items | length > 3 %}More: {{ chld }}{% endif %}",
        "{% if items | length > 30 %}Many: {{ items[1000].due_on | day }}{% endif %}",
    ],
)
def test_words_are_tried_with_two_things_and_with_very_many(sentence):
    with pytest.raises(BadWords):
        check_words("advice_late", f"{text_of('advice_late')}\n\n{sentence}")
