"""Why a submission is marked as it is: each flag with the answers behind it, in the words the patient saw."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from screening.questions.conditions import names
from screening.questions.model import NO_URGENCY, SPECIAL_ANSWERS, Question, QuestionSet
from screening.questions.words import Words
from screening.rules.assess import Certainty
from screening.submissions.views import Opened
from screening.web.patient.answer_words import answer_words
from screening.web.patient.placeholders import filled
from screening.web.staff.badges import Badge, urgency_badge


@dataclass(frozen=True, slots=True)
class Line:
    """One question with its answer, and what the patient told more about it."""

    question: str
    answer: str = field(repr=False)
    details: tuple[str, ...] = field(default=(), repr=False)


@dataclass(frozen=True, slots=True)
class Reason:
    """One flag. `carries_mark`: it is a reason for the mark; otherwise a note to staff."""

    title: str
    source: str
    carries_mark: bool
    possible: bool = False
    urgency: Badge | None = None
    lines: tuple[Line, ...] = field(default=(), repr=False)


def reasons(opened: Opened, words: Words) -> tuple[Reason, ...]:
    """All flags: the most urgent first, then in the order of the rules; none when the assessment failed."""
    ranks = opened.question_set.urgency_rank
    flags = sorted(
        flags_of(opened.content.assessment),
        key=lambda flag: -ranks.get(str(flag.get("urgency", NO_URGENCY)), 0),
    )
    return tuple(_reason(flag, opened, words) for flag in flags)


def flags_of(assessment: Mapping[str, object] | None) -> list[Mapping[str, object]]:
    """The flags as the assessment was kept."""
    found = (assessment or {}).get("flags")
    return [flag for flag in found if isinstance(flag, Mapping)] if isinstance(found, Sequence) else []


def _reason(flag: Mapping[str, object], opened: Opened, words: Words) -> Reason:
    answers = flag.get("answers")
    sources = flag.get("source")
    return Reason(
        title=str(flag["title"]),
        source=", ".join(str(source) for source in sources) if isinstance(sources, Sequence) else "",
        carries_mark=flag.get("mark") is not None,
        possible=flag.get("certainty") == Certainty.POSSIBLE,
        urgency=urgency_badge(opened.question_set, str(flag.get("urgency", NO_URGENCY)), words),
        lines=lines_of(answers if isinstance(answers, Mapping) else {}, opened, words),
    )


def lines_of(answers: Mapping[str, object], opened: Opened, words: Words) -> tuple[Line, ...]:
    """Answers as lines, each with the details that belong to it and are not among the answers themselves."""
    belonging = details_of(opened.question_set)
    lines = []
    for name, raw in answers.items():
        question = opened.question_set.questions.get(name)
        if question is None:
            lines.append(Line(name, str(raw)))
            continue
        details = tuple(
            str(opened.content.answers[detail])
            for detail in belonging.get(name, ())
            if detail not in answers and opened.content.answers.get(detail)
        )
        lines.append(Line(asked_as(question, opened), answer_words(question, raw, words), details))
    return tuple(lines)


def asked_as(question: Question, opened: Opened) -> str:
    """The question in the words that the patient saw."""
    return filled(question.ask, opened.question_set.clinic, opened.submission.due_at)


def details_of(question_set: QuestionSet) -> dict[str, tuple[str, ...]]:
    """By question: the optional free texts that are shown because of its answer, and of nothing else's."""
    found: dict[str, tuple[str, ...]] = {}
    for question in question_set.questions.values():
        parent = _parent(question)
        if parent is not None:
            found[parent] = (*found.get(parent, ()), question.id)
    return found


def _parent(question: Question) -> str | None:
    if not question.optional or not question.type.is_text or question.show_when is None:
        return None
    tested = names(question.show_when)
    return tested[0] if len(tested) == 1 else None


def unsure(opened: Opened) -> tuple[Question, ...]:
    """The questions that the patient could not or would not answer."""
    answers = opened.content.answers
    return tuple(q for q in opened.question_set.questions.values() if _special(answers.get(q.id)))


def _special(raw: object) -> bool:
    single = raw[0] if isinstance(raw, list) and len(raw) == 1 else raw
    return isinstance(single, str) and single in SPECIAL_ANSWERS
