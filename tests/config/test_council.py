"""Promises about the council's own policy."""

import shutil
from datetime import date, time, timedelta
from pathlib import Path

import pytest

from config.bad_setting import BadSetting
from config.council import EXAMPLE, check_advice_kinds, check_targets, read_council


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A copy of the example council, to be spoilt."""
    return Path(shutil.copytree(EXAMPLE, tmp_path / "council"))


def spoil(folder: Path, file: str, old: str, new: str) -> None:
    """Change one place in a file of the council folder."""
    text = (folder / file).read_text()
    assert text.count(old) == 1, f"{old!r} stands {text.count(old)} times in {file}"
    (folder / file).write_text(text.replace(old, new, 1))


def aim(folder: Path, rule: str, period: str) -> None:
    """Give the council a target of its own."""
    spoil(folder, "targets.toml", "[shorter]", f'[shorter]\n{rule} = "{period}"')


def test_the_example_council_is_complete():
    council = read_council()
    assert council.name == "Exampleshire"
    assert council.alerts.amber_days_before == (14, 7, 3, 1)
    assert council.alerts.red_first_day_late == 1
    assert council.alerts.red_repeat_days == 7
    assert council.letters.advice_reminder.days_before == (14, 5)
    assert council.letters.advice_digest.at == time(8)
    assert council.letters.caseworker_day.at == time(7, 30)
    assert council.letters.weekly_report.at == time(7)
    assert council.about.day_one_inclusive is False


def test_every_line_of_the_example_council_that_is_a_choice_is_explained():
    for file in EXAMPLE.glob("*.toml"):
        assert file.read_text().startswith("# "), file.name


@pytest.mark.parametrize(
    ("days_late", "told"),
    [
        (-14, "caseworker"),
        (0, "caseworker"),
        (1, "manager"),
        (14, "manager"),
        (15, "head_of_service"),
        (400, "head_of_service"),
    ],
)
def test_alerts_climb_the_ladder(days_late, told):
    assert read_council().alerts.told(days_late=days_late) == told


def test_a_caseworker_is_found_however_the_tracker_writes_the_name():
    people = read_council().people
    assert people.addresses("caseworker", caseworker=" kim  ASHDOWN ") == (
        "kim.ashdown@exampleshire.example",
    )
    assert people.addresses("caseworker", caseworker="Nobody Known") == ()
    assert people.addresses("caseworker", caseworker=None) == ()
    assert people.addresses("manager") == ("morgan.eastlake@exampleshire.example",)
    assert people.addresses("head_of_service") == ("pat.farrier@exampleshire.example",)


def test_letters_go_on_working_days_only():
    hours = read_council().about.hours
    assert hours.open_on(date(2026, 1, 5))
    assert not hours.open_on(date(2026, 1, 4))


@pytest.mark.parametrize(
    ("file", "old", "new", "key", "says"),
    [
        ("council.toml", 'name = "Exampleshire"', "", "name", "It is missing. Write the council"),
        ("council.toml", "ehc.team@", "ehc.team", "team_mailbox", "one email address"),
        ("council.toml", "01632 960 001", "ask at the desk", "telephone", "telephone number"),
        ("council.toml", "= false", '= "perhaps"', "day_one_inclusive", "true or false"),
        ("council.toml", "day_one_inclusive", "day_1_inclusive", "day_1_inclusive", "Is day_one"),
        ("council.toml", '"health", ', '"parent", ', "advice.always", "each once"),
        ("council.toml", "closes = 18", "closes = 06", "hours", "open before it closes"),
        ("council.toml", '"Monday"', '"Montag"', "hours.days.0", "in English"),
        ("people.toml", "kim.ashdown@", "kim", "caseworkers.Kim Ashdown", "address@council"),
        ("people.toml", '"Morgan Eastlake"', "# x", "managers", "at least one"),
        ("people.toml", 'name = "Pat', '# "Pat', "head_of_service.name", "missing"),
        ("alerts.toml", "[14, 7, 3, 1]", "[1, 3, 7, 14]", "amber_days_before", "longest first"),
        ("alerts.toml", "[14, 7, 3, 1]", "[14, 14]", "amber_days_before", "each once"),
        ("alerts.toml", "red_repeat_days = 7", "red_repeat_days = 0", "red_repeat_days", "7 is"),
        ("alerts.toml", '"manager"', '"the mayor"', "ladder.red.0.to", "head_of_service"),
        ("alerts.toml", "late = 15,", "late = 1,", "ladder", "later than the one before"),
        ("alerts.toml", "late = 1,", "late = 3,", "(file)", "no later than `red_first_day_late`"),
        ("alerts.toml", "late = 29", "late = 15", "escalation", "own head is asked first"),
        ("alerts.toml", "late = 22", "late = 0", "escalation.head_teacher_from_day_late", "leave"),
        ("alerts.toml", "wait_days = 42", "wait_days = -1", "escalation.longest_wait_days", "365"),
        (
            "alerts.toml",
            '"A post is vacant"',
            '"Staff sickness"',
            "escalation.late_reasons",
            "each once",
        ),
        (
            "alerts.toml",
            '"A post is vacant"',
            '" "',
            "escalation.late_reasons.1.says",
            "a few words",
        ),
        ("letters.toml", "[14, 5]", "[]", "advice_reminder.days_before", "longest first"),
        (
            "letters.toml",
            'uncertain = "ask"',
            'uncertain = "guess"',
            "when_uncertain",
            "ask or send_again",
        ),
        ("letters.toml", "at = 07:30:00", "at = 03:00:00", "caseworker_day.at", "07:00 to 18:30"),
        (
            "letters.toml",
            '"Monday"\nat = 08',
            '"Sunday"\nat = 08',
            "advice_digest.on",
            "Letters go on",
        ),
        (
            "letters.toml",
            "days_before = 14",
            "days_before = 0",
            "reviews_this_term.days_before",
            "14",
        ),
        (
            "people.toml",
            '# 999001 = "office@',
            '99 = "office@',
            "settings.99",
            "6 to 8 digits",
        ),
        (
            "people.toml",
            '# 999001 = "office@',
            '999001 = "office',
            "settings.999001",
            "address@school",
        ),
        ("reviews.toml", '= "decision"', '= "report"', "next_from", "decision or meeting"),
        ("reviews.toml", '= "setting"', '= "school"', "arranged_by", "setting or authority"),
        ("reviews.toml", "[11]", "[11, 11]", "phase_transfer.years_to_post16", "each once"),
        ("reviews.toml", "[11]", "[6]", "phase_transfer", "Year 6 is in both lists"),
        ("reviews.toml", "[11]", "[21]", "phase_transfer.years_to_post16.0", "year groups"),
        ("reviews.toml", '"1 April"', '"29 February"', "phase_transfer.opens", "1 April"),
        ("reviews.toml", '"1 April"', '"soon"', "phase_transfer.opens", "a day and a month"),
        (
            "closures.toml",
            "{ closed_from = 2026-08-24, reopens = 2026-09-01",
            "{ closed_from = 2026-09-01, reopens = 2026-08-24",
            "settings.EY999004.closed.1",
            "be after `closed_from`",
        ),
        (
            "closures.toml",
            "{ closed_from = 2027-07-03, reopens = 2027-09-06",
            "{ closed_from = 2027-07-03, reopens = 2028-09-06",
            "settings.999003.closed.10",
            "Check the years",
        ),
        (
            "closures.toml",
            "{ closed_from = 2026-04-03,",
            "{ closed_from = 2026-02-20,",
            "settings.999003",
            "follow each other",
        ),
        ("closures.toml", "999003", "3", "settings.3", "6 to 8 digits"),
        ("closures.toml", "Fordlow College", "CANDLEFORD  Academy", "(file)", "same name"),
        ("closures.toml", "Fordlow College", "999001", "(file)", "a number for its name"),
        ("closures.toml", "keeps_default = true", "", "settings.999005", "Give either"),
        ("staff.toml", "idle_minutes = 30", "idle_minutes = 4", "session.idle_minutes", "5 to 240"),
        ("staff.toml", "warn_minutes = 5", "warn_minutes = 30", "session", "less than `idle_min"),
        ("staff.toml", "longest_hours = 12", "longest_hours = 0", "session.longest_hours", "1 to"),
        ("staff.toml", "tries = 5", "tries = 1", "sign_in.tries", "from 3 to 20"),
        ("staff.toml", "since = 17:00:00", "since = 2026-01-01", "replies_since", "17:00:00"),
        (
            "staff.toml",
            '# "EHC managers" = { roles = ["manager"] }',
            '"EHC managers" = { roles = ["boss"] }',
            "groups.EHC managers.roles.0",
            "caseworker, plan_writer, manager",
        ),
        ("branding.toml", '"#16324f"', '"#777777"', "colour", "contrast of 4.5"),
        ("branding.toml", '"#16324f"', '"navy"', "colour", "#16324f"),
        ("branding.toml", '# logo = "logo.svg"', 'logo = "logo.gif"', "logo", "logo.png"),
        ("branding.toml", '# logo = "logo.svg"', 'logo = "logo.svg"', "logo", "Put a picture"),
        ("targets.toml", "leave_out_disputed = true", "leave_out = 1", "measures.leave_out", "Is"),
        ("targets.toml", "falling = 3", "falling = 0", "colours.N2.falling", "at_least"),
        ("targets.toml", "amber = 80", "amber = 99", "colours.N3", "green must not begin below"),
    ],
)
def test_what_cannot_be_used_is_refused_with_file_key_value_and_fix(
    folder, file, old, new, key, says
):
    spoil(folder, file, old, new)
    with pytest.raises(BadSetting) as refused:
        read_council(folder)
    assert refused.value.where == file
    assert refused.value.key == key
    assert says in str(refused.value)
    assert refused.value.others == ()


def test_a_setting_has_its_own_closures_or_says_that_it_keeps_the_default_ones():
    closures = read_council().closures
    assert closures.closed("999005") == closures.default.closed
    assert closures.closed("999001")[0].closed_from == date(2025, 7, 24)
    assert closures.settings["EY999004"].early_years


def test_terms_begin_after_holidays_and_not_after_half_term():
    closures = read_council().closures
    assert closures.terms_begin("999001")[:3] == (
        date(2025, 9, 3),
        date(2026, 1, 5),
        date(2026, 4, 13),
    )
    assert closures.terms_begin("100000")[0] == date(2025, 9, 2)  # not named: the default days


def test_the_example_has_a_closure_that_just_lifts_no_limit():
    summer = next(
        each
        for each in read_council().closures.closed("999002")
        if each.closed_from == date(2026, 8, 1)
    )
    assert (summer.reopens - summer.closed_from).days == 27


def test_the_cohort_of_a_phase_transfer_opens_on_a_day_of_every_year():
    transfer = read_council().reviews.phase_transfer
    assert transfer.opens_on(2026) == date(2026, 4, 1)
    assert (transfer.years_to_school, transfer.years_to_post16) == ((-1, 6), (11,))


def test_the_example_council_writes_to_no_school_until_it_is_switched_on():
    council = read_council()
    assert not council.letters.reviews_this_term.send
    assert not council.letters.review_report_due.send
    assert council.people.settings == {}


def test_a_missing_file_says_where_to_get_it(folder):
    (folder / "people.toml").unlink()
    with pytest.raises(BadSetting, match=r"people\.toml: \(file\)\. The file is missing; copy"):
        read_council(folder)


def test_a_file_that_is_not_toml_names_the_line(folder):
    spoil(folder, "alerts.toml", "red_repeat_days = 7", "red_repeat_days seven")
    with pytest.raises(BadSetting, match=r"alerts\.toml.*not TOML.*line"):
        read_council(folder)


def test_a_file_in_another_encoding_is_refused_with_a_sentence(folder):
    (folder / "people.toml").write_bytes("# caf\xe9".encode("latin-1"))
    with pytest.raises(BadSetting, match=r"people\.toml.*cannot be read"):
        read_council(folder)


def test_a_misnamed_file_is_refused(folder):
    (folder / "letters.toml").rename(folder / "leters.toml")
    with pytest.raises(BadSetting, match=r"Is letters\.toml meant") as refused:
        read_council(folder)
    assert "letters.toml: (file). The file is missing" in str(refused.value)


def test_a_folder_that_is_not_there_names_the_variable(tmp_path):
    with pytest.raises(BadSetting, match="EHCP_COUNCIL"):
        read_council(tmp_path / "nowhere")


def test_everything_that_is_wrong_is_said_at_once(folder):
    spoil(folder, "council.toml", "ehc.team@", "ehc.team")
    spoil(folder, "alerts.toml", "[14, 7, 3, 1]", "[1]\nsiren = true")
    spoil(folder, "letters.toml", "tries = 5", "tries = 0")
    with pytest.raises(BadSetting) as refused:
        read_council(folder)
    wrong = [refused.value, *refused.value.others]
    assert [(problem.where, problem.key) for problem in wrong] == [
        ("council.toml", "team_mailbox"),
        ("alerts.toml", "siren"),
        ("letters.toml", "tries"),
    ]


# ---------------------------------------------------------------- targets against the law


def six_weeks(rule: str, started_on: date) -> date:
    """Stand in for a law in which every limit is six weeks."""
    if rule == "as_soon_as_possible":
        msg = "as_soon_as_possible has no date."
        raise ValueError(msg)
    if rule not in {"decide_to_assess", "advice_response"}:
        msg = f"There is no rule '{rule}'."
        raise LookupError(msg)
    return started_on + timedelta(weeks=6)


def test_a_target_may_be_shorter_than_the_law(folder):
    aim(folder, "decide_to_assess", "5 weeks")
    council = read_council(folder)
    check_targets(council, due=six_weeks)
    assert council.targets.shorter == {"decide_to_assess": "5 weeks"}


def test_the_example_council_aims_for_the_law_and_nothing_else():
    assert read_council().targets.shorter == {}


@pytest.mark.parametrize("period", ["soon", "0 weeks", "5", "2 months", "10 working days"])
def test_a_target_is_written_in_weeks_or_days(folder, period):
    aim(folder, "decide_to_assess", period)
    with pytest.raises(BadSetting, match="Write rule = "):
        read_council(folder)


def test_a_target_may_be_as_long_as_the_law(folder):
    aim(folder, "decide_to_assess", "42 days")
    check_targets(read_council(folder), due=six_weeks)


def test_a_target_longer_than_the_law_is_refused_by_a_single_day(folder):
    aim(folder, "decide_to_assess", "43 days")
    with pytest.raises(BadSetting, match="The law allows 42 days") as refused:
        check_targets(read_council(folder), due=six_weeks)
    assert refused.value.key == "shorter.decide_to_assess"
    assert refused.value.value == "43 days"


def test_a_target_that_is_too_long_only_in_some_months_is_refused(folder):
    aim(folder, "advice_response", "30 days")

    def one_month(_rule: str, started_on: date) -> date:
        # To the same day of the next month; a month may have 28 days.
        following = started_on.replace(day=1) + timedelta(days=32)
        last = (following.replace(day=1) + timedelta(days=32)).replace(day=1) - timedelta(days=1)
        return following.replace(day=min(started_on.day, last.day))

    with pytest.raises(BadSetting, match=r"allows 2[89] days \(from 2024-"):
        check_targets(read_council(folder), due=one_month)


@pytest.mark.parametrize(
    ("rule", "says"),
    [("decide_to_asess", "no rule"), ("as_soon_as_possible", "has no date")],
)
def test_a_target_for_what_has_no_date_in_law_is_refused(folder, rule, says):
    aim(folder, rule, "5 weeks")
    with pytest.raises(BadSetting, match=says):
        check_targets(read_council(folder), due=six_weeks)


def test_an_unknown_kind_of_advice_is_refused(folder):
    known = ["education", "educational_psychology", "health", "social_care", "parent"]
    with pytest.raises(BadSetting, match="Known are: education") as refused:
        check_advice_kinds(read_council(folder), known=known)
    assert refused.value.value == "preparation_for_adulthood"
    check_advice_kinds(read_council(folder), known=[*known, "preparation_for_adulthood"])
