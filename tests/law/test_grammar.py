"""The grammar of the law files: what it carries, and how it refuses what is wrong."""

from datetime import date

import pytest

from ehcp.law.rules import BadLaw, NoDate, Rule, check_together, read_rules

A_RULE = """
[[rule]]
id = "a_rule"
says = "Do it."
owed_by = "local authority"
clock = {{ starts = ["request_received"] }}
source = {{ force = "regulation", cite = "reg 1", confidence = "A" }}
in_force = {{ from = 2014-09-01 }}
{more}
"""


def a_rule(more: str) -> Rule:
    (only,) = read_rules(A_RULE.format(more=more), file="test.toml")
    return only


@pytest.mark.parametrize(
    ("length", "started", "due", "sum_ends"),
    [
        ('within = "3 working days"', date(2026, 12, 24), date(2026, 12, 31), "not counted)"),
        (
            'within = "15 working days"\ncounting = "beginning_with"',
            date(2026, 12, 17),
            date(2027, 1, 11),
            "the day itself is the first if it is a working day)",
        ),
        ('within = "2 months"', date(2026, 12, 31), date(2027, 2, 28), "the month's last)"),
        (
            'within = "12 months"\ncounting = "beginning_with"',
            date(2028, 2, 29),
            date(2029, 2, 28),
            "the month's last)",
        ),
        (
            'within = "2 weeks"\ncounting = "beginning_with"',
            date(2026, 6, 1),
            date(2026, 6, 14),
            "+ 13 days (2 weeks; the day itself is the first)",
        ),
        (
            'ahead_of = "2 weeks"',
            date(2026, 11, 30),
            date(2026, 11, 16),
            "30 November 2026 - 14 days (at least 2 weeks before)",
        ),
        ('ahead_of = "14 days"', date(2026, 11, 30), date(2026, 11, 16), "14 days before)"),
        ('ahead_of = "5 months"', date(2027, 7, 31), date(2027, 2, 28), "5 months before)"),
        (
            'by = "before 15 February"',
            date(2027, 9, 1),
            date(2027, 2, 14),
            "the day before 15 February 2027",
        ),
        ('by = "before 31 March"', date(2027, 9, 1), date(2027, 3, 30), "31 March 2027"),
    ],
)
def test_the_grammar_carries_the_limits_of_reviews_and_transfers(
    length: str, started: date, due: date, sum_ends: str
) -> None:
    each = a_rule(length)
    assert each.due(started) == due
    written, result = each.arithmetic(started).split(" = ")
    assert written.endswith(sum_ends)
    assert result.endswith(str(due.year))


def test_a_rule_can_be_in_force_for_a_time_judged_by_the_day_it_is_due() -> None:
    each = a_rule('within = "6 weeks"').model_copy(
        update={"in_force": a_rule_in_force("from = 2020-05-01, until = 2020-09-25")}
    )
    assert not each.applies_to(date(2020, 3, 19))  # due 30 April
    assert each.applies_to(date(2020, 3, 20))  # due 1 May
    assert each.applies_to(date(2020, 8, 14))  # due 25 September
    assert not each.applies_to(date(2020, 8, 15))  # due 26 September


def a_rule_in_force(dates: str) -> object:
    text = A_RULE.format(more='within = "6 weeks"').replace("from = 2014-09-01", dates)
    (only,) = read_rules(text.replace("in_force = {", 'in_force = { judged_on = "due",'), file="x")
    return only.in_force


