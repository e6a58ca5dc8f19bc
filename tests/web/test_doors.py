"""Every route says who may use it, and lets in nobody else."""

import re

import pytest
from fastapi.routing import APIRoute
from starlette.routing import Mount

from ehcp.staff.roles import UserRole
from ehcp.web.app import make_app
from ehcp.web.visit import Door
from tests.web.people import secrets_on, staff_member

_PARAMETER = re.compile(r"\{[^}]+\}")


def routes_of(app) -> list[APIRoute]:
    # An included router would be something else, and its routes would be made at first requests.
    assert all(isinstance(route, APIRoute | Mount) for route in app.routes)
    return [route for route in app.routes if isinstance(route, APIRoute)]


def test_no_page_is_overlooked(counter):
    assert "/my-day" in {route.path for route in routes_of(make_app(counter))}


def door_of(route: APIRoute) -> Door:
    doors = [each.call for each in route.dependant.dependencies if isinstance(each.call, Door)]
    assert len(doors) == 1, f"{route.path} does not say who may use it"
    return doors[0]


def test_every_route_declares_who_may_use_it(counter):
    found = routes_of(make_app(counter))
    assert found
    assert all(door_of(route) for route in found)


def test_nobody_gets_past_a_closed_door(nobody, counter):
    for route in routes_of(make_app(counter)):
        if door_of(route).roles is None:
            continue
        for method in route.methods or ():
            path = _PARAMETER.sub("1", route.path)
            answer = nobody.request(method, path)
            assert answer.status_code in (303, 401), (method, path, answer.status_code)
            if answer.status_code == 303:
                assert answer.headers["location"].startswith(("/sign-in", "/outside/sign-in"))


@pytest.mark.parametrize("role", UserRole)
def test_each_role_is_let_in_or_refused_as_declared(role, counter):
    someone = staff_member(counter, "Robin Must-Not", role.value)
    for route in routes_of(make_app(counter)):
        allowed = door_of(route).roles
        if allowed is None:
            continue
        path = _PARAMETER.sub("1", route.path)
        for method in route.methods or ():
            status = someone.request(method, path).status_code
            if role not in allowed:
                assert status == 403, (method, path, status)
            else:
                assert status < 500, (method, path, status)
                assert status not in (401, 403), (method, path, status)


def test_health_tells_nothing_else(nobody):
    answer = nobody.get("/health")
    assert (answer.status_code, answer.text) == (200, "ok\n")


def test_every_answer_carries_the_headers(nobody):
    for path in ("/health", "/nowhere", "/assets/counter.css"):
        headers = nobody.get(path).headers
        assert "unsafe-inline" not in headers["content-security-policy"]
        assert headers["x-content-type-options"] == "nosniff"
        assert headers["x-frame-options"] == "DENY"


def test_an_address_with_a_null_is_no_address(kim):
    for path in ("/cases/%00", "/cases/%00/advice", "/cases?officer=%00", "/cases?%00=1"):
        assert kim.get(path).status_code == 404, path


def test_a_form_with_an_endless_secret_is_not_complete(kim):
    secrets = secrets_on(kim.page("/cases")) | {"once": "x" * 40_000}
    answer = kim.send_again("/cases/search", secrets, text="Wren")
    assert answer.status_code in (303, 400)
