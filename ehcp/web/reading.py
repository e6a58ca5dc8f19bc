"""Reading the body of a request: bounded, and without characters that no database keeps."""

from collections.abc import AsyncIterator, Iterator

from fastapi import Request
from starlette.datastructures import FormData, UploadFile
from starlette.formparsers import MultiPartException, MultiPartParser

from ehcp.web.bounds import MOST_FILES, READ_AND_THROWN_AWAY, raise_the_bound
from ehcp.web.forms import BadForm, Sent

_WITH_FILES = "multipart/form-data"
_FORMS = ("application/x-www-form-urlencoded", _WITH_FILES)
_MOST_FIELDS = 2_000
_A_MEGABYTE = 1024 * 1024


async def sent_form(request: Request) -> Sent:
    """Read what a form sent; nothing where the request carries no form, and never a file.

    Raises:
        BadForm: it cannot be read, or holds characters that cannot be kept.
    """
    if not _carries(request, _FORMS):
        return Sent()
    try:
        async with request.form(max_fields=_MOST_FIELDS, max_files=20) as data:
            sent = Sent(FormData([*_texts(data)]))
    except (MultiPartException, ValueError, LookupError):
        raise _unreadable() from None
    _refuse_what_cannot_be_kept(sent)
    return sent


async def sent_form_with_files(request: Request) -> AsyncIterator[Sent]:
    """Read what a form sent on a route that takes files, which lie on disk until it is answered.

    Raises:
        BadForm: as in `sent_form`.
    """
    if not _carries(request, (_WITH_FILES,)):
        yield await sent_form(request)
        return
    raise_the_bound(request.scope, most=READ_AND_THROWN_AWAY)
    most = request.app.state.counter.settings.largest_file_mb * _A_MEGABYTE
    parser = _FilesBounded(
        request.headers,
        request.stream(),
        max_fields=_MOST_FIELDS,
        max_files=MOST_FILES,
        most=most,
    )
    try:
        try:
            sent = Sent(await parser.parse())
        except (MultiPartException, ValueError, LookupError):
            raise _unreadable() from None
        _refuse_what_cannot_be_kept(sent)
        yield sent
    finally:
        parser.close_files()


class _FilesBounded(MultiPartParser):
    """Reads a form with files; of a file that is too large it keeps one byte too many, no more.

    The rest is read and thrown away, so that its sender gets a page that says what is wrong.
    """

    spool_max_size = _A_MEGABYTE // 4

    def __init__(self, *args: object, most: int, **named: object) -> None:
        super().__init__(*args, **named)  # type: ignore[arg-type]
        self._most = most
        self._kept = 0

    def close_files(self) -> None:
        """Let go of every file, those too that never came to their end."""
        for file in self._files_to_close_on_error:
            file.close()

    def on_part_begin(self) -> None:
        super().on_part_begin()
        self._kept = 0

    def on_part_data(self, data: bytes, start: int, end: int) -> None:
        if self._current_part.file is not None:
            end = min(end, start + self._most + 1 - self._kept)
            if end <= start:
                return
            self._kept += end - start
        super().on_part_data(data, start, end)


def _texts(data: FormData) -> Iterator[tuple[str, UploadFile | str]]:
    return (each for each in data.multi_items() if isinstance(each[1], str))


def _carries(request: Request, kinds: tuple[str, ...]) -> bool:
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    return request.method not in ("GET", "HEAD") and kind in kinds


def _unreadable() -> BadForm:
    return BadForm({"": "The form could not be read. Send it again from its page."})


def _refuse_what_cannot_be_kept(sent: Sent) -> None:
    for name in sent.names():
        for text in (name, *sent.every(name)):
            if "\0" in text or not _can_be_written(text):
                raise BadForm(
                    {
                        "": "The form holds a character that cannot be kept (a null or half a "
                        "symbol). Type the text instead of pasting it."
                    }
                )


def _can_be_written(text: str) -> bool:
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True
