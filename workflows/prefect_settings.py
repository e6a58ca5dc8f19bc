"""How Prefect is set up here: said to it through its environment, before it is first imported."""

import os
import sys
from collections.abc import Mapping
from pathlib import Path

HOME = Path(".ehcp") / "prefect"
"""Where the local server keeps its database, under the working folder."""


class PrefectCameFirst(RuntimeError):
    """Prefect had been imported before it was told its settings, so it would not follow them."""


def environment(*, api_url: str, home: Path) -> Mapping[str, str]:
    """Give what Prefect is told, for our own process and for the server that we start."""
    return {
        "PREFECT_API_URL": api_url,
        "PREFECT_HOME": str(home.resolve()),
        # It calls home unless told not to, from the server and from the client.
        "PREFECT_SERVER_ANALYTICS_ENABLED": "false",
        "DO_NOT_TRACK": "1",
        # Without an address it would start a hidden server and take seconds over it.
        "PREFECT_SERVER_EPHEMERAL_ENABLED": "false",
        # This service loads every paused run every five seconds; ours wait for weeks.
        "PREFECT_SERVER_SERVICES_PAUSE_EXPIRATIONS_ENABLED": "false",
        # Its screen asks port 4200 otherwise, wherever the server really listens.
        "PREFECT_SERVER_UI_API_URL": api_url,
        "PREFECT_SERVER_UI_SHOW_PROMOTIONAL_CONTENT": "false",
        # Fail fast: the case's lease brings the wake back.
        "PREFECT_CLIENT_MAX_RETRIES": "2",
        "PREFECT_CLIENT_SERVER_VERSION_CHECK_ENABLED": "false",
        "PREFECT_LOGGING_LEVEL": "WARNING",
        # Nothing that a log says is copied into Prefect's own database.
        "PREFECT_LOGGING_TO_API_ENABLED": "false",
    }


def prepare(*, api_url: str, home: Path = HOME) -> None:
    """Tell this process's Prefect its settings.

    Raises:
        PrefectCameFirst: something has imported Prefect already.
    """
    wanted = environment(api_url=api_url, home=home)
    if "prefect" in sys.modules and any(os.environ.get(k) != v for k, v in wanted.items()):
        raise PrefectCameFirst(
            "Prefect was imported before its settings were made. Call prepare() first; only the "
            "flows, workflows/case_flow.py and workflows/case_runs.py may import it."
        )
    os.environ.update(wanted)
