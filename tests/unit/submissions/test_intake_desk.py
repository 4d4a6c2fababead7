"""Sending: checked again, marked, kept in one transaction, once."""

import logging
import threading
from collections.abc import Mapping
from datetime import date, timedelta

import pytest

from screening.questions.model import QuestionSet
from screening.rules.assess import Assessment, assess
from screening.submissions.audit import AuditAction
from screening.submissions.draft import RECEIPT_LIFE, new_token
from screening.submissions.errors import AlreadySentError, NotAllowedError, NotFoundError, NotReadyError
from screening.submissions.intake_desk import IntakeDesk
from screening.submissions.staff import Role
from screening.submissions.submission import Receipt, State
from tests.builders import HEALTHY, NOON, SMALL_SET, SWOLLEN, TODAY, SmallClinic, loaded

SMOKED = {**HEALTHY, "smokes": "yes", "packs": 3}


def broken(question_set: QuestionSet, answers: Mapping[str, object], today: date) -> Assessment:
    raise RuntimeError(f"cannot assess {answers} under {question_set.id} on {today}")


def test_a_healthy_form_can_book(clinic: SmallClinic) -> None:
    receipt = clinic.send()
    assert receipt.submission.state is State.CAN_BOOK
    assert receipt.submission.mark == "book"
    assert receipt.submission.sent_at == NOON
    assert receipt.content.contact == {"called": "Zoë O'Brien", "phone": "020 7946 0123"}
    assert set(receipt.content.answers) == {"chest", "leg", "born", "smokes"}
    assert receipt.content.today == TODAY


def test_a_danger_sign_is_for_a_doctor(clinic: SmallClinic) -> None:
    submission = clinic.send(SWOLLEN).submission
    assert (submission.state, submission.urgency, submission.urgency_rank) == (State.TO_REVIEW, "same_day", 1)


def test_the_draft_is_gone_and_the_receipt_stays_a_day(clinic: SmallClinic) -> None:
    token = new_token()
    draft = clinic.intake.save_answers(token, clinic.question_set, HEALTHY)
    receipt = clinic.intake.submit(token, draft.id, clinic.question_set)
    assert clinic.intake.draft(token) is None
    assert clinic.intake.receipt(token) == receipt
    assert clinic.intake.receipt(new_token()) is None
    clinic.clock.advance(RECEIPT_LIFE)
    assert clinic.intake.receipt(token) is None


def test_sending_twice_gives_the_same_receipt(clinic: SmallClinic) -> None:
    # Red when submit no longer looks for what was sent with the token.
    token = new_token()
    draft = clinic.intake.save_answers(token, clinic.question_set, HEALTHY)
    first = clinic.intake.submit(token, draft.id, clinic.question_set)
    clinic.clock.advance(timedelta(hours=1))
    assert clinic.intake.submit(token, draft.id, clinic.question_set) == first
    assert clinic.review.counts(clinic.doctor)[State.CAN_BOOK] == 1


