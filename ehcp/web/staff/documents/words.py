"""How documents are named on pages: the kind of file, and its size."""

from ehcp.documents.content import DOCX, JPEG, ODT, PDF, PNG, TEXT

_KINDS = {
    PDF.media_type: "PDF",
    DOCX.media_type: "Word document",
    ODT.media_type: "OpenDocument text",
    JPEG.media_type: "Picture (JPEG)",
    PNG.media_type: "Picture (PNG)",
    TEXT.media_type: "Plain text",
}
_A_KILOBYTE = 1024


def kind_of_file(media_type: str) -> str:
    """Name a kind of file."""
    return _KINDS.get(media_type, "File")


def size_in_words(size: int) -> str:
    """Write a number of bytes: 340 KB, 2.1 MB."""
    kilobytes = max(1, round(size / _A_KILOBYTE))
    if kilobytes < _A_KILOBYTE:
        return f"{kilobytes} KB"
    return f"{size / _A_KILOBYTE / _A_KILOBYTE:.1f} MB"
