"""The question set that is being served, and a newer one once its file is saved and sound."""

import logging
import threading
import time
from collections.abc import Callable
from pathlib import Path

from screening.questions.loader import CASES_FILE
from screening.questions.model import QuestionSet
from screening.questions.problems import Problem
from screening.rules.check import check_file
from screening.submissions.errors import SubmissionsError

_log = logging.getLogger(__name__)
LOOK_EVERY = 1.0
"""Seconds between two looks at the file's time."""


class BrokenSetError(Exception):
    """The question set can't be served; `problems` says why, each with its place."""

    def __init__(self, problems: tuple[Problem, ...]) -> None:
        super().__init__(f"The question set has {len(problems)} problems")
        self.problems = problems


class LiveSet:
    """Serves the last good question set.

    With `watch`, a file that is saved is read again; if it is broken, the last good one goes on and
    `problems` tells staff what is wrong. Without, the file is read once, at start.
    """

    def __init__(self, path: Path, keep: Callable[[QuestionSet, Path], None], *, watch: bool) -> None:
        """Read the file. Raises BrokenSetError; `keep` is called with each set before it is served."""
        self._path = path
        self._keep = keep
        self._watch = watch
        self._lock = threading.Lock()
        self._stamp = self._stamps()
        self._looked_at = time.monotonic()
        self.problems: tuple[Problem, ...] = ()
        loaded = check_file(path)
        if loaded.question_set is None or loaded.problems:
            raise BrokenSetError(loaded.problems)
        keep(loaded.question_set, path)
        self._question_set = loaded.question_set

    def current(self) -> QuestionSet:
        """The set to serve now."""
        if self._watch and time.monotonic() - self._looked_at >= LOOK_EVERY:
            with self._lock:
                self._look()
        return self._question_set

    def _look(self) -> None:
        self._looked_at = time.monotonic()
        stamp = self._stamps()
        if stamp == self._stamp:
            return
        loaded = check_file(self._path)
        self.problems = loaded.problems
        if loaded.question_set is not None and not loaded.problems:
            try:
                self._keep(loaded.question_set, self._path)
            except (SubmissionsError, OSError, ValueError) as error:
                # The last good one goes on, and the next look tries again.
                _log.warning("The saved question set could not be kept: %s", type(error).__name__)
                return
            self._question_set = loaded.question_set
        self._stamp = stamp

    def _stamps(self) -> tuple[tuple[int, int] | None, ...]:
        return tuple(_stamp(path) for path in (self._path, self._path.with_name(CASES_FILE)))


def _stamp(path: Path) -> tuple[int, int] | None:
    try:
        status = path.stat()
    except OSError:
        return None
    return status.st_mtime_ns, status.st_size
