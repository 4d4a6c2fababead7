"""What every response and connection passes: who may ask, and the headers that bound what a page may do."""

import base64
import hashlib
import logging
import re
from collections.abc import Iterable
from urllib.parse import SplitResult, urlsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

SERVED = ("/_stcore/", "/static/", "/media/", "/assets/", "/invite/")
"""Paths below which something is served; everything else is an exact path."""
SAME_ORIGIN_ONLY = frozenset({"/_stcore/host-config"})
"""What our own page asks for, and nobody else has a reason to."""
CLOSED = ("/_stcore/metrics", "/_stcore/agent", "/_stcore/upload_file", "/_stcore/script-health-check")
LOOPBACK = frozenset({"127.0.0.1", "localhost", "::1", "testserver", ""})
MAX_BODY = 16 * 1024
"""Bytes of a posted form: the longest one of ours is an account's."""

_log = logging.getLogger(__name__)
_TOKEN_PATH = re.compile(r"(/(?:r|ask|invite|media)/)[^\s?\"']+")


def hide_tokens(text: str) -> str:
    """A path as logs may hold it: without the token in it."""
    return _TOKEN_PATH.sub(r"\1-", text)


def script_hash(script: str) -> str:
    """How a policy names an inline script."""
    return f"'sha256-{base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()}'"


def page_policy(script_hashes: Iterable[str]) -> str:
    """The Content-Security-Policy of Streamlit's pages.

    `blob:` is how a component's own script is loaded; styles are written into the page at run time.
    """
    return "; ".join(
        [
            "default-src 'none'",
            f"script-src 'self' blob: {' '.join(script_hashes)}".rstrip(),
            "style-src 'self' 'unsafe-inline'",
            "img-src 'self' data:",
            "font-src 'self' data:",
            "connect-src 'self'",
            "manifest-src 'self'",
            "worker-src blob:",
            "base-uri 'none'",
            "form-action 'self'",
            "frame-ancestors 'none'",
        ]
    )


PLAIN_POLICY = (
    "default-src 'none'; style-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
"""For our own plain pages: no script at all."""


def _parts(address: str) -> SplitResult:
    """The parts of an address; all empty where it is none."""
    try:
        return urlsplit(address)
    except ValueError:
        return urlsplit("")


class Guard:
    """Refuses what has no business here, and sends the security headers with everything else."""

    def __init__(
        self, app: ASGIApp, *, policy: str, exact: frozenset[str], hosts: frozenset[str], https: bool
    ) -> None:
        """`exact`: the paths that pages stand at. `hosts`: the names this server answers to."""
        self._app = app
        self._policy = policy
        self._exact = exact
        self._hosts = hosts
        self._warned = https
        self._https = https

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Check a request or a websocket, then pass it on."""
        if scope["type"] not in {"http", "websocket"}:
            await self._app(scope, receive, send)
            return
        headers = Headers(scope=scope)
        refused = self._refusal(scope, headers)
        if scope["type"] == "websocket":
            if refused is not None or not self._own_origin(headers):
                await send({"type": "websocket.close", "code": 1008})
                return
            await self._app(scope, receive, send)
            return
        self._warn_if_exposed(scope)
        send = self._with_headers(scope["path"], send)
        if refused is not None:
            await PlainTextResponse(*refused)(scope, receive, send)
            return
        await self._app(scope, receive, send)

    def _warn_if_exposed(self, scope: Scope) -> None:
        """Say loudly, once, that answers travel without https to an address beyond this machine."""
        host = (scope.get("server") or ("",))[0] or ""
        if not self._warned and host not in LOOPBACK and not host.startswith("/"):
            self._warned = True
            _log.warning("Reached at %s without https: what patients type can be read on the way.", host)

    def _refusal(self, scope: Scope, headers: Headers) -> tuple[str, int] | None:
        path: str = scope["path"]
        if _parts(f"//{headers.get('host', '')}").hostname not in self._hosts:
            return "This server does not answer to that name.", 421
        if path not in self._exact and not path.startswith(SERVED):
            return "There is nothing here.", 404
        if path.startswith(CLOSED):
            return "There is nothing here.", 404
        if path in SAME_ORIGIN_ONLY and headers.get("sec-fetch-site", "") != "same-origin":
            return "There is nothing here.", 404
        if scope.get("method") == "POST":
            length = headers.get("content-length", "")
            if not length.isdecimal() or int(length) > MAX_BODY:
                return "That is more than this form takes.", 413
            if not self._own_origin(headers):
                return "This form was not sent from its own page.", 403
        return None

    def _own_origin(self, headers: Headers) -> bool:
        """Whether the browser says that one of our own pages asks; programs without a browser don't."""
        origin = headers.get("origin", "")
        return bool(origin) and _parts(origin).netloc == headers.get("host")

    def _with_headers(self, path: str, send: Send) -> Send:
        async def sending(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                headers.setdefault("content-security-policy", self._policy)
                headers["x-content-type-options"] = "nosniff"
                headers["referrer-policy"] = "same-origin"
                headers["permissions-policy"] = "camera=(), geolocation=(), microphone=(), payment=(), usb=()"
                headers["cross-origin-opener-policy"] = "same-origin"
                headers["cross-origin-resource-policy"] = "same-origin"
                headers["x-frame-options"] = "DENY"
                if self._https:
                    headers["strict-transport-security"] = "max-age=31536000"
                if not path.startswith(("/static/", "/assets/")):
                    headers["cache-control"] = "no-store"
            await send(message)

        return sending
