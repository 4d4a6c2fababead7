"""Exported files are Streamlit's media files: only who is signed in as staff may fetch one."""

from http.cookies import CookieError, SimpleCookie

from anyio import to_thread
from starlette.datastructures import Headers
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Receive, Scope, Send

from screening.submissions.accounts import Accounts
from screening.submissions.errors import StorageError
from screening.web.cookies import SESSION_COOKIE, token_of

DOWNLOADS = "/media/"


class StaffDownloads:
    """Answers 404 to everybody else: a link that leaks opens nothing."""

    def __init__(self, app: ASGIApp, *, accounts: Accounts) -> None:
        """`accounts` says whose session a cookie is."""
        self._app = app
        self._accounts = accounts

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass on what is no download, and downloads by staff."""
        is_download = scope["type"] == "http" and scope["path"].startswith(DOWNLOADS)
        if is_download and not await to_thread.run_sync(self._is_staff, Headers(scope=scope)):
            await PlainTextResponse("There is nothing here.", 404)(scope, receive, send)
            return
        await self._app(scope, receive, send)

    def _is_staff(self, headers: Headers) -> bool:
        try:
            cookies = SimpleCookie(headers.get("cookie", ""))
            token = token_of({name: morsel.value for name, morsel in cookies.items()}, SESSION_COOKIE)
            return token is not None and self._accounts.staff_of(token) is not None
        except (CookieError, StorageError):
            return False
