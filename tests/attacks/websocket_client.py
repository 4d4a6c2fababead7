"""A program that talks to the server as a browser does, but says what it likes."""

from collections.abc import Iterator
from contextlib import contextmanager
from urllib.parse import urlsplit

from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.proto.WidgetStates_pb2 import WidgetState
from websockets.sync.client import ClientConnection, connect
from websockets.typing import Origin, Subprotocol

from screening.web.cookies import DRAFT_COOKIE

STREAM = "/_stcore/stream"
IMPATIENCE = 20.0
"""Seconds to wait for the server's next message."""


class ForgingClient:
    """One connection with a form's cookie."""

    def __init__(self, socket: ClientConnection) -> None:
        self._socket = socket
        self.widgets: dict[str, str] = {}
        """The ids of the widgets by what the server calls them."""
        self.html = ""

    def runs(self, page: str, *states: WidgetState) -> None:
        """Ask for a page with these widget states, and read until the page is whole."""
        message = BackMsg()
        message.rerun_script.query_string = f"page={page}"
        message.rerun_script.widget_states.widgets.extend(states)
        self._socket.send(message.SerializeToString())
        self.html = ""
        while self._reads() != "script_finished":
            pass

    def says(self, content: bytes) -> None:
        """Send anything."""
        self._socket.send(content)

    @property
    def keys(self) -> set[str]:
        """The last words of the widgets' ids."""
        return {widget.rsplit("-", 1)[-1] for widget in self.widgets}

    def widget(self, key: str) -> str:
        """The id of the widget with this key."""
        return next(widget for widget in self.widgets if widget.endswith(f"-{key}"))

    def _reads(self) -> str:
        message = ForwardMsg.FromString(self._socket.recv(timeout=IMPATIENCE, decode=False))
        kind = str(message.WhichOneof("type"))
        element = message.delta.new_element
        shown = element.WhichOneof("type")
        if shown == "html":
            self.html += element.html.body
        elif shown is not None and hasattr(getattr(element, shown), "id"):
            self.widgets[getattr(element, shown).id] = shown
        if kind == "script_finished" and message.script_finished != ForwardMsg.FINISHED_SUCCESSFULLY:
            return "script_interrupted"
        return kind


@contextmanager
def forging(url: str, token: str, *, origin: str | None = None) -> Iterator[ForgingClient]:
    """Connect with a cookie, from the server's own origin or another."""
    host = urlsplit(url).netloc
    headers = {"Cookie": f"{DRAFT_COOKIE}={token}"}
    with connect(
        f"ws://{host}{STREAM}",
        origin=Origin(origin or url),
        additional_headers=headers,
        subprotocols=[Subprotocol("streamlit")],
        max_size=None,
        proxy=None,
        legacy=False,
    ) as socket:
        yield ForgingClient(socket)
