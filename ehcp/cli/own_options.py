"""The words of a refusal, with the options that the command at hand has itself.

What refuses an entry does not know at which door it was typed, so it names every fact as a detail.
"""

import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager

from ehcp.cases.not_possible import NotPossible

_A_DETAIL = re.compile(r"--detail (\w+)=")
_EXCUSE = re.compile(r"say why in no_(\w+)\.")


@contextmanager
def own_options(options: Mapping[str, str], *, other: str = "--detail ") -> Iterator[None]:
    """Name in a refusal the option of each fact; what has none is given by the `other` option."""
    try:
        yield
    except NotPossible as refusal:
        said = _A_DETAIL.sub(
            lambda found: f"{options[found[1]]} " if found[1] in options else f"{other}{found[1]}=",
            str(refusal),
        )
        said = _EXCUSE.sub(r"say why: --not-sent \1='the reason'.", said)
        raise type(refusal)(said) from None
