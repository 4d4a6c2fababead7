from screening.submissions.audit import AuditAction
from screening.submissions.staff import Role
from screening.submissions.submission import State
from tests.builders import HEALTHY, SMALL_SET, SWOLLEN, SmallClinic, loaded

TOLD = {**SWOLLEN, "more": "My name is Zoë and I live in Leeds"}


def test_all_states_and_pages_come_once(clinic: SmallClinic) -> None:
    sent = {clinic.send(answers).submission.id for answers in [HEALTHY, SWOLLEN] * 110}
    rows = list(clinic.export.rows_for_export(clinic.doctor))
    assert {row.submission.id for row in rows} == sent
    assert len(rows) == 220
    assert len(list(clinic.export.rows_for_export(clinic.doctor, State.TO_REVIEW))) == 110


def test_one_question_set_at_a_time(clinic: SmallClinic) -> None:
    clinic.send()
    sha256 = clinic.question_set.sha256
    other = loaded(SMALL_SET.replace("Do you smoke?", "Do you smoke now?")).sha256
    for state in (State.CAN_BOOK, None):
        assert len(list(clinic.export.rows_for_export(clinic.doctor, state, sha256))) == 1
        assert list(clinic.export.rows_for_export(clinic.doctor, state, other)) == []


def test_the_event_comes_before_the_rows_and_holds_counts_only(clinic: SmallClinic) -> None:
    clinic.send()
    auditor = clinic.person(Role.AUDITOR)
    clinic.export.rows_for_export(clinic.doctor, State.CAN_BOOK)
    event = clinic.audit.events(auditor)[-1]
    assert event.action is AuditAction.EXPORTED
    assert event.staff == clinic.doctor.id
    assert event.details == {"rows": 1, "state": "can_book", "question_set": "all", "identified": "yes"}


def test_a_manager_gets_no_identity(clinic: SmallClinic) -> None:
    # Red when rows_for_export forgets without_identity for whoever may not EXPORT.
    clinic.send(TOLD)
    (row,) = clinic.export.rows_for_export(clinic.person(Role.MANAGER))
    assert not row.identified
    assert (row.submission.id, row.submission.reference) == ("", "")
    assert row.content is not None
    assert row.content.contact == {}
    assert dict(row.content.answers) == {"chest": "no", "leg": "yes", "smokes": "no"}
    everything = str((row.content.answers, row.content.assessment, row.content.identity))
    assert "Zoë" not in everything
    assert "1990" not in everything


def test_a_doctor_who_is_manager_too_gets_everything(clinic: SmallClinic) -> None:
    clinic.send(TOLD)
    (row,) = clinic.export.rows_for_export(clinic.person(Role.MANAGER, Role.DOCTOR))
    assert row.identified
    assert row.content is not None
    assert row.content.identity.name == "Zoë O'Brien"
