"""Letters that did not arrive, in tests, and what became of them."""

from datetime import UTC, datetime

from sqlalchemy import insert, select, update

from ehcp.outside.families import add_contact
from ehcp.register import files
from ehcp.register.engine import reading, writing
from ehcp.register.tables import audit, messages, occasions, people
from tests.casework.desks import id_of
from tests.web.links import EP, MAILBOX

AT = datetime(2026, 2, 27, 9, tzinfo=UTC)
LETTER = "a" * 32


def a_letter(engine, *references, message_id=LETTER, **more):
    row = {
        "id": message_id,
        "occasion": f"advice_needed|{EP}|2026-02-27|{message_id}",
        "letter": "advice_needed",
        "recipient": MAILBOX,
        **dict.fromkeys(("subject", "text", "html"), "x"),
        **dict.fromkeys(("next_try_at", "created_at", "settled_at"), AT),
        "status": "failed",
        "failure": "wrong address: 550 5.1.1",
        "facts": {},
        "attempts": 1,
        "urgent": False,
    } | more
    with writing(engine) as connection:
        connection.execute(insert(messages).values(**row))
        for reference in references:
            connection.execute(
                insert(occasions).values(
                    key=f"{message_id}|{reference}",
                    message_id=message_id,
                    case_id=id_of(engine, reference),
                    party=EP,
                    service=EP,
                )
            )


def row_of(engine, message_id=LETTER):
    with reading(engine) as connection:
        return connection.execute(select(messages).where(messages.c.id == message_id)).one()


def stands(engine, message_id=LETTER, **values):
    with writing(engine) as connection:
        connection.execute(update(messages).where(messages.c.id == message_id).values(**values))


def noted(engine, *acts):
    with reading(engine) as connection:
        return connection.execute(
            select(audit.c.act, audit.c.case_id, audit.c.about).where(audit.c.act.in_(acts))
        ).all()


def sealed(engine, reference):
    with reading(engine) as connection:
        person_id = files.load(connection, reference).person_id
    with writing(engine) as connection:
        connection.execute(
            update(people).where(people.c.id == person_id).values(restricted_to="South")
        )


def a_family(engine, case, email="parent@home.example"):
    with reading(engine) as connection:
        held = files.load(connection, case)
    contact = add_contact(
        engine,
        person_id=held.person_id,
        case_id=held.case_id,
        name="Ms Finch",
        email=email,
        by="Kim Ashdown",
        at=AT,
    )
    a_letter(
        engine,
        case,
        message_id="f" * 32,
        letter="family_stage",
        occasion=f"family_stage|{case}|{contact}|x",
        recipient="old@home.example",
    )
    return f"/letters/undelivered/{'f' * 32}"


def every_letter(engine):
    with reading(engine) as connection:
        return connection.execute(select(messages)).all()
