"""How a page's failure is logged: where and what kind, never what was typed."""

import logging
from pathlib import Path

_log = logging.getLogger(__name__)
FRAMES = 6


def log_page_error(error: Exception) -> bool:
    """Log a failure by its kind and place. Returns: true, so that Streamlit shows nothing of its own."""
    frames = []
    trace = error.__traceback__
    while trace is not None:
        frames.append(f"{Path(trace.tb_frame.f_code.co_filename).name}:{trace.tb_lineno}")
        trace = trace.tb_next
    _log.error("A page failed: %s at %s", type(error).__name__, " ".join(frames[-FRAMES:]))
    return True
