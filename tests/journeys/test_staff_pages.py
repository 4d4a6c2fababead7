"""Every staff page and role, run in-process: what each person sees, may do and may not."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from screening.questions.model import QuestionSet
from screening.settings import Settings
from screening.submissions.audit import AuditAction
from screening.submissions.decision import DecisionKind
from screening.submissions.draft import new_token, token_hash
from screening.submissions.errors import StorageError, StorageTrouble
from screening.submissions.instants import present
from screening.submissions.staff import Role, StaffMember
from screening.submissions.store import Session
from screening.submissions.submission import State, Submission
from screening.web.context import Context
from screening.web.live_set import LiveSet
from tests.builders import HEALTHY, SMALL_SET, SWOLLEN, SmallClinic, small_set_text

HOSTILE = "<b>x</b> ![x](http://example.org/x.png) :material/home: $x$"


def staff_area(context: "Context", token: str) -> None:
    from screening.web.staff.area import show_area_of  # noqa: PLC0415 - AppTest runs this function's text alone

    show_area_of(context, token)


class StaffOffice:
    """The staff area over a small clinic, opened by whoever is to be tried."""

    def __init__(self, clinic: SmallClinic, folder: Path) -> None:
        self.clinic = clinic
        self.questions = folder / "questions.yaml"
        self.questions.write_text(SMALL_SET, encoding="utf-8")
        self.context = Context(
            settings=Settings(data=folder, address="http://clinic.example.org"),
            live_set=LiveSet(self.questions, self._keep, watch=True),
            store=clinic.store,
            intake=clinic.intake,
            review=clinic.review,
            accounts=clinic.accounts,
            clock=clinic.clock,
        )

    def _keep(self, question_set: QuestionSet, _: Path) -> None:
        self.clinic.intake.keep_question_set(question_set, small_set_text())

    def signed_in(self, member: StaffMember) -> str:
        """A session's token."""
        token, now = new_token(), present(self.clinic.clock)
        with self.clinic.store.transaction() as kept:
            kept.sessions.add(token_hash(token), Session(member.id, now, now))
        return token

    def opens(self, member: StaffMember, **address: str) -> AppTest:
        """The person's browser at a place of the staff area."""
        app = AppTest.from_function(
            staff_area, args=(self.context, self.signed_in(member)), default_timeout=20
        )
        for name, value in address.items():
            app.query_params[name] = value
        return clean(app.run())

    def events(self, action: AuditAction) -> int:
        """How often that stands in the trail."""
        with self.clinic.store.reading() as kept:
            return sum(event.action is action for event in kept.trail.page(0, 1000))


@pytest.fixture
def office(tmp_path: Path) -> Iterator[StaffOffice]:
    clinic = SmallClinic(tmp_path)
    yield StaffOffice(clinic, tmp_path)
    clinic.store.close()


def clean(app: AppTest) -> AppTest:
    assert [error.value for error in app.exception] == []
    return app


def words(app: AppTest) -> str:
    """All markup of the page, ours and Streamlit's."""
    html = [element.proto.body for element in app.get("html")]
    return "\n".join([*html, *(text.value for text in app.markdown)])


def keys(app: AppTest) -> set[str]:
    return {button.key for button in app.button if button.key}


def sent(office: StaffOffice, answers: dict[str, object] | None = None) -> Submission:
    return office.clinic.send(answers or dict(SWOLLEN)).submission


def opened(office: StaffOffice, member: StaffMember, submission: Submission) -> AppTest:
    return office.opens(member, page="submission", state="to_review", open=submission.reference)


def test_a_doctor_sees_the_queue_and_opens_a_row(office: StaffOffice) -> None:
    submission = sent(office)
    app = office.opens(office.clinic.doctor)
    assert "Leg swollen" in words(app)
    assert "Zoë O&#x27;Brien, 36" in words(app)
    clean(app.button(key=f"open-{submission.reference}").click().run())
    assert app.query_params["open"] == submission.reference
    assert "Has one leg swollen?" in words(app)


