"""Facts of invented families and settings, for whoever wants to see the letters that they get."""

from typing import Final

from notifications.letter import Facts

_DEAR: Facts = {"dear": "Ms Ansah"}
_OFFICER: Facts = {"officer": "Kim Ashdown", "works": "Monday to Friday"}
_SETTING: Facts = {"service": "the school, college or nursery"}
_REFERENCES = ("K7Q-2ND", "M3E-3D9", "T8W-6RF")
_DELAY: Facts = {
    "no_delay": False,
    "what": "sending the final EHC plan",
    "plan": True,
    "has_plan": False,
    "due_on": "2027-03-04",
    "missed": True,
    "services": "educational psychology and health",
    "returned": "",
    "unsent": "",
    "asked_on": "2026-12-01",
    "reminded": 3,
    "reminded_on": "2027-03-01",
    "comes_on": None,
    "earliest": "2027-04-12",
    "latest": "2027-05-24",
    "exception": "",
    "why": "",
    "again_on": "2027-04-06",
    "instead_of": None,
}
_NO_DELAY: Facts = {
    "no_delay": True,
    "what": "telling you whether we will assess",
    "plan": False,
    "due_on": "2027-03-18",
    "instead_of": "2027-03-06",
}
_NOBODY_LATE: Facts = {
    "services": "",
    "asked_on": None,
    "reminded": 0,
    "reminded_on": None,
    "earliest": None,
    "latest": None,
}
_REQUEST: Facts = {
    "received_on": "2027-01-18",
    "due_on": "2027-03-01",
    "again": False,
    "asked": True,
    "instead_of": None,
}
_SERVED: Facts = {
    "changes": False,
    "sent_on": "2027-04-06",
    "due_on": "2027-04-20",
    "instead_of": None,
}
_DECISION: Facts = {"about": "decided", "decided_on": "2027-05-03", "instead_of": None}
_STAGE: Facts = {
    "about": "EHC needs assessment",
    "stage": "assessing",
    "plan": False,
    "ordered": False,
    "instead_of": None,
    "services": "education, educational psychology, health and social care",
    "next_on": "2027-05-10",
}
_REVIEW: Facts = _STAGE | {"about": "annual review", "services": "", "plan": True}
_REASSESSED: Facts = _STAGE | {"about": "EHC re-assessment", "plan": True}


def _one(**more: object) -> Facts:
    """Give the facts of a letter about one case."""
    item = {"occasion": "invented|K7Q-2ND", "reference": _REFERENCES[0], **more}
    return {**_DEAR, "items": [item]}


def _several(**more: object) -> tuple[Facts, ...]:
    items = [
        {"occasion": f"invented|{reference}", "reference": reference, **more}
        for reference in _REFERENCES
    ]
    return {"items": items[:1]}, {"items": items}


def _settings(*, again: bool | str, days_late: int) -> tuple[Facts, ...]:
    asked = {
        "asked_on": "2027-03-11",
        "due_on": "2027-03-26",
        "days_late": days_late,
        "quoted_on": "2027-03-27" if again == "corrected" else None,
    }
    return tuple(_SETTING | {"again": again} | each for each in _several(**asked))


OF_FAMILIES_AND_SETTINGS: Final[dict[str, tuple[Facts, ...]]] = {
    "family_request": (
        _one(**_REQUEST),
        _one(**_REQUEST | {"due_on": "2027-02-02", "again": True}),
        _one(**_REQUEST | {"due_on": None, "asked": False}),
        _one(**_REQUEST | {"instead_of": "2027-01-19"}),
    ),
    "family_stage": (
        _one(**_STAGE),
        _one(**_STAGE | {"services": "", "next_on": None}),
        _one(**_STAGE | {"stage": "drafting", "services": "", "next_on": None}),
        _one(**_STAGE | {"stage": "drafting", "services": "", "ordered": True}),
        _one(**_REASSESSED),
        _one(**_REASSESSED | {"stage": "drafting", "services": "", "next_on": None}),
        _one(**_REVIEW | {"stage": "review_arranged", "next_on": "2027-03-22"}),
        _one(
            **_REVIEW
            | {"stage": "review_arranged", "next_on": "2027-03-24", "instead_of": "2027-03-01"}
        ),
        _one(**_REVIEW | {"stage": "review_held", "next_on": "2027-04-19"}),
    ),
    "family_officer": tuple(
        _DEAR | {"officer": "Kim Ashdown", "works": "Monday to Friday"} | each
        for each in _several()
    ),
    "family_delay": (
        _one(**_DELAY),
        _one(**_DELAY | {"comes_on": "2027-03-22", "reminded": 0, "reminded_on": None}),
        _one(
            **_DELAY
            | _NOBODY_LATE
            | {
                "missed": False,
                "plan": False,
                "has_plan": True,
                "what": "completing the annual review",
            }
        ),
        _one(
            **_DELAY
            | {
                "plan": False,
                "what": "finishing the assessment, with the final EHC plan if there is to be one",
                "services": "social care",
                "returned": "health",
                "unsent": "educational psychology",
                "reminded": 0,
                "reminded_on": None,
                "instead_of": "2027-03-06",
            }
        ),
        _one(**_DELAY | {"exception": "claimed"}),
        _one(
            **_DELAY
            | {
                "exception": "approved",
                "why": "the school or college that had to advise was closed for four weeks or more",
            }
        ),
        _one(**_NO_DELAY),
    ),
    "family_draft": (
        _one(**_SERVED),
        _one(**_SERVED | {"changes": True}),
        _one(
            **_SERVED
            | {"sent_on": "2027-04-12", "due_on": "2027-04-26", "instead_of": "2027-04-06"}
        ),
    ),
    "family_decision": (
        _one(**_DECISION),
        _one(**_DECISION | {"instead_of": "2027-05-04"}),
        _one(**_DECISION | {"about": "kept"}),
        _one(**_DECISION | {"about": "continued"}),
        _one(**_DECISION | {"about": "changed"}),
        _one(**_DECISION | {"about": "changed", "instead_of": "2027-05-04"}),
    ),
    "decision_setting": (
        *(_SETTING | each for each in _several(decided_on="2027-05-03", instead_of=None)),
        *(_SETTING | each for each in _several(decided_on="2027-05-03", instead_of="2027-05-04")),
    ),
    "consultation": (
        *_settings(again=False, days_late=-15),
        *_settings(again=True, days_late=-5),
        *_settings(again=True, days_late=2),
        *_settings(again=True, days_late=0),
        *_settings(again="moved", days_late=-5),
        *_settings(again="corrected", days_late=-12),
    ),
}
"""By letter, the smallest first."""
