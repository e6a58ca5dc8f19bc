"""What the words of a letter may say beside plain text: facts, filters, choices, lists; no more.

Whoever changes words at the counter writes for everybody who gets the letter, on our machine. So
words can reach nothing but their facts, call nothing, and cannot grow without bound.
"""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import date
from functools import cache
from typing import Any

from jinja2 import Environment, StrictUndefined, Template, TemplateSyntaxError, nodes
from jinja2.exceptions import SecurityError
from jinja2.runtime import Context
from jinja2.sandbox import ImmutableSandboxedEnvironment

from ehcp.law.in_words import MONTHS, count_in_words, day_in_words

_SAYABLE = (
    *(nodes.Template, nodes.Output, nodes.TemplateData, nodes.If, nodes.For, nodes.Assign),
    *(nodes.Name, nodes.Const, nodes.List, nodes.Tuple, nodes.Getattr, nodes.Getitem),
    *(nodes.Filter, nodes.Test, nodes.Keyword, nodes.CondExpr, nodes.Compare, nodes.Operand),
    *(nodes.And, nodes.Or, nodes.Not, nodes.Add, nodes.Sub, nodes.Neg),
)
_FILTERS = (
    *("first", "last", "length", "list", "lower", "map", "reject", "rejectattr", "select"),
    *("selectattr", "sort", "unique", "upper"),
)
_TESTS = ("eq", "ne", "lt", "le", "gt", "ge", "none", "even", "odd")
_DEEPEST_LIST = 2
_MOST_LISTS = 20


@cache
def template(words: str, finalize: Callable[[object], str]) -> Template:
    """Make words ready to be filled with facts.

    Raises:
        TemplateSyntaxError: they say something that cannot be read, or that words may not say.
    """
    environment = _environment(finalize)
    _parsed(words, environment)
    with _not_too_deep():
        return environment.from_string(words)


def facts_asked_for(words: str) -> Iterator[tuple[str, int]]:
    """Give the name and the line of each fact, or part of a fact, that the words ask for.

    Raises:
        TemplateSyntaxError: as in `template`.
    """
    tree = _parsed(words, _environment(str))
    given = {node.name for node in tree.find_all(nodes.Name) if node.ctx == "store"}
    for name in tree.find_all(nodes.Name):
        if name.ctx == "load" and name.name not in given | {"loop"}:
            yield name.name, name.lineno
    for got in tree.find_all(nodes.Getattr):
        if not (isinstance(got.node, nodes.Name) and got.node.name == "loop"):
            yield got.attr, got.lineno
    for filtered in tree.find_all(nodes.Filter):
        if filtered.name in ("selectattr", "rejectattr"):
            yield from _constants(filtered.args[:1])
        yield from _constants([each.value for each in filtered.kwargs if each.key == "attribute"])


def _constants(found: Sequence[nodes.Expr]) -> Iterator[tuple[str, int]]:
    for each in found:
        if isinstance(each, nodes.Const):
            yield str(each.value), each.lineno


def _parsed(words: str, environment: Environment) -> nodes.Template:
    with _not_too_deep():
        tree = environment.parse(words)
    _refuse_unsayable(tree)
    return tree


@contextmanager
def _not_too_deep() -> Iterator[None]:
    try:
        yield
    except (RecursionError, SyntaxError):
        # The second is Python's own, of what Jinja makes of the words.
        msg = "one thing stands too deep in another"
        raise TemplateSyntaxError(msg, 1) from None


def _refuse_unsayable(tree: nodes.Template) -> None:
    lists = 0
    waiting: list[tuple[nodes.Node, int]] = [(tree, 0)]
    while waiting:
        node, depth = waiting.pop()
        if not isinstance(node, _SAYABLE):
            what = type(node).__name__.lower()
            msg = f"words may not use '{what}': only facts, filters, if, for and set"
            raise TemplateSyntaxError(msg, node.lineno)
        if isinstance(node, nodes.For):
            lists, depth = lists + 1, depth + 1
            if depth > _DEEPEST_LIST or lists > _MOST_LISTS or node.recursive:
                msg = f"a list may stand in one other, and {_MOST_LISTS} in a letter"
                raise TemplateSyntaxError(msg, node.lineno)
        waiting += [(child, depth) for child in node.iter_child_nodes()]


class _Words(ImmutableSandboxedEnvironment):
    intercepted_binops = frozenset({"+"})

    def call_binop(self, context: Context, operator: str, left: object, right: object) -> object:
        # A fact that is missing says so itself.
        if not all(isinstance(each, int | float | StrictUndefined) for each in (left, right)):
            msg = "only numbers are added up"
            raise SecurityError(msg)
        return super().call_binop(context, operator, left, right)

    def is_safe_attribute(self, obj: object, attr: str, value: object) -> bool:
        return not callable(value) and super().is_safe_attribute(obj, attr, value)

    def is_safe_callable(self, obj: object) -> bool:
        del obj  # words call nothing
        return False


@cache
def _environment(finalize: Callable[[object], str]) -> _Words:
    environment = _Words(undefined=StrictUndefined, finalize=finalize)
    environment.globals.clear()
    environment.filters = {name: environment.filters[name] for name in _FILTERS} | {
        "day": _day,
        "short_day": _short_day,
        "count": _count,
    }
    environment.tests = {name: environment.tests[name] for name in _TESTS}
    return environment


def _short_day(iso: str) -> str:
    day = date.fromisoformat(str(iso))
    return f"{day.day} {MONTHS[day.month - 1]}"


def _day(iso: str) -> str:
    return day_in_words(date.fromisoformat(str(iso)))


def _count(things: Sequence[Any] | int, unit: str) -> str:
    return count_in_words(things if isinstance(things, int) else len(things), unit=unit)
