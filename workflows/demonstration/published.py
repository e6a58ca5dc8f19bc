"""The figures that the invented history must have, and the quotas that bring them about.

The figures are those which Cheshire East published in September 2019; all between them is invented.
"""

from datetime import date

COUNCIL = "Exampleshire"
FIRST_DAY = date(2017, 11, 1)
LAST_DAY = date(2019, 7, 22)

# What a council officer can look up in the published paper.
OPEN_AT_THE_END = 213

# Requests a week, from the Monday named until the next; more at the start of a school year.
ARRIVALS = (
    ("2017-10-30", 13),
    ("2017-12-18", 5),
    ("2018-01-08", 14),
    ("2018-07-02", 16),
    ("2018-07-23", 13),
    ("2018-08-06", 18),
    ("2018-09-03", 30),
    ("2018-09-17", 15),
    ("2018-10-29", 13),
    ("2018-12-17", 8),
    ("2019-01-07", 15),
    ("2019-02-25", 14),
)
# From this day on, as many requests as are needed for the published number of open cases.
TOP_UP_FROM = date(2019, 6, 17)

# Plans issued inside the twenty weeks, by month of issue.
PLANS_ON_TIME = {
    "2018-03": 3,
    "2018-04": 22,
    "2018-05": 20,
    "2018-06": 18,
    "2018-07": 17,
    "2018-08": 15,
    "2018-09": 13,
    "2018-10": 11,
    "2018-11": 9,
    "2018-12": 8,
    "2019-01": 6,
    "2019-02": 6,
    "2019-03": 16,
    "2019-04": 28,
    "2019-06": 48,
}
# Where the month says instead how many of those due will be late; all others are on time.
PLANS_NEWLY_LATE = {"2019-05": 2, "2019-06": 2, "2019-07": 3}
PLANS_LATE_IN_JANUARY = 61  # 6 of 67 on time: 9.0 %
LATE_PLANS_IN_JUNE = 2  # 48 of 50 on time: 96.0 %

# Cases over twenty weeks at the end of the day. 31 December follows from January's quota.
LATE_PLANS_FROM = date(2018, 4, 9)
OVER_TWENTY_WEEKS = (
    ("2018-06-30", 33),
    ("2018-09-30", 82),
    ("2018-11-30", 131),
    ("2018-12-31", None),
    ("2019-01-31", 157),
    ("2019-02-11", 160),
    ("2019-02-26", 155),
    ("2019-03-31", 104),
    ("2019-04-30", 55),
    ("2019-05-31", 14),
    ("2019-06-24", 11),
    ("2019-06-30", 10),
    ("2019-07-22", 5),
)
# Cases that nobody can finish for months: over thirty weeks four weeks before the end, and after.
STUCK = 6
STUCK_FROM, STUCK_TO = date(2018, 9, 10), date(2018, 11, 16)
STUCK_UNTIL = date(2019, 6, 24)

# Psychologists' advice that came inside its six weeks, by the month in which it came.
EP_ON_TIME = {
    "2018-01": 14,
    "2018-02": 27,
    "2018-03": 27,
    "2018-04": 22,
    "2018-05": 20,
    "2018-06": 18,
    "2018-07": 14,
    "2018-08": 10,
    "2018-09": 8,
    "2018-10": 7,
    "2018-11": 6,
    "2018-12": 5,
    "2019-01": 4,
    "2019-02": 3,
    "2019-03": 4,
    "2019-04": 14,
    "2019-05": 30,
    "2019-06": 41,
}
EP_NEWLY_LATE = {"2019-06": 3, "2019-07": 1}
EP_LATE_IN_MARCH = 96  # 4 of 100 on time: 4.0 %
EP_LATE_IN_JUNE = 9  # 41 of 50 on time: 82.0 %

# Cases awaiting a psychologist for over six weeks, at the end of the day.
LATE_EP_FROM = date(2018, 2, 5)
EP_OVER_SIX_WEEKS = (
    ("2018-04-09", 7),
    ("2018-06-30", 22),
    ("2018-09-30", 66),
    ("2018-11-30", 112),
    ("2018-12-31", 124),
    ("2019-01-21", 134),
    ("2019-01-28", 135),
    ("2019-02-04", 130),
    ("2019-02-28", 100),
    ("2019-03-31", None),
    ("2019-04-30", 23),
    ("2019-05-31", 10),
    ("2019-06-30", None),
    ("2019-07-22", 1),
)
# Cases awaiting only somebody else for over six weeks, at the end of the day.
OTHERS_OVER_SIX_WEEKS = (
    ("2018-03-26", 0),
    ("2018-09-30", 7),
    ("2018-12-03", 15),
    ("2019-01-14", 22),
    ("2019-01-21", 25),
    ("2019-01-28", 22),
    ("2019-02-25", 12),
    ("2019-03-31", 6),
    ("2019-04-30", 5),
    ("2019-05-31", 3),
    ("2019-06-24", 2),
    ("2019-07-22", 1),
)
# Until then health advice was often late; from November 2018 over nine in ten came in time.
HEALTH_POOR_UNTIL = date(2018, 10, 31)

# Complaints between two days, both included: 52 + 55 = 107 in the year to 1 January 2019, and
# 55 + 27 = 82 in the year to 1 June 2019.
COMPLAINTS = (
    ("2017-11-01", "2018-01-01", 17),
    ("2018-01-02", "2018-06-01", 52),
    ("2018-06-02", "2019-01-01", 55),
    ("2019-01-02", "2019-06-01", 27),
    ("2019-06-02", "2019-07-22", 8),
)
