"""Measures speed and memory and prints a table: `python -m benchmarks [--only NAME]`.

It measures and does not judge: the exit code is 0, whatever comes out. See docs/benchmarks.md.
"""

import argparse
import sys
import time
from importlib import import_module

from benchmarks.figures import Figure, print_table

FIGURES = {
    "assess": "assess_speed",
    "jsonl": "json_lines",
    "continue": "continue_click",
    "queue": "queue_page",
    "memory": "server_memory",
}
"""What can be measured, and the module whose `measure()` does it."""


def measured(name: str) -> list[Figure]:
    """The figures of this name; where something stands in the way, one that says what."""
    print(f"{name} ...", end=" ", file=sys.stderr, flush=True)
    start = time.perf_counter()
    try:
        figures: list[Figure] = import_module(f"benchmarks.{FIGURES[name]}").measure()
    except Exception as error:  # noqa: BLE001 - the other figures are to be had all the same
        words = str(error).strip() or repr(error)
        figures = [Figure(f"{name}: not measured", words.splitlines()[0])]
    print(f"{time.perf_counter() - start:.0f} s", file=sys.stderr)
    return figures


def main() -> None:
    """Measure all, or the one that is named."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description="Speed and memory as ratios.")
    parser.add_argument("--only", choices=FIGURES, help="measure this one alone")
    chosen = parser.parse_args().only
    figures = [figure for name in FIGURES if chosen in {None, name} for figure in measured(name)]
    print_table(figures)


if __name__ == "__main__":
    main()
