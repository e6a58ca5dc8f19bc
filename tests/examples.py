"""How many examples a test draws at random: enough for every day, and more whenever asked for.

`EXAMPLES_TIMES=10 .venv/bin/pytest -n auto --timeout=3600` draws ten times as many, in the tests
that take their number here: those that live whole histories, many times over, for each journey or
on each database.
"""

import os

_TIMES = int(os.environ.get("EXAMPLES_TIMES", "1"))


def examples(usually: int) -> int:
    """Give how many examples to draw: every day half of what a test asks for."""
    return max(3, usually * _TIMES // 2)
