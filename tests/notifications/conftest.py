"""A small council with a register and a mailbox, told in days: cases, services, letters."""

import io
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date, datetime, time
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path

import pytest
from sqlalchemy import Engine, select

from config.clock import LONDON
from config.council import Council, read_council
from ehcp.cases.advice_kinds import AdviceKind
from ehcp.cases.case_file import NEEDS_ASSESSMENT_JOURNEY
from ehcp.cases.desk import Desk
from ehcp.cases.kinds import Kind
from ehcp.casework.open_case import open_case
from ehcp.casework.provider_changes import set_provider
from ehcp.casework.record import record
from ehcp.documents.document import Document, HandedIn
from ehcp.documents.scanner import Found, Unavailable
from ehcp.documents.take_in import take_in
from ehcp.law.notices import complete
from ehcp.register.engine import open_engine, reading
from ehcp.register.tables import messages
from notifications.channels.channel import Channel
from notifications.channels.mailbox import Mailbox
from notifications.outbox import SendResult, send_waiting
from notifications.owner import this_process
from notifications.post import PostResult, write_letters
from tests.casework.desks import id_of
from tests.documents.files import GOOD
from tests.documents.scanners import Says
from workflows.held_documents import look_again

EP = AdviceKind.EDUCATIONAL_PSYCHOLOGY
HEALTH = AdviceKind.HEALTH

RECEIVED = date(2026, 1, 5)
DECIDED = date(2026, 1, 21)  # a Wednesday
DUE = date(2026, 3, 4)  # six weeks later
KIM = "Kim Ashdown"
KIM_AT = "kim.ashdown@exampleshire.example"


@dataclass(frozen=True)
class Office:
    """The council's office, as these tests work in it."""

    engine: Engine
    council: Council
    folder: Path

    def with_policy(self, part: str, **changes: object) -> "Office":
        """Give the same office under another policy for letters."""
        letters = self.council.letters
        changed = getattr(letters, part).model_copy(update=changes)
        council = self.council.model_copy(
            update={"letters": letters.model_copy(update={part: changed})}
        )
        return replace(self, council=council)

    def desk(self, day: date) -> Desk:
        return Desk(by="Kim", today=day, at=at(day))

    def case(
        self,
        *asked: AdviceKind,
        on: date = DECIDED,
        officer: str | None = KIM,
        person: dict[str, object] | None = None,
        source: str | None = None,
    ) -> str:
        """Open a case, decide to assess, and ask for these kinds of advice; give its reference."""
        reference = open_case(
            self.engine,
            desk=self.desk(RECEIVED),
            received_on=min(RECEIVED, on),
            officer=officer,
            person=person or {"born_on": date(2018, 3, 2)},
        )
        self.record(reference, Kind.TOLD_WILL_ASSESS, on=on)
        details = {"source": source} if source else {}
        for kind in asked:
            self.record(reference, Kind.ADVICE_REQUESTED, kind, on=on, **details)
        return reference

    def record(
        self, reference: str, kind: Kind, party: AdviceKind | None = None, *, on: date, **more: str
    ) -> None:
        record(
            self.engine,
            desk=self.desk(on),
            reference=reference,
            kind=kind,
            happened_on=on,
            party=party.value if party else None,
            details=complete(kind.value, NEEDS_ASSESSMENT_JOURNEY) | more,
        )

    def service(
        self,
        kind: AdviceKind = EP,
        *,
        name: str = "Exampleshire EP",
        email: str = "ep@service.example",
        reminders: bool | None = None,
        monday_list: bool | None = None,
        head_name: str | None = None,
        head_email: str | None = None,
    ) -> None:
        set_provider(
            self.engine,
            desk=self.desk(RECEIVED),
            kind=kind,
            name=name,
            email=email,
            reminders=reminders,
            monday_list=monday_list,
            head_name=head_name,
            head_email=head_email,
        )

    def write(self, day: date, *, hour: int = 9, dry_run: bool = False) -> PostResult:
        return write_letters(
            self.engine,
            day=day,
            at=at(day, hour),
            council=self.council,
            web_address="https://ehc.example",
            dry_run=dry_run,
        )

    def subjects(self, day: date, letter: str | None = None) -> list[str]:
        """Write the letters of a day and give the subjects of one kind of letter."""
        written = self.write(day).written
        return [each.subject for each in written if letter in (None, each.letter)]

    def send(
        self, day: date, *, hour: int = 9, by: Channel | None = None, owner: str | None = None
    ) -> SendResult:
        return send_waiting(
            self.engine,
            channel=by or self.mailbox,
            council=self.council,
            now=lambda: at(day, hour),
            owner=owner or this_process(),
        )

    @property
    def mailbox(self) -> Mailbox:
        return Mailbox(self.folder, sender="ehc@exampleshire.example")

    def mails(self) -> list[EmailMessage]:
        files = sorted(self.folder.glob("*.eml"))
        return [message_from_bytes(file.read_bytes(), policy=policy.default) for file in files]

    def statuses(self) -> list[str]:
        with reading(self.engine) as connection:
            found = connection.execute(select(messages.c.status).order_by(messages.c.created_at))
            return list(found.scalars())


def at(day: date, hour: int = 9) -> datetime:
    """Give an hour of a day, by London time."""
    return datetime.combine(day, time(hour), LONDON)


def words_of(mail: EmailMessage) -> str:
    """Give the text of a mail, wherever its lines break."""
    part = mail.get_body(("plain",))
    assert part is not None
    return " ".join(str(part.get_content()).split())


@pytest.fixture
def office(database_url: str, tmp_path: Path) -> Iterator[Office]:
    """Give the office on each database. Letters about cases only: those to staff are asked for."""
    with office_on(database_url, tmp_path) as opened:
        yield opened


@contextmanager
def office_on(url: str, folder: Path) -> Iterator[Office]:
    """Open the office on one register."""
    engine = open_engine(url)
    quiet = Office(engine=engine, council=read_council(), folder=folder / "mailbox")
    yield quiet.with_policy("caseworker_day", send=False)
    engine.dispose()


@dataclass(frozen=True)
class HandsIn:
    """Hands files in while the scanner is away, and lets it look at them later."""

    office: Office
    folder: Path

    def __call__(self, case: str, kind: AdviceKind = EP, *, day: date) -> Document:
        return take_in(
            self.office.engine,
            folder=self.folder,
            scanner=Says(Unavailable("away")),
            handed_in=HandedIn(
                case_id=id_of(self.office.engine, case),
                kind=Kind.ADVICE_RECEIVED,
                party=kind.value,
                by="Exampleshire EP, by link",
                at=at(day),
                happened_on=day,
            ),
            stream=io.BytesIO(GOOD[".pdf"]),
        )

    def scan(self, found: Found, *, day: date) -> None:
        desk = replace(self.office.desk(day), by="ehcp")
        look_again(self.office.engine, desk=desk, folder=self.folder, scanner=Says(found))


@pytest.fixture
def handed_in(office: Office, tmp_path: Path) -> HandsIn:
    """Give a way to hand a file in while the scanner is away."""
    return HandsIn(office, tmp_path / "documents")
