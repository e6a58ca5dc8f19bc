"""The needs assessments: what N1 to N14 and the lists of the meeting count, and nothing else.

The register holds reviews, transfers and complaints beside them. These conditions are written in
the words of the partial indexes, so that a figure costs by what it counts. The assessments of
detained persons are among them; one that an order or an agreement demands is a journey of its own.
"""

from ehcp.cases.case_file import NEEDS_ASSESSMENT_JOURNEY
from ehcp.register.tables import advice, cases
from ehcp.register.tables.indexes import only

ASSESSMENTS = only(cases, NEEDS_ASSESSMENT_JOURNEY)
"""The condition on `cases`."""

THEIR_ADVICE = only(advice, NEEDS_ASSESSMENT_JOURNEY)
"""The condition on `advice`, so that no figure of advice has to look at the cases."""
