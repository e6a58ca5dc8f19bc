"""Where a number and a reference lead to: nowhere on paper, to the cases at the counter."""

from collections.abc import Sequence


class Ways:
    """The report on paper, where nothing leads anywhere. A page with cases behind it has its own.

    What these give is put into the page as it is, escaped where it is plain text.
    """

    def opens(self, figure_id: str, part: str, shown: str) -> str:
        """Write a number of the report."""
        del figure_id, part
        return shown

    def case(self, reference: str) -> str:
        """Write the reference of a case."""
        return reference

    def cases(self, references: Sequence[str]) -> str:
        """Write several references."""
        return ", ".join(references)
