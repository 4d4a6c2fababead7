"""A visitor without a browser: speaks to the server as Streamlit's page does, and may lie in it."""

import re
import time
from collections.abc import Mapping
from contextlib import AbstractContextManager
from types import TracebackType
from typing import Self

from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.Element_pb2 import Element
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.proto.WidgetStates_pb2 import WidgetState
from websockets.sync.client import ClientConnection, connect
from websockets.typing import Origin, Subprotocol

from screening.web.cookies import DRAFT_COOKIE

STREAM = "/_stcore/stream"
PATIENCE = 20.0
HEALTHY_FORM: Mapping[str, Mapping[str, str]] = {
    "safety": {"chest-": "No", "leg-": "No"},
    "you": {"born-day": "1", "born-month": "3", "born-year": "1990", "smokes-": "No"},
    "contact": {"called-": "Ada Byron", "phone-": "020 7946 0123"},
}
"""The small clinic's form as a healthy person fills it in: by section, the widgets and what they say."""
_REFERENCE = re.compile(r"<strong>([^<]+)</strong>")


def websocket(
    url: str, *, origin: str | None, cookies: Mapping[str, str] | None = None
) -> AbstractContextManager[ClientConnection]:
    """The connection that a page of `origin` opens; None for a program that names no page."""
    told = "; ".join(f"{name}={value}" for name, value in (cookies or {}).items())
    return connect(
        url.replace("http", "ws", 1) + STREAM,
        origin=Origin(origin) if origin is not None else None,
        subprotocols=[Subprotocol("streamlit")],
        additional_headers={"Cookie": told} if told else None,
        open_timeout=PATIENCE,
        close_timeout=1,
        proxy=None,
        legacy=False,
    )


class RawVisitor:
    """One tab: what is drawn in it, and what its widgets say."""

    def __init__(self, url: str, cookies: Mapping[str, str]) -> None:
        self._connecting = websocket(url, origin=url, cookies=cookies)
        self._query = ""
        self._page_name = ""
        self._given: dict[str, WidgetState] = {}
        self.widgets: dict[str, str] = {}
        self.html = ""

    @classmethod
    def of_form(cls, url: str, token: str) -> Self:
        """A tab of the browser that holds this form's cookie."""
        return cls(url, {DRAFT_COOKIE: token})

    def __enter__(self) -> Self:
        self._connection = self._connecting.__enter__()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._connecting.__exit__(kind, error, trace)

    def opens(self, page: str, *, area: str = "") -> None:
        """Ask for a page by its name, in the form or in the `staff` area."""
        self._query, self._page_name = f"page={page}" if page else "", area
        self._given.clear()
        self._run()

    def gives(self, values: Mapping[str, str]) -> None:
        """Answer with these words, by the part of the widget's key that follows `answer-`."""
        for part, text in values.items():
            self._given[f"answer-{part}"] = WidgetState(string_value=text)
        self._run()

    def forges(self, part: str, value: WidgetState) -> None:
        """Answer with something that no browser would send."""
        self._given[f"answer-{part}"] = value
        self._run()

    def presses(self, button: str) -> None:
        """Press a button by its key."""
        self._run(button)

    def fills_in(self, form: Mapping[str, Mapping[str, str]] = HEALTHY_FORM) -> str:
        """Fill in and send the form, or look at what was sent before. Returns: the reference shown."""
        for section, values in form.items():
            self.opens(section)
            if self.reference:
                return self.reference
            self.gives(values)
            self.presses(f"continue-{section}")
        self.presses("send")
        assert self.reference is not None, self.html
        return self.reference

    @property
    def reference(self) -> str | None:
        """The reference on the page; it is shown only with the result."""
        found = _REFERENCE.search(self.html)
        return found[1] if found and "answer-" not in "".join(self.widgets) else None

    def _run(self, pressed: str | None = None) -> None:
        """Send what the widgets say, and read on until a page is whole."""
        asked = BackMsg()
        asked.rerun_script.query_string = self._query
        asked.rerun_script.page_name = self._page_name
        for key, state in self._given.items():
            if key in self.widgets:
                asked.rerun_script.widget_states.widgets.append(state)
                asked.rerun_script.widget_states.widgets[-1].id = self.widgets[key]
        if pressed is not None:
            asked.rerun_script.widget_states.widgets.append(
                WidgetState(id=self.widgets[pressed], trigger_value=True)
            )
        self._connection.send(asked.SerializeToString())
        until = time.monotonic() + PATIENCE
        while not self._is_whole(self._next(until)):
            pass

    def _next(self, until: float) -> ForwardMsg:
        received = self._connection.recv(timeout=max(0.0, until - time.monotonic()))
        message = ForwardMsg()
        message.ParseFromString(received if isinstance(received, bytes) else received.encode())
        return message

    def _is_whole(self, message: ForwardMsg) -> bool:
        match message.WhichOneof("type"):
            case "new_session":
                self.widgets, self.html = {}, ""
            case "page_info_changed":
                self._query = message.page_info_changed.query_string
            case "delta" if message.delta.WhichOneof("type") == "new_element":
                self._draw(message.delta.new_element)
            case "script_finished":
                return message.script_finished == ForwardMsg.FINISHED_SUCCESSFULLY
            case _:
                pass
        return False

    def _draw(self, element: Element) -> None:
        match element.WhichOneof("type"):
            case "html":
                self.html += element.html.body
            case "button" | "radio" | "text_input" | "text_area" | "checkbox" as kind:
                drawn: str = getattr(element, kind).id
                self.widgets[drawn.split("-", 2)[2]] = drawn
            case _:
                pass
