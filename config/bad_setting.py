"""The error for a setting that cannot be used: where it stands, what it says, how to mend it."""

_LONGEST_VALUE = 200


class BadSetting(Exception):
    """A setting that cannot be used.

    Its text is complete: whoever catches it prints it and stops. Where several settings are wrong,
    the first carries the others, so that they can all be mended at once.
    """

    def __init__(
        self,
        *,
        where: str,
        key: str,
        value: object,
        fix: str,
        others: "tuple[BadSetting, ...]" = (),
    ) -> None:
        super().__init__(where, key, value, fix)
        self.where = where
        self.key = key
        self.value = value
        self.fix = fix
        self.others = others

    def __str__(self) -> str:
        said = "" if self.value is None else f" = {_shortened(self.value)}"
        mine = f"{self.where}: {self.key}{said}. {self.fix}"
        return "\n".join([mine, *(str(other) for other in self.others)])


def _shortened(value: object) -> str:
    written = repr(value)
    return written if len(written) <= _LONGEST_VALUE else f"{written[:_LONGEST_VALUE]}…"


def all_at_once(problems: list[BadSetting]) -> BadSetting:
    """Make one error of several, and of what they carry; the first speaks for all."""
    first, *others = [
        BadSetting(where=each.where, key=each.key, value=each.value, fix=each.fix)
        for problem in problems
        for each in (problem, *problem.others)
    ]
    return BadSetting(
        where=first.where, key=first.key, value=first.value, fix=first.fix, others=tuple(others)
    )
