"""How the pages name each ground of an exception and each of its facts."""

from collections.abc import Mapping

from ehcp.web.staff.acts.fact_words import FactWords

GROUNDS: Mapping[str, str] = {
    "school_closed": "School or college closed for four weeks",
    "early_years_closed": "Early years provider closed for four weeks",
    "personal_circumstances": "Exceptional personal circumstances",
    "absent_four_weeks": "Away from the area for four weeks",
    "advice_circumstances": "Exceptional circumstances during the advice",
    "advice_absent_four_weeks": "Away from the area during the advice",
    "missed_appointment": "Missed appointment",
    "order_personal_circumstances": "Exceptional personal circumstances after an order",
    "order_absent_two_weeks": "Away from the area for two weeks after an order",
    "order_regulation_13": "School, college or early years provider closed, after an order",
    "coronavirus": "Coronavirus (1 May to 25 September 2020)",
}
"""The short name of each ground; the law's own words stand beside it."""

GROUND_FACTS: Mapping[str, FactWords] = {
    "school": FactWords(
        asks="Which setting was closed",
        what="which setting was closed",
        typed="choice",
        hint="Its days come from the council's calendar of closures",
    ),
    "closed_from": FactWords(asks="The first day on which it was closed", typed="day"),
    "reopens": FactWords(asks="The first day on which it was open again", typed="day"),
    "described": FactWords(
        asks="What the circumstances were", what="what the circumstances were", typed="text"
    ),
    "from_on": FactWords(asks="The first day of them", typed="day"),
    "until_on": FactWords(
        asks="The last day of them",
        hint="Leave it empty if they go on. For example, 16 2 2026",
        typed="day",
    ),
    "absent_from": FactWords(asks="The first day of the absence", typed="day"),
    "absent_until": FactWords(asks="The last day of the absence", typed="day"),
    "missed_on": FactWords(asks="The day of the appointment that was missed", typed="day"),
}


def ground_name(ground_id: str) -> str:
    """Give the short name of a ground; an unknown one as it is written."""
    return GROUNDS.get(ground_id, ground_id)
