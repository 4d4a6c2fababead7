"""The patient's form: from the address and the cookie to the page that is to be drawn."""

import logging

import streamlit as st

from screening.questions.words import Words
from screening.submissions.errors import NotFoundError
from screening.web.context import Context
from screening.web.cookies import DRAFT_COOKIE, token_of
from screening.web.markup import element, icon, show, wrap
from screening.web.patient.card_page import show_card
from screening.web.patient.check_page import show_check
from screening.web.patient.chrome import Page, go
from screening.web.patient.desk_client import FormDesk
from screening.web.patient.result_page import show_result
from screening.web.patient.section_page import CHECK, page_after, show_section
from screening.web.patient.start_page import show_delete, show_passage, show_start
from screening.web.patient.visit import Visit

START, SENT, DELETE = "start", "sent", "delete"


def show_form(context: Context) -> None:
    """Draw the page that this browser asks for."""
    words = Words.english()
    token = token_of(st.context.cookies, DRAFT_COOKIE)
    if token is None:
        phone = context.live_set.current().clinic.phone
        text = words.text("trouble.cookies", phone=phone)
        show(wrap("div", icon("error"), element("p", text), class_="trouble", role="alert"))
        return
    show_form_of(context, token, st.query_params.get("page", START), st.query_params.get("then", ""))


def show_form_of(context: Context, token: str, name: str, then: str = "") -> None:
    """Draw a page of the form that a token stands for.

    Args: name: the page: start, a section, check, sent, delete, or one of the clinic's own.
    """
    question_set = context.live_set.current()
    words = Words.english()
    desk = FormDesk(context, token, words)
    page = Page(desk, Visit.at(question_set, desk.draft(), context.clock()), words)
    if name in {START, DELETE} and (name == START or page.visit.draft is not None):
        show_start(page) if name == START else show_delete(page)
    elif name in question_set.pages:
        show_passage(page, name)
    elif page.visit.draft is None and (name == SENT or desk.receipt() is not None):
        _show_sent(page)
    else:
        _show_question_page(page, name, then)


def _show_question_page(page: Page, name: str, then: str) -> None:
    danger = page.visit.danger
    sections = page.visit.question_set.sections_by_id
    section = sections.get(name)
    if section is not None and not (danger and danger.unread):
        following = page_after(page, section, then if then == CHECK else "")
        if following is not None:
            st.query_params.from_dict({"page": following})
            name, then, section = following, "", sections.get(following)
    if danger is not None and danger.unread:
        show_card(page, danger)
    elif name == CHECK:
        show_check(page)
    elif section in page.visit.sections and section is not None:
        show_section(page, section, then if then == CHECK else "")
    else:
        go(START)


def _show_sent(page: Page) -> None:
    receipt = page.desk.receipt()
    if receipt is None:
        go(START)
        return
    try:
        answered_under = page.desk.context.intake.question_set(receipt.submission.question_set)
    except NotFoundError:
        logging.getLogger(__name__).exception("A receipt's question set is not kept")
        answered_under = page.visit.question_set
    sent = Visit.of_receipt(answered_under, receipt)
    show_result(Page(page.desk, sent, page.words), receipt, answered_under)
