"""The script that Streamlit runs at every page view and click: patient's form or staff area."""

from collections.abc import Callable
from functools import partial

import streamlit as st

from screening.questions.words import Words
from screening.settings import Settings
from screening.web.context import Context, context_for
from screening.web.markup import element, icon, show, wrap
from screening.web.page_errors import log_page_error
from screening.web.patient.form import show_form
from screening.web.staff.area import show_staff_area


def shielded(draw: Callable[[Context], None]) -> None:
    """Draw a page; if that fails, say so in words and keep what was typed out of the log."""
    try:
        draw(context)
    except Exception as error:  # noqa: BLE001 (whatever it is, nobody is shown a traceback)
        log_page_error(error)
        text = Words.english().text("trouble.page", phone=context.live_set.current().clinic.phone)
        show(wrap("div", icon("error"), element("p", text), class_="trouble", role="alert"))


context = context_for(Settings.from_environment())
clinic = context.live_set.current().clinic.name
pages = [
    st.Page(partial(shielded, show_form), title=clinic, url_path="form", default=True),
    st.Page(partial(shielded, show_staff_area), title=clinic, url_path="staff"),
]
st.navigation(pages, position="hidden").run()
