"""What has no business here is refused at the door: hosts, paths, origins, bodies."""

import http.client
import json
import re
from collections.abc import Iterator

import httpx2
import pytest
from websockets.exceptions import InvalidStatus

from screening.submissions.draft import new_token
from screening.web.cookies import DRAFT_COOKIE
from screening.web.security import MAX_BODY
from scripts.serving import Server
from tests.attacks.inside import draft_of
from tests.attacks.raw_visitor import RawVisitor, websocket

FOREIGN = "https://evil.example"
TELLS_TOO_MUCH = re.compile(r"Traceback|File \"|\.py\b|line \d+|starlette|sqlite", re.IGNORECASE)


def asked_as_is(server: Server, path: str) -> tuple[int, bytes]:
    """A GET whose path nothing on the way tidies up."""
    connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=20)
    try:
        connection.putrequest("GET", path, skip_accept_encoding=True)
        connection.endheaders()
        response = connection.getresponse()
        return response.status, response.read()
    finally:
        connection.close()


@pytest.mark.parametrize(
    "host", ["evil.example", "127.0.0.1.evil.example", "evil.example:80", "", "[::1", "@"]
)
def test_only_our_own_names_are_answered_to(client: httpx2.Client, host: str) -> None:
    # Red when Guard no longer looks at the host: a foreign name that points here could read every page.
    for path in ("/", "/sign-in", "/healthz", "/nothing"):
        assert client.get(path, headers={"host": host}).status_code in {400, 421}, path
    assert client.get("/", headers={"host": "localhost"}).status_code == 200


@pytest.mark.parametrize(
    "path",
    [
        "/nothing",
        "/admin",
        "/staff/",
        "/staff/x",
        "/form",
        "/docs",
        "/openapi.json",
        "/.env",
        "/data",
        "/invite",
    ],
)
def test_unknown_paths_are_not_found(client: httpx2.Client, path: str) -> None:
    answer = client.get(path)
    assert (answer.status_code, answer.text) == (404, "There is nothing here.")


@pytest.mark.parametrize(
    "path",
    [
        "/_stcore/metrics",
        "/_stcore/agent",
        "/_stcore/agent/api",
        "/_stcore/upload_file/x/y",
        "/_stcore/script-health-check",
        "/_stcore/host-config",
    ],
)
@pytest.mark.parametrize("method", ["GET", "PUT", "DELETE", "HEAD", "OPTIONS"])
def test_what_streamlit_opens_and_we_do_not_need_is_closed(
    client: httpx2.Client, path: str, method: str
) -> None:
    # Red when a path leaves CLOSED: Streamlit then answers with counts, or takes an upload.
    assert client.request(method, path).status_code == 404
    strange = {"sec-fetch-site": "cross-site", "origin": FOREIGN}
    assert client.request(method, path, headers=strange).status_code == 404


def test_only_our_own_page_learns_how_to_connect(client: httpx2.Client) -> None:
    own = client.get("/_stcore/host-config", headers={"sec-fetch-site": "same-origin"})
    assert own.status_code == 200


@pytest.mark.parametrize(
    "origin", [None, FOREIGN, "null", "http://127.0.0.1", "http://127.0.0.1.evil.example", "file://"]
)
def test_a_websocket_of_another_page_is_refused(server: Server, origin: str | None) -> None:
    # Red when Guard leaves it to Streamlit, which takes a websocket without Origin: any program, or with the
    # patient's cookie any page in the same browser, would then read the form.
    with pytest.raises(InvalidStatus) as refused, websocket(server.url, origin=origin):
        pass
    assert refused.value.response.status_code == 403


def test_a_websocket_of_our_own_page_is_taken(server: Server) -> None:
    with RawVisitor.of_form(server.url, new_token()) as visitor:
        visitor.opens("safety")
        assert "Do you have chest pain now?" in visitor.html


def test_a_websocket_anywhere_else_is_refused(server: Server) -> None:
    for path in ("/", "/nothing", "/_stcore/agent"):
        upgrade = {"connection": "upgrade", "upgrade": "websocket", "sec-websocket-version": "13"}
        key = {"sec-websocket-key": "dGhlIHNhbXBsZSBub25jZQ==", "origin": server.url}
        assert httpx2.get(server.url + path, headers=upgrade | key, trust_env=False).status_code in {403, 404}


def test_a_body_over_the_limit_is_refused_before_it_is_read(client: httpx2.Client, server: Server) -> None:
    # Red when Guard trusts that nobody posts a gigabyte.
    headers = {"origin": server.url, "content-type": "application/x-www-form-urlencoded"}
    assert client.post("/sign-in", content=b"x" * (MAX_BODY + 1), headers=headers).status_code == 413
    assert client.post("/sign-in", content=b"x" * MAX_BODY, headers=headers).status_code == 403


