"""Promises about naming services: administrators who do so at one moment are all heard."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest

from ehcp.cases.advice_kinds import AdviceKind
from ehcp.casework.provider_changes import add_provider, set_provider
from ehcp.casework.providers import list_providers
from ehcp.register.engine import open_engine
from tests.casework.desks import desk

AT_ONCE = 4


@pytest.fixture
def engine(database_url):
    engine = open_engine(database_url)
    yield engine
    engine.dispose()


@pytest.mark.parametrize("name_one", [add_provider, set_provider])
def test_administrators_who_name_services_at_once_are_all_heard(engine, name_one):
    start = Barrier(AT_ONCE)

    def named(number):
        start.wait()
        return name_one(
            engine,
            desk=desk("2026-01-12"),
            kind=AdviceKind.HEALTH,
            name=f"Trust {number}",
            email=f"advice@{number}.example",
        )

    with ThreadPoolExecutor(max_workers=AT_ONCE) as pool:
        found = list(pool.map(named, range(AT_ONCE)))
    codes = {each.code for each in list_providers(engine)}
    assert codes == {each.code for each in found}
    assert len(codes) == (AT_ONCE if name_one is add_provider else 1)
