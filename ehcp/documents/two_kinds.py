"""Files that are two things at once: harmless to whoever checks, something else to who opens."""

import re
import zipfile
from pathlib import Path

from ehcp.documents.bad_file import BadFile

_WHERE_PDFS_MAY_BEGIN = 1024
_PICTURES = (".jpg", ".png")
_BEHIND_A_PICTURE = re.compile(
    rb"%PDF-|Rar!\x1a\x07|7z\xbc\xaf\x27\x1c|<script|<html|<\?php", re.IGNORECASE
)
"""A picture has room for words, and cameras write films behind it; none of them writes these."""


def refuse_two_kinds(path: Path, head: bytes, *, suffix: str) -> None:
    """Refuse a file that another program would read as something else.

    Raises:
        BadFile: it is an archive too, a PDF, or a page with a program.
    """
    archive_too = suffix not in (".docx", ".odt") and zipfile.is_zipfile(path)
    pdf_too = suffix != ".pdf" and b"%PDF-" in head[:_WHERE_PDFS_MAY_BEGIN]
    hidden = suffix in _PICTURES and _BEHIND_A_PICTURE.search(path.read_bytes())
    if archive_too or pdf_too or hidden:
        raise BadFile(
            "The file is two kinds of file in one. Open it, save it as a PDF, and hand that in."
        )
