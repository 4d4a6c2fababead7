"""The five-second summary of a submission: who, how urgent, why, what is missing, what was shown."""

from dataclasses import dataclass, field

from screening.questions.durations import years_between
from screening.submissions.submission import DangerCard
from screening.submissions.views import Opened
from screening.web.markup import element, icon, items, wrap
from screening.web.staff.answers_shown import Gaps, gaps
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
from screening.web.staff.reasons import Reason, reasons

FEW_LINES = 3
"""Answers that a reason shows at once; a rule over the whole form may rest on many."""


@dataclass(frozen=True, slots=True)
class Summary:
    """What stands on top. `nothing` says why there is no reason, where there is none."""

    name: str = field(repr=False)
    born: str = field(repr=False)
    badges: tuple[Badge, ...]
    facts: tuple[str, ...]
    reasons: tuple[Reason, ...] = field(default=(), repr=False)
    notes: tuple[Reason, ...] = field(default=(), repr=False)
    nothing: str = ""
    failed: bool = False
    gaps: Gaps = field(default=Gaps((), (), ()), repr=False)
    cards: tuple[str, ...] = ()


def summary(opened: Opened, moments: Moments) -> Summary:
    """The summary as far as the person may see it."""
    words, submission, content = moments.words, opened.submission, opened.content
    identity = content.identity
    name = identity.name or words.text("staff.queue.no_name")
    born = ""
    if identity.birth_date is not None:
        age = years_between(identity.birth_date, moments.today)
        name = words.text("staff.submission.age", name=name, age=age)
        day = identity.birth_date
        born = words.text("staff.submission.born", day=f"{day.day} {day:%b %Y}")
    promised = not may_book(opened.question_set, submission.mark)
    promise = Promise(
        submission.state, promised, submission.due_at, submission.sent_at, submission.hold_until
    )
    urgency = urgency_badge(opened.question_set, submission.urgency, words)
    badges = [mark_badge(opened.question_set, submission.mark), *([urgency] if urgency else [])]
    badges.append(due_badge(promise, moments))
    if submission.postpone:
        badges.append(Badge(Tone.QUIET, words.text("staff.badge.postpone"), "event_upcoming"))
    facts = [submission.reference, words.text(f"staff.state.{submission.state}")]
    facts.append(words.text("staff.submission.sent", moment=moments.moment(submission.sent_at)))
    if promised:
        facts.append(words.text("staff.submission.due", moment=moments.moment(submission.due_at)))
    if submission.entered_by is not None:
        by = opened.people.get(submission.entered_by, words.text("staff.submission.somebody"))
        facts.append(words.text("staff.submission.entered_by", name=by))
    if not opened.medical:
        return Summary(name, born, tuple(badges), tuple(facts))
    found = reasons(opened, words)
    return Summary(
        name=name,
        born=born,
        badges=tuple(badges),
        facts=tuple(facts),
        reasons=tuple(reason for reason in found if reason.carries_mark),
        notes=tuple(reason for reason in found if not reason.carries_mark),
        nothing="" if any(reason.carries_mark for reason in found) else _nothing(opened, moments),
        failed=content.assessment is None,
        gaps=gaps(opened),
        cards=tuple(_card(card, opened, moments) for card in content.cards),
    )


def _nothing(opened: Opened, moments: Moments) -> str:
    words = moments.words
    if opened.content.assessment is None:
        return words.text("staff.submission.failed")
    if opened.question_set.mark_rank[opened.submission.mark] == 0:
        return words.text("staff.submission.nothing_found")
    missing = gaps(opened)
    if missing.unanswered or missing.unusable:
        return words.text("staff.submission.incomplete")
    return words.text("staff.submission.taken_back")


def _card(card: DangerCard, opened: Opened, moments: Moments) -> str:
    words, rules = moments.words, opened.question_set.rules_by_id
    titles = ", ".join(rules[rule].title if rule in rules else rule for rule in card.rules)
    shown = moments.moment(card.shown_at)
    parts = [words.text("staff.submission.card_shown", card=titles, shown=shown)]
    if card.read_at is None:
        parts.append(words.text("staff.submission.card_unread"))
    else:
        parts.append(words.text("staff.submission.card_read", read=moments.moment(card.read_at)))
    if card.changed_at is not None:
        changed = moments.moment(card.changed_at)
        parts.append(words.text("staff.submission.card_changed", changed=changed))
    return ", ".join(parts)


def heading_html(shown: Summary) -> str:
    """Who it is, and the badges."""
    born = element("span", shown.born, class_="born") if shown.born else ""
    name = wrap("h1", element("bdi", shown.name))
    badges = wrap("div", *(badge_html(badge) for badge in shown.badges), class_="badges")
    facts = wrap("p", *(element("span", fact) for fact in shown.facts), class_="facts")
    return wrap("div", wrap("div", name, born, class_="who"), badges, facts, class_="summary")


def reasons_html(shown: Summary, moments: Moments) -> str:
    """The reasons as cards, then what is missing, the danger cards and the notes, more quietly."""
    words = moments.words
    pieces = [element("h2", words.text("staff.submission.why"))]
    if shown.nothing:
        kind = "notice alarm" if shown.failed else "notice"
        symbol = icon("report" if shown.failed else "info")
        pieces.append(wrap("div", symbol, element("p", shown.nothing), class_=kind))
    pieces += [_reason_html(reason, moments) for reason in shown.reasons]
    if shown.cards:
        pieces.append(_quiet(words.text("staff.submission.cards"), shown.cards, "emergency_home"))
    for key, questions in (
        ("unusable", shown.gaps.unusable),
        ("unanswered", shown.gaps.unanswered),
        ("unsure", shown.gaps.unsure),
    ):
        if questions:
            title = words.text("staff.submission.invalid" if key == "unusable" else f"staff.submission.{key}")
            pieces.append(_quiet(title, questions, "help"))
    if shown.notes:
        pieces.append(
            _quiet(words.text("staff.submission.notes"), [note_line(n) for n in shown.notes], "notes")
        )
    return wrap("section", *pieces, class_="why-marked")


def note_line(note: Reason) -> str:
    """A note with the answers behind it, in one line."""
    answers = "; ".join(_told(line.answer, line.details) for line in note.lines[:FEW_LINES])
    return f"{note.title} – {answers}" if answers else note.title


def _told(answer: str, details: tuple[str, ...]) -> str:
    return ", ".join(["“" + answer.replace("\n", ", ") + "”", *details])


def _reason_html(reason: Reason, moments: Moments) -> str:
    words = moments.words
    title = wrap("h3", element("span", reason.title), badge_html(reason.urgency) if reason.urgency else "")
    lines = [
        wrap(
            "p",
            element("span", line.question, class_="question"),
            " ",
            wrap("q", element("bdi", line.answer.replace("\n", ", "))),
            *(wrap("span", element("bdi", detail), class_="detail") for detail in line.details),
        )
        for line in reason.lines
    ]
    shown, rest = lines[:FEW_LINES], lines[FEW_LINES:]
    if rest:
        more = element("summary", words.text("staff.submission.more_answers", count=len(rest)))
        shown.append(wrap("details", more, *rest))
    source = element("p", words.text("staff.submission.source", source=reason.source), class_="source")
    kind = "reason possible" if reason.possible else "reason"
    return wrap("article", title, *shown, source if reason.source else "", class_=kind)


def _quiet(title: str, texts: list[str] | tuple[str, ...], symbol: str) -> str:
    return wrap("div", wrap("h3", icon(symbol), element("span", title)), items(texts), class_="quiet-list")
