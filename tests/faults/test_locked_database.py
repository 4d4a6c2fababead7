"""The database of a running server is held by another process: told in words, and over when it is over."""

import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path

import httpx2
import pytest

from screening.storage.engine import BUSY_MILLISECONDS
from screening.submissions.draft import new_token
from scripts.serving import ROOT, Server
from tests.attacks.inside import DATABASE, draft_of, invited, joined
from tests.attacks.raw_visitor import RawVisitor
from tests.attacks.test_sign_in import signs_in
from tests.builders import PASSWORD, SMALL_SET

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("locked-database")]
PATIENCE = BUSY_MILLISECONDS / 1000
HOLDER = """
import sys
from screening.storage.engine import sqlite_module

other = sqlite_module().connect(sys.argv[1], isolation_level=None)
other.execute("BEGIN EXCLUSIVE")
print("held", flush=True)
sys.stdin.readline()
"""


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    folder = tmp_path_factory.mktemp("locked")
    questions = folder / "questions.yaml"
    questions.write_text(SMALL_SET, encoding="utf-8")
    with Server(folder / "data", questions=questions) as running:
        yield running


@pytest.fixture
def client(server: Server) -> Iterator[httpx2.Client]:
    with httpx2.Client(base_url=server.url, timeout=PATIENCE * 3, trust_env=False) as made:
        yield made


@contextmanager
def held(data: Path) -> Iterator[Callable[[], None]]:
    """Another process holds the database. Yields: what makes it let go."""
    command = [sys.executable, "-c", HOLDER, str(data / DATABASE)]
    with subprocess.Popen(
        command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as holder:
        assert holder.stdin is not None
        assert holder.stdout is not None
        assert holder.stdout.readline() == "held\n"

        def let_go() -> None:
            holder.communicate("\n")

        try:
            yield let_go
        finally:
            if holder.poll() is None:
                let_go()


def is_ready_again(client: httpx2.Client) -> bool:
    until = time.monotonic() + PATIENCE
    while (status := client.get("/readyz").status_code) != 200 and time.monotonic() < until:
        time.sleep(0.05)
    return status == 200


def test_a_short_lock_is_waited_for(server: Server) -> None:
    # Red without a busy timeout: the patient would be told that nothing was saved.
    token = new_token()
    with RawVisitor.of_form(server.url, token) as visitor:
        visitor.opens("safety")
        with held(server.data) as let_go:
            releasing = threading.Timer(1, let_go)
            releasing.start()
            visitor.gives({"chest-": "No"})
            releasing.join()
        assert 'role="alert"' not in visitor.html
    draft = draft_of(server.data, token)
    assert draft is not None
    assert draft.answers == {"chest": "no"}


def test_a_long_lock_is_told_everywhere_and_passes(server: Server, client: httpx2.Client) -> None:
    """Red when readiness only reads, when a route waits on the event loop, or lets a StorageError through."""
    joined(server.data, "shah")
    token = invited(server.data)
    with ThreadPoolExecutor(4) as pool, RawVisitor.of_form(server.url, new_token()) as visitor:
        visitor.opens("safety")
        with held(server.data):
            began = time.monotonic()
            ready = pool.submit(client.get, "/readyz")
            signing_in = pool.submit(signs_in, client, "shah", PASSWORD)
            answering = pool.submit(visitor.gives, {"chest-": "No"})
            # The others are not kept waiting meanwhile.
            with httpx2.Client(base_url=server.url, timeout=PATIENCE / 2, trust_env=False) as other:
                for path in ("/", "/healthz", "/sign-in", f"/invite/{token}"):
                    assert other.get(path).status_code == 200
            assert ready.result().status_code == 503
            assert time.monotonic() - began < PATIENCE + 5
            assert ready.result().json()["checks"]["database"] is False
            refused = signing_in.result()
            assert (refused.status_code, "set-cookie" in refused.headers) == (503, True)
            assert "screening_staff" not in refused.headers["set-cookie"]
            answering.result()
            assert 'role="alert"' in visitor.html
        assert is_ready_again(client)
        # What the tab still shows is saved with the next click.
        visitor.gives({"leg-": "No"})
        assert 'class="saved"' in visitor.html
    assert signs_in(client, "shah").status_code == 303
    log = server.log.read_text(encoding="utf-8")
    assert "Traceback" not in log
    assert "chest" not in log
