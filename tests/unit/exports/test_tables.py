from decimal import Decimal

import pytest

from screening.exports.tables import FIXED_COLUMNS, REFERENCE, ExportTable, cell, columns, tables
from screening.questions.loader import SetText, canonical_text, load_text
from screening.questions.model import Option, Question, QuestionType
from screening.submissions.draft import new_token
from screening.submissions.staff import Role, StaffMember
from screening.submissions.submission import State
from tests.builders import HEALTHY, SMALL_SET, SWOLLEN, SmallClinic, loaded, small_set


def exported(clinic: SmallClinic, staff: StaffMember, state: State | None = None) -> tuple[ExportTable, ...]:
    return tables(clinic.export.rows_for_export(staff, state), clinic.export.question_set)


def test_columns_are_the_same_whoever_answered_what(clinic: SmallClinic) -> None:
    clinic.send()
    (one,) = exported(clinic, clinic.doctor)
    clinic.send({**SWOLLEN, "smokes": "yes", "packs": 3, "email": "zoe@example.org"})
    (both,) = exported(clinic, clinic.doctor)
    assert one.columns == both.columns
    assert one.columns[: len(FIXED_COLUMNS) + 1] == (REFERENCE, *FIXED_COLUMNS)
    assert one.columns[-9:] == ("chest", "leg", "born", "smokes", "packs", "more", "called", "phone", "email")


def test_a_row_says_what_was_given_and_found(clinic: SmallClinic) -> None:
    sent = clinic.send({**SWOLLEN, "chest": "not_sure", "smokes": "yes", "packs": Decimal("1.50")}).submission
    (table,) = exported(clinic, clinic.doctor, State.TO_REVIEW)
    row = dict(zip(table.columns, table.rows[0], strict=True))
    assert row[REFERENCE] == sent.reference
    assert (row["mark"], row["urgency"], row["state"]) == ("doctor", "emergency", "to_review")
    assert (row["flags"], row["possible_flags"]) == ("swollen", "chest_pain")
    assert (row["chest"], row["packs"], row["called"]) == ("not_sure", "1.50", "Zoë O'Brien")
    assert (row["more"], row["email"]) == ("", "")
    assert row["readable"] == "yes"


def test_only_the_filter_is_exported(clinic: SmallClinic) -> None:
    clinic.send()
    clinic.send(SWOLLEN)
    assert [len(table.rows) for table in exported(clinic, clinic.doctor, State.CAN_BOOK)] == [1]
    assert [len(table.rows) for table in exported(clinic, clinic.doctor)] == [2]
    assert exported(clinic, clinic.doctor, State.ON_HOLD) == ()


def test_managers_get_no_identity(clinic: SmallClinic) -> None:
    clinic.send({**SWOLLEN, "more": "call my sister Ada"})
    (table,) = exported(clinic, clinic.person(Role.MANAGER))
    assert REFERENCE not in table.columns
    assert not {"called", "phone", "email", "born", "more"} & set(table.columns)
    everything = repr(table.rows)
    assert "Brien" not in everything
    assert "Ada" not in everything
    assert "1990" not in everything


def test_each_version_of_the_set_is_a_table_of_its_own(clinic: SmallClinic) -> None:
    clinic.send()
    text = SMALL_SET.replace("Do you smoke?", "Do you smoke now?")
    newer = loaded(text)
    clinic.intake.keep_question_set(newer, canonical_text(SetText(text, "questions.yaml")))
    token = new_token()
    draft = clinic.intake.save_answers(token, newer, HEALTHY)
    clinic.intake.submit(token, draft.id, newer)
    found = exported(clinic, clinic.doctor)
    assert {table.question_set.sha256 for table in found} == {newer.sha256, small_set().sha256}
    assert [len(table.rows) for table in found] == [1, 1]


def test_what_does_not_open_is_still_a_row(clinic: SmallClinic) -> None:
    clinic.send(SWOLLEN)
    with clinic.store._writing() as connection:  # noqa: SLF001 - a disk that went bad
        connection.exec_driver_sql("UPDATE blob SET sealed = zeroblob(length(sealed))")
    (table,) = exported(clinic, clinic.doctor)
    row = dict(zip(table.columns, table.rows[0], strict=True))
    assert (row["readable"], row["mark"], row["called"]) == ("no", "doctor", "")


def test_choices_stand_in_the_order_of_the_set() -> None:
    options = tuple(Option(id=name, text=name) for name in ("b", "a", "none"))
    question = Question(id="q", section="s", ask="?", type=QuestionType.MANY_OF, options=options)
    assert cell(question, ["a", "b"]) == "b; a"
    assert cell(question, ["zzz", "a"]) == "a; zzz"
    assert cell(question, None) == ""


def test_a_question_named_like_a_fixed_column_keeps_its_own() -> None:
    taken = load_text(
        SMALL_SET.replace("      packs:", "      state:").replace("packs:", "state:")
    ).question_set
    assert taken is not None
    assert "question.state" in columns(taken, identified=True)
    assert len(set(columns(taken, identified=True))) == len(columns(taken, identified=True))


@pytest.mark.parametrize("identified", [True, False])
def test_frames_hold_only_text(clinic: SmallClinic, identified: bool) -> None:
    clinic.send({**HEALTHY, "smokes": "yes", "packs": 1})
    staff = clinic.doctor if identified else clinic.person(Role.MANAGER)
    (table,) = exported(clinic, staff)
    frame = table.frame()
    assert list(frame.columns) == list(table.columns)
    assert all(isinstance(value, str) for value in frame.to_numpy().ravel())
