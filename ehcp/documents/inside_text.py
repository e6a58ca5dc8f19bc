"""Plain text: every character is one that people write, and none of it is a page or a script."""

import re
from pathlib import Path

from ehcp.documents.bad_file import BadFile
from ehcp.documents.work import Work

_A_LETTER = 50

_WRITTEN = re.compile(r"[\x00-\x08\x0b\x0e-\x1f\x7f]")
_MARKUP = re.compile(
    r"<\s*+(?:!doctype|\?xml|\?php|html|head|body|script|svg|iframe|object|embed|meta|form|img)\b"
    r"|<\?|<%",
    re.IGNORECASE,
)
_SCRIPT = re.compile(
    r"\A\s*+(?:#!|@echo\b|param\s*\(|MIME-Version:|From:\s.*\nReceived:)"
    r"|\b(?:CreateObject|WScript\.|ActiveXObject|Invoke-Expression|IEX\s*\(|powershell(?:\.exe)?\s+-)"
    r"|\b(?:eval|document\.write)\s*\(",
    re.IGNORECASE,
)


def refuse_bad_text(path: Path, *, work: Work) -> None:
    """Refuse a file that is not plain text.

    Raises:
        BadFile: it is no text, it is a web page, a script or a mail, or longer than any report.
    """
    data = path.read_bytes()
    work.too_much = "The text is longer than any report. Hand it in as a PDF, or in parts."
    work.spend(_A_LETTER * len(data))
    text = _decoded(data)
    if text is None or _WRITTEN.search(text):
        raise BadFile(
            "This is not a kind of file that is taken, whatever its name says. Hand in a PDF, a "
            "Word document (.docx), an OpenDocument text (.odt), a picture (JPEG or PNG) or plain "
            "text."
        )
    if _MARKUP.search(text) or _SCRIPT.search(text):
        raise BadFile(
            "This is a web page or a script, not a document. Save it as a PDF, and hand that in."
        )


def _decoded(data: bytes) -> str | None:
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        encodings: tuple[str, ...] = ("utf-16",)
    else:
        encodings = ("utf-8-sig", "cp1252")
    for encoding in encodings:
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    return None
