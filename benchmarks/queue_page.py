"""A page of the queue, names and reasons decrypted, over 100,000 stored submissions and over 1,000."""

from collections.abc import Callable
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory

from benchmarks.figures import Figure, compared, interleaved, milliseconds
from benchmarks.many_submissions import Filled, clock, filled
from screening.submissions.review_desk import PAGE, ReviewDesk
from screening.submissions.store import Cursor
from screening.submissions.submission import State
from screening.submissions.views import QueuePage

MANY, FEW = 100_000, 1_000
ROUNDS = 200
BOUND = 1.5


def measure() -> list[Figure]:
    """The first page, the second, one in the middle, done ones, and the counts on the tabs."""
    with TemporaryDirectory() as folder:
        clinics = [_Clinic(filled(_new(Path(folder) / f"{number}"), number)) for number in (MANY, FEW)]
        many, few = clinics
        figures = [
            _figure(f"queue: first page of {MANY:,} and of {FEW:,}", many.first, few.first),
            _figure("queue: second page", many.second(), few.second()),
            _figure("queue: page in the middle", many.middle(), few.middle()),
            _figure("queue: first page of what is done", many.done, few.done),
            _figure("queue: counts on the tabs", many.counts, few.counts),
        ]
        for clinic in clinics:
            clinic.close()
    return figures


class _Clinic:
    """What a doctor looks at; each method is one look."""

    def __init__(self, clinic: Filled) -> None:
        self._desk = ReviewDesk(clinic.store, clock)
        self._doctor = clinic.doctor
        self.close = clinic.store.close

    def page(self, after: Cursor | None = None, state: State = State.TO_REVIEW) -> QueuePage:
        """A full page; one that is not full would take less time."""
        page = self._desk.queue(self._doctor, state, after)
        assert len(page.rows) == PAGE
        assert all(row.readable and row.name for row in page.rows)
        return page

    def first(self) -> QueuePage:
        return self.page()

    def done(self) -> QueuePage:
        return self.page(state=State.DONE)

    def counts(self) -> dict[State, int]:
        return self._desk.counts(self._doctor)

    def second(self) -> "partial[QueuePage]":
        return partial(self.page, self.first().next)

    def middle(self) -> "partial[QueuePage]":
        cursor = None
        for _ in range(self.counts()[State.TO_REVIEW] // PAGE // 2):
            cursor = self.page(cursor).next
        return partial(self.page, cursor)


def _new(folder: Path) -> Path:
    folder.mkdir(mode=0o700)
    return folder


def _figure(name: str, many: Callable[[], object], few: Callable[[], object]) -> Figure:
    ours, base = interleaved(ROUNDS, many, few)
    return compared(name, ours, base, bound=BOUND, show=milliseconds)
