"""All answers by section, and the contact, in the words of the question set they were given under."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from screening.questions.model import Question, QuestionType
from screening.questions.words import Words
from screening.submissions.views import Opened
from screening.web.markup import element, wrap
from screening.web.patient.answer_words import answer_words
from screening.web.patient.placeholders import filled
from screening.web.staff.reasons import asked_as, details_of, unsure


class Tone(StrEnum):
    """How an answer is to be read."""

    GIVEN = "given"
    UNSURE = "unsure"
    ABSENT = "absent"
    UNUSABLE = "unusable"


@dataclass(frozen=True, slots=True)
class ShownAnswer:
    """One question with its answer; `under` is true for what was told more about the question above."""

    question: str
    answer: str = field(repr=False)
    tone: Tone = Tone.GIVEN
    under: bool = False


@dataclass(frozen=True, slots=True)
class ShownSection:
    """One section of the form."""

    title: str
    answers: tuple[ShownAnswer, ...] = field(repr=False)


@dataclass(frozen=True, slots=True)
class Gaps:
    """What is not there to be judged by."""

    unsure: tuple[str, ...]
    unanswered: tuple[str, ...]
    unusable: tuple[str, ...]

    def __bool__(self) -> bool:
        return bool(self.unsure or self.unanswered or self.unusable)


def gaps(opened: Opened) -> Gaps:
    """The questions without a usable answer, as they were asked."""
    questions = opened.question_set.questions
    invalid = _invalid(opened)
    return Gaps(
        unsure=tuple(asked_as(question, opened) for question in unsure(opened)),
        unanswered=tuple(
            asked_as(questions[name], opened) for name in _unanswered(opened) if name not in invalid
        ),
        unusable=tuple(asked_as(questions[name], opened) for name in invalid if name in questions),
    )


def sections(opened: Opened, words: Words) -> tuple[ShownSection, ...]:
    """Everything that was asked, without the contact."""
    belonging = {detail for details in details_of(opened.question_set).values() for detail in details}
    asked = _asked(opened)
    found = []
    for section in opened.question_set.sections:
        if section.is_contact:
            continue
        shown = [
            _answer(question, opened, words, under=question.id in belonging)
            for question in section.questions
            if question.id in asked
            and question.type is not QuestionType.INFO
            # An empty line for telling more is no gap.
            and not (question.id in belonging and question.id not in opened.content.answers)
        ]
        if shown:
            title = filled(section.title, opened.question_set.clinic, opened.submission.due_at)
            found.append(ShownSection(title, tuple(shown)))
    return tuple(found)


def contact(opened: Opened, words: Words) -> tuple[ShownAnswer, ...]:
    """How to reach the patient."""
    given = opened.content.contact
    return tuple(
        ShownAnswer(asked_as(question, opened), answer_words(question, given[question.id], words))
        for section in opened.question_set.sections
        if section.is_contact
        for question in section.questions
        if question.id in given and question.type is not QuestionType.CONSENT
    )


def answers_html(answers: Sequence[ShownAnswer]) -> str:
    """Questions and answers as a list of terms."""
    rows = []
    for shown in answers:
        term = element("dt", shown.question)
        given = wrap("dd", element("bdi", shown.answer), class_=f"answer-{shown.tone}")
        rows.append(wrap("div", term, given, class_="under" if shown.under else "asked"))
    return wrap("dl", *rows, class_="given-answers")


def _answer(question: Question, opened: Opened, words: Words, *, under: bool) -> ShownAnswer:
    asked = asked_as(question, opened)
    raw = opened.content.answers.get(question.id)
    why = _invalid(opened).get(question.id)
    if raw is None or raw in ("", []):
        return ShownAnswer(asked, words.text("staff.submission.no_answer"), Tone.ABSENT, under)
    told = answer_words(question, raw, words)
    if why is not None:
        said = words.text("staff.submission.not_usable", answer=told, why=why)
        return ShownAnswer(asked, said, Tone.UNUSABLE, under)
    return ShownAnswer(asked, told, Tone.UNSURE if question in unsure(opened) else Tone.GIVEN, under)


def _asked(opened: Opened) -> Sequence[str]:
    """The ids of what was asked; where the assessment failed, of what was answered."""
    asked = (opened.content.assessment or {}).get("asked")
    found = asked if isinstance(asked, Sequence) and asked else list(opened.content.answers)
    return [str(name) for name in found]


def _unanswered(opened: Opened) -> list[str]:
    found = (opened.content.assessment or {}).get("unanswered")
    names = [str(name) for name in found] if isinstance(found, Sequence) else []
    return [name for name in names if name in opened.question_set.questions]


def _invalid(opened: Opened) -> Mapping[str, str]:
    found = (opened.content.assessment or {}).get("invalid")
    return {str(name): str(why) for name, why in found.items()} if isinstance(found, Mapping) else {}
