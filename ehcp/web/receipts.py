"""Where GOV.UK Notify reports what became of a letter: a door for a program, with a token.

It knows nobody's session, and sends neither cookie nor origin, so the guard of our forms lets it
by. What it reports can only be kept, and says nothing of anybody.
"""

import hmac
import json
import re
from datetime import UTC, datetime
from typing import Annotated, Any, Final

from fastapi import APIRouter, Depends, Request
from starlette.responses import PlainTextResponse, Response

from ehcp.outside.receipts import take_receipt
from ehcp.register.engine import writing
from ehcp.web.visit import Visit, anyone

router = APIRouter()

_OURS: Final = re.compile(r"[0-9a-f]{32}")
_DEEPEST: Final = 10_000
"""Characters. A receipt has some five hundred."""


async def _body(request: Request) -> bytes:
    """Read what was sent, where it is JSON; a form has been read by the guard already."""
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    return await request.body() if kind == "application/json" else b""


@router.post("/notify/receipts")
def take(body: Annotated[bytes, Depends(_body)], visit: Visit = anyone()) -> Response:
    """Take one receipt; the same one, sent again, changes nothing.

    A receipt of something that we never sent is answered like any other: the service at Notify may
    have other users.
    """
    if not _may_come_in(visit):
        return PlainTextResponse("Send the bearer token.\n", status_code=401)
    receipt = _read(body)
    if receipt is None:
        return PlainTextResponse("This is no receipt.\n", status_code=400)
    reference, status = receipt.get("reference"), receipt.get("status")
    if isinstance(reference, str) and isinstance(status, str) and _OURS.fullmatch(reference):
        taken_at = _instant(receipt.get("created_at"))
        said_at = _instant(receipt.get("completed_at")) or _instant(receipt.get("sent_at"))
        with writing(visit.counter.engine) as connection:
            take_receipt(
                connection,
                message_id=reference,
                status=status,
                taken_at=taken_at,
                said_at=min(said_at or visit.now, visit.now),
                source="callback",
            )
    return PlainTextResponse("ok\n")


def _may_come_in(visit: Visit) -> bool:
    wanted = visit.counter.settings.notify_callback_token
    given = visit.request.headers.get("authorization", "")
    if wanted is None:
        return False
    token = f"Bearer {wanted.get_secret_value()}"
    return hmac.compare_digest(given.encode(), token.encode())


def _read(body: bytes) -> dict[str, Any] | None:
    if len(body) > _DEEPEST:
        return None
    try:
        found = json.loads(body)
    except (ValueError, RecursionError):
        return None
    return found if isinstance(found, dict) else None


def _instant(text: object) -> datetime | None:
    """Read an instant as Notify writes it; None where it is none."""
    if not isinstance(text, str):
        return None
    try:
        read = datetime.fromisoformat(text)
        return read.replace(tzinfo=UTC) if read.tzinfo is None else read.astimezone(UTC)
    except (ValueError, OverflowError):
        return None
