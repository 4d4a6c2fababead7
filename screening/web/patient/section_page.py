"""A section of the form: its questions with follow-ups in place, and mistakes on Continue.

Each answer is saved as it is given.
"""

import time

import streamlit as st

from screening.questions.model import Question, Section
from screening.web import session
from screening.web.effects import settle
from screening.web.markup import element, icon, show, wrap
from screening.web.patient.card_page import card_html
from screening.web.patient.chrome import Head, Page, back, danger_bar, foot, go, head, progress
from screening.web.patient.mistakes import mistake_words
from screening.web.patient.question_widgets import ask, question_words, widget_key
from screening.web.patient.tab_memory import ELSEWHERE, TabMemory
from screening.web.patient.visit import Visit

CHECK = "check"
PAINT_SECONDS = 0.03
"""Streamlit draws what has come within 10 ms at once; what comes later is drawn behind it."""


def show_section(page: Page, section: Section, then: str) -> None:
    """Draw a section.

    Args: then: the page to come back to when it was opened to change an answer ("" for the next section).
    """
    mistaken = _mistaken(page, section)
    steps = page.visit.sections
    step = progress(page, steps.index(section) + 1, len(steps) + 1)
    top = head(page, section.title, danger_bar(page), step, mistaken=bool(mistaken))
    went_back = back(page)
    lead = element("p", page.filled(section.text), class_="lead") if section.text else ""
    show(_summary(page, mistaken) if mistaken else "", element("h1", section.title), lead)
    _let_paint(section)
    memory = TabMemory.of(page, section)
    changes = _questions(page, section, mistaken, memory)
    # A key of its own for each section: a second tap must not press the next section's button.
    pressed = st.button(
        page.text("nav.continue"), key=f"continue-{section.id}", type="primary", width="stretch"
    )
    skipped = _may_skip(page, mistaken) and st.button(
        page.text("nav.continue_without"), key=f"continue-without-{section.id}", width="stretch"
    )
    saved = page.desk.save(page.visit.question_set, changes, section.id) if changes else True
    if not saved:
        _tell_unsaved(page, top, changes)
    foot(page)
    _settle(section, mistaken=bool(mistaken), saved=saved)
    if went_back and saved:
        before = page.visit.section_before(section)
        go(then or (before.id if before else "start"))
    elif pressed and saved:
        _move_on(page, section, then, skipping=False)
    elif skipped and saved:
        _move_on(page, section, then, skipping=True)
    elif (changes and saved) or memory.must_draw_again:
        st.rerun()
    elif not changes:
        session.remember_widgets(_widget_keys(page, section))


def _tell_unsaved(page: Page, top: Head, changes: dict[str, object]) -> None:
    """Say that nothing was saved; a danger sign counts also where it can't be kept."""
    session.put("tries", session.get("tries", 0) + 1)
    danger = page.visit.with_changes(changes).danger
    top.tell_trouble(card_html(page, danger) if danger else "")


def page_after(page: Page, section: Section, then: str) -> str | None:
    """The page that Continue leads to, known before anything is drawn.

    None unless Continue was pressed, nothing is missing, and the widgets show what they showed when the
    section was last drawn and all of it was saved: then the section need not be drawn once more.
    """
    pressed = session.is_pressed(f"continue-{section.id}")
    as_saved = pressed and session.shows_as_remembered(_widget_keys(page, section))
    return _leave(page.visit, section, then) if as_saved and not page.visit.mistaken(section) else None


def _widget_keys(page: Page, section: Section) -> tuple[str, ...]:
    return tuple(widget_key(question) for question in page.visit.questions_of(section))


def _let_paint(section: Section) -> None:
    """On a new page, let the browser paint the heading before it has to build all the questions."""
    if session.get("painted", "") != section.id:
        session.put("painted", section.id)
        time.sleep(PAINT_SECONDS)


def _settle(section: Section, *, mistaken: bool, saved: bool) -> None:
    """Focus on what went wrong, each time anew, or on the heading of a new page."""
    tries = session.get("tries", 0)
    if not saved:
        settle(f"{section.id}-unsaved-{tries}", focus=".trouble")
    else:
        settle(f"{section.id}-{tries if mistaken else ''}", focus=".mistakes" if mistaken else "h1")


def _mistaken(page: Page, section: Section) -> tuple[Question, ...]:
    """The mistakes to show: those that are left since Continue was pressed on this section."""
    return page.visit.mistaken(section) if section.id in session.get("checked", frozenset[str]()) else ()


def _move_on(page: Page, section: Section, then: str, *, skipping: bool) -> None:
    """Go on from the answers as they are stored now, or show what is missing."""
    visit = Visit.at(page.visit.question_set, page.desk.draft(), page.visit.now)
    checked = session.get("checked", frozenset[str]())
    if visit.mistaken(section) and not skipping:
        session.put("checked", checked | {section.id})
        session.put("tries", session.get("tries", 0) + 1)
        st.rerun()
    go(_leave(visit, section, then))


def _leave(visit: Visit, section: Section, then: str) -> str:
    """Forget what is only about this section. Returns: the page that comes next."""
    session.put("checked", session.get("checked", frozenset[str]()) - {section.id})
    session.forget(ELSEWHERE)
    following = visit.section_after(section)
    return then or (following.id if following else CHECK)


def _may_skip(page: Page, mistaken: tuple[Question, ...]) -> bool:
    return bool(mistaken) and not any(page.visit.cannot_be_skipped(question) for question in mistaken)


def _summary(page: Page, mistaken: tuple[Question, ...]) -> str:
    """The box above the heading: takes the focus, and links to each field."""
    links = [
        wrap("li", element("a", _mistake(page, question), href=f"#answer-{question.id}-"))
        for question in mistaken
    ]
    skip = element("p", page.text("mistakes.skip_help")) if _may_skip(page, mistaken) else ""
    title = element("h2", page.text("mistakes.title"))
    return wrap("div", title, wrap("ul", *links), skip, class_="mistakes", role="alert")


def _mistake(page: Page, question: Question) -> str:
    why = page.visit.sheet.invalid.get(question.id)
    raw = page.visit.answers.get(question.id)
    return mistake_words(question, why, raw, page.words, phone=page.clinic.phone)


def _questions(
    page: Page, section: Section, mistaken: tuple[Question, ...], memory: TabMemory
) -> dict[str, object]:
    """Draw the questions. Returns: the answers that are to be stored."""
    changes: dict[str, object] = {}
    for question in page.visit.questions_of(section):
        stored = page.visit.answers.get(question.id)
        memory.before_drawing(question)
        with st.container(key=f"question-{question.id}"):
            mistake = _mistake(page, question) if question in mistaken else ""
            show(_told(page, question, mistake, elsewhere=memory.is_answered_elsewhere(question, stored)))
            given = ask(question, stored, page.words)
        if memory.is_change(question, stored, given):
            changes[question.id] = given
    return changes


def _told(page: Page, question: Question, mistake: str, *, elsewhere: bool) -> str:
    """Everything that stands above a question's widgets, as one element."""
    pieces = question_words(question, page.words)
    if elsewhere:
        note = element("span", page.text("trouble.changed_elsewhere"))
        pieces = wrap("p", icon("sync"), note, class_="note") + pieces
    if mistake:
        pieces = wrap("p", icon("error"), element("span", mistake), class_="mistake") + pieces
    return pieces + (element("p", page.text("why", why=question.why), class_="why") if question.why else "")
