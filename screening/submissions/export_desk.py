"""What leaves the clinic's database as rows of a file: permission and event first, then the rows."""

from collections.abc import Iterator
from dataclasses import replace

from screening.submissions.audit import AuditAction
from screening.submissions.content import whole_content, without_identity
from screening.submissions.desk import Desk
from screening.submissions.staff import Action, StaffMember, may
from screening.submissions.store import Body, Cursor, Document
from screening.submissions.submission import State, Submission
from screening.submissions.views import ExportRow

EXPORT_PAGE = 200
"""Rows read in one go, so that an export of any size holds few of them in memory and blocks nobody."""


class ExportDesk(Desk):
    """Hands out rows for export."""

    def rows_for_export(
        self, staff: StaffMember, state: State | None = None, question_set: str | None = None
    ) -> Iterator[ExportRow]:
        """The submissions of a state (None: of all), of one question set (None: of all), in queue order.

        Whoever may only export without identity gets the rows without it. Permission and event (with counts
        only) come before the first row.
        """
        states = tuple(State) if state is None else (state,)
        with self._store.transaction() as kept:
            current = kept.staff.find(staff.id) or staff
            identified = may(current, Action.EXPORT)
            action = Action.EXPORT if identified else Action.EXPORT_WITHOUT_IDENTITY
            person = self._allow(kept, staff, action)
            numbers = {each: kept.submissions.number(each, question_set) for each in states}
            details: dict[str, str | int] = {
                "rows": sum(numbers.values()),
                "state": state or "all",
                "question_set": question_set or "all",
                "identified": "yes" if identified else "no",
            }
            self._record(kept, AuditAction.EXPORTED, staff=person.id, details=details)
        return self._export(numbers, question_set, identified=identified)

    def _export(
        self, numbers: dict[State, int], question_set: str | None, *, identified: bool
    ) -> Iterator[ExportRow]:
        for state, number in numbers.items():
            after: Cursor | None = None
            left = number
            while left > 0:
                with self._store.reading() as kept:
                    page = kept.submissions.page(state, after, min(left, EXPORT_PAGE), question_set)
                    parts = [kept.documents.read_many(page, kind) for kind in Document]
                if not page:
                    break
                for submission in page:
                    bodies = [part[submission.id] for part in parts]
                    yield self._export_row(submission, bodies, identified=identified)
                last = page[-1]
                after = Cursor(last.urgency_rank, last.due_at, last.id)
                left -= len(page)

    def _export_row(
        self, submission: Submission, bodies: list[Body | None], *, identified: bool
    ) -> ExportRow:
        contact, answers, assessment = bodies
        content = None
        if contact is not None and answers is not None and assessment is not None:
            content = whole_content(contact, answers, assessment)
        if not identified:
            if content is not None:
                content = without_identity(content, self.question_set(submission.question_set))
            submission = replace(submission, id="", reference="")
        return ExportRow(submission, content, identified)
