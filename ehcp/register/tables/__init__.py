"""The tables of the register: people, cases, their events, and what follows from them.

`events` is the truth. `deadlines`, `advice` and the standing columns of `cases` are projections,
replaced in the transaction that records an event and rebuilt from the events on demand.
"""

from ehcp.register.tables.cases import CaseRow, EventRow, cases, events
from ehcp.register.tables.checks import AlertRow, LedgerRow, RunRow, alerts, ledger, runs
from ehcp.register.tables.imports import ImportRow, MappingRow, import_mappings, imports
from ehcp.register.tables.indexes import IS_ASSESSMENT, only
from ehcp.register.tables.letters import (
    MessageRow,
    OccasionRow,
    ProviderRow,
    messages,
    occasions,
    providers,
)
from ehcp.register.tables.people import PersonRow, people
from ehcp.register.tables.projections import AdviceRow, DeadlineRow, advice, deadlines
from ehcp.register.tables.reports import ComplaintRow, SnapshotRow, complaints, snapshots

__all__ = [
    "IS_ASSESSMENT",
    "AdviceRow",
    "AlertRow",
    "CaseRow",
    "ComplaintRow",
    "DeadlineRow",
    "EventRow",
    "ImportRow",
    "LedgerRow",
    "MappingRow",
    "MessageRow",
    "OccasionRow",
    "PersonRow",
    "ProviderRow",
    "RunRow",
    "SnapshotRow",
    "advice",
    "alerts",
    "cases",
    "complaints",
    "deadlines",
    "events",
    "import_mappings",
    "imports",
    "ledger",
    "messages",
    "occasions",
    "only",
    "people",
    "providers",
    "runs",
    "snapshots",
]
