"""The encrypted part of sent forms in SQL: documents and decisions."""

from collections.abc import Sequence
from datetime import date

from sqlalchemy import Connection, insert

from screening.storage import queries
from screening.storage.encryption import Cipher, seal, unseal
from screening.storage.tables import blob
from screening.storage.tables import decision as decision_table
from screening.submissions.decision import Decision, DecisionKind
from screening.submissions.errors import StorageError, StorageTrouble
from screening.submissions.exact_json import decode_mapping, encode
from screening.submissions.instants import from_milliseconds, to_milliseconds
from screening.submissions.store import Body, Document
from screening.submissions.submission import Submission


class SubmissionKeys:
    """The data keys of submissions, unwrapped; without its key nothing of a submission can be read."""

    def __init__(self, connection: Connection, cipher: Cipher) -> None:
        self._connection = connection
        self._cipher = cipher

    def of(self, submission: Submission) -> bytes:
        """Its key. Raises StorageError when it is gone or does not unwrap."""
        return self.unwrap(submission, self.wrapped([submission]).get(submission.id))

    def wrapped(self, submissions: Sequence[Submission]) -> dict[str, bytes]:
        """The wrapped keys by submission id."""
        ids = [submission.id for submission in submissions]
        found = self._connection.execute(queries.SUBMISSION_KEYS, {"ids": ids})
        return {row.submission_id: row.wrapped for row in found}

    def unwrap(self, submission: Submission, wrapped: bytes | None) -> bytes:
        """The key itself. Raises StorageError."""
        if wrapped is None:
            raise StorageError(StorageTrouble.DAMAGED, "no key")
        return self._cipher.unwrap(wrapped, "submission", submission.id, submission.question_set)


class SqlDocuments:
    """Fulfils `Documents`. What is sealed is bound to submission, question set and kind."""

    def __init__(self, connection: Connection, keys: SubmissionKeys) -> None:
        self._connection = connection
        self._keys = keys

    def put(self, submission: Submission, kind: Document, body: Body) -> None:
        """Encrypt and keep; each kind once."""
        sealed = seal(self._keys.of(submission), encode(body), *_bound(submission, kind))
        row = {"submission_id": submission.id, "kind": kind.value, "sealed": sealed}
        self._connection.execute(insert(blob), row)

    def read(self, submission: Submission, kind: Document) -> Body:
        """The document. Raises StorageError when it does not open."""
        body = self.read_many([submission], kind)[submission.id]
        if body is None:
            raise StorageError(StorageTrouble.DAMAGED, f"{kind} of {submission.id} does not open")
        return body

    def read_many(self, submissions: Sequence[Submission], kind: Document) -> dict[str, Body | None]:
        """By submission id; None for one that does not open."""
        if not submissions:
            return {}
        wrapped = self._keys.wrapped(submissions)
        ids = [submission.id for submission in submissions]
        found = self._connection.execute(queries.BLOBS, {"ids": ids, "kind": kind.value})
        sealed = {row.submission_id: row.sealed for row in found}
        bodies: dict[str, Body | None] = {}
        for submission in submissions:
            try:
                key = self._keys.unwrap(submission, wrapped.get(submission.id))
                plain = unseal(key, sealed.get(submission.id, b""), *_bound(submission, kind))
                bodies[submission.id] = decode_mapping(plain)
            except StorageError:
                bodies[submission.id] = None
        return bodies


class SqlDecisions:
    """Fulfils `Decisions`."""

    def __init__(self, connection: Connection, keys: SubmissionKeys) -> None:
        self._connection = connection
        self._keys = keys

    def add(self, submission: Submission, decision: Decision) -> None:
        """Keep the decision that led to the version the submission now has."""
        body = {
            "kind": decision.kind,
            "note": decision.note,
            "until": decision.until.isoformat() if decision.until else None,
            "rule_right": decision.rule_right,
        }
        belongs_to = _bound(submission, f"decision {submission.version}")
        row = {
            "submission_id": submission.id,
            "version": submission.version,
            "staff_id": decision.staff,
            "at": to_milliseconds(decision.at),
            "sealed": seal(self._keys.of(submission), encode(body), *belongs_to),
        }
        self._connection.execute(insert(decision_table), row)

    def of(self, submission: Submission) -> tuple[Decision, ...]:
        """All of them, oldest first."""
        rows = self._connection.execute(queries.DECISIONS, {"id": submission.id}).all()
        if not rows:
            return ()
        key = self._keys.of(submission)
        found = []
        for row in rows:
            belongs_to = _bound(submission, f"decision {row.version}")
            body = decode_mapping(unseal(key, row.sealed, *belongs_to))
            until, right = body["until"], body["rule_right"]
            found.append(
                Decision(
                    kind=DecisionKind(str(body["kind"])),
                    staff=row.staff_id,
                    at=from_milliseconds(row.at),
                    note=str(body["note"]),
                    until=None if until is None else date.fromisoformat(str(until)),
                    rule_right=None if right is None else bool(right),
                )
            )
        return tuple(found)


def _bound(submission: Submission, kind: str) -> tuple[str, str, str]:
    return submission.id, submission.question_set, kind
