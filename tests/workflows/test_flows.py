"""Promises about the flows: every journey has one, with a word to say at each of its stages."""

import asyncio
import sys

import pytest

from ehcp.cases.journeys import JOURNEYS, Journey
from ehcp.cases.stages import Stage

pytestmark = [pytest.mark.prefect, pytest.mark.xdist_group("prefect")]


def test_no_two_stages_have_the_same_words():
    # A run's state bears them, and its stage is read back from it.
    assert len({stage.says for stage in Stage}) == len(Stage)


@pytest.mark.usefixtures("prefect")
def test_every_journey_is_a_flow_of_its_own_name():
    from workflows.flows import FLOWS

    assert list(FLOWS) == [journey.name for journey in JOURNEYS]
    assert [flow.name for flow in FLOWS.values()] == [name.replace("_", "-") for name in FLOWS]


@pytest.mark.usefixtures("prefect")
@pytest.mark.parametrize("journey", JOURNEYS, ids=lambda journey: journey.name)
def test_a_flow_rests_at_every_open_stage_of_its_journey_and_ends_at_the_others(
    journey: Journey, monkeypatch: pytest.MonkeyPatch
):
    from workflows.flows import FLOWS

    flow = FLOWS[journey.name]
    for stage in journey.stages:

        async def came_to(_reference: str, stage: Stage = stage) -> Stage:
            return stage

        monkeypatch.setattr(sys.modules[flow.fn.__module__], "do_what_follows", came_to)
        state = asyncio.run(flow.fn("K7Q-2ND"))
        assert state.name == stage.says
        assert state.type.value == ("PAUSED" if stage.is_open else "COMPLETED")
        assert state.message
        assert state.message.endswith(".")


@pytest.mark.usefixtures("prefect")
def test_a_stage_that_a_journey_does_not_have_is_told(monkeypatch: pytest.MonkeyPatch):
    from workflows import complaint

    async def elsewhere(_reference: str) -> Stage:
        return Stage.DRAFTING

    monkeypatch.setattr(complaint, "do_what_follows", elsewhere)
    with pytest.raises(LookupError, match="no stage drafting"):
        asyncio.run(complaint.complaint.fn("K7Q-2ND"))
