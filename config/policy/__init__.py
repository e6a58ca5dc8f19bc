"""The council's own policy, one model for each file of the council folder.

A field's description is what a person reads when its value is wrong: it says what to write.
"""

from config.policy.about import About
from config.policy.alerts import Alerts
from config.policy.branding import Branding
from config.policy.closures import Closures
from config.policy.letters import Letters
from config.policy.part import Weekday
from config.policy.people import People
from config.policy.reviews import Reviews
from config.policy.staff import Staff, UserRole
from config.policy.targets import Targets, days_in

__all__ = [
    "About",
    "Alerts",
    "Branding",
    "Closures",
    "Letters",
    "People",
    "Reviews",
    "Staff",
    "Targets",
    "UserRole",
    "Weekday",
    "days_in",
]
