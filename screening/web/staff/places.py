"""Where in the staff area one is: only in the address, so that Back, Forward and a reload work."""

from dataclasses import dataclass
from enum import StrEnum
from typing import NoReturn

import streamlit as st

from screening.submissions.staff import Action
from screening.submissions.submission import State, parse_reference
from screening.web.staff.staff_visit import StaffVisit


class StaffPage(StrEnum):
    """The pages of the staff area."""

    QUEUE = "queue"
    SUBMISSION = "submission"
    ACCOUNT = "account"


@dataclass(frozen=True, slots=True)
class Place:
    """A page, the queue's tab, and the submission that is open."""

    page: StaffPage
    state: State
    reference: str = ""


def first_tab(visit: StaffVisit) -> State:
    """Where the person's own work lies."""
    return (
        State.TO_REVIEW
        if visit.may(Action.SEE_ANSWERS) or not visit.may(Action.SEE_QUEUE)
        else State.CAN_BOOK
    )


def here(visit: StaffVisit) -> Place:
    """The place that the address names; whatever it does not name well is the queue."""
    page, state = st.query_params.get("page", ""), st.query_params.get("state", "")
    reference = parse_reference(st.query_params.get("open", "")) or ""
    return Place(
        StaffPage(page) if page in set(StaffPage) else StaffPage.QUEUE,
        State(state) if state in set(State) else first_tab(visit),
        reference,
    )


def go(page: StaffPage, state: State, reference: str = "") -> NoReturn:
    """Go there, as a step that Back undoes."""
    address = {"page": str(page), "state": str(state)}
    if reference:
        address["open"] = reference
    st.query_params.from_dict(address)
    st.rerun()
