"""What a patient can be found by, as plain tokens; storage keeps only their keyed hashes.

The same functions make the tokens to store and the tokens to look for.
"""

import re
import unicodedata
from collections.abc import Mapping

import phonenumbers

from screening.questions.durations import parse_day
from screening.questions.model import HeldFact, QuestionSet
from screening.submissions.submission import Identity

BEGINNING = 3
"""How many letters of a name are enough to look for."""

_WORDS = re.compile(r"[^\W_]+")
_APOSTROPHES = re.compile("['’‘`´ʼ]")  # noqa: RUF001 - all that people type in O'Brien


def phone_e164(text: str, country: str) -> str | None:
    """The number like +442079460000, read as dialled in that country (GB); None if it cannot be one."""
    try:
        number = phonenumbers.parse(text, country)
    except phonenumbers.NumberParseException:
        return None
    if not phonenumbers.is_possible_number(number):
        return None
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


def name_words(text: str) -> tuple[str, ...]:
    """The words of a name without case and accents, each once: "Zoë O'Brien" gives zoe, obrien."""
    decomposed = unicodedata.normalize("NFKD", _APOSTROPHES.sub("", text)).casefold()
    # Folding case can compose anew, so decompose once more before the accents go.
    plain = "".join(c for c in unicodedata.normalize("NFKD", decomposed) if not unicodedata.combining(c))
    return tuple(dict.fromkeys(_WORDS.findall(plain)))


def patient_tokens(question_set: QuestionSet, answers: Mapping[str, object]) -> frozenset[str]:
    """Everything that the answers say a patient can be found by, each with its kind in front."""
    tokens: set[str] = set()
    name = _held(question_set, answers, HeldFact.NAME)
    if name:
        words = name_words(name)
        tokens |= {f"name:{word}" for word in words}
        tokens |= {f"name_begins:{word[:BEGINNING]}" for word in words}
    phone = _held(question_set, answers, HeldFact.PHONE)
    number = phone_e164(phone, question_set.clinic.country) if phone else None
    if number:
        tokens.add(f"phone:{number}")
    email = _held(question_set, answers, HeldFact.EMAIL)
    if email:
        tokens.add(f"email:{email.strip().casefold()}")
    birth_date = parse_day(_held(question_set, answers, HeldFact.BIRTH_DATE) or "")
    if birth_date:
        tokens.add(f"birth_date:{birth_date.isoformat()}")
    return frozenset(tokens)


def identity(question_set: QuestionSet, answers: Mapping[str, object]) -> Identity:
    """The name and birth date that the answers hold."""
    return Identity(
        name=_held(question_set, answers, HeldFact.NAME) or None,
        birth_date=parse_day(_held(question_set, answers, HeldFact.BIRTH_DATE) or ""),
    )


def _held(question_set: QuestionSet, answers: Mapping[str, object], fact: HeldFact) -> str | None:
    question = question_set.holding(fact)
    answer = answers.get(question.id) if question else None
    return answer if isinstance(answer, str) else None