def test_opening_is_noted_once_per_look(office: StaffOffice) -> None:
    submission = sent(office)
    app = opened(office, office.clinic.doctor, submission)
    clean(app.run())
    clean(app.radio(key="answer-decide-kind-1").set_value(DecisionKind.SEE_IN_PERSON).run())
    assert office.events(AuditAction.VIEWED) == 1
    clean(app.button(key="back").click().run())
    clean(app.button(key=f"open-{submission.reference}").click().run())
    assert office.events(AuditAction.VIEWED) == 2


def test_tabs_change_the_address_and_the_rows(office: StaffOffice) -> None:
    sent(office)
    healthy = sent(office, dict(HEALTHY))
    app = office.opens(office.clinic.doctor)
    assert f"open-{healthy.reference}" not in keys(app)
    clean(app.button(key="tab-can_book").click().run())
    assert app.query_params["state"] == "can_book"
    assert f"open-{healthy.reference}" in keys(app)
    clean(app.button(key="tab-on_hold").click().run())
    assert "Nothing is on hold." in words(app)


def test_pages_are_turned_by_where_the_last_one_ended(office: StaffOffice) -> None:
    references = [sent(office).reference for _ in range(28)]
    app = office.opens(office.clinic.doctor)
    assert "Showing 1–25 of 28" in words(app)
    first = keys(app)
    following = next(button for button in app.button if button.label == "Next")
    clean(following.click().run())
    assert "Showing 26–28 of 28" in words(app)
    second = keys(app)
    shown = {key for key in first | second if key.startswith("open-")}
    assert shown == {f"open-{reference}" for reference in references}
    assert next(button for button in app.button if button.label == "Next").disabled
    clean(next(button for button in app.button if button.label == "First").click().run())
    assert keys(app) == first


def test_deciding_brings_back_to_the_queue_with_a_word(office: StaffOffice) -> None:
    submission = sent(office)
    app = opened(office, office.clinic.doctor, submission)
    app.radio(key="answer-decide-kind-1").set_value(DecisionKind.SEE_IN_PERSON)
    app.text_area(key=f"answer-decide-note-{submission.id}").set_value("check the pulses")
    clean(app.button(key="record").click().run())
    assert f"{submission.reference}: See in person first. It is now under “Can book”." in words(app)
    assert app.query_params["page"] == "queue"
    after = office.clinic.review.open(office.clinic.doctor, submission.reference, "two")
    assert after.submission.state is State.CAN_BOOK
    assert after.decisions[0].note == "check the pulses"
    clean(app.run())
    assert "It is now under" not in words(app)


def test_mistakes_are_told_at_the_field_and_nothing_typed_is_lost(office: StaffOffice) -> None:
    submission = sent(office)
    app = opened(office, office.clinic.doctor, submission)
    clean(app.button(key="record").click().run())
    assert words(app).count("Choose what you decide") == 2
    note = f"answer-decide-note-{submission.id}"
    app.text_area(key=note).set_value("wait for the scan")
    clean(app.radio(key="answer-decide-kind-1").set_value(DecisionKind.NOT_NOW).run())
    clean(app.text_input(key="answer-decide-until-1").set_value("soon").run())
    clean(app.button(key="record").click().run())
    assert words(app).count("Enter a day like") == 2
    assert app.text_area(key=note).value == "wait for the scan"
    app.text_input(key="answer-decide-until-1").set_value("1 day ago")
    clean(app.button(key="record").click().run())
    app.text_input(key="answer-decide-until-1").set_value("20 11 2020")
    clean(app.button(key="record").click().run())
    assert "Choose a date after today." in words(app)
    app.text_input(key="answer-decide-until-1").set_value("3 months")
    clean(app.button(key="record").click().run())
    assert "It is now under “On hold”." in words(app)


