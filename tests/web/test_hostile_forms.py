"""Whatever is typed into the forms of the acts comes back as text or as a kind error."""

from collections.abc import Iterator
from datetime import date
from itertools import count

import pytest
from sqlalchemy import Engine

from ehcp.cases.kinds import Kind
from tests.casework.desks import put
from tests.web.people import Guest, secrets_on, staff_member
from tests.web.test_record import record_of, requested

SCRIPT = "<script>alert('x')</script>"
HOSTILE = {
    "script": SCRIPT,
    "sql": "'; DROP TABLE events; --",
    "right to left": "\u202eabc\u202c \u200f",
    "emoji": "👩‍👩‍👧 \U0001f4a9",
    "null": "a\0b",
    "template": "{{ 7 * 7 }}{% raw %}",
    "long": "x" * 1_000_000,
    "newlines": "a\r\nb\u2028c",
    "attribute": '" onmouseover="x',
    "half a symbol": "\ud83d",
}


@pytest.fixture
def case(engine) -> str:
    case = requested(engine)
    put(engine, case, Kind.TOLD_WILL_ASSESS, "2026-01-20", by="Morgan Eastlake")
    put(engine, case, Kind.ADVICE_REQUESTED, "2026-01-21", "health")
    put(engine, case, Kind.ADVICE_REQUESTED, "2026-01-21", "education")
    put(engine, case, Kind.ADVICE_RECEIVED, "2026-02-02", "education")
    return case


@pytest.fixture
def both(counter) -> Guest:
    return staff_member(counter, "Robin Both", "caseworker", "manager")


DAY: dict[str, object] = {"on": date(2026, 3, 1)}
FORMS: dict[str, dict[str, object]] = {
    "record/note_added": DAY | {"note": "x"},
    "record/contact_logged": DAY | {"note": "x", "with": "family", "how": "telephone"},
    "record/panel_decided": DAY
    | {"decision": "issue", "legal_test": "x", "evidence": "x", "reason": "x"},
    "record/draft_served": DAY
    | {
        "sent_to": ["family"],
        "contains": ["right_to_comment"],
        "no_consulted_settings": "x",
        "no_health_commissioner": "x",
        "no_other_authority": "x",
    },
    "record/advice_requested": DAY
    | {"party": "parent", "asked_of": "x", "reason": "x", "received_by_body_on": DAY["on"]},
    "entries/2/correct": {"what": "day", "on": date(2026, 1, 21), "reason": "x", "note": "x"},
    "entries/3/correct": {"what": "party", "party": "parent", "on": date(2026, 1, 21)},
    "exceptions/claim": {
        "ground": "personal_circumstances",
        "described": "x",
        "from_on": date(2026, 1, 20),
        "until_on": date(2026, 2, 1),
        "evidence": "x",
    },
    "advice/send-all": DAY
    | {"kinds": ["parent"], "family": "sought", "asked_of": "x", "reason": "x"},
    "advice/health/cancel": DAY | {"reason": "x", "note": "x"},
    "advice/education/return": DAY | {"reason": "x", "note": "x"},
    "advice/health/acknowledged": DAY | {"visit_on": date(2026, 3, 20)},
    "advice/parent/reuse": DAY
    | {
        "advice": "x",
        "author_agreed_on": DAY["on"],
        "authority_agreed_on": DAY["on"],
        "family_agreed_on": DAY["on"],
    },
    "hand-over": {"officer": "Jo Bellweather", "note": "x"},
}
_PAGES = {"exceptions/claim": "exceptions/claim?ground=personal_circumstances"}


def fields_of(fields: dict[str, object]) -> Iterator[str]:
    """Name every field as a browser sends it, and the ones that no page shows."""
    for name, value in fields.items():
        if isinstance(value, date):
            yield from (f"{name}-day", f"{name}-month", f"{name}-year")
        else:
            yield name
    yield from ("as_read", "confirmed", "change", "right_people", "once", "no_such_field")


