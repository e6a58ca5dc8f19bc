"""How much looking at one file may cost, whatever the file says of itself.

One measure for everything: a byte that is unpacked or searched costs one, a thing that is looked at
by itself (a part, a piece, a mark) as many as it takes. The clock is not asked: a busy machine
takes what an idle one takes.
"""

from dataclasses import dataclass

from ehcp.documents.bad_file import BadFile

MOST_WORK = 400_000_000
"""Of one file: some seconds of one core. A report of 400 pages with pictures costs 60 million."""
A_THING = 2_000
"""What a part of a file or a piece of a picture costs besides its bytes."""
A_MARK = 100
"""What a mark costs that begins or ends something within markup."""


@dataclass
class Work:
    """What may still be spent on one file.

    Attributes:
        too_much: the sentence for a file that asks for more.
    """

    left: int = MOST_WORK
    too_much: str = (
        "The file unpacks to far more than a document should. Save it as a PDF, and hand that in."
    )

    def spend(self, cost: int) -> None:
        """Take a cost off what is left.

        Raises:
            BadFile: the file is not worth it.
        """
        self.left -= cost
        if self.left < 0:
            raise BadFile(self.too_much)
