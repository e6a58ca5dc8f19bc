"""A link that ends while somebody answers by it: what they send is not put on record."""

import pytest
from sqlalchemy import update

from ehcp.outside.link_visits import prolong
from ehcp.register.engine import open_engine
from ehcp.register.tables import links
from ehcp.web.providers.link import link_visit
from tests.casework.desks import record_of
from tests.web.consulted_schools import Mailboxes, opened_by
from tests.web.links import EP, asked, link_in, opens, post, service
from tests.web.people import secrets_on, words_on
from tests.web.schools import LARK, consulted


@pytest.fixture
def engine(database_url):
    opened = open_engine(database_url)
    yield opened
    opened.dispose()


@pytest.fixture
def mailboxes() -> Mailboxes:
    return Mailboxes()


@pytest.fixture
def counter(engine, mailboxes, tmp_path):
    return mailboxes.counter(engine, documents=tmp_path / "documents")


@pytest.fixture
def ends_meanwhile(monkeypatch):
    """From now on every link is withdrawn just after its door let somebody in."""

    def begin() -> None:
        def withdraws(connection, token, *, now):
            prolong(connection, token, now=now)
            connection.execute(update(links).values(withdrawn_at=now, withdrawn_by="Kim"))

        monkeypatch.setattr(link_visit, "prolong", withdraws)

    return begin


def is_ended(answer) -> bool:
    return answer.status_code == 403 and "It was not recorded" in words_on(answer.text)


@pytest.mark.parametrize(
    ("act", "typed"),
    [
        ("return", {"reason": "We do not see this child"}),
        (
            "write",
            {
                "author": "Ann Lee",
                "post": "Psychologist",
                "needs": "Quiet",
                "provision": "A desk",
                "outcomes": "Reads",
            },
        ),
    ],
    ids=["sent back", "written"],
)
def test_what_a_service_sends_is_theirs_to_copy(engine, nobody, ends_meanwhile, act, typed):
    service(engine)
    reference = asked(engine)
    post(engine)
    opens(nobody, engine, link_in(engine))
    before = record_of(engine, reference)
    page = f"/answering/{reference}/{EP}/{act}"
    secrets = secrets_on(nobody.page(page))
    ends_meanwhile()
    answer = nobody.send_again(page, secrets, **typed)
    assert is_ended(answer)
    assert typed.get("needs", typed.get("reason")) in answer.text
    assert record_of(engine, reference) == before


def test_the_answer_of_a_school_is_not_recorded(engine, mailboxes, nobody, ends_meanwhile):
    reference = consulted(engine, "3", LARK)
    mailboxes.post(engine)
    school = opened_by(nobody, engine)
    before = record_of(engine, reference)
    page = f"/answering/{reference}/consultation/{LARK}"
    secrets = secrets_on(school.page(page))
    ends_meanwhile()
    answer = school.send_again(
        page, secrets, can_meet_need="no", grounds=["unsuitable"], note="No hydrotherapy pool"
    )
    assert is_ended(answer)
    assert "No hydrotherapy pool" in answer.text
    assert record_of(engine, reference) == before
