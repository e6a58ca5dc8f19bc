"""The page of all rules is as fresh as the law files, and shows every mark."""

from ehcp.law.grounds import load_grounds
from ehcp.law.law_files import HERE
from ehcp.law.notices import load_notices
from ehcp.law.page import page
from ehcp.law.rules import chapters, load_rules

STORED = (HERE / "RULES.md").read_text(encoding="utf-8")


def test_the_page_is_fresh() -> None:
    assert page() + "\n" == STORED, "run `ehcp law page > ehcp/law/RULES.md`"


def test_the_page_shows_every_rule_ground_and_notice_with_its_mark() -> None:
    for versions in (versions for _, rules in chapters() for versions in rules):
        assert f"| `{versions[0].id}` **[{versions[0].source.confidence}]** |" in STORED
    for ground in load_grounds():
        assert f"| `{ground.id}` ({ground.code}) **[{ground.source.confidence}]** |" in STORED
    for notice in load_notices():
        assert f"(`{notice.kind}`) **[{notice.source.confidence}]** |" in STORED


def test_every_rule_stands_in_one_chapter() -> None:
    shown = [versions[0].id for _, rules in chapters() for versions in rules]
    assert len(shown) == len(set(shown))
    assert set(shown) == {each.id for each in load_rules()}


def test_every_table_of_the_page_has_whole_rows() -> None:
    width = 0
    for line in STORED.splitlines():
        cells = line.count(" | ") if line.startswith("| ") else 0
        assert not cells or not width or cells == width, line
        width = cells


def test_every_caution_is_on_the_page() -> None:
    for _, rules in chapters():
        for versions in rules:
            assert versions[0].note is None or f"* `{versions[0].id}`: {versions[0].note}" in STORED
