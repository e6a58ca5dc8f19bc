"""A small council on record: a case at each stage that matters, so that every page is full."""

from datetime import date

from ehcp.cases.advice_kinds import AdviceKind
from ehcp.cases.kinds import Kind
from ehcp.casework.follow_ups import do_what_follows
from ehcp.casework.open_case import open_case
from ehcp.casework.provider_changes import set_provider
from ehcp.casework.raise_alerts import raise_alerts
from ehcp.council.policy import alert_policy_of
from ehcp.register import files
from ehcp.register.engine import reading
from ehcp.web.counter import Counter
from tests.casework.desks import desk, put

KIM, JO = "Kim Ashdown", "Jo Bellweather"
_CHILDREN = (("Wren", "Sampleford"), ("Otter", "Makewell"), ("Lark", "Fancyham"), ("Fern", "Mock"))


def fill(counter: Counter) -> dict[str, str]:
    """Put a small council on record, and give the reference of each case by what it shows."""
    engine = counter.engine
    set_provider(
        engine,
        desk=desk("2026-01-05"),
        kind=AdviceKind.EDUCATIONAL_PSYCHOLOGY,
        name="Exampleshire Psychology",
        email="ep@service.example",
        telephone="01632 960 001",
    )
    found = {
        "requested": _opened(counter, "2026-01-26", child=0),
        "assessing": _opened(counter, "2025-12-01", child=1),
        "late": _opened(counter, "2025-09-01", child=2, officer=JO),
        "drafting": _opened(counter, "2025-11-03", child=3),
    }
    for shown in ("assessing", "late", "drafting"):
        put(engine, found[shown], Kind.TOLD_WILL_ASSESS, "2025-12-15")
        _follow(counter, found[shown], "2025-12-15")
    put(engine, found["assessing"], Kind.ADVICE_RECEIVED, "2026-02-27", "EP")
    for party in ("EP", "health", "social_care", "education", "parent"):
        put(engine, found["drafting"], Kind.ADVICE_RECEIVED, "2026-01-20", party)
    put(engine, found["drafting"], Kind.DRAFT_SERVED, "2026-02-20")
    found["review"] = open_case(
        engine,
        desk=desk("2026-01-05"),
        journey="annual_review",
        first=(Kind.PLAN_LAST_REVIEWED, date(2025, 3, 20)),
        person={"born_on": date(2015, 3, 2), "forename": "Rowan", "surname": "Pretendley"},
        officer=KIM,
    )
    raise_alerts(
        engine,
        day=counter.today,
        at=counter.now,
        policy=alert_policy_of(counter.council),
        rules=counter.desk(by=KIM, may=frozenset()).rules,
    )
    return found


def _opened(counter: Counter, on: str, *, child: int, officer: str = KIM) -> str:
    forename, surname = _CHILDREN[child]
    return open_case(
        counter.engine,
        desk=desk(on),
        received_on=date.fromisoformat(on),
        person={"born_on": date(2016, 5, 5), "forename": forename, "surname": surname},
        source="parent",
        officer=officer,
    )


def _follow(counter: Counter, reference: str, on: str) -> None:
    with reading(counter.engine) as connection:
        case_id = files.load(connection, reference).case_id
    asks = (
        AdviceKind.EDUCATION,
        AdviceKind.EDUCATIONAL_PSYCHOLOGY,
        AdviceKind.HEALTH,
        AdviceKind.SOCIAL_CARE,
        AdviceKind.PARENT,
    )
    do_what_follows(counter.engine, desk=desk(on), case_id=case_id, council_asks=asks)
