"""Our own plain pages: everything is text, nothing is a script."""

from html.parser import HTMLParser

from screening.web.plain_pages import PlainForm, TextField, plain_page

HOSTILE = "\"><script>alert(1)</script><img src=x onerror=y>'&"


class Reader(HTMLParser):
    """Reads a page as a browser does."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.values: list[str] = []
        self.texts: list[str] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.values += [
            value or "" for name, value in attrs if name in {"value", "action", "href", "aria-describedby"}
        ]

    def handle_data(self, data: str) -> None:
        self.texts.append(data)


def test_what_somebody_typed_is_text_wherever_it_stands() -> None:
    """Red when: one `escape` is left out of plain_pages."""
    form = PlainForm(
        title=HOSTILE,
        clinic=HOSTILE,
        action=HOSTILE,
        button=HOSTILE,
        text=HOSTILE,
        fields=[TextField("name", HOSTILE, hint=HOSTILE, value=HOSTILE)],
        hidden=(("csrf", HOSTILE),),
        mistake=HOSTILE,
        problem_title=HOSTILE,
        link=(HOSTILE, HOSTILE),
    )
    page = Reader(bytes(plain_page(form).body).decode())
    assert {"script", "img"} & set(page.tags) == set()
    assert page.values.count(HOSTILE) == 4
    assert sum(HOSTILE in text for text in page.texts) >= 8


def test_a_mistake_is_named_in_the_title_and_leads_to_the_first_field() -> None:
    form = PlainForm(
        "Sign in", "C", "/x", "Go", fields=[TextField("name", "Name")], mistake="No", problem_title="Error"
    )
    html = bytes(plain_page(form, 401).body).decode()
    assert "<title>Error: Sign in – C</title>" in html
    assert 'href="#name"' in html
    assert plain_page(form, 401).status_code == 401


def test_a_page_without_a_form_has_none() -> None:
    assert "<form" not in bytes(plain_page(PlainForm("Gone", "C")).body).decode()
