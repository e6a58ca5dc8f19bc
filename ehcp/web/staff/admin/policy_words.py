"""What each thing that the council's policy asks for is called on the pages, with a hint."""

from dataclasses import dataclass
from functools import cache

from ehcp.cases.advice_kinds import AdviceKind
from ehcp.law.rules import load_rules


@dataclass(frozen=True)
class Words:
    """How one thing is asked for."""

    label: str
    hint: str = ""


@dataclass(frozen=True)
class PartShown:
    """A part of the policy as the list of pages names it."""

    title: str
    says: str


PARTS_SHOWN = {
    "alerts": PartShown(
        "Thresholds and who is told", "When a case is amber or red, and who is told as it climbs"
    ),
    "letters": PartShown("When letters go", "Reminder steps, days and hours of every letter"),
    "about": PartShown(
        "The council and its hours", "Name, mailbox, office hours and who is asked for advice"
    ),
    "people": PartShown(
        "People who are told",
        "Addresses of caseworkers, managers, the head of service and the clinical officer",
    ),
    "targets": PartShown(
        "Targets and colours", "Aims that are shorter than the law, and when a figure is green"
    ),
    "reviews": PartShown("Annual reviews", "From when the next review counts, and phase transfers"),
    "staff": PartShown(
        "Signing in and working", "Time limits, locking, and the groups of your identity provider"
    ),
    "branding": PartShown("Look of the pages", "Name, colour and logo"),
}

_CLOSURES = PartShown("Closures", "When each setting is closed, and when its terms begin")

_DAYS_LIST = "Whole numbers with commas between them, the longest first. For example, 14, 7, 3, 1"
_TIME = "For example, 7:30am or 16:00"
_LATE_DAYS = "1 is the first day late"
_REPEAT = "In days; 7 is weekly"

_LETTERS = {
    "advice_needed": "E1, to a service: advice is needed",
    "file_refused": "E1b, to a service: its file could not be taken",
    "mailbox_changed": "E1c, to a service: what is open, at its new mailbox",
    "advice_reminder": "E2, to a service: advice is due soon",
    "advice_late": "E3, to a service: advice is late",
    "escalation": "E5, to the head of a service, or above: late advice has climbed",
    "advice_digest": "E4, to a service: its week in one list",
    "caseworker_day": "E6, to a caseworker: the day",
    "weekly_report": "E7, to managers: the weekly report",
    "reviews_this_term": "E10, to a setting: its reviews this term",
    "review_report_due": "E11, to a setting: a review report is due",
    "consultation": "E12, to a setting: it is consulted",
    "decision_setting": "E14a, to a setting: there is a decision",
    "family_request": "E1a, to a family: the request has come",
    "family_stage": "E8, to a family: the next stage",
    "family_officer": "E8b, to a family: another officer",
    "family_delay": "E9, to a family: a limit is missed",
    "family_draft": "E13, to a family: a draft is ready to be read",
    "family_decision": "E14, to a family: there is a decision",
    "not_delivered": "E15, to a caseworker: a letter was not delivered",
}

SECTIONS: dict[str, dict[str, str]] = {
    "alerts": {
        "amber_days_before": "Amber",
        "red_first_day_late": "Red",
        "ladder.amber": "Who is told",
        "escalation.service_head_from_day_late": "Late advice: those above the service",
    },
    "letters": {"tries": "Sending", **{f"{name}.send": says for name, says in _LETTERS.items()}},
    "people": {
        "head_of_service.name": "The head of service",
        "clinical_officer.name": "The designated clinical officer",
    },
    "about": {
        "name": "The council",
        "advice.always": "Advice",
        "hours.opens": "When letters may go",
    },
    "reviews": {"phase_transfer.years_to_school": "Phase transfers"},
    "staff": {
        "stalled_working_days": "Work",
        "session.idle_minutes": "Sessions",
        "sign_in.tries": "Wrong passwords",
        "groups": "Groups of your identity provider",
    },
}
"""The heading before a field."""

