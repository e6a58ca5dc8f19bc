"""The part of a form that asks to whom a notice was sent and what it held, as the law wants it."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from ehcp.cases.case_file import CaseFile
from ehcp.cases.kinds import Kind
from ehcp.casework.setting_names import NO_SETTINGS, SettingNames
from ehcp.casework.whole_case import Child
from ehcp.law.notices import CONTAINS, EXCUSED, SENT_TO, Notice, contents, recipients
from ehcp.web.forms import Form


@dataclass(frozen=True)
class NoticeAsked:
    """What a form asks about one notice.

    Attributes:
        settings: those that the case speaks of, by name.
    """

    notice: Notice
    settings: SettingNames = NO_SETTINGS

    @property
    def recipients(self) -> Sequence[tuple[str, str]]:
        """Give whoever must have it, with words."""
        return [(each, _capital(recipients()[each])) for each in self.notice.sent_to]

    @property
    def contents(self) -> Sequence[tuple[str, str]]:
        """Give what it must hold, with words."""
        return [(each, _capital(contents()[each])) for each in self.notice.contents]

    @property
    def excuses(self) -> Sequence[tuple[str, str]]:
        """Give the fields for why somebody was left out who may be, with their labels."""
        return [
            (EXCUSED + each, f"Why it was not sent to {recipients()[each]}")
            for each in self.notice.excusable
        ]

    def read(self, form: Form) -> Mapping[str, str]:
        """Read what was ticked; what the law asks for and is missing is said beside its field."""
        sent_to = form.some_of(SENT_TO, "to whom it was sent", self.notice.sent_to, needed=False)
        holds = form.some_of(CONTAINS, "what it contained", self.notice.contents, needed=False)
        left_out = [each for each in self.notice.sent_to if each not in sent_to]
        owed = [each for each in left_out if each not in self.notice.excusable]
        cite = self.notice.source.cite
        if owed and SENT_TO not in form.wrong:
            words = "; ".join(recipients()[each] for each in owed)
            form.wrong[SENT_TO] = (
                f"It must be sent to {words} ({cite}). Send it, and then tick that it was."
            )
        details = {}
        for each in left_out:
            if each in owed:
                continue
            name = EXCUSED + each
            details[name] = form.line(name, "why they were left out", needed=False)
            if not details[name] and name not in form.wrong:
                form.wrong[name] = (
                    f"Say why it was not sent to {recipients()[each]}, or tick that it was."
                )
        lacks = [each for each in self.notice.contents if each not in holds]
        if lacks and CONTAINS not in form.wrong:
            words = "; ".join(contents()[each] for each in lacks)
            form.wrong[CONTAINS] = (
                f"It must hold {words} ({cite}). A notice without that has to be sent again, whole."
            )
        return {SENT_TO: ",".join(sent_to), CONTAINS: ",".join(holds)} | details

    def answers(self, details: Mapping[str, str]) -> Iterator[tuple[str, str]]:
        """Give what was ticked, in words."""
        for asks, name, choices in (
            ("It was sent to", SENT_TO, self.recipients),
            ("It contained", CONTAINS, self.contents),
        ):
            chosen = details.get(name, "").split(",")
            yield asks, "\n".join(words for each, words in choices if each in chosen)
        for name, asks in self.excuses:
            if name in details:
                yield asks, details[name]

    def relations(
        self, details: Mapping[str, str], *, child: Child, file: CaseFile
    ) -> Sequence[tuple[str, str]]:
        """Say who each recipient is to this child, as far as the register knows."""
        chosen = details.get(SENT_TO, "").split(",")
        return [
            (words, _relation(each, details, child, file, self.settings))
            for each, words in self.recipients
            if each in chosen
        ]


def _relation(
    recipient: str,
    details: Mapping[str, str],
    child: Child,
    file: CaseFile,
    settings: SettingNames,
) -> str:
    match recipient:
        case "family" | "appropriate_person":
            return f"The parent of {child.name}, or {child.name} if a young person"
        case "setting":
            return f"Attended: {child.setting}" if child.setting else "No setting is on record"
        case "named_setting":
            named = settings.of(details.get("names", ""))
            return f"Named in this plan: {named}" if named else "The one that the plan names"
        case "consulted_settings":
            consulted = dict.fromkeys(
                settings.of(event.party)
                for _, event in file.of((Kind.SETTING_CONSULTED,))
                if event.party
            )
            return f"Consulted: {', '.join(consulted)}" if consulted else "None is on record yet"
        case "advice_givers":
            return "Nobody is asked for advice in this case yet"
        case _:
            return f"Responsible for {child.name}"


def _capital(words: str) -> str:
    return words[:1].upper() + words[1:]


ADVICE_GIVERS = _capital(recipients()["advice_givers"])
"""Those who are asked for advice, as a page calls them before it names them."""
