"""Decisions so far and the trail, as sentences: who, what, when."""

from dataclasses import dataclass, field

from screening.submissions.audit import AuditAction, AuditEvent
from screening.submissions.decision import Decision, DecisionKind
from screening.submissions.submission import State
from screening.submissions.views import Opened
from screening.web.markup import element, wrap
from screening.web.staff.moments import Moments


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing that happened."""

    when: str
    what: str
    note: str = field(default="", repr=False)
    opinion: str = ""


def decisions(opened: Opened, moments: Moments) -> tuple[Entry, ...]:
    """What people decided, oldest first."""
    return tuple(_decision(decision, opened, moments) for decision in opened.decisions)


def decided_words(kind: str, moments: Moments) -> str:
    """What somebody did, by the decision's code; a code of another version stands for itself."""
    known = kind in set(DecisionKind)
    return moments.words.text(f"staff.decided.{kind}") if known else kind.replace("_", " ")


def trail(opened: Opened, moments: Moments) -> tuple[Entry, ...]:
    """Everything that happened to the submission, oldest first."""
    return tuple(_event(event, opened, moments) for event in opened.trail)


def entries_html(entries: tuple[Entry, ...]) -> str:
    """Entries as a list in order of time."""
    rows = []
    for entry in entries:
        note = wrap("p", element("bdi", entry.note), class_="note-text") if entry.note else ""
        opinion = element("p", entry.opinion, class_="opinion") if entry.opinion else ""
        when = element("span", entry.when, class_="when")
        rows.append(wrap("li", when, element("span", entry.what), note, opinion))
    return wrap("ol", *rows, class_="entries")


def _decision(decision: Decision, opened: Opened, moments: Moments) -> Entry:
    words = moments.words
    what = f"{_person(decision.staff, opened, moments)} {decided_words(decision.kind, moments)}"
    if decision.until is not None:
        what += ", " + words.text("staff.decided.until", day=moments.day(decision.until))
    opinion = ""
    if decision.rule_right is not None:
        opinion = words.text(
            "staff.decided.rule_right" if decision.rule_right else "staff.decided.rule_wrong"
        )
    return Entry(moments.moment(decision.at), what, decision.note, opinion)


def _event(event: AuditEvent, opened: Opened, moments: Moments) -> Entry:
    words = moments.words
    if event.action is AuditAction.SENT:
        nobody = words.text("staff.submission.patient")
        what = words.text("staff.trail.sent", state=_state(event.details.get("state"), moments))
    elif event.action is AuditAction.VIEWED:
        nobody, what = words.text("staff.submission.somebody"), words.text("staff.trail.viewed")
    elif event.action is AuditAction.WOKEN:
        nobody, what = words.text("staff.submission.system"), words.text("staff.trail.woken")
    elif event.action is AuditAction.DECIDED:
        nobody = words.text("staff.submission.somebody")
        kind = decided_words(str(event.details.get("kind", "")), moments)
        what = words.text(
            "staff.trail.decided", decided=kind, state=_state(event.details.get("from"), moments)
        )
    else:
        nobody = words.text("staff.submission.system")
        what = words.text("staff.trail.other", action=event.action)
    who = nobody if event.staff is None else _person(event.staff, opened, moments)
    return Entry(moments.moment(event.at), f"{who} {what}")


def _person(staff_id: str, opened: Opened, moments: Moments) -> str:
    return opened.people.get(staff_id) or moments.words.text("staff.submission.somebody")


def _state(code: object, moments: Moments) -> str:
    known = code in set(State)
    return moments.words.text(f"staff.state.{code}") if known else str(code)
