"""One assessment with all reasons, beside the same rules written out in straight lines of Python."""

from benchmarks import straight_line
from benchmarks.figures import Figure, compared, interleaved, microseconds
from benchmarks.shipped import Example, examples, shipped_set
from screening.questions.model import QuestionSet
from screening.rules.assess import assess

ROUNDS = 40
BOUND = 16.0


def measure() -> list[Figure]:
    """The median round over all example patients, per patient."""
    question_set = shipped_set()
    sets = examples(question_set)
    differing = sum(not _agree(question_set, example) for example in sets)
    ours, base = interleaved(
        ROUNDS,
        lambda: [assess(question_set, answers, today) for answers, today in sets],
        lambda: [straight_line.assess(answers, today) for answers, today in sets],
    )
    number = len(sets)
    figure = compared(
        f"assess: one of {number} answer sets ({differing} marked otherwise)",
        [seconds / number for seconds in ours],
        [seconds / number for seconds in base],
        bound=BOUND,
        show=microseconds,
    )
    return [figure]


def _agree(question_set: QuestionSet, example: Example) -> bool:
    """Whether both give the same mark and flags: else their times would not compare."""
    ours, theirs = assess(question_set, *example), straight_line.assess(*example)
    flags = {flag.rule: str(flag.certainty) for flag in ours.flags}
    return (ours.mark, flags) == (theirs["mark"], theirs["flags"])
