"""The council's own colour and logo, as a style sheet and a picture."""

from fastapi import APIRouter
from starlette.exceptions import HTTPException
from starlette.responses import Response

from ehcp.web.visit import Visit, anyone

router = APIRouter()

_TYPES = {".svg": "image/svg+xml", ".png": "image/png"}
_POLICY = "default-src 'none'; sandbox; frame-ancestors 'none'"


@router.get("/branding.css")
def style(visit: Visit = anyone()) -> Response:
    """Give the council's colour."""
    colour = visit.counter.council.branding.colour
    return Response(f":root {{ --app-band: {colour}; }}\n", media_type="text/css")


@router.get("/branding/logo")
def logo(visit: Visit = anyone()) -> Response:
    """Give the council's logo; opened by itself, no picture of ours runs or fetches anything."""
    council = visit.counter.council
    name = council.branding.logo
    if name is None:
        raise HTTPException(404)
    path = council.folder / name
    try:
        content = path.read_bytes()
    except OSError:
        raise HTTPException(404) from None
    return Response(
        content,
        media_type=_TYPES[path.suffix],
        headers={"Content-Security-Policy": _POLICY, "Content-Disposition": "inline"},
    )
