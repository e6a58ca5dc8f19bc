"""A letter as the bytes of an email: text and page side by side, written without ceremony.

The standard library's message objects cost some fourteen times as much for the same bytes, and an
outbox of a whole council waits for them.
"""

from binascii import b2a_qp
from dataclasses import dataclass
from datetime import datetime
from email.header import Header
from email.utils import format_datetime, formataddr

_LONGEST_LINE = 998  # RFC 5322, section 2.1.1
_NO_LINE_BREAK = str.maketrans({"\r": " ", "\n": " "})


@dataclass(frozen=True, kw_only=True)
class Envelope:
    """One email, ready to go.

    Attributes:
        message_id: the outbox's own id: the same however often sending is tried.
        subject, text: for a road that writes the email itself.
        content: the whole email, for one that does not.
    """

    message_id: str
    sender: str
    recipient: str
    subject: str
    text: str
    content: bytes


def in_envelope(
    *,
    message_id: str,
    sender: str,
    sender_name: str,
    reply_to: str,
    recipient: str,
    subject: str,
    text: str,
    html: str,
    at: datetime,
) -> Envelope:
    """Write the email of a rendered letter (RFC 5322, multipart/alternative)."""
    domain = sender.rpartition("@")[2]
    boundary = f"=_{message_id}"
    head = "\r\n".join(
        (
            f"Date: {format_datetime(at)}",
            f"From: {formataddr((_one_line(sender_name), _one_line(sender)))}",
            f"To: {_one_line(recipient)}",
            f"Reply-To: {_one_line(reply_to)}",
            f"Subject: {_subject(subject)}",
            f"Message-ID: <{message_id}@{domain}>",
            "MIME-Version: 1.0",
            "Content-Language: en-GB",
            # No answering machine answers a letter that says this.
            "Auto-Submitted: auto-generated",
            f'Content-Type: multipart/alternative; boundary="{boundary}"',
        )
    )
    content = b"".join(
        (
            head.encode("ascii"),
            b"\r\n\r\n",
            _part(boundary, "plain", text),
            _part(boundary, "html", html),
            f"--{boundary}--\r\n".encode("ascii"),
        )
    )
    return Envelope(
        message_id=message_id,
        sender=sender,
        recipient=recipient,
        subject=_one_line(subject),
        text=text,
        content=content,
    )


def _part(boundary: str, kind: str, words: str) -> bytes:
    lines = words.splitlines()
    content = "\r\n".join(lines).encode()
    encoding = "7bit"
    if not words.isascii() or any(len(line) > _LONGEST_LINE for line in lines):
        encoding = "quoted-printable"
        content = b2a_qp(content, istext=True)
    head = (
        f"--{boundary}\r\n"
        f"Content-Type: text/{kind}; charset=utf-8\r\n"
        f"Content-Transfer-Encoding: {encoding}\r\n\r\n"
    )
    return head.encode("ascii") + content + b"\r\n"


def _subject(subject: str) -> str:
    subject = _one_line(subject)
    if subject.isascii():
        return Header(subject, "ascii", header_name="Subject").encode(linesep="\r\n")
    return Header(subject, "utf-8", header_name="Subject").encode(linesep="\r\n")


def _one_line(value: str) -> str:
    return value.translate(_NO_LINE_BREAK)
