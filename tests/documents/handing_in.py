"""Short ways to hand something in, and to look what is left of it."""

import io
from datetime import UTC, date, datetime
from pathlib import Path
from typing import BinaryIO

from sqlalchemy import Engine, func, select

from ehcp.cases.kinds import Kind
from ehcp.casework.open_case import open_case
from ehcp.documents.document import Document, HandedIn
from ehcp.documents.scanner import Scanner
from ehcp.documents.take_in import take_in
from ehcp.register.engine import reading
from ehcp.register.tables import documents
from tests.casework.desks import desk, id_of, put
from tests.documents.files import GOOD
from tests.documents.scanners import Says

AT = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)


def asked(engine: Engine, child: str = "77") -> str:
    """Give a case that waits for the advice of health and of educational psychology."""
    case = open_case(
        engine,
        desk=desk("2026-01-12"),
        received_on=date(2026, 1, 12),
        person={
            "born_on": date(2015, 3, 2),
            "external_id": child,
            "forename": "Ada",
            "surname": "Example",
        },
        officer="Kim Ashdown",
    )
    put(engine, case, Kind.TOLD_WILL_ASSESS, "2026-01-20", by="Morgan Eastlake")
    put(engine, case, Kind.ADVICE_REQUESTED, "2026-01-21", "health")
    put(engine, case, Kind.ADVICE_REQUESTED, "2026-01-21", "educational_psychology")
    return case


def hand_in(
    engine: Engine,
    folder: Path,
    case: str,
    *,
    content: bytes = GOOD[".pdf"],
    scanner: Scanner | None = None,
    party: str = "educational_psychology",
    at: datetime = AT,
    stream: BinaryIO | None = None,
    **more: int,
) -> Document:
    return take_in(
        engine,
        folder=folder,
        scanner=scanner or Says(),
        handed_in=HandedIn(
            case_id=id_of(engine, case),
            kind=Kind.ADVICE_RECEIVED,
            party=party,
            by="Sam Psychologist",
            at=at,
            happened_on=date(2026, 3, 2),
        ),
        stream=stream or io.BytesIO(content),
        **more,
    )


def files_left(folder: Path) -> list[Path]:
    return [path for path in folder.rglob("*") if path.is_file()]


def rows(engine: Engine) -> int:
    with reading(engine) as connection:
        return connection.scalar(select(func.count()).select_from(documents)) or 0
