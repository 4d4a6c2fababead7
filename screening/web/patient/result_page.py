"""The result: a reference, what happens next and by when, why in kind words, what to do if it gets worse."""

import streamlit as st

from screening.questions.model import QuestionSet
from screening.submissions.submission import Receipt
from screening.web.effects import settle
from screening.web.markup import element, icon, items, link, paragraphs, show, wrap
from screening.web.new_form import NEW_FORM_PATH
from screening.web.patient.card_page import card_html
from screening.web.patient.chrome import Page, head
from screening.web.patient.result import ResultView, result_view


def show_result(page: Page, receipt: Receipt, question_set: QuestionSet) -> None:
    """Draw the receipt under the set that the form was answered under."""
    view = result_view(receipt, question_set, page.words)
    head(page, view.title)  # no name: the title is what the browser keeps and names a saved page by
    if page.visit.danger is not None:
        show(card_html(page, page.visit.danger))
    show(_top(page, view), _why(page, view), _next(page, view))
    if view.if_worse:
        show(wrap("div", icon("call"), element("p", view.if_worse), class_="if-worse"))
    with st.container(key="result-foot", horizontal=True):
        words = icon("print") + element("span", page.text("result.print"))
        show(wrap("a", words, href="#print", data_print="yes", class_="button quiet"))
        show(link(page.text("nav.new_form"), NEW_FORM_PATH, class_="button quiet"))
    show(
        element("p", page.text("result.not_diagnosis"), class_="hint"),
        element("p", page.text("result.kept"), class_="hint"),
    )
    settle("sent")


def _top(page: Page, view: ResultView) -> str:
    booking = ""
    if view.booking_url:
        go_book = icon("event_available") + element("span", page.text("result.book"))
        booking = wrap("a", go_book, href=view.booking_url, rel="noopener", class_="button")
        booking += element("p", page.text("result.phone", phone=page.clinic.phone))
    return wrap(
        "section",
        wrap(
            "p",
            icon("event_available" if view.is_mildest else "stethoscope"),
            element("span", view.title),
            class_="badge",
        ),
        element("h1", view.heading),
        wrap("p", element("span", page.text("result.reference") + " "), element("strong", view.reference)),
        element("p", page.text("result.keep"), class_="hint"),
        paragraphs(view.text),
        booking,
        class_="result mildest" if view.is_mildest else "result",
    )


def _why(page: Page, view: ResultView) -> str:
    pieces = ""
    if view.reasons:
        pieces = element("h2", page.text("result.why")) + items(view.reasons)
    if view.postpone:
        title, text = view.postpone
        pieces += element("h2", title) + paragraphs(text)
    return pieces


def _next(page: Page, view: ResultView) -> str:
    if not view.steps:
        return ""
    return element("h2", page.text("result.next")) + items(view.steps, ordered=True)
