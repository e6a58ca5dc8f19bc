"""Schools, colleges and nurseries as letters find them: by URN, with a mailbox, open on a day."""

from datetime import date

from config.council import Council


def urn_of(council: Council, named: str | None) -> str | None:
    """Give the URN of a setting that is named by its URN or by its name; None where unknown."""
    if not named:
        return None
    plain = named.strip()
    known = (*council.people.settings, *council.closures.settings)
    return plain if plain in known else council.closures.urn_of(plain)


def is_open(council: Council, urn: str, day: date) -> bool:
    """Say whether a setting is open on a day, by its own calendar or else by the default one."""
    closures = council.closures
    closed = closures.closed(urn) if urn in closures.settings else closures.default.closed
    return not any(each.closed_from <= day < each.reopens for each in closed)
