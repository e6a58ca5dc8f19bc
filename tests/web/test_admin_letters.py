"""The words of letters on the pages: shown as they look, changed, refused, compared, set back."""

import re
from base64 import b64encode
from dataclasses import replace
from hashlib import sha256
from html import unescape

import pytest

from ehcp.council.letter_words import change_words, words_history
from ehcp.web.security import CONTENT_SECURITY_POLICY
from ehcp.web.staff.admin.framed import framed
from tests.web.admins import HOSTILE, administrator, filled, living_counter, on_record
from tests.web.people import words_on

REMINDER = "/admin/letters/advice_reminder"


@pytest.fixture
def counter(engine):
    return living_counter(engine)


@pytest.fixture
def ada(counter):
    return administrator(counter)


def words_of(counter):
    return counter.letters.words_now("advice_reminder")


def look_at(ada, words):
    """Send words to be looked at, and give the answer."""
    form = filled(ada.page(f"{REMINDER}/change")) | {"words": [words]}
    return ada.post(f"{REMINDER}/change", data=form)


def keep(ada, page):
    return ada.post(f"{REMINDER}/change", data=filled(page) | {"confirmed": ["yes"]})


def test_every_letter_is_listed_and_can_be_looked_at(ada, counter):
    page = ada.page("/admin/letters")
    for letter in counter.letters.letters():
        assert f"{letter.number}: " in page
        assert "<iframe" in ada.page(f"/admin/letters/{letter.name}")
        assert 'name="words"' in ada.page(f"/admin/letters/{letter.name}/change")


def test_the_form_says_which_facts_the_words_may_use(ada):
    page = ada.page(f"{REMINDER}/change")
    for fact in ("due_on", "reference", "telephone", "service"):
        assert f"<code>{fact}</code>" in page


def test_a_preview_shows_subject_text_and_page_in_the_new_words(ada, counter):
    words = words_of(counter).replace("Advice is expected soon", "Please send your advice")
    page = look_at(ada, words).text
    assert "Reminder: 3 pieces of advice due by 18 March" in page
    assert unescape(page).count("Please send your advice") >= 3
    assert "K7Q-2ND" in page
    assert "Put in: " in page
    assert words_of(counter) != words


def test_words_that_are_kept_are_in_use_and_on_record(ada, counter, engine):
    words = words_of(counter).replace("Advice is expected soon", "Please send your advice")
    page = look_at(ada, words).text
    answer = keep(ada, page)
    assert answer.headers["location"] == f"{REMINDER}?said=saved"
    assert words_of(counter).strip() == words.strip()
    assert on_record(engine, "changed_words") == [("Ada Overmere", "advice_reminder", None)]
    assert keep(ada, page).status_code == 303
    assert len(words_history(engine, letter="advice_reminder")) == 1


@pytest.mark.parametrize(
    ("change", "says"),
    [
        (("{{ service }}", "{{ child_name }}"), "At line 5 there is 'child_name'"),
        (("{{ service }}", "{{ service "), "cannot be read at line"),
        (("{{ service }}", "{% include 'x' %}"), "words may not use"),
        (("[Tell us when it will come]({{ link }})", ""), "the link is missing"),
        (("| {{ item.reference }}", "| case"), "do not name every case"),
        (("Subject: ", ""), "subject"),
        (("# Advice", "![x](https://evil.example/x.png)"), "shows no picture"),
    ],
)
def test_words_that_cannot_be_sent_are_refused_with_the_sentence(ada, counter, change, says):
    words = words_of(counter)
    answer = look_at(ada, words.replace(*change))
    assert answer.status_code == 400
    assert says.casefold() in words_on(unescape(answer.text)).casefold()
    assert 'href="#words"' in answer.text
    assert "The words of advice_reminder" not in answer.text
    assert words_of(counter) == words


def test_a_letter_that_says_nothing_below_its_subject_is_refused(ada):
    assert "below the subject nothing is said" in look_at(ada, "Subject: x").text.lower()


def test_no_words_at_all_are_refused(ada):
    assert "Enter the words of the letter." in look_at(ada, " ").text


def test_words_are_refused_also_where_nobody_looked_first(ada, counter, engine):
    form = filled(ada.page(f"{REMINDER}/change")) | {"words": ["Subject: x"], "confirmed": ["y"]}
    assert ada.post(f"{REMINDER}/change", data=form).status_code == 400
    assert words_history(engine, letter="advice_reminder") == ()
    assert words_of(counter)


