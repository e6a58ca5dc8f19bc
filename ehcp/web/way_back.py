"""The way back to the page from which an act was asked for: a page of ours, and nothing else."""

from urllib.parse import parse_qsl, quote, urlencode, urlsplit

from starlette.responses import RedirectResponse, Response

from ehcp.web.said import SAID

_SEE_OTHER = 303
_LONGEST = 500


def way_back(typed: str, *, otherwise: str) -> str:
    """Give the address of a page of ours as it was sent along; another where it is none."""
    is_ours = (
        typed.startswith("/")
        and not typed.startswith("//")
        and "\\" not in typed
        and typed.isprintable()
        and len(typed) <= _LONGEST
    )
    if not is_ours:
        return otherwise
    parts = urlsplit(typed)
    # What was said there after an act before this one is not said again.
    query = [(name, text) for name, text in parse_qsl(parts.query) if name != "said"]
    path = quote(parts.path, safe="/-_.~%")
    return f"{path}?{urlencode(query)}" if query else path


def lead_back(path: str, *, said: str) -> Response:
    """Lead there after an act; `said` is a key of `said.SAID`, as in `Visit.go`."""
    if said not in SAID:
        raise KeyError(said)
    joined = "&" if "?" in path else "?"
    return RedirectResponse(f"{path}{joined}said={said}", status_code=_SEE_OTHER)
