"""Names that nobody bears: of children, officers, schools and psychologists, all invented."""

import random
from datetime import date


def _words(text: str) -> tuple[str, ...]:
    return tuple(text.split())


FORENAMES = _words(
    "Acorn Amber Aspen Bramble Breeze Briar Bracken Cedar Clover Comet Conker Coral Cricket "
    "Crumpet Dapple Dewdrop Ember Fennel Fern Figment Flint Gooseberry Hazelnut Heather Juniper "
    "Kestrel Lark Lichen Linnet Maple Marble Mallow Nettle Nutmeg Oakley Otter Pebble Pepper "
    "Pippin Puddle Quill Raindrop Rowan Rusk Saffron Sorrel Sparrow Starling Sundial Tansy "
    "Teasel Thistle Thimble Truffle Tumble Velvet Whistle Willow Wren Zephyr"
)
_FIRST = _words("Make Mock Sample Pretend Fable Figment Story Fancy Dummy Riddle Daydream Inkwell")
_SECOND = _words("believe bury combe field ford ham ley stead thorpe ton well wick worth")
SURNAMES = tuple(first + second for first in _FIRST for second in _SECOND)
OFFICERS = (
    "A Placeholder",
    "B Specimen",
    "C Dummett-Sample",
    "D Mockingham",
    "E Pretendergast",
    "F Fableworth",
    "G Inventive",
    "H Storybrook",
)
PSYCHOLOGISTS = ("Dr Notional", "Dr Hypothet", "Dr Supposit", "Dr Imagine", "Agency: Dr Stopgap")
PLACES = ("Nowhere", "Imaginary Meadow", "Storybook Lane", "St Figment's", "Utopia Park")
SCHOOL_AGE, FIRST_SECONDARY_YEAR, LAST_SCHOOL_YEAR = 0, 7, 11
NURSERY, PRIMARY, SECONDARY = "Make-Believe Nursery", "Primary School", "High School"
COLLEGE = "College of Elsewhere"
NEEDS = (
    ["Autistic spectrum disorder"] * 10
    + ["Speech, language and communication needs"] * 7
    + ["Social, emotional and mental health"] * 7
    + ["Moderate learning difficulty"] * 3
    + ["Specific learning difficulty"] * 2
    + ["Severe learning difficulty", "Physical disability", "Hearing impairment"]
)
SOURCES = ["Parent"] * 6 + ["Health"]
SOURCES_AT_SETTING = 12
CHECK_LETTERS = "ABCDEFGHJKLMNPQRTUVWXYZ"
NO_SUCH_COUNCIL = 999


def year_group(*, born_on: date, day: date) -> int:
    """The national curriculum year on a day: 0 is reception, below it is before school."""
    school_year = day.year if (day.month, day.day) >= (9, 1) else day.year - 1
    born_year = born_on.year if (born_on.month, born_on.day) >= (9, 1) else born_on.year - 1
    return school_year - born_year - 5


def year_in_words(year: int) -> str:
    """The year group as it is written in a tracker: N2, R, 1 to 14."""
    if year < SCHOOL_AGE:
        return f"N{max(1, 3 + year)}"
    return "R" if year == SCHOOL_AGE else str(year)


def setting(*, year: int, luck: random.Random) -> str:
    """A setting that takes children of that year."""
    if year < SCHOOL_AGE:
        return NURSERY
    if year > LAST_SCHOOL_YEAR:
        return COLLEGE
    phase = PRIMARY if year < FIRST_SECONDARY_YEAR else SECONDARY
    return f"{luck.choice(PLACES)} {phase}"


def source(*, year: int, luck: random.Random) -> str:
    """Who asked for the assessment: mostly where the child learns, or the parents."""
    where = "Early years setting" if year < SCHOOL_AGE else "School"
    if year > LAST_SCHOOL_YEAR:
        where = "College"
    return luck.choice([where] * SOURCES_AT_SETTING + SOURCES)


def upn(*, number: int, right: bool = True) -> str:
    """A pupil number of a council that does not exist; its check letter is right unless asked."""
    digits = f"{NO_SUCH_COUNCIL}{number:09d}"
    total = sum(weight * int(digit) for weight, digit in enumerate(digits, start=2))
    letter = total % len(CHECK_LETTERS)
    return CHECK_LETTERS[letter if right else (letter + 1) % len(CHECK_LETTERS)] + digits


def child(*, taken: set[tuple[str, str]], luck: random.Random) -> tuple[str, str]:
    """A forename and surname that no other child in the history bears."""
    while (name := (luck.choice(FORENAMES), luck.choice(SURNAMES))) in taken:
        pass
    taken.add(name)
    return name
