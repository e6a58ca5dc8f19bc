"""What follows from the records is worked out anew where it was made by other rules."""

from datetime import date
from hashlib import sha256

from sqlalchemy import update

from ehcp.casework.open_case import open_case
from ehcp.law.rules import load_rules
from ehcp.register.engine import writing
from ehcp.register.rebuild import keep_up_with_rules, rules_have_changed
from ehcp.register.tables import ledger
from tests.register.conftest import DESK

RULES = load_rules()


def test_a_register_made_when_a_day_was_read_in_another_order_is_worked_out_anew(engine):
    open_case(engine, desk=DESK, received_on=date(2026, 1, 5))
    assert keep_up_with_rules(engine, rules=RULES) == 1
    assert not rules_have_changed(engine, rules=RULES)
    # Then the rules alone were the fingerprint.
    said = (rule.model_dump_json(exclude={"examples", "says", "note"}) for rule in RULES)
    with writing(engine) as connection:
        connection.execute(update(ledger).values(rules=sha256("".join(said).encode()).hexdigest()))
    assert rules_have_changed(engine, rules=RULES)
    assert keep_up_with_rules(engine, rules=RULES) == 1
    assert not rules_have_changed(engine, rules=RULES)
