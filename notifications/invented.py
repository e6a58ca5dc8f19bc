"""Facts of invented cases, for whoever wants to see a letter before anybody gets it.

Of each letter a small one, a larger one, and others where its words choose between sentences.
"""

from notifications.invented_families import OF_FAMILIES_AND_SETTINGS
from notifications.letter import Facts
from notifications.letters import BY_NAME

_SENDER: Facts = {
    "council": "Exampleshire",
    "team_mailbox": "ehc.team@exampleshire.example",
    "telephone": "01632 960 001",
    "advice_service": "Exampleshire SENDIASS (01632 960 020)",
}
_LINK: Facts = {"link": "https://ehc.exampleshire.example/an-invented-link"}
_SERVICE: Facts = {"service": "Exampleshire Educational Psychology"}
_SETTING: Facts = {"service": "the school, college or nursery"}
_REFERENCES = ("K7Q-2ND", "M3E-3D9", "T8W-6RF")
_KINDS = ("educational psychology", "health", "social care")
_DUE = ("2027-03-04", "2027-03-09", "2027-03-18")


def _pieces(**more: object) -> list[Facts]:
    """Give three pieces of advice that are owed."""
    return [
        {
            "occasion": f"invented|{reference}",
            "reference": reference,
            "kind": kind,
            "asked_on": "2027-01-21",
            "due_on": due_on,
            **more,
        }
        for reference, kind, due_on in zip(_REFERENCES, _KINDS, _DUE, strict=True)
    ]


def _reviews(**more: object) -> list[Facts]:
    return [
        {"occasion": f"invented|{reference}", "reference": reference, **more}
        for reference in _REFERENCES
    ]


def _lists(items: list[Facts], **more: object) -> tuple[Facts, ...]:
    return ({"items": items[:1], **more}, {"items": items, **more})


def _expected(items: list[Facts]) -> list[Facts]:
    """Say by when each is expected: the day that was promised, while it holds, or its limit."""
    held = [None if each["promise_broken"] else each["promised_on"] for each in items]
    return [
        each | {"expected_on": day or each["due_on"]} for each, day in zip(items, held, strict=True)
    ]


def _of_one_child(items: list[Facts]) -> list[Facts]:
    """Give them as pieces of advice in one case."""
    return [each | {"reference": _REFERENCES[0]} for each in items]


_SAID_NOTHING: Facts = {
    "has_it": False,
    "visit_on": None,
    "heard_on": None,
    "promised_on": None,
    "promise_broken": False,
    "unopened_on": None,
}
_UNOPENED: Facts = {"unopened_on": "2027-02-26"}
_HEARD = _SAID_NOTHING | {"heard_on": "2027-02-12"}
_PROMISED = _HEARD | {"promised_on": "2027-03-20"}
_BROKEN = _HEARD | {"promised_on": "2027-02-26", "promise_broken": True}
_LATE: Facts = {
    **_HEARD,
    "days_late": 8,
    "climbs_on": None,
    "climbs_to": None,
    "climbed_on": None,
    "climbed_to": None,
    "escalates_on": None,
    "listed_on": None,
}
_NOT_HEARD = _LATE | {"heard_on": None, "escalates_on": "2027-03-19", "days_late": 1}
_CLIMBS = _LATE | {"climbs_on": "2027-03-19", "climbs_to": "the head of your service"}
_HAS_CLIMBED = _LATE | {
    "promised_on": "2027-03-20",
    "promise_broken": True,
    "climbed_on": "2027-03-22",
    "climbed_to": "the head of your service",
}
_ON_THE_LIST = _LATE | {"listed_on": "2027-03-19", "days_late": 15}
_CLIMBED: Facts = {
    "asked_of": "Exampleshire Trust",
    "days_late": 22,
    "promised_on": "2027-03-15",
    "promises_broken": 1,
    "past_week_14": True,
}
_ABOVE: Facts = {
    "recipient": "Jo Marlow",
    "reply_by": "2027-04-02",
    "longest_wait": 42,
    "manager": "Morgan Eastlake",
}
_COUNTS: Facts = {
    "on": "2027-03-08",
    "missed": 2,
    "due_today": 1,
    "due_soon": 4,
    "reviews_to_fix": 3,
    "advice_late": 2,
    "replies": 5,
    "all_in": 1,
    "year_9": 1,
}
_FIGURES: list[Facts] = [
    {"name": "Open assessments", "value": "213", "change": "down 4"},
    {"name": "Over 20 weeks", "value": "5", "change": "no change"},
    {"name": "Plans on time this month", "value": "91% (41 of 45)", "change": "up 2"},
]
_REPORT: Facts = {
    "at": "2027-03-08",
    "before": "2027-03-01",
    "over_20_weeks": 5,
    "figures": _FIGURES,
}
_NOT_DELIVERED: Facts = {
    "what": "advice request",
    "trouble": "full mailbox",
    "ring": "01632 960 102",
    "references": list(_REFERENCES[:1]),
    "about": "case K7Q-2ND",
}

