"""One submission: why it is marked so on the left, the decision on the right, all answers below."""

import secrets

import streamlit as st

from screening.submissions.errors import NotFoundError, StorageError
from screening.submissions.views import Opened
from screening.web import session
from screening.web.effects import settle
from screening.web.markup import element, icon, show, wrap
from screening.web.staff.answers_shown import answers_html, contact, sections
from screening.web.staff.decide_box import Outcome, show_decide_box
from screening.web.staff.history import decisions, entries_html, trail
from screening.web.staff.places import Place, StaffPage, go
from screening.web.staff.staff_visit import StaffVisit
from screening.web.staff.summary import heading_html, reasons_html, summary

OPENING = "opening"


def show_submission(visit: StaffVisit, place: Place) -> None:
    """Open the submission that the address names, and draw as much of it as the person may see."""
    words = visit.moments.words
    if st.button(words.text("staff.back"), key="back", type="tertiary", icon=":material/arrow_back:"):
        go(StaffPage.QUEUE, place.state)
    try:
        opened = visit.context.review.open(visit.member, place.reference, _opening(place.reference))
    except NotFoundError:
        show(
            element("h1", words.text("staff.submission.not_found")),
            element("p", words.text("staff.submission.not_found_text")),
        )
        settle(f"submission-{place.reference}-none")
        return
    except (StorageError, ValueError) as error:
        # A ValueError: the question set it was answered under cannot be read any more.
        why = str(error) if isinstance(error, StorageError) else words.text("staff.queue.unknown_set")
        show(
            element("h1", words.text("staff.submission.unreadable")),
            wrap("div", icon("error"), element("p", why), class_="notice alarm", role="alert"),
        )
        settle(f"submission-{place.reference}-unreadable")
        return
    outcome = _draw(visit, opened, place)
    if outcome.wrong:
        title = words.text("staff.decide.error_title", title=place.reference)
        st.set_page_config(page_title=f"{title} – {visit.live_set.clinic.name}")
    settle(f"submission-{place.reference}-{outcome.moved}", focus=outcome.focus)


def _opening(reference: str) -> str:
    """The id of this look at the submission: one for all clicks until another page is shown."""
    known = session.get(OPENING, ("", ""))
    if known[0] != reference:
        known = (reference, secrets.token_hex(8))
        session.put(OPENING, known)
    return known[1]


def _draw(visit: StaffVisit, opened: Opened, place: Place) -> Outcome:
    moments = visit.moments
    shown = summary(opened, moments)
    show(heading_html(shown))
    left, right = st.columns([7, 5], gap="large")
    with right, st.container(key="decide"):
        outcome = show_decide_box(visit, opened, place)
    with left, st.container(key="facts"):
        if opened.medical:
            show(reasons_html(shown, moments))
        else:
            show(_contact_html(visit, opened))
    if opened.medical:
        _rest(visit, opened)
    else:
        _booking_so_far(visit, opened)
    return outcome


def _rest(visit: StaffVisit, opened: Opened) -> None:
    """What one reads after the summary: contact and history beside all answers."""
    moments, words = visit.moments, visit.moments.words
    left, right = st.columns([7, 5], gap="large")
    with left:
        title = element("h2", words.text("staff.submission.answers"))
        pieces = [
            wrap("section", element("h3", section.title), answers_html(section.answers), class_="answered")
            for section in sections(opened, words)
        ]
        show(title, *pieces)
    with right:
        show(_contact_html(visit, opened))
        show(element("h2", words.text("staff.submission.decisions")))
        decided = decisions(opened, moments)
        nothing = element("p", words.text("staff.submission.no_decision"), class_="lead")
        show(entries_html(decided) if decided else nothing)
        show(element("h2", words.text("staff.submission.trail")), entries_html(trail(opened, moments)))
        version = opened.question_set.sha256[:8]
        told = words.text("staff.submission.version", name=opened.question_set.id, version=version)
        show(element("p", told, class_="note"))


def _booking_so_far(visit: StaffVisit, opened: Opened) -> None:
    decided = decisions(opened, visit.moments)
    if decided:
        title = visit.moments.words.text("staff.submission.booking_so_far")
        show(element("h2", title), entries_html(decided))


def _contact_html(visit: StaffVisit, opened: Opened) -> str:
    words = visit.moments.words
    title = element("h2", words.text("staff.submission.contact"))
    return wrap("section", title, answers_html(contact(opened, words)), class_="contact")
