"""From settings to what is served; what can't be used is refused with sentences, never a traceback."""

import sys

from screening.settings import Settings
from screening.storage.keys import KeyRefusedError
from screening.submissions.errors import StorageError
from screening.web.context import Context, context_for
from screening.web.live_set import BrokenSetError
from screening.web.server import Served, serve_with

BROKEN = 2
"""The exit code where something is not as it is set up."""


def start() -> Served:
    """Compose what is served. Exits with code 2, and says why, when something is broken."""
    try:
        return serve_with(composed())
    except RuntimeError as error:
        sys.stderr.write(f"{error}\n")
    raise SystemExit(BROKEN)


def composed() -> Context:
    """The product put together from the environment's settings. Exits with code 2, and says why."""
    try:
        return context_for(Settings.from_environment())
    except BrokenSetError as error:
        for problem in error.problems:
            sys.stderr.write(f"{problem}\n")
        sys.stderr.write(f"{len(error.problems)} problems in the question set; nothing is served.\n")
    except (StorageError, KeyRefusedError, ValueError) as error:
        sys.stderr.write(f"{error}\n")
    raise SystemExit(BROKEN)
