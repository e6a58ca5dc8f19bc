"""References are random, not sequential, and easy to read aloud."""

import re

from ehcp.register.files import tidy_reference
from ehcp.register.references import ALPHABET, new_reference


def test_a_reference_is_three_and_three_without_letters_that_look_alike() -> None:
    assert not set("01OILU") & set(ALPHABET) - {"L", "U"}
    for _ in range(200):
        assert re.fullmatch(f"[{ALPHABET}]{{3}}-[{ALPHABET}]{{3}}", new_reference())


def test_references_do_not_come_in_a_row() -> None:
    drawn = [new_reference() for _ in range(500)]
    assert len(set(drawn)) == len(drawn)
    assert drawn != sorted(drawn)
    assert len({reference[0] for reference in drawn}) > len(ALPHABET) / 2


def test_a_reference_is_found_however_it_is_typed() -> None:
    assert tidy_reference(" k7q 2nd") == tidy_reference("K7Q-2ND") == "K7Q-2ND"