def test_differing_from_the_mark_takes_a_note(office: StaffOffice) -> None:
    submission = sent(office)
    app = opened(office, office.clinic.doctor, submission)
    app.radio(key="answer-decide-kind-1").set_value(DecisionKind.BOOK_CONSULTATION)
    clean(app.button(key="record").click().run())
    assert words(app).count("Write a note that says why") == 2
    assert office.events(AuditAction.DECIDED) == 0


def test_two_people_at_once_are_told_of_each_other(office: StaffOffice) -> None:
    """Red when the page sends the version it finds instead of the one it showed."""
    submission = sent(office)
    app = opened(office, office.clinic.doctor, submission)
    app.radio(key="answer-decide-kind-1").set_value(DecisionKind.SEE_IN_PERSON)
    clean(app.text_area(key=f"answer-decide-note-{submission.id}").set_value("my own thoughts").run())
    other = office.clinic.person(Role.DOCTOR, name="lee")

    # The colleague is faster by the moment between drawing the page and the click.
    faster = office.clinic.review.open

    def overtaken(*args: str) -> object:
        shown = faster(*args)  # type: ignore[arg-type]
        office.clinic.review.open = faster  # type: ignore[method-assign]
        office.clinic.review.decide(other, submission.id, 1, DecisionKind.ADVISED_URGENT_CARE)
        return shown

    office.clinic.review.open = overtaken  # type: ignore[method-assign,assignment]
    clean(app.button(key="record").click().run())
    assert "Dr lee advised urgent care (Fri 20 Nov, 12:00)" in words(app)
    assert app.text_area(key=f"answer-decide-note-{submission.id}").value == "my own thoughts"
    assert "Done" in words(app)
    assert office.events(AuditAction.DECIDED) == 1


def test_what_is_done_can_be_opened_again(office: StaffOffice) -> None:
    submission = sent(office)
    office.clinic.review.decide(office.clinic.doctor, submission.id, 1, DecisionKind.NOT_SUITABLE, note="no")
    app = opened(office, office.clinic.doctor, submission)
    assert app.button(key="record").label == "Open again"
    clean(app.button(key="record").click().run())
    assert words(app).count("Write a note that says why") == 2
    app.text_area(key=f"answer-decide-note-{submission.id}").set_value("called again")
    clean(app.button(key="record").click().run())
    assert "It is now under “To review”." in words(app)


def test_reception_books_and_sees_nothing_medical(office: StaffOffice) -> None:
    waiting, healthy = sent(office, {**SWOLLEN, "more": "a secret"}), sent(office, dict(HEALTHY))
    reception = office.clinic.person(Role.RECEPTION)
    app = office.opens(reception)
    assert f"open-{healthy.reference}" in keys(app)
    assert "export" not in keys(app)
    clean(app.button(key="tab-to_review").click().run())
    assert "swollen" not in words(app)
    clean(app.button(key=f"open-{waiting.reference}").click().run())
    assert "020 7946 0123" in words(app)
    assert not any(secret in words(app) for secret in ("swollen", "a secret", "Trail", "chest pain"))
    assert "record" not in keys(app)
    app = opened(office, reception, healthy)
    assert list(app.radio) == []
    assert list(app.text_area) == []
    clean(app.button(key="record").click().run())
    assert "It is now under “Done”." in words(app)


def test_a_manager_sees_counts_only(office: StaffOffice) -> None:
    submission = sent(office)
    manager = office.clinic.person(Role.MANAGER)
    app = office.opens(manager)
    assert "<strong>1</strong>" in words(app)
    assert "O&#x27;Brien" not in words(app)
    assert not any(key.startswith(("open-", "tab-")) for key in keys(app))
    app = opened(office, manager, submission)
    assert "Your role does not allow this." in words(app)
    assert "O&#x27;Brien" not in words(app)
    assert office.events(AuditAction.VIEWED) == 0


def test_an_auditor_checks_the_trail_and_sees_no_patient(office: StaffOffice) -> None:
    submission = sent(office)
    auditor = office.clinic.person(Role.AUDITOR)
    app = office.opens(auditor)
    assert "O&#x27;Brien" not in words(app)
    assert "export" not in keys(app)
    clean(app.button(key="check-trail").click().run())
    assert "The trail holds." in words(app)
    assert "Your role does not allow this." in words(opened(office, auditor, submission))


