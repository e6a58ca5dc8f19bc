"""The counter as one web application: every room of pages, behind one guard."""

from pathlib import Path

from fastapi import FastAPI
from starlette.responses import PlainTextResponse, RedirectResponse, Response
from starlette.staticfiles import StaticFiles

from ehcp.refusal import Refusal
from ehcp.staff.roles import UserRole
from ehcp.web import branding, errors, receipts
from ehcp.web.api import routes as api
from ehcp.web.counter import Counter
from ehcp.web.families import rooms as families
from ehcp.web.navigation import first_page
from ehcp.web.providers import rooms as providers
from ehcp.web.schools import rooms as schools
from ehcp.web.security import Guarded
from ehcp.web.staff import rooms
from ehcp.web.visit import Visit, anyone, open_to
from ehcp.web.without_slash import WithoutSlash

_BUILT = Path(__file__).parent / "assets" / "built"
_ROOMS = (
    *(branding.router, api.router, receipts.router),
    *(*rooms.ROOMS, *providers.ROOMS, *schools.ROOMS, *families.ROOMS),
)


class PagesNotBuilt(Refusal):
    """The pages' styles and scripts were never fetched."""


def make_app(counter: Counter) -> FastAPI:
    """Make the application that serves a council's counter.

    Raises:
        PagesNotBuilt: `make install` has not built the styles of the pages.
    """
    if not (_BUILT / "counter.css").exists():
        raise PagesNotBuilt(
            "The pages' styles are not there. Run `make install` in the folder of this software."
        )
    app = FastAPI(
        title="ehcp", openapi_url=None, docs_url=None, redoc_url=None, redirect_slashes=False
    )
    app.state.counter = counter
    app.add_middleware(WithoutSlash)
    app.add_middleware(Guarded, https=counter.settings.web_address.startswith("https://"))
    errors.add_to(app)
    app.add_api_route("/", _home, methods=["GET"])
    app.add_api_route("/health", _health, methods=["GET"])
    for room in _ROOMS:
        # Not included, but taken over: FastAPI makes what is included anew, at the first requests,
        # in whichever threads ask at the same moment.
        app.router.routes.extend(room.routes)
    app.mount("/assets", StaticFiles(directory=_BUILT), name="assets")
    return app


def _home(visit: Visit = open_to(*UserRole)) -> Response:
    return RedirectResponse(first_page(visit.me), status_code=303)


def _health(visit: Visit = anyone()) -> Response:
    """Say that the counter answers, and nothing else."""
    del visit
    return PlainTextResponse("ok\n")
