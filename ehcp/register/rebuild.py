"""Working everything out anew that follows from the record: after a repair, or by other rules."""

from collections.abc import Iterator, Sequence
from hashlib import sha256

from sqlalchemy import Engine, select, update

from ehcp.cases.kinds import Kind, place_on_a_day
from ehcp.law.rule import Rule
from ehcp.register import files, projection
from ehcp.register.engine import reading, writing
from ehcp.register.tables import cases, ledger


def keep_up_with_rules(engine: Engine, *, rules: Sequence[Rule]) -> int:
    """Rebuild the projection where the rules are other than those that it was made by.

    That is after a new version of the software, which may also read the entries of one day in
    another order, or when the council has changed its own targets.
    Gives the number of cases that it went through.
    """
    now = _fingerprint(rules)
    with reading(engine) as connection:
        if connection.scalar(select(ledger.c.rules)) == now:
            return 0
    count = rebuild_projection(engine, rules=rules)
    with writing(engine) as connection:
        connection.execute(update(ledger).values(rules=now))
    return count


def rules_have_changed(engine: Engine, *, rules: Sequence[Rule]) -> bool:
    """Say whether the projection was made by other rules, so that it may rightly differ.

    Not where it is not known by which: then a difference is a matter for a person.
    """
    with reading(engine) as connection:
        made_by = connection.scalar(select(ledger.c.rules))
    return bool(made_by) and made_by != _fingerprint(rules)


def _fingerprint(rules: Sequence[Rule]) -> str:
    text = "".join(rule.model_dump_json(exclude={"examples", "says", "note"}) for rule in rules)
    day = "".join(f"{kind.value}{place_on_a_day(kind)}" for kind in Kind)
    return sha256((text + day).encode()).hexdigest()


def rebuild_projection(engine: Engine, *, rules: Sequence[Rule]) -> int:
    """Bring deadlines, advice and standing of every case to what its record gives.

    Goes forward in parts, so that others can write meanwhile; touches no entry. Gives the number
    of cases that it went through.
    """
    count = 0
    for some in _parts(engine):
        with writing(engine) as connection:
            # Nobody may add an entry between the reading of a record and the writing. Taken in
            # the order of their ids, as everybody takes them, so that no two wait for each other.
            connection.execute(
                select(cases.c.id)
                .where(cases.c.id.in_(some))
                .order_by(cases.c.id)
                .with_for_update()
            )
            for held in files.load_many(connection, some):
                standing = projection.store(
                    connection, held.file, case_id=held.case_id, rules=rules
                )
                connection.execute(
                    update(cases).where(cases.c.id == held.case_id).values(**standing)
                )
                count += 1
    return count


def _parts(engine: Engine) -> Iterator[Sequence[int]]:
    last = 0
    while True:
        with reading(engine) as connection:
            some = connection.scalars(
                select(cases.c.id).where(cases.c.id > last).order_by(cases.c.id).limit(200)
            ).all()
        if not some:
            return
        yield some
        last = some[-1]
