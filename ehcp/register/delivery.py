"""In which words a road says what became of a message that it had taken, and the one of ours."""

from typing import Final

TAKEN: Final = "created"
ON_THE_WAY: Final = (TAKEN, "sending")
FAILURES: Final = {
    "permanent-failure": "wrong address",
    "temporary-failure": "full mailbox, or their mail does not answer",
    "technical-failure": "technical trouble",
}
"""What did not arrive, with why in a few words."""
DELIVERED: Final = "delivered"
TOLD: Final = "told"
"""No road's word: somebody who has it told us, and a person put that down."""
ELSEWHERE: Final = "elsewhere"
"""Nor is this: the mailbox was changed, and what the letter asked went to the new one."""
FILED: Final = "filed"
"""No road's word either: it became a file in a folder, and nobody was mailed."""