_OF_EACH: dict[str, tuple[Facts, ...]] = {
    "advice_needed": (
        *_lists(_pieces(again=False), **_SERVICE),
        *_lists(_pieces(again=True), **_SERVICE),
        {"items": _of_one_child(_pieces(again=False)), **_SERVICE},
        {"items": [*_pieces(again=False)[:2], *_pieces(again=True)[2:]], **_SERVICE},
    ),
    "advice_reminder": tuple(
        each
        for said in (
            *(_SAID_NOTHING, _SAID_NOTHING | {"has_it": True}, _HEARD, _PROMISED, _BROKEN),
            _SAID_NOTHING | _UNOPENED,
        )
        for each in _lists(_expected(_pieces(**said)), **_SERVICE)
    ),
    "advice_late": (
        *_lists(_pieces(**_NOT_HEARD), **_SERVICE),
        *_lists(_pieces(**_ON_THE_LIST), **_SERVICE),
        *_lists(_pieces(**_CLIMBS), **_SERVICE),
        *_lists(_pieces(**_HAS_CLIMBED), **_SERVICE),
        *_lists(_pieces(**_LATE), **_SERVICE),
        *_lists(_pieces(**_LATE | _UNOPENED), **_SERVICE),
    ),
    "mailbox_changed": _lists(_pieces(), **_SERVICE),
    "file_refused": (
        *_lists(_pieces(sent_on="2027-02-26", is_unopened=False), **_SERVICE),
        *_lists(_pieces(sent_on="2027-02-26", is_unopened=True), **_SERVICE),
        {
            "items": [
                *_pieces(sent_on="2027-02-26", is_unopened=True)[:1],
                *_pieces(sent_on="2027-02-26", is_unopened=False)[1:],
            ],
            **_SERVICE,
        },
    ),
    "escalation": (
        *_lists(_pieces(**_CLIMBED), **_ABOVE),
        *_lists(_pieces(**_CLIMBED | {"promised_on": None, "promises_broken": 0}), **_ABOVE),
        *_lists(_pieces(**_CLIMBED | {"promises_broken": 3, "past_week_14": False}), **_ABOVE),
    ),
    "advice_digest": tuple(
        each
        for group, is_new, said in (
            ("late", False, _CLIMBS),
            ("late", True, _NOT_HEARD | {"promised_on": "2027-03-20"}),
            ("late", False, _HAS_CLIMBED | {"climbs_on": None}),
            ("due", True, _NOT_HEARD | {"visit_on": "2027-03-02", "has_it": True}),
            ("due", False, _NOT_HEARD | {"has_it": True}),
            ("late", False, _NOT_HEARD | _UNOPENED),
            ("new", False, _NOT_HEARD),
        )
        for each in _lists(_pieces(**said, group=group, is_new=is_new), **_SERVICE)
    ),
    "caseworker_day": (
        _COUNTS,
        dict.fromkeys(_COUNTS, 0) | {"on": _COUNTS["on"], "advice_late": 1},
        _COUNTS | {"missed": 0, "due_today": 0, "due_soon": 0},
    ),
    "weekly_report": (_REPORT, _REPORT | {"before": None}),
    "reviews_this_term": (
        *_lists(
            _reviews(week_of="2027-05-10", at_once=False),
            begins="2027-04-12",
            moving_on=2,
            **_SETTING,
        ),
        *_lists(
            _reviews(week_of="2027-03-29", at_once=True),
            begins="2027-04-12",
            moving_on=1,
            **_SETTING,
        ),
        *_lists(
            _reviews(week_of="2027-05-10", at_once=False),
            begins="2027-04-12",
            moving_on=0,
            **_SETTING,
        ),
        *_lists(
            _reviews(week_of="2027-05-10", at_once=False), begins=None, moving_on=0, **_SETTING
        ),
        *_lists(_reviews(week_of="2027-03-29", at_once=True), begins=None, moving_on=1, **_SETTING),
    ),
    "review_report_due": tuple(
        each
        for days_late in (0, 3)
        for each in _lists(
            _reviews(
                met_on="2027-02-22",
                due_on="2027-03-08",
                decide_by="2027-03-22",
                days_late=days_late,
            ),
            **_SETTING,
        )
    ),
    **OF_FAMILIES_AND_SETTINGS,
    "code": ({"code": "4071 9326", "minutes": 10},),
    "not_delivered": tuple(
        _NOT_DELIVERED | _SERVICE | more
        for more in (
            {"trouble": "wrong address"},
            {"trouble": "full mailbox"},
            {"trouble": "technical trouble", "ring": ""},
            {"references": list(_REFERENCES), "about": "3 cases"},
        )
    ),
}


def invented_facts(letter: str) -> tuple[Facts, ...]:
    """Give the facts of several letters of a kind, the smallest first; no child in them is real."""
    of_all = _SENDER | {"foot": BY_NAME[letter].foot} | (_LINK if BY_NAME[letter].leads_to else {})
    return tuple(of_all | facts for facts in _OF_EACH[letter])
