"""The presenter of the result page: from a receipt to exactly what it says."""

from collections.abc import Mapping
from dataclasses import dataclass

from screening.questions.model import QuestionSet
from screening.questions.words import Words
from screening.submissions.submission import Receipt
from screening.web.patient.placeholders import filled


@dataclass(frozen=True, slots=True)
class ResultView:
    """Everything on the result page, in words."""

    heading: str
    title: str
    text: str
    reference: str
    is_mildest: bool
    reasons: tuple[str, ...]
    postpone: tuple[str, str] | None
    steps: tuple[str, ...]
    booking_url: str | None
    if_worse: str | None


def result_view(receipt: Receipt, question_set: QuestionSet, words: Words) -> ResultView:
    """What the patient reads after sending. Reasons are those that a mark hangs on, each once."""
    submission, content = receipt.submission, receipt.content
    mark = question_set.marks_by_id[submission.mark]
    is_mildest = question_set.mark_rank[mark.id] == 0

    def fill(text: str) -> str:
        return filled(text, question_set.clinic, submission.due_at)

    first_name = (content.identity.name or "").split()
    name = first_name[0] if first_name else ""
    passage = question_set.postpone if submission.postpone else None
    return ResultView(
        heading=words.text("result.thanks", name=name) if name else words.text("result.thanks_nobody"),
        title=fill(mark.title),
        text=fill(mark.text),
        reference=submission.reference,
        is_mildest=is_mildest,
        reasons=tuple(fill(reason) for reason in _reasons(content.assessment, words)),
        postpone=(fill(passage.title), fill(passage.text or "")) if passage else None,
        steps=tuple(fill(step) for step in mark.next),
        booking_url=question_set.clinic.booking_url if question_set.is_bookable(mark.id) else None,
        if_worse=fill(question_set.if_worse) if question_set.if_worse else None,
    )


def _reasons(assessment: Mapping[str, object] | None, words: Words) -> list[str]:
    """The reasons in the order of the rules; that something was left out is one of them."""
    if assessment is None:
        return []
    flags, unanswered = assessment.get("flags"), assessment.get("unanswered")
    found = [
        str(flag["because"])
        for flag in (flags if isinstance(flags, list) else [])
        if flag.get("mark") is not None and flag.get("because")
    ]
    if unanswered:
        found.append(words.text("result.unanswered"))
    return list(dict.fromkeys(found))
