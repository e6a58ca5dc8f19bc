"""How the council looks on the pages: branding.toml."""

import re
from typing import Annotated

from pydantic import AfterValidator, Field

from config.policy.part import Part

_COLOUR = re.compile(r"#[0-9a-fA-F]{6}")
_DARKEST = 10  # of 255: up to here light grows evenly (0.04045 in the definition)
_LOGO = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{0,80}\.(svg|png)")
_LEAST_CONTRAST = 4.5
"""Between white letters and the colour behind them (WCAG 2.2, 1.4.3, level AA)."""


def contrast_with_white(colour: str) -> float:
    """Give the contrast between white and a colour such as #16324f, from 1 to 21 (WCAG 2.2)."""
    red, green, blue = (_luminance(int(colour[start : start + 2], 16)) for start in (1, 3, 5))
    return 1.05 / (0.2126 * red + 0.7152 * green + 0.0722 * blue + 0.05)


def _luminance(part: int) -> float:
    return part / 255 / 12.92 if part <= _DARKEST else ((part / 255 + 0.055) / 1.055) ** 2.4


def _a_colour_under_white(value: str) -> str:
    if not _COLOUR.fullmatch(value) or contrast_with_white(value) < _LEAST_CONTRAST:
        msg = "not a colour under white letters"
        raise ValueError(msg)
    return value.lower()


def _a_picture(value: str) -> str:
    if not _LOGO.fullmatch(value):
        msg = "not the name of a picture"
        raise ValueError(msg)
    return value


class Branding(Part):
    """How the council looks on the pages: branding.toml."""

    name: str | None = Field(
        default=None,
        min_length=1,
        max_length=60,
        description="Write what stands at the top of every page, in up to 60 letters; leave it out "
        "for the council's name.",
    )
    colour: Annotated[str, AfterValidator(_a_colour_under_white)] = Field(
        default="#16324f",
        description='Write a colour such as "#16324f", dark enough for white letters on it (a '
        "contrast of 4.5 or more).",
    )
    logo: Annotated[str, AfterValidator(_a_picture)] | None = Field(
        default=None,
        description='Name a file in the council\'s folder, such as "logo.svg" or "logo.png"; leave '
        "it out where there is none.",
    )
