from collections.abc import Mapping
from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest

from screening.questions.loader import SetText, canonical_text
from screening.questions.words import Words
from screening.submissions.decision import DecisionKind
from screening.submissions.draft import new_token
from screening.submissions.intake_desk import IntakeDesk
from screening.submissions.staff import Role, StaffMember
from screening.submissions.views import Opened
from screening.web.staff.answers_shown import Tone, answers_html, contact, gaps, sections
from screening.web.staff.history import decisions, entries_html, trail
from screening.web.staff.moments import Moments
from screening.web.staff.reasons import details_of, reasons
from screening.web.staff.summary import heading_html, reasons_html, summary
from tests.builders import HEALTHY, SMALL_SET, SWOLLEN, SmallClinic, loaded

WORDS = Words.english()
HOSTILE = "<img src=x onerror=alert(1)>![x](http://example.org/x.png)"
TELLING = SMALL_SET.replace(
    "      leg: {ask: Has one leg swollen?, type: yes_no}\n",
    "      leg: {ask: Has one leg swollen?, type: yes_no}\n"
    "      leg_more: {ask: Since when?, type: long_text, optional: yes, show_when: {leg: yes}}\n",
).replace(
    "  heavy_smoker:",
    "  smoker: {when: {smokes: yes}, title: Smokes, source: [O]}\n  heavy_smoker:",
)


def moments(clinic: SmallClinic) -> Moments:
    return Moments(clinic.clock.now, ZoneInfo("Europe/London"), WORDS)


def opened(
    clinic: SmallClinic,
    answers: Mapping[str, object],
    staff: StaffMember | None = None,
    text: str = SMALL_SET,
) -> Opened:
    """Send the answers under a set, and open what was sent."""
    question_set = loaded(text)
    clinic.intake.keep_question_set(question_set, canonical_text(SetText(text, "questions.yaml")))
    token = new_token()
    draft = clinic.intake.save_answers(token, question_set, answers)
    sent = clinic.intake.submit(token, draft.id, question_set).submission
    return clinic.review.open(staff or clinic.doctor, sent.reference, "one")


def test_the_summary_says_who_what_and_why(clinic: SmallClinic) -> None:
    shown = summary(opened(clinic, {**SWOLLEN, "leg_more": "since Monday"}, text=TELLING), moments(clinic))
    assert shown.name == "Zoë O'Brien, 36"
    assert shown.born == "born 1 Mar 1990"
    assert [badge.text for badge in shown.badges] == ["Doctor", "Same day", "Due Tue 24 Nov"]
    (reason,) = shown.reasons
    assert (reason.title, reason.source) == ("Leg swollen", "O")
    (line,) = reason.lines
    assert (line.question, line.answer) == ("Has one leg swollen?", "Yes")
    assert line.details == ("since Monday",)


def test_flags_without_a_mark_are_only_notes(clinic: SmallClinic) -> None:
    shown = summary(opened(clinic, {**HEALTHY, "smokes": "yes", "packs": 1}, text=TELLING), moments(clinic))
    assert shown.reasons == ()
    assert [note.title for note in shown.notes] == ["Smokes"]
    assert shown.nothing == "No rule asks for a doctor."


def test_what_cannot_be_ruled_out_is_worded_so(clinic: SmallClinic) -> None:
    (reason,) = reasons(opened(clinic, {**HEALTHY, "chest": "not_sure"}), WORDS)
    assert reason.possible
    assert reason.title == "Not ruled out: Chest"
    assert reason.lines[0].answer == "Not sure"


def test_the_most_urgent_reason_stands_first(clinic: SmallClinic) -> None:
    answers = {**SWOLLEN, "chest": "yes", "smokes": "yes", "packs": 3}
    assert [reason.title for reason in reasons(opened(clinic, answers), WORDS)] == [
        "Chest",
        "Leg swollen",
        "Smokes a lot",
    ]


def test_gaps_are_named_as_they_were_asked(clinic: SmallClinic) -> None:
    answers = {**HEALTHY, "chest": "not_sure", "smokes": "yes", "packs": 99}
    del answers["leg"]
    missing = gaps(opened(clinic, answers))
    assert missing.unsure == ("Do you have chest pain now?",)
    assert missing.unanswered == ("Has one leg swollen?",)
    assert missing.unusable == ("How many packs a day?",)


def test_a_form_with_gaps_alone_says_so(clinic: SmallClinic) -> None:
    answers = {name: raw for name, raw in HEALTHY.items() if name != "leg"}
    shown = summary(opened(clinic, answers), moments(clinic))
    assert shown.nothing == "No rule asks for a doctor, but the form is not complete."


