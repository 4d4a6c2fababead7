"""The headers that bound what a page may do stand on every answer, whatever it is."""

import re

import httpx2

from scripts.serving import Server

PAGES = (
    "/",
    "/sign-in",
    "/new",
    "/invite/unknown",
    "/staff",
    "/nothing",
    "/_stcore/metrics",
    "/media/nothing.png",
)
OTHERS = ("/healthz", "/readyz", "/favicon.png", "/_stcore/health", "/_stcore/stream")
CACHED = ("/assets/screening.css", "/static/nothing.js")


def policy(answer: httpx2.Response) -> dict[str, list[str]]:
    parts = [part.split() for part in answer.headers["content-security-policy"].split(";")]
    return {name: values for name, *values in parts}


def every_answer(client: httpx2.Client, url: str) -> list[httpx2.Response]:
    own = {"origin": url}
    return [
        *(client.get(path) for path in (*PAGES, *OTHERS, *CACHED)),
        client.get("/", headers={"host": "evil.example"}),
        client.get("/", headers={"accept-encoding": "gzip"}),
        client.post("/new", content=b"", headers={**own, "content-length": "0"}),
        client.post("/sign-in", data={"name": "x"}, headers=own),
        client.post("/sign-in", data={"name": "x"}),
        client.post("/sign-in", content=b"x" * 20_000, headers=own),
        client.post("/sign-in", content=b"x", headers={**own, "content-type": "multipart/form-data"}),
        client.put("/sign-in"),
    ]


def test_every_answer_has_the_headers(client: httpx2.Client, server: Server) -> None:
    # Red when Guard sends a refusal before _with_headers, or a page sets one of them itself.
    statuses = set()
    for answer in every_answer(client, server.url):
        statuses.add(answer.status_code)
        headers, place = answer.headers, f"{answer.request.method} {answer.request.url} {answer.status_code}"
        assert policy(answer)["frame-ancestors"] == ["'none'"], place
        assert policy(answer)["default-src"] == ["'none'"], place
        assert policy(answer)["base-uri"] == ["'none'"], place
        assert policy(answer)["form-action"] == ["'self'"], place
        assert "'unsafe-eval'" not in headers["content-security-policy"], place
        assert headers["x-content-type-options"] == "nosniff", place
        assert headers["x-frame-options"] == "DENY", place
        assert headers["referrer-policy"] == "same-origin", place
        assert headers["cross-origin-opener-policy"] == "same-origin", place
        assert headers["cross-origin-resource-policy"] == "same-origin", place
        for power in ("camera", "microphone", "geolocation", "payment"):
            assert f"{power}=()" in headers["permissions-policy"], place
        if not answer.request.url.path.startswith(("/assets/", "/static/")):
            assert headers["cache-control"] == "no-store", place
        assert "access-control-allow-origin" not in headers, place
        assert "strict-transport-security" not in headers, place
    assert statuses == {200, 303, 400, 403, 404, 405, 413, 421}


def test_no_page_runs_scripts_that_stand_in_it(client: httpx2.Client) -> None:
    """But for the one of Streamlit's own page, which the policy names by its hash."""
    for path in PAGES:
        answer = client.get(path)
        scripts = policy(answer).get("script-src", [])
        assert "'unsafe-inline'" not in scripts
        assert "*" not in scripts
        assert not [source for source in scripts if source.startswith(("http", "data:"))]
        if not scripts:
            assert "<script" not in answer.text
    plain = client.get("/sign-in")
    assert "script-src" not in policy(plain)
    page = client.get("/")
    inline = re.findall(r"<script(?![^>]*\bsrc=)[^>]*>", page.text)
    hashes = [source for source in policy(page)["script-src"] if source.startswith("'sha256-")]
    assert len(inline) == len(hashes) == 1


def test_nothing_on_a_page_comes_from_elsewhere(client: httpx2.Client) -> None:
    for path in PAGES:
        assert not re.findall(r"(?:src|href|action)=\"(?:https?:)?//[^\"]*", client.get(path).text)
