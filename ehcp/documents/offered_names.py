"""The name that a file had at its sender's: never used, and refused where it is meant to deceive.

No refusal repeats the name, for people write children's names there.
"""

import unicodedata

from ehcp.documents.bad_file import BadFile

LONGEST = 255
"""Characters. No file system that people use lets a name be longer."""

_TURNS_TEXT_ROUND = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
_RUN_WHEN_OPENED = frozenset(
    (
        *("ade", "adp", "app", "appimage", "application", "appx", "bas", "bash", "bat", "bin"),
        *("chm", "cmd", "com", "command", "cpl", "csh", "deb", "dll", "dmg", "dotm", "docm", "exe"),
        *("gadget", "hta", "htm", "html", "inf", "ins", "iso", "jar", "js", "jse", "jsp", "ksh"),
        *("lnk", "mht", "mhtml", "msc", "msh", "msi", "msix", "msp", "mst", "php", "pif", "pl"),
        *("potm", "ppam", "ppsm", "pptm", "ps1", "psm1", "py", "pyc", "rb", "reg", "rpm", "run"),
        *("scf", "scr", "sct", "sh", "shtml", "svg", "sys", "url", "vb", "vbe", "vbs", "vhd"),
        *("wsc", "wsf", "wsh", "xhtml", "xlam", "xlsm", "xltm", "xml", "zsh"),
    )
)


def refuse_hostile(offered: str) -> None:
    """Refuse a name that hides what the file is, or leads somewhere.

    Raises:
        BadFile: with what to do; the file was not looked at.
    """
    if len(offered) > LONGEST:
        raise BadFile(
            f"The name of the file is longer than {LONGEST} characters. Give it a short name and "
            "hand it in again."
        )
    hidden = any(
        each in _TURNS_TEXT_ROUND or unicodedata.category(each) in ("Cc", "Cs", "Zl", "Zp")
        for each in offered
    )
    if hidden or "/" in offered or "\\" in offered or offered.strip() in (".", ".."):
        raise BadFile(
            "The name of the file holds characters that a name should not: a slash, or one that "
            "cannot be seen. Give it a plain name and hand it in again."
        )
    if runs_when_opened(offered):
        raise BadFile(
            "The name of the file is that of a program or a web page, whatever is in it. Save what "
            "you want to hand in as a PDF or a Word document, and hand that in."
        )


def runs_when_opened(name: str) -> bool:
    """Say whether a name is that of a program or a web page."""
    return _suffix(name) in _RUN_WHEN_OPENED


def _suffix(offered: str) -> str:
    # Windows forgets dots and spaces at the end of a name.
    return offered.rstrip(". ").rpartition(".")[2].strip().lower() if "." in offered else ""
