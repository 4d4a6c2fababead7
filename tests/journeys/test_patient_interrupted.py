"""What comes between: a server that restarts, a connection that breaks, a second tab. Real Chromium."""

import pytest
from playwright.sync_api import Page, expect

from scripts.serving import Server
from tests.journeys.given import WORDS, Patient, healthy_answers
from tests.journeys.records import Records
from tests.journeys.watching import eventually, has_no_violation

pytestmark = [pytest.mark.browser, pytest.mark.slow]


@pytest.fixture
def interrupted(patient: Patient) -> Patient:
    """A patient whose browser may complain that the server is away."""
    patient.watch.server_goes_away = True
    return patient


def test_after_a_restart_continue_moves_on(interrupted: Patient, server: Server, records: Records) -> None:
    """Red when: a button acts through `on_click`, or a page takes its answers from the session alone."""
    patient, (first, second, *_) = interrupted, interrupted.question_set.sections
    patient.starts()
    patient.fills_in(first.id, healthy_answers())
    server.restart()
    patient.continues()
    patient.sees_section(second)
    assert records.answers(patient.token) == {q.id: healthy_answers()[q.id] for q in first.questions}
    patient.page.reload()
    patient.sees_section(second)
    patient.presses("nav.back")
    patient.sees_section(first)
    for question in first.questions[1:]:
        patient.has_chosen(question.id, str(healthy_answers()[question.id]))
    has_no_violation(patient.page)


def test_an_answer_given_right_after_a_restart_is_kept(
    interrupted: Patient, server: Server, records: Records
) -> None:
    patient, (first, *_) = interrupted, interrupted.question_set.sections
    question = first.questions[1]
    patient.starts()
    expect(patient.question(question.id).get_by_role("radio").first).to_be_attached()
    server.restart()
    patient.answers(question.id, healthy_answers()[question.id])
    eventually(lambda: question.id in records.answers(patient.token))
    patient.has_chosen(question.id, str(healthy_answers()[question.id]))
    has_no_violation(patient.page)


def test_a_broken_connection_is_told_and_loses_nothing(
    interrupted: Patient, server: Server, records: Records
) -> None:
    patient, (first, *_) = interrupted, interrupted.question_set.sections
    question = first.questions[1]
    patient.starts()
    patient.answers(question.id, healthy_answers()[question.id])
    eventually(lambda: question.id in records.answers(patient.token))
    server.stop()
    told = patient.page.get_by_role("dialog", name=WORDS.text("page.away"))
    try:
        expect(told).to_contain_text(WORDS.text("page.away_text"), timeout=30_000)
        has_no_violation(patient.page)
    finally:
        server.start()
    expect(told).to_have_count(0, timeout=30_000)
    patient.has_chosen(question.id, str(healthy_answers()[question.id]))
    has_no_violation(patient.page)


def test_a_part_of_the_page_that_did_not_load_is_loaded_again(interrupted: Patient) -> None:
    patient, (first, *_) = interrupted, interrupted.question_set.sections
    patient.page.route("**/static/js/Radio*", lambda route: route.abort(), times=1)
    patient.starts()
    patient.chooses(first.questions[1].id, str(healthy_answers()[first.questions[1].id]))
    has_no_violation(patient.page)


def test_in_two_tabs_the_later_answer_wins_and_the_other_tab_says_so(
    patient: Patient, records: Records
) -> None:
    """Red when: a tab does not compare what it shows with what is stored (`seen` in section_page)."""
    second = patient.question_set.sections[1]
    height, weight = second.questions[1], second.questions[2]
    patient.opens_page(second.id)
    patient.sees_section(second)
    _types(patient, height.id, "170", records)
    # when another tab gives another answer
    other = _other_tab(patient)
    expect(other.field(height.id)).to_have_value("170")
    _types(other, height.id, "180", records)
    # then the first tab shows it at its next click, and says why
    _types(patient, weight.id, "68", records)
    expect(patient.field(height.id)).to_have_value("180")
    expect(patient.page.get_by_text(WORDS.text("trouble.changed_elsewhere"))).to_be_visible()
    assert records.answers(patient.token)[height.id] == 180
    # and a still later answer there wins again
    _types(patient, height.id, "175", records)
    has_no_violation(patient.page)


def test_a_tab_that_comes_back_does_not_undo_a_later_answer(
    interrupted: Patient, server: Server, records: Records
) -> None:
    """A tab sends all that it shows with each click: what nobody has touched there is no answer.

    Red when: what a tab has shown is remembered on the server alone (`TabMemory.of`).
    """
    patient, second = interrupted, interrupted.question_set.sections[1]
    height, weight = second.questions[1], second.questions[2]
    patient.opens_page(second.id)
    patient.sees_section(second)
    _types(patient, height.id, "170", records)
    other = _other_tab(patient)
    _types(other, height.id, "180", records)
    other.page.close()
    server.restart()
    _types(patient, weight.id, "68", records)
    expect(patient.field(height.id)).to_have_value("180")
    expect(patient.page.get_by_text(WORDS.text("trouble.changed_elsewhere"))).to_be_visible()
    assert records.answers(patient.token)[height.id] == 180
    has_no_violation(patient.page)


def test_what_was_deleted_or_sent_in_another_tab_does_not_come_back(
    patient: Patient, records: Records
) -> None:
    second = patient.question_set.sections[1]
    patient.opens()
    records.has_answered(patient.token, healthy_answers())
    patient.opens_page(second.id)
    patient.sees_section(second)
    other = _other_tab(patient, "check")
    reference = other.sends()
    patient.types(second.questions[1].id, "190")
    patient.field(second.questions[1].id).blur()
    expect(patient.page.locator(".result strong")).to_have_text(reference)
    assert records.receipt(patient.token).content.answers[second.questions[1].id] == 170
    has_no_violation(patient.page)


def _other_tab(patient: Patient, page: str = "") -> Patient:
    """The same person's second tab, on the same page."""
    tab: Page = patient.page.context.new_page()
    other = Patient(tab, patient.url, patient.watch)
    if page:
        other.opens_page(page)
    else:
        tab.goto(patient.page.url)
    return other


def _types(patient: Patient, question_id: str, text: str, records: Records) -> None:
    """Type a number, leave the field, and see it stored."""
    patient.types(question_id, text)
    patient.field(question_id).blur()
    eventually(lambda: str(records.answers(patient.token).get(question_id)) == text)
