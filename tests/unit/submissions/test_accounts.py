from datetime import timedelta

import pytest

from screening.submissions.accounts import IDLE, INVITE_LIFE, SESSION_LIFE, SignedIn, waiting_time
from screening.submissions.audit import AuditAction
from screening.submissions.draft import new_token
from screening.submissions.errors import AccountError, NotFoundError, SignInError
from screening.submissions.staff import Role, StaffMember
from screening.submissions.store import Failures
from tests.builders import NOON, PASSWORD, SmallClinic


def joined(clinic: SmallClinic, name: str = "shah", *, by: StaffMember | None = None) -> StaffMember:
    token = clinic.accounts.create_invite([Role.DOCTOR, Role.MANAGER], by)
    return clinic.accounts.accept_invite(token, name, "Dr Shah", PASSWORD)


def signed_in(clinic: SmallClinic) -> SignedIn:
    joined(clinic)
    return clinic.accounts.sign_in("shah", PASSWORD)


def test_whoever_runs_the_server_can_always_let_a_manager_in(clinic: SmallClinic) -> None:
    assert not clinic.accounts.has_manager()
    first = joined(clinic)
    assert clinic.accounts.has_manager()
    assert first.roles == {Role.DOCTOR, Role.MANAGER}
    assert clinic.accounts.invite(clinic.accounts.create_invite([Role.MANAGER])) is not None
    assert joined(clinic, "lee", by=first).sign_in_name == "lee"


def test_an_invite_works_once(clinic: SmallClinic) -> None:
    token = clinic.accounts.create_invite([Role.MANAGER])
    assert clinic.accounts.invite(token) is not None
    clinic.accounts.accept_invite(token, "shah", "Dr Shah", PASSWORD)
    assert clinic.accounts.invite(token) is None
    with pytest.raises(NotFoundError):
        clinic.accounts.accept_invite(token, "other", "Other", PASSWORD)


def test_an_invite_ends_after_a_day(clinic: SmallClinic) -> None:
    token = clinic.accounts.create_invite([Role.MANAGER])
    clinic.clock.advance(INVITE_LIFE)
    with pytest.raises(NotFoundError):
        clinic.accounts.accept_invite(token, "shah", "Dr Shah", PASSWORD)
    with pytest.raises(NotFoundError):
        clinic.accounts.accept_invite(new_token(), "shah", "Dr Shah", PASSWORD)
    with pytest.raises(AccountError):
        clinic.accounts.create_invite([])


@pytest.mark.parametrize(
    ("name", "shown", "password", "code"),
    [
        ("s", "Dr Shah", PASSWORD, "sign_in_name"),
        ("dr shah", "Dr Shah", PASSWORD, "sign_in_name"),
        ("shah", " \n", PASSWORD, "display_name"),
        ("shah", "Dr Shah", "x" * 14, "password"),
        ("shah", "Dr Shah", "x" * 201, "password"),
    ],
)
def test_what_cannot_be_an_account_is_refused_and_the_invite_stays(
    clinic: SmallClinic, name: str, shown: str, password: str, code: str
) -> None:
    token = clinic.accounts.create_invite([Role.MANAGER])
    with pytest.raises(AccountError) as refused:
        clinic.accounts.accept_invite(token, name, shown, password)
    assert refused.value.code == code
    assert clinic.accounts.accept_invite(token, "Shah", "Dr Shah", "x" * 15).sign_in_name == "shah"


def test_a_name_is_taken_whatever_its_case(clinic: SmallClinic) -> None:
    first = joined(clinic)
    with pytest.raises(AccountError, match="taken"):
        joined(clinic, "SHAH", by=first)


def test_sign_in_and_out(clinic: SmallClinic) -> None:
    session = signed_in(clinic)
    assert clinic.accounts.staff_of(session.token) == session.member
    assert clinic.accounts.staff_of(new_token()) is None
    clinic.accounts.sign_out(session.token)
    clinic.accounts.sign_out(session.token)
    assert clinic.accounts.staff_of(session.token) is None
    assert clinic.accounts.sign_in(" SHAH ", PASSWORD).member == session.member


@pytest.mark.parametrize(
    ("name", "password"),
    [
        ("shah", "wrong password here"),
        ("nobody", PASSWORD),
        ("shah", ""),
        ("", ""),
        ("shah", PASSWORD + "x" * 300),
    ],
)
def test_a_wrong_sign_in_tells_nothing(clinic: SmallClinic, name: str, password: str) -> None:
    joined(clinic)
    with pytest.raises(SignInError, match="do not go together"):
        clinic.accounts.sign_in(name, password)


def test_known_and_unknown_names_take_the_same_steps(
    clinic: SmallClinic, monkeypatch: pytest.MonkeyPatch
) -> None:
    # Red when an unknown name returns before a password is verified, or is not slowed down.
    joined(clinic)
    verified: list[bool] = []
    real = clinic.accounts._matches  # noqa: SLF001 - counted, not replaced

    def counting(password_hash: str, password: str) -> bool:
        verified.append(real(password_hash, password))
        return verified[-1]

    monkeypatch.setattr(clinic.accounts, "_matches", counting)
    waits = {}
    for name in ("shah", "nobody"):
        clinic.slept.clear()
        for _ in range(6):
            with pytest.raises(SignInError):
                clinic.accounts.sign_in(name, "wrong password here")
        waits[name] = list(clinic.slept)
    assert verified == [False] * 12
    assert waits["shah"] == waits["nobody"] == [0, 0, 0, 1, 2, 4]


