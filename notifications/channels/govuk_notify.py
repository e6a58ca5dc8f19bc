"""GOV.UK Notify: one call for one letter, and it can be asked what became of it."""

import logging
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, Final

import requests
from notifications_python_client.errors import APIError, InvalidResponse
from notifications_python_client.notifications import NotificationsAPIClient
from urllib3.exceptions import NewConnectionError

from config.council import Council
from config.settings import Settings
from notifications.channels.channel import MayHaveGone, Refused, RoadClosed, Told
from notifications.channels.notify_markdown import as_notify_markdown
from notifications.mime import Envelope

CALLS_A_MINUTE: Final = 1_400
"""At most, by one road. Notify takes 3,000 a minute by one kind of key, and two roads may be open
at a time: one that sends, and one that asks what became of what was sent."""

_A_MINUTE: Final = 60.0
_WHERE = "GOV.UK Notify"
_NEVER_ARRIVED = (
    requests.exceptions.ConnectTimeout,
    requests.exceptions.InvalidURL,
    requests.exceptions.ProxyError,
    requests.exceptions.SSLError,
)
_BAD, _NOT_LET_IN, _TOO_LARGE, _TOO_MANY, _THEIR_FAULT = 400, 403, 413, 429, 500

# It warns of every refusal with what Notify said, which may quote an address.
logging.getLogger("notifications_python_client").setLevel(logging.CRITICAL)


@dataclass(kw_only=True)
class GovukNotify:
    """The way to one service at GOV.UK Notify.

    Its documentation: https://docs.notifications.service.gov.uk/python.html

    Attributes:
        sender: the team's mailbox; the address that letters come from is set in Notify.
        template: the id of an email template with ((subject)) and ((body)).
        reply_to: the id of one of the service's reply-to addresses; None for its usual one.
        timeout: seconds that Notify may take over any one answer.
        calls_a_minute: at most.
    """

    name = "govuk_notify"
    gives_receipts = True

    key: str = field(repr=False)
    address: str
    template: str
    sender: str
    reply_to: str | None = None
    timeout: float = 30
    calls_a_minute: float = CALLS_A_MINUTE
    sleep: Callable[[float], None] = field(default=time.sleep, repr=False)
    _client: NotificationsAPIClient | None = field(default=None, init=False, repr=False)
    _next_call: float = field(default=0.0, init=False, repr=False)

    @classmethod
    def of(cls, settings: Settings, council: Council) -> "GovukNotify":
        """Give the way that this machine's settings describe."""
        return cls(
            key=settings.notify_key.get_secret_value() if settings.notify_key else "",
            address=settings.notify_address,
            template=settings.notify_template or "",
            sender=council.about.team_mailbox,
            reply_to=settings.notify_reply_to,
            timeout=settings.notify_timeout_seconds,
        )

    def send(self, envelope: Envelope) -> None:
        """Hand one letter to Notify under the outbox's own id.

        What people typed can make no link of its own: `as_notify_markdown` sees to the body, and
        Notify to the subject.

        Raises:
            RoadClosed: Notify cannot be reached, does not let us in, or takes no more at present;
                or the template is wrong, by which every letter goes.
            Refused: it will never take this letter.
            MayHaveGone: it did not say whether it took the letter.
        """
        try:
            self._call(
                "send_email_notification",
                email_address=envelope.recipient,
                template_id=self.template,
                personalisation={
                    "subject": envelope.subject,
                    "body": as_notify_markdown(envelope.text),
                },
                reference=envelope.message_id,
                email_reply_to_id=self.reply_to,
                sanitise_content_for=["subject"],
            )
        except APIError as answer:
            raise _in_words(answer) from None

    def was_sent(self, message_id: str) -> bool:
        """Ask Notify whether it has a letter with this id.

        Raises:
            RoadClosed: it does not say at present.
        """
        return self.told(message_id) is not None

    def told(self, message_id: str) -> Told | None:
        """Ask Notify what became of a letter; None where it has none with this id.

        Sent again by hand, a letter is there twice: the newest counts.

        Raises:
            RoadClosed: it does not say at present.
        """
        try:
            answer = self._call("get_all_notifications", reference=message_id)
            found = [_told(each) for each in answer["notifications"]]
        except APIError as error:
            closed = _in_words(error)
            raise closed if isinstance(closed, RoadClosed) else RoadClosed(str(closed)) from None
        except (AttributeError, KeyError, TypeError, ValueError):
            raise RoadClosed(f"{_WHERE} gave an answer that cannot be read.") from None
        return max(found, key=lambda each: each.taken_at, default=None)

    def close(self) -> None:
        """Hang up."""
        client, self._client = self._client, None
        if client is not None:
            client.request_session.close()

    def _call(self, what: str, **asked: Any) -> Any:  # noqa: ANN401 - JSON
        """Call the client, not faster than Notify likes it."""
        if self._client is None:
            self._client = NotificationsAPIClient(  # type: ignore[no-untyped-call] # it has none
                self.key, base_url=self.address, timeout=self.timeout
            )
        wait = self._next_call - time.monotonic()
        if wait > 0:
            self.sleep(wait)
        self._next_call = time.monotonic() + _A_MINUTE / self.calls_a_minute
        return getattr(self._client, what)(**asked)


