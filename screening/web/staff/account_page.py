"""One's own account, and for managers the colleagues': who may sign in, and a link for somebody new."""

import streamlit as st

from screening.submissions.errors import AccountError, NotFoundError
from screening.submissions.staff import Action, Role, StaffMember
from screening.web import session
from screening.web.effects import settle
from screening.web.markup import element, icon, plain, show, wrap
from screening.web.staff.places import Place, StaffPage, go
from screening.web.staff.staff_visit import StaffVisit

INVITE = "invite-link"


def show_account(visit: StaffVisit, place: Place) -> None:
    """Draw the account page."""
    words, member = visit.moments.words, visit.member
    if st.button(words.text("staff.back"), key="back", type="tertiary", icon=":material/arrow_back:"):
        go(StaffPage.QUEUE, place.state)
    show(
        element("h1", words.text("staff.account.title")),
        wrap(
            "dl",
            _row(member.display_name, f"{words.text('staff.account.name')}: {member.sign_in_name}"),
            _row(words.text("staff.account.roles"), roles_words(visit, member)),
            class_="own-account",
        ),
    )
    with st.container(key="ends", horizontal=True, vertical_alignment="center"):
        out = st.button(words.text("staff.account.sign_out"), key="sign-out-here", icon=":material/logout:")
        everywhere = st.button(
            words.text("staff.account.everywhere"), key="sign-out-everywhere", icon=":material/devices:"
        )
    show(element("p", words.text("staff.account.everywhere_hint"), class_="note"))
    if out:
        visit.context.accounts.sign_out(visit.token)
        st.rerun()
    if everywhere:
        visit.context.accounts.sign_out_everywhere(member)
        st.rerun()
    if visit.may(Action.MANAGE_STAFF):
        _show_invite(visit)
        _show_staff(visit)
    settle("account")


def roles_words(visit: StaffVisit, member: StaffMember) -> str:
    """A person's roles, in the order of the table."""
    return ", ".join(visit.moments.words.text(f"staff.role.{role}") for role in Role if role in member.roles)


def _row(term: str, text: str) -> str:
    return wrap("div", element("dt", term), element("dd", text))


def _show_staff(visit: StaffVisit) -> None:
    words, accounts = visit.moments.words, visit.context.accounts
    show(element("h2", words.text("staff.account.staff")))
    said = st.container(key="staff-said")
    for person in accounts.members(visit.member):
        own = person.id == visit.member.id
        with st.container(
            key=f"person-{person.id}",
            horizontal=True,
            vertical_alignment="center",
            horizontal_alignment="distribute",
        ):
            show(_person_html(visit, person, own=own))
            if own:
                continue
            label = words.text("staff.account.switch_off" if person.active else "staff.account.switch_on")
            if st.button(label, key=f"switch-{person.id}"):
                _switch(visit, person, said)


def _switch(visit: StaffVisit, person: StaffMember, said: "st.delta_generator.DeltaGenerator") -> None:
    try:
        visit.context.accounts.switch(visit.member, person.id, active=not person.active)
    except (AccountError, NotFoundError) as error:
        with said:
            show(wrap("div", icon("error"), element("p", str(error)), class_="notice alarm", role="alert"))
        return
    st.rerun()


def _person_html(visit: StaffVisit, person: StaffMember, *, own: bool) -> str:
    words = visit.moments.words
    name = element("strong", person.display_name)
    you = element("span", f"({words.text('staff.account.you')})", class_="you") if own else ""
    state = words.text("staff.account.on" if person.active else "staff.account.off")
    facts = element("span", f"{person.sign_in_name} · {roles_words(visit, person)} · {state}", class_="note")
    return wrap("div", name, " ", you, facts, class_="person" if person.active else "person away")


def _show_invite(visit: StaffVisit) -> None:
    words = visit.moments.words
    show(element("h2", words.text("staff.account.invite")))
    link = session.get(INVITE, "")
    if link:
        show(element("p", words.text("staff.account.invite_ready")))
        st.code(link, language=None)
        if st.button(words.text("staff.account.invite_close"), key="invite-close"):
            session.forget(INVITE)
            st.rerun()
        return
    show(element("p", words.text("staff.account.invite_roles")))
    with st.container(key="invite-roles", horizontal=True):
        chosen = [
            role
            for role in Role
            if st.checkbox(plain(words.text(f"staff.role.{role}")), key=f"answer-invite-{role}")
        ]
    spot = st.container(key="mistake-invite")
    if not st.button(words.text("staff.account.invite_button"), key="invite", icon=":material/person_add:"):
        return
    if not chosen:
        mistake = element("span", words.text("staff.account.invite_none"))
        with spot:
            show(wrap("p", icon("error"), mistake, class_="mistake", role="alert"))
        return
    token = visit.context.accounts.create_invite(chosen, visit.member)
    session.put(INVITE, f"{visit.context.settings.address}/invite/{token}")
    st.rerun()
