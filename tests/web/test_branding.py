"""The council's own colour and logo on the pages."""

from dataclasses import replace
from shutil import copytree

import pytest

from config.council import EXAMPLE, read_council
from tests.web.people import counter_over, guest

_DRAWING = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'
_PIXELS = b"\x89PNG\r\n\x1a\n-and-so-on"


def with_logo(engine, folder, name, content):
    copytree(EXAMPLE, folder, dirs_exist_ok=True)
    (folder / name).write_bytes(content)
    (folder / "branding.toml").write_text(f'colour = "#16324f"\nlogo = "{name}"\n')
    council = read_council(folder)
    return guest(replace(counter_over(engine), council_now=lambda: council))


@pytest.mark.parametrize(
    ("name", "content", "kind"),
    [("logo.svg", _DRAWING, "image/svg+xml"), ("logo.png", _PIXELS, "image/png")],
)
def test_the_logo_is_shown_and_opened_by_itself_it_runs_nothing(
    engine, tmp_path, name, content, kind
):
    someone = with_logo(engine, tmp_path, name, content)
    answer = someone.get("/branding/logo")
    assert (answer.status_code, answer.content) == (200, content)
    assert answer.headers["content-type"] == kind
    assert answer.headers["x-content-type-options"] == "nosniff"
    policy = answer.headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "sandbox" in policy
    assert 'src="/branding/logo"' in someone.page("/sign-in")


def test_a_logo_that_has_gone_is_no_page(engine, tmp_path):
    someone = with_logo(engine, tmp_path, "logo.svg", _DRAWING)
    (tmp_path / "logo.svg").unlink()
    assert someone.get("/branding/logo").status_code == 404


def test_a_council_without_a_logo_shows_none(nobody):
    assert nobody.get("/branding/logo").status_code == 404
    assert "/branding/logo" not in nobody.page("/sign-in")


def test_the_colour_is_the_council_s(nobody):
    assert "--app-band: #16324f" in nobody.page("/branding.css")
