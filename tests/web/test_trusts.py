"""Two trusts give the same advice: neither sees the other's work, nor do siblings tell of it."""

from io import BytesIO

import pytest
from openpyxl import load_workbook
from sqlalchemy import update

from ehcp.cases.advice_kinds import AdviceKind
from ehcp.casework.provider_changes import set_provider
from ehcp.register.engine import writing
from ehcp.register.tables import messages
from tests.casework.desks import desk
from tests.web.links import NOTHING, asked, link_in, mail_to, opens, post
from tests.web.people import words_on
from tests.web.test_queue_calendar import makes
from tests.web.trusts import NORTH, SOUTH, A, B, two_trusts


@pytest.fixture(autouse=True)
def trusts(engine) -> None:
    two_trusts(engine)


@pytest.fixture
def north(signed_in):
    return signed_in("Nora North", "service", kinds=[A])


@pytest.fixture
def south(signed_in):
    return signed_in("Sue South", "service", kinds=[B])


@pytest.fixture
def dee(signed_in):
    return signed_in("Dee Marsh", "clinical_officer", kinds=["health"])


@pytest.fixture
def ada(engine) -> str:
    """A case in which the north was asked."""
    return asked(engine, "health", surname="Northam")


@pytest.fixture
def ben(engine) -> str:
    """A case in which the south was asked, by the other trust's name for the same advice."""
    return asked(engine, "health", surname="Southam", forename="Ben", of=B)


def cells(someone) -> str:
    sheet = load_workbook(BytesIO(someone.get("/queue.xlsx").content)).active
    assert sheet is not None
    return " ".join(str(cell) for row in sheet.values for cell in row)


def test_each_trust_has_its_own_work_alone_on_every_page(north, south, ada, ben):
    for someone, own, other, name in (
        (north, ada, ben, "Southam"),
        (south, ben, ada, "Northam"),
    ):
        for page in ("/queue", "/queue/plan", "/queue/visits"):
            words = someone.get(page).text
            assert other not in words, page
            assert name not in words, page
        assert own in someone.page("/queue")
        assert own in cells(someone)
        assert other not in cells(someone)
        assert name not in cells(someone)


def test_a_guessed_address_opens_nothing_of_the_other_trust(north, south, ada, ben):
    for someone, own, other in ((north, ada, ben), (south, ben, ada)):
        own_page = someone.get(f"/queue/{own}/health")
        assert own_page.status_code == 200
        refused = someone.get(f"/queue/{other}/health")
        assert refused.status_code == 404
        assert refused.text == someone.get("/queue/ZZZ-ZZZ/health").text.replace("ZZZ-ZZZ", other)
        for act in ("have-it", "not-known", "advice"):
            assert someone.get(f"/queue/{other}/health/{act}").status_code == 404
        sent = someone.fill_in(
            f"/queue/{other}/health/not-known", page=f"/queue/{own}/health/not-known"
        )
        assert sent.status_code == 404


@pytest.mark.usefixtures("ada")
def test_nobody_gives_out_the_work_of_the_other_trust(north, south, signed_in, ben):
    signed_in("Sam Hale", "professional", kinds=[B])
    answer = north.fill_in("/queue", request=[f"{ben}.health"], to="1")
    assert answer.status_code in (400, 404)
    form = north.page("/queue")
    assert "Sam Hale" not in form
    assert "Sam Hale" in south.page("/queue")


def test_a_calendar_has_the_days_of_its_own_trust_alone(south, nobody, ada, ben):
    feed = nobody.get(makes(south)).text
    assert ben in feed
    assert ada not in feed


@pytest.mark.usefixtures("ada", "ben")
def test_the_figures_are_those_of_ones_own_trust(north, south):
    assert "South Trust" not in words_on(north.page("/queue/figures"))
    assert "North Trust" not in words_on(south.page("/queue/figures"))


def test_the_clinical_officer_sees_both_trusts(dee, ada, ben):
    words = words_on(dee.page("/queue"))
    for said in (ada, ben, "North Trust", "South Trust"):
        assert said in words
    assert dee.get(f"/queue/{ada}/health").status_code == 200
    assert dee.get(f"/queue/{ben}/health").status_code == 200


def test_each_trusts_email_goes_to_its_own_mailbox_and_opens_its_own_request(
    engine, nobody, ada, ben
):
    post(engine)
    for mailbox, own, other in ((NORTH, ada, ben), (SOUTH, ben, ada)):
        texts = " ".join(mail_to(engine, mailbox))
        assert own in texts
        assert other not in texts
    opens(nobody, engine, link_in(engine, SOUTH), mailbox=SOUTH)
    assert nobody.get(f"/answering/{ben}/health").status_code == 200
    for guess in (f"/answering/{ada}/health", f"/answering/{ada}/{B}", f"/answering/{ben}/{B}"):
        answer = nobody.get(guess)
        assert (answer.status_code, NOTHING in answer.text) == (404, True)


@pytest.mark.usefixtures("ada")
def test_a_mailbox_that_a_trust_has_left_opens_nothing(engine, nobody, ben):
    post(engine)
    north, south = link_in(engine, NORTH), link_in(engine, SOUTH)
    opens(nobody, engine, south, mailbox=SOUTH)
    with writing(engine) as connection:  # what still waits would follow with its link
        connection.execute(update(messages).values(status="sent"))
    set_provider(
        engine,
        desk=desk("2026-03-02"),
        kind=AdviceKind.HEALTH,
        code=B,
        name="South Trust",
        email="new@south.example",
    )
    closed = nobody.get(f"/answering/{ben}/health")
    assert closed.status_code == 403
    assert "Southam" not in closed.text
    assert NOTHING in nobody.get(south).text
    assert NOTHING not in nobody.get(north).text  # the other trust's opens as before


def test_siblings_asked_of_two_trusts_do_not_tell_of_each_other(engine, north, south, dee, nobody):
    """Two children of one family: each trust was asked about one of them."""
    ada = asked(engine, "health", surname="Finch", forename="Ada")
    ben = asked(engine, "health", surname="Finch", forename="Ben", of=B)
    post(engine)
    for someone, own, other, name in ((north, ada, ben, "Ben"), (south, ben, ada, "Ada")):
        for page in ("/queue", f"/queue/{own}/health", "/queue/plan"):
            words = words_on(someone.page(page))
            assert other not in words, page
            assert f"{name} Finch" not in words, page
            assert "sibling" not in words.lower(), page
    opens(nobody, engine, link_in(engine, SOUTH), mailbox=SOUTH)
    for page in ("/answering", f"/answering/{ben}/health"):
        answer = nobody.get(page)
        assert ada not in answer.text
        assert "Ada" not in words_on(answer.text)
    assert ben in dee.page("/queue")
