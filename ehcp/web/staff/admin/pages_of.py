"""A long list, cut into pages."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from ehcp.web.numbers import page_in

_ON_A_PAGE = 50

One = TypeVar("One")


@dataclass(frozen=True, kw_only=True)
class Pages(Generic[One]):
    """One page of a list.

    Attributes:
        shown: what stands on this page.
        total: how many there are on all pages.
        address: of a page, to which its number is added.
    """

    shown: Sequence[One]
    number: int
    pages: int
    total: int
    address: str


def pages_of(everything: Sequence[One], asked: str, *, address: str) -> Pages[One]:
    """Give the page that is asked for, or the nearest that there is; `address` ends in ? or &."""
    pages = max(1, -(-len(everything) // _ON_A_PAGE))
    number = min(page_in(asked), pages)
    first = (number - 1) * _ON_A_PAGE
    return Pages(
        shown=everything[first : first + _ON_A_PAGE],
        number=number,
        pages=pages,
        total=len(everything),
        address=f"{address}page=",
    )
