"""Forms with every medical question answered, put into a running server's database under given tokens."""

from datetime import UTC, datetime
from pathlib import Path

from benchmarks.shipped import examples, shipped_set
from screening.questions.model import QuestionSet
from screening.storage.sql_store import open_store
from screening.submissions.intake_desk import IntakeDesk


def answer_all(data: Path, tokens: list[str]) -> QuestionSet:
    """Answer as the first example patient, who is healthy, in the form of each token; gives the set."""
    question_set = shipped_set()
    answers, _ = examples(question_set)[0]
    url, key_file = f"sqlite:///{data / 'screening.sqlite'}", data / "screening.key"
    store = open_store(url, key=None, key_file=key_file, clock=_now).store
    try:
        desk = IntakeDesk(store, _now)
        for token in tokens:
            desk.save_answers(token, question_set, answers)
    finally:
        store.close()
    return question_set


def _now() -> datetime:
    return datetime.now(UTC)
