"""One raw answer to a typed one, or to the reason why it is none. Never a default, never a guess."""

import re
import unicodedata
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum

from screening.questions.durations import TestDate, parse_day
from screening.questions.model import SPECIAL_ANSWERS, Question, QuestionType

MAX_CHARACTERS = {QuestionType.LONG_TEXT: 4000}
MAX_SHORT_TEXT = 200
INVISIBLE = "\u115f\u1160\u2800\u3164\uffa0"
"""Letters and signs, as Unicode has it, that show nothing: fillers and the empty Braille cell."""
MAX_DIGITS = 17
"""As many as any JSON writer gives a number, and more than a measure needs; keeps exact arithmetic small."""
_PHONE = re.compile(r"\+?[0-9 ().\-/]{6,40}( ?(x|ext\.?) ?[0-9]{1,6})?", re.IGNORECASE)
_EMAIL = re.compile(r"[^\s@<>\"',;]+@[^\s@<>\"',;]+\.[^\s@<>\"',;.]{2,}")
_YES = frozenset({"yes"})


class Why(StrEnum):
    """Why an answer is invalid."""

    NO_QUESTION = "there is no such question"
    NOT_AN_OPTION = "not one of the answers offered"
    WRONG_TYPE = "not the kind of answer that is asked for"
    SPECIAL_NOT_OFFERED = "this special answer is not offered"
    ALONE = "this answer can't stand with another"
    REPEATED = "the same answer stands twice"
    NOT_A_NUMBER = "not a number"
    NOT_WHOLE = "not a whole number"
    NOT_A_DATE = "not a date (2026-11-20)"
    OUT_OF_RANGE = "out of range"
    TOO_LONG = "too long"
    UNREADABLE = "holds characters that can't be kept"
    NOT_A_PHONE = "not a phone number"
    NOT_AN_EMAIL = "not an e-mail address"
    NOT_AGREED = "has to be agreed to"


@dataclass(frozen=True, slots=True)
class Answer:
    """A valid answer: what was given, and its meaning.

    `chosen` holds the ids of a choice, `value` the number, day or text; `special` names
    a special answer, and then there is nothing else.
    """

    raw: object
    chosen: frozenset[str] = frozenset()
    value: Decimal | date | str | None = None
    special: str | None = None


@dataclass(frozen=True, slots=True)
class Invalid:
    """An answer that was given and means nothing."""

    why: Why


def read_answer(question: Question, raw: object, today: date) -> Answer | Invalid | None:
    """Read one raw answer to a question.

    Args: raw: as it came from JSON or the form. today: the clinic's date, for `between`.
    Returns: the typed answer, why it is invalid, or None for unanswered (blank, white space,
    an empty list, nothing).
    """
    if raw is None or (isinstance(raw, str) and is_blank(raw)) or (isinstance(raw, list) and not raw):
        return None
    single = raw[0] if isinstance(raw, list) and len(raw) == 1 else raw
    if isinstance(single, str) and single in SPECIAL_ANSWERS:
        offered = question.special(single) is not None
        return Answer(raw, special=single) if offered else Invalid(Why.SPECIAL_NOT_OFFERED)
    match question.type:
        case QuestionType.YES_NO | QuestionType.ONE_OF:
            return _one(question, raw)
        case QuestionType.MANY_OF:
            return _many(question, raw)
        case QuestionType.NUMBER:
            return _number(question, raw)
        case QuestionType.DATE:
            return _date(question, raw, today)
        case QuestionType.CONSENT:
            return _consent(question, raw)
        case QuestionType.INFO:
            return Invalid(Why.WRONG_TYPE)
        case _:
            return _text(question, raw)


def is_blank(text: str) -> bool:
    """Whether a reader sees nothing: white space, control and invisible characters alone."""
    return all(c.isspace() or c in INVISIBLE or unicodedata.category(c) in {"Cc", "Cf", "Zs"} for c in text)


