"""What every request passes before anything answers it."""

import re
from collections.abc import Mapping

import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route, WebSocketRoute
from starlette.testclient import TestClient
from starlette.websockets import WebSocket, WebSocketDisconnect

from screening.web.index_page import inline_script_hashes, page_html
from screening.web.plain_pages import PlainForm, plain_page
from screening.web.security import MAX_BODY, Guard, hide_tokens, page_policy, script_hash
from tests.builders import small_set
from tests.journeys.form_rooms import WORDS

HOST = "form.example.org"
OWN: Mapping[str, str] = {"origin": f"https://{HOST}", "host": HOST}
HEADERS = (
    "content-security-policy",
    "x-content-type-options",
    "referrer-policy",
    "permissions-policy",
    "cross-origin-opener-policy",
    "x-frame-options",
    "strict-transport-security",
)


async def _echo(request: Request) -> Response:
    return PlainTextResponse(str(len(await request.body())))


async def _plain(_: Request) -> Response:
    return plain_page(PlainForm(title="T", clinic="C"))


async def _fails(_: Request) -> Response:
    raise RuntimeError("a page that fails")


async def _talk(socket: WebSocket) -> None:
    await socket.accept()
    await socket.close()


@pytest.fixture
def client() -> TestClient:
    paths = {"/": _echo, "/plain": _plain, "/fails": _fails, "/_stcore/metrics": _echo, "/static/a.js": _echo}
    paths |= {"/_stcore/host-config": _echo, "/elsewhere": _echo, "/_stcore/agent/x": _echo}
    routes = [Route(path, endpoint, methods=["GET", "POST"]) for path, endpoint in paths.items()]
    app = Guard(
        Starlette(routes=[*routes, WebSocketRoute("/_stcore/stream", _talk)]),
        policy=page_policy(["'sha256-x'"]),
        exact=frozenset({"/", "/plain", "/fails"}),
        hosts=frozenset({HOST}),
        https=True,
    )
    return TestClient(app, base_url=f"https://{HOST}", raise_server_exceptions=False)


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/", 200),
        ("/plain", 200),
        ("/static/a.js", 200),
        ("/elsewhere", 404),
        ("/_stcore/metrics", 404),
        ("/_stcore/agent/x", 404),
        ("/_stcore/host-config", 404),
        ("/static/none.js", 404),
        ("/fails", 500),
    ],
)
def test_what_is_served_and_with_every_header(client: TestClient, path: str, status: int) -> None:
    """Errors too. Red when: a header is set by a page instead of the guard."""
    answer = client.get(path)
    assert answer.status_code == status
    assert [name for name in HEADERS if name not in answer.headers] == []
    assert (answer.headers.get("cache-control") == "no-store") is not path.startswith("/static/")


def test_our_own_page_may_ask_for_the_host_config(client: TestClient) -> None:
    assert client.get("/_stcore/host-config", headers={"sec-fetch-site": "same-origin"}).status_code == 200
    assert client.get("/_stcore/host-config", headers={"sec-fetch-site": "cross-site"}).status_code == 404


def test_a_plain_page_keeps_its_stricter_policy(client: TestClient) -> None:
    policy = client.get("/plain").headers["content-security-policy"]
    assert "script-src" not in policy
    assert "default-src 'none'" in policy


@pytest.mark.parametrize(
    "host",
    ["evil.example", "form.example.org.evil.example", "", "[", "[::1", "form.example.org@evil.example"],
)
def test_another_name_is_refused(client: TestClient, host: str) -> None:
    """Red when: `hosts` is not looked at (then a foreign name could be pointed at this server)."""
    assert client.get("/", headers={"host": host}).status_code == 421


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"origin": f"https://{HOST}"}, 200),
        ({}, 403),
        ({"origin": "https://evil.example"}, 403),
        ({"origin": "null"}, 403),
        ({"origin": f"https://{HOST}.evil.example"}, 403),
        ({"origin": f"https://{HOST}:444"}, 403),
        ({"origin": "https://["}, 403),
    ],
)
def test_a_form_is_posted_from_its_own_page_only(
    client: TestClient, headers: dict[str, str], status: int
) -> None:
    """Red when: `_own_origin` is not asked for a POST."""
    assert client.post("/", content=b"x", headers=headers).status_code == status


def test_a_body_is_bounded(client: TestClient) -> None:
    assert client.post("/", content=b"x" * MAX_BODY, headers=OWN).text == str(MAX_BODY)
    assert client.post("/", content=b"x" * (MAX_BODY + 1), headers=OWN).status_code == 413
    # In pieces, without telling how much it will be:
    assert client.post("/", content=iter([b"x"]), headers=OWN).status_code == 413
    assert client.post("/", content=b"", headers={**OWN, "content-length": "-1"}).status_code == 413


@pytest.mark.parametrize("origin", [None, "https://evil.example", "null", "https://["])
def test_a_websocket_of_another_page_is_refused(client: TestClient, origin: str | None) -> None:
    """Streamlit takes one without an origin. Red when: the guard lets websockets through."""
    headers = {} if origin is None else {"origin": origin}
    with (
        pytest.raises(WebSocketDisconnect) as refused,
        client.websocket_connect(f"wss://{HOST}/_stcore/stream", headers=headers),
    ):
        pass
    assert refused.value.code == 1008


def test_our_own_websocket_is_let_in(client: TestClient) -> None:
    with client.websocket_connect(f"wss://{HOST}/_stcore/stream", headers={"origin": f"https://{HOST}"}):
        pass


@pytest.mark.parametrize(
    ("text", "hidden"),
    [
        ("GET /invite/abcDEF-_123 HTTP/1.1", "GET /invite/- HTTP/1.1"),
        ("/r/abc?x=1", "/r/-?x=1"),
        ('"/ask/abc"', '"/ask/-"'),
        ("/invite/a/b/c", "/invite/-"),
        ("/?page=about", "/?page=about"),
        ("/invite/", "/invite/"),
    ],
)
def test_tokens_are_hidden(text: str, hidden: str) -> None:
    assert hide_tokens(text) == hidden


def test_the_policy_names_each_script_that_stands_in_the_page() -> None:
    """Red when: Streamlit's page changes and the policy would silently stop its script."""
    html = page_html(small_set().clinic, WORDS)
    scripts = re.findall(r"<script>(.*?)</script>", html, re.DOTALL)
    assert scripts
    policy = page_policy(inline_script_hashes())
    assert all(script_hash(script) in policy for script in scripts)
    assert "unsafe-eval" not in policy
    assert "'unsafe-inline'" not in policy.split("script-src")[1].split(";")[0]
