"""A mail server: one kept connection, and a clear word for every way in which it can fail."""

import re
import smtplib
import ssl
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from typing import Literal

from config.council import Council
from config.settings import Settings
from notifications.channels.channel import MayHaveGone, NotNow, Refused, RoadClosed
from notifications.mime import Envelope

_OK = 250
_SEND_IT = 354
_FOR_GOOD = 500
_SERVICE_CLOSING = 421
_LINE_OF_DOT = re.compile(rb"(?m)^\.")


@dataclass(kw_only=True)
class Smtp:
    """The way to one mail server.

    Attributes:
        timeout: seconds that the server may take over any one answer.
    """

    name = "smtp"
    gives_receipts = False

    host: str
    port: int
    security: Literal["starttls", "tls", "none"]
    sender: str
    user: str | None = None
    password: str | None = field(default=None, repr=False)
    timeout: float = 30
    trust: ssl.SSLContext | None = field(default=None, repr=False)
    _line: smtplib.SMTP | None = field(default=None, init=False, repr=False)

    @classmethod
    def of(cls, settings: Settings, council: Council) -> "Smtp":
        """Give the way that this machine's settings describe."""
        password = settings.smtp_password
        return cls(
            host=settings.smtp_host or "",
            port=settings.smtp_port,
            security=settings.smtp_security,
            sender=settings.smtp_sender or council.about.team_mailbox,
            user=settings.smtp_user,
            password=password.get_secret_value() if password else None,
            timeout=settings.smtp_timeout_seconds,
        )

    def send(self, envelope: Envelope) -> None:
        """Hand one letter to the mail server.

        Raises:
            RoadClosed: the server does not answer, or does not let us in.
            NotNow, Refused: the server does not take this letter: yet, or ever.
            MayHaveGone: the line broke after the letter was handed over.
        """
        with self._hung_up_on_failure():
            line = self._begun(envelope)
            _ask(line.rcpt(envelope.recipient))
            _ask(line.docmd("data"), expected=_SEND_IT)
        self._hand_over(line, envelope)

    def was_sent(self, message_id: str) -> None:
        """A mail server cannot be asked what it was given."""

    def close(self) -> None:
        """Hang up, politely where the server still listens."""
        line, self._line = self._line, None
        if line is None:
            return
        try:
            line.quit()
        except (OSError, smtplib.SMTPException):
            line.close()

    def _begun(self, envelope: Envelope) -> smtplib.SMTP:
        """Begin a letter on the kept line, or on a new one if the server hung up meanwhile."""
        if self._line is not None:
            try:
                answer = self._line.mail(envelope.sender, _size(self._line, envelope))
                if answer[0] != _SERVICE_CLOSING:
                    _ask(answer)
                    return self._line
            except (OSError, smtplib.SMTPException):
                pass
            self._drop()
        self._line = self._connected()
        _ask(self._line.mail(envelope.sender, _size(self._line, envelope)))
        return self._line

    def _connected(self) -> smtplib.SMTP:
        """Open a line and sign in."""
        trust = self.trust or ssl.create_default_context()
        with self._in_words(), ExitStack() as on_failure:
            if self.security == "tls":
                line: smtplib.SMTP = smtplib.SMTP_SSL(
                    self.host, self.port, timeout=self.timeout, context=trust
                )
            else:
                line = smtplib.SMTP(self.host, self.port, timeout=self.timeout)
            on_failure.callback(line.close)
            if self.security == "starttls":
                line.starttls(context=trust)
            if self.user and self.password:
                line.login(self.user, self.password)
            line.ehlo_or_helo_if_needed()
            on_failure.pop_all()
        return line

    @contextmanager
    def _in_words(self) -> Iterator[None]:
        """Say in a sentence why no line can be had."""
        where = f"The mail server {self.host}:{self.port}"
        try:
            yield
        except smtplib.SMTPAuthenticationError:
            raise RoadClosed(
                f"{where} does not accept the account in EHCP_SMTP_USER and EHCP_SMTP_PASSWORD."
            ) from None
        except smtplib.SMTPNotSupportedError:
            raise RoadClosed(
                f"{where} does not offer what EHCP_SMTP_SECURITY={self.security} asks for."
            ) from None
        except ssl.SSLError as error:
            raise RoadClosed(f"{where} cannot be trusted: {error.reason}.") from None
        except smtplib.SMTPResponseException as answer:
            raise RoadClosed(f"{where} lets nobody in: {_said(answer.smtp_error)}.") from None
        except (OSError, smtplib.SMTPException) as error:
            if _timed_out(error):
                said = f"has not answered for {self.timeout:g} seconds"
            else:
                said = f"cannot be reached: {getattr(error, 'strerror', None) or 'it hung up'}"
            raise RoadClosed(f"{where} {said}.") from None

    def _hand_over(self, line: smtplib.SMTP, envelope: Envelope) -> None:
        """Send the content. From its first byte on, a broken line leaves us in doubt."""
        content = _LINE_OF_DOT.sub(b"..", envelope.content)
        end = b".\r\n" if content.endswith(b"\r\n") else b"\r\n.\r\n"
        try:
            line.send(content + end)
            answer = line.getreply()
        except (OSError, smtplib.SMTPException):
            self._drop()
            raise MayHaveGone(
                "The line to the mail server broke after the letter was handed over."
            ) from None
        with self._hung_up_on_failure():
            _ask(answer)

    @contextmanager
    def _hung_up_on_failure(self) -> Iterator[None]:
        """Turn a line that breaks before the letter was handed over into "try again later"."""
        try:
            yield
        except (NotNow, Refused, RoadClosed):
            # Whatever the server meant, the next letter begins with a fresh line.
            self._drop()
            raise
        except (OSError, smtplib.SMTPException) as error:
            self._drop()
            if _timed_out(error):
                said = f"no answer from the mail server for {self.timeout:g} seconds"
            else:
                said = "the mail server hung up"
            raise NotNow(said) from None

    def _drop(self) -> None:
        line, self._line = self._line, None
        if line is not None:
            line.close()


def _timed_out(error: Exception) -> bool:
    """Say whether waiting was in vain; smtplib wraps that into a line that hung up."""
    return isinstance(error, TimeoutError) or isinstance(error.__context__, TimeoutError)


def _ask(answer: tuple[int, bytes], *, expected: int = _OK) -> None:
    """Let a good answer pass.

    Raises:
        NotNow, Refused: the answer is a refusal, for now or for good.
        RoadClosed: the server is closing.
    """
    code, says = answer
    if code in (expected, 251, 252):
        return
    if code == _SERVICE_CLOSING:
        raise RoadClosed(f"The mail server is closing: {code} {_said(says)}.")
    if code >= _FOR_GOOD:
        raise Refused(f"{_what_is_wrong(says)}: {code} {_said(says)}")
    raise NotNow(f"not taken: {code} {_said(says)}")


def _what_is_wrong(says: bytes) -> str:
    """Name the kind of refusal from the server's enhanced code (RFC 3463), for the caseworker."""
    if re.match(rb"5\.1\.\d", says) or b"nknown" in says or b"no such" in says.lower():
        return "wrong address"
    if re.match(rb"5\.2\.2", says):
        return "full mailbox"
    return "technical trouble"


def _said(answer: bytes | str) -> str:
    text = answer.decode("ascii", "replace") if isinstance(answer, bytes) else answer
    return " ".join(text.split()).rstrip(".")


def _size(line: smtplib.SMTP, envelope: Envelope) -> list[str]:
    return [f"size={len(envelope.content)}"] if line.has_extn("size") else []
