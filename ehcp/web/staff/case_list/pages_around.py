"""Which page numbers stand under a list: the first, the last, and those around this one."""


def pages_around(number: int, pages: int) -> list[int | None]:
    """Give the numbers in their order, with None where some are left out."""
    wanted = sorted({1, pages, *range(max(1, number - 1), min(pages, number + 1) + 1)})
    shown: list[int | None] = []
    for each in wanted:
        last = shown[-1] if shown else 0
        if last is not None and each - last == 2:  # noqa: PLR2004 - one left out is shown instead
            shown.append(each - 1)
        elif last is not None and each - last > 2:  # noqa: PLR2004
            shown.append(None)
        shown.append(each)
    return shown