@pytest.mark.parametrize("form", FORMS)
def test_no_field_of_any_form_can_be_broken(engine, both, case, form):
    sending = Sending(engine, both, case, form)
    for field in fields_of(FORMS[form]):
        for what in ("script", "null", "half a symbol"):
            sending.send({field: HOSTILE[what]})


@pytest.mark.parametrize("form", FORMS)
def test_no_form_can_be_broken_by_all_its_fields_at_once(engine, both, case, form):
    sending = Sending(engine, both, case, form)
    names = set(fields_of(FORMS[form])) - {"as_read", "once"}
    texts = [name for name, value in FORMS[form].items() if value == "x"]
    for what, typed in HOSTILE.items():
        if what != "long":
            sending.send(dict.fromkeys(names, typed))
        # Of the long one as many as the counter takes at once.
        sending.send(dict.fromkeys(texts[:3], typed))
    sending.send(dict.fromkeys(names, HOSTILE["long"]))


class Sending:
    """One form on one case, sent again and again."""

    def __init__(self, engine: Engine, sender: Guest, case: str, form: str) -> None:
        self.engine, self.sender, self.case = engine, sender, case
        self.path = f"/cases/{case}/{form}"
        self.fields = FORMS[form]
        self.secrets = secrets_on(sender.page(f"/cases/{case}/{_PAGES.get(form, form)}"))
        self.number = count(1)

    def send(self, typed: dict[str, str]) -> None:
        """Send the form with these fields as they were typed, and look at the answer."""
        secrets = self.secrets | {"once": f"{self.path}-{next(self.number)}"}
        as_read = len(record_of(self.engine, self.case))
        data = _sent(secrets, self.fields, as_read=as_read) | typed
        answer = self.sender.post(self.path, content=_encoded(data), headers=_FORM)
        named = sorted(typed)
        assert answer.status_code in (200, 303, 400, 413), (named, answer.status_code)
        assert SCRIPT not in answer.text, named
        assert "49{%" not in answer.text
        if answer.status_code == 303:
            shown = self.sender.get(answer.headers["location"].partition("?")[0])
            assert shown.status_code == 200, (named, shown.status_code)
            assert SCRIPT not in shown.text, named


@pytest.mark.parametrize(
    "address",
    [
        "/cases/{}/record/note_added",
        "/cases/{case}/record/{}",
        "/cases/{case}/entries/{}/correct",
        "/cases/{case}/exceptions/{}/decide",
        "/cases/{case}/exceptions/claim?ground={}",
        "/cases/{case}/advice/{}/accept",
        "/cases/{case}/advice/health/{}",
        "/cases/{case}/hand-over/{}",
    ],
)
def test_no_address_can_be_broken(both, case, address):
    for text in HOSTILE.values():
        typed = text[:2_000].encode("utf-8", "replace")
        path = address.replace("{case}", case).replace("{}", _percent(typed))
        answer = both.get(path)
        assert answer.status_code in (200, 400, 404), answer.status_code
        assert SCRIPT not in answer.text


_FORM = {"content-type": "application/x-www-form-urlencoded"}


def _sent(secrets: dict[str, str], fields: dict[str, object], *, as_read: int) -> dict[str, object]:
    data: dict[str, object] = dict(secrets)
    data["as_read"] = str(as_read)
    for name, value in fields.items():
        if isinstance(value, date):
            data |= {
                f"{name}-day": str(value.day),
                f"{name}-month": str(value.month),
                f"{name}-year": str(value.year),
            }
        else:
            data[name] = value
    return data


def _encoded(data: dict[str, object]) -> bytes:
    parts = []
    for name, value in data.items():
        for each in value if isinstance(value, list) else [value]:
            text = str(each).encode("utf-8", "surrogatepass")
            parts.append(f"{_percent(name.encode())}={_percent(text)}")
    return "&".join(parts).encode()


def _percent(text: bytes) -> str:
    if len(text) > 10_000:
        return text.decode("ascii")
    return "".join(f"%{byte:02X}" for byte in text)
