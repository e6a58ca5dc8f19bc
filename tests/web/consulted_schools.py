"""Schools that are consulted by email in tests: their mailboxes, and the letters that they get."""

from dataclasses import replace

from sqlalchemy import Engine, select

from config import clock
from config.council import Council, read_council
from ehcp.register.engine import reading
from ehcp.register.tables import links
from ehcp.web.counter import Counter
from notifications.post import write_letters
from tests.web.links import NOTHING, link_in, opens
from tests.web.people import Guest, counter_over, words_on
from tests.web.schools import CANDLEFORD, LARK

BY = "Lark Rise Primary School, by link"
OFFICE, ACADEMY = "office@larkrise.example", "send@candleford.example"


class Mailboxes:
    """The council, whose list of settings can change while a test runs."""

    def __init__(self) -> None:
        self.council: Council = read_council()
        letters = self.council.letters
        consultation = letters.consultation.model_copy(update={"send": True})
        self._with(letters=letters.model_copy(update={"consultation": consultation}))
        self.are({LARK: OFFICE, CANDLEFORD: ACADEMY})

    def _with(self, **more: object) -> None:
        self.council = self.council.model_copy(update=more)

    def are(self, settings: dict[str, str]) -> None:
        """Change the list to these, by URN."""
        self._with(people=self.council.people.model_copy(update={"settings": settings}))

    def counter(self, engine: Engine, **settings: object) -> Counter:
        """Set up a counter that goes by this list."""
        return replace(counter_over(engine, **settings), council_now=lambda: self.council)

    def post(self, engine: Engine) -> None:
        """Write what is due today into the outbox."""
        write_letters(
            engine,
            day=clock.today(),
            at=clock.now(),
            council=self.council,
            web_address="https://counter.example",
            whole_day=True,
        )


def school_link(engine: Engine, mailbox: str = OFFICE) -> str:
    """Give the path of the link in the newest consultation that went to a mailbox."""
    return link_in(engine, mailbox, letter="consultation")


def opened_by(guest: Guest, engine: Engine, mailbox: str = OFFICE) -> Guest:
    """Open the newest link of a mailbox with its code."""
    return opens(guest, engine, school_link(engine, mailbox), mailbox=mailbox)


def how_many_links(engine: Engine) -> int:
    """Count the links that there are."""
    with reading(engine) as connection:
        return len(connection.execute(select(links)).all())


def page_of(reference: str, urn: str = LARK) -> str:
    """Give the address of a consultation behind its link."""
    return f"/answering/{reference}/consultation/{urn}"


def is_dead(someone: Guest, path: str) -> bool:
    """Say whether a page opens nothing, and says so."""
    answer = someone.get(path, follow_redirects=True)
    return bool(answer.status_code == 404 and NOTHING in words_on(answer.text))
