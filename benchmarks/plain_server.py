"""The one-widget app served in a process of its own, from the same folder and by the same uvicorn as ours."""

import http.client
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from scripts.serving import READY_WITHIN, ROOT, free_port


@contextmanager
def one_widget_served(folder: Path) -> Iterator[str]:
    """Serve it; gives its address. Raises RuntimeError when it does not come up."""
    port = free_port()
    command = [sys.executable, "-m", "uvicorn", "benchmarks.one_widget_app:app", "--port", str(port)]
    with (folder / "one_widget.log").open("wb") as log:
        process = subprocess.Popen([*command, "--log-level", "warning"], cwd=ROOT, stdout=log, stderr=log)
    try:
        until = time.monotonic() + READY_WITHIN
        while not _is_up(port):
            if process.poll() is not None or time.monotonic() > until:
                raise RuntimeError("the one-widget app did not start")
            time.sleep(0.1)
        yield f"http://127.0.0.1:{port}"
    finally:
        process.terminate()
        process.wait(10)


def _is_up(port: int) -> bool:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
    try:
        connection.request("GET", "/_stcore/health")
        return connection.getresponse().status == http.HTTPStatus.OK
    except OSError:
        return False
    finally:
        connection.close()