def test_failures_slow_down_but_never_lock_out(clinic: SmallClinic) -> None:
    # Red when waiting_time loses its cap, or a count of failures refuses the right password.
    joined(clinic)
    with clinic.store.transaction() as kept:
        kept.staff.put_failures("shah", Failures(10_000, clinic.clock()))
    clinic.accounts.sign_in("shah", PASSWORD)
    assert clinic.slept[-1] == 10
    clinic.accounts.sign_in("shah", PASSWORD)
    assert clinic.slept[-1] == 0, "the right password wipes the slate"


def test_waiting_grows_to_its_cap() -> None:
    waits = [waiting_time(Failures(count, NOON)).total_seconds() for count in range(9)]
    assert waits == [0, 0, 0, 1, 2, 4, 8, 10, 10]
    assert waiting_time(None) == timedelta()


def test_an_idle_session_ends(clinic: SmallClinic) -> None:
    # Red when staff_of no longer compares seen_at.
    session = signed_in(clinic)
    for _ in range(3):
        clinic.clock.advance(IDLE - timedelta(minutes=1))
        assert clinic.accounts.staff_of(session.token) is not None
    clinic.clock.advance(IDLE)
    assert clinic.accounts.staff_of(session.token) is None
    clinic.clock.advance(-IDLE)
    assert clinic.accounts.staff_of(session.token) is None, "ended for good, not only hidden"


def test_no_session_outlives_twelve_hours(clinic: SmallClinic) -> None:
    session = signed_in(clinic)
    for _ in range(71):
        clinic.clock.advance(timedelta(minutes=10))
        assert clinic.accounts.staff_of(session.token) is not None
    clinic.clock.advance(SESSION_LIFE - 71 * timedelta(minutes=10))
    assert clinic.accounts.staff_of(session.token) is None


def test_sign_out_everywhere(clinic: SmallClinic) -> None:
    first = signed_in(clinic)
    second = clinic.accounts.sign_in("shah", PASSWORD)
    assert clinic.accounts.sign_out_everywhere(first.member) == 2
    assert clinic.accounts.staff_of(first.token) is None
    assert clinic.accounts.staff_of(second.token) is None


def test_switching_off_ends_sessions_and_sign_in(clinic: SmallClinic) -> None:
    session, manager = signed_in(clinic), clinic.person(Role.MANAGER)
    clinic.accounts.switch(manager, session.member.id, active=False)
    assert clinic.accounts.staff_of(session.token) is None
    with pytest.raises(SignInError):
        clinic.accounts.sign_in("shah", PASSWORD)
    clinic.accounts.switch(manager, session.member.id, active=True)
    clinic.accounts.sign_in("shah", PASSWORD)
    with pytest.raises(AccountError):
        clinic.accounts.switch(manager, manager.id, active=False)
    with pytest.raises(NotFoundError):
        clinic.accounts.switch(manager, "nobody", active=False)
    assert {member.sign_in_name for member in clinic.accounts.members(manager)} >= {"shah"}


def test_neither_password_nor_tokens_are_stored(clinic: SmallClinic) -> None:
    # Red when a token is kept as it is, or the password in anything but argon2id.
    session = signed_in(clinic)
    files = b"".join(path.read_bytes() for path in clinic.database.parent.iterdir())
    assert b"$argon2id$v=19$m=19456,t=2,p=1$" in files
    assert PASSWORD.encode() not in files
    assert session.token.encode() not in files
    assert session.token not in repr(session)


def test_the_trail_tells_who_came_and_went(clinic: SmallClinic) -> None:
    session = signed_in(clinic)
    with pytest.raises(SignInError):
        clinic.accounts.sign_in("nobody", PASSWORD)
    with pytest.raises(SignInError):
        clinic.accounts.sign_in("shah", "wrong password here")
    clinic.accounts.sign_out(session.token)
    events = clinic.audit.events(clinic.person(Role.AUDITOR))
    assert [(event.action, event.subject) for event in events] == [
        (AuditAction.INVITED, None),
        (AuditAction.JOINED, session.member.id),
        (AuditAction.SIGNED_IN, session.member.id),
        (AuditAction.SIGN_IN_FAILED, None),
        (AuditAction.SIGN_IN_FAILED, session.member.id),
        (AuditAction.SIGNED_OUT, session.member.id),
    ]


def test_passwords_are_the_same_however_letters_are_composed(clinic: SmallClinic) -> None:
    token = clinic.accounts.create_invite([Role.MANAGER])
    clinic.accounts.accept_invite(token, "zoe", "Zoë", "caf\u00e9 au lait noir")
    clinic.accounts.sign_in("zoe", "cafe\u0301 au lait noir")