def test_a_broken_trail_is_told(office: StaffOffice) -> None:
    sent(office)
    with office.clinic.store._writing() as connection:  # noqa: SLF001 - somebody with a tool of their own
        triggers = connection.exec_driver_sql("SELECT name FROM sqlite_master WHERE type='trigger'").all()
        for (name,) in triggers:
            connection.exec_driver_sql(f"DROP TRIGGER {name}")
        connection.exec_driver_sql("UPDATE audit_event SET at = at + 1")
    app = office.opens(office.clinic.person(Role.AUDITOR))
    clean(app.button(key="check-trail").click().run())
    assert "was changed after it was written" in words(app)


def test_the_export_is_made_only_when_asked_for_and_noted(office: StaffOffice) -> None:
    sent(office)
    app = office.opens(office.clinic.doctor)
    assert office.events(AuditAction.EXPORTED) == 0
    clean(app.button(key="export").click().run())
    assert "1 row, answered under question set" in words(app)
    clean(app.run())
    assert office.events(AuditAction.EXPORTED) == 1
    clean(app.button(key="tab-done").click().run())
    assert "1 row, answered under" not in words(app)
    clean(app.button(key="export").click().run())
    assert "There is nothing to export here." in words(app)
    clean(app.button(key="export-close").click().run())
    assert "There is nothing to export here." not in words(app)


def test_managers_export_everything_without_names(office: StaffOffice) -> None:
    sent(office)
    sent(office, dict(HEALTHY))
    app = office.opens(office.clinic.person(Role.MANAGER))
    assert app.button(key="export").label == "Export CSV without names"
    clean(app.button(key="export").click().run())
    assert "2 rows" in words(app)
    assert "The files hold no names" in words(app)


@pytest.mark.parametrize("button", ["sign-out", "sign-out-here", "sign-out-everywhere"])
def test_signing_out_ends_the_page_at_once(office: StaffOffice, button: str) -> None:
    sent(office)
    app = office.opens(office.clinic.doctor, page="account")
    clean(app.button(key=button).click().run())
    assert "You are signed out" in words(app)
    assert list(app.button) == []


def test_a_session_that_ended_elsewhere_shows_nothing_more(office: StaffOffice) -> None:
    """Red when the page remembers who is signed in."""
    sent(office)
    app = office.opens(office.clinic.doctor)
    office.clinic.accounts.sign_out_everywhere(office.clinic.doctor)
    clean(app.run())
    assert "You are signed out" in words(app)
    assert "O&#x27;Brien" not in words(app)


def test_an_idle_session_ends(office: StaffOffice) -> None:
    app = office.opens(office.clinic.doctor)
    office.clinic.clock.advance(timedelta(minutes=15))
    assert "You are signed out" in words(clean(app.run()))


def test_a_manager_invites_and_switches_off(office: StaffOffice) -> None:
    manager, doctor = office.clinic.person(Role.MANAGER, name="boss"), office.clinic.doctor
    app = office.opens(manager, page="account")
    assert f"switch-{manager.id}" not in keys(app)
    clean(app.button(key="invite").click().run())
    assert "Choose at least one role" in words(app)
    app.checkbox(key="answer-invite-reception").check()
    clean(app.button(key="invite").click().run())
    (link,) = [code.value for code in app.code]
    token = link.removeprefix("http://clinic.example.org/invite/")
    invite = office.clinic.accounts.invite(token)
    assert invite is not None
    assert invite.roles == {Role.RECEPTION}
    clean(app.button(key="invite-close").click().run())
    assert list(app.code) == []
    at_work = office.opens(doctor)
    clean(app.button(key=f"switch-{doctor.id}").click().run())
    assert "Switched off" in words(app)
    assert "You are signed out" in words(clean(at_work.run()))
    clean(app.button(key=f"switch-{doctor.id}").click().run())
    assert "Switched off" not in words(app)


