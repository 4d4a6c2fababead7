"""The shipped question set, and the answers of its example patients with the day of each."""

from datetime import date

from screening.questions.loader import SetText, canonical_text, load_file
from screening.questions.model import QuestionSet
from scripts.serving import ROOT

QUESTIONS = ROOT / "questions.yaml"
Example = tuple[dict[str, object], date]


def shipped_set() -> QuestionSet:
    """The set as the product reads it. Raises ValueError when it has problems."""
    loaded = load_file(QUESTIONS)
    if loaded.question_set is None:
        raise ValueError(f"the shipped question set has problems: {loaded.problems[0]}")
    return loaded.question_set


def shipped_text() -> str:
    """The canonical text of the set, as a store keeps it."""
    return canonical_text(SetText(QUESTIONS.read_text(encoding="utf-8-sig"), str(QUESTIONS)))


def examples(question_set: QuestionSet) -> list[Example]:
    """Answers and day of each example patient."""
    return [(dict(case.answers), date.fromisoformat(case.today)) for case in question_set.cases]