def test_sending_from_many_tabs_at_once_gives_one_submission(clinic: SmallClinic) -> None:
    token = new_token()
    draft = clinic.intake.save_answers(token, clinic.question_set, HEALTHY)
    receipts: list[Receipt] = []

    def send() -> None:
        receipts.append(clinic.intake.submit(token, draft.id, clinic.question_set))

    threads = [threading.Thread(target=send) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(receipts) == 8
    assert len({receipt.submission.id for receipt in receipts}) == 1
    assert clinic.review.counts(clinic.doctor)[State.CAN_BOOK] == 1


def test_a_strange_draft_id_sends_nothing(clinic: SmallClinic) -> None:
    token = new_token()
    draft = clinic.intake.save_answers(token, clinic.question_set, HEALTHY)
    with pytest.raises(NotFoundError):
        clinic.intake.submit(token, "0" * 32, clinic.question_set)
    with pytest.raises(NotFoundError):
        clinic.intake.submit(new_token(), draft.id, clinic.question_set)
    clinic.intake.submit(token, draft.id, clinic.question_set)
    with pytest.raises(AlreadySentError):
        clinic.intake.submit(token, "0" * 32, clinic.question_set)
    with pytest.raises(NotFoundError):
        clinic.intake.submit(new_token(), draft.id, clinic.question_set)


@pytest.mark.parametrize(
    ("change", "named"),
    [
        ({"called": None}, ("called",)),
        ({"called": "  "}, ("called",)),
        ({"phone": "my phone"}, ("phone",)),
        ({"email": "nobody"}, ("email",)),
        ({"born": None}, ("born",)),
        ({"born": "2099-01-01"}, ("born",)),
        ({"born": None, "called": None, "phone": None}, ("born", "called", "phone")),
    ],
)
def test_contact_and_birth_date_cannot_be_left_out(
    clinic: SmallClinic, change: dict[str, object], named: tuple[str, ...]
) -> None:
    # Red when _examine no longer raises: the clinic could not answer, or not know whom.
    token = new_token()
    draft = clinic.intake.save_answers(token, clinic.question_set, {**HEALTHY, **change})
    with pytest.raises(NotReadyError) as refused:
        clinic.intake.submit(token, draft.id, clinic.question_set)
    assert refused.value.questions == named
    assert clinic.intake.draft(token) == draft
    assert sum(clinic.review.counts(clinic.doctor).values()) == 0


def test_a_skipped_question_is_for_a_doctor(clinic: SmallClinic) -> None:
    submission = clinic.send({**HEALTHY, "leg": "  "}).submission
    assert (submission.mark, submission.state) == ("doctor", State.TO_REVIEW)


@pytest.mark.parametrize(
    "forged",
    [{"leg": "perhaps"}, {"leg": True}, {"leg": ["yes", "no"]}, {"no_such": "x"}, {"more": "x" * 5000}],
)
def test_a_forged_answer_is_never_the_mildest_mark(clinic: SmallClinic, forged: dict[str, object]) -> None:
    receipt = clinic.send({**HEALTHY, **forged})
    assert receipt.submission.mark == "doctor"
    assert receipt.content.assessment is not None
    assert set(forged) <= set(receipt.content.assessment["invalid"])  # type: ignore[call-overload]


def test_an_answer_to_a_question_that_is_not_asked_is_not_kept(clinic: SmallClinic) -> None:
    # Red when _examine keeps all of the draft: hidden answers would count in exports.
    receipt = clinic.send({**HEALTHY, "packs": 3})
    assert "packs" not in receipt.content.answers
    assert receipt.submission.mark == "book"
    assert clinic.send(SMOKED).content.answers["packs"] == 3


def test_a_failing_engine_means_a_doctor_and_no_urgency(
    clinic: SmallClinic, caplog: pytest.LogCaptureFixture
) -> None:
    # Red when mark_answers lets an exception through, or falls back to anything but fail_safe.
    desk = IntakeDesk(clinic.store, clinic.clock, assess=broken)
    token = new_token()
    draft = desk.save_answers(token, clinic.question_set, HEALTHY)
    with caplog.at_level(logging.ERROR):
        receipt = desk.submit(token, draft.id, clinic.question_set)
    assert receipt.submission.mark == clinic.question_set.fail_safe
    assert receipt.submission.urgency is None
    assert receipt.submission.urgency_rank == 3, "before all others"
    assert receipt.submission.state is State.TO_REVIEW
    assert receipt.content.assessment is None
    assert receipt.content.answers["leg"] == "no", "the answers are there to be read"
    assert "RuntimeError" in caplog.text
    assert "Brien" not in caplog.text, "the error is logged without answers"
    assert "1990-03-01" not in caplog.text


@pytest.mark.parametrize("mark", ["nonsense", None])
def test_a_mark_that_does_not_exist_is_a_failure(clinic: SmallClinic, mark: str | None) -> None:
    def odd(question_set: QuestionSet, answers: Mapping[str, object], today: date) -> Assessment:
        found = assess(question_set, answers, today)
        object.__setattr__(found, "mark", mark)
        return found

    desk = IntakeDesk(clinic.store, clinic.clock, assess=odd)
    token = new_token()
    draft = desk.save_answers(token, clinic.question_set, HEALTHY)
    assert desk.submit(token, draft.id, clinic.question_set).submission.mark == "doctor"


def test_a_danger_sign_taken_back_stays_a_note_and_is_for_a_doctor(clinic: SmallClinic) -> None:
    # Red when mark_answers no longer looks at the cards.
    token = new_token()
    clinic.intake.save_answers(token, clinic.question_set, SWOLLEN)
    clinic.intake.record_card(token, "same_day", ("swollen",), read=False)
    clinic.clock.advance(timedelta(seconds=20))
    clinic.intake.record_card(token, "same_day", ("swollen",), read=True)
    clinic.clock.advance(timedelta(minutes=1))
    draft = clinic.intake.save_answers(token, clinic.question_set, {"leg": "no"})
    receipt = clinic.intake.submit(token, draft.id, clinic.question_set)
    (card,) = receipt.content.cards
    assert card.shown_at == NOON
    assert card.read_at == NOON + timedelta(seconds=20)
    assert card.changed_at == NOON + timedelta(seconds=80)
    assert (receipt.submission.mark, receipt.submission.state) == ("doctor", State.TO_REVIEW)
    assert receipt.content.assessment is not None
    assert receipt.content.assessment["mark"] == "book", "what the machine said stays as it was"


def test_a_card_that_was_never_saved_with_an_answer_has_no_draft(clinic: SmallClinic) -> None:
    with pytest.raises(NotFoundError):
        clinic.intake.record_card(new_token(), "same_day", ("swollen",), read=False)


def test_a_card_shown_again_keeps_its_first_times(clinic: SmallClinic) -> None:
    token = new_token()
    clinic.intake.save_answers(token, clinic.question_set, SWOLLEN)
    clinic.intake.record_card(token, "same_day", ("swollen",), read=True)
    clinic.clock.advance(timedelta(minutes=1))
    draft = clinic.intake.record_card(token, "same_day", ("swollen",), read=True)
    assert [(card.shown_at, card.read_at) for card in draft.cards] == [(NOON, NOON)]


def test_an_answer_is_saved_even_when_the_cards_cannot_be_judged(clinic: SmallClinic) -> None:
    token = new_token()
    clinic.intake.save_answers(token, clinic.question_set, SWOLLEN)
    clinic.intake.record_card(token, "same_day", ("swollen",), read=True)
    desk = IntakeDesk(clinic.store, clinic.clock, assess=broken)
    assert desk.save_answers(token, clinic.question_set, {"leg": "no"}).answers["leg"] == "no"


def test_reception_types_in_a_paper_form(clinic: SmallClinic) -> None:
    token, reception = new_token(), clinic.person(Role.RECEPTION)
    draft = clinic.intake.save_answers(token, clinic.question_set, HEALTHY)
    with pytest.raises(NotAllowedError):
        clinic.intake.submit(token, draft.id, clinic.question_set, entered_by=clinic.person(Role.MANAGER))
    receipt = clinic.intake.submit(token, draft.id, clinic.question_set, entered_by=reception)
    assert receipt.submission.entered_by == reception.id


def test_indexes_and_event_are_part_of_the_sending(clinic: SmallClinic) -> None:
    submission = clinic.send(SWOLLEN).submission
    with clinic.store.reading() as kept:
        assert kept.indexes.flagged("swollen") == 1
        assert kept.indexes.flagged("chest_pain") == 0
        assert kept.indexes.matching(["name:zoe", "birth_date:1990-03-01"], 5) == [submission.id]
        assert kept.indexes.matching(["name:zoe", "birth_date:1991-03-01"], 5) == []
        (event,) = kept.trail.about(submission.id)
    assert event.action is AuditAction.SENT


def test_unreadable_hours_make_it_due_at_once(clinic: SmallClinic) -> None:
    words = clinic.question_set.clinic.model_copy(update={"hours": "now and then"})
    odd = clinic.question_set.model_copy(update={"clinic": words})
    token = new_token()
    draft = clinic.intake.save_answers(token, odd, HEALTHY)
    assert clinic.intake.submit(token, draft.id, odd).submission.due_at == NOON


def test_answers_are_taken_only_under_a_set_that_is_kept(clinic: SmallClinic) -> None:
    with pytest.raises(ValueError, match="canonical"):
        clinic.intake.keep_question_set(clinic.question_set, "{}")
    other = loaded(SMALL_SET.replace("Do you smoke?", "Do you smoke now?"))
    with pytest.raises(NotFoundError):
        clinic.intake.question_set(other.sha256)
    kept = clinic.intake.question_set(clinic.question_set.sha256)
    assert kept.questions == clinic.question_set.questions
