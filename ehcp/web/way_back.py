"""The way to a page that was asked for: one of ours, and nothing else."""

from urllib.parse import parse_qsl, quote, urlencode, urlsplit

from starlette.responses import RedirectResponse, Response

from ehcp.web.said import SAID

_SEE_OTHER = 303
_LONGEST = 500


def is_ours(typed: str) -> bool:
    """Say whether an address that was sent along leads to a page of ours."""
    return (
        typed.startswith("/")
        and not typed.startswith("//")
        and "\\" not in typed
        and typed.isprintable()
        and len(typed) <= _LONGEST
    )


def path_of(ours: str) -> str:
    """Write the path of an address of ours, without its question."""
    return quote(urlsplit(ours).path, safe="/-_.~%")


def way_back(typed: str, *, otherwise: str) -> str:
    """Give the address of a page of ours as it was sent along; another where it is none."""
    if not is_ours(typed):
        return otherwise
    # What was said there after an act before this one is not said again.
    query = [(name, text) for name, text in parse_qsl(urlsplit(typed).query) if name != "said"]
    path = path_of(typed)
    return f"{path}?{urlencode(query)}" if query else path


def lead_back(path: str, *, said: str) -> Response:
    """Lead there after an act; `said` is a key of `said.SAID`, as in `Visit.go`."""
    if said not in SAID:
        raise KeyError(said)
    joined = "&" if "?" in path else "?"
    return RedirectResponse(f"{path}{joined}said={said}", status_code=_SEE_OTHER)
