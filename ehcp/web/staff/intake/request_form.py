"""The form by which a new case is taken in: what opens it, whose it is, and who gets it."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any

from ehcp.cases.advice_kinds import AdviceKind
from ehcp.cases.case_file import CaseFile
from ehcp.cases.closures import Closures
from ehcp.cases.upn import BadUpn, tidy_upn
from ehcp.cases.year_groups import year_group_on
from ehcp.casework.same_child import Child
from ehcp.casework.service_names import NO_SERVICES, ServiceNames
from ehcp.web.forms import BadForm, Form, Sent
from ehcp.web.pages import day_in_full
from ehcp.web.staff.acts.entry_form import EntryForm
from ehcp.web.staff.acts.fact_words import in_words
from ehcp.web.staff.intake.openings import SOURCES, Opening

YEARS = (
    ("", "By their date of birth"),
    ("-2", "Nursery, two years before reception"),
    ("-1", "Nursery, the year before reception"),
    ("0", "Reception"),
    *((str(year), f"Year {year}") for year in range(1, 15)),
)
_OF_CHILD = (
    *("forename", "surname", "born-day", "born-month", "born-year", "upn", "external_id"),
    *("postcode", "setting", "year_group"),
)
_OF_OPENING = ("who", "officer")
_LONGEST_NAME = 100


@dataclass(frozen=True, kw_only=True)
class Taken:
    """A request as it was filled in."""

    on: date
    details: dict[str, str]
    source: str | None


@dataclass(frozen=True, kw_only=True)
class ChildTaken:
    """A child as they were filled in."""

    forename: str
    surname: str
    born_on: date
    upn: str | None
    external_id: str | None
    postcode: str | None
    setting: str | None
    setting_urn: str | None
    year_group: int | None

    def as_known(self) -> Child:
        """Give what the search for the same child asks for."""
        return Child(
            forename=self.forename,
            surname=self.surname,
            born_on=self.born_on,
            upn=self.upn,
            external_id=self.external_id,
            postcode=self.postcode,
        )

    def columns(self) -> dict[str, Any]:
        """Give the columns of the table of people that are known."""
        return {name: value for name, value in vars(self).items() if value is not None}


@dataclass(frozen=True)
class RequestForm:
    """Reads the pages of one opening.

    Attributes:
        services: those that advice can be asked of.
        advice: the kinds of advice that are asked for by themselves once the case is open.
    """

    opening: Opening
    services: ServiceNames = NO_SERVICES
    advice: Sequence[AdviceKind] = ()

    @cached_property
    def entry(self) -> EntryForm:
        """Give the form of the entry that opens the case."""
        file = CaseFile(reference="", recorded=(), journey=self.opening.journey.name)
        return EntryForm(self.opening.kind, file, services=self.services, advice=self.advice)

    @property
    def of_request(self) -> tuple[str, ...]:
        """Name the fields of the page about the request."""
        return (*sorted(self.entry.fields - {"party"}), "source")

    @property
    def of_child(self) -> tuple[str, ...]:
        """Name the fields of the page about the child."""
        return _OF_CHILD

    @property
    def of_opening(self) -> tuple[str, ...]:
        """Name the fields of the last page."""
        return _OF_OPENING

    def request(self, sent: Sent, *, today: date) -> Taken:
        """Read the page about the request.

        Raises:
            BadForm: something is missing or cannot be.
        """
        form = Form(sent)
        source = ""
        if self.opening.asks_who:
            source = form.one_of("source", "who made the request", [each for each, _ in SOURCES])
        what = self.opening.when[:1].lower() + self.opening.when[1:]
        try:
            entry = self.entry.read(form)
        except BadForm:
            if "on" in form.wrong:
                del form.wrong["on"]
                form.day("on", what)
            raise BadForm(form.wrong) from None
        if entry.happened_on > today:
            raise BadForm({"on": f"{self.opening.when} is ahead of today. Check the day."})
        return Taken(on=entry.happened_on, details=entry.details, source=source or None)

    def child(self, sent: Sent, *, today: date, closures: Closures) -> ChildTaken:
        """Read the page about the child.

        Raises:
            BadForm: something is missing or cannot be.
        """
        form = Form(sent)
        forename = form.line("forename", "the child's first name", longest=_LONGEST_NAME)
        surname = form.line("surname", "the child's last name", longest=_LONGEST_NAME)
        born_on = form.day("born", "the child's date of birth")
        if born_on is not None and born_on > today:
            form.wrong["born"] = "The child's date of birth is ahead of today. Check the year."
        upn = form.line("upn", "the UPN", needed=False, longest=20)
        if upn:
            try:
                upn = tidy_upn(upn)
            except BadUpn as bad:
                form.wrong["upn"] = str(bad)
        setting = form.line("setting", "the school or college", needed=False)
        year = form.one_of("year_group", "the year group", [y for y, _ in YEARS], needed=False)
        external_id = form.line("external_id", "the id", needed=False, longest=50)
        postcode = form.line("postcode", "the postcode", needed=False, longest=10)
        form.refuse_if_wrong()
        if born_on is None:
            raise AssertionError  # the form would have been refused
        known = closures.of(setting) if setting else None
        return ChildTaken(
            forename=" ".join(forename.split()),
            surname=" ".join(surname.split()),
            born_on=born_on,
            upn=upn or None,
            external_id=external_id or None,
            postcode=" ".join(postcode.upper().split()) or None,
            setting=known.name if known else setting or None,
            setting_urn=known.urn if known else None,
            year_group=int(year) if year else None,
        )

    def answers_about_request(self, taken: Taken) -> Iterator[tuple[str, str]]:
        """Give what was filled in about the request, each with its question."""
        yield self.opening.when, day_in_full(taken.on)
        if taken.source:
            yield "Who made the request", dict(SOURCES)[taken.source]
        for asked in self.entry.facts:
            value = taken.details.get(asked.name)
            if value:
                is_day = asked.words.typed == "day"
                said = (
                    day_in_full(value) if is_day else in_words(self.opening.kind, asked.name, value)
                )
                yield asked.words.asks, said
        yield from self.entry.chosen.answers(taken.details)
        if taken.details.get("note"):
            yield "Note", taken.details["note"]

    def answers_about_child(self, child: ChildTaken, *, today: date) -> Iterator[tuple[str, str]]:
        """Give what was filled in about the child, each with its question."""
        yield "Name", f"{child.forename} {child.surname}"
        yield "Date of birth", day_in_full(child.born_on)
        by_age = year_group_on(child.born_on, today)
        year = dict(YEARS).get(str(by_age if child.year_group is None else child.year_group))
        by = "by their date of birth" if child.year_group is None else "set by hand"
        yield "Year group", f"{year} ({by})" if year else "Outside the years of school"
        urn = f" (URN {child.setting_urn})" if child.setting_urn else ""
        yield "School or college", f"{child.setting}{urn}" if child.setting else "None on record"
        yield "UPN", child.upn or "Not known"
        if child.external_id:
            yield "Id in the council's other system", child.external_id
        yield "Postcode", child.postcode or "Not known"
