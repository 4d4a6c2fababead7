"""Check your answers: by section, with the way back to each; and sending."""

import streamlit as st

from screening.questions.model import Question, QuestionType, Section
from screening.submissions.errors import AlreadySentError, NotFoundError, NotReadyError, SubmissionsError
from screening.web import session
from screening.web.effects import settle
from screening.web.markup import element, icon, show, wrap
from screening.web.patient.answer_words import answer_words
from screening.web.patient.chrome import Page, back, danger_bar, foot, go, head, progress
from screening.web.patient.section_page import CHECK


def show_check(page: Page) -> None:
    """All that will be sent, in the words it was asked in; only asked questions."""
    title = page.text("check.title")
    needed = page.visit.needed
    trying = bool(session.get("send_trouble", ""))
    total = len(page.visit.sections) + 1
    head(page, title, danger_bar(page), progress(page, total, total), mistaken=trying)
    if back(page):
        go(page.visit.sections[-1].id)
    _send_trouble()
    show(element("h1", title), element("p", page.text("check.text"), class_="lead"))
    if needed:
        _list(page, "needed", needed)
    if page.visit.skipped:
        _list(page, "skipped", page.visit.skipped)
    for section in page.visit.sections:
        _section(page, section)
    show(element("p", page.text("check.sending"), class_="hint"))
    if st.button(page.text("check.send"), key="send", type="primary", width="stretch"):
        _send(page)
    foot(page)
    settle(f"{CHECK}-{session.get('tries', 0)}", focus=".trouble" if trying else "h1")


def _list(page: Page, kind: str, questions: tuple[Question, ...]) -> None:
    """What is missing."""
    lines = wrap("ul", *(element("li", question.ask) for question in questions))
    title = element("p", page.text(f"check.{kind}"), class_="title")
    show(wrap("div", icon("info"), wrap("div", title, lines), class_=f"missing {kind}"))


def _section(page: Page, section: Section) -> None:
    with st.container(key=f"check-{section.id}"):
        with st.container(horizontal=True, key=f"check-head-{section.id}"):
            show(element("h2", section.title))
            if st.button(
                page.text("check.change"), key=f"change-{section.id}", type="tertiary", icon=":material/edit:"
            ):
                go(section.id, then=CHECK)
        rows = [
            _row(page, question)
            for question in page.visit.questions_of(section)
            if question.type is not QuestionType.INFO and _is_listed(page, question)
        ]
        show(wrap("dl", *rows, class_="answers"))


def _is_listed(page: Page, question: Question) -> bool:
    """Everything that is asked, but for optional lines that were left empty."""
    return not question.optional or question.id in page.visit.answers


def _row(page: Page, question: Question) -> str:
    raw = page.visit.answers.get(question.id)
    if question.id in page.visit.sheet.invalid:
        given, kind = page.text("check.not_understood"), "absent"
    elif question.id in page.visit.sheet.answers:
        given, kind = answer_words(question, raw, page.words), "given"
    else:
        given, kind = page.text("check.not_answered"), "absent"
    return wrap("div", element("dt", question.ask), element("dd", given, class_=kind))


def _send_trouble() -> None:
    told: str = session.get("send_trouble", "")
    session.forget("send_trouble")
    if told:
        show(wrap("div", icon("error"), element("p", told), class_="trouble", role="alert"))


def _send(page: Page) -> None:
    """Send; whatever goes wrong, nothing is lost and the patient is told."""
    visit = page.visit
    if visit.draft is None:
        go("start")
        return
    try:
        page.desk.context.intake.submit(page.desk.token, visit.draft.id, visit.question_set)
    except NotReadyError:
        told = page.text("check.needed")
    except AlreadySentError:
        told = page.text("trouble.sent_elsewhere")
    except (NotFoundError, SubmissionsError):
        told = page.text("trouble.not_sent", phone=page.clinic.phone)
    else:
        session.forget("draft")
        session.forget("saved")
        go("sent")
        return
    session.put("send_trouble", told)
    session.put("tries", session.get("tries", 0) + 1)
    st.rerun()