@pytest.mark.parametrize(
    ("more", "sentence"),
    [
        ('within = "six weeks"', r"test\.toml, rule a_rule: within: 'six weeks' is not a period"),
        ('within = "1.5 weeks"', "'1.5 weeks' is not a period"),
        ("within = 6", "within: Input should be an instance of Period"),
        ('within = "6 weeks"\nby = "before 31 March"', "and has within and by"),
        ("", "needs exactly one of within, not_before, ahead_of, by"),
        ('by = "before 29 February"', "'before 29 February' is not a yearly date"),
        ('by = "after 15 February"', "'after 15 February' is not a yearly date"),
        ('ahead_of = "3 working days"', "not working days"),
        ('within = "0 days"\ncounting = "beginning_with"', "a period of at least one day"),
        ('ahead_of = "2 weeks"\ncounting = "beginning_with"', "a period of at least one day"),
        ('within = "6 weeks"\nwithn = "5 weeks"', "there is no key 'withn'"),
        ('within = "6 weeks"\nwatched = "yes"', "watched: Input should be a valid boolean"),
        ('within = "6 weeks"\nwatched_as = "other"', "set watched = false"),
        ("as_soon_as_practicable = true", "no day on which it is late"),
        ('not_before = "15 days"\nwatched = false', "belong together"),
        (
            """as_soon_as_practicable = true
            watched = false
            examples = [{ starts = 2026-01-05, due = 2026-01-06 }]""",
            "a duty without a date has no examples",
        ),
    ],
)
def test_a_wrong_rule_is_refused_with_file_rule_and_reason(more: str, sentence: str) -> None:
    with pytest.raises(BadLaw, match=sentence):
        a_rule(more)


@pytest.mark.parametrize(
    ("wrong", "right", "sentence"),
    [
        ('confidence = "U"', 'confidence = "A"', r"source: it is marked U"),
        ('force = "rumour"', 'force = "regulation"', r"source\.force: Input should be"),
        ("from = 2014-09-01T10:00:00", "from = 2014-09-01", r"in_force\.from"),
        ("from = 2014-09-01, until = 2014-08-31", "from = 2014-09-01", "in force until 2014-08-31"),
        ("starts = []", 'starts = ["request_received"]', r"clock\.starts"),
        ('id = "A Rule"', 'id = "a_rule"', "id: String should match"),
        ("", 'says = "Do it."', "the key 'says' is missing"),
    ],
)
def test_a_wrong_part_is_refused_by_its_key(wrong: str, right: str, sentence: str) -> None:
    text = A_RULE.format(more='within = "6 weeks"')
    assert right in text
    read_rules(text, file="test.toml")
    with pytest.raises(BadLaw, match=sentence):
        read_rules(text.replace(right, wrong), file="test.toml")


def test_a_file_that_is_no_toml_or_holds_other_tables_is_refused() -> None:
    with pytest.raises(BadLaw, match=r"test\.toml is not TOML"):
        read_rules("[[rule", file="test.toml")
    with pytest.raises(BadLaw, match=r"holds only \[\[rule\]\] tables, and found: rules"):
        read_rules("[[rules]]\nid = 'a'", file="test.toml")


def test_two_versions_of_a_rule_may_follow_each_other_but_not_overlap() -> None:
    text = A_RULE.format(more='within = "6 weeks"')
    first = text.replace("2014-09-01", "2014-09-01, until = 2020-04-30")
    second = text.replace("2014-09-01", "2020-05-01").replace("within", "version = 2\nwithin")
    check_together(read_rules(first + second, file="test.toml"))
    too_early = second.replace("2020-05-01", "2020-04-30")
    with pytest.raises(BadLaw, match="Versions 1 and 2 of rule a_rule are in force on the same"):
        check_together(read_rules(first + too_early, file="test.toml"))
    with pytest.raises(BadLaw, match="has version 1 twice"):
        check_together(read_rules(text + text, file="test.toml"))


@pytest.mark.parametrize(
    ("more", "sentence"),
    [
        ('watched_as = "nothing"\nwatched = false', "watched as 'nothing', which is no rule"),
        ('watched_as = "a_rule"\nwatched = false', "watched as 'a_rule', which is no rule"),
        ('excepted_by = ["holidays"]', "'holidays' is not a ground in law. The grounds are:"),
    ],
)
def test_a_rule_may_not_name_what_does_not_exist(more: str, sentence: str) -> None:
    with pytest.raises(BadLaw, match=sentence):
        check_together([a_rule(f'within = "6 weeks"\n{more}')])


def test_working_days_beyond_the_known_bank_holidays_give_no_date() -> None:
    with pytest.raises(NoDate, match="bank holidays of 2150 are not known"):
        a_rule('within = "3 working days"').due(date(2150, 1, 5))
