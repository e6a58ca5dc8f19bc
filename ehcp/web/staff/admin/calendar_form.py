"""The form of one calendar of closures: of a setting, or the council's own dates."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from config.bad_setting import BadSetting
from config.council import Council, content_of, with_part
from config.fields import Asked, asked_for
from ehcp.council.changes import change_part
from ehcp.web.forms import BadForm, Sent
from ehcp.web.staff.admin.expected import expected
from ehcp.web.staff.admin.part_form import PartForm, Typed
from ehcp.web.staff.admin.part_read import Read, read, slips
from ehcp.web.visit import Visit

PART = "closures"
DEFAULT = "default"
"""In the place of a URN: the council's own dates."""

_DAY = "closed_from"


@dataclass(frozen=True, kw_only=True)
class CalendarForm:
    """One calendar of the council's closures.

    Attributes:
        urn: the setting's; DEFAULT for the council's own dates.
    """

    council: Council
    urn: str

    @property
    def whole(self) -> PartForm:
        """Give the form of all calendars, by which changes are told."""
        return PartForm(part=PART, asked=asked_for(PART))

    @property
    def form(self) -> PartForm:
        """Give the form of this calendar."""
        default, settings = asked_for(PART)
        closed = replace(default, key="closed")
        if self.urn == DEFAULT:
            return PartForm(part=PART, asked=(closed,))
        others = tuple(each for each in settings.within if each.key != "closed")
        return PartForm(part=PART, asked=(*others, _closures_of_its_own(closed)))

    def typed_of_now(self) -> Typed:
        """Give the calendar as it is in force, as it would have been typed."""
        now = content_of(self.council, PART)
        if self.urn == DEFAULT:
            return self.form.typed_of(now["default"])
        new = {"early_years": False, "keeps_default": False}
        return self.form.typed_of(now["settings"].get(self.urn, new))

    def content(self, sent: Sent, typed: Typed, *, urn: str) -> dict[str, Any]:
        """Read the calendar, and give all closures with it.

        Raises:
            BadForm: something cannot be read or used, by its field.
        """
        found = read(self.form, typed, sent)
        if found.wrong:
            raise BadForm(found.wrong)
        _sort(found)
        now = content_of(self.council, PART)
        if self.urn == DEFAULT:
            after = now | {"default": found.content}
        else:
            after = now | {"settings": {**now["settings"], urn: found.content}}
        return self.checked(after, found, urn=urn)

    def checked(self, after: Mapping[str, Any], found: Read, *, urn: str) -> dict[str, Any]:
        """Give all closures as they would be kept.

        Raises:
            BadForm: something cannot be used, by its field.
        """
        within = "default." if urn == DEFAULT else f"settings.{urn}."
        try:
            return content_of(with_part(self.council, part=PART, content=after), PART)
        except BadSetting as problem:
            if problem.key == f"settings.{urn}" and problem.value == urn:
                fix = "Enter a URN of 6 to 8 digits, for a nursery with EY before them."
                raise BadForm({"urn": fix}) from None
            raise BadForm(slips(self.form, found, problem, within=within)) from None

    def without_it(self) -> dict[str, Any]:
        """Give all closures but this setting's."""
        now = content_of(self.council, PART)
        rest = {urn: each for urn, each in now["settings"].items() if urn != self.urn}
        return now | {"settings": rest}

    def keep(self, visit: Visit, content: Mapping[str, Any]) -> None:
        """Let these closures be in force.

        Raises:
            BadForm: they cannot be used.
            ChangedMeanwhile: somebody else was quicker.
        """
        try:
            change_part(
                visit.counter.engine,
                folder=visit.counter.settings.council,
                by=visit.me.name,
                at=visit.now,
                part=PART,
                content=content,
                expects_version=expected(visit),
                why=visit.sent.text("why"),
            )
        except BadSetting as problem:
            raise BadForm({"": problem.fix}) from None


def _closures_of_its_own(closed: Asked) -> Asked:
    return replace(closed, optional=True)


def _sort(found: Read) -> None:
    """Put the closures into the order of time, and remember where each stands in the form."""
    rows = found.content.get("closed", [])
    order = sorted(range(len(rows)), key=lambda place: rows[place].get(_DAY, ""))
    places = {place: found.places[f"closed.{place}"] for place in order}
    found.content["closed"] = [rows[place] for place in order]
    for now, before in enumerate(order):
        found.places[f"closed.{now}"] = places[before]
