"""What the server has stored, read from its database while it runs."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

from screening.storage.sql_store import open_store
from screening.submissions.intake_desk import IntakeDesk
from screening.submissions.submission import Receipt
from tests.journeys.given import shipped_set


class Records:
    """Opens a server's database with its key."""

    def __init__(self, data: Path) -> None:
        self._data = data

    def answers(self, token: str) -> Mapping[str, object]:
        """The answers of a form that was not sent yet; none if nothing is stored."""
        with self.desk() as desk:
            draft = desk.draft(token)
        return draft.answers if draft else {}

    def has_answered(self, token: str, answers: Mapping[str, object]) -> None:
        """Give a form these answers, as if they had been typed before."""
        with self.desk() as desk:
            desk.save_answers(token, shipped_set(), answers)

    def receipt(self, token: str) -> Receipt:
        """What was sent with this token."""
        with self.desk() as desk:
            receipt = desk.receipt(token)
        assert receipt is not None
        return receipt

    @contextmanager
    def desk(self) -> Iterator[IntakeDesk]:
        """The desk over the same database."""
        store = open_store(
            f"sqlite:///{self._data / 'screening.sqlite'}",
            key=None,
            key_file=self._data / "screening.key",
            clock=lambda: datetime.now(UTC),
        ).store
        try:
            yield IntakeDesk(store, lambda: datetime.now(UTC))
        finally:
            store.close()
