"""Case references: random, not sequential, without letters and digits that look alike."""

from secrets import choice

ALPHABET = "23456789ABCDEFGHJKMNPQRSTVWXYZ"


def new_reference() -> str:
    """Draw a reference such as K7Q-2ND: one of 729 million."""
    drawn = "".join(choice(ALPHABET) for _ in range(6))
    return f"{drawn[:3]}-{drawn[3:]}"
