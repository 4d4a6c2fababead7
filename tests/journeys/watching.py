"""What a browser sees during a journey and nobody should: foreign hosts, script errors, answers in addresses.

And the axe check that each journey ends with.
"""

import json
import time
from collections.abc import Callable, Mapping
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import BrowserContext, ConsoleMessage, Frame, Page, Request

from screening.web.cookies import DRAFT_COOKIE, SESSION_COOKIE

WCAG = ["wcag2a", "wcag2aa", "wcag21aa", "wcag22aa"]
WIDTHS = (390, 1280)
SCHEMES = ("light", "dark")
BACKGROUND = (
    "getComputedStyle(document.querySelector('[data-testid=stApp]') ?? document.body).backgroundColor"
)
CONNECTION_WORDS = ("WebSocket", "ERR_", "Failed to", "server endpoint", "not responding")
"""What a browser says while the server is away."""


class Watch:
    """Follows one browser profile."""

    def __init__(self, url: str) -> None:
        self._url = url
        self._requests: list[str] = []
        self._addresses: list[str] = []
        self._complaints: list[str] = []
        self._tokens: set[str] = set()
        self._context: BrowserContext | None = None
        self.server_goes_away = False

    @property
    def context(self) -> BrowserContext:
        assert self._context is not None
        return self._context

    def follow(self, context: BrowserContext) -> None:
        """Listen to everything that pages of this profile ask for and complain about."""
        self._context = context
        context.on("request", self._request)
        context.on("console", self._console)
        context.on("page", self._page)

    def judge(self) -> None:
        """Fails if anything was seen that should not be.

        Red when: a patient's text is drawn through Markdown (it fetches pictures), the policy or the
        component's script stops fitting together, or an answer or token gets into an address.
        """
        self._tokens |= {
            cookie["value"]
            for cookie in self.context.cookies()
            if cookie["name"] in {DRAFT_COOKIE, SESSION_COOKIE}
        }
        urls = [*self._requests, *self._addresses]
        seen = {
            "asked a foreign host": [url for url in self._requests if self._is_foreign(url)],
            "complained": [words for words in self._complaints if not self._is_expected(words)],
            "had more than a page's name in its address": [
                url for url in self._addresses if not _only_names_a_page(url)
            ],
            "had a token in an address": [url for url in urls if any(token in url for token in self._tokens)],
        }
        told = [f"The browser {what}: {each}" for what, found in seen.items() for each in found]
        assert not told, "\n".join(told)

    def _page(self, page: Page) -> None:
        page.on("framenavigated", self._navigated)
        page.on("websocket", lambda socket: self._requests.append(socket.url.replace("ws://", "http://")))
        page.on("pageerror", lambda error: self._complaints.append(f"error: {error}"))

    def _request(self, request: Request) -> None:
        self._requests.append(request.url)

    def _navigated(self, frame: Frame) -> None:
        self._addresses.append(frame.url)

    def _console(self, message: ConsoleMessage) -> None:
        if message.type in {"error", "warning"}:
            self._complaints.append(f"{message.type}: {message.text}")

    def _is_foreign(self, url: str) -> bool:
        return not url.startswith((self._url + "/", "data:", "blob:" + self._url))

    def _is_expected(self, words: str) -> bool:
        return self.server_goes_away and any(known in words for known in CONNECTION_WORDS)


def _only_names_a_page(url: str) -> bool:
    parts = urlsplit(url)
    query = dict(parse_qsl(parts.query, keep_blank_values=True))
    names = all(value.replace("_", "").isalpha() for value in query.values())
    return query.keys() <= {"page", "then"} and names and not parts.fragment.startswith("answer-")


def has_no_violation(page: Page) -> None:
    """axe finds nothing: phone and desk, light and dark. The page is left as it was."""
    before = page.viewport_size
    assert before is not None
    found = []
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": before["height"]})
        for scheme in SCHEMES:
            page.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
            _has_settled(page, scheme)
            response = Axe().run(page, options={"runOnly": {"type": "tag", "values": WCAG}}).response
            found += [f"{width} px, {scheme}: {told}" for told in _told(response)]
    page.emulate_media(color_scheme="light")
    page.set_viewport_size(before)
    assert not found, "\n".join(found)


def _has_settled(page: Page, scheme: str) -> None:
    """Wait until the colours are the scheme's: both our own and Streamlit's."""

    def is_painted() -> bool:
        colour = page.evaluate(
            "getComputedStyle(document.querySelector('[data-testid=stApp]')??document.body).backgroundColor"
        )
        parts = [int(part) for part in colour.removeprefix("rgb(").removesuffix(")").split(",")[:3]]
        return (sum(parts) < 200) == (scheme == "dark")

    eventually(is_painted)
    page.evaluate("Promise.all(document.getAnimations().map((each) => each.finished.catch(() => null)))")


def _told(response: Mapping[str, Any]) -> list[str]:
    """Each violation on a line, with the first places where it stands."""
    lines = []
    for violation in response["violations"]:
        for node in violation["nodes"][:3]:
            why = "; ".join(check["message"] for kind in ("any", "all", "none") for check in node[kind])
            lines.append(
                f"{violation['id']} at {json.dumps(node['target'])}: {why}\n    {node['html'][:200]}"
            )
    return lines


def eventually(holds: Callable[[], bool], seconds: float = 10) -> None:
    """Wait until something holds; fails when it does not in time."""
    until = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < until, "it did not happen in time"
        time.sleep(0.03)
