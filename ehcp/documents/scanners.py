"""The scanner that a setting names."""

from ehcp.documents.clamd import Clamd
from ehcp.documents.scanner import NoScanner, Scanner

_CLAMD = "clamd:"


def scanner_named(setting: str, *, seconds: float = 20) -> Scanner:
    """Give the scanner of `EHCP_SCANNER`; `seconds` is the longest that it may take for a file."""
    if setting.startswith(_CLAMD):
        return Clamd(address=setting.removeprefix(_CLAMD), seconds=seconds)
    return NoScanner()
