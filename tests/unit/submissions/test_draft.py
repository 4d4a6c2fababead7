from datetime import timedelta

import pytest

from screening.submissions.draft import DRAFT_LIFE, Draft, new_token, token_hash
from screening.submissions.errors import AlreadySentError, NotFoundError, TooLargeError
from tests.builders import HEALTHY, NOON, SmallClinic


def test_nothing_is_stored_before_the_first_answer(clinic: SmallClinic) -> None:
    token = new_token()
    assert clinic.intake.save_answers(token, clinic.question_set, {}).version == 0
    assert clinic.intake.save_answers(token, clinic.question_set, {"leg": None}).version == 0
    assert clinic.intake.draft(token) is None


def test_the_later_answer_wins_and_the_other_answers_stay(clinic: SmallClinic) -> None:
    # Red when save_answers starts from what the tab knew rather than from what is stored.
    token = new_token()
    clinic.intake.save_answers(token, clinic.question_set, {"leg": "no", "chest": "no"})
    clinic.intake.save_answers(token, clinic.question_set, {"leg": "yes"}, page="safety")
    draft = clinic.intake.save_answers(token, clinic.question_set, {"smokes": "no"})
    assert draft.answers == {"leg": "yes", "chest": "no", "smokes": "no"}
    assert clinic.intake.draft(token) == draft
    assert draft.page == "safety"


def test_none_takes_an_answer_away(clinic: SmallClinic) -> None:
    token = new_token()
    clinic.intake.save_answers(token, clinic.question_set, {"leg": "no", "chest": "no"})
    assert clinic.intake.save_answers(token, clinic.question_set, {"leg": None}).answers == {"chest": "no"}


def test_another_token_finds_nothing(clinic: SmallClinic) -> None:
    clinic.intake.save_answers(new_token(), clinic.question_set, HEALTHY)
    assert clinic.intake.draft(new_token()) is None


def test_a_draft_goes_seven_days_after_its_last_change(clinic: SmallClinic) -> None:
    # Red when is_expired always says no.
    token = new_token()
    clinic.intake.save_answers(token, clinic.question_set, {"leg": "no"})
    clinic.clock.advance(DRAFT_LIFE - timedelta(seconds=1))
    assert clinic.intake.draft(token) is not None
    clinic.clock.advance(timedelta(seconds=1))
    assert clinic.intake.draft(token) is None
    with clinic.store.reading() as kept:
        assert kept.drafts.find(token_hash(token)) is None, "expired means deleted, not only hidden"


def test_old_drafts_go_when_a_new_one_comes(clinic: SmallClinic) -> None:
    old = new_token()
    clinic.intake.save_answers(old, clinic.question_set, {"leg": "no"})
    clinic.clock.advance(DRAFT_LIFE)
    clinic.intake.save_answers(new_token(), clinic.question_set, {"leg": "no"})
    with clinic.store.reading() as kept:
        assert kept.drafts.find(token_hash(old)) is None


def test_an_expired_draft_is_not_gone_on_with(clinic: SmallClinic) -> None:
    token = new_token()
    first = clinic.intake.save_answers(token, clinic.question_set, HEALTHY)
    clinic.clock.advance(DRAFT_LIFE)
    with pytest.raises(NotFoundError):
        clinic.intake.submit(token, first.id, clinic.question_set)
    second = clinic.intake.save_answers(token, clinic.question_set, {"leg": "no"})
    assert second.id != first.id
    assert second.answers == {"leg": "no"}


def test_stop_and_delete(clinic: SmallClinic) -> None:
    token = new_token()
    clinic.intake.save_answers(token, clinic.question_set, HEALTHY)
    clinic.intake.discard(token)
    clinic.intake.discard(token)
    assert clinic.intake.draft(token) is None


def test_a_sent_form_takes_no_more_answers(clinic: SmallClinic) -> None:
    # Red when save_answers no longer looks for the receipt: a late second tab would begin a new form.
    token = new_token()
    draft = clinic.intake.save_answers(token, clinic.question_set, HEALTHY)
    clinic.intake.submit(token, draft.id, clinic.question_set)
    with pytest.raises(AlreadySentError):
        clinic.intake.save_answers(token, clinic.question_set, {"leg": "yes"})


def test_more_than_a_form_can_hold_is_refused_and_nothing_lost(clinic: SmallClinic) -> None:
    token = new_token()
    clinic.intake.save_answers(token, clinic.question_set, {"more": "x" * 5000})
    with pytest.raises(TooLargeError):
        clinic.intake.save_answers(token, clinic.question_set, {"leg": "x" * 300_000})
    draft = clinic.intake.draft(token)
    assert draft is not None
    assert draft.answers == {"more": "x" * 5000}, "too long for the rules, but nothing typed is lost"


def test_a_token_has_at_least_128_bits_and_is_not_stored(clinic: SmallClinic) -> None:
    # Red when the token itself is kept.
    token = new_token()
    assert len(token) * 6 >= 128
    clinic.intake.save_answers(token, clinic.question_set, HEALTHY)
    files = b"".join(path.read_bytes() for path in clinic.database.parent.iterdir())
    assert token_hash(token) in files
    assert token.encode() not in files


def test_answers_do_not_show_in_a_representation() -> None:
    assert "secret" not in repr(Draft("1", "set", NOON, NOON, 1, {"q": "secret"}))
