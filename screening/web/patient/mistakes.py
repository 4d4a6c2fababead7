"""What to say about an answer that is missing or can't be used: what to do, never "invalid" or "required"."""

from decimal import Decimal

from screening.questions.model import Question, QuestionType
from screening.questions.words import Words
from screening.rules.answers import MAX_CHARACTERS, MAX_SHORT_TEXT, Why

_MISSING = {
    QuestionType.YES_NO: "one",
    QuestionType.ONE_OF: "one",
    QuestionType.MANY_OF: "many",
    QuestionType.NUMBER: "number",
    QuestionType.DATE: "date",
    QuestionType.PHONE: "phone",
    QuestionType.EMAIL: "email",
    QuestionType.CONSENT: "consent",
}


def mistake_words(question: Question, why: Why | None, raw: object, words: Words, *, phone: str) -> str:
    """What the patient should do about a question.

    Args: why: why the answer is invalid; None when there is none. phone: a number to show as an example.
    """
    if why is Why.TOO_LONG and isinstance(raw, str):
        most = MAX_CHARACTERS.get(question.type, MAX_SHORT_TEXT)
        return words.text("mistakes.too_long", most=most, have=len(raw), question=question.ask)
    if why is Why.NOT_WHOLE:
        return words.text("mistakes.whole", question=question.ask)
    if why is Why.OUT_OF_RANGE and question.type is QuestionType.DATE:
        return words.text("mistakes.date_range", question=question.ask)
    if question.type is QuestionType.NUMBER and question.between and isinstance(question.between[0], Decimal):
        low, high = question.between
        unit = question.unit or ""
        return words.text("mistakes.number_range", low=low, high=high, unit=unit, question=question.ask)
    key = _MISSING.get(question.type)
    if why is not None and question.type.is_choice:
        return words.text("mistakes.not_understood", question=question.ask)
    if key is None:
        if question.none:
            return words.text("mistakes.text_none", none=question.none, question=question.ask)
        return words.text("mistakes.text", question=question.ask)
    return words.text(f"mistakes.{key}", question=question.ask, example=phone)