WORDS: dict[str, dict[str, Words]] = {
    "alerts": {
        "amber_days_before": Words("Days before a limit on which a case turns amber", _DAYS_LIST),
        "red_first_day_late": Words("Day late on which it turns red", _LATE_DAYS),
        "red_repeat_days": Words("How often red is raised again", _REPEAT),
        "ladder.amber": Words("Who is told of amber"),
        "ladder.red": Words("Who is told of red", "Each step begins later than the one before."),
        "ladder.red.from_day_late": Words("From day late", _LATE_DAYS),
        "ladder.red.to": Words("Who is told"),
        "escalation.service_head_from_day_late": Words(
            "The head of the service is written to from day late", _LATE_DAYS
        ),
        "escalation.clinical_officer_from_day_late": Words(
            "The designated clinical officer is written to from day late",
            "About advice of health, where an officer is named; later than the head of the service",
        ),
        "escalation.head_teacher_from_day_late": Words(
            "The head of the school, college or nursery is written to from day late (optional)",
            "About advice of education, where the setting has a mailbox",
        ),
        "escalation.longest_wait_days": Words(
            "A promised day holds this until at most so many days after the limit",
            "0 lets no promise hold anything",
        ),
        "escalation.reply_working_days": Words("An answer is wanted within so many working days"),
        "escalation.late_reasons": Words(
            "Reasons to choose from where advice is late", "Others can be typed."
        ),
        "escalation.late_reasons.says": Words("Reason"),
    },
    "letters": {
        "tries": Words("How often a letter is tried before a person is told", "From 1 to 20"),
        "when_uncertain": Words("When it is uncertain whether a letter has gone"),
        "send": Words("Is it sent?"),
        "days_before": Words("How many days before"),
        "advice_reminder.days_before": Words("Days before advice is due", _DAYS_LIST),
        "reviews_this_term.days_before": Words("Days before the term begins"),
        "first_day_late": Words("First on day late", _LATE_DAYS),
        "repeat_days": Words("Again every so many days", _REPEAT),
        "chased_on_days": Words(
            "Days after which it is chased", "Commas between them, the first one first: 10, 15"
        ),
        "on": Words("Day of the week"),
        "at": Words("At what time", _TIME),
    },
    "about": {
        "name": Words("Name of the council"),
        "team_mailbox": Words("Mailbox of the team", "Printed at the foot of every letter"),
        "telephone": Words("Telephone of the team", "For example, 01632 960 001"),
        "independent_advice": Words(
            "Who gives families independent advice",
            "For example, Exampleshire SENDIASS (01632 960 020)",
        ),
        "day_one_inclusive": Words(
            "Does the day of receipt count as day 1?", "Yes makes every limit one day earlier"
        ),
        "advice.always": Words("Asked for in every assessment"),
        "advice.from_year_9": Words("Asked for as well from year 9"),
        "hours.opens": Words("From", _TIME),
        "hours.closes": Words("Until", _TIME),
        "hours.days": Words("On these days"),
    },
    "people": {
        "caseworkers": Words("Caseworkers", "Who is not listed is told through the team mailbox."),
        "managers": Words("Managers", "Told of what reaches managers; they get the weekly report."),
        "settings": Words("Mailboxes of settings"),
        "value": Words("Email address"),
        "(name)": Words("Name"),
        "head_of_service.name": Words("Name of the head of service"),
        "head_of_service.email": Words("Email address of the head of service"),
        "clinical_officer.name": Words("Name of the designated clinical officer (optional)"),
        "clinical_officer.email": Words("Email address of the designated clinical officer"),
        "clinical_officer.kinds": Words("Advice that is health’s"),
    },
    "targets": {
        "shorter": Words("Targets shorter than the law", "Without a target, only the law holds."),
        "shorter.(name)": Words("What is to be done"),
        "shorter.value": Words("Within", "For example, 5 weeks or 30 days"),
        "colours": Words("When a figure is green or amber", "Fill in one way for each."),
        "colours.(name)": Words("Figure", "Its number in the report, such as N8"),
        "colours.at_least.green": Words("At least: green from"),
        "colours.at_least.amber": Words("At least: amber from"),
        "colours.at_most.green": Words("At most: green up to"),
        "colours.at_most.amber": Words("At most: amber up to"),
        "colours.falling": Words("Falling: weeks running"),
        "colours.exactly": Words("Exactly"),
        "measures.leave_out_disputed": Words(
            "Does the 20-week measure leave out what was refused at first and came about through "
            "mediation or the Tribunal?"
        ),
    },
    "reviews": {
        "next_from": Words("The twelve months to the next review run from"),
        "arranged_by": Words("Who arranges a review where nothing else is settled"),
        "phase_transfer.years_to_school": Words(
            "Years at whose end a child moves to another school",
            "With commas between them. Reception is 0, the nursery year before it -1",
        ),
        "phase_transfer.years_to_post16": Words(
            "Years at whose end a young person moves to post-16", "For example, 11"
        ),
        "phase_transfer.opens": Words(
            "Cases of the next cohort open on", "A day and a month, such as 1 April"
        ),
    },
    "staff": {
        "stalled_working_days": Words(
            "Working days without an entry after which a case stands still"
        ),
        "replies_since": Words("Replies overnight are those since", _TIME),
        "seal_opened_hours": Words("Hours for which an opened restricted record stays open"),
        "session.idle_minutes": Words("Minutes without doing anything until sign-out"),
        "session.warn_minutes": Words("Minutes of warning before that"),
        "session.longest_hours": Words("Hours until everybody signs in again"),
        "session.outside_hours": Words("The same for services and schools, who sign in by a code"),
        "sign_in.tries": Words("Wrong tries until a name is locked"),
        "sign_in.lock_minutes": Words("Minutes for which it is locked"),
        "groups": Words("Groups", "Whoever is in none of them cannot sign in through it."),
        "groups.(name)": Words("Group, as your provider names it"),
        "groups.roles": Words("Roles"),
        "groups.team": Words("Team (optional)"),
    },
    "branding": {
        "name": Words("Name at the top of every page (optional)", "Up to 60 letters"),
        "colour": Words(
            "Colour behind it", "Such as #16324f, dark enough for white letters to be read on it"
        ),
        "logo": Words(
            "Logo (optional)",
            "The name of an .svg or .png file that lies in the council’s folder, such as logo.svg",
        ),
    },
    "closures": {
        "default.closed": Words("The council’s own dates"),
        "closed": Words("Closures", "In the order of time. Keep past years for old cases."),
        "closed.closed_from": Words("First day closed"),
        "closed.reopens": Words("First day open again"),
        "closed.begins_term": Words("Does a term begin on that day?"),
        "name": Words("Name of the setting"),
        "early_years": Words("Is it an early years provider?"),
        "keeps_default": Words(
            "Does it keep the council’s own dates?", "Then it has no closures of its own below"
        ),
    },
}

