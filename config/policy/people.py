"""The people and the settings who are told: people.toml."""

from typing import Annotated

from pydantic import Field, StringConstraints

from config.policy.part import Email, Kinds, Part, Role

Urn = Annotated[str, StringConstraints(pattern=r"^(EY)?\d{6,8}$")]
"""The number by which a setting is known: a school's six digits, a nursery's EY and six."""


class Person(Part):
    """Someone who can be told."""

    name: str = Field(min_length=1, description="Write a name.")
    email: Email = Field(description="Write one email address.")


class ClinicalOfficer(Person):
    """The designated clinical officer: to whom health's late advice climbs after the services.

    Attributes:
        kinds: the kinds of advice that are health's.
    """

    kinds: Kinds = Field(
        default=(
            *("health", "speech_and_language_therapy", "occupational_therapy"),
            *("physiotherapy", "mental_health"),
        ),
        min_length=1,
        description='List kinds of advice, each once: ["health", "physiotherapy", …].',
    )


class People(Part):
    """The people and the settings who are told: people.toml."""

    caseworkers: dict[str, Email] = Field(
        default_factory=dict, description='Write "Name" = "address@council.example".'
    )
    managers: dict[str, Email] = Field(
        min_length=1,
        description='Write at least one "Name" = "address@council.example" under [managers].',
    )
    head_of_service: Person = Field(description="Add a table [head_of_service]: name and email.")
    clinical_officer: ClinicalOfficer | None = Field(
        default=None, description="Leave the table out, or write name, email and kinds in it."
    )
    settings: dict[Urn, Email] = Field(
        default_factory=dict,
        description='Write URN = "address@school.example"; a URN has 6 to 8 digits.',
    )

    def caseworker(self, name: str | None) -> Person | None:
        """Find a caseworker by name as written in a tracker: case and spaces do not matter."""
        wanted = _plain(name or "")
        for known, email in self.caseworkers.items():
            if _plain(known) == wanted:
                return Person(name=known, email=email)
        return None

    def addresses(self, role: Role, *, caseworker: str | None = None) -> tuple[str, ...]:
        """Give the addresses of a role; none where a case has no caseworker that we know."""
        if role == "head_of_service":
            return (self.head_of_service.email,)
        if role == "manager":
            return tuple(self.managers.values())
        found = self.caseworker(caseworker)
        return (found.email,) if found else ()


def _plain(name: str) -> str:
    return " ".join(name.casefold().split())