def test_a_failed_assessment_is_said_aloud(clinic: SmallClinic) -> None:
    def broken(*_: object) -> None:
        raise ZeroDivisionError

    clinic.intake = IntakeDesk(clinic.store, clinic.clock, broken)  # type: ignore[arg-type]
    sent = opened(clinic, HEALTHY)
    shown = summary(sent, moments(clinic))
    assert shown.failed
    assert "Read all answers" in shown.nothing
    assert shown.badges[1].text == "Rules failed"
    assert "alarm" in reasons_html(shown, moments(clinic))
    assert [answer.answer for answer in sections(sent, WORDS)[0].answers] == ["No", "No"]


def test_danger_cards_tell_when_they_were_shown_read_and_taken_back(clinic: SmallClinic) -> None:
    token = new_token()
    clinic.intake.save_answers(token, clinic.question_set, SWOLLEN)
    clinic.intake.record_card(token, "same_day", ("swollen",), read=False)
    clinic.clock.advance(timedelta(minutes=2))
    clinic.intake.record_card(token, "same_day", ("swollen",), read=True)
    clinic.clock.advance(timedelta(minutes=1))
    draft = clinic.intake.save_answers(token, clinic.question_set, HEALTHY)
    sent = clinic.intake.submit(token, draft.id, clinic.question_set).submission
    shown = summary(clinic.review.open(clinic.doctor, sent.reference, "one"), moments(clinic))
    (card,) = shown.cards
    assert card.startswith("“Leg swollen” shown Fri 20 Nov, 12:00, read Fri 20 Nov, 12:02")
    assert card.endswith("answer changed Fri 20 Nov, 12:03")
    assert "taken back" in shown.nothing


def test_all_answers_stand_by_section_with_what_was_told_more(clinic: SmallClinic) -> None:
    sent = opened(clinic, {**SWOLLEN, "leg_more": "since Monday", "smokes": "yes", "packs": 99}, text=TELLING)
    safety, you = sections(sent, WORDS)
    assert [(a.question, a.answer, a.under) for a in safety.answers] == [
        ("Do you have chest pain now?", "No", False),
        ("Has one leg swollen?", "Yes", False),
        ("Since when?", "since Monday", True),
    ]
    assert [(a.answer, a.tone) for a in you.answers] == [
        ("1 March 1990", Tone.GIVEN),
        ("Yes", Tone.GIVEN),
        ("“99” (out of range)", Tone.UNUSABLE),
        ("Not answered", Tone.ABSENT),
    ]


def test_details_belong_to_the_one_question_that_asks_for_them() -> None:
    assert details_of(loaded(TELLING)) == {"leg": ("leg_more",)}


def test_contact_stands_apart(clinic: SmallClinic) -> None:
    sent = opened(clinic, HEALTHY)
    assert [answer.answer for answer in contact(sent, WORDS)] == ["Zoë O'Brien", "020 7946 0123"]
    assert not any(
        "phone" in answer.question for section in sections(sent, WORDS) for answer in section.answers
    )


def test_reception_sees_contact_and_nothing_medical(clinic: SmallClinic) -> None:
    shown = opened(clinic, SWOLLEN, clinic.person(Role.RECEPTION))
    told = summary(shown, moments(clinic))
    assert told.reasons == ()
    assert told.notes == ()
    assert not told.gaps
    assert sections(shown, WORDS) == ()
    assert trail(shown, moments(clinic)) == ()
    assert "swollen" not in heading_html(told)


def test_decisions_and_trail_are_sentences(clinic: SmallClinic) -> None:
    sent = opened(clinic, SWOLLEN)
    kind, until = DecisionKind.NOT_NOW, clinic.clock.now.date() + timedelta(days=30)
    clinic.review.decide(
        clinic.doctor, sent.submission.id, 1, kind, note="after the scan", until=until, rule_right=True
    )
    again = clinic.review.open(clinic.doctor, sent.submission.reference, "one")
    (decided,) = decisions(again, moments(clinic))
    assert decided.what == "Dr shah decided “not now”, until Sun 20 Dec"
    assert decided.note == "after the scan"
    assert decided.opinion == "Said that the rule was right."
    assert [entry.what for entry in trail(again, moments(clinic))] == [
        "The patient sent the form: To review",
        "Dr shah opened it",
        "Dr shah decided “not now” (was: To review)",
    ]


@pytest.mark.parametrize("answers", [{**SWOLLEN, "called": HOSTILE, "more": HOSTILE}])
def test_nothing_that_a_patient_types_becomes_markup(clinic: SmallClinic, answers: dict[str, object]) -> None:
    sent = opened(clinic, answers)
    clinic.review.decide(clinic.doctor, sent.submission.id, 1, DecisionKind.SEE_IN_PERSON, note=HOSTILE)
    sent = clinic.review.open(clinic.doctor, sent.submission.reference, "one")
    shown = summary(sent, moments(clinic))
    pieces = [
        heading_html(shown),
        reasons_html(shown, moments(clinic)),
        *(answers_html(section.answers) for section in sections(sent, WORDS)),
        answers_html(contact(sent, WORDS)),
        entries_html(decisions(sent, moments(clinic))),
    ]
    page = "".join(pieces)
    assert "<img" not in page
    assert page.count("&lt;img") >= 4
