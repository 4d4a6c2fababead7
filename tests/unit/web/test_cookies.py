"""Whose form this is: cookies as they have to be, and nothing else taken for a token."""

from datetime import timedelta

import pytest
from starlette.responses import Response

from screening.submissions.draft import new_token
from screening.web.cookies import DRAFT_COOKIE, Cookies, token_of


def test_a_cookie_is_out_of_reach_of_scripts_and_other_sites() -> None:
    response = Response()
    Cookies(https=True).put(response, DRAFT_COOKIE, "x" * 32, timedelta(days=7))
    sent = response.headers["set-cookie"].lower()
    assert all(word in sent for word in ("httponly", "samesite=lax", "secure", "path=/", "max-age=604800"))


def test_without_https_it_is_not_secure_and_without_a_life_it_ends_with_the_browser() -> None:
    response = Response()
    Cookies(https=False).put(response, DRAFT_COOKIE, "x" * 32)
    sent = response.headers["set-cookie"].lower()
    assert "secure" not in sent
    assert "max-age" not in sent


def test_each_new_form_has_its_own_token() -> None:
    tokens = set()
    for _ in range(50):
        response = Response()
        Cookies(https=True).give_new_form(response)
        tokens.add(response.headers["set-cookie"].split(";")[0])
    assert len(tokens) == 50


@pytest.mark.parametrize(
    "value",
    ["", "short", "x" * 101, "x" * 30 + ";", "../" * 10, "x" * 29 + "\n", "é" * 30, "x" * 15 + " " * 15],
)
def test_what_cannot_be_a_token_is_none(value: str) -> None:
    assert token_of({DRAFT_COOKIE: value}, DRAFT_COOKIE) is None


def test_our_own_token_is_one() -> None:
    token = new_token()
    assert token_of({DRAFT_COOKIE: token}, DRAFT_COOKIE) == token
    assert token_of({}, DRAFT_COOKIE) is None


def test_a_cookie_is_taken_away() -> None:
    response = Response()
    Cookies(https=True).drop(response, DRAFT_COOKIE)
    assert "max-age=0" in response.headers["set-cookie"].lower()
