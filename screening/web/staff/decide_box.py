"""The right side of a submission: choosing, noting and recording a decision."""

from dataclasses import dataclass
from typing import NoReturn

import streamlit as st

from screening.submissions.decision import DecisionKind
from screening.submissions.due import clinic_today
from screening.submissions.errors import ConflictError, DecisionError
from screening.submissions.submission import Submission
from screening.submissions.views import Opened
from screening.web import session
from screening.web.markup import element, icon, link, plain, show, wrap
from screening.web.staff.deciding import (
    Mistake,
    Typed,
    choices,
    conflict_words,
    field_of,
    mistakes,
    note_is_needed,
)
from screening.web.staff.places import Place, StaffPage, go
from screening.web.staff.queue_page import SAID
from screening.web.staff.staff_visit import StaffVisit
from screening.web.staff.until_day import read_until

CONFLICT = "conflict"
NOTES = "notes"
TRIED = "tried"


@dataclass(frozen=True, slots=True)
class Outcome:
    """What the page does next: nothing new, or the focus goes to what is wrong."""

    focus: str = "h1"
    moved: str = ""
    wrong: bool = False


def show_decide_box(visit: StaffVisit, opened: Opened, place: Place) -> Outcome:
    """Draw what can be decided now. Says where the focus goes."""
    words, found = visit.moments.words, choices(opened, visit.member)
    conflict = session.get(CONFLICT, "")
    session.forget(CONFLICT)
    title = "staff.decide.title" if opened.medical else "staff.decide.book_title"
    show(element("h2", words.text(title)))
    if conflict:
        heading = element("h3", words.text("staff.decide.conflict_title"))
        show(wrap("div", heading, element("p", conflict), class_="conflict trouble", role="alert"))
    outcome = Outcome(".conflict", conflict) if conflict else Outcome()
    if not found:
        show(element("p", words.text("staff.decide.nothing"), class_="lead"))
        return outcome
    if not opened.medical:
        return _book(visit, opened, place) or outcome
    return _decide(visit, opened, place, found) or outcome


def _book(visit: StaffVisit, opened: Opened, place: Place) -> Outcome | None:
    words = visit.moments.words
    if not st.button(
        words.text("staff.decide.booked"),
        key="record",
        type="primary",
        icon=":material/event_available:",
        width="stretch",
    ):
        return None
    return _record(visit, opened, place, Typed(DecisionKind.BOOKED))


def _decide(
    visit: StaffVisit, opened: Opened, place: Place, found: tuple[DecisionKind, ...]
) -> Outcome | None:
    words = visit.moments.words
    today = clinic_today(opened.question_set.clinic, visit.now)
    box = st.container(key="decide-mistakes")
    typed, spots = _fields(visit, opened, found)
    only_reopen = found == (DecisionKind.REOPEN,)
    pressed = st.button(
        words.text("staff.decide.reopen" if only_reopen else "staff.decide.record"),
        key="record",
        type="primary",
        width="stretch",
    )
    tried = f"{opened.submission.id}-{opened.submission.version}"
    if not pressed and session.get(TRIED, "") != tried:
        return None
    wrong = mistakes(typed, opened, today, words)
    if pressed and not wrong:
        outcome = _record(visit, opened, place, typed)
        wrong = (Mistake(field_of(outcome.focus), outcome.moved),)
    session.put(TRIED, tried)
    if not wrong:
        return None
    _show_mistakes(wrong, box, spots, visit)
    count = session.get("tries", 0) + (1 if pressed else 0)
    session.put("tries", count)
    return Outcome(".mistakes", f"mistakes-{count}", wrong=True)


Spots = dict[str, "st.delta_generator.DeltaGenerator"]