def test_versions_are_compared_and_gone_back_to(ada, counter, engine):
    first = words_of(counter).replace("Advice is expected soon", "First version")
    second = words_of(counter).replace("Advice is expected soon", "Second version")
    for words in (first, second):
        keep(ada, look_at(ada, words).text)
    page = words_on(ada.page(f"{REMINDER}/versions/1"))
    assert "Taken out: # Second version" in page
    assert "Put in: # First version" in page
    assert ada.fill_in(f"{REMINDER}/versions/1").status_code == 303
    assert words_of(counter).strip() == first.strip()
    assert ada.fill_in(f"{REMINDER}/versions/0").status_code == 303
    assert "Advice is expected soon" in words_of(counter)
    assert [each.version for each in words_history(engine, letter="advice_reminder")] == [
        *(4, 3, 2, 1)
    ]


def test_two_administrators_at_once_are_told(ada, counter, engine):
    words = words_of(counter)
    page = look_at(ada, words.replace("Advice is expected soon", "Mine")).text
    change_words(
        engine,
        by="Bo Lindqvist",
        at=counter.now,
        letter="advice_reminder",
        words=words.replace("Advice is expected soon", "Theirs"),
        expects_version=0,
        check=lambda _: None,
    )
    answer = keep(ada, page)
    assert answer.status_code == 400
    assert "Bo Lindqvist changed the words" in answer.text
    assert "Theirs" in words_of(counter)


# ------------------------------------------------------------------------------- the preview


def piece(pattern, text) -> str:
    found = re.search(pattern, text, re.DOTALL)
    assert found, pattern
    return str(found[1])


def test_a_preview_stands_in_a_frame_without_any_right(ada):
    page = ada.page(REMINDER)
    (frame,) = re.findall(r"<iframe[^>]*>", page)
    assert re.search(r"\ssandbox\s", frame)
    assert " src=" not in frame
    inside = unescape(piece(r'srcdoc="([^"]*)"', frame))
    assert "style=" not in inside
    assert "href=" not in inside
    assert "<script" not in inside
    assert "K7Q-2ND" in inside


def test_the_page_lets_through_that_one_style_sheet_and_nothing_else(ada):
    answer = ada.get(REMINDER)
    policy = answer.headers["content-security-policy"]
    inside = unescape(piece(r'srcdoc="([^"]*)"', answer.text))
    sheet = piece(r"<style>(.*?)</style>", inside)
    digest = b64encode(sha256(sheet.encode()).digest()).decode()
    assert policy == CONTENT_SECURITY_POLICY.replace(
        "style-src 'self'", f"style-src 'self' 'sha256-{digest}'"
    )
    assert "unsafe" not in policy
    assert answer.headers["x-frame-options"] == "DENY"


def test_other_pages_keep_the_one_policy(ada):
    for path in ("/admin/letters", f"{REMINDER}/change"):
        assert ada.get(path).headers["content-security-policy"] == CONTENT_SECURITY_POLICY


def test_a_frame_holds_nothing_that_runs_or_fetches():
    page = framed(
        '<!DOCTYPE html><html><head><title>x</title></head><body onload="x()" style="color:red;">'
        '<script>alert(1)</script><img src="https://evil.example/x"><a href="javascript:x()" '
        'style="color:red;">&lt;b&gt;</a><p style="a:b}</style><script>x</script>">y</p>'
        "</body></html>"
    ).html
    for piece in ("<script", "<img", "onload", "href", "evil.example"):
        assert piece not in page.replace("alert(1)", "")
    assert "&lt;b&gt;" in page
    assert page.count("</style>") == 1
    assert page.count('class="s0"') == 2


@pytest.mark.parametrize("typed", HOSTILE)
def test_whatever_is_typed_comes_back_as_text_or_a_kind_error(ada, counter, typed):
    answers = [look_at(ada, typed), look_at(ada, words_of(counter) + "\n" + typed)]
    for answer in answers:
        assert answer.status_code in (200, 400)
        assert "<script>alert" not in answer.text
    form = filled(ada.page(f"{REMINDER}/change")) | {"expects": [typed], "confirmed": ["yes"]}
    assert ada.post(f"{REMINDER}/change", data=form).status_code == 400


def test_an_unknown_letter_or_version_is_no_page(ada):
    ada.page("/admin/letters/love_letter", status=404)
    ada.page(f"{REMINDER}/versions/7", status=404)


def test_where_no_floor_lends_the_letters_there_are_no_pages(counter):
    administrator(replace(counter, letters=None)).page("/admin/letters", status=404)
