"""The real server is killed again and again while 200 patients send their forms and try until it works."""

import re
import signal
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from streamlit.proto.WidgetStates_pb2 import WidgetState
from websockets.exceptions import WebSocketException

from screening.submissions.audit import verify
from screening.submissions.draft import new_token
from screening.submissions.submission import State
from scripts.serving import Server
from tests.attacks.websocket_client import forging
from tests.builders import HEALTHY, SMALL_SET, loaded
from tests.journeys.records import Records

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("killed")]

PATIENTS = 200
AT_ONCE = 8
PATIENCE = 90
"""Seconds that patients go on trying; about fifteen are needed."""
KILLS = (15, 60, 110, 170)
"""After so many receipts, and then in the midst of what is under way."""


class Patients:
    """Patients who hold a filled-in form and press Send until they see a reference."""

    def __init__(self, url: str, tokens: list[str]) -> None:
        self._url = url
        self._tokens = tokens
        self._lock = threading.Lock()
        self._until = time.monotonic() + PATIENCE
        self.references: dict[str, str] = {}
        self.tries = 0

    def start(self, pool: ThreadPoolExecutor) -> None:
        """Let all of them begin."""
        for token in self._tokens:
            pool.submit(self._sends, token)

    def have_received(self, number: int) -> bool:
        """Wait until so many have a reference; false when that takes too long."""
        while len(self.references) < number and time.monotonic() < self._until:
            time.sleep(0.002)
        return len(self.references) >= number

    def _sends(self, token: str) -> None:
        reference = None
        while reference is None and time.monotonic() < self._until:
            try:
                reference = self._tries(token)
            except (OSError, WebSocketException, TimeoutError, StopIteration):
                time.sleep(0.1)
        if reference is not None:
            with self._lock:
                self.references[token] = reference

    def _tries(self, token: str) -> str | None:
        self.tries += 1
        with forging(self._url, token) as client:
            client.runs("check")
            found = re.search(r"<strong>([^<]+)</strong>", client.html)
            if found is None:
                send = WidgetState(id=client.widget("send"), trigger_value=True)
                client.runs("check", send)
                found = re.search(r"<strong>([^<]+)</strong>", client.html)
        return found[1] if found else None


def test_kill_9_loses_and_doubles_nothing(tmp_path: Path) -> None:
    """Red when: a reference is shown before the commit, or sending is more than one transaction."""
    questions = tmp_path / "questions.yaml"
    questions.write_text(SMALL_SET, encoding="utf-8")
    tokens = [new_token() for _ in range(PATIENTS)]
    server = Server(tmp_path / "data", questions=questions)
    records = Records(server.data)
    with server, ThreadPoolExecutor(AT_ONCE) as pool:
        with records.desk() as desk:
            for token in tokens:
                desk.save_answers(token, loaded(), HEALTHY)
        patients = Patients(server.url, tokens)
        patients.start(pool)
        for kill in KILLS:
            assert patients.have_received(kill)
            server.stop(signal.SIGKILL)
            server.start()
        assert patients.have_received(PATIENTS)
    # Every reference that a patient has seen is there, once, and nothing else.
    assert patients.tries > PATIENTS
    with records.desk() as desk:
        kept = {token: desk.receipt(token) for token in tokens}
        assert {token: receipt.submission.reference for token, receipt in kept.items() if receipt} == (
            patients.references
        )
        assert not any(desk.draft(token) for token in tokens)
        with desk._store.reading() as stored:  # noqa: SLF001 - to count and to verify
            assert stored.submissions.counts()[State.CAN_BOOK] == PATIENTS
            assert verify(stored.trail.page(0, 10_000)) == []
