"""What the queue shows of each submission, as plain texts and badges."""

from dataclasses import dataclass, field

from screening.questions.model import QuestionSet
from screening.questions.words import Words
from screening.submissions.submission import State
from screening.submissions.views import QueueRow
from screening.web.markup import element, icon, wrap
from screening.web.staff.badges import (
    Badge,
    Promise,
    Tone,
    badge_html,
    due_badge,
    mark_badge,
    may_book,
    urgency_badge,
)
from screening.web.staff.moments import Moments

SHOWN_REASONS = 3


@dataclass(frozen=True, slots=True)
class ShownRow:
    """One line of the queue in words."""

    reference: str
    patient: str = field(repr=False)
    mark: Badge
    due: Badge
    urgency: Badge | None = None
    waited: str = ""
    reasons: tuple[str, ...] = field(default=(), repr=False)
    more_reasons: int = 0
    problem: str = ""


def shown_row(row: QueueRow, question_set: QuestionSet | None, moments: Moments) -> ShownRow:
    """The row in words. `question_set`: what it was answered under; None if that cannot be read any more."""
    words = moments.words
    name = row.name or words.text("staff.queue.no_name")
    patient = name if row.age is None else words.text("staff.queue.named", name=name, age=row.age)
    open_still = row.state in {State.TO_REVIEW, State.CAN_BOOK}
    promised = not may_book(question_set, row.mark)
    promise = Promise(row.state, promised, row.due_at, row.sent_at, row.hold_until)
    problem = "" if question_set is not None else words.text("staff.queue.unknown_set")
    if not row.readable:
        problem = words.text("staff.queue.unreadable")
    return ShownRow(
        reference=row.reference,
        patient=patient if row.readable else words.text("staff.badge.unreadable"),
        mark=mark_badge(question_set, row.mark),
        due=due_badge(promise, moments),
        urgency=urgency_badge(question_set, row.urgency, words),
        waited=moments.waited(row.sent_at) if open_still else "",
        reasons=row.reasons[:SHOWN_REASONS],
        more_reasons=max(len(row.reasons) - SHOWN_REASONS, 0),
        problem=problem,
    )


def row_html(row: ShownRow, words: Words, *, with_reasons: bool) -> str:
    """The cells of a row; the reference is the row's button and stands beside them."""
    cells = [
        wrap("span", badge_html(row.urgency) if row.urgency else "", class_="cell-urgency"),
        wrap("span", _waited(row, words), badge_html(row.due), class_="cell-due"),
        wrap("span", element("bdi", row.patient), class_="cell-patient"),
        wrap("span", badge_html(row.mark), class_="cell-mark"),
    ]
    if row.problem:
        problem = badge_html(Badge(Tone.EMERGENCY, row.problem, "error"))
        cells.append(wrap("span", problem, class_="cell-reasons"))
    elif with_reasons:
        more = f" +{row.more_reasons}" if row.more_reasons else ""
        cells.append(element("span", " · ".join(row.reasons) + more, class_="cell-reasons"))
    return wrap("div", *cells, class_=_grid(with_reasons=with_reasons))


def _waited(row: ShownRow, words: Words) -> str:
    """How long the patient has waited; the word is seen only where no heading says it."""
    if not row.waited:
        return ""
    word = element("span", words.text("staff.badge.waiting"), class_="word")
    return wrap("span", word, " ", element("span", row.waited), class_="waited")


def heading_html(moments: Moments, *, with_reasons: bool) -> str:
    """The headings of the columns, for those who see them as columns."""
    names = ["urgency", "due", "patient", "mark", *(["reasons"] if with_reasons else [])]
    cells = [
        element("span", moments.words.text(f"staff.queue.{name}"), class_=f"cell-{name}") for name in names
    ]
    reference = element("span", moments.words.text("staff.queue.reference"), class_="cell-reference")
    grid = wrap("div", *cells, class_=_grid(with_reasons=with_reasons))
    return wrap("div", grid, reference, class_="queue-heading", aria_hidden="true")


def empty_html(state: State, moments: Moments) -> str:
    """What an empty tab says."""
    words = moments.words
    return wrap(
        "div",
        icon("inbox"),
        element("p", words.text(f"staff.queue.empty.{state}"), class_="empty-title"),
        element("p", words.text("staff.queue.empty_hint")),
        class_="empty",
    )


def _grid(*, with_reasons: bool) -> str:
    return "cells with-reasons" if with_reasons else "cells"
