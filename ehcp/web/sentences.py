"""Sentences of the rooms below as a page says them: in words, and with no command to type.

A refusal below speaks to everybody, the command line included: it names kinds and facts as the
register keeps them, options such as `--detail`, and commands. Here each becomes what it is called
on the form.
"""

import re
from collections.abc import Mapping
from functools import cache

from ehcp.cases.advice_kinds import AdviceKind
from ehcp.cases.conditions.details import set_by_an_order
from ehcp.cases.kinds import Kind
from ehcp.law.notices import contents, recipients
from ehcp.law.rules import rule
from ehcp.web.staff.acts.fact_words import labels, values_in_words
from ehcp.web.staff.acts.ground_words import GROUND_FACTS, GROUNDS

_VALUE = r"(?:'[^']*'|\[[^\]]*\]|[^\s,;]*[^\s,;.])"
_REWRITTEN = (
    (re.compile(r"An entry is corrected with `ehcp case correct`, which names the entry\."),
     "An entry is corrected from the chronology of its case."),
    (re.compile(r"[Oo]pen one with `ehcp case open[^`]*`"), "open one from the page of the case"),
    (re.compile(r"Run `ehcp db upgrade`\."), "Whoever looks after the register can bring it up."),
    (re.compile(r", for example --party \w+"), ""),
    (re.compile(r"add --party, its URN"), "give its name or its number (URN)"),
    (re.compile(r"Leave --party out"), "It names nobody"),
    (re.compile(r"add --party(?=[.:])"), "choose whose"),
    (re.compile(r"--party"), "whose it is"),
    (re.compile(r"Say what to set: --setting, --urn or --year-group\."),
     "Say what to set: the setting, its number or the year group."),
    (re.compile(r"say why in no_\w+"), "say why"),
    (re.compile(r" \(closures\.toml\)"), ""),
    (re.compile(r"\. Write (?:days as|it as) \d{4}-\d\d-\d\d\."), "."),
    (re.compile(r": add ((?:--detail \w+=" + _VALUE + r"(?: and )?\s*)+)"
                r"(?=\.|,|;)(?:, as in the council's list of people)?"), r": fill in \1"),
)  # fmt: skip
_DETAIL = re.compile(r"--(?:detail|fact) (\w+)=" + _VALUE)
_SIDE_BY_SIDE = re.compile(r"’ (?=‘)")
_COMMAND = re.compile(r"[^.:;]*`ehcp [^`]*`[^.]*\.\s*")
_COMMAND_LEFT = re.compile(r"`ehcp [^`]*`")
_NAME = re.compile(r"\b[a-z]+[a-z0-9]*(?:_[a-z0-9]+)+\b")
_OPTION = re.compile(r"(?<![\w-])--([a-z][a-z-]*)")


def for_a_page(sentence: str) -> str:
    """Write a refusal for a page."""
    plain = sentence
    for found, instead in _REWRITTEN:
        plain = found.sub(instead, plain)
    plain = _DETAIL.sub(lambda found: f"‘{_in_words(found[1]).strip('‘’')}’", plain)
    plain = _SIDE_BY_SIDE.sub("’, ", plain)
    plain = _COMMAND.sub("", plain).strip() or _COMMAND_LEFT.sub("the record", plain)
    plain = _NAME.sub(lambda found: _in_words(found[0]), plain)
    plain = _OPTION.sub(lambda found: found[1].replace("-", " "), plain)
    return f"{plain[:-1]}." if plain.endswith((";", ":")) else plain


def _in_words(name: str) -> str:
    return _words().get(name, name.replace("_", " "))


@cache
def _words() -> Mapping[str, str]:
    """Give the words for every name that the register keeps."""
    quoted = {
        **{name: rule(name).says.rstrip(".") for name in set_by_an_order()},
        **{name: words.asks for name, words in GROUND_FACTS.items()},
        **labels(),
        **values_in_words(),
        **GROUNDS,
        **{kind.value: kind.says for kind in Kind},
    }
    return (
        {name: f"‘{words}’" for name, words in quoted.items()}
        | {each.value: each.says for each in AdviceKind}
        | {name: words for name, words in {**recipients(), **contents()}.items() if "_" in name}
    )
