"""What every answer carries and no request may exceed: headers, the policy for content, a bound."""

from collections.abc import MutableMapping
from typing import Any

from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from ehcp.web.bounds import BodyBound

_POLICY = {
    "default-src": "'none'",
    "script-src": "'self'",
    "style-src": "'self'",
    "img-src": "'self'",
    "font-src": "'self'",
    "connect-src": "'self'",
    "form-action": "'self'",
    "base-uri": "'none'",
    "frame-ancestors": "'none'",
}
CONTENT_SECURITY_POLICY = "; ".join(f"{what} {where}" for what, where in _POLICY.items())
_HEADERS = {
    "Content-Security-Policy": CONTENT_SECURITY_POLICY,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=()",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}
_STRICT_TRANSPORT = "max-age=31536000; includeSubDomains"
_ASSETS = "/assets/"
_LINKS = "/answer/"
"""Addresses that open something by themselves: no page under them says where one came from."""


class Guarded:
    """An application whose every answer carries the headers, and which reads no endless body."""

    def __init__(self, app: ASGIApp, *, https: bool) -> None:
        """Take the application; `https` where people reach it so."""
        self.app = app
        self.https = https

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        seen = 0
        bound = BodyBound()
        bound.put_in(scope)

        async def bounded() -> Message:
            nonlocal seen
            message = await receive()
            seen += len(message.get("body", b""))
            if seen > bound.most:
                raise TooLarge
            return message

        async def with_headers(message: MutableMapping[str, Any]) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                if scope["path"].startswith(_LINKS):
                    headers["Referrer-Policy"] = "no-referrer"
                for name, value in _HEADERS.items():
                    headers.setdefault(name, value)
                if self.https:
                    headers["Strict-Transport-Security"] = _STRICT_TRANSPORT
                if not scope["path"].startswith(_ASSETS):
                    # What stands on a page is a child's: no shared machine keeps it.
                    headers["Cache-Control"] = "no-store"
            await send(message)

        await self.app(scope, bounded, with_headers)


class TooLarge(Exception):
    """A request whose body is larger than any form of ours."""
