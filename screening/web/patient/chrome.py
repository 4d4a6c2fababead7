"""What stands around every page: clinic and draft notice, progress, the danger bar, the way out."""

from dataclasses import dataclass

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from screening.questions.model import Clinic, Urgency
from screening.questions.words import Words
from screening.web import session
from screening.web.markup import element, icon, link, show, telephone, wrap
from screening.web.patient.desk_client import FormDesk
from screening.web.patient.placeholders import filled
from screening.web.patient.visit import Visit


@dataclass(frozen=True, slots=True)
class Page:
    """What every page is drawn with."""

    desk: FormDesk
    visit: Visit
    words: Words

    @property
    def clinic(self) -> Clinic:
        """The clinic whose form this is."""
        return self.visit.question_set.clinic

    def text(self, key: str, **fields: object) -> str:
        """Interface words."""
        return self.words.text(key, **fields)

    def filled(self, text: str) -> str:
        """The clinic's own words with their placeholders filled."""
        return filled(text, self.clinic, self.visit.reply_by)


def go(page: str, **more: str) -> None:
    """Go to a page of the form; only its name is in the address."""
    st.query_params.from_dict({"page": page, **more})
    st.rerun()


@dataclass(frozen=True, slots=True)
class Head:
    """The top of a page, as one element: clinic, draft notice, trouble, danger bar, progress."""

    page: Page
    place: DeltaGenerator
    below: str

    def tell_trouble(self, more: str = "") -> None:
        """Show what has gone wrong since the top was drawn, and `more` markup below that."""
        self.place.html(_head_html(self.page) + more + self.below)


def head(page: Page, title: str, *below: str, mistaken: bool = False) -> Head:
    """Draw the top of a page, and give the page its title.

    Args: below: markup that stands right under the clinic's name. mistaken: whether mistakes are shown.
    """
    shown = page.text("mistakes.page_title", title=title) if mistaken else title
    st.set_page_config(page_title=f"{shown} – {page.clinic.name}")
    return Head(page, show(_head_html(page), *below), "".join(below))


def _head_html(page: Page) -> str:
    approved = page.visit.question_set.is_approved
    draft = "" if approved else element("p", page.text("draft.notice"), class_="draft")
    told = page.desk.trouble_words()
    box = wrap("div", icon("error"), element("p", told), class_="trouble", role="alert") if told else ""
    return wrap("header", element("p", page.clinic.name, class_="clinic"), draft, class_="head") + box


def progress(page: Page, number: int, total: int) -> str:
    """How far along, in words and as a bar."""
    text = page.text("nav.step", number=number, total=total)
    bar = wrap("div", class_="bar", style=f"width:{100 * number // total}%")
    return wrap(
        "div", element("p", text), wrap("div", bar, class_="track", aria_hidden="true"), class_="steps"
    )


def back(page: Page) -> bool:
    """The Back button; says whether it was pressed."""
    return st.button(page.text("nav.back"), key="back", type="tertiary", icon=":material/arrow_back:")


def call_link(page: Page, urgency: Urgency) -> str:
    """A button that calls the number of an urgency."""
    number = str(getattr(page.clinic, urgency.call))
    words = wrap("span", icon("call"), element("span", page.text("card.call", number=number)))
    return f'<a class="call" href="{telephone(number)}">{words}</a>'


def danger_bar(page: Page) -> str:
    """What a danger sign asks for, on every page after its card was read; nothing without one."""
    danger = page.visit.danger
    if danger is None:
        return ""
    urgency = danger.urgency
    body = wrap("div", element("p", page.filled(urgency.title), class_="title"), call_link(page, urgency))
    return wrap(
        "div", icon("warning"), body, class_=f"danger-bar {urgency_class(page, urgency)}", role="note"
    )


def urgency_class(page: Page, urgency: Urgency) -> str:
    """The colour of an urgency: the most urgent one has a class of its own."""
    return "most-urgent" if urgency == page.visit.question_set.urgencies[-1] else "urgent"


def foot(page: Page) -> None:
    """The quiet end of a page: saved, the clinic's own pages, and deleting everything."""
    kept = icon("check") + element("span", page.text("nav.saved"))
    saved = wrap("p", kept, class_="saved", role="status") if session.get("saved", False) else ""
    links = [link(page.text(f"nav.{name}"), f"/?page={name}") for name in ("about", "privacy")]
    show(saved, wrap("nav", *links, class_="links", aria_label=page.text("nav.more")))
    if page.visit.draft is not None and st.button(
        page.text("nav.delete"), key="delete", type="tertiary", icon=":material/delete:"
    ):
        go("delete")
