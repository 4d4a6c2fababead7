"""The staff's door: forged forms, invitations, guessing, cookies, sessions that have ended."""

import re
from collections.abc import Callable

import httpx2
import pytest

from screening.submissions.submission import new_id
from screening.web.cookies import SESSION_COOKIE
from screening.web.staff.sign_in import CSRF_COOKIE
from scripts.serving import Server
from tests.attacks.inside import invited, joined, long_ago, sessions_end, staff_count
from tests.attacks.raw_visitor import RawVisitor
from tests.builders import PASSWORD

NewClient = Callable[[], httpx2.Client]
TRIES = 60
WRONG = "not the right words"


def csrf(page: httpx2.Response) -> str:
    found = re.search(r'name="csrf" value="([^"]+)"', page.text)
    assert found is not None
    return found[1]


def words(page: httpx2.Response) -> str:
    """What is on the page but for the tokens and the name that was typed."""
    return re.sub(r'value="[^"]*"', "", page.text)


@pytest.fixture
def member(server: Server) -> str:
    """The sign-in name of an account."""
    name = f"shah{new_id()[:8]}"
    joined(server.data, name)
    return name


def signs_in(client: httpx2.Client, name: str, password: str = PASSWORD) -> httpx2.Response:
    fields = {"name": name, "password": password, "csrf": csrf(client.get("/sign-in"))}
    return client.post("/sign-in", data=fields, headers={"origin": str(client.base_url).rstrip("/")})


def accepts(client: httpx2.Client, token: str, name: str) -> httpx2.Response:
    fields = {"display": "Dr Lee", "name": name, "password": PASSWORD, "again": PASSWORD}
    page = client.get(f"/invite/{token}")
    if page.status_code == 200:
        fields["csrf"] = csrf(page)
    own = {"origin": str(client.base_url).rstrip("/")}
    return client.post(f"/invite/{token}", data=fields, headers=own)


def test_signing_in_needs_the_form_of_this_browser(
    server: Server, new_client: NewClient, member: str
) -> None:
    """Red when sign_in no longer asks _is_own_form, or the token is not bound to the cookie."""
    own, right = {"origin": server.url}, {"name": member, "password": PASSWORD}
    client, other = new_client(), new_client()
    token, others = csrf(client.get("/sign-in")), csrf(other.get("/sign-in"))
    for wrong in ({}, {"csrf": ""}, {"csrf": "x"}, {"csrf": others}, {"csrf": "é"}, {"csrf": token + "0"}):
        answer = client.post("/sign-in", data={**right, **wrong}, headers=own)
        assert (answer.status_code, SESSION_COOKIE in answer.cookies) == (403, False)
    without_cookie = new_client().post("/sign-in", data={**right, "csrf": token}, headers=own)
    assert (without_cookie.status_code, SESSION_COOKIE in without_cookie.cookies) == (403, False)
    for headers in ({}, {"origin": "https://evil.example"}, {"origin": "null"}, {"referer": server.url}):
        answer = client.post("/sign-in", data={**right, "csrf": token}, headers=headers)
        assert (answer.status_code, SESSION_COOKIE in answer.cookies) == (403, False)
    answer = client.post("/sign-in", data={**right, "csrf": token}, headers=own)
    assert (answer.status_code, answer.headers["location"]) == (303, "/staff")
    assert client.get("/staff").status_code == 200


def test_looking_at_an_invitation_uses_nothing_up(server: Server, new_client: NewClient) -> None:
    """Mail programs open links. Red when a GET makes the account, or the POST can be made twice."""
    token, name, before = invited(server.data), f"lee{new_id()[:8]}", staff_count(server.data)
    for _ in range(3):
        assert new_client().get(f"/invite/{token}").status_code == 200
    assert new_client().head(f"/invite/{token}").status_code != 303
    assert staff_count(server.data) == before
    foreign = {"origin": "https://evil.example"}
    assert new_client().post(f"/invite/{token}", data={"name": name}, headers=foreign).status_code == 403
    assert staff_count(server.data) == before
    made = accepts(new_client(), token, name)
    assert (made.status_code, made.headers["location"]) == (303, "/sign-in")
    assert accepts(new_client(), token, f"{name}.again").status_code == 404
    assert staff_count(server.data) == before + 1
    assert signs_in(new_client(), name).status_code == 303


def test_an_invitation_needs_its_own_page(server: Server, client: httpx2.Client) -> None:
    token, before = invited(server.data), staff_count(server.data)
    fields = {"display": "Dr Lee", "name": "forger", "password": PASSWORD, "again": PASSWORD, "csrf": "x"}
    answer = client.post(f"/invite/{token}", data=fields, headers={"origin": server.url})
    assert (answer.status_code, staff_count(server.data)) == (403, before)


