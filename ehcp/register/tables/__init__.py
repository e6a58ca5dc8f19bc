"""The tables of the register: people, cases, their events, and what follows from them.

`events` is the truth. `deadlines`, `advice` and the standing columns of `cases` are projections,
replaced in the transaction that records an event and rebuilt from the events on demand.
"""

from ehcp.register.tables.cases import CaseRow, EventRow, cases, events
from ehcp.register.tables.checks import (
    AcknowledgementRow,
    AlertRow,
    LedgerRow,
    RunRow,
    acknowledgements,
    alerts,
    ledger,
    runs,
)
from ehcp.register.tables.counter import (
    AuditRow,
    SavedViewRow,
    SearchRow,
    SubmissionRow,
    audit,
    saved_views,
    searches,
    submissions,
)
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
from ehcp.register.tables.meetings import (
    ActionRow,
    PanelItemRow,
    PanelRow,
    actions,
    panel_items,
    panels,
)
from ehcp.register.tables.people import PersonRow, PersonWordRow, people, people_words
from ehcp.register.tables.policy import (
    CouncilChangeRow,
    LetterWordsRow,
    council_changes,
    letter_words,
)
from ehcp.register.tables.projections import AdviceRow, DeadlineRow, advice, deadlines
from ehcp.register.tables.reports import ComplaintRow, SnapshotRow, complaints, snapshots
from ehcp.register.tables.staff import (
    CoverRow,
    SealOpenedRow,
    SessionRow,
    SignInTryRow,
    UserRow,
    covers,
    seals_opened,
    sessions,
    sign_in_tries,
    users,
)

__all__ = [
    "IS_ASSESSMENT",
    "AcknowledgementRow",
    "ActionRow",
    "AdviceRow",
    "AlertRow",
    "AuditRow",
    "CaseRow",
    "ComplaintRow",
    "CouncilChangeRow",
    "CoverRow",
    "DeadlineRow",
    "EventRow",
    "ImportRow",
    "LedgerRow",
    "LetterWordsRow",
    "MappingRow",
    "MessageRow",
    "OccasionRow",
    "PanelItemRow",
    "PanelRow",
    "PersonRow",
    "PersonWordRow",
    "ProviderRow",
    "RunRow",
    "SavedViewRow",
    "SealOpenedRow",
    "SearchRow",
    "SessionRow",
    "SignInTryRow",
    "SnapshotRow",
    "SubmissionRow",
    "UserRow",
    "acknowledgements",
    "actions",
    "advice",
    "alerts",
    "audit",
    "cases",
    "complaints",
    "council_changes",
    "covers",
    "deadlines",
    "events",
    "import_mappings",
    "imports",
    "ledger",
    "letter_words",
    "messages",
    "occasions",
    "only",
    "panel_items",
    "panels",
    "people",
    "people_words",
    "providers",
    "runs",
    "saved_views",
    "seals_opened",
    "searches",
    "sessions",
    "sign_in_tries",
    "snapshots",
    "submissions",
    "users",
]
