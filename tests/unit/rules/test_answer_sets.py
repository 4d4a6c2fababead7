"""Answer sets as text: what the command line reads and prints, without a process."""

import json
from collections.abc import Iterator
from io import BytesIO
from typing import Any

import pytest

from screening.rules import answer_sets
from screening.rules.answer_sets import assess_stream, assess_text, parse_answers, to_line
from tests.question_sets import TODAY
from tests.yaml_sets import small

SET = small(
    "a: {ask: A, type: yes_no}\nn: {ask: N, type: number, between: [0, 5]}\nt: {ask: T, type: text}",
    "r: {when: {a: yes}, mark: doctor, because: B, title: T, source: [S1]}",
)
SOUND = b'{"a": "no", "n": 2, "t": "x"}'


def results(text: bytes) -> list[dict[str, Any]]:
    found: Iterator[dict[str, object]] = assess_stream(SET, BytesIO(text), TODAY)
    return [json.loads(to_line(result)) for result in found]


def marks(text: bytes) -> list[str]:
    """Each line's mark; a broken one's with "!" before it."""
    return [("!" if "error" in result else "") + result["mark"] for result in results(text)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (SOUND, ["book"]),
        (b"\xef\xbb\xbf" + SOUND, ["book"]),
        (SOUND + b"\n", ["book"]),
        (SOUND + b"\n\n  \n", ["book"]),
        (b'\n{"a": "no",\n"n": 2, "t":\n"x"}\n', ["book"]),
        (SOUND.replace(b", ", b",\r\n"), ["book"]),
        (SOUND + b"\n" + SOUND, ["book", "book"]),
        (SOUND + b"\r\n" + SOUND + b"\r\n", ["book", "book"]),
        (SOUND + b"\nnonsense\n" + SOUND, ["book", "!doctor", "book"]),
        (b"nonsense\n" + SOUND + b"\n" + SOUND, ["!doctor", "book", "book"]),
        (b'{"a": \n' + SOUND + b"\n", ["!doctor", "book"]),
        (SOUND + b"\n[]\n" + SOUND, ["book", "!doctor", "book"]),
        (SOUND + b"\n\n" + SOUND, ["book", "!doctor", "book"]),
        (b"", ["!doctor"]),
        (b"[]", ["!doctor"]),
        (b"[" + SOUND + b"]", ["!doctor"]),
        (b"null", ["!doctor"]),
        (b'"a"', ["!doctor"]),
        (b"3", ["!doctor"]),
        (b"{}", ["doctor"]),
        (b'{"a": "no", "a": "no", "n": 2, "t": "x"}', ["!doctor"]),
        (b'{"a": {"x": 1, "x": 2}, "n": 2, "t": "x"}', ["!doctor"]),
        (b'{"a": "no", "n": NaN, "t": "x"}', ["doctor"]),
        (b'{"a": "no", "n": Infinity, "t": "x"}', ["doctor"]),
        (b'{"a": "no", "n": 1e999, "t": "x"}', ["doctor"]),
        (b'{"a": "no", "n": 1e9999999999999999999999, "t": "x"}', ["!doctor"]),
        (b'{"a": "no", "n": ' + b"9" * 4000 + b', "t": "x"}', ["doctor"]),
        (b'{"a": "no", "n": ' + b"9" * 5000 + b', "t": "x"}', ["!doctor"]),
        (b'{"a": "no", "n": 2, "t": "\\ud800"}', ["doctor"]),
        (b'{"a": "no", "n": 2, "t": "x", "\\ud800": 1}', ["doctor"]),
        (b'{"a": "no", "n": 2, "t": "x\x00"}', ["!doctor"]),
        (b'{"a": "no", "n": 2, "t": "x\\u0000"}', ["book"]),
        (b'{"a": "no", "n": 2, "t": "\xff"}', ["!doctor"]),
        (SOUND.decode().encode("utf-16"), ["!doctor"]),
        (b'{"a": ' + b"[" * 100_000 + b"]" * 100_000 + b"}", ["!doctor"]),
        (b"[" * 100_000, ["!doctor"]),
        (b'{"a": ' * 100_000, ["!doctor"]),
    ],
)
def test_every_text_has_its_results(text: bytes, expected: list[str]) -> None:
    assert marks(text) == expected


# Red if: answer_sets.failed leaves the mark to a default, or says urgency "none".
def test_a_broken_text_has_the_fail_safe_mark_and_no_urgency() -> None:
    chosen = SET.model_copy(update={"fail_safe": "nurse"})
    assert results(b"nonsense")[0] == {
        "error": "this is not JSON in UTF-8",
        "mark": "doctor",
        "urgency": None,
    }
    assert assess_text(chosen, b"nonsense", TODAY)["mark"] == "nurse"


# Red if: answer_sets.assess_text lets an exception out.
def test_a_failure_of_ours_is_an_error_object_too(monkeypatch: pytest.MonkeyPatch) -> None:
    def fails(*_: object) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr(answer_sets, "assess", fails)
    found = results(SOUND + b"\n" + SOUND)
    assert [(result["mark"], result["urgency"]) for result in found] == [("doctor", None)] * 2
    assert "ZeroDivisionError" in found[0]["error"]


def test_json_lines_are_read_one_at_a_time() -> None:
    class Endless(BytesIO):
        lines = 0

        def readline(self, size: int | None = -1, /) -> bytes:
            del size
            self.lines += 1
            return SOUND + b"\n"

        def __next__(self) -> bytes:
            return self.readline()

        def read(self, size: int | None = -1, /) -> bytes:
            raise AssertionError(size)

    stream = Endless()
    found = assess_stream(SET, stream, TODAY)
    assert [next(found)["mark"] for _ in range(50)] == ["book"] * 50
    assert stream.lines <= 51


def test_numbers_are_read_and_printed_as_they_were_given() -> None:
    answers = parse_answers(b'{"n": 0.1}')
    assert str(answers["n"]) == "0.1"
    line = to_line(assess_text(small("n: {ask: N, type: number, between: [0, 5]}",
                                     "r: {when: {n: {at_most: 0.1}}, title: T, source: [S1]}"),
                               b'{"n": 0.10}', TODAY))  # fmt: skip
    assert json.loads(line)["flags"][0]["answers"] == {"n": 0.1}
    assert line.isascii()
