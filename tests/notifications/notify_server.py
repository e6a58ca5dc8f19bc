"""GOV.UK Notify on this machine: it behaves as its documentation says, or as a test tells it to.

https://docs.notifications.service.gov.uk/rest-api.html
"""

import json
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit
from uuid import uuid4

import jwt

from config import clock

SERVICE = "26785a09-ab16-4eb0-8407-a37497a57506"
SECRET = "3d844edf-8d35-48ac-975b-e847b4f122b0"  # noqa: S105 - of nobody's service
TEMPLATE = "f33517ff-2a88-4f6e-b855-c550268ce08a"
KEY = f"council_live-{SERVICE}-{SECRET}"
TEAM_KEY = f"council_team-{SERVICE}-{SECRET}"

TEMPORARY, PERMANENT = "temp-fail@simulator.notify", "perm-fail@simulator.notify"
_ENDS = {TEMPORARY: "temporary-failure", PERMANENT: "permanent-failure"}

Answer = tuple[int, dict[str, Any] | str]


def error(code: int, kind: str, says: str) -> Answer:
    """Give an error as Notify writes it."""
    return code, {"status_code": code, "errors": [{"error": kind, "message": says}]}


RATE_LIMIT = error(
    429,
    "RateLimitError",
    "Exceeded rate limit for key type LIVE of 3000 requests per 60 seconds",
)
TRIAL_LIMIT = error(429, "TooManyRequestsError", "Exceeded send limits (50) for today")
DAY_LIMIT = error(429, "TooManyRequestsError", "Exceeded send limits (250,000) for today")
FAULT = error(500, "Exception", "Internal server error")
TEAM_ONLY = error(400, "BadRequestError", "Can’t send to this recipient using a team-only API key")
TRIAL = error(
    400,
    "BadRequestError",
    "Can’t send to this recipient when service is in trial mode – see "
    "https://www.notifications.service.gov.uk/trial-mode",
)


@dataclass(kw_only=True)
class Notify:
    """One service at Notify.

    Attributes:
        answers: what it does with the next calls instead of taking them: an answer, or a number
            of seconds that it takes over one.
        loses_answers: whether it takes what it is sent and hangs up.
        meanwhile: called with the receipt when it has taken a letter and not answered yet.
        taken: what it took, the newest last, as a call for it answers.
    """

    address: str = ""
    team: frozenset[str] | None = None
    answers: list[Answer | float] = field(default_factory=list)
    loses_answers: bool = False
    meanwhile: Callable[[dict[str, Any]], object] | None = None
    taken: list[dict[str, Any]] = field(default_factory=list)
    asked: list[dict[str, Any]] = field(default_factory=list)
    calls: int = 0

    def end(self, reference: str, status: str | None = None) -> dict[str, Any]:
        """Let a letter come to its end, and give the receipt for it."""
        found = self._newest(reference)
        found["status"] = status or _ENDS.get(found["email_address"], "delivered")
        found["completed_at"] = _written(clock.now())
        return self.receipt(found)

    def receipt(self, found: dict[str, Any]) -> dict[str, Any]:
        """Give what Notify sends to a service's callback."""
        names = ("id", "reference", "status", "created_at", "completed_at", "sent_at")
        return {name: found[name] for name in names} | {
            "to": found["email_address"],
            "notification_type": "email",
            "template_id": TEMPLATE,
            "template_version": 1,
        }

    def take(self, asked: dict[str, Any]) -> Answer:
        """Take a letter, or say what is wrong with it."""
        self.asked.append(asked)
        wrong = self._wrong(asked)
        if wrong:
            return wrong
        now = _written(clock.now())
        words = asked["personalisation"]
        found = {
            "id": str(uuid4()),
            "reference": asked.get("reference"),
            "email_address": asked["email_address"],
            "type": "email",
            "status": "sending",
            "template": {"id": TEMPLATE, "version": 1},
            "subject": words["subject"],
            "body": words["body"],
            "created_at": now,
            "sent_at": now,
            "completed_at": None,
        }
        self.taken.append(found)
        if self.meanwhile:
            self.meanwhile(self.end(found["reference"]))
        names = ("id", "reference", "template")
        return 201, {name: found[name] for name in names} | {
            "content": {"subject": found["subject"], "body": found["body"]},
            "uri": f"{self.address}/v2/notifications/{found['id']}",
        }

    def find(self, reference: str) -> Answer:
        """Give the letters with a reference."""
        found = [each for each in self.taken if each["reference"] == reference]
        return 200, {"notifications": found[::-1], "links": {}}

    def _wrong(self, asked: dict[str, Any]) -> Answer | None:
        if "@" not in asked.get("email_address", ""):
            return error(400, "ValidationError", "email_address Not a valid email address")
        if asked.get("template_id") != TEMPLATE:
            return error(400, "BadRequestError", "Template not found")
        missing = {"subject", "body"} - set(asked.get("personalisation", {}))
        if missing:
            return error(400, "BadRequestError", f"Missing personalisation: {', '.join(missing)}")
        if asked.get("email_reply_to_id"):
            return error(
                400,
                "BadRequestError",
                f"email_reply_to_id {asked['email_reply_to_id']} does not exist in database",
            )
        if self.team is not None and asked["email_address"] not in self.team:
            return TEAM_ONLY
        return None

    def _newest(self, reference: str) -> dict[str, Any]:
        return next(each for each in self.taken[::-1] if each["reference"] == reference)


@contextmanager
def notify_served() -> Iterator[Notify]:
    """Serve Notify while the block runs."""
    notify = Notify()

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_POST(self) -> None:
            size = int(self.headers["Content-Length"])
            asked = json.loads(self.rfile.read(size))
            self._answer(lambda: notify.take(asked))

        def do_GET(self) -> None:
            asked = parse_qs(urlsplit(self.path).query)
            self._answer(lambda: notify.find(asked["reference"][0]))

        def _answer(self, act: Callable[[], Answer]) -> None:
            notify.calls += 1
            told = notify.answers.pop(0) if notify.answers else None
            if isinstance(told, float):
                time.sleep(told)
                told = None
            code, body = told or self._let_in() or act()
            if notify.loses_answers:
                self.close_connection = True
                return
            written = body if isinstance(body, str) else json.dumps(body)
            try:
                self.send_response(code)
                self.send_header("Content-Type", "application/json")
                self.send_header("Content-Length", str(len(written.encode())))
                self.end_headers()
                self.wfile.write(written.encode())
            except OSError:
                self.close_connection = True  # whoever asked had waited long enough

        def _let_in(self) -> Answer | None:
            token = self.headers["Authorization"].removeprefix("Bearer ")
            try:
                claims = jwt.decode(token, SECRET, algorithms=["HS256"], leeway=timedelta(30))
            except jwt.InvalidTokenError:
                return error(403, "AuthError", "Invalid token: signature, api token not found")
            known = claims["iss"] == SERVICE
            return None if known else error(403, "AuthError", "Invalid token: service not found")

        def log_message(self, *_told: object) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    notify.address = f"http://127.0.0.1:{server.server_address[1]}"
    serving = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    serving.start()
    try:
        yield notify
    finally:
        server.shutdown()
        server.server_close()
        serving.join()


def _written(at: datetime) -> str:
    return at.strftime("%Y-%m-%dT%H:%M:%S.%fZ")
