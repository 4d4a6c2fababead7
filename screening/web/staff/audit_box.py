"""Checking the trail, for auditors."""

import streamlit as st

from screening.submissions.audit_desk import AuditDesk
from screening.submissions.staff import Action
from screening.web.markup import element, icon, paragraphs, show, wrap
from screening.web.staff.staff_visit import StaffVisit


def show_audit_box(visit: StaffVisit) -> None:
    """A button that checks the whole chain, and what came of it."""
    words = visit.moments.words
    title = element("h2", words.text("staff.audit.title")) if visit.may(Action.SEE_COUNTS) else ""
    show(title, paragraphs(words.text("staff.audit.text")))
    if not st.button(words.text("staff.audit.check"), key="check-trail", icon=":material/verified:"):
        return
    breaks = AuditDesk(visit.context.store, visit.context.clock).verify(visit.member)
    if breaks:
        first = breaks[0]
        said = words.text("staff.audit.broken", count=len(breaks), seq=first.seq, why=first.why)
        show(wrap("div", icon("error"), element("p", said), class_="notice alarm", role="alert"))
    else:
        said = words.text("staff.audit.holds")
        show(wrap("div", icon("check_circle"), element("p", said), class_="notice said", role="status"))