_CHOICES = {
    "caseworker": "Caseworker",
    "manager": "Managers",
    "head_of_service": "Head of service",
    "ask": "Ask a person",
    "send_again": "Send it again",
    "decision": "The day of our decision",
    "meeting": "The day of the meeting",
    "setting": "The school, college or nursery",
    "authority": "We do",
    "plan_writer": "Plan writer",
    "quality_officer": "Quality officer",
}
_ADVICE = tuple((kind.value, kind.says[:1].upper() + kind.says[1:]) for kind in AdviceKind)
_CHOSEN_FROM = {
    ("about", "advice.always"): _ADVICE,
    ("about", "advice.from_year_9"): _ADVICE,
    ("people", "clinical_officer.kinds"): _ADVICE,
}


def shown_as(part: str) -> PartShown:
    """Give how a part is named, also where it has pages of its own."""
    return PARTS_SHOWN.get(part, _CLOSURES)


def words_for(part: str, key: str) -> Words:
    """Give the words for a key, or for its last step; the step itself where there are none."""
    of_part = WORDS.get(part, {})
    last = key.rpartition(".")[2]
    near = (words for known, words in of_part.items() if known.endswith(f".{last}"))
    return (
        of_part.get(key)
        or of_part.get(last)
        or next(near, None)
        or Words(last.replace("_", " ").strip().capitalize())
    )


def choice_in_words(value: str) -> str:
    """Give the words for a choice."""
    return _CHOICES.get(value) or value.replace("_", " ").capitalize()


def chosen_from(part: str, key: str) -> tuple[tuple[str, str], ...]:
    """Give what texts of a key are chosen from, where they are not written freely."""
    return _CHOSEN_FROM.get((part, key), ())


def names_to_choose(part: str, key: str) -> tuple[tuple[str, str], ...]:
    """Give the names that a list of named things may have, where they are known beforehand."""
    return _rules() if (part, key) == ("targets", "shorter") else ()


@cache
def _rules() -> tuple[tuple[str, str], ...]:
    says = {rule.id: rule.says for rule in load_rules() if rule.within}
    return tuple((rule_id, f"{words.rstrip('.')}") for rule_id, words in says.items())
