"""The two cookies: whose form this is, and whose session. Only hashes of them are ever stored."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta

from starlette.responses import Response

from screening.submissions.draft import DRAFT_LIFE, new_token

DRAFT_COOKIE = "screening_form"
SESSION_COOKIE = "screening_staff"
_TOKEN = re.compile(r"[A-Za-z0-9_-]{20,100}")


@dataclass(frozen=True, slots=True)
class Cookies:
    """Sets cookies as they have to be: HttpOnly, SameSite=Lax, and Secure under https."""

    https: bool

    @staticmethod
    def has_token(cookies: Mapping[str, str], name: str) -> bool:
        """Whether the browser has sent something that can be one of our tokens."""
        return bool(_TOKEN.fullmatch(cookies.get(name, "")))

    def give_new_form(self, response: Response) -> None:
        """Give the browser the token of a form that does not exist yet; it does from the first answer."""
        self.put(response, DRAFT_COOKIE, new_token(), DRAFT_LIFE)

    def put(self, response: Response, name: str, token: str, life: timedelta | None = None) -> None:
        """Set a token cookie, for a time or until the browser closes."""
        response.set_cookie(
            name,
            token,
            max_age=int(life.total_seconds()) if life else None,
            path="/",
            secure=self.https,
            httponly=True,
            samesite="lax",
        )

    def drop(self, response: Response, name: str) -> None:
        """Take a cookie away."""
        response.delete_cookie(name, path="/", secure=self.https, httponly=True, samesite="lax")


def token_of(cookies: Mapping[str, str], name: str) -> str | None:
    """The token in a cookie, if there is one that can be ours."""
    return cookies[name] if Cookies.has_token(cookies, name) else None