def test_invitations_that_do_not_work_all_say_the_same(server: Server, new_client: NewClient) -> None:
    used = invited(server.data)
    assert accepts(new_client(), used, f"used{new_id()[:8]}").status_code == 303
    expired, unknown = invited(server.data, long_ago), "x" * 32
    malformed = ("x", "%F0%9F%92%89", "x" * 3000, "'%20OR%201=1--", used.swapcase())
    answers = [new_client().get(f"/invite/{token}") for token in (used, expired, unknown, *malformed)]
    answers.append(accepts(new_client(), expired, "late"))
    assert {(answer.status_code, answer.text) for answer in answers} == {(404, answers[0].text)}


def test_a_wrong_name_and_a_wrong_password_say_the_same(new_client: NewClient, member: str) -> None:
    # Red when the page tells who has an account here.
    wrong_password = signs_in(new_client(), member, WRONG)
    wrong_name = signs_in(new_client(), f"nobody{new_id()[:8]}", WRONG)
    assert wrong_password.status_code == wrong_name.status_code == 401
    assert words(wrong_password) == words(wrong_name)
    assert wrong_password.headers.keys() == wrong_name.headers.keys()


@pytest.mark.parametrize(
    "name", ["' OR '1'='1", "<script>alert(1)</script>", '"><img src=x>', "x" * 5000, "a\x00b", ""]
)
def test_hostile_names_are_only_names(client: httpx2.Client, name: str) -> None:
    answer = signs_in(client, name, WRONG)
    assert answer.status_code == 401
    assert "<script" not in answer.text
    assert "<img" not in answer.text


def test_too_many_tries_are_slowed_down(new_client: NewClient) -> None:
    # Red when sign_in verifies a password without asking the limit; an address more must not help.
    client = new_client()
    token = csrf(client.get("/sign-in"))
    own = {"origin": str(client.base_url).rstrip("/")}

    def tries() -> httpx2.Response:
        # A name of its own each time, so that only the address counts.
        fields = {"name": new_id(), "password": WRONG, "csrf": token}
        return client.post("/sign-in", data=fields, headers=own)

    assert {tries().status_code for _ in range(TRIES)} == {401}
    refused = tries()
    assert (refused.status_code, SESSION_COOKIE in refused.cookies) == (429, False)
    first = client.headers["x-forwarded-for"]
    client.headers["x-forwarded-for"] = f"198.51.100.1, {first}"
    assert tries().status_code == 429
    assert signs_in(new_client(), new_id(), WRONG).status_code == 401


def test_cookies_are_out_of_reach_of_scripts_and_other_sites(
    server: Server, new_client: NewClient, member: str
) -> None:
    # Red when Cookies.put leaves HttpOnly or SameSite out.
    client = new_client()
    answers = [
        client.get("/"),
        client.get("/sign-in"),
        signs_in(client, member),
        client.post("/new", content=b"", headers={"origin": server.url, "content-length": "0"}),
    ]
    set_cookies = [line for answer in answers for line in answer.headers.get_list("set-cookie")]
    assert len(set_cookies) >= len(answers)
    for line in set_cookies:
        attributes = {part.strip().lower() for part in line.split(";")[1:]}
        assert {"httponly", "samesite=lax", "path=/"} <= attributes, line
        assert not any(attribute.startswith("domain") for attribute in attributes), line


def test_the_staff_area_sends_strangers_to_the_door(new_client: NewClient) -> None:
    for cookie in (None, "", "x", "x" * 32, "../../x", "x" * 5000):
        client = new_client()
        headers = {} if cookie is None else {"cookie": f"{SESSION_COOKIE}={cookie}"}
        answer = client.get("/staff", headers=headers)
        assert (answer.status_code, answer.headers["location"], answer.text) == (303, "/sign-in", "")


def test_a_session_that_was_signed_out_opens_nothing(
    server: Server, new_client: NewClient, member: str
) -> None:
    """Also not in a tab that is still open. Red when a page trusts the cookie, or what it knew before."""
    client = new_client()
    signs_in(client, member)
    token = client.cookies[SESSION_COOKIE]
    with RawVisitor(server.url, {SESSION_COOKIE: token}) as tab:
        tab.opens("", area="staff")
        assert "You are signed out" not in tab.html
        assert client.get("/staff").status_code == 200
        sessions_end(server.data, token)
        assert client.get("/staff").headers["location"] == "/sign-in"
        tab.opens("", area="staff")
        assert "You are signed out" in tab.html
    with RawVisitor(server.url, {SESSION_COOKIE: token}) as other:
        other.opens("", area="staff")
        assert "You are signed out" in other.html


def test_a_session_begins_anew_with_each_sign_in(new_client: NewClient, member: str) -> None:
    # Red when a token that somebody planted in the browser becomes a session.
    client, planted = new_client(), "planted" * 5
    client.cookies.set(SESSION_COOKIE, planted)
    client.cookies.set(CSRF_COOKIE, planted)
    answer = signs_in(client, member)
    assert answer.status_code == 303
    assert answer.cookies[SESSION_COOKIE] != planted
    assert new_client().get("/staff", headers={"cookie": f"{SESSION_COOKIE}={planted}"}).status_code == 303
