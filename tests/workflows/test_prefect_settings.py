"""Promises about how Prefect is told what to do, and about who may import it."""

import subprocess
import sys
from pathlib import Path

from workflows.prefect_settings import environment

ASKED = """
import sys
{first}
from pathlib import Path
from workflows.prefect_settings import PrefectCameFirst, prepare
try:
    prepare(api_url="http://127.0.0.1:4211/api", home=Path("nowhere"))
except PrefectCameFirst as refusal:
    print("refused")
else:
    import prefect.settings
    print(prefect.settings.PREFECT_API_URL.value())
    settings = prefect.settings.get_current_settings().server
    print(settings.analytics_enabled, settings.ephemeral.enabled)
    print(settings.services.pause_expirations.enabled, settings.ui.api_url)
"""


def answer(first: str = "", *, folder: Path) -> list[str]:
    shown = subprocess.run(  # noqa: S603 - our own interpreter, fixed words
        [sys.executable, "-c", ASKED.format(first=first)],
        check=True,
        capture_output=True,
        text=True,
        cwd=folder,
        env={"PYTHONPATH": str(Path(__file__).parents[2])},
    )
    return shown.stdout.split()


def test_prefect_hears_its_settings(tmp_path: Path):
    url = "http://127.0.0.1:4211/api"
    assert answer(folder=tmp_path) == [url, "False", "False", "False", url]


def test_prefect_that_was_imported_before_is_refused(tmp_path: Path):
    assert answer("import prefect", folder=tmp_path) == ["refused"]


def test_nothing_is_sent_home():
    said = environment(api_url="http://127.0.0.1:4200/api", home=Path("x"))
    assert said["DO_NOT_TRACK"] == "1"
    assert said["PREFECT_SERVER_ANALYTICS_ENABLED"] == "false"


def test_only_two_files_of_this_floor_import_prefect_when_they_are_loaded():
    asked = (
        "import sys, workflows.serve, workflows.dispatcher, workflows.scheduler, workflows.day;"
        "print('prefect' in sys.modules)"
    )
    shown = subprocess.run(  # noqa: S603 - our own interpreter, fixed words
        [sys.executable, "-c", asked], check=True, capture_output=True, text=True
    )
    assert shown.stdout.strip() == "False"
