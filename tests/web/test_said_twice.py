"""No element of any page says a phrase twice in a row to whoever listens to it."""

import pytest

from tests.web.crawl import pages_of
from tests.web.small_council import fill
from tests.web.twice import said_twice


def test_what_is_said_twice_is_found():
    seen = '<a href="/">208<span class="x">: open inside 20 weeks, inside 20 weeks</span></a>'
    assert list(said_twice(seen)) == ["208: open inside 20 weeks, inside 20 weeks"]
    assert list(said_twice("<td>2 of 2</td><p>Week 6<br>Week 6</p>")) == []


@pytest.mark.parametrize(
    ("name", "role", "starts"),
    [
        ("Morgan Eastlake", "manager", ("/", "/report/today", "/panels", "/caseload")),
        ("Addie Keys", "administrator", ("/admin",)),
    ],
)
def test_no_page_says_a_phrase_twice_in_a_row(counter, signed_in, name, role, starts):
    fill(counter)
    someone = signed_in(name, role, team="North")
    tried, twice = 0, {}
    for path, text in pages_of(someone, *starts):
        tried += 1
        if found := sorted(set(said_twice(text))):
            twice[path] = found
    assert tried > 10
    assert twice == {}
