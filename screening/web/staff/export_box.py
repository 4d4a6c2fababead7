"""Export of the queue's tab: made only when asked for, one file per version of the question set."""

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial

import streamlit as st

from screening.exports.registry import FORMATS, Format
from screening.exports.tables import tables
from screening.submissions.errors import NotFoundError
from screening.submissions.export_desk import ExportDesk
from screening.submissions.staff import Action
from screening.submissions.submission import State
from screening.web import session
from screening.web.markup import element, icon, show, wrap
from screening.web.staff.staff_visit import StaffVisit

READY = "export"
FORMAT = FORMATS["csv"]


@dataclass(frozen=True, slots=True)
class ExportFile:
    """A file that is ready to be taken."""

    name: str
    rows: int
    version: str
    content: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class Ready:
    """The files of one tab."""

    state: State
    files: tuple[ExportFile, ...]
    identified: bool


def show_export_box(visit: StaffVisit, state: State) -> Callable[[], None]:
    """Draw the button, for those who may. Gives what draws the files below, once they are made."""
    identified = visit.may(Action.EXPORT)
    if not identified and not visit.may(Action.EXPORT_WITHOUT_IDENTITY):
        return _nothing
    words = visit.moments.words
    label = words.text("staff.export.button" if identified else "staff.export.button_bare")
    if st.button(label, key="export", icon=":material/download:"):
        # Managers have no tabs: theirs is everything.
        chosen = state if visit.may(Action.SEE_QUEUE) else None
        try:
            made = make_files(visit, chosen, FORMAT)
        except (NotFoundError, ValueError):
            return partial(_show_unreadable, visit)
        session.put(READY, Ready(state, made, identified))
    ready: Ready | None = session.get(READY, None)
    if ready is None or ready.state != state:
        session.forget(READY)
        return _nothing
    return partial(_show_files, visit, ready)


def make_files(visit: StaffVisit, state: State | None, as_format: Format) -> tuple[ExportFile, ...]:
    """The files of a state (None: of all). The desk asks for the permission and writes to the trail."""
    desk = ExportDesk(visit.context.store, visit.context.clock)
    found = tables(desk.rows_for_export(visit.member, state), desk.question_set)
    moment = visit.now.astimezone(visit.moments.zone)
    return tuple(
        ExportFile(
            name=f"{table.question_set.id}-{state or 'all'}-{moment:%Y-%m-%d-%H%M}"
            f"-{table.question_set.sha256[:8]}.{as_format.ending}",
            rows=len(table.rows),
            version=table.question_set.sha256[:8],
            content=as_format.write(table),
        )
        for table in found
    )


def _show_unreadable(visit: StaffVisit) -> None:
    text = element("p", visit.moments.words.text("staff.export.unreadable"))
    show(wrap("div", icon("error"), text, class_="notice alarm", role="alert"))


def _nothing() -> None:
    """Nothing is ready."""


def _show_files(visit: StaffVisit, ready: Ready) -> None:
    words = visit.moments.words
    with st.container(key="export-ready", border=True):
        if not ready.files:
            show(element("p", words.text("staff.export.none")))
        else:
            show(element("p", words.text("staff.export.named" if ready.identified else "staff.export.bare")))
        if len(ready.files) > 1:
            show(element("p", words.text("staff.export.several")))
        for file in ready.files:
            key = "staff.export.one" if file.rows == 1 else "staff.export.ready"
            with st.container(key=f"file-{file.version}", horizontal=True, vertical_alignment="center"):
                show(element("p", words.text(key, rows=file.rows, version=file.version)))
                st.download_button(
                    words.text("staff.export.download"),
                    file.content,
                    file_name=file.name,
                    mime=FORMAT.media_type,
                    on_click="ignore",
                    key=f"download-{file.version}",
                    icon=":material/download:",
                )
        if st.button(words.text("staff.export.close"), key="export-close", type="tertiary"):
            session.forget(READY)
            st.rerun()