@pytest.mark.parametrize("role", [Role.DOCTOR, Role.RECEPTION, Role.AUDITOR])
def test_only_managers_see_the_staff(office: StaffOffice, role: Role) -> None:
    app = office.opens(office.clinic.person(role), page="account")
    assert "invite" not in keys(app)
    assert not any(key.startswith("switch-") for key in keys(app))


@pytest.mark.parametrize("role", list(Role))
@pytest.mark.parametrize("page", ["queue", "submission", "account", "nonsense"])
def test_every_page_opens_for_every_role(office: StaffOffice, role: Role, page: str) -> None:
    submission = sent(office)
    app = office.opens(office.clinic.person(role), page=page, state="done", open=submission.reference)
    assert "Small Clinic" in words(app)


def test_a_wrong_reference_is_told_kindly(office: StaffOffice) -> None:
    app = office.opens(office.clinic.doctor, page="submission", open="SC-2222-22")
    assert "There is no submission with this reference" in words(app)
    app = office.opens(office.clinic.doctor, page="submission", open="<script>")
    assert "There is no submission with this reference" in words(app)


def test_nothing_that_a_patient_types_is_read_as_markdown(office: StaffOffice) -> None:
    """Red when a name or answer goes into a label, a heading or st.markdown."""
    submission = sent(office, {**SWOLLEN, "called": HOSTILE, "more": HOSTILE})
    for app in (office.opens(office.clinic.doctor), opened(office, office.clinic.doctor, submission)):
        assert "&lt;b&gt;x&lt;/b&gt;" in words(app)
        assert "<b>x</b>" not in words(app)
        told = [text.value for text in app.markdown]
        told += [widget.label for widget in (*app.button, *app.radio, *app.text_area)]
        assert not any("example.org" in text for text in told)


def test_a_draft_set_and_a_broken_one_are_announced(
    office: StaffOffice, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("screening.web.live_set.LOOK_EVERY", -1.0)
    app = office.opens(office.clinic.doctor)
    assert "no doctor has signed it" in words(app)
    office.questions.write_text(SMALL_SET.replace("title: Safety", "tilte: Safety"), encoding="utf-8")
    clean(app.run())
    assert "saved with mistakes" in words(app)
    assert "questions.yaml, " in words(app)
    assert str(office.questions.parent) not in words(app)


@pytest.mark.parametrize("trouble", list(StorageTrouble))
def test_trouble_with_the_database_is_said_without_a_traceback(
    office: StaffOffice, trouble: StorageTrouble, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fails(*_: object, **__: object) -> None:
        raise StorageError(trouble)

    submission = sent(office)
    app = opened(office, office.clinic.doctor, submission)
    app.radio(key="answer-decide-kind-1").set_value(DecisionKind.SEE_IN_PERSON)
    monkeypatch.setattr(office.clinic.review, "decide", fails)
    clean(app.button(key="record").click().run())
    assert "Nothing was changed" in words(app)
    monkeypatch.setattr(office.clinic.accounts, "staff_of", fails)
    clean(app.run())
    assert "This did not work" in words(app)
    assert "O&#x27;Brien" not in words(app)


def test_one_set_that_cannot_be_read_hides_no_other_row(office: StaffOffice) -> None:
    submission = sent(office)
    with office.clinic.store._writing() as connection:  # noqa: SLF001 - a set of a language long gone
        connection.exec_driver_sql("DROP TRIGGER question_set_no_update")
        connection.exec_driver_sql("UPDATE question_set SET content = '{}'")
    office.clinic.review._question_sets.clear()  # noqa: SLF001 - as after a restart
    app = office.opens(office.clinic.doctor)
    assert "Zoë O&#x27;Brien, 36" in words(app)
    assert "The question set it was answered under cannot be read." in words(app)
    clean(app.button(key="export").click().run())
    assert "nothing was exported" in words(app)
    clean(app.button(key=f"open-{submission.reference}").click().run())
    assert "This submission cannot be opened" in words(app)
