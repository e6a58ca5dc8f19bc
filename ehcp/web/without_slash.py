"""An address with a stroke too many at its end: it leads to the page that was meant."""

from urllib.parse import quote

from starlette.responses import RedirectResponse
from starlette.types import ASGIApp, Receive, Scope, Send

_FILES = "/assets/"
_ASKS = ("GET", "HEAD")


class WithoutSlash:
    """An application whose pages are found with a stroke at the end of their address, too."""

    def __init__(self, app: ASGIApp) -> None:
        """Take the application."""
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on, or lead it to the address without the stroke."""
        path = scope.get("path", "")
        if (
            scope["type"] != "http"
            or scope["method"] not in _ASKS
            or not path.endswith("/")
            or path.startswith(_FILES)
            # Two strokes at the beginning would be the address of another machine.
            or not path.strip("/")
            or "//" in path
            or "\\" in path
        ):
            await self.app(scope, receive, send)
            return
        asked = scope["query_string"].decode("latin-1")
        meant = quote(path[:-1]) + (f"?{asked}" if asked else "")
        await RedirectResponse(meant, status_code=308)(scope, receive, send)
