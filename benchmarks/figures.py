"""What a benchmark gives back, how a ratio is measured side by side, and the table that is printed."""

import statistics
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass

HEADINGS = ("figure", "ours", "base", "ratio", "bound", "ok")


@dataclass(frozen=True, slots=True)
class Figure:
    """One line of the table. `ratio` is ours to the base; `bound`, where there is one, the most it may be."""

    name: str
    ours: str
    base: str = ""
    ratio: float | None = None
    bound: float | None = None

    @property
    def cells(self) -> tuple[str, ...]:
        """The line as it is printed."""
        ratio = "" if self.ratio is None else f"{self.ratio:.2f}x"
        bound = "" if self.bound is None else f"{self.bound:g}x"
        ok = "" if self.ratio is None or self.bound is None else ("yes" if self.ratio <= self.bound else "NO")
        return (self.name, self.ours, self.base, ratio, bound, ok)


def compared(
    name: str,
    ours: Sequence[float],
    base: Sequence[float],
    *,
    bound: float | None = None,
    show: Callable[[float], str],
) -> Figure:
    """A figure from two samples, by their medians."""
    one, other = statistics.median(ours), statistics.median(base)
    return Figure(name, show(one), show(other), one / other, bound)


def interleaved(rounds: int, *works: Callable[[], object]) -> tuple[list[float], ...]:
    """Do the works in turn, so that whatever else the machine does falls upon all of them alike.

    Returns: for each of the works, the seconds of each round; a first round, untimed, warms them up.
    """
    for work in works:
        work()
    samples: tuple[list[float], ...] = tuple([] for _ in works)
    for _ in range(rounds):
        for work, sample in zip(works, samples, strict=True):
            start = time.perf_counter()
            work()
            sample.append(time.perf_counter() - start)
    return samples


def microseconds(seconds: float) -> str:
    """For people."""
    return f"{seconds * 1e6:,.0f} µs"


def milliseconds(seconds: float) -> str:
    """For people."""
    return f"{seconds * 1e3:,.2f} ms"


def print_table(figures: Sequence[Figure]) -> None:
    """Print the lines below their headings, in columns."""
    lines = [HEADINGS, *(figure.cells for figure in figures)]
    widths = [max(len(line[column]) for line in lines) for column in range(len(HEADINGS))]
    for line in lines:
        print("  ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)).rstrip())
