"""Lives a school year on a real register: what is recorded by day, and the timetable at night."""

from bisect import insort
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, time, timedelta
from functools import cached_property
from random import Random
from typing import Any

from sqlalchemy import Engine, select

from config.council import Council
from config.settings import Settings
from ehcp.cases.desk import Desk
from ehcp.cases.kinds import Kind
from ehcp.casework.correct import correct
from ehcp.casework.open_case import open_case
from ehcp.casework.record import record
from ehcp.council.policy import desk_of
from ehcp.law.bank_holidays import is_working_day
from ehcp.register.engine import reading
from ehcp.register.tables import cases, events, people
from tests.stories.school_year import lives
from tests.stories.school_year.lives import Act, Life
from tests.stories.school_year.told import Round, Rounds
from workflows.day import do_day

FIRST, LAST = date(2026, 9, 1), date(2027, 8, 31)
_SATURDAY = 5
EVENING, NIGHT = time(17), time(21)


@dataclass(frozen=True, order=True)
class _Due:
    """An act that waits for its day; earlier ones first, then in the order of being thought of."""

    on: date
    place: int
    act: Act = field(compare=False)
    case: str = field(compare=False)
    person: int = field(compare=False)
    life: Life = field(compare=False)


@dataclass
class Year:
    """One year of one council.

    Attributes:
        rounds: every time that the timetable did its work: the day, and when.
        left: people whose plan is gone; nothing more is recorded about them.
        seldom: the timetable's work is done on about one day in three, and not on nine in ten.
    """

    engine: Engine
    council: Council
    settings: Settings
    luck: Random
    seldom: bool = False
    rounds: list[Round] = field(default_factory=list)
    left: set[int] = field(default_factory=set)
    acts: int = 0
    _due: list[_Due] = field(default_factory=list)
    _places: int = 0
    _known: int = 0
    _entries: dict[tuple[str, Kind], int] = field(default_factory=dict)

    def lived(self, *, last: date = LAST) -> "Year":
        """Live every day from the first of September."""
        self._look_for_new_cases(FIRST)
        self._let_some_move(last)
        day = FIRST
        while day <= last:
            self._live(day, is_last=day == last)
            day += timedelta(days=1)
        return self

    @property
    def on_working_days(self) -> Rounds:
        """Give the rounds in which limits were checked and letters written."""
        return Rounds.of(each for each in self.rounds if is_working_day(each.day))

    def _live(self, day: date, *, is_last: bool) -> None:
        today = list(self._take(day))
        how_often = 1 if is_last else self._how_often(day)
        before_the_second = len(today) // 2 if how_often == 2 else len(today)
        self._record(today[:before_the_second], day, time(9))
        if how_often:
            self._work(day, EVENING)
        self._record(today[before_the_second:], day, time(18))
        # What is to be recorded on this same day comes out of what was just recorded.
        while today := list(self._take(day)):
            self._record(today, day, time(19))
        if how_often == 2 or is_last:
            self._work(day, NIGHT)

    def _how_often(self, day: date) -> int:
        """Leave some days out, to be caught up with, more so at weekends; do some days twice."""
        usual = (10, 9, 1) if day.weekday() >= _SATURDAY else (1, 17, 2)
        return self.luck.choices((0, 1, 2), (14, 5, 1) if self.seldom else usual)[0]

    def _work(self, day: date, hour: time) -> None:
        """Do the work of the timetable of this day."""
        at = _at(day, hour)
        do_day(self.engine, day=day, at=at, council=self.council, settings=self.settings)
        self.rounds.append(Round(day, at))
        self._look_for_new_cases(day)

    def _take(self, day: date) -> Iterator[_Due]:
        while self._due and self._due[0].on <= day:
            waiting = self._due.pop(0)
            if waiting.person not in self.left:
                yield waiting

    def _record(self, today: list[_Due], day: date, hour: time) -> None:
        for place, waiting in enumerate(today):
            if waiting.person in self.left:
                continue
            at = _at(day, hour) + timedelta(seconds=place)
            case = self._put_on_record(waiting, replace(self._desk, today=day, at=at))
            self.acts += 1
            self._go_on(waiting.life, case=case, person=waiting.person)

    @cached_property
    def _desk(self) -> Desk:
        return desk_of(self.council, by="Kim", today=FIRST, at=_at(FIRST, EVENING))

    def _put_on_record(self, waiting: _Due, desk: Desk) -> str:
        """Put one act on record and give the case with which its life goes on."""
        act, case = waiting.act, waiting.case
        if act.opens:
            return open_case(
                self.engine,
                desk=desk,
                journey=act.opens,
                first=(act.kind, act.happened),
                details=act.details,
                person_of=case,
            )
        if act.corrects or act.strikes_out:
            correct(
                self.engine,
                desk=desk,
                reference=case,
                sequence=self._entries[case, act.kind],
                happened_on=act.happened if act.corrects else None,
                struck_out="It was put on the wrong case." if act.strikes_out else None,
            )
            return case
        event = record(
            self.engine,
            desk=desk,
            reference=case,
            kind=act.kind,
            happened_on=act.happened,
            details=act.details,
        )
        self._entries[case, act.kind] = event.sequence
        if act.kind in (Kind.PLAN_CEASED, Kind.PLAN_TRANSFERRED):
            self.left.add(waiting.person)
        return case

    def _go_on(self, life: Life, *, case: str, person: int) -> None:
        act = next(life, None)
        if act is not None:
            self._places += 1
            insort(self._due, _Due(act.on, self._places, act, case, person, life))

    def _look_for_new_cases(self, day: date) -> None:
        query = (
            select(cases, people.c.born_on)
            .join(people, people.c.id == cases.c.person_id)
            .where(cases.c.id > self._known)
            .order_by(cases.c.id)
        )
        with reading(self.engine) as connection:
            found = connection.execute(query).all()
        for case in found:
            self._known = case.id
            life = self._life_of(case, begins=day + timedelta(days=1))
            if life is not None:
                self._go_on(life, case=case.reference, person=case.person_id)

    def _life_of(self, case: Any, *, begins: date) -> Life | None:
        luck = self.luck
        if case.journey == "phase_transfer" and case.issued_on is None:
            to_school = _opened_by(self.engine, case.id) == Kind.PHASE_TRANSFER_TO_SCHOOL_DUE
            year = FIRST.year + (1 if begins < date(LAST.year, 4, 1) else 2)
            by = date(year, 2, 14) if to_school else date(year, 3, 30)
            return lives.a_phase_transfer(luck, by=by, begins=begins)
        if case.journey == "ceasing":
            return lives.a_ceasing(luck, told=case.decided_on)
        if case.journey == "annual_review":
            return self._life_of_review(case, begins=begins)
        return None

    def _life_of_review(self, case: Any, *, begins: date) -> Life | None:
        luck, soon = self.luck, begins + timedelta(days=self.luck.randint(1, 25))
        if case.stage == "review_due":
            often = case.born_on is not None and case.born_on > date(FIRST.year - 4, 9, 1)
            return lives.a_review(luck, start=case.started_on, begins=begins, often=often)
        if case.stage == "review_arranged":
            fixed = begins - timedelta(days=1)
            meeting = max(case.meeting_on, soon)
            return lives.after_the_meeting(luck, meeting=meeting, fixed=fixed)
        if case.stage == "review_held":
            return lives.report_and_decision(luck, meeting=case.met_on, on=soon)
        if case.stage == "amending":
            return lives.amending(luck, notice=soon)
        if case.stage == "amendment_proposed":
            return lives.to_the_amended_plan(luck, notice=case.drafted_on, begins=soon)
        return None

    def _let_some_move(self, last: date) -> None:
        """Two in a hundred move away, each told on some day."""
        with reading(self.engine) as connection:
            known = connection.execute(
                select(cases.c.person_id, cases.c.reference).where(
                    cases.c.journey == "annual_review", cases.c.ended_on.is_(None)
                )
            ).all()
        movers = sorted({row.person_id: row.reference for row in known}.items())
        for person, reference in self.luck.sample(movers, max(1, len(movers) // 50)):
            learned = FIRST + timedelta(days=self.luck.randint(1, (last - FIRST).days))
            self._go_on(lives.a_move(self.luck, learned=learned), case=reference, person=person)


def _opened_by(engine: Engine, case_id: int) -> str:
    with reading(engine) as connection:
        return str(
            connection.execute(
                select(events.c.kind).where(events.c.case_id == case_id, events.c.sequence == 1)
            ).scalar_one()
        )


def _at(day: date, hour: time) -> datetime:
    return datetime.combine(day, hour, tzinfo=UTC)