def _fields(visit: StaffVisit, opened: Opened, found: tuple[DecisionKind, ...]) -> tuple[Typed, Spots]:
    """The fields, each in a box of its own with a spot on top for what is wrong with it."""
    words, version = visit.moments.words, opened.submission.version
    spots: Spots = {}
    kind: DecisionKind | None = found[0]
    with st.container(key="question-decide-kind"):
        spots["kind"] = st.container()
        if len(found) > 1:
            kind = st.radio(
                words.text("staff.decide.kind"),
                found,
                index=None,
                format_func=lambda each: plain(words.text(f"staff.decision.{each}")),
                key=f"answer-decide-kind-{version}",
                width="stretch",
            )
    until = ""
    if kind is DecisionKind.NOT_NOW:
        with st.container(key="question-decide-until"):
            spots["until"] = st.container()
            until = st.text_input(
                words.text("staff.decide.until"),
                key=f"answer-decide-until-{version}",
                placeholder=words.text("staff.decide.until_hint"),
                autocomplete="off",
            )
    with st.container(key="question-decide-note"):
        spots["note"] = st.container()
        note = _note(visit, opened, needed=note_is_needed(opened, kind))
    right = None
    if kind is not DecisionKind.REOPEN:
        answers = {True: words.text("staff.decide.rule_yes"), False: words.text("staff.decide.rule_no")}
        right = st.radio(
            words.text("staff.decide.rule_right"),
            list(answers),
            index=None,
            format_func=lambda answer: answers[answer],
            key=f"rule-right-{opened.submission.id}",
            horizontal=True,
        )
    return Typed(kind, note, until, right), spots


def _note(visit: StaffVisit, opened: Opened, *, needed: bool) -> str:
    """The note; what was typed is kept while the tab lives, also over a look at another page."""
    words, submission_id = visit.moments.words, opened.submission.id
    notes = session.get(NOTES, dict[str, str]())
    note = st.text_area(
        words.text("staff.decide.note" if needed else "staff.decide.note_optional"),
        value=notes.get(submission_id, ""),
        key=f"answer-decide-note-{submission_id}",
        height=96,
        placeholder=words.text("staff.decide.note_hint_needed") if needed else "",
    )
    session.put(NOTES, {**notes, submission_id: note})
    return note


def _record(visit: StaffVisit, opened: Opened, place: Place, typed: Typed) -> Outcome:
    """Record it and go back to the queue; comes back only with what the desk refuses."""
    words, submission = visit.moments.words, opened.submission
    today = clinic_today(opened.question_set.clinic, visit.now)
    if typed.kind is None:
        return Outcome("kind", words.text("staff.decide.mistake_kind"))
    try:
        decided = visit.context.review.decide(
            visit.member,
            submission.id,
            submission.version,
            typed.kind,
            note=typed.note,
            until=read_until(typed.until, today) if typed.kind is DecisionKind.NOT_NOW else None,
            rule_right=typed.rule_right,
        )
    except ConflictError as error:
        session.put(CONFLICT, conflict_words(error, visit.moments))
        st.rerun()
    except DecisionError as error:
        return Outcome(error.code, error.remedy)
    return _back_to_queue(visit, decided, typed.kind, place)


def _back_to_queue(visit: StaffVisit, decided: Submission, kind: DecisionKind, place: Place) -> NoReturn:
    words = visit.moments.words
    notes = session.get(NOTES, dict[str, str]())
    session.put(NOTES, {key: note for key, note in notes.items() if key != decided.id})
    said = words.text(
        "staff.decide.done",
        reference=decided.reference,
        decision=words.text(f"staff.decision.{kind}"),
        state=words.text(f"staff.state.{decided.state}"),
    )
    session.put(SAID, said)
    go(StaffPage.QUEUE, place.state)


def _show_mistakes(
    wrong: tuple[Mistake, ...], box: "st.delta_generator.DeltaGenerator", spots: Spots, visit: StaffVisit
) -> None:
    words = visit.moments.words
    with box:
        links = [wrap("li", link(each.text, f"#answer-decide-{each.field}")) for each in wrong]
        title = element("h2", words.text("staff.decide.mistakes_title"))
        show(wrap("div", title, wrap("ul", *links), class_="mistakes", role="alert"))
    for each in wrong:
        with spots.get(each.field, box):
            show(wrap("p", icon("error"), element("span", each.text), class_="mistake"))
