"""Promises about who may know whom: the floors, the rooms, and what stays out of which."""

import subprocess
import sys
import tomllib

import pytest
from importlinter.cli import lint_imports

from tests.house.building import ROOMS, ROOT

# Imports every module of the lower floors, as a page or a mail might, and says what came along.
_IMPORT_ALL = """
import importlib, pkgutil, sys
for room in ("config", "ehcp", "notifications"):
    package = importlib.import_module(room)
    for found in pkgutil.walk_packages(package.__path__, room + "."):
        if ".migrations." not in found.name:  # those are Alembic's to load
            importlib.import_module(found.name)
print(*sorted({"prefect", "apscheduler"} & set(sys.modules)))
"""


def test_the_import_contracts_are_kept(capsys, tmp_path):
    broken = lint_imports(
        config_filename=str(ROOT / "pyproject.toml"), cache_dir=str(tmp_path), no_logo=True
    )
    assert not broken, capsys.readouterr().out


def test_every_room_of_the_building_is_under_the_contracts():
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text())
    assert sorted(settings["tool"]["importlinter"]["root_packages"]) == sorted(ROOMS)


def test_the_lower_floors_run_without_prefect_and_without_a_scheduler():
    assert run_python(_IMPORT_ALL) == ""


def test_the_command_is_quick_to_start_because_it_does_not_import_prefect():
    script = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["scripts"]["ehcp"]
    module = script.partition(":")[0]
    heavy = '{"prefect", "apscheduler", "sqlalchemy", "altair", "openpyxl"}'
    came = run_python(f"import sys, {module}; print(*sorted({heavy} & set(sys.modules)))")
    assert came == ""


@pytest.mark.parametrize("module", ["config.clock", "config.council", "config.settings"])
def test_the_config_room_is_light(module):
    heavy = '{"prefect", "sqlalchemy", "fastapi", "structlog", "ehcp", "notifications"}'
    assert run_python(f"import sys, {module}; print(*sorted({heavy} & set(sys.modules)))") == ""


def run_python(program: str) -> str:
    """Run a program in a fresh Python, where nothing has been imported yet."""
    ran = subprocess.run(  # noqa: S603 - this very Python, with a program from this file
        [sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert ran.returncode == 0, ran.stderr
    return ran.stdout.strip()
