"""Signing in, and making an account from an invitation: plain pages that set an HttpOnly cookie."""

import hashlib
import hmac
import secrets
from dataclasses import dataclass, replace

from anyio import to_thread
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from screening.questions.words import Words
from screening.submissions.errors import AccountError, NotFoundError, SignInError, StorageError
from screening.web.context import Context
from screening.web.cookies import SESSION_COOKIE, Cookies, token_of
from screening.web.plain_pages import PlainForm, TextField, plain_page
from screening.web.rate_limit import RateLimit, visitor_address

CSRF_COOKIE = "screening_csrf"
STAFF_PATH = "/staff"
SIGN_IN_PATH = "/sign-in"


class StaffDoor:
    """The routes by which staff come in."""

    def __init__(self, context: Context, cookies: Cookies, words: Words) -> None:
        """The rate limits are per address in five minutes; a clinic's Wi-Fi is one address."""
        self._context = context
        self._cookies = cookies
        self._words = words
        self._limit = RateLimit(60, 300)
        self._invite_limit = RateLimit(30, 300)
        self._secret = secrets.token_bytes(32)

    async def sign_in(self, request: Request) -> Response:
        """The sign-in page, and what is posted from it."""
        if request.method == "GET":
            return self._sign_in_page(request)
        form = await request.form()
        if not self._is_own_form(request, str(form.get("csrf", ""))):
            return self._sign_in_page(request, self._words.text("sign_in.stale"), status=403)
        if not self._limit.allows(visitor_address(request, self._context.settings.trusted_proxies)):
            return self._sign_in_page(request, self._words.text("sign_in.too_many"), status=429)
        name, password = str(form.get("name", "")), str(form.get("password", ""))
        try:
            signed_in = await to_thread.run_sync(self._context.accounts.sign_in, name, password)
        except SignInError:
            return self._sign_in_page(request, self._words.text("sign_in.wrong"), name, status=401)
        except StorageError:
            return self._sign_in_page(request, self._words.text("sign_in.trouble"), name, status=503)
        response = RedirectResponse(STAFF_PATH, 303)
        self._cookies.put(response, SESSION_COOKIE, signed_in.token)
        return response

    async def invite(self, request: Request) -> Response:
        """The page of an invitation. Looking at it changes nothing; the posted form makes the account."""
        token = str(request.path_params["token"])
        if not self._invite_limit.allows(visitor_address(request, self._context.settings.trusted_proxies)):
            return self._sign_in_page(request, self._words.text("sign_in.too_many"), status=429)
        try:
            invite = await to_thread.run_sync(self._context.accounts.invite, token)
        except StorageError:
            return self._sign_in_page(request, self._words.text("sign_in.trouble"), status=503)
        if invite is None:
            gone = self._words.text("invite.gone")
            form = PlainForm(gone, self._clinic, text=self._words.text("invite.gone_text"))
            return plain_page(form, 404)
        if request.method == "GET":
            return self._invite_page(request, token, {})
        posted = {name: str(value) for name, value in (await request.form()).items()}
        if not self._is_own_form(request, posted.get("csrf", "")):
            return self._invite_page(request, token, posted, self._words.text("sign_in.stale"), status=403)
        try:
            await to_thread.run_sync(self._accept, token, posted)
        except (AccountError, NotFoundError) as error:
            return self._invite_page(request, token, posted, str(error), status=422)
        except StorageError:
            return self._invite_page(request, token, posted, self._words.text("sign_in.trouble"), status=503)
        return RedirectResponse(SIGN_IN_PATH, 303)

    def staff_page(self, html: str) -> "StaffPage":
        """The staff area's page, for those who are signed in."""
        return StaffPage(html, self._context)

    def _accept(self, token: str, posted: dict[str, str]) -> None:
        if posted.get("password", "") != posted.get("again", ""):
            raise AccountError("again", self._words.text("invite.differs"))
        self._context.accounts.accept_invite(
            token, posted.get("name", ""), posted.get("display", ""), posted.get("password", "")
        )

    @property
    def _clinic(self) -> str:
        return self._context.live_set.current().clinic.name

    def _sign_in_page(
        self, request: Request, mistake: str = "", name: str = "", status: int = 200
    ) -> Response:
        words = self._words
        fields = (
            TextField("name", words.text("sign_in.name"), autocomplete="username", value=name),
            TextField("password", words.text("sign_in.password"), "password", "current-password"),
        )
        form = PlainForm(
            title=words.text("sign_in.title"),
            clinic=self._clinic,
            action=SIGN_IN_PATH,
            button=words.text("sign_in.button"),
            text=words.text("sign_in.text"),
            fields=fields,
            mistake=mistake,
            problem_title=words.text("mistakes.title"),
        )
        return self._with_csrf(request, form, status)

    def _invite_page(
        self, request: Request, token: str, posted: dict[str, str], mistake: str = "", status: int = 200
    ) -> Response:
        words = self._words
        name, display = posted.get("name", ""), posted.get("display", "")
        hint = words.text("invite.password_hint")
        fields = (
            TextField("display", words.text("invite.display"), autocomplete="name", value=display),
            TextField("name", words.text("sign_in.name"), autocomplete="username", value=name),
            TextField("password", words.text("sign_in.password"), "password", "new-password", hint),
            TextField("again", words.text("invite.again"), "password", "new-password"),
        )
        form = PlainForm(
            title=words.text("invite.title"),
            clinic=self._clinic,
            action=f"/invite/{token}",
            button=words.text("invite.button"),
            text=words.text("invite.text"),
            fields=fields,
            mistake=mistake,
            problem_title=words.text("mistakes.title"),
        )
        return self._with_csrf(request, form, status)

    def _with_csrf(self, request: Request, form: PlainForm, status: int) -> Response:
        """The page with a token that only this page and this browser have together."""
        nonce = token_of(request.cookies, CSRF_COOKIE) or secrets.token_urlsafe(24)
        hidden = (("csrf", self._csrf(nonce)),)
        response = plain_page(replace(form, hidden=hidden), status)
        self._cookies.put(response, CSRF_COOKIE, nonce)
        return response

    def _csrf(self, nonce: str) -> str:
        return hmac.new(self._secret, nonce.encode(), hashlib.sha256).hexdigest()

    def _is_own_form(self, request: Request, posted: str) -> bool:
        nonce = token_of(request.cookies, CSRF_COOKIE)
        return nonce is not None and hmac.compare_digest(self._csrf(nonce).encode(), posted.encode())


@dataclass(frozen=True, slots=True)
class StaffPage:
    """Serves the staff area's page to those who are signed in, and sends the others to the door.

    Every page and every act checks again: this only spares people an empty page.
    """

    html: str
    context: Context

    async def respond(self, request: Request) -> Response:
        """The page, or the way to the sign-in."""
        token = token_of(request.cookies, SESSION_COOKIE)
        try:
            member = await to_thread.run_sync(self.context.accounts.staff_of, token) if token else None
        except StorageError:
            return RedirectResponse(SIGN_IN_PATH, 303)
        return Response(self.html, media_type="text/html") if member else RedirectResponse(SIGN_IN_PATH, 303)
