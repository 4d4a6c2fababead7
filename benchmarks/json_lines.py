"""100,000 answer sets as JSON Lines through the command line: how many a second, and the memory it takes."""

import subprocess
import sys
import time
from itertools import cycle, islice
from pathlib import Path
from tempfile import TemporaryDirectory

import psutil

from benchmarks.figures import Figure
from benchmarks.shipped import examples, shipped_set
from screening.rules.answer_sets import to_line
from scripts.serving import ROOT

LINES = 100_000
TODAY = "2026-11-20"
LOOK_EVERY = 0.02
"""Seconds between two looks at the memory of the process."""


def measure() -> list[Figure]:
    """Rate and peak memory of one process; the lines that came out are counted."""
    with TemporaryDirectory() as folder:
        sent, received = Path(folder) / "answers.jsonl", Path(folder) / "marks.jsonl"
        _write(sent)
        seconds, peak = _run(sent, received)
        with received.open("rb") as lines:
            number = sum(1 for _ in lines)
        size = received.stat().st_size
    return [
        Figure(f"jsonl: rate over {LINES:,} answer sets", f"{LINES / seconds:,.0f} a second"),
        Figure("jsonl: peak memory of the process", f"{peak / 1e6:,.0f} MB"),
        Figure(f"jsonl: lines out ({size / 1e6:,.0f} MB)", f"{number:,}", f"{LINES:,}", number / LINES),
    ]


def _write(path: Path) -> None:
    """The answers of the example patients, over and over."""
    lines = [to_line(answers) + "\n" for answers, _ in examples(shipped_set())]
    with path.open("w", encoding="utf-8") as file:
        file.writelines(islice(cycle(lines), LINES))


def _run(sent: Path, received: Path) -> tuple[float, int]:
    """Seconds from start to end of the process, and the most bytes it was seen to hold."""
    command = [sys.executable, "-m", "screening", "assess", str(sent), "--today", TODAY]
    peak = 0
    start = time.perf_counter()
    with received.open("wb") as out, subprocess.Popen(command, cwd=ROOT, stdout=out) as process:
        watched = psutil.Process(process.pid)
        while process.poll() is None:
            peak = max(peak, _memory(watched))
            time.sleep(LOOK_EVERY)
    return time.perf_counter() - start, peak


def _memory(process: psutil.Process) -> int:
    try:
        return int(process.memory_info().rss)
    except psutil.Error:
        return 0  # it ended between two looks
