"""The product served for real, in a process of its own on loopback: for tests, benchmarks and pictures."""

import http
import http.client
import os
import re
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path
from types import TracebackType
from typing import Self

ROOT = Path(__file__).parent.parent
READY_WITHIN = 60.0
"""Seconds; a cold start on a busy machine takes about ten."""

CHROMIUM_FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


def free_port() -> int:
    """A loopback port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


class Server:
    """One server with a data folder of its own; started by uvicorn as the README says."""

    def __init__(self, data: Path, *, questions: Path | None = None, watch: bool = False) -> None:
        """`questions`: another question set than the shipped one. `watch`: serve it anew when it is saved."""
        self.data = data
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self.log = data.parent / f"{data.name}.log"
        self.environment = os.environ | {
            "SCREENING_DATA": str(data),
            "SCREENING_ADDRESS": self.url,
            "SCREENING_WATCH": "1" if watch else "0",
        }
        if questions is not None:
            self.environment["SCREENING_QUESTIONS"] = str(questions)
        self._process: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> Self:
        """Start it."""
        self.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Stop it."""
        self.stop()

    @property
    def process_id(self) -> int:
        """The id of the running server's process."""
        if self._process is None:
            raise RuntimeError("The server is not running")
        return self._process.pid

    @property
    def invite_link(self) -> str:
        """The one-time link for the first account, as the server printed it."""
        found = re.search(r"http://\S+/invite/\S+", self.log.read_text(encoding="utf-8"))
        if found is None:
            raise RuntimeError("The server printed no invitation")
        return found[0]

    def start(self) -> None:
        """Start the server and wait until it could take a submission. Raises RuntimeError with its log."""
        command = [
            sys.executable,
            "-m",
            "uvicorn",
            "app:app",
            "--port",
            str(self.port),
            "--log-level",
            "warning",
            "--no-proxy-headers",
            "--timeout-graceful-shutdown",
            "2",
        ]
        with self.log.open("ab") as log:
            self._process = subprocess.Popen(command, cwd=ROOT, env=self.environment, stdout=log, stderr=log)
        until = time.monotonic() + READY_WITHIN
        while not self._is_ready():
            if self._process.poll() is not None or time.monotonic() > until:
                self.stop()
                raise RuntimeError(f"The server did not start:\n{self.log.read_text(encoding='utf-8')}")
            time.sleep(0.1)

    def stop(self, how: signal.Signals = signal.SIGTERM) -> None:
        """End this server's own process; SIGKILL is a crash."""
        if self._process is None:
            return
        self._process.send_signal(how)
        try:
            self._process.wait(10)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait(10)
        self._process = None

    def restart(self) -> None:
        """Stop and start on the same port, with the same data."""
        self.stop()
        self.start()

    def _is_ready(self) -> bool:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=5)
        try:
            connection.request("GET", "/readyz")
            return connection.getresponse().status == http.HTTPStatus.OK
        except OSError:
            return False
        finally:
            connection.close()
