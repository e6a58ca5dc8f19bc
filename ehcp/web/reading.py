"""Reading the body of a request: bounded, and without characters that no database keeps."""

from fastapi import Request
from starlette.formparsers import MultiPartException

from ehcp.web.forms import BadForm, Sent

_FORMS = ("application/x-www-form-urlencoded", "multipart/form-data")
_MOST_FIELDS = 2_000


async def sent_form(request: Request) -> Sent:
    """Read what a form sent; nothing where the request carries no form.

    Raises:
        BadForm: it cannot be read, or holds characters that cannot be kept.
    """
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if request.method in ("GET", "HEAD") or kind not in _FORMS:
        return Sent()
    try:
        sent = Sent(await request.form(max_fields=_MOST_FIELDS, max_files=20))
    except (MultiPartException, ValueError, LookupError):
        raise BadForm({"": "The form could not be read. Send it again from its page."}) from None
    for name in sent.names():
        for text in (name, *sent.every(name)):
            if "\0" in text or not _can_be_written(text):
                raise BadForm(
                    {
                        "": "The form holds a character that cannot be kept (a null or half a "
                        "symbol). Type the text instead of pasting it."
                    }
                )
    return sent


def _can_be_written(text: str) -> bool:
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True
