"""`python -m screening check` and `assess`: the contract, in a process of their own and inside this one."""

import json
import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner, Result

from screening.__main__ import app
from tests.yaml_sets import set_text

CASES = """
title: Whole
clinic: {name: C, phone: "1", emergency_number: "9", advice_number: "1", country: GB, time_zone: UTC}
cases:
  raised: {today: 2026-11-20, answers: {a: yes, n: 1}, expect: {mark: doctor}}
  not_raised: {like: raised, answers: {a: no}, expect: {mark: book}}
"""
RULES = "r: {when: {a: yes}, mark: doctor, because: B, title: T, source: [S1]}"
WHOLE = set_text("a: {ask: A, type: yes_no}\nn: {ask: N, type: number, between: [0, 5]}", RULES, CASES)
TOP = Path(__file__).parents[2]
SOUND = '{"a": "no", "n": 2}'


@pytest.fixture
def set_file(tmp_path: Path) -> Path:
    path = tmp_path / "set.yaml"
    path.write_text(WHOLE, encoding="utf-8")
    return path


def process(*words: str | Path, given: bytes = b"", **environment: str) -> subprocess.CompletedProcess[bytes]:
    """The program in a process of its own; a traceback fails the test whatever it was asked."""
    done = subprocess.run(
        [sys.executable, "-m", "screening", *words],
        input=given,
        capture_output=True,
        check=False,
        timeout=60,
        env={**os.environ, **environment},
        cwd=TOP,
    )
    assert b"Traceback" not in done.stderr + done.stdout
    return done


def inside(*words: str | Path, given: str | bytes = "") -> Result:
    """The same without a process; an exception that would be a traceback is raised."""
    done = CliRunner().invoke(app, [str(word) for word in words], input=given)
    if done.exception is not None and not isinstance(done.exception, SystemExit):
        raise done.exception
    return done


def lines(done: Result) -> list[dict[str, Any]]:
    return [json.loads(line) for line in done.stdout.splitlines()]


def test_check_of_a_whole_set_is_0(set_file: Path) -> None:
    done = process("check", set_file)
    assert (done.returncode, done.stderr) == (0, b"")
    assert b"small: 2 questions, 1 rules" in done.stdout
    assert b"draft" in done.stdout


def test_check_lists_where_not_sure_is_milder(set_file: Path) -> None:
    set_file.write_text(
        WHOLE.replace("type: yes_no", "type: yes_no, not_sure: {raises: []}"), encoding="utf-8"
    )
    assert "a: not_sure raises nothing" in inside("check", set_file).stdout
    report = json.loads(inside("check", set_file, "--json").stdout)
    assert report["milder_not_sure"] == [{"question": "a", "answer": "not_sure", "raises": []}]


