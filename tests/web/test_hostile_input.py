"""Whatever is typed into whatever field comes back as text or as a kind error, never as trouble."""

from itertools import count
from urllib.parse import quote_from_bytes

import pytest

from tests.web.crawl import FormOnPage, pages_of, read
from tests.web.people import Guest, staff_member
from tests.web.small_council import fill

SCRIPT, ATTRIBUTE = "<script>alert('x')</script>", '"><img src=x onerror=alert(1)>'
NASTY = (
    SCRIPT,
    ATTRIBUTE,
    "'; DROP TABLE cases; --",
    "{{ 7 * 7 }} {% for x in y %} ${7*7}",
    "\u202eesrever\u202c \u200f\u200b",
    "\N{WOMAN}\u200d\N{GIRL} e\u0301\u0301",
    "../../../../etc/passwd",
    "\x01\x02\x1b[31m\x7f\x85",
)
HOSTILE = {"nasty": " ".join(NASTY), "long": "x" * 1_000_000, "number": "9" * 400}
KIND_ANSWERS = (200, 303, 400, 403, 404, 409, 413, 422)
ROLES = ("manager", "caseworker", "administrator", "quality_officer")


_NUMBERS = count(1)


def forms_of(someone: Guest, *starts: str) -> list[FormOnPage]:
    found: dict[str, FormOnPage] = {}
    for path, text in pages_of(someone, *starts):
        for form in read(path, text)[1]:
            if form.typed and form.action.startswith("/"):
                found.setdefault(form.shape, form)
    return list(found.values())


@pytest.mark.timeout(600)
def test_no_field_of_any_form_takes_the_counter_down_or_lets_a_script_in(counter):
    references = fill(counter)
    tried: set[str] = set()
    for role in ROLES:
        someone = staff_member(counter, f"Robin {role.title()}", role, team="North")
        starts = ["/", "/account", *(f"/cases/{each}" for each in references.values())]
        starts = starts[:2] if role == "administrator" else starts
        for form in forms_of(someone, *starts):
            if form.shape not in tried:
                tried.add(form.shape)
                try_form(someone, form)
        # Nothing of it has stayed where a page shows it as anything but text.
        for path, text in pages_of(someone, *starts):
            assert SCRIPT not in text, path
            assert ATTRIBUTE not in text, path
    assert len(tried) > 50


def test_what_no_database_keeps_is_refused_in_a_sentence(kim, counter):
    references = fill(counter)
    tried = 0
    for form in forms_of(kim, f"/cases/{references['requested']}"):
        if form.method == "post" and tried < 5:
            tried += 1
            answer = sent(kim, form, "a\0b")
            assert answer.status_code == 400
            assert "cannot be kept" in answer.text
    assert tried


def try_form(someone: Guest, form: FormOnPage) -> None:
    for what, payload in HOSTILE.items():
        answer = sent(someone, form, payload)
        where = f"{form.method} {form.action} ({what}): {answer.status_code}"
        assert answer.status_code in KIND_ANSWERS, where
        assert SCRIPT not in answer.text, where
        assert ATTRIBUTE not in answer.text, where


def sent(someone: Guest, form: FormOnPage, payload: str):
    fields = form.held | dict.fromkeys(form.typed, payload)
    if form.method == "get":
        plain = {name: value.encode("utf-8", "replace")[:2_000] for name, value in fields.items()}
        return someone.get(form.action, params={k: v.decode() for k, v in plain.items()})
    fields |= {"once": f"hostile {next(_NUMBERS)}"}  # any word will do; each is taken once
    body = "&".join(f"{encoded(name)}={encoded(value)}" for name, value in fields.items())
    return someone.post(
        form.action,
        content=body.encode(),
        headers={"content-type": "application/x-www-form-urlencoded"},
    )


def encoded(text: str) -> str:
    """Write a text for a form, half symbols too, which no browser would."""
    return quote_from_bytes(text.encode("utf-8", "surrogatepass"), safe="")
