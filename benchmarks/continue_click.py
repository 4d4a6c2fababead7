"""From the click on Continue to the next heading painted, in Chromium at phone width.

Ours, with every answer given, beside the smallest Streamlit app there is; their clicks take turns.
Measured inside the page: from its click event to the frame that shows another h1.
"""

import os
import shutil
import statistics
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from playwright.sync_api import Browser, Page, ViewportSize, sync_playwright

from benchmarks.figures import Figure, compared, milliseconds
from benchmarks.plain_server import one_widget_served
from benchmarks.started_form import answer_all
from screening.web.cookies import DRAFT_COOKIE
from scripts.serving import CHROMIUM_FLAGS, Server

WALKS = 3
BOUND = 2.5
PHONE: ViewportSize = {"width": 390, "height": 844}
SLOWER = 4
READING = 400
"""Milliseconds between two clicks: nobody presses Continue before the page has settled."""

WATCH = """() => {
  const heading = () => document.querySelector("h1")?.textContent;
  window.painted = new Promise((resolve) => {
    document.addEventListener("click", () => {
      const clicked = performance.now(), before = heading();
      const watch = new MutationObserver(() => {
        if (!heading() || heading() === before) return;
        watch.disconnect();
        // A timer set in a frame runs once that frame is painted.
        requestAnimationFrame(() => setTimeout(() => resolve(performance.now() - clicked)));
      });
      watch.observe(document.body, { childList: true, subtree: true, characterData: true });
    }, { capture: true, once: true });
  });
  return null;
}"""


def measure() -> list[Figure]:
    """At the machine's own speed, which has the bound, and with the processor slowed down."""
    with TemporaryDirectory() as folder, _browser() as browser:
        data = Path(folder) / "data"
        with Server(data) as server, one_widget_served(Path(folder)) as plain_url:
            return _measured(browser, server, plain_url)


@contextmanager
def _browser() -> Iterator[Browser]:
    path = os.environ.get("CHROMIUM") or shutil.which("chromium")
    if path is None:
        raise RuntimeError("no Chromium; `make bench` finds or installs one")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=CHROMIUM_FLAGS)
        try:
            yield browser
        finally:
            browser.close()


def _measured(browser: Browser, server: Server, plain_url: str) -> list[Figure]:
    ours, plain = (browser.new_context(viewport=PHONE).new_page() for _ in range(2))
    ours.goto(server.url)
    token = next(cookie["value"] for cookie in ours.context.cookies() if cookie["name"] == DRAFT_COOKIE)
    question_set = answer_all(server.data, [token])
    sections = [section.id for section in question_set.sections]
    plain.goto(plain_url)
    form = f"{server.url}/?page={sections[0]}"
    clicks = len(sections) - 1
    first = _walk(ours, plain, form, clicks)
    walks = [first, *(_walk(ours, plain, form, clicks) for _ in range(WALKS - 1))]
    for page in (ours, plain):
        page.context.new_cdp_session(page).send("Emulation.setCPUThrottlingRate", {"rate": SLOWER})
    slow = [_walk(ours, plain, form, clicks) for _ in range(WALKS - 1)]
    return [
        _figure(f"continue: click to heading, {WALKS * clicks} clicks", walks, bound=BOUND),
        _figure("continue: in the first walk alone", [first]),
        _figure(f"continue: processor {SLOWER} times slower", slow),
    ]


Walk = tuple[list[float], list[float]]


def _walk(ours: Page, plain: Page, form: str, clicks: int) -> Walk:
    """Through the form from its first section to its last: milliseconds of each click, ours and theirs."""
    ours.goto(form)
    ours.locator("h1:visible").wait_for()
    ours.wait_for_timeout(5 * READING)
    both: Walk = ([], [])
    for _ in range(clicks):
        for page, times in zip((ours, plain), both, strict=True):
            times.append(_click(page))
    return both


def _click(page: Page) -> float:
    page.evaluate(WATCH)
    page.get_by_role("button", name="Continue", exact=True).click()
    seconds: float = page.evaluate("window.painted") / 1000
    page.wait_for_timeout(READING)
    return seconds


def _figure(name: str, walks: list[Walk], bound: float | None = None) -> Figure:
    ours = [seconds for walk in walks for seconds in walk[0]]
    base = [seconds for walk in walks for seconds in walk[1]]
    worst = milliseconds(statistics.quantiles(ours, n=20)[-1])
    figure = compared(name, ours, base, bound=bound, show=milliseconds)
    return Figure(f"{name}, p95 {worst}", figure.ours, figure.base, figure.ratio, figure.bound)
