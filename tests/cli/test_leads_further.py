"""After which entries the door says that the rest is done by itself."""

import pytest

from ehcp.cases.decision_to_assess import DECISIONS_TO_ASSESS
from ehcp.cases.kinds import Kind
from ehcp.cli.what_follows import leads_further


@pytest.mark.parametrize("kind", DECISIONS_TO_ASSESS)
def test_every_decision_to_assess_leads_further(kind):
    assert leads_further(kind)


@pytest.mark.parametrize("kind", [Kind.NOTE_ADDED, Kind.ADVICE_RECEIVED])
def test_what_only_stands_on_the_record_leads_nowhere(kind):
    assert not leads_further(kind)
