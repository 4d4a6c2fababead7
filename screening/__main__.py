"""The command line: check a set, assess answers, serve the form, fill a demo, invite staff."""

import json
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated
from zoneinfo import ZoneInfo

import typer

from screening.questions.durations import parse_day
from screening.questions.loader import load_file
from screening.questions.model import QuestionSet
from screening.questions.problems import Problem
from screening.rules.answer_sets import assess_stream, write_results
from screening.rules.check import check_file
from screening.settings import Settings

app = typer.Typer(
    help="Eligibility pre-screening for a vein clinic.", no_args_is_help=True, add_completion=False
)

QuestionsFile = Annotated[Path | None, typer.Argument(help="The question set; default: questions.yaml")]


def _print_problems(problems: tuple[Problem, ...]) -> None:
    for problem in problems:
        print(problem)
    print(f"{len(problems)} problem{'' if len(problems) == 1 else 's'} to mend.")


@app.command()
def check(
    questions: QuestionsFile = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print the report as JSON.")] = False,  # noqa: FBT002
) -> None:
    """Check a question set and run its cases; exit 0 only if it could be published."""
    loaded = check_file(questions or Settings.from_environment().questions)
    question_set = loaded.question_set
    if as_json:
        report = {
            "problems": [problem.to_json() for problem in loaded.problems],
            "question_set": {"name": question_set.id, "sha256": question_set.sha256}
            if question_set
            else None,
            "approved": bool(question_set and question_set.is_approved),
            "milder_not_sure": _milder(question_set) if question_set else [],
        }
        print(json.dumps(report, indent=2, ensure_ascii=False))
    elif loaded.problems:
        _print_problems(loaded.problems)
    elif question_set is not None:
        _print_summary(question_set)
    raise typer.Exit(1 if loaded.problems else 0)


def _milder(question_set: QuestionSet) -> list[dict[str, object]]:
    """Where a special answer may raise only the rules named: each needs a doctor's signature."""
    return [
        {"question": question.id, "answer": word, "raises": sorted(special.raises)}
        for question in question_set.questions.values()
        for word in ("not_sure", "prefer_not_to_say")
        if (special := question.special(word)) is not None and special.raises is not None
    ]


def _print_summary(question_set: QuestionSet) -> None:
    print(f"{question_set.id}: {len(question_set.questions)} questions, {len(question_set.rules)} rules,")
    print(f"{len(question_set.cases)} cases, no problem. sha256 {question_set.sha256}")
    print("Signed by a doctor." if question_set.is_approved else "A draft: no doctor has signed it.")
    milder = _milder(question_set)
    print(f"A doctor signs these {len(milder)} places, where a special answer raises only what is named:")
    for place in milder:
        raises = place["raises"]
        named = ", ".join(raises) if isinstance(raises, list) and raises else "nothing"
        print(f"  {place['question']}: {place['answer']} raises {named}")


@app.command()
def assess(
    answers: Annotated[
        Path, typer.Argument(help="A JSON object of answers, or JSON Lines; - reads standard input.")
    ],
    questions: Annotated[Path | None, typer.Option(help="The question set; default: questions.yaml")] = None,
    today: Annotated[str | None, typer.Option(help="The day of the assessment, as 2026-11-20.")] = None,
) -> None:
    """Mark answer sets, with reasons, as JSON; exit 1 if any line is an error, 2 for a broken set."""
    loaded = load_file(questions or Settings.from_environment().questions)
    if loaded.question_set is None:
        for problem in loaded.problems:
            print(problem, file=sys.stderr)
        raise typer.Exit(2)
    zone = ZoneInfo(loaded.question_set.clinic.time_zone)
    day = datetime.now(zone).date() if today is None else parse_day(today)
    if day is None:
        print(f'--today is "{today}"; write it like {datetime.now(UTC).date()}', file=sys.stderr)
        raise typer.Exit(2)
    try:
        with sys.stdin.buffer if str(answers) == "-" else answers.open("rb") as stream:
            any_error = write_results(assess_stream(loaded.question_set, stream, day))
    except OSError as error:
        print(
            f"{answers} can't be read: {error.strerror}. Name a file, or - for standard input.",
            file=sys.stderr,
        )
        raise typer.Exit(2) from error
    raise typer.Exit(1 if any_error else 0)


if __name__ == "__main__":
    app(prog_name="python -m screening")
