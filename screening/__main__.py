"""The command line: check a set, assess answers, serve the form, fill a demo, invite staff."""

import json
import os
import sys
import threading
import webbrowser
from datetime import UTC, datetime
from io import TextIOWrapper
from pathlib import Path
from typing import Annotated, BinaryIO
from zoneinfo import ZoneInfo

import typer

from screening.questions.durations import parse_day
from screening.questions.loader import load_file
from screening.questions.model import QuestionSet
from screening.questions.problems import Problem
from screening.rules.answer_sets import assess_stream, write_results
from screening.rules.check import check_file
from screening.settings import ROOT, Settings
from screening.submissions.staff import Role

app = typer.Typer(
    help="Eligibility pre-screening for a vein clinic.", no_args_is_help=True, add_completion=False
)

QuestionsFile = Annotated[Path | None, typer.Argument(help="The question set; default: questions.yaml")]


def _settings() -> Settings:
    """The settings; one that can't be used ends the command with a sentence."""
    try:
        return Settings.from_environment()
    except ValueError as error:
        print(error, file=sys.stderr)
        raise typer.Exit(2) from error


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
    loaded = check_file(questions or _settings().questions)
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
    loaded = load_file(questions or _settings().questions)
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
        stream: BinaryIO = sys.stdin.buffer if str(answers) == "-" else answers.open("rb")
    except OSError as error:
        print(
            f"{answers} can't be read: {error.strerror}. Name a file, or - for standard input.",
            file=sys.stderr,
        )
        raise typer.Exit(2) from error
    with stream:
        any_error = write_results(assess_stream(loaded.question_set, stream, day))
    raise typer.Exit(1 if any_error else 0)


@app.command()
def serve(
    port: Annotated[int, typer.Option(help="The port to listen on.")] = 8501,
    browser: Annotated[bool, typer.Option(help="Open the form in a browser.")] = True,  # noqa: FBT002
) -> None:
    """Serve the form and the staff area on this machine; a question set that is saved is served at once."""
    os.environ.setdefault("SCREENING_WATCH", "1")
    os.environ.setdefault("SCREENING_ADDRESS", f"http://127.0.0.1:{port}")
    import uvicorn  # noqa: PLC0415 (the other commands need no server)

    if browser and _has_display():
        threading.Timer(2, webbrowser.open, [os.environ["SCREENING_ADDRESS"]]).start()
    uvicorn.run("app:app", app_dir=str(ROOT), host="127.0.0.1", port=port, proxy_headers=False)


def _has_display() -> bool:
    return sys.platform in {"darwin", "win32"} or bool(
        os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY")
    )


@app.command()
def invite(
    role: Annotated[list[Role], typer.Option(help="A role of the new account; may be given several times.")],
) -> None:
    """Print a one-time link that makes a staff account; for whoever runs the server."""
    from screening.web.start import composed  # noqa: PLC0415 (the other commands need no database)

    context = composed()
    print(f"{context.settings.address}/invite/{context.accounts.create_invite(role)}")


@app.command()
def demo() -> None:
    """Fill an empty database with 300 made-up submissions."""
    from screening.demo import fill  # noqa: PLC0415 (the other commands need no database)
    from screening.web.context import canonical_text_of  # noqa: PLC0415
    from screening.web.start import composed  # noqa: PLC0415

    context = composed()
    if context.message:
        print(context.message)
    question_set = context.live_set.current()
    text = canonical_text_of(context.settings.questions)
    made = fill(context.store, question_set, text, context.clock)
    print(
        f"{made} made-up submissions are in the queue."
        if made
        else "There are submissions already; nothing was added."
    )


if __name__ == "__main__":
    for output in (sys.stdout, sys.stderr):
        if isinstance(output, TextIOWrapper):
            output.reconfigure(errors="backslashreplace")  # a letter that a terminal lacks stops nothing
    app(prog_name="python -m screening")
