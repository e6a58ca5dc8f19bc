"""The pages of one request: what is asked, what can be said of it, and handing the advice in.

A door mounts them under an address of its own, once it has settled that whoever comes may answer
this request: behind a link (`providers/link`), behind a sign-in (`providers/queue`).
"""

from collections.abc import Callable, Sequence
from datetime import date

from starlette.responses import Response

from ehcp.casework.answers import NothingOwed, Saying, say
from ehcp.casework.asked import Asked
from ehcp.refusal import Refusal
from ehcp.register.files import UnknownCase
from ehcp.web.forms import BadForm, Form
from ehcp.web.lateness import late_reasons
from ehcp.web.providers.answering.acts import ACTS, Act
from ehcp.web.providers.answering.answerer import Answerer
from ehcp.web.providers.answering.doubtful_days import MEANT, doubts_about
from ehcp.web.providers.answering.handed import (
    FILE,
    PARTS,
    hand_in_file,
    hand_in_written,
    waiting_file,
)
from ehcp.web.providers.answering.professions import profession_for
from ehcp.web.sentences import for_a_page

WRITE = "write"
_NO_SUCH_FORM = "There is no such form."


class _Doubtful(Exception):
    """A day that may be a slip: nothing was recorded, and the form asks whether it is meant."""

    def __init__(self, day: str, why: Sequence[str]) -> None:
        self.day = day
        self.why = why
        super().__init__(" ".join(why))


def show_request(answerer: Answerer, asked: Asked) -> Response:
    """Show what is asked and what can be said of it; or how it was answered, with a receipt."""
    return answerer.page(
        "answering/request.html.jinja", asked, acts=ACTS, newest_file=waiting_file(answerer, asked)
    )


def show_act(answerer: Answerer, asked: Asked, act: str) -> Response:
    """Show the form of one thing that can be said, or for handing the advice in.

    Raises:
        UnknownCase: there is no such form.
    """
    if not asked.request.is_outstanding:
        return _to_request(answerer, asked)
    return _form(answerer, asked, act, {})


def take_act(answerer: Answerer, asked: Asked, act: str) -> Response:
    """Put on record what was said; a file comes by `take_file`.

    Raises:
        UnknownCase: there is no such form.
    """
    if act == WRITE:
        return _done(
            answerer,
            asked,
            act,
            lambda: hand_in_written(answerer, asked),
            said=None,
        )
    if act not in ACTS:
        raise UnknownCase(_NO_SUCH_FORM)
    what = ACTS[act]

    def put() -> None:
        form = Form(answerer.visit.sent)
        saying = what.read(form, asked, answerer.visit)
        form.refuse_if_wrong()
        if saying is None:
            raise AssertionError  # the form would have been refused
        _refuse_doubtful_day(answerer, asked, what, saying)
        say(
            answerer.visit.counter.engine,
            desk=answerer.desk,
            reference=asked.reference,
            party=asked.kind.value,
            service=asked.request.service,
            saying=saying,
            first=answerer.first,
        )

    return _done(answerer, asked, act, put, said=what.said)


def take_file(answerer: Answerer, asked: Asked) -> Response:
    """Take the advice as a file; the route must take files."""
    return _done(answerer, asked, FILE, lambda: hand_in_file(answerer, asked), said=None)


def _done(
    answerer: Answerer, asked: Asked, act: str, put: Callable[[], None], *, said: str | None
) -> Response:
    try:
        put()
    except _Doubtful as doubtful:
        return _form(answerer, asked, act, {}, doubtful=doubtful)
    except NothingOwed:
        return _to_request(answerer, asked)  # the page says how it was answered, and when
    except BadForm as slips:
        wrong = {name: for_a_page(sentence) for name, sentence in slips.wrong.items()}
        return _form(answerer, asked, act, wrong)
    except UnknownCase:
        raise  # it is not theirs to see any longer
    except Refusal as refusal:
        return _form(answerer, asked, act, {"": for_a_page(str(refusal))})
    return _to_request(answerer, asked, said=said)


def _to_request(answerer: Answerer, asked: Asked, *, said: str | None = None) -> Response:
    return answerer.visit.go(answerer.path(asked), said=said)


def _refuse_doubtful_day(answerer: Answerer, asked: Asked, what: Act, saying: Saying) -> None:
    """Ask once whether a day is meant on which nobody may be there."""
    on = saying.details.get(what.day)
    if not on or answerer.visit.sent.text(MEANT) == on:
        return
    closures = answerer.desk.closures
    day = date.fromisoformat(on)
    why = tuple(doubts_about(day, field=what.day, asked=asked, closures=closures))
    if why:
        raise _Doubtful(on, why)


def _form(
    answerer: Answerer,
    asked: Asked,
    act: str,
    wrong: dict[str, str],
    *,
    doubtful: _Doubtful | None = None,
) -> Response:
    if act in (WRITE, FILE):
        return answerer.page(
            f"answering/{act}.html.jinja",
            asked,
            wrong=wrong,
            profession=profession_for(asked.kind),
            parts_of_advice=PARTS,
            largest_mb=answerer.visit.counter.settings.largest_file_mb,
        )
    if act not in ACTS:
        raise UnknownCase(_NO_SUCH_FORM)
    return answerer.page(
        "answering/act.html.jinja",
        asked,
        wrong=wrong,
        act=act,
        what=ACTS[act],
        doubtful=doubtful,
        reasons=late_reasons(answerer.visit.counter.council),
    )
