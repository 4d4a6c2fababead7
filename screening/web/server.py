"""The server: Streamlit's app with our routes, headers, cookies and logs around it."""

import asyncio
import gc
import logging
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

import streamlit as st
from anyio import to_thread
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from screening.questions.words import Words
from screening.submissions.due import clinic_today
from screening.web.context import Context, announce
from screening.web.cookies import Cookies
from screening.web.health import Readyz, healthz
from screening.web.index_page import FormPage, inline_script_hashes, page_html
from screening.web.new_form import NEW_FORM_PATH, NewForm
from screening.web.security import Guard, hide_tokens, page_policy
from screening.web.staff.downloads import StaffDownloads
from screening.web.staff.sign_in import SIGN_IN_PATH, STAFF_PATH, StaffDoor

SCRIPT = Path(__file__).with_name("main.py")
STYLES = Path(__file__).with_name("assets")
STYLES_PATH = "/assets/screening.css"
FAVICON = "/favicon.png"
HOUSEKEEPING_SECONDS = 60
LOOPBACK_NAMES = frozenset({"127.0.0.1", "localhost", "::1"})

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Served:
    """What `st.App` is made of; `streamlit run` wants that call to stand in app.py itself."""

    script: Path
    routes: tuple[Route, ...]
    middleware: tuple[Middleware, ...]
    lifespan: Callable[[st.App], AbstractAsyncContextManager[dict[str, object]]]


def serve_with(context: Context) -> Served:
    """Our script, routes, headers and housekeeping, for uvicorn and `streamlit run` alike.

    Raises RuntimeError when `.streamlit/config.toml` was not read.
    """
    _check_config()
    _hide_tokens_in_logs()
    words = Words.english()
    cookies = Cookies(https=context.settings.is_https)
    door = StaffDoor(context, cookies, words)
    html = page_html(context.live_set.current().clinic, words)
    routes = [
        Route("/", FormPage(html, cookies, context.intake).respond),
        Route(STAFF_PATH, door.staff_page(html).respond),
        Route(SIGN_IN_PATH, door.sign_in, methods=["GET", "POST"]),
        Route("/invite/{token}", door.invite, methods=["GET", "POST"]),
        Route(NEW_FORM_PATH, NewForm(context, cookies, words).respond, methods=["GET", "POST"]),
        Route(STYLES_PATH, StyleSheet(_styles()).respond),
        Route("/healthz", healthz),
        Route("/readyz", Readyz(context).respond),
    ]
    exact = frozenset({"/", STAFF_PATH, SIGN_IN_PATH, NEW_FORM_PATH, FAVICON, "/healthz", "/readyz"})
    host = context.settings.host
    guard = Middleware(
        Guard,
        policy=page_policy(inline_script_hashes()),
        exact=exact,
        hosts=LOOPBACK_NAMES | {host},
        https=context.settings.is_https,
    )
    downloads = Middleware(StaffDownloads, accounts=context.accounts)
    return Served(SCRIPT, tuple(routes), (guard, downloads), lambda _app: _lifespan(context))


def _styles() -> str:
    return "\n".join(path.read_text(encoding="utf-8") for path in sorted(STYLES.glob("*.css")))


@dataclass(frozen=True, slots=True)
class StyleSheet:
    """Serves all our styles as one file."""

    css: str

    async def respond(self, _request: Request) -> Response:
        """The file; browsers ask again whether it has changed."""
        return Response(self.css, media_type="text/css", headers={"cache-control": "no-cache"})


@asynccontextmanager
async def _lifespan(context: Context) -> AsyncIterator[dict[str, object]]:
    await to_thread.run_sync(announce, context)
    housekeeping = asyncio.create_task(_keep_house(context))
    yield {}
    housekeeping.cancel()
    with suppress(asyncio.CancelledError):
        await housekeeping
    context.store.close()


async def _keep_house(context: Context) -> None:
    """Once a minute: holds that fall due come back, and memory is collected (never after each click)."""
    while True:
        try:
            today = clinic_today(context.live_set.current().clinic, context.clock())
            await to_thread.run_sync(context.review.wake_holds, today)
        except Exception as error:  # noqa: BLE001 (whatever it was, the next minute tries again)
            _log.warning("Holds could not be woken: %s", type(error).__name__)
        gc.collect()
        await asyncio.sleep(HOUSEKEEPING_SECONDS)


def _check_config() -> None:
    if st.get_option("client.showErrorDetails") != "none":
        raise RuntimeError(
            "Streamlit did not read .streamlit/config.toml; start the server from the folder of app.py."
        )


class _TokenFilter(logging.Filter):
    """Takes tokens out of access logs, whoever writes them."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Rewrite the record; it is always kept."""
        if isinstance(record.args, tuple):
            record.args = tuple(hide_tokens(arg) if isinstance(arg, str) else arg for arg in record.args)
        record.msg = hide_tokens(str(record.msg))
        return True


def _hide_tokens_in_logs() -> None:
    for name in ("uvicorn.access", "streamlit", "streamlit.web.server.starlette"):
        logging.getLogger(name).addFilter(_TokenFilter())
