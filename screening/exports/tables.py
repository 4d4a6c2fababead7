"""Submissions as tables: one per question-set version, one row a submission, always the same columns.

First the fixed columns, then one per question in the order of the set, named by its id. A choice is told by
the ids of its options: several are joined by "; " in the order of the set. What was not asked or not answered
is empty (the column `unanswered` names the latter), "not sure" and "prefer not to say" stand as they are.
Without identity there is no reference, no name or contact and no column of typed words.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING

from screening.questions.model import HeldFact, Question, QuestionSet, QuestionType
from screening.submissions.views import ExportRow

if TYPE_CHECKING:
    import pandas as pd

FIXED_COLUMNS = (
    "sent_at",
    "due_at",
    "state",
    "mark",
    "urgency",
    "postpone",
    "hold_until",
    "flags",
    "possible_flags",
    "unanswered",
    "readable",
    "question_set",
)
REFERENCE = "reference"
BETWEEN = "; "


@dataclass(frozen=True, slots=True)
class ExportTable:
    """All rows that were answered under one version of the question set."""

    question_set: QuestionSet
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...] = field(repr=False)

    def frame(self) -> "pd.DataFrame":
        """The table for pandas; every cell is text."""
        import pandas as pd  # noqa: PLC0415 - 80 MB that only an export needs

        return pd.DataFrame(list(self.rows), columns=list(self.columns), dtype="str")


def tables(rows: Iterable[ExportRow], set_of: Callable[[str], QuestionSet]) -> tuple[ExportTable, ...]:
    """One table per question-set version, in the order in which they are met.

    Args: rows: all identified, or none. set_of: gives the question set by its sha256.
    """
    gathered: dict[tuple[str, bool], list[tuple[str, ...]]] = {}
    for row in rows:
        sha256 = row.submission.question_set
        question_set = set_of(sha256)
        questions = _questions(question_set, identified=row.identified)
        gathered.setdefault((sha256, row.identified), []).append(_row(row, question_set, questions))
    return tuple(
        ExportTable(set_of(sha256), columns(set_of(sha256), identified=identified), tuple(found))
        for (sha256, identified), found in gathered.items()
    )


def columns(question_set: QuestionSet, *, identified: bool) -> tuple[str, ...]:
    """The columns of a version's table."""
    asked = tuple(question.id for question in _questions(question_set, identified=identified))
    # A question may have the name of a fixed column: then its own column says that it is a question.
    taken = {REFERENCE, *FIXED_COLUMNS}
    named = tuple(f"question.{name}" if name in taken else name for name in asked)
    return (*((REFERENCE,) if identified else ()), *FIXED_COLUMNS, *named)


def _questions(question_set: QuestionSet, *, identified: bool) -> tuple[Question, ...]:
    contact = {q.id for section in question_set.sections if section.is_contact for q in section.questions}
    held = {question.id for fact in HeldFact if (question := question_set.holding(fact))}
    return tuple(
        question
        for question in question_set.questions.values()
        if question.type is not QuestionType.INFO
        and (identified or not (question.type.is_text or question.id in contact | held))
    )


def _row(row: ExportRow, question_set: QuestionSet, questions: Sequence[Question]) -> tuple[str, ...]:
    submission, content = row.submission, row.content
    assessment = (content.assessment if content else None) or {}
    flags = _mappings(assessment.get("flags"))
    given = {**content.answers, **content.contact} if content else {}
    cells = [
        *([submission.reference] if row.identified else []),
        _moment(submission.sent_at),
        _moment(submission.due_at),
        str(submission.state),
        submission.mark,
        submission.urgency or "",
        "yes" if submission.postpone else "no",
        submission.hold_until.isoformat() if submission.hold_until else "",
        BETWEEN.join(str(flag["rule"]) for flag in flags if flag.get("certainty") == "certain"),
        BETWEEN.join(str(flag["rule"]) for flag in flags if flag.get("certainty") != "certain"),
        BETWEEN.join(_texts(assessment.get("unanswered"))),
        "no" if content is None else "yes",
        question_set.sha256,
        *(cell(question, given.get(question.id)) for question in questions),
    ]
    return tuple(cells)


def cell(question: Question, raw: object) -> str:
    """One answer as a cell: ids of what was chosen, words and numbers as they were given."""
    if raw is None:
        return ""
    if isinstance(raw, list):
        order = [option.id for option in question.options]
        chosen = sorted(
            (str(item) for item in raw), key=lambda item: (item not in order, _place(item, order))
        )
        return BETWEEN.join(chosen)
    return str(raw)


def _place(item: str, order: Sequence[str]) -> int:
    return order.index(item) if item in order else 0


def _moment(moment: datetime) -> str:
    return f"{moment:%Y-%m-%d %H:%M}"


def _mappings(found: object) -> list[Mapping[str, object]]:
    return [each for each in found if isinstance(each, Mapping)] if isinstance(found, Sequence) else []


def _texts(found: object) -> list[str]:
    return [str(each) for each in found] if isinstance(found, Sequence) and not isinstance(found, str) else []
