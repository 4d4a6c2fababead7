"""What is kept encrypted of a submission or a draft, as documents: one per kind of reader, and back again."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal

from screening.questions.model import HeldFact, QuestionSet
from screening.submissions.instants import from_milliseconds, to_milliseconds
from screening.submissions.store import Body, Document
from screening.submissions.submission import DangerCard, Identity, SubmissionContent


def documents(content: SubmissionContent) -> dict[Document, Body]:
    """The content, taken apart: reception's part holds no answer, and the reasons stand alone."""
    birth_date = content.identity.birth_date
    return {
        Document.CONTACT: {
            "contact": content.contact,
            "name": content.identity.name,
            "birth_date": birth_date.isoformat() if birth_date else None,
            "language": content.language,
            "today": content.today.isoformat(),
        },
        Document.ANSWERS: {
            "answers": content.answers,
            "cards": [card_body(card) for card in content.cards],
        },
        Document.ASSESSMENT: {"assessment": content.assessment},
    }


def contact_content(body: Body) -> SubmissionContent:
    """What reception sees: whom to contact and how."""
    return SubmissionContent(
        today=date.fromisoformat(str(body["today"])),
        contact=_mapping(body["contact"]),
        identity=read_identity(body),
        language=str(body["language"]),
    )


def whole_content(contact: Body, answers: Body, assessment: Body) -> SubmissionContent:
    """Everything, put together again."""
    assessed = assessment["assessment"]
    return replace(
        contact_content(contact),
        answers=_mapping(answers["answers"]),
        assessment=None if assessed is None else _mapping(assessed),
        cards=read_cards(answers["cards"]),
    )


def read_identity(body: Body) -> Identity:
    """The person that the contact document is about."""
    name, birth_date = body["name"], body["birth_date"]
    return Identity(
        name=None if name is None else str(name),
        birth_date=None if birth_date is None else date.fromisoformat(str(birth_date)),
    )


def flag_titles(assessment: Body) -> tuple[str, ...]:
    """The titles of the flags, as the assessment has them; none when the assessment failed."""
    return tuple(str(flag["title"]) for flag in _flags(assessment.get("assessment")))


def flag_rules(assessment: Mapping[str, object] | None) -> tuple[str, ...]:
    """The ids of the flagged rules."""
    return tuple(str(flag["rule"]) for flag in _flags(assessment))


def card_body(card: DangerCard) -> Body:
    """A danger card as a document holds it."""
    return {
        "urgency": card.urgency,
        "rules": list(card.rules),
        "shown_at": to_milliseconds(card.shown_at),
        "read_at": None if card.read_at is None else to_milliseconds(card.read_at),
        "changed_at": None if card.changed_at is None else to_milliseconds(card.changed_at),
    }


def read_cards(bodies: object) -> tuple[DangerCard, ...]:
    """The danger cards that a document holds."""
    return tuple(_read_card(_mapping(body)) for body in _sequence(bodies))


def _read_card(body: Mapping[str, object]) -> DangerCard:
    def moment(key: str) -> int | None:
        value = body[key]
        return int(value) if isinstance(value, int | Decimal) else None

    shown_at, read_at, changed_at = moment("shown_at"), moment("read_at"), moment("changed_at")
    return DangerCard(
        urgency=str(body["urgency"]),
        rules=tuple(str(rule) for rule in _sequence(body["rules"])),
        shown_at=from_milliseconds(shown_at or 0),
        read_at=None if read_at is None else from_milliseconds(read_at),
        changed_at=None if changed_at is None else from_milliseconds(changed_at),
    )


def without_identity(content: SubmissionContent, question_set: QuestionSet) -> SubmissionContent:
    """The content without whatever can tell who it is: contact, held facts, and all that was typed freely."""
    typed = {question.id for question in question_set.questions.values() if question.type.is_text}
    held = {question.id for fact in HeldFact if (question := question_set.holding(fact))}
    telling = typed | held
    assessment = content.assessment
    if assessment is not None:
        flags = [
            {**flag, "answers": _without(_mapping(flag["answers"]), telling)} for flag in _flags(assessment)
        ]
        assessment = {**assessment, "flags": flags, "invalid": {}}
    return replace(
        content,
        answers=_without(content.answers, telling),
        contact={},
        identity=Identity(),
        assessment=assessment,
    )


def _without(answers: Mapping[str, object], questions: set[str]) -> dict[str, object]:
    return {question: answer for question, answer in answers.items() if question not in questions}


def _flags(assessment: object) -> list[Mapping[str, object]]:
    if not isinstance(assessment, Mapping):
        return []
    return [_mapping(flag) for flag in _sequence(assessment.get("flags", ()))]


def _mapping(value: object) -> Mapping[str, object]:
    if not isinstance(value, Mapping):
        raise TypeError("a document holds a mapping here")
    return value


def _sequence(value: object) -> Sequence[object]:
    if not isinstance(value, list | tuple):
        raise TypeError("a document holds a list here")
    return value
