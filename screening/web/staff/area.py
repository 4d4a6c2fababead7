"""The staff area: who is here, the frame around every page, and which page it is.

The session is looked up at every click, so that a sign-out elsewhere acts at once.
"""

from pathlib import Path

import streamlit as st

from screening.questions.words import Words
from screening.submissions.errors import NotAllowedError, StorageError
from screening.web import session
from screening.web.context import Context
from screening.web.cookies import SESSION_COOKIE, token_of
from screening.web.effects import settle
from screening.web.markup import element, icon, items, link, show, wrap
from screening.web.staff.account_page import INVITE, roles_words, show_account
from screening.web.staff.export_box import READY
from screening.web.staff.places import Place, StaffPage, go, here
from screening.web.staff.queue_page import show_queue
from screening.web.staff.sign_in import SIGN_IN_PATH
from screening.web.staff.staff_visit import StaffVisit
from screening.web.staff.submission_page import OPENING, show_submission

SHOWN_PROBLEMS = 5


def show_staff_area(context: Context) -> None:
    """The staff area for whoever the session cookie stands for."""
    show_area_of(context, token_of(st.context.cookies, SESSION_COOKIE))


def show_area_of(context: Context, token: str | None) -> None:
    """The staff area for whoever this session belongs to, or the way to the sign-in."""
    try:
        member = context.accounts.staff_of(token) if token else None
    except StorageError as error:
        with st.container(key="staff"):
            _show_trouble(str(error))
        return
    if token is None or member is None:
        show_signed_out(context)
    else:
        show_area(StaffVisit(context, member, token))


def show_signed_out(context: Context) -> None:
    """Nobody is signed in, or no more."""
    words = Words.english()
    with st.container(key="staff"):
        show(
            element("p", context.live_set.current().clinic.name, class_="clinic"),
            element("h1", words.text("staff.out.title")),
            element("p", words.text("staff.out.text")),
            wrap("p", link(words.text("staff.out.link"), SIGN_IN_PATH, class_="button")),
        )
    settle("signed-out")


def show_area(visit: StaffVisit) -> None:
    """The page that the address names, as the person may see it."""
    place = here(visit)
    _forget_left_pages(place)
    _name_the_page(visit, place)
    with st.container(key="staff"):
        _show_bar(visit, place)
        _show_banners(visit)
        try:
            _show_page(visit, place)
        except NotAllowedError:
            _show_trouble_words(visit.moments.words.text("staff.not_allowed"))
        except StorageError as error:
            _show_trouble(str(error))


def _show_page(visit: StaffVisit, place: Place) -> None:
    match place.page:
        case StaffPage.QUEUE:
            show_queue(visit, place)
        case StaffPage.SUBMISSION:
            show_submission(visit, place)
        case StaffPage.ACCOUNT:
            show_account(visit, place)


def _forget_left_pages(place: Place) -> None:
    """What belongs to a page ends with it: the look at a submission, a made export, a shown link."""
    if place.page is not StaffPage.SUBMISSION:
        session.forget(OPENING)
    if place.page is not StaffPage.QUEUE:
        session.forget(READY)
    if place.page is not StaffPage.ACCOUNT:
        session.forget(INVITE)


def _name_the_page(visit: StaffVisit, place: Place) -> None:
    words = visit.moments.words
    name = {
        StaffPage.QUEUE: words.text("staff.queue.title"),
        StaffPage.SUBMISSION: place.reference,
        StaffPage.ACCOUNT: words.text("staff.account.title"),
    }[place.page]
    st.set_page_config(page_title=f"{name} – {visit.live_set.clinic.name}")


def _show_bar(visit: StaffVisit, place: Place) -> None:
    words = visit.moments.words
    with st.container(key="staff-bar", horizontal=True, vertical_alignment="center"):
        person = wrap(
            "p",
            element("span", visit.member.display_name),
            element("span", roles_words(visit, visit.member), class_="roles"),
            class_="member",
        )
        show(
            wrap("div", element("p", visit.live_set.clinic.name, class_="clinic"), person, class_="bar-words")
        )
        account = st.button(
            words.text("staff.bar.account"), key="account", type="tertiary", icon=":material/person:"
        )
        out = st.button(
            words.text("staff.bar.sign_out"), key="sign-out", type="tertiary", icon=":material/logout:"
        )
    if account:
        go(StaffPage.ACCOUNT, place.state)
    if out:
        visit.context.accounts.sign_out(visit.token)
        st.rerun()


def _show_banners(visit: StaffVisit) -> None:
    words = visit.moments.words
    if not visit.live_set.is_approved:
        text = element("p", words.text("staff.banner.draft"))
        show(wrap("div", icon("edit_note"), text, class_="notice draft"))
    problems = visit.context.live_set.problems
    if problems:
        told = [
            f"{Path(p.place.file).name}, {p.place.line}: {p.cause}. {p.remedy}"
            for p in problems[:SHOWN_PROBLEMS]
        ]
        if len(problems) > SHOWN_PROBLEMS:
            told.append(words.text("staff.banner.more", count=len(problems) - SHOWN_PROBLEMS))
        text = wrap("div", element("p", words.text("staff.banner.broken")), items(told))
        show(wrap("div", icon("error"), text, class_="notice alarm", role="alert"))


def _show_trouble(why: str) -> None:
    _show_trouble_words(Words.english().text("staff.trouble", why=why))


def _show_trouble_words(words: str) -> None:
    show(wrap("div", icon("error"), element("p", words), class_="notice alarm", role="alert"))
