"""The pages before the questions: start, about the treatment, privacy; and deleting everything."""

import streamlit as st

from screening.questions.model import Passage
from screening.web import session
from screening.web.effects import settle
from screening.web.markup import element, icon, items, link, paragraphs, show, wrap
from screening.web.new_form import NEW_FORM_PATH
from screening.web.patient.chrome import Page, back, foot, go, head


def show_start(page: Page) -> None:
    """What this is for, and one big button; "Go on" where a form is waiting."""
    question_set = page.visit.question_set
    passage = question_set.pages.get("start")
    title = passage.title if passage else question_set.title
    head(page, title)
    if session.get("deleted", False):
        show(wrap("p", icon("check"), element("span", page.text("deleted")), class_="saved", role="status"))
        session.forget("deleted")
    show(element("h1", page.filled(title)), passage_html(page, passage) if passage else "")
    if not page.desk.is_ready():
        trouble = page.text("trouble.before_start", phone=page.clinic.phone)
        show(wrap("div", icon("error"), element("p", trouble), class_="trouble", role="alert"))
    elif page.visit.draft is not None:
        show(element("p", page.text("start.stored"), class_="stored"))
        if st.button(page.text("nav.go_on"), key="go-on", type="primary", width="stretch"):
            go(page.visit.draft.page or page.visit.sections[0].id)
        show(link(page.text("nav.new_form"), NEW_FORM_PATH, class_="button quiet"))
    elif page.desk.receipt() is not None:
        if st.button(page.text("start.see_result"), key="see-result", type="primary", width="stretch"):
            go("sent")
        show(link(page.text("nav.new_form"), NEW_FORM_PATH, class_="button quiet"))
    elif st.button(page.text("nav.start"), key="start", type="primary", width="stretch"):
        go(page.visit.sections[0].id)
    foot(page)
    settle("start")


def show_passage(page: Page, name: str) -> None:
    """One of the clinic's own pages."""
    passage = page.visit.question_set.pages.get(name)
    if passage is None:
        go("start")
        return
    head(page, passage.title)
    if back(page):
        go("start")
    show(
        wrap(
            "article", element("h1", page.filled(passage.title)), passage_html(page, passage), class_="prose"
        )
    )
    foot(page)
    settle(name)


def passage_html(page: Page, passage: Passage, level: int = 2) -> str:
    """A passage's text, points and parts, below its own heading."""
    pieces = [paragraphs(page.filled(passage.text))] if passage.text else []
    pieces.append(items([page.filled(point) for point in passage.points]))
    for part in passage.parts:
        pieces.append(element(f"h{level}", page.filled(part.title)))
        pieces.append(passage_html(page, part, level + 1))
    return "".join(pieces)


def show_delete(page: Page) -> None:
    """Asks once, then deletes everything that was typed."""
    title = page.text("delete.title")
    head(page, title)
    show(element("h1", title), element("p", page.text("delete.text")))
    if (
        st.button(page.text("delete.yes"), key="delete-yes", type="primary", width="stretch")
        and page.desk.discard()
    ):
        session.put("deleted", value=True)
        session.forget("saved")
        go("start")
    if st.button(page.text("delete.no"), key="delete-no", width="stretch"):
        draft = page.visit.draft
        go(draft.page if draft and draft.page else "start")
    settle("delete")
