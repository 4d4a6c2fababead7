"""Our own small HTML pages, without any script: sign-in, the invitation, a new form."""

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

from starlette.responses import HTMLResponse

from screening.web.security import PLAIN_POLICY


@dataclass(frozen=True, slots=True)
class TextField:
    """One line of a plain form."""

    name: str
    label: str
    kind: str = "text"
    autocomplete: str = "off"
    hint: str = ""
    value: str = ""


@dataclass(frozen=True, slots=True)
class PlainForm:
    """A plain page with at most one form on it. All texts are shown as text."""

    title: str
    clinic: str
    action: str = ""
    button: str = ""
    text: str = ""
    fields: Sequence[TextField] = ()
    hidden: tuple[tuple[str, str], ...] = ()
    mistake: str = ""
    problem_title: str = ""
    link: tuple[str, str] | None = None


def plain_page(form: PlainForm, status: int = 200) -> HTMLResponse:
    """The page as a response, with the strictest policy."""
    title = f"{form.problem_title}: {form.title}" if form.mistake else form.title
    body = [f'<p class="clinic">{escape(form.clinic)}</p>']
    if form.mistake:
        first = form.fields[0].name if form.fields else ""
        body.append(
            f'<div class="mistakes" role="alert"><h2>{escape(form.problem_title)}</h2>'
            f'<a href="#{escape(first)}">{escape(form.mistake)}</a></div>'
        )
    body.append(f"<h1>{escape(form.title)}</h1>")
    if form.text:
        body.append(f"<p>{escape(form.text)}</p>")
    if form.action:
        body.append(_form(form))
    if form.link:
        body.append(f'<p><a href="{escape(form.link[0])}">{escape(form.link[1])}</a></p>')
    html = (
        '<!doctype html><html lang="en"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>{escape(title)} – {escape(form.clinic)}</title>"
        '<link rel="stylesheet" href="/assets/screening.css"></head>'
        f'<body class="plain"><main>{"".join(body)}</main></body></html>'
    )
    return HTMLResponse(html, status, headers={"content-security-policy": PLAIN_POLICY})


def _form(form: PlainForm) -> str:
    lines = [f'<form method="post" action="{escape(form.action)}">']
    lines += [
        f'<input type="hidden" name="{escape(name)}" value="{escape(value)}">' for name, value in form.hidden
    ]
    for field in form.fields:
        hint = f'<span class="hint" id="{field.name}-hint">{escape(field.hint)}</span>' if field.hint else ""
        described = f' aria-describedby="{field.name}-hint"' if field.hint else ""
        lines.append(
            f'<label for="{field.name}">{escape(field.label)}</label>{hint}'
            f'<input id="{field.name}" name="{field.name}" type="{field.kind}" required'
            f' autocomplete="{field.autocomplete}" value="{escape(field.value)}"{described}>'
        )
    lines.append(f'<button type="submit">{escape(form.button)}</button></form>')
    return "".join(lines)
