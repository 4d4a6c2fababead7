from screening.submissions.audit import AuditAction
from screening.submissions.staff import Role
from tests.builders import SmallClinic


def test_an_untouched_trail_holds_and_verifying_is_noted(clinic: SmallClinic) -> None:
    for _ in range(5):
        clinic.send()
    auditor = clinic.person(Role.AUDITOR)
    assert clinic.audit.verify(auditor) == []
    assert clinic.audit.events(auditor)[-1].action is AuditAction.TRAIL_VERIFIED


def test_an_edit_in_the_database_is_found(clinic: SmallClinic) -> None:
    # Red when verify recomputes nothing.
    for _ in range(5):
        clinic.send()
    auditor = clinic.person(Role.AUDITOR)
    with clinic.store.transaction() as kept:
        connection = kept.trail._connection  # noqa: SLF001 - whoever holds the file can do this
        connection.exec_driver_sql("DROP TRIGGER audit_event_no_update")
        connection.exec_driver_sql("UPDATE audit_event SET subject = 'other' WHERE seq = 3")
    assert [found.seq for found in clinic.audit.verify(auditor)] == [3]


def test_a_deletion_in_the_database_is_found(clinic: SmallClinic) -> None:
    for _ in range(5):
        clinic.send()
    with clinic.store.transaction() as kept:
        connection = kept.trail._connection  # noqa: SLF001 - whoever holds the file can do this
        connection.exec_driver_sql("DROP TRIGGER audit_event_no_delete")
        connection.exec_driver_sql("DELETE FROM audit_event WHERE seq = 3")
    assert [found.seq for found in clinic.audit.verify(clinic.person(Role.AUDITOR))] == [4]