def _one(question: Question, raw: object) -> Answer | Invalid:
    if not isinstance(raw, str):
        return Invalid(Why.WRONG_TYPE)
    return Answer(raw, frozenset({raw})) if raw in question.option_ids else Invalid(Why.NOT_AN_OPTION)


def _many(question: Question, raw: object) -> Answer | Invalid:
    if not isinstance(raw, list) or not all(isinstance(item, str) for item in raw):
        return Invalid(Why.WRONG_TYPE)
    chosen = frozenset(raw)
    if not chosen <= question.option_ids:
        return Invalid(Why.ALONE if chosen & set(SPECIAL_ANSWERS) else Why.NOT_AN_OPTION)
    if len(chosen) < len(raw):
        return Invalid(Why.REPEATED)
    if len(chosen) > 1 and chosen & question.alone_ids:
        return Invalid(Why.ALONE)
    return Answer(raw, chosen)


def exact(raw: object) -> Decimal | None:
    """A number as an exact decimal; None for true, false, NaN, infinity, text and absurd lengths."""
    if isinstance(raw, bool) or not isinstance(raw, int | float | Decimal):
        return None
    if isinstance(raw, int) and raw.bit_length() > 64:
        return None
    number = raw if isinstance(raw, Decimal) else Decimal(repr(raw))
    if not number.is_finite():
        return None
    _, digits, exponent = number.as_tuple()
    if not isinstance(exponent, int) or len(digits) > MAX_DIGITS or not -MAX_DIGITS <= exponent <= MAX_DIGITS:
        return None
    return number


def _number(question: Question, raw: object) -> Answer | Invalid:
    number = exact(raw)
    if number is None:
        return Invalid(Why.NOT_A_NUMBER)
    if question.between is not None:
        low, high = question.between
        if isinstance(low, Decimal) and isinstance(high, Decimal) and not low <= number <= high:
            return Invalid(Why.OUT_OF_RANGE)
    if question.whole and number != number.to_integral_value():
        return Invalid(Why.NOT_WHOLE)
    return Answer(raw, value=number)


def _date(question: Question, raw: object, today: date) -> Answer | Invalid:
    day = parse_day(raw) if isinstance(raw, str) else None
    if day is None:
        return Invalid(Why.NOT_A_DATE)
    if question.between is not None:
        low, high = question.between
        if (
            isinstance(low, TestDate)
            and isinstance(high, TestDate)
            and not low.on(today) <= day <= high.on(today)
        ):
            return Invalid(Why.OUT_OF_RANGE)
    return Answer(raw, value=day)


def _consent(question: Question, raw: object) -> Answer | Invalid:
    if raw == "yes":
        return Answer(raw, _YES)
    if raw == "no":
        return Answer(raw, frozenset({"no"})) if question.optional else Invalid(Why.NOT_AGREED)
    return Invalid(Why.NOT_AN_OPTION if isinstance(raw, str) else Why.WRONG_TYPE)


def _text(question: Question, raw: object) -> Answer | Invalid:
    if not isinstance(raw, str):
        return Invalid(Why.WRONG_TYPE)
    if len(raw) > MAX_CHARACTERS.get(question.type, MAX_SHORT_TEXT):
        return Invalid(Why.TOO_LONG)
    if any("\ud800" <= character <= "\udfff" for character in raw):
        return Invalid(Why.UNREADABLE)  # half a character: no file or database keeps it
    if question.type is QuestionType.PHONE and not _is_phone(raw):
        return Invalid(Why.NOT_A_PHONE)
    if question.type is QuestionType.EMAIL and not _EMAIL.fullmatch(raw.strip()):
        return Invalid(Why.NOT_AN_EMAIL)
    return Answer(raw, value=raw)


def _is_phone(text: str) -> bool:
    return bool(_PHONE.fullmatch(text.strip())) and sum(character.isdigit() for character in text) >= 6
