"""An address with a stroke too many leads to its page, and never away from the counter."""

import pytest


def test_a_page_is_found_with_a_stroke_at_its_end(kim):
    answer = kim.get("/cases/?due=overdue", follow_redirects=False)
    assert answer.status_code == 308
    assert answer.headers["location"] == "/cases?due=overdue"
    assert "Content-Security-Policy" in answer.headers
    assert kim.get("/cases/", follow_redirects=True).status_code == 200


@pytest.mark.parametrize("path", ["//evil.example/", "/%2Fevil.example/", "/\\evil.example/"])
def test_nobody_is_led_to_another_machine(kim, path):
    answer = kim.get(f"http://testserver{path}", follow_redirects=False)
    assert "location" not in answer.headers
    assert answer.status_code == 404


def test_a_form_and_a_file_are_not_led_anywhere(kim):
    assert "location" not in kim.post("/cases/", data={}).headers
    assert "location" not in kim.get("/assets/", follow_redirects=False).headers
