"""The demo: a believable clinic that nobody can sign in to, and never twice."""

import itertools
import re
from collections import Counter
from functools import lru_cache
from pathlib import Path

import pytest

from screening.demo import DEMO_STAFF, fill
from screening.questions.loader import SetText, canonical_text, load_file
from screening.questions.model import HeldFact, QuestionSet
from screening.submissions.audit_desk import AuditDesk
from screening.submissions.errors import SignInError
from screening.submissions.export_desk import ExportDesk
from screening.submissions.staff import Role
from screening.submissions.submission import State
from screening.submissions.views import ExportRow
from tests.architecture.sources import TOP
from tests.builders import SmallClinic, small_set, small_set_text

SUBMISSIONS = 90
FICTIONAL = re.compile(r"020 7946 0\d{3}|07700 900\d{3}")


@lru_cache
def shipped() -> tuple[QuestionSet, str]:
    path = TOP / "questions.yaml"
    found = load_file(path).question_set
    assert found is not None
    return found, canonical_text(SetText(path.read_text(encoding="utf-8"), path.name))


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory) -> SmallClinic:
    clinic = SmallClinic(tmp_path_factory.mktemp("demo"))
    question_set, text = shipped()
    assert fill(clinic.store, question_set, text, clinic.clock, submissions=SUBMISSIONS) == SUBMISSIONS
    return clinic


def rows(clinic: SmallClinic) -> list[ExportRow]:
    return list(ExportDesk(clinic.store, clinic.clock).rows_for_export(clinic.doctor))


def test_every_mark_urgency_and_state_is_there(filled: SmallClinic) -> None:
    found = [row.submission for row in rows(filled)]
    assert len(found) == SUBMISSIONS
    question_set, _ = shipped()
    assert {each.mark for each in found} == set(question_set.marks_by_id)
    assert {each.urgency for each in found} == set(question_set.urgency_rank)
    # Nothing leads to waiting for the patient yet.
    assert {each.state for each in found} == set(State) - {State.WAITING_FOR_PATIENT}
    assert max(Counter(each.sent_at.date() for each in found).values()) < SUBMISSIONS / 3


def test_everybody_is_made_up(filled: SmallClinic) -> None:
    question_set, _ = shipped()
    phone, email = question_set.holding(HeldFact.PHONE), question_set.holding(HeldFact.EMAIL)
    assert phone is not None
    assert email is not None
    for row in rows(filled):
        assert row.content is not None
        assert FICTIONAL.fullmatch(str(row.content.contact[phone.id]))
        assert str(row.content.contact.get(email.id, "@example.org")).endswith("@example.org")
        assert row.content.identity.name


def test_all_went_through_the_desks_in_the_order_of_time(filled: SmallClinic) -> None:
    auditor = filled.person(Role.AUDITOR)
    assert AuditDesk(filled.store, filled.clock).verify(auditor) == []
    with filled.store.reading() as kept:
        events = kept.trail.page(0, 5000)
    moments = [event.at for event in events if event.action.startswith("submission.")]
    assert moments[-1] <= filled.clock.now
    # Acts of some minutes may overlap a little, as they do in a real clinic.
    behind = [(early - late).total_seconds() for early, late in itertools.pairwise(moments)]
    assert max(behind) < 600


def test_nobody_can_sign_in_as_the_demo_s_staff(filled: SmallClinic) -> None:
    with filled.store.reading() as kept:
        demo = [member for member in kept.staff.all() if member.sign_in_name.startswith("demo.")]
    assert len(demo) == len(DEMO_STAFF)
    assert not any(member.active for member in demo)
    assert not filled.accounts.has_manager()
    for member in demo:
        for password in ("", "none", member.sign_in_name):
            with pytest.raises(SignInError):
                filled.accounts.sign_in(member.sign_in_name, password)


def test_a_filled_database_is_left_alone(filled: SmallClinic) -> None:
    question_set, text = shipped()
    assert fill(filled.store, question_set, text, filled.clock) == 0
    assert len(rows(filled)) == SUBMISSIONS


def test_the_demo_is_the_same_every_time(tmp_path: Path) -> None:
    found = []
    for name in ("one", "two"):
        clinic = SmallClinic(tmp_path / name)
        assert fill(clinic.store, small_set(), small_set_text(), clinic.clock, submissions=20) == 20
        found.append(
            [
                (row.submission.sent_at, row.submission.state, row.content and row.content.identity.name)
                for row in rows(clinic)
            ]
        )
        clinic.store.close()
    assert sorted(found[0], key=str) == sorted(found[1], key=str)


def test_a_set_without_cases_gives_no_demo(tmp_path: Path) -> None:
    clinic = SmallClinic(tmp_path)
    bare = small_set().model_copy(update={"cases": ()})
    with pytest.raises(ValueError, match="cases"):
        fill(clinic.store, bare, small_set_text(), clinic.clock)
    clinic.store.close()
