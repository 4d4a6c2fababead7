"""What of all the raw answers counts: which questions are asked, answered, unanswered or invalid.

Worked out afresh from the answers every time; an answer to a question that is not asked
does not exist, and this cascades.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from screening.questions.model import Question, QuestionSet, QuestionType, Section
from screening.rules.answers import Answer, Why, read_answer
from screening.rules.logic import Facts, Verdict, judge


@dataclass(slots=True)
class Sheet:
    """The answers that count.

    `asked` holds the questions in order; `unanswered` those of them that are not optional and
    have no valid answer; `invalid` names, for each answer that means nothing, why.
    """

    answers: dict[str, Answer] = field(default_factory=dict)
    asked: dict[str, Question] = field(default_factory=dict)
    unanswered: list[str] = field(default_factory=list)
    invalid: dict[str, Why] = field(default_factory=dict)

    @property
    def is_complete(self) -> bool:
        """Nothing that is asked is missing or invalid."""
        return not self.unanswered and not self.invalid


def read_sheet(
    question_set: QuestionSet, raw: Mapping[str, object], today: date, *, contact: bool = False
) -> Sheet:
    """Read all raw answers of one person.

    Args: raw: question id to raw answer. today: the clinic's date. contact: whether the contact
    sections are read as well; the assessment leaves them out.
    """
    sheet = Sheet()
    facts = Facts(question_set, sheet.answers, sheet.asked, today)
    for section in question_set.sections:
        if section.is_contact and not contact:
            continue
        if section.show_when is None or judge(section.show_when, facts, None) is not Verdict.FALSE:
            _read_section(section, raw, facts, sheet)
    for question_id in raw:
        if question_id not in question_set.questions:
            sheet.invalid[question_id] = Why.NO_QUESTION
    return sheet


def _read_section(section: Section, raw: Mapping[str, object], facts: Facts, sheet: Sheet) -> None:
    for question in section.questions:
        if question.show_when is not None and judge(question.show_when, facts, None) is Verdict.FALSE:
            continue
        sheet.asked[question.id] = question
        found = read_answer(question, raw.get(question.id), facts.today)
        if isinstance(found, Answer):
            sheet.answers[question.id] = found
            continue
        if found is not None:
            sheet.invalid[question.id] = found.why
        if not question.optional and question.type is not QuestionType.INFO:
            sheet.unanswered.append(question.id)
