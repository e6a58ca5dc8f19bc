"""What a database's own error means, in a sentence for the person at the keyboard."""

from sqlalchemy.exc import DBAPIError, InterfaceError, OperationalError, ProgrammingError

_MEANINGS = (
    (
        ("no such table", "does not exist", "no such column"),
        "The register has no tables yet, or they are of an earlier version. Run `ehcp db upgrade`.",
    ),
    (
        ("database is locked", "could not obtain lock", "deadlock detected"),
        "The register is busy: another program holds it. Nothing was written; try again shortly.",
    ),
    (
        ("readonly", "read-only", "permission denied"),
        (
            "The register cannot be written to: its file, folder or account is read-only. Nothing "
            "was written; ask for the right to write, or name another with EHCP_DATABASE_URL."
        ),
    ),
    (
        ("file is not a database", "database disk image is malformed"),
        "The file that EHCP_DATABASE_URL names is not a register. Name another file.",
    ),
    (
        ("unable to open database file",),
        "The register's file cannot be opened. Check the folder that EHCP_DATABASE_URL names.",
    ),
    (
        ("database or disk is full", "no space left"),
        "The disk is full. Nothing was written; make room and try again.",
    ),
    (
        ("connection", "password authentication", "could not translate host"),
        (
            "The database server does not answer, or refuses the account. Check EHCP_DATABASE_URL "
            "and that the server is running."
        ),
    ),
)


def in_a_sentence(error: BaseException) -> str | None:
    """Say what the error means; None where it is not a trouble that a person can mend."""
    if not isinstance(error, DBAPIError | OperationalError | ProgrammingError | InterfaceError):
        return None
    words = str(error.orig).lower()
    for marks, meaning in _MEANINGS:
        if any(mark in words for mark in marks):
            return meaning
    return None
