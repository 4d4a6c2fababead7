"""The memory of the server's process: when nobody is there yet, and for each open session.

Sessions are real ones without a browser: the websocket that a page opens, held open with a section drawn.
"""

import time
from collections.abc import Sequence
from contextlib import AbstractContextManager, ExitStack
from pathlib import Path
from tempfile import TemporaryDirectory

import psutil
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.sync.client import ClientConnection, connect
from websockets.typing import Origin, Subprotocol

from benchmarks.figures import Figure
from benchmarks.started_form import answer_all
from screening.submissions.draft import new_token
from screening.web.cookies import DRAFT_COOKIE
from scripts.serving import Server

FIRST, MORE = 20, 100
"""Sessions that make the server load what it loads late, and sessions that are counted."""
SETTLING = 5.0
"""Seconds from the readiness of the server to the look at its idle memory."""
ANSWER_WITHIN = 60.0
LATE = ("pandas", "pyarrow", "numpy")
"""Packages that a server should not load before somebody needs them."""


def measure() -> list[Figure]:
    """Idle, then per session: on one section, and after a walk through all of them."""
    with TemporaryDirectory() as folder, Server(Path(folder) / "data") as server, ExitStack() as opened:
        process = psutil.Process(server.process_id)
        time.sleep(SETTLING)
        idle, loaded_idle = process.memory_info().rss, _loaded(process)
        tokens = [new_token() for _ in range(FIRST + MORE)]
        sections = [section.id for section in answer_all(server.data, tokens).sections]
        connections = [opened.enter_context(_connected(server.url, token)) for token in tokens]
        warm, counted = connections[:FIRST], connections[FIRST:]
        _visit(warm, sections)
        empty = process.memory_info().rss
        _visit(counted, sections[:1])
        one_section = process.memory_info().rss
        _visit(counted, sections[1:])
        all_sections, loaded_busy = process.memory_info().rss, _loaded(process)
    return [
        Figure("memory: server idle", f"{idle / 1e6:,.0f} MB"),
        Figure(f"memory: loaded of {', '.join(LATE)}", f"idle: {loaded_idle}; then: {loaded_busy}"),
        Figure(f"memory: with {FIRST} sessions", f"{empty / 1e6:,.0f} MB"),
        Figure(f"memory: each of {MORE} more on a section", f"{(one_section - empty) / MORE / 1e3:,.0f} kB"),
        Figure("memory: each, all sections walked", f"{(all_sections - empty) / MORE / 1e3:,.0f} kB"),
    ]


def _loaded(process: psutil.Process) -> str:
    """Which of the late packages have their libraries in the process."""
    paths = [part for entry in process.memory_maps() for part in Path(entry.path).parts]
    return ", ".join(name for name in LATE if name in paths) or "none"


def _connected(url: str, token: str) -> AbstractContextManager[ClientConnection]:
    address = f"{url.replace('http', 'ws', 1)}/_stcore/stream"
    cookie = {"Cookie": f"{DRAFT_COOKIE}={token}"}
    streamlit = [Subprotocol("streamlit")]
    return connect(
        address, origin=Origin(url), subprotocols=streamlit, additional_headers=cookie, legacy=False
    )


def _visit(connections: Sequence[ClientConnection], sections: Sequence[str]) -> None:
    """Draw these sections in each of the sessions, one after the other."""
    for section in sections:
        for connection in connections:
            _draw(connection, section)


def _draw(connection: ClientConnection, section: str) -> None:
    """Ask for a page as a browser does, and read on until it is drawn. Raises RuntimeError if it fails."""
    asked = BackMsg()
    asked.rerun_script.query_string = f"page={section}"
    connection.send(asked.SerializeToString())
    drawn = False
    while True:
        received = connection.recv(timeout=ANSWER_WITHIN)
        message = ForwardMsg.FromString(received if isinstance(received, bytes) else received.encode())
        drawn = drawn or message.WhichOneof("type") == "delta"
        if message.WhichOneof("type") == "script_finished":
            if not drawn or message.script_finished != ForwardMsg.FINISHED_SUCCESSFULLY:
                raise RuntimeError(f"{section} was not drawn")
            return
