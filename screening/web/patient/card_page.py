"""The interruption card: what to do about a danger sign, before anything else is asked."""

import streamlit as st

from screening.web.effects import settle
from screening.web.markup import element, icon, items, paragraphs, show, wrap
from screening.web.patient.chrome import Page, call_link, head, urgency_class
from screening.web.patient.visit import Danger


def show_card(page: Page, danger: Danger) -> None:
    """Interrupt with the card; it stays until the patient says that it was read."""
    title = page.text("card.title")
    rules = tuple(flag.rule for flag in danger.flags)
    head(page, title)
    show(element("h1", title), card_html(page, danger))
    cards = page.visit.draft.cards if page.visit.draft else ()
    if not any(card.rules == rules and card.urgency == danger.urgency.id for card in cards):
        page.desk.card(danger.urgency.id, rules, read=False)
    if st.button(page.text("card.read"), key="card-read", width="stretch"):
        page.desk.card(danger.urgency.id, rules, read=True)
        st.rerun()
    settle("card-" + "-".join(rules))


def card_html(page: Page, danger: Danger) -> str:
    """The card itself: the call first, what was said, what to do meanwhile."""
    urgency = danger.urgency
    rules = page.visit.question_set.rules_by_id
    told = [flag.because for flag in danger.flags if flag.because]
    extra = [page.filled(text) for flag in danger.flags if (text := rules[flag.rule].card)]
    return wrap(
        "section",
        wrap("h2", icon("warning"), element("span", page.filled(urgency.title))),
        items(told) if len(told) > 1 else "".join(element("p", text) for text in told),
        paragraphs(page.filled(urgency.text)),
        "".join(paragraphs(text) for text in extra),
        element("p", page.text("card.nobody")),
        call_link(page, urgency),
        class_=f"card {urgency_class(page, urgency)}",
    )