# Red if: check exits 0 with a problem, or prints a problem over two lines.
def test_check_names_every_problem_on_a_line_of_its_own_and_is_1(set_file: Path) -> None:
    text = WHOLE.replace("a: yes}, mark", "b: yes}, mark").replace("type: number", "type: nummer")
    set_file.write_text(text + '"new\\nline": 1\n', encoding="utf-8")
    done = process("check", set_file)
    assert done.returncode == 1
    *problems, summary = done.stdout.decode().splitlines()
    assert summary == f"{len(problems)} problems to mend."
    found = [
        re.fullmatch(rf"{re.escape(str(set_file))}:(\d+):(\d+): ([a-z-]+) .+", line) for line in problems
    ]
    assert [match and match[3] for match in found] == ["unknown-type", "unknown-name", "unknown-key"]
    report = json.loads(inside("check", set_file, "--json").stdout)
    assert [problem["code"] for problem in report["problems"]] == [match and match[3] for match in found]
    assert report["question_set"] is None
    assert set(report["problems"][0]) == {"file", "line", "column", "code", "cause", "remedy", "nearest"}


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"\xff\xfe",
        b"\x00",
        b"- a\n",
        b"words\n",
        b"marks: {}\nsections: {}\n",
        b"x" * 300_000,
        b"{" * 999,
    ],
)
def test_check_of_anything_at_all_is_1_with_a_place(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "any.yaml"
    path.write_bytes(content)
    done = inside("check", path)
    assert done.exit_code == 1
    assert done.stdout.startswith(f"{path}:1:")
    assert inside("assess", "-", "--questions", path, given=SOUND).exit_code == 2


def test_check_of_a_file_that_is_not_there_or_a_folder_is_1(tmp_path: Path) -> None:
    for path in (tmp_path / "none.yaml", tmp_path):
        done = process("check", path)
        assert done.returncode == 1
        assert done.stdout.decode().startswith(f"{path}:1:1: unreadable")


def test_check_of_letters_that_the_terminal_lacks(tmp_path: Path) -> None:
    path = tmp_path / "ünï.yaml"
    path.write_text("título: é\n", encoding="utf-8")
    done = process("check", path, PYTHONIOENCODING="ascii", PYTHONUTF8="0")
    assert done.returncode == 1
    assert rb"t\xedtulo" in done.stdout
    report = process("check", path, "--json", PYTHONIOENCODING="ascii", PYTHONUTF8="0")
    assert report.returncode == 1


def test_assess_of_one_object_is_one_line(set_file: Path, tmp_path: Path) -> None:
    answers = tmp_path / "answers.json"
    answers.write_text(SOUND, encoding="utf-8")
    for done in (
        process("assess", answers, "--questions", set_file, "--today", "2026-11-20"),
        process("assess", "-", "--questions", set_file, given=SOUND.encode()),
    ):
        assert (done.returncode, done.stderr) == (0, b"")
        (line,) = done.stdout.splitlines()
        assert json.loads(line)["mark"] == "book"


def test_assess_of_json_lines_keeps_their_order_and_is_1_if_one_is_broken(set_file: Path) -> None:
    given = f'{SOUND}\n{{"a": "yes", "n": 1}}\n{{broken\n{SOUND}\n{{"a": "no"}}'
    done = inside("assess", "-", "--questions", set_file, given=given)
    assert done.exit_code == 1
    assert [(line["mark"], "error" in line) for line in lines(done)] == [
        ("book", False),
        ("doctor", False),
        ("doctor", True),
        ("book", False),
        ("doctor", False),
    ]
    assert lines(done)[2]["urgency"] is None
    assert inside("assess", "-", "--questions", set_file, given=f"{SOUND}\n{SOUND}\n").exit_code == 0


# Red if: answers.read_answer or sheet.read_sheet takes any of these for an answer.
@pytest.mark.parametrize(
    ("forged", "named"),
    [
        ({"a": "nope"}, "a"),
        ({"a": ["no"]}, "a"),
        ({"a": True}, "a"),
        ({"a": {"$ne": "yes"}}, "a"),
        ({"n": 9}, "n"),
        ({"n": "2"}, "n"),
        ({"n": float("nan")}, "n"),
        ({"mark": "book"}, "mark"),
        ({"__class__": "x"}, "__class__"),
        ({"r": False}, "r"),
        ({"": ""}, ""),
    ],
)
def test_a_forged_answer_is_named_and_never_books(
    set_file: Path, forged: dict[str, object], named: str
) -> None:
    given = json.dumps({"a": "no", "n": 2, **forged})
    done = inside("assess", "-", "--questions", set_file, given=given)
    (line,) = lines(done)
    assert (done.exit_code, line["mark"]) == (0, "doctor")
    assert named in line["invalid"]


@pytest.mark.parametrize(
    "given",
    [b"", b"\n", b"[", b"[]", b"null", b'"x"', b"\xff", b"{" * 99_999, b'{"a": ' * 9_999, b"[" * 99_999,
     b'{"a": "no", "a": "no"}', b'{"n": ' + b"9" * 5_000 + b"}", SOUND.encode("utf-16")],
)  # fmt: skip
def test_a_broken_text_is_an_error_and_1(set_file: Path, given: bytes) -> None:
    done = inside("assess", "-", "--questions", set_file, given=given)
    assert done.exit_code == 1
    assert {(line["mark"], line["urgency"]) for line in lines(done)} == {("doctor", None)}


def test_assess_with_a_broken_set_is_2_and_says_why_on_stderr(set_file: Path) -> None:
    set_file.write_text(WHOLE.replace("a: yes}, mark", "b: yes}, mark"), encoding="utf-8")
    done = process("assess", "-", "--questions", set_file, given=SOUND.encode())
    assert (done.returncode, done.stdout) == (2, b"")
    assert done.stderr.decode().startswith(f"{set_file}:")


@pytest.mark.parametrize("today", ["yesterday", "2026-02-30", "20.11.2026", ""])
def test_a_day_that_is_none_is_2(set_file: Path, today: str) -> None:
    done = inside("assess", "-", "--questions", set_file, "--today", today, given=SOUND)
    assert (done.exit_code, done.stdout) == (2, "")


def test_answers_that_can_not_be_opened_are_2(set_file: Path, tmp_path: Path) -> None:
    for path in (tmp_path / "none.json", tmp_path):
        done = process("assess", path, "--questions", set_file)
        assert (done.returncode, done.stdout) == (2, b"")
        assert str(path) in done.stderr.decode()


def test_a_reader_who_stops_early_meets_no_traceback(set_file: Path, tmp_path: Path) -> None:
    answers = tmp_path / "answers.jsonl"
    answers.write_text(f"{SOUND}\n" * 5_000, encoding="utf-8")
    done = subprocess.run(
        ["sh", "-c", f"{sys.executable} -m screening assess {answers} --questions {set_file} | head -n 1"],
        capture_output=True,
        check=False,
        timeout=60,
        cwd=TOP,
    )
    assert json.loads(done.stdout)["mark"] == "book"
    assert b"Traceback" not in done.stderr
    assert b"can't be read" not in done.stderr


def test_the_shipped_set_is_the_default() -> None:
    done = process("assess", "-", "--today", "2026-11-20", given=b"{}")
    assessment = json.loads(done.stdout)
    assert (assessment["mark"], assessment["urgency"]) == ("doctor_review", "none")
    assert assessment["question_set"]["name"] == "sclerotherapy"
    assert len(assessment["unanswered"]) > 40
