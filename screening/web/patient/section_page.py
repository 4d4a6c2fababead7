"""A section of the form: its questions with follow-ups in place, and mistakes on Continue.

Each answer is saved as it is given.
"""

from contextlib import suppress

import streamlit as st

from screening.questions.model import Question, Section
from screening.submissions.exact_json import decode_mapping, encode
from screening.web import session
from screening.web.effects import settle
from screening.web.markup import element, icon, show, wrap
from screening.web.patient.chrome import Page, back, danger_bar, foot, go, head, progress, show_trouble
from screening.web.patient.desk_client import SEEN
from screening.web.patient.mistakes import mistake_words
from screening.web.patient.question_widgets import REFRESH, ask, refresh
from screening.web.patient.visit import Visit

CHECK = "check"
ELSEWHERE = "elsewhere"
"""Under this name each tab remembers the answers that another tab gave in place of its own."""


def show_section(page: Page, section: Section, then: str) -> None:
    """Draw a section.

    Args: then: the page to come back to when it was opened to change an answer ("" for the next section).
    """
    mistaken = _mistaken(page, section)
    told = head(page, section.title, mistaken=bool(mistaken))
    danger_bar(page)
    steps = page.visit.sections
    progress(page, steps.index(section) + 1, len(steps) + 1)
    went_back = back(page)
    if mistaken:
        _summary(page, mistaken)
    show(
        element("h1", section.title),
        element("p", page.filled(section.text), class_="lead") if section.text else "",
    )
    changes = _questions(page, section, mistaken)
    # A key of its own for each section: a second tap must not press the next section's button.
    pressed = st.button(
        page.text("nav.continue"), key=f"continue-{section.id}", type="primary", width="stretch"
    )
    skipped = _may_skip(page, mistaken) and st.button(
        page.text("nav.continue_without"), key=f"continue-without-{section.id}", width="stretch"
    )
    saved = page.desk.save(page.visit.question_set, changes, section.id) if changes else True
    if not saved:
        session.put("tries", session.get("tries", 0) + 1)
        with told:
            show_trouble(page)
    foot(page)
    _settle(section, mistaken=bool(mistaken), saved=saved)
    if went_back and saved:
        before = page.visit.section_before(section)
        go(then or (before.id if before else "start"))
    elif pressed and saved:
        _move_on(page, section, then, skipping=False)
    elif skipped and saved:
        _move_on(page, section, then, skipping=True)
    elif changes and saved:
        st.rerun()


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
    session.put("checked", checked - {section.id})
    session.forget(ELSEWHERE)
    following = visit.section_after(section)
    go(then or (following.id if following else CHECK))


def _may_skip(page: Page, mistaken: tuple[Question, ...]) -> bool:
    return bool(mistaken) and not any(page.visit.cannot_be_skipped(question) for question in mistaken)


def _summary(page: Page, mistaken: tuple[Question, ...]) -> None:
    """The box above the heading: takes the focus, and links to each field."""
    links = [
        wrap("li", element("a", _mistake(page, question), href=f"#answer-{question.id}-"))
        for question in mistaken
    ]
    skip = element("p", page.text("mistakes.skip_help")) if _may_skip(page, mistaken) else ""
    title = element("h2", page.text("mistakes.title"))
    show(wrap("div", title, wrap("ul", *links), skip, class_="mistakes", role="alert"))


def _mistake(page: Page, question: Question) -> str:
    why = page.visit.sheet.invalid.get(question.id)
    raw = page.visit.answers.get(question.id)
    return mistake_words(question, why, raw, page.words, phone=page.clinic.phone)


def _questions(page: Page, section: Section, mistaken: tuple[Question, ...]) -> dict[str, object]:
    """Draw the questions. Returns: the answers that differ from what is stored.

    Any use of Streamlit may end this run for a newer click. So an answer counts as seen only once it is
    stored, and a widget as refreshed only once it was drawn.
    """
    seen, pending = _seen(page, section), session.mapping(REFRESH)
    elsewhere = session.mapping(ELSEWHERE)
    changes: dict[str, object] = {}
    for question in page.visit.questions_of(section):
        stored = page.visit.answers.get(question.id)
        refreshed = pending.get(question.id)
        if question.id in pending:
            refresh(question, refreshed)
        elif question.id in seen and seen[question.id] != stored:
            elsewhere[question.id] = stored
            refresh(question, stored)
        with st.container(key=f"question-{question.id}"):
            if question in mistaken:
                show(wrap("p", icon("error"), element("span", _mistake(page, question)), class_="mistake"))
            if question.id in elsewhere and elsewhere[question.id] == stored:
                note = element("span", page.text("trouble.changed_elsewhere"))
                show(wrap("p", icon("sync"), note, class_="note"))
            given = ask(question, stored, page.words)
            if question.why:
                show(element("p", page.text("why", why=question.why), class_="why"))
        if question.id in pending and given == refreshed:
            del pending[question.id]
        if given == stored:
            seen[question.id] = given
        else:
            changes[question.id] = given
    return changes


def _seen(page: Page, section: Section) -> dict[str, object]:
    """The answers that this tab has shown and stored.

    The browser keeps those of its page too, in a field that nobody sees. A tab that comes back to a server
    that has forgotten it sends all that it shows: only what differs from this field was touched there,
    the rest may be older than what another tab has stored.
    """
    shown = {
        question.id: page.visit.answers.get(question.id) for question in page.visit.questions_of(section)
    }
    key, text = f"shown-{section.id}", encode(shown).decode()
    is_new = not session.knows(SEEN)
    if not is_new:
        session.put_widget(key, text)
    kept = st.text_input(page.text("nav.saved"), value=text, key=key, label_visibility="collapsed")
    seen = session.mapping(SEEN)
    if is_new:
        with suppress(ValueError):
            seen.update(decode_mapping(kept.encode()))
    return seen
