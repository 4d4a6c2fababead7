"""The page that Streamlit's script runs in: the clinic's name and number are there before any script is."""

import re
from dataclasses import dataclass
from html import escape
from pathlib import Path

import streamlit
from anyio import to_thread
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response

from screening.questions.model import Clinic
from screening.questions.words import Words
from screening.submissions.errors import StorageError
from screening.submissions.intake_desk import IntakeDesk
from screening.web.cookies import DRAFT_COOKIE, Cookies, token_of
from screening.web.security import script_hash

_SCRIPT = re.compile(r"<script>(.*?)</script>", re.DOTALL)
_AGENT_LINK = re.compile(r'<link rel="service-desc"[^>]*/>')
_NOSCRIPT = re.compile(r"<noscript>.*?</noscript>", re.DOTALL)
_TITLE = re.compile(r"<title>.*?</title>", re.DOTALL)


def streamlit_index() -> str:
    """Streamlit's own page, as it was installed."""
    return (Path(streamlit.__file__).parent / "static" / "index.html").read_text(encoding="utf-8")


def inline_script_hashes() -> tuple[str, ...]:
    """The hashes of the scripts that stand in Streamlit's page, for the policy."""
    return tuple(script_hash(script) for script in _SCRIPT.findall(streamlit_index()))


def page_html(clinic: Clinic, words: Words) -> str:
    """Streamlit's page with our words: what shows while it loads, and where scripts are off."""
    loading = words.text("page.loading")
    call = words.text("page.call", phone=clinic.phone)
    emergency = words.text("page.emergency", number=clinic.emergency_number)
    waiting = (
        f'<div id="root"><main class="loading"><p class="clinic">{escape(clinic.name)}</p>'
        f"<h1>{escape(loading)}</h1><p>{escape(call)}</p><p>{escape(emergency)}</p></main></div>"
    )
    without = f"<noscript><p>{escape(words.text('page.no_script'))} {escape(call)}</p></noscript>"
    page = streamlit_index()
    page = _AGENT_LINK.sub("", page)
    page = _TITLE.sub(lambda _: f"<title>{escape(clinic.name)}</title>", page)
    page = _NOSCRIPT.sub(lambda _: without, page)
    page = page.replace('<div id="root"></div>', waiting)
    return page.replace("</head>", '<link rel="stylesheet" href="./assets/screening.css"></head>')


@dataclass(frozen=True, slots=True)
class FormPage:
    """Serves the patient's page, and gives a browser that has none the token of its form."""

    html: str
    cookies: Cookies
    intake: IntakeDesk

    async def respond(self, request: Request) -> Response:
        """The page; the cookie is set here because a script can't."""
        response = HTMLResponse(self.html)
        token = token_of(request.cookies, DRAFT_COOKIE)
        if token is None or await to_thread.run_sync(self._is_spent, token):
            self.cookies.give_new_form(response)
        return response

    def _is_spent(self, token: str) -> bool:
        try:
            return self.intake.is_spent(token)
        except StorageError:
            return False  # the page itself says that something does not work
