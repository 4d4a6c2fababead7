"""Patients fill in the whole form while the server's process is killed: each answer and receipt stays."""

import signal
import time
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor, wait
from pathlib import Path
from threading import Event

import pytest
from websockets.exceptions import WebSocketException

from screening.submissions.audit import AuditAction, verify
from screening.submissions.draft import new_token
from screening.submissions.intake_desk import IntakeDesk
from screening.submissions.submission import State
from scripts.serving import Server
from tests.attacks.inside import draft_of, now, opened
from tests.attacks.raw_visitor import RawVisitor
from tests.builders import SMALL_SET

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("crashes")]
PATIENTS, AT_ONCE = 24, 6
KILLED_AFTER = (3, 13)
"""The numbers of receipts shown after which the server is killed."""
OVERALL = 120.0


def sends(server: Server, token: str, shown: dict[str, str], given_up: Event) -> None:
    """A patient who comes back after each failure, until a reference is on the screen."""
    while token not in shown and not given_up.is_set():
        try:
            with RawVisitor.of_form(server.url, token) as visitor:
                shown[token] = visitor.fills_in()
        except (OSError, EOFError, WebSocketException):
            given_up.wait(0.1)


def reached(shown: Mapping[str, str], wanted: int, until: float) -> bool:
    while len(shown) < wanted and time.monotonic() < until:
        time.sleep(0.002)
    return len(shown) >= wanted


@pytest.fixture
def server(tmp_path: Path) -> Server:
    questions = tmp_path / "questions.yaml"
    questions.write_text(SMALL_SET, encoding="utf-8")
    return Server(tmp_path / "data", questions=questions)


def test_a_whole_form_survives_kill_9_at_any_moment(server: Server) -> None:
    """From the first answer to the receipt at real websockets, six patients at once.

    Red when a reference is shown before its transaction is committed (lost), or when the event or the end of
    the draft is written in another transaction than the submission (chain, doubled).
    """
    tokens = [new_token() for _ in range(PATIENTS)]
    shown: dict[str, str] = {}
    given_up, until = Event(), time.monotonic() + OVERALL
    with server, ThreadPoolExecutor(AT_ONCE) as pool:
        patients = [pool.submit(sends, server, token, shown, given_up) for token in tokens]
        try:
            for number, wanted in enumerate(KILLED_AFTER):
                assert reached(shown, wanted, until)
                time.sleep(0.007 * number)  # each time at another moment of the patients' work
                server.stop(signal.SIGKILL)
                server.start()
            wait(patients, until - time.monotonic())
        finally:
            given_up.set()
        for patient in patients:
            patient.result(5)
        assert len(shown) == PATIENTS
        server.stop(signal.SIGKILL)

    with opened(server.data) as store:
        desk = IntakeDesk(store, now)
        for token, reference in shown.items():
            receipt = desk.receipt(token)
            assert receipt is not None, "lost"
            assert receipt.submission.reference == reference
            assert receipt.content.contact["called"] == "Ada Byron"
        with store.reading() as kept:
            assert kept.submissions.counts()[State.CAN_BOOK] == PATIENTS, "doubled"
            events = kept.trail.page(0, 10_000)
        assert verify(events) == []
        assert [event.action for event in events].count(AuditAction.SENT) == PATIENTS


def test_an_answer_that_was_shown_as_saved_is_there_after_a_crash(server: Server) -> None:
    """Red when a draft is kept in memory only, or is written after the page says so."""
    token = new_token()
    with server:
        with RawVisitor.of_form(server.url, token) as visitor:
            visitor.opens("you")
            visitor.gives({"born-day": "1", "born-month": "3", "born-year": "1990", "smokes-": "Yes"})
            visitor.gives({"packs-number": "2"})
            assert 'class="saved"' in visitor.html
            server.stop(signal.SIGKILL)
        draft = draft_of(server.data, token)
        assert draft is not None
        assert draft.answers == {"born": "1990-03-01", "smokes": "yes", "packs": 2}
        server.start()
        with RawVisitor.of_form(server.url, token) as visitor:
            visitor.opens("")
            visitor.presses("go-on")
            assert "How many packs a day?" in visitor.html
