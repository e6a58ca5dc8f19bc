"""How much the counter takes at once."""

from collections.abc import MutableMapping
from dataclasses import dataclass
from typing import Any

LARGEST_BODY = 4 * 1024 * 1024
"""Bytes of one request. The longest form is far below; files have a road of their own."""

MOST_FILES = 5
"""Files of one form that takes them."""

READ_AND_THROWN_AWAY = 512 * 1024 * 1024
"""Bytes of a form with files that are read at most. What a file has too much of is not kept, but
its sender's browser shows our sentence only if it could send all of it."""

_IN_SCOPE = "ehcp.body_bound"


@dataclass
class BodyBound:
    """How much of one request is read; a route that takes files raises it."""

    most: int = LARGEST_BODY

    def put_in(self, scope: MutableMapping[str, Any]) -> None:
        """Let the routes of this request find the bound."""
        scope[_IN_SCOPE] = self


def raise_the_bound(scope: MutableMapping[str, Any], *, most: int) -> None:
    """Let more of this request be read than of any other."""
    bound = scope.get(_IN_SCOPE)
    if isinstance(bound, BodyBound):
        bound.most = most
