"""Answer sets as JSON text: one value, or one a line; a broken one never stops or softens the others.

The command line's `assess` is a contract; this is what it means by input and output.
"""

import json
import sys
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from typing import BinaryIO

from screening.questions.model import QuestionSet
from screening.rules.assess import assess


class BrokenAnswersError(ValueError):
    """The text is not one JSON object of answers."""


def parse_answers(text: bytes) -> dict[str, object]:
    """Read one JSON object of answers; numbers stay exact.

    Raises BrokenAnswersError: not UTF-8, not JSON, a key twice, or no object.
    """
    try:
        value = json.loads(text.decode("utf-8-sig"), parse_float=Decimal, object_pairs_hook=_without_repeats)
    except BrokenAnswersError:
        raise
    except (ValueError, RecursionError, ArithmeticError) as error:
        raise BrokenAnswersError("this is not JSON in UTF-8") from error
    if not isinstance(value, dict):
        raise BrokenAnswersError("this is not a JSON object of answers")
    return value


def _without_repeats(pairs: list[tuple[str, object]]) -> dict[str, object]:
    answers = dict(pairs)
    if len(answers) < len(pairs):
        raise BrokenAnswersError("an answer stands twice")
    return answers


def assess_text(question_set: QuestionSet, text: bytes, today: date) -> dict[str, object]:
    """Assess one answer set given as text.

    Returns: the assessment as plain data; for a broken text or a failure of ours an object with
    `error`, the fail-safe mark and urgency null: never the milder mark, never a guess.
    """
    try:
        return assess(question_set, parse_answers(text), today).to_json()
    except BrokenAnswersError as error:
        return failed(question_set, str(error))
    except Exception as error:  # noqa: BLE001 (whatever goes wrong, the answer is the cautious one)
        return failed(question_set, f"the answers could not be assessed ({type(error).__name__})")


def failed(question_set: QuestionSet, error: str) -> dict[str, object]:
    """What is said where there is no assessment."""
    return {"error": error, "mark": question_set.fail_safe, "urgency": None}


def assess_stream(question_set: QuestionSet, stream: BinaryIO, today: date) -> Iterator[dict[str, object]]:
    """Assess all of a stream: one JSON value if it is one, else JSON Lines, one result a line, in order.

    A first line that is a whole JSON value, with more behind it, can only be JSON Lines: such a
    stream is read line by line, however long it is.
    """
    first = stream.readline()
    second = stream.readline() if _is_json(first) else b""
    if not second.strip():
        yield from _assess_whole(question_set, first + second + stream.read(), today)
        return
    yield assess_text(question_set, first, today)
    yield assess_text(question_set, second, today)
    for line in stream:
        yield assess_text(question_set, line, today)


def _assess_whole(question_set: QuestionSet, text: bytes, today: date) -> Iterator[dict[str, object]]:
    lines = [text] if _is_json(text) else text.removesuffix(b"\n").split(b"\n")
    for line in lines:
        yield assess_text(question_set, line, today)


def _is_json(text: bytes) -> bool:
    try:
        json.loads(text.decode("utf-8-sig"))
    except (ValueError, RecursionError):
        return False
    return True


def to_line(result: dict[str, object]) -> str:
    """One result as one line of JSON; plain ASCII, so that any terminal or pipe takes it."""
    return json.dumps(result, default=_plain_number)


def _plain_number(value: object) -> int | float | str:
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() else float(value)
    return str(value)


def write_results(results: Iterator[dict[str, object]]) -> bool:
    """Print each result on its line as soon as it is there. Returns whether any was an error."""
    any_error = False
    for result in results:
        any_error = any_error or "error" in result
        sys.stdout.write(to_line(result) + "\n")
    return any_error