def _told(notification: dict[str, Any]) -> Told:
    said = notification.get("completed_at") or notification.get("sent_at")
    taken_at = _instant(notification["created_at"])
    return Told(
        status=str(notification["status"]),
        taken_at=taken_at,
        said_at=_instant(said) if said else taken_at,
    )


def _instant(text: str) -> datetime:
    read = datetime.fromisoformat(text)
    return read if read.tzinfo else read.replace(tzinfo=UTC)


def _in_words(answer: APIError) -> Exception:
    """Say an answer that is no success as the outbox understands it."""
    if isinstance(answer, InvalidResponse):
        return MayHaveGone(f"{_WHERE} gave an answer that cannot be read.")
    why = answer.__cause__
    if isinstance(why, requests.RequestException) and why.response is None:
        return _no_answer(why)
    code, says = answer.status_code, _said(answer)
    if code >= _THEIR_FAULT:
        return MayHaveGone(f"{_WHERE} had a fault of its own after the letter was handed over.")
    if code in (_BAD, _TOO_LARGE):
        return _not_taken(says)
    return RoadClosed(_why_closed(code, says))


def _why_closed(code: int, says: str) -> str:
    if code == _TOO_MANY:
        return _too_many(says)
    if code == _NOT_LET_IN:
        return _not_let_in(says)
    return f"{_WHERE} answers with {code}, as if something else were at EHCP_NOTIFY_ADDRESS."


def _no_answer(why: requests.RequestException) -> Exception:
    """Tell a call that never reached Notify from one of which nobody knows."""
    reason = getattr(why.args[0] if why.args else None, "reason", None)
    if isinstance(why, _NEVER_ARRIVED) or isinstance(reason, NewConnectionError):
        return RoadClosed(f"{_WHERE} cannot be reached from this machine.")
    return MayHaveGone(f"{_WHERE} did not answer after the letter was handed over.")


def _too_many(says: str) -> str:
    if "rate limit" in says.lower():
        return f"{_WHERE} takes no more this minute."
    if "(50)" in says:
        return (
            f"{_WHERE} takes no more today: a service in trial mode sends 50 a day. Ask Notify to "
            "make the service live."
        )
    return f"{_WHERE} takes no more today: the service has sent as much as it may in a day."


def _not_let_in(says: str) -> str:
    if "clock" in says.lower() or "expired" in says.lower():
        return f"{_WHERE} lets nobody in: the clock of this machine is wrong by 30 seconds or more."
    return (
        f"{_WHERE} does not accept the key in EHCP_NOTIFY_KEY: it was revoked, or is of another "
        "service."
    )


def _not_taken(says: str) -> Exception:
    """Tell what is wrong with one letter from what is wrong with all."""
    lower = says.lower()
    if "email_address" in lower:
        return Refused("wrong address: GOV.UK Notify does not take it")
    if "team-only" in lower:
        return Refused(
            "wrong kind of key: with a team key GOV.UK Notify writes to the team and its guest "
            "list only. Set EHCP_NOTIFY_KEY to a live key"
        )
    if "trial mode" in lower:
        return Refused(
            "the service is in trial mode: GOV.UK Notify writes to its team only. Ask Notify to "
            "make the service live"
        )
    if "reply_to" in lower or "reply-to" in lower:
        return RoadClosed(f"{_WHERE} has no reply-to address with the id in EHCP_NOTIFY_REPLY_TO.")
    if "template" in lower or "personalisation" in lower:
        return RoadClosed(
            f"{_WHERE} cannot use the template in EHCP_NOTIFY_TEMPLATE. It must be an email "
            "template of this service, with ((subject)) as its subject and ((body)) as its message."
        )
    return Refused("technical trouble: GOV.UK Notify does not take it")


def _said(answer: APIError) -> str:
    """Give what Notify said; it is judged, and shown to nobody, for it may quote an address."""
    message: Any = answer.message
    if not isinstance(message, list):
        return str(message)
    told = [each for each in message if isinstance(each, dict)]
    return " ".join(f"{each.get('error', '')} {each.get('message', '')}" for each in told)
