"""What is said of a document that holds more than a document should: the same from every look."""

from ehcp.documents.bad_file import BadFile

NOT_WHOLE = "The document is not whole. Open it, save it again, and hand that in."
PROGRAM = (
    "The document holds macros or other programs. Save it as a PDF, or as a Word document without "
    "macros (.docx), and hand that in."
)
HAS_A_LOCK = (
    "The document is locked by a password. Save a copy without the password, and hand that in."
)


def fetches(what: str) -> BadFile:
    """Make the refusal of a document that fetches something from another place."""
    return BadFile(
        f"The document fetches {what} from another place when it is opened. Save it as a PDF (in "
        "Word: File, then Save As or Save a Copy, then PDF), and hand that in."
    )
