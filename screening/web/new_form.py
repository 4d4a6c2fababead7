"""A new form: one button, because only a person may throw away what a person has typed."""

from dataclasses import dataclass

from anyio import to_thread
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from screening.questions.words import Words
from screening.submissions.errors import StorageError
from screening.web.context import Context
from screening.web.cookies import DRAFT_COOKIE, Cookies, token_of
from screening.web.plain_pages import PlainForm, plain_page

NEW_FORM_PATH = "/new"


@dataclass(frozen=True, slots=True)
class NewForm:
    """Gives the browser the token of another form; an unsent one is deleted first."""

    context: Context
    cookies: Cookies
    words: Words

    async def respond(self, request: Request) -> Response:
        """GET asks, POST does it."""
        if request.method == "GET":
            return self._page()
        token = token_of(request.cookies, DRAFT_COOKIE)
        try:
            if token:
                await to_thread.run_sync(self.context.intake.discard, token)
        except StorageError:
            return self._page(self.words.text("trouble.not_deleted"), status=503)
        response = RedirectResponse("/", 303)
        self.cookies.give_new_form(response)
        return response

    def _page(self, mistake: str = "", status: int = 200) -> Response:
        words = self.words
        form = PlainForm(
            title=words.text("new_form.title"),
            clinic=self.context.live_set.current().clinic.name,
            action=NEW_FORM_PATH,
            button=words.text("new_form.button"),
            text=words.text("new_form.text"),
            mistake=mistake,
            problem_title=words.text("mistakes.title"),
            link=("/", words.text("new_form.back")),
        )
        return plain_page(form, status)
