"""Setting right who a child is: name, date of birth, UPN. Every date that hangs on it moves."""

from datetime import date

from sqlalchemy import Connection, Engine, select

from ehcp.cases.conditions import refuse_text_that_cannot_be_kept
from ehcp.cases.desk import Desk
from ehcp.cases.not_possible import NotPossible
from ehcp.cases.upn import tidy_upn
from ehcp.casework.person import SAYS, set_in
from ehcp.casework.whose_case import person_of_case
from ehcp.register.engine import writing
from ehcp.register.tables import people

_LONGEST_NAME = 100


def set_identity(
    engine: Engine,
    *,
    desk: Desk,
    reference: str,
    forename: str | None = None,
    surname: str | None = None,
    born_on: date | None = None,
    upn: str | None = None,
    postcode: str | None = None,
) -> int:
    """Set what is given of the child of a case; give how many cases were worked out anew.

    What stays as it was is not touched and not told. An empty UPN or postcode takes it away.

    Raises:
        UnknownCase: no case has this reference.
        NotPossible: nothing changes, a name is empty, the UPN is another child's, or a case of the
            child could not have begun with this date of birth.
        BadUpn: the number is nobody's.
        NotAllowed, Changed: as in `casework.access`.
    """
    given = _tidy(forename=forename, surname=surname, upn=upn, postcode=postcode)
    if born_on is not None:
        if born_on > desk.today:
            raise NotPossible("The date of birth is ahead of today. Check the year.")
        given["born_on"] = born_on
    with writing(engine) as connection:
        _, person_id = person_of_case(connection, reference)
        row = connection.execute(select(people).where(people.c.id == person_id)).one()
        changed = {name: it for name, it in given.items() if it != getattr(row, name)}
        if not changed:
            raise NotPossible("Nothing was changed: it all stands so on the child's record.")
        _refuse_another_childs_upn(connection, changed.get("upn"), person_id=person_id)
        return set_in(connection, desk=desk, reference=reference, columns=changed)


def _tidy(**texts: str | None) -> dict[str, object]:
    given: dict[str, object] = {}
    for name, text in texts.items():
        if text is None:
            continue
        refuse_text_that_cannot_be_kept(SAYS[name], text)
        plain = " ".join(text.split())
        if name in ("forename", "surname") and not plain:
            raise NotPossible(f"{SAYS[name].capitalize()} is empty. Enter it.")
        if len(plain) > _LONGEST_NAME:
            raise NotPossible(f"{SAYS[name].capitalize()} is longer than {_LONGEST_NAME} letters.")
        if name == "upn":
            plain = tidy_upn(plain) if plain else ""
        given[name] = (plain.upper() if name == "postcode" else plain) or None
    return given


def _refuse_another_childs_upn(connection: Connection, upn: object, *, person_id: int) -> None:
    """One UPN is one child's. Whose it is is not told: they may be another team's alone."""
    if upn is None:
        return
    taken = connection.scalar(
        select(people.c.id).where(people.c.upn == upn, people.c.id != person_id).limit(1)
    )
    if taken is not None:
        raise NotPossible(
            "Another child in the register has this UPN. Check it; if it is right, one child was "
            "entered twice, and a manager has to look."
        )
