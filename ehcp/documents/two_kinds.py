"""Files that are two things at once: harmless to whoever checks, something else to who opens."""

import zipfile
from pathlib import Path

from ehcp.documents.bad_file import BadFile

_WHERE_PDFS_MAY_BEGIN = 1024


def refuse_two_kinds(path: Path, head: bytes, *, suffix: str) -> None:
    """Refuse a file that another program would read as something else.

    Raises:
        BadFile: it is an archive too, or a PDF.
    """
    archive_too = suffix not in (".docx", ".odt") and zipfile.is_zipfile(path)
    pdf_too = suffix != ".pdf" and b"%PDF-" in head[:_WHERE_PDFS_MAY_BEGIN]
    if archive_too or pdf_too:
        raise BadFile(
            "The file is two kinds of file in one. Open it, save it as a PDF, and hand that in."
        )
