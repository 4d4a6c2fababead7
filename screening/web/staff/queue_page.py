"""The queue: a tab per state with its count, a page of rows, one click to open one."""

from dataclasses import dataclass
from typing import Literal

import streamlit as st

from screening.questions.model import QuestionSet
from screening.questions.words import Words
from screening.submissions.errors import NotFoundError
from screening.submissions.review_desk import PAGE
from screening.submissions.staff import Action
from screening.submissions.store import Cursor
from screening.submissions.submission import State
from screening.web import session
from screening.web.effects import settle
from screening.web.markup import element, icon, paragraphs, plain, show, wrap
from screening.web.staff.audit_box import show_audit_box
from screening.web.staff.export_box import show_export_box
from screening.web.staff.places import Place, StaffPage, go
from screening.web.staff.queue_rows import ShownRow, empty_html, heading_html, row_html, shown_row
from screening.web.staff.staff_visit import StaffVisit

TURNED = "queue-pages"
SAID = "said"
"""What an act has to say on the page that comes after it."""


@dataclass(frozen=True, slots=True)
class Turned:
    """The pages of a tab that one has turned, by where each starts."""

    state: State
    starts: tuple[Cursor, ...] = ()


def show_queue(visit: StaffVisit, place: Place) -> None:
    """Draw the queue as far as the person may see it."""
    words = visit.moments.words
    said = session.get(SAID, "")
    session.forget(SAID)
    title = "staff.queue.title" if visit.may(Action.SEE_COUNTS) else "staff.audit.title"
    with st.container(key="queue-top", horizontal=True, vertical_alignment="center"):
        show(element("h1", words.text(title)))
        export = show_export_box(visit, place.state)
    export()
    if said:
        show(wrap("div", icon("check_circle"), element("p", said), class_="notice said", role="status"))
    if visit.may(Action.SEE_COUNTS):
        _show_tabs_and_rows(visit, place)
    if visit.may(Action.SEE_TRAIL):
        show(paragraphs(words.text("staff.queue.auditor")))
        show_audit_box(visit)
    settle(f"queue-{place.state}-{len(_turned(place.state).starts)}-{said}")


def _show_tabs_and_rows(visit: StaffVisit, place: Place) -> None:
    counts = visit.context.review.counts(visit.member)
    if visit.may(Action.SEE_QUEUE):
        _tabs(visit, place.state, counts)
        _rows(visit, place.state, counts[place.state])
        return
    words = visit.moments.words
    tiles = [
        wrap(
            "li",
            element("strong", str(counts[state])),
            element("span", words.text(f"staff.state.{state}")),
        )
        for state in State
    ]
    show(wrap("ul", *tiles, class_="counts"), paragraphs(words.text("staff.queue.counts_only")))


def _tabs(visit: StaffVisit, state: State, counts: dict[State, int]) -> None:
    """Buttons, not a widget with a memory: the address alone says which tab is open."""
    words = visit.moments.words
    with st.container(key="tabs", horizontal=True, gap=None):
        for each in State:
            title = words.text(f"staff.state.{each}")
            label = plain(words.text("staff.queue.tab", state=title, count=counts[each]))
            kind: Literal["primary", "secondary"] = "primary" if each is state else "secondary"
            if st.button(label, key=f"tab-{each}", type=kind) and each is not state:
                session.forget(TURNED)
                go(StaffPage.QUEUE, each)


def _turned(state: State) -> Turned:
    turned = session.get(TURNED, Turned(state))
    return turned if turned.state == state else Turned(state)


def _rows(visit: StaffVisit, state: State, total: int) -> None:
    moments, words = visit.moments, visit.moments.words
    turned = _turned(state)
    after = turned.starts[-1] if turned.starts else None
    page = visit.context.review.queue(visit.member, state, after)
    with_reasons = visit.may(Action.SEE_ANSWERS)
    title = element("h2", words.text(f"staff.state.{state}"), class_="only-heard")
    if not page.rows:
        gone = element("p", words.text("staff.queue.gone"), class_="empty")
        show(title, gone if after else empty_html(state, moments))
    else:
        with st.container(key="queue-rows", gap=None):
            show(title, heading_html(moments, with_reasons=with_reasons))
            for row in page.rows:
                _row(
                    shown_row(row, _set_of(visit, row.question_set), moments),
                    state,
                    with_reasons=with_reasons,
                )
    first = len(turned.starts) * PAGE + 1
    if page.rows and (total > len(page.rows) or turned.starts):
        last = first + len(page.rows) - 1
        showing = words.text("staff.queue.showing", first=first, last=last, total=max(total, last))
        _turn(visit, turned, page.next, showing)
    elif not page.rows and turned.starts:
        _turn(visit, turned, None, "")


def _set_of(visit: StaffVisit, sha256: str) -> QuestionSet | None:
    """The set, or None if it cannot be read: one such row must not hide the others."""
    try:
        return visit.context.review.question_set(sha256)
    except (NotFoundError, ValueError):
        return None


def _row(row: ShownRow, state: State, *, with_reasons: bool) -> None:
    with st.container(key=f"row-{row.reference}", horizontal=True, vertical_alignment="center", gap=None):
        show(row_html(row, Words.english(), with_reasons=with_reasons))
        if st.button(row.reference, key=f"open-{row.reference}", type="tertiary"):
            go(StaffPage.SUBMISSION, state, row.reference)


def _turn(visit: StaffVisit, turned: Turned, following: Cursor | None, showing: str) -> None:
    """Next, Back and First; the place in the queue is remembered in the tab, not in the address."""
    words = visit.moments.words
    with st.container(key="queue-turn", horizontal=True, vertical_alignment="center"):
        show(element("p", showing, class_="showing"))
        first = st.button(
            words.text("staff.queue.first"), icon=":material/first_page:", disabled=not turned.starts
        )
        back = st.button(
            words.text("staff.queue.back"), icon=":material/chevron_left:", disabled=not turned.starts
        )
        onward = st.button(
            words.text("staff.queue.next"),
            icon=":material/chevron_right:",
            icon_position="right",
            disabled=following is None,
        )
    starts = turned.starts
    if first:
        starts = ()
    elif back:
        starts = turned.starts[:-1]
    elif onward and following is not None:
        starts = (*turned.starts, following)
    if starts != turned.starts:
        session.put(TURNED, Turned(turned.state, starts))
        st.rerun()