def test_a_body_of_unknown_length_is_refused(client: httpx2.Client, server: Server) -> None:
    def endless() -> Iterator[bytes]:
        yield b"name=" + b"x" * 100

    answer = client.post("/sign-in", content=endless(), headers={"origin": server.url})
    assert answer.status_code == 413


@pytest.mark.parametrize("length", ["-1", "1e3", "٣", "0x10", ""])
def test_a_length_that_is_no_number_is_refused(server: Server, length: str) -> None:
    connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=20)
    connection.putrequest("POST", "/sign-in")
    connection.putheader("origin", server.url)
    connection.putheader("content-length", length.encode())
    connection.endheaders()
    assert connection.getresponse().status in {400, 413}
    connection.close()


@pytest.mark.parametrize(
    "path",
    [
        "/static/../../../../../../etc/passwd",
        "/static/%2e%2e/%2e%2e/%2e%2e/%2e%2e/%2e%2e/%2e%2e/etc/passwd",
        "/static/..%2f..%2f..%2f..%2f..%2f..%2fetc%2fpasswd",
        "/static/%252e%252e/%252e%252e/etc/passwd",
        "/static/..%5c..%5cetc%5cpasswd",
        "/static//etc/passwd",
        "/static/%00/etc/passwd",
        "/media/../../../../etc/passwd",
        "/assets/../screening/settings.py",
        "/assets/..%2f..%2f..%2fapp.py",
        "/_stcore/../../app.py",
        "/invite/../../app.py",
        "/../app.py",
        "//etc/passwd",
        "/static/../../../../../../../proc/self/environ",
    ],
)
def test_no_path_leads_out(server: Server, path: str) -> None:
    status, body = asked_as_is(server, path)
    assert b"root:" not in body
    assert b"import " not in body
    assert b"SCREENING_" not in body
    # Below /static/ Streamlit answers every unknown name with its own empty page.
    assert status in {400, 404} or b"<title>Streamlit</title>" in body


def test_the_health_pages_tell_nothing_else(client: httpx2.Client) -> None:
    assert client.get("/healthz").json() == {"status": "up"}
    ready = {"status": "ready", "checks": {"database": True, "question_set": True, "key": True}}
    assert client.get("/readyz").json() == ready
    for path in ("/healthz", "/readyz"):
        assert not re.search(r"\d", json.dumps(client.get(path).json()))
        assert not re.search(r"\d", client.get(path).headers["server"])


def test_error_pages_hold_nothing_of_the_inside(client: httpx2.Client, server: Server) -> None:
    own = {"origin": server.url}
    form = {"content-type": "multipart/form-data"}
    answers = [
        client.get("/nothing"),
        client.get("/", headers={"host": "evil.example"}),
        client.get("/invite/%00%ff"),
        client.get("/media/nothing.png"),
        client.request("DELETE", "/sign-in", headers=own),
        client.post("/", content=b"x", headers=own),
        client.post("/sign-in", content=b"x", headers=own | form),
        client.post("/sign-in", content=b"\xff=\xfe&&=", headers=own),
        client.post("/sign-in", content=b"x"),
        client.get("/", headers={b"cookie": f"{DRAFT_COOKIE}={'é' * 30}".encode()}),
        client.get("/staff", headers={"cookie": "screening_staff=" + "x" * 99}),
    ]
    for answer in answers:
        assert answer.status_code < 500
        if answer.status_code >= 400:
            assert not TELLS_TOO_MUCH.search(answer.text), answer.text
    assert "Traceback" not in server.log.read_text(encoding="utf-8")


@pytest.mark.parametrize("headers", [{}, {"origin": FOREIGN}, {"origin": "null"}, {"referer": FOREIGN}])
def test_no_other_page_can_throw_a_form_away(
    client: httpx2.Client, server: Server, headers: dict[str, str]
) -> None:
    # Red when Guard lets a POST pass without our own Origin.
    token = new_token()
    with RawVisitor.of_form(server.url, token) as visitor:
        visitor.opens("safety")
        visitor.gives({"chest-": "No"})
    client.cookies.set(DRAFT_COOKIE, token)
    assert client.post("/new", headers=headers).status_code == 403
    kept = draft_of(server.data, token)
    assert kept is not None
    assert kept.answers == {"chest": "no"}
    client.get("/new", headers=headers)
    assert draft_of(server.data, token) == kept
    own = client.post("/new", content=b"", headers={"origin": server.url, "content-length": "0"})
    assert own.status_code == 303
    assert draft_of(server.data, token) is None
