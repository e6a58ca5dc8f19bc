"""The words of a letter: those changed at the counter, else the council's own file, else ours."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from ehcp.refusal import Refusal

OURS = Path(__file__).parent / "letters"
NONE_CHANGED: Mapping[str, str] = {}

_SUBJECT = "Subject:"


class BadWords(Refusal):
    """A letter's words that cannot be used: whose they are, what is wrong, what to write."""


@dataclass(frozen=True, kw_only=True)
class Words:
    """A letter's words.

    Attributes:
        where: how to name them to whoever has to mend them.
    """

    subject: str
    body: str
    where: str


def words_of(
    letter: str, *, changed: Mapping[str, str] = NONE_CHANGED, council_folder: Path | None = None
) -> Words:
    """Find the words of a letter; `changed` are those changed at the counter, by letter.

    Raises:
        BadWords: they cannot be read, or do not begin with a subject.
    """
    where = f"letters/{letter}.md"
    if letter in changed:
        where = f"The words of {letter}, as changed at the counter"
    return split(text_of(letter, changed=changed, council_folder=council_folder), where=where)


def text_of(
    letter: str, *, changed: Mapping[str, str] = NONE_CHANGED, council_folder: Path | None = None
) -> str:
    """Give the words of a letter as they are written, subject and all.

    Raises:
        BadWords: their file cannot be read.
    """
    if letter in changed:
        return changed[letter]
    own = _own(council_folder)
    name = f"{letter}.md"
    return _read(own / name if own and (own / name).exists() else OURS / name)


def split(text: str, *, where: str) -> Words:
    """Tell the subject from the body.

    Raises:
        BadWords: the first line is not the subject.
    """
    first, _, body = text.partition("\n")
    if not first.startswith(_SUBJECT):
        raise BadWords(f"{where}: the first line is not the subject. Begin it with '{_SUBJECT}'.")
    # Empty lines at its top stay, so that a line is found by its number.
    return Words(subject=first.removeprefix(_SUBJECT).strip(), body=body.rstrip(), where=where)


def refuse_words_of_no_letter(names: Sequence[str], *, council_folder: Path | None) -> None:
    """Refuse a file of words that belongs to no letter: its council would think that it is used.

    Raises:
        BadWords: a file name that is no letter's.
    """
    own = _own(council_folder)
    for path in sorted(own.glob("*.md")) if own else ():
        if path.stem not in names:
            raise BadWords(
                f"letters/{path.name} is no letter's. The letters are: {', '.join(names)}."
            )


def _own(council_folder: Path | None) -> Path | None:
    folder = council_folder / "letters" if council_folder else None
    return folder if folder and folder.is_dir() else None


def _read(path: Path) -> str:
    try:
        return _text(path, path.stat().st_mtime_ns)
    except (OSError, UnicodeDecodeError):
        raise BadWords(f"letters/{path.name} cannot be read. Save it as UTF-8 text.") from None


@cache
def _text(path: Path, _changed: int) -> str:
    return path.read_text(encoding="utf-8")
