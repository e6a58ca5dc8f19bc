"""Promises about letters as pictures: on a phone and on a screen everything is where it belongs."""

import pytest

from notifications.invented import invented_facts
from notifications.letters import LETTERS
from notifications.render import render

_OUTSIDE = """() => {
    const main = document.querySelector("main").getBoundingClientRect();
    return [...document.querySelectorAll("main *, footer *")]
        .filter((each) => each.getBoundingClientRect().right > main.right + 1)
        .map((each) => each.tagName + " " + each.textContent.slice(0, 40));
}"""


@pytest.fixture(scope="module", params=[390, 800])
def screen(request, browser):
    """Give an empty page as wide as a phone, and as a window of a mail program."""
    page = browser.new_page(viewport={"width": request.param, "height": 700})
    yield page
    page.close()


@pytest.mark.parametrize("letter", [letter.name for letter in LETTERS])
def test_nothing_of_a_letter_lies_outside_it(screen, letter):
    for facts in invented_facts(letter):
        screen.set_content(render(letter, facts).html)
        assert screen.evaluate(_OUTSIDE) == []
        assert (
            screen.evaluate("document.documentElement.scrollWidth") <= screen.viewport_size["width"]
        )
