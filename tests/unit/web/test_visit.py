"""The form as it stands: what is asked, missing, urgent, and what stands in the way of sending."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta

import pytest

from screening.submissions.draft import Draft
from screening.submissions.submission import DangerCard
from screening.web.patient.visit import Visit
from tests.builders import HEALTHY, NOON, small_set

SAFETY, YOU, CONTACT = small_set().sections


def visit(answers: Mapping[str, object], *cards: DangerCard, now: datetime = NOON) -> Visit:
    return Visit.at(small_set(), Draft("1", small_set().sha256, NOON, NOON, 1, answers, cards), now)


def ids(questions: tuple[object, ...]) -> list[str]:
    return [getattr(question, "id", "") for question in questions]


def test_before_the_first_answer_all_is_asked_and_nothing_urgent() -> None:
    new = Visit.at(small_set(), None, NOON)
    assert new.answers == {}
    assert new.danger is None
    assert ids(new.questions_of(YOU)) == ["born", "smokes", "more"]
    assert ids(new.mistaken(SAFETY)) == ["chest", "leg"]
    assert ids(new.needed) == ["born", "called", "phone"]
    assert ids(new.skipped) == ["chest", "leg", "smokes"]


def test_a_whole_form_lacks_nothing() -> None:
    assert visit(HEALTHY).needed == visit(HEALTHY).skipped == ()


@pytest.mark.parametrize(
    ("changes", "needed", "skipped"),
    [
        ({"born": "2090-01-01"}, ["born"], []),
        ({"phone": "no"}, ["phone"], []),
        ({"smokes": "yes"}, [], ["packs"]),
        ({"smokes": "yes", "packs": 99}, [], ["packs"]),
        ({"leg": "maybe"}, [], ["leg"]),
        ({"email": "not one"}, ["email"], []),
        ({"more": "x" * 4001}, [], ["more"]),
    ],
)
def test_what_is_missing_or_wrong(changes: dict[str, object], needed: list[str], skipped: list[str]) -> None:
    """Red when: an invalid answer counts as given, or contact may be left out."""
    form = visit({**HEALTHY, **changes})
    assert (ids(form.needed), ids(form.skipped)) == (needed, skipped)


def test_an_answer_to_no_question_is_left_out_of_the_way() -> None:
    assert visit({**HEALTHY, "no_such_question": "x"}).skipped == ()


def card(urgency: str, *rules: str, read: bool = True) -> DangerCard:
    return DangerCard(urgency, rules, NOON, NOON if read else None)


@pytest.mark.parametrize(
    ("answers", "cards", "unread"),
    [
        ({"leg": "yes"}, [], True),
        ({"leg": "yes"}, [card("same_day", "swollen", read=False)], True),
        ({"leg": "yes"}, [card("same_day", "swollen")], False),
        ({"chest": "yes"}, [card("same_day", "swollen")], True),
        ({"chest": "yes"}, [card("same_day", "chest_pain")], True),
        ({"chest": "yes", "leg": "yes"}, [card("emergency", "chest_pain")], True),
        ({"chest": "yes", "leg": "yes"}, [card("emergency", "chest_pain", "swollen")], False),
        ({"leg": "yes"}, [card("emergency", "swollen")], False),
        ({"chest": "not_sure"}, [], True),
    ],
)
def test_a_card_interrupts_until_it_was_read(
    answers: dict[str, object], cards: list[DangerCard], unread: bool
) -> None:
    """Red when: reading about one sign lets another pass, or a milder card counts for a graver one."""
    danger = visit({**HEALTHY, **answers}, *cards).danger
    assert danger is not None
    assert danger.unread is unread


def test_the_gravest_sign_gives_the_card() -> None:
    danger = visit({**HEALTHY, "chest": "yes", "leg": "yes"}).danger
    assert danger is not None
    assert danger.urgency.id == "emergency"
    assert [flag.rule for flag in danger.flags] == ["chest_pain", "swollen"]


def test_no_sign_no_card() -> None:
    assert visit(HEALTHY, card("emergency", "chest_pain")).danger is None


def test_the_way_from_section_to_section() -> None:
    form = visit(HEALTHY)
    assert form.sections == (SAFETY, YOU, CONTACT)
    assert (form.section_after(SAFETY), form.section_after(CONTACT)) == (YOU, None)
    assert (form.section_before(YOU), form.section_before(SAFETY)) == (SAFETY, None)


def test_the_day_is_the_clinics() -> None:
    late = datetime(2026, 6, 1, 23, 30, tzinfo=UTC)
    assert visit(HEALTHY, now=late).today.isoformat() == "2026-06-02"
    assert visit(HEALTHY).reply_by - NOON > timedelta(days=1)


def test_rules_that_fail_stop_no_patient(monkeypatch: pytest.MonkeyPatch) -> None:
    """Red when: `Visit.at` lets an error of the rules through; then nobody could send the form."""

    def failing(*_: object) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr("screening.web.patient.visit.assess", failing)
    form = visit(HEALTHY)
    assert form.assessment is None
    assert form.danger is None
    assert form.sections == (SAFETY, YOU, CONTACT)
