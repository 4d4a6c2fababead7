"""Behind https, with the access log on: cookies are Secure, and no token is ever written down."""

import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import httpx2
import pytest

from screening.submissions.draft import new_token
from screening.web.cookies import DRAFT_COOKIE, SESSION_COOKIE
from scripts.serving import READY_WITHIN, ROOT, Server
from tests.attacks.inside import invited, joined
from tests.attacks.raw_visitor import RawVisitor
from tests.attacks.test_sign_in import WRONG, accepts, signs_in
from tests.builders import PASSWORD, SMALL_SET

ADDRESS = "https://form.example.org"
LOUD = """
import sys

import uvicorn

import app

# Uvicorn sets its loggers up after Streamlit, which else keeps them at its own level: no access log at all.
# And it would itself believe X-Forwarded-For from loopback, where these tests come from.
uvicorn.run(app.app, port=int(sys.argv[1]), log_level="info", proxy_headers=False)
"""


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A server as it stands behind a clinic's proxy, writing all it can write."""
    folder: Path = tmp_path_factory.mktemp("https")
    questions = folder / "questions.yaml"
    questions.write_text(SMALL_SET, encoding="utf-8")
    made = Server(folder / "data", questions=questions)
    made.environment["SCREENING_ADDRESS"] = ADDRESS
    command = [sys.executable, "-c", LOUD, str(made.port)]
    with made.log.open("ab") as log:
        process = subprocess.Popen(command, cwd=ROOT, env=made.environment, stdout=log, stderr=log)
    try:
        until = time.monotonic() + READY_WITHIN
        while not is_ready(made) and process.poll() is None and time.monotonic() < until:
            time.sleep(0.1)
        yield made
    finally:
        process.terminate()
        process.wait(10)


def is_ready(server: Server) -> bool:
    try:
        return httpx2.get(f"{server.url}/readyz", timeout=5, trust_env=False).status_code == 200
    except httpx2.TransportError:
        return False


@pytest.fixture
def client(server: Server) -> Iterator[httpx2.Client]:
    with httpx2.Client(base_url=server.url, timeout=20, trust_env=False) as made:
        yield made


def test_cookies_are_secure_under_https(client: httpx2.Client, server: Server) -> None:
    # Red when Cookies.put leaves Secure out: the session would travel in clear once.
    joined(server.data, "shah")
    host = {"host": "form.example.org"}
    answers = [client.get("/", headers=host), client.get("/sign-in", headers=host)]
    for line in (line for answer in answers for line in answer.headers.get_list("set-cookie")):
        assert {"secure", "httponly", "samesite=lax"} <= {part.strip().lower() for part in line.split(";")}
    for answer in answers:
        assert answer.headers["strict-transport-security"].startswith("max-age=")


def test_no_token_stands_in_the_log(client: httpx2.Client, server: Server) -> None:
    """Red when the filter is taken off a logger, or a path of tokens is left out of it."""
    token, form, forged = invited(server.data), new_token(), "forged" + new_token()
    paths = ["/", f"/r/{forged}", f"/ask/{forged}", f"/invite/{forged}", f"/invite/{forged}/more"]
    paths += [f"/invite/{forged}%2f..", f"/invite/{token}?x=y"]
    for path in paths:
        client.get(path, headers={"cookie": f"{DRAFT_COOKIE}={form}; {SESSION_COOKIE}={forged}"})
    accepts(client, token, "lee")
    signs_in(client, "no.such.person", WRONG)
    with RawVisitor.of_form(server.url, form) as visitor:
        visitor.fills_in()
    until = time.monotonic() + 5
    while "POST /sign-in" not in server.log.read_text(encoding="utf-8") and time.monotonic() < until:
        time.sleep(0.05)
    log = server.log.read_text(encoding="utf-8")
    assert "/invite/-" in log
    assert "/r/-" in log
    for secret in (token, form, forged, PASSWORD, WRONG, "no.such.person", "Ada Byron", "020 7946", "1990"):
        assert secret not in log, secret


def test_a_stranger_cannot_choose_the_address_that_is_counted(client: httpx2.Client) -> None:
    # Red when visitor_address believes the header of anybody: tries would have no limit.
    statuses = [
        client.get("/invite/x", headers={"x-forwarded-for": f"203.0.113.{n}"}).status_code for n in range(40)
    ]
    assert statuses[-1] == 429
