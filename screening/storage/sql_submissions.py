"""Sent forms in SQL: what stands in clear, in the order of the queue, and the indexes to find them by."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date

from sqlalchemy import Connection, Row, insert

from screening.storage import queries
from screening.storage.encryption import Cipher
from screening.storage.tables import flag_index, patient_index, submission_key
from screening.storage.tables import submission as submission_table
from screening.submissions.instants import from_milliseconds, to_milliseconds
from screening.submissions.store import Cursor
from screening.submissions.submission import State, Submission


class SqlSubmissions:
    """Fulfils `Submissions`; keeps the count of each state up to date with every change."""

    def __init__(self, connection: Connection, cipher: Cipher) -> None:
        self._connection = connection
        self._cipher = cipher

    def add(self, submission: Submission, draft_id: str, receipt_hash: bytes) -> None:
        """Keep a new one, with a fresh key for all that is to be encrypted of it."""
        row = {
            "id": submission.id,
            "reference": submission.reference,
            "draft_id": draft_id,
            "receipt_hash": receipt_hash,
            "question_set": submission.question_set,
            "sent_at": to_milliseconds(submission.sent_at),
            "mark": submission.mark,
            "urgency": submission.urgency,
            "queue_rank": -submission.urgency_rank,
            "postpone": int(submission.postpone),
            "state": submission.state.value,
            "due_at": to_milliseconds(submission.due_at),
            "hold_until": submission.hold_until.isoformat() if submission.hold_until else None,
            "version": submission.version,
            "entered_by": submission.entered_by,
        }
        self._connection.execute(insert(submission_table), row)
        _, wrapped = self._cipher.new_key("submission", submission.id, submission.question_set)
        self._connection.execute(insert(submission_key), {"submission_id": submission.id, "wrapped": wrapped})
        self._count(submission.state, 1)

    def find(self, submission_id: str) -> Submission | None:
        """By its id."""
        return _one(self._connection.execute(queries.SUBMISSION, {"id": submission_id}).one_or_none())

    def by_reference(self, reference: str) -> Submission | None:
        """By the reference that people read out."""
        found = self._connection.execute(queries.SUBMISSION_BY_REFERENCE, {"reference": reference})
        return _one(found.one_or_none())

    def by_receipt(self, receipt_hash: bytes) -> Submission | None:
        """By the hash of the token that it was sent with."""
        found = self._connection.execute(queries.SUBMISSION_BY_RECEIPT, {"receipt_hash": receipt_hash})
        return _one(found.one_or_none())

    def draft_of(self, submission_id: str) -> str | None:
        """The id of the draft that it was made from."""
        row = self._connection.execute(queries.SUBMISSION, {"id": submission_id}).one_or_none()
        return None if row is None else row.draft_id

    def change(self, submission: Submission) -> None:
        """Keep its state, hold and version; everything else stays as it was sent."""
        before = self.find(submission.id)
        if before is None or submission.version != before.version + 1:
            raise ValueError("a change follows the version that is stored")
        until = submission.hold_until.isoformat() if submission.hold_until else None
        values = {"state": submission.state.value, "hold_until": until, "version": submission.version}
        self._connection.execute(queries.CHANGE_SUBMISSION.values(values), {"submission_id": submission.id})
        self._count(before.state, -1)
        self._count(submission.state, 1)

    def counts(self) -> dict[State, int]:
        """How many there are in each state."""
        return {State(row.state): row.submissions for row in self._connection.execute(queries.COUNTS)}

    def number(self, state: State, question_set: str | None) -> int:
        """How many in this state were answered under this question set (None: any)."""
        if question_set is None:
            return self._connection.scalar(queries.COUNT, {"state": state.value}) or 0
        if state is State.DONE:
            return self._connection.scalar(queries.NUMBER_DONE_UNDER, {"question_set": question_set}) or 0
        values = {"state": state.value, "question_set": question_set}
        return self._connection.scalar(queries.NUMBER_UNDER, values) or 0

    def page(
        self, state: State, after: Cursor | None, limit: int, question_set: str | None = None
    ) -> list[Submission]:
        """The rows behind `after`, in the order of the queue."""
        name = "DONE_QUEUE" if state is State.DONE else "QUEUE"
        values: dict[str, object] = {"limit": limit}
        if state is not State.DONE:
            values["state"] = state.value
        if after is not None:
            name += "_BEHIND"
            values |= {"due_at": to_milliseconds(after.due_at), "id": after.id}
            if state is not State.DONE:
                values["rank"] = -after.urgency_rank
        if question_set is not None:
            name += "_UNDER"
            values["question_set"] = question_set
        return [_submission(row) for row in self._connection.execute(_PAGES[name], values)]

    def holds_until(self, day: date, limit: int) -> list[Submission]:
        """Held ones whose day has come."""
        values = {"day": day.isoformat(), "limit": limit}
        return [_submission(row) for row in self._connection.execute(queries.HELD_UNTIL, values)]

    def _count(self, state: State, change: int) -> None:
        self._connection.execute(queries.ADD_TO_COUNT, {"of_state": state.value, "change": change})


class SqlIndexes:
    """Fulfils `Indexes`."""

    def __init__(self, connection: Connection, cipher: Cipher) -> None:
        self._connection = connection
        self._cipher = cipher

    def add_flags(self, submission_id: str, rules: Iterable[str]) -> None:
        """Note which rules are flagged."""
        rows = [
            {"rule_hash": self._cipher.keyed_hash("rule", rule), "submission_id": submission_id}
            for rule in dict.fromkeys(rules)
        ]
        if rows:
            self._connection.execute(insert(flag_index), rows)

    def add_patient(self, submission_id: str, tokens: Iterable[str]) -> None:
        """Note what the patient can be found by."""
        rows = [
            {"token_hash": self._cipher.keyed_hash("patient", token), "submission_id": submission_id}
            for token in dict.fromkeys(tokens)
        ]
        if rows:
            self._connection.execute(insert(patient_index), rows)

    def flagged(self, rule: str) -> int:
        """How many submissions carry a flag of the rule."""
        values = {"rule_hash": self._cipher.keyed_hash("rule", rule)}
        return self._connection.scalar(queries.FLAGGED, values) or 0

    def matching(self, tokens: Sequence[str], limit: int) -> list[str]:
        """The ids of submissions that carry all the tokens."""
        hashes = [self._cipher.keyed_hash("patient", token) for token in dict.fromkeys(tokens)]
        values = {"hashes": hashes, "number": len(hashes), "limit": limit}
        return list(self._connection.scalars(queries.MATCHING, values)) if hashes else []


_PAGES: Mapping[str, queries.Lookup] = {
    "QUEUE": queries.QUEUE,
    "QUEUE_BEHIND": queries.QUEUE_BEHIND,
    "QUEUE_UNDER": queries.QUEUE_UNDER,
    "QUEUE_BEHIND_UNDER": queries.QUEUE_BEHIND_UNDER,
    "DONE_QUEUE": queries.DONE_QUEUE,
    "DONE_QUEUE_BEHIND": queries.DONE_QUEUE_BEHIND,
    "DONE_QUEUE_UNDER": queries.DONE_QUEUE_UNDER,
    "DONE_QUEUE_BEHIND_UNDER": queries.DONE_QUEUE_BEHIND_UNDER,
}


def _one(row: "Row[tuple[object, ...]] | None") -> Submission | None:
    return None if row is None else _submission(row)


def _submission(row: "Row[tuple[object, ...]]") -> Submission:
    return Submission(
        id=row.id,
        reference=row.reference,
        question_set=row.question_set,
        sent_at=from_milliseconds(row.sent_at),
        mark=row.mark,
        urgency=row.urgency,
        urgency_rank=-row.queue_rank,
        postpone=bool(row.postpone),
        state=State(row.state),
        due_at=from_milliseconds(row.due_at),
        hold_until=date.fromisoformat(row.hold_until) if row.hold_until else None,
        version=row.version,
        entered_by=row.entered_by,
    )
