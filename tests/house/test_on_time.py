"""What was done by its day is 'on time', in every page, workbook and text that counts it."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

import ehcp

_HOUSE = Path(ehcp.__file__).parent
_OTHER_WORD = re.compile(r"\b[Ii]n time\b")
_COMMENT = re.compile(r"\{#.*?#\}", re.DOTALL)
_COUNTED = [
    *(_HOUSE / "reports").rglob("*.py"),
    *(_HOUSE / "reports").rglob("*.jinja"),
    *(_HOUSE / "exchange").rglob("*.py"),
    *(_HOUSE / "cases").rglob("explain.py"),
    # Whether a panel meets in time is a question of tomorrow: nothing is counted by it.
    *(path for path in (_HOUSE / "web").rglob("*.jinja") if "panel" not in path.parts),
]


@pytest.mark.parametrize("path", _COUNTED, ids=lambda path: str(path.relative_to(_HOUSE)))
def test_what_is_counted_by_its_day_is_said_to_be_on_time(path):
    found = [words for words in _shown(path) if _OTHER_WORD.search(words)]
    assert not found, "say 'on time', as everywhere else"


def _shown(path: Path) -> Iterator[str]:
    """Give the words of a file that somebody may come to read, without what explains the code."""
    text = path.read_text(encoding="utf-8")
    if path.suffix == ".jinja":
        yield _COMMENT.sub("", text)
        return
    for node in ast.walk(ast.parse(text)):
        alone = isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)
        if not alone:
            yield from (
                each.value
                for each in ast.iter_child_nodes(node)
                if isinstance(each, ast.Constant) and isinstance(each.value, str)
            )
