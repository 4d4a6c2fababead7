"""An answer in the words that the patient saw; for the check page and for staff alike."""

from collections.abc import Mapping

from screening.questions.durations import parse_day
from screening.questions.model import NONE_TEXT, SPECIAL_ANSWERS, Question, QuestionType
from screening.questions.words import Words


def special_words(question: Question, special: str, words: Words) -> str:
    """How this question offers a special answer."""
    offered = question.special(special)
    return (offered.text if offered else None) or words.text(f"special.{special}")


def answer_words(question: Question, raw: object, words: Words) -> str:
    """The answer as words; what was typed comes back as it was typed."""
    if isinstance(raw, list):
        return "\n".join(answer_words(question, item, words) for item in raw)
    if isinstance(raw, str) and raw in SPECIAL_ANSWERS and question.special(raw):
        return special_words(question, raw, words)
    if question.type is QuestionType.CONSENT and raw == "yes":
        return words.text("consent")
    texts: Mapping[object, str] = {option.id: option.text for option in question.options}
    if raw in texts:
        return texts[raw]
    if question.type is QuestionType.DATE and isinstance(raw, str) and (day := parse_day(raw)):
        return f"{day.day} {day:%B} {day.year}"
    if question.type.is_text and raw == NONE_TEXT and question.none:
        return question.none
    return f"{raw} {question.unit}" if question.type is QuestionType.NUMBER and question.unit else str(raw)
