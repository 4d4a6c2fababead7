"""A patient's journeys in real Chromium on a phone, under the real security headers."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Locator, expect

from screening.questions.model import NONE_TEXT, QuestionType
from tests.journeys.given import NAME, WORDS, Patient, danger_answers, healthy_answers
from tests.journeys.records import Records
from tests.journeys.watching import eventually, has_no_violation

pytestmark = [pytest.mark.browser, pytest.mark.slow]

HOSTILE = (
    "![x](https://evil.example/a.png) <img src=https://evil.example/b.png onerror=alert(1)> "
    "=cmd|'/c calc'!A1 :material/bug_report: $x^2$ **bold** \u202etfel\u202c \u0007"
)


def test_a_healthy_patient_can_book(patient: Patient, records: Records) -> None:
    # given a patient with nothing to tell
    patient.starts()
    # when all is answered, checked and sent
    patient.fills_in_all(healthy_answers())
    reference = patient.sends()
    # then there are a reference, a way to book and no reason
    assert re.fullmatch(r"[A-Z]{2}-\w{4}-\w{2}", reference)
    mark = patient.question_set.marks[0]
    result = patient.page.locator(".result")
    expect(result).to_contain_text(mark.title)
    expect(result).to_contain_text(NAME.split()[0])
    link = patient.page.get_by_role("link", name=WORDS.text("result.book"))
    expect(link).to_have_attribute("href", str(patient.question_set.clinic.booking_url))
    expect(patient.page.get_by_text(WORDS.text("result.why"))).to_have_count(0)
    sent = records.receipt(patient.token).submission
    assert (sent.mark, sent.reference) == (mark.id, reference)
    has_no_violation(patient.page)


def test_a_danger_sign_interrupts_at_once(patient: Patient) -> None:
    """Red when: `Danger.unread` is never true, or the card comes only with Continue."""
    question_set, urgency = patient.question_set, patient.question_set.urgencies[-1]
    first, second = question_set.sections[:2]
    number = getattr(question_set.clinic, urgency.call)
    # given a patient who tells of a danger sign
    patient.starts()
    sign = first.questions[0].id
    patient.answers(sign, danger_answers(question_set, urgency.id)[sign])
    # then a card interrupts at once: what to do, and a call that a tap makes
    patient.sees(WORDS.text("card.title"))
    expect(patient.page.get_by_role("heading", level=1)).to_be_focused()
    call = patient.page.get_by_role("link", name=WORDS.text("card.call", number=number))
    expect(call).to_have_attribute("href", f"tel:{number}")
    expect(patient.page.locator(".card")).to_contain_text(urgency.title)
    has_no_violation(patient.page)
    # and no address leads round it
    patient.opens_page(second.id)
    patient.sees(WORDS.text("card.title"))
    # when it was read, the form goes on, with a bar that stays
    patient.presses("card.read")
    patient.sees_section(second)
    bar = patient.page.locator(".danger-bar")
    expect(bar).to_contain_text(urgency.title)
    expect(bar.get_by_role("link")).to_have_attribute("href", f"tel:{number}")
    has_no_violation(patient.page)


def test_a_danger_sign_tops_the_result(patient: Patient, records: Records) -> None:
    """Red when: the bar or the result's card is left out, or an urgent rule loses its mark."""
    question_set, urgency = patient.question_set, patient.question_set.urgencies[-1]
    # given a form with a danger sign that somebody goes on with elsewhere
    patient.opens()
    records.has_answered(patient.token, danger_answers(question_set, urgency.id))
    patient.opens_page("check")
    patient.sees(WORDS.text("card.title"))
    patient.presses("card.read")
    patient.sees(WORDS.text("check.title"))
    expect(patient.page.locator(".danger-bar")).to_be_visible()
    has_no_violation(patient.page)
    # when it is sent
    patient.sends()
    # then what to do comes before anything else, nothing can be booked, and a doctor reads it
    card, result = (
        patient.page.locator(".card").bounding_box(),
        patient.page.locator(".result").bounding_box(),
    )
    assert card
    assert result
    assert card["y"] < result["y"]
    expect(patient.page.get_by_role("link", name=WORDS.text("result.book"))).to_have_count(0)
    assert records.receipt(patient.token).submission.mark == question_set.fail_safe
    has_no_violation(patient.page)


def test_a_danger_sign_taken_back_is_still_for_a_doctor(patient: Patient, records: Records) -> None:
    """Red when: `save_answers` does not note that a card's answer was changed."""
    question_set, healthy = patient.question_set, healthy_answers()
    first = question_set.sections[0]
    sign = first.questions[0].id
    # given a danger sign that was read about, and then taken back
    patient.starts()
    patient.answers(sign, danger_answers(question_set, question_set.urgencies[-1].id)[sign])
    patient.sees(WORDS.text("card.title"))
    patient.presses("card.read")
    patient.sees_section(first)
    patient.answers(sign, healthy[sign])
    expect(patient.page.locator(".danger-bar")).to_have_count(0)
    # when the rest is healthy
    records.has_answered(patient.token, healthy)
    patient.opens_page("check")
    patient.sends()
    # then a doctor reads it all the same
    assert records.receipt(patient.token).submission.mark == question_set.fail_safe
    has_no_violation(patient.page)


def test_mistakes_take_the_focus_and_may_be_skipped(patient: Patient) -> None:
    first, second = patient.question_set.sections[:2]
    box = patient.page.locator(".mistakes")
    skip = patient.button("nav.continue_without")
    # given a first page that was left empty
    patient.starts()
    expect(skip).to_have_count(0)
    patient.continues()
    # then the box takes the focus, the title says so, and one may go on
    expect(box).to_be_focused()
    expect(patient.page).to_have_title(re.compile("^Error: "))
    expect(box.get_by_role("link")).to_have_count(len(first.questions))
    has_no_violation(patient.page)
    # and a link focuses its field
    box.get_by_role("link").last.click()
    expect(patient.question(first.questions[-1].id).get_by_role("radio").first).to_be_focused()
    skip.click()
    patient.sees_section(second)
    expect(patient.page).not_to_have_title(re.compile("^Error: "))
    has_no_violation(patient.page)


def test_a_mistake_is_kept_as_it_was_typed(patient: Patient, records: Records) -> None:
    """Red when: what can't be used is dropped, or the birth date may be skipped (`cannot_be_skipped`)."""
    second = patient.question_set.sections[1]
    born = second.questions[0]
    box = patient.page.locator(".mistakes")
    # given a date that does not exist
    patient.opens_page(second.id)
    patient.sees_section(second)
    for part, typed in {"day": "31", "month": "2", "year": "1990"}.items():
        patient.field(born.id, WORDS.text(part)).fill(typed)
    patient.continues()
    # then there is no way on without it, and it stands there as it was typed
    expect(box).to_be_focused()
    expect(patient.button("nav.continue_without")).to_have_count(0)
    expect(patient.field(born.id, WORDS.text("day"))).to_have_value("31")
    assert records.answers(patient.token)[born.id] == "31/2/1990"
    expect(patient.question(born.id).locator(".mistake")).to_contain_text(born.ask)
    # and the link focuses the field
    box.get_by_role("link").first.click()
    expect(patient.field(born.id, WORDS.text("day"))).to_be_focused()
    # when it is mended, it is no mistake any more
    patient.types_date(born.id, "1990-06-15")
    patient.field(born.id, WORDS.text("year")).blur()
    expect(patient.question(born.id).locator(".mistake")).to_have_count(0)
    expect(patient.button("nav.continue_without")).to_be_visible()
    has_no_violation(patient.page)


def test_what_was_skipped_is_listed_and_contact_is_needed(patient: Patient, records: Records) -> None:
    """Red when: `Visit.needed` leaves contact out, or an unanswered question could still be booked."""
    *_, contact = patient.question_set.sections
    left_out = patient.question_set.sections[2].questions[0]
    healthy = {name: raw for name, raw in healthy_answers().items() if name != left_out.id}
    reach = {question.id for question in contact.questions}
    # given a form with one answer skipped, and nobody to answer to
    patient.opens()
    records.has_answered(patient.token, {name: raw for name, raw in healthy.items() if name not in reach})
    patient.opens_page(contact.id)
    patient.sees_section(contact)
    patient.continues()
    expect(patient.page.locator(".mistakes")).to_be_focused()
    expect(patient.button("nav.continue_without")).to_have_count(0)
    # when the patient goes to the check page by its address
    patient.opens_page("check")
    patient.sees(WORDS.text("check.title"))
    expect(patient.page.locator(".missing.needed")).to_contain_text(contact.questions[0].ask)
    expect(patient.page.locator(".missing.skipped")).to_contain_text(left_out.ask)
    patient.presses("check.send")
    # then it is not sent before contact is there
    trouble = patient.page.locator(".trouble")
    expect(trouble).to_contain_text(WORDS.text("check.needed"))
    expect(trouble).to_be_focused()
    has_no_violation(patient.page)
    patient.change(contact).click()
    patient.fills_in(contact.id, healthy)
    patient.continues()
    patient.sees(WORDS.text("check.title"))
    patient.sends()
    # and a doctor reads what is not whole
    assert records.receipt(patient.token).submission.mark == patient.question_set.fail_safe
    expect(patient.page.get_by_text(WORDS.text("result.unanswered"))).to_be_visible()
    has_no_violation(patient.page)


def test_back_and_forward_keep_every_answer(patient: Patient) -> None:
    first, second, third = patient.question_set.sections[:3]
    healthy = healthy_answers()
    patient.starts()
    patient.fills_in(first.id, healthy)
    patient.continues()
    patient.fills_in(second.id, healthy)
    # when the patient goes back, by button and by the browser, and forward again
    patient.presses("nav.back")
    patient.sees_section(first)
    patient.has_chosen(first.questions[1].id, str(healthy[first.questions[1].id]))
    patient.page.go_back()
    patient.sees_section(second)
    expect(patient.field(second.questions[1].id)).to_have_value(str(healthy[second.questions[1].id]))
    patient.continues()
    patient.sees_section(third)
    patient.page.go_back()
    patient.sees_section(second)
    expect(patient.field(second.questions[0].id, WORDS.text("year"))).to_have_value("1990")
    patient.page.go_forward()
    patient.sees_section(third)
    expect(patient.page.get_by_role("heading", level=1)).to_be_focused()
    has_no_violation(patient.page)


def test_text_that_was_not_left_survives_the_browsers_back(patient: Patient, records: Records) -> None:
    """Red when: the effects component no longer sends what was typed (its `input` listener)."""
    section = next(s for s in patient.question_set.sections if any(q.none for q in s.questions))
    text = next(question for question in section.questions if question.none)
    patient.starts()
    patient.chooses(*_one_answer(patient))
    patient.opens(f"/?page={section.id}")
    patient.sees_section(section)
    field = patient.field(text.id)
    field.click()
    field.press_sequentially("Ramipril 5 mg")
    # Without leaving the field, and with the focus still there:
    eventually(lambda: records.answers(patient.token).get(text.id) == "Ramipril 5 mg")
    expect(field).to_be_focused()
    patient.presses("nav.back")
    expect(patient.page.get_by_role("heading", level=1)).not_to_have_text(section.title)
    patient.page.go_back()
    patient.sees_section(section)
    expect(patient.field(text.id)).to_have_value("Ramipril 5 mg")
    patient.page.reload()
    expect(patient.field(text.id)).to_have_value("Ramipril 5 mg")
    has_no_violation(patient.page)


def test_follow_ups_appear_in_place(patient: Patient) -> None:
    section = next(s for s in patient.question_set.sections if any(q.show_when for q in s.questions))
    asked, follow_up = section.questions[0], section.questions[1]
    assert follow_up.show_when is not None
    opening = next(o for o in asked.options if o.id in {"skin_change", "yes"})
    patient.starts()
    patient.chooses(*_one_answer(patient))
    patient.opens(f"/?page={section.id}")
    patient.sees_section(section)
    expect(patient.question(follow_up.id)).to_have_count(0)
    patient.chooses(asked.id, opening.id)
    expect(patient.question(follow_up.id)).to_be_visible()
    patient.types(follow_up.id, "Above the left ankle, since May")
    patient.chooses(asked.id, opening.id)
    expect(patient.question(follow_up.id)).to_have_count(0)
    # Asked again, what was told is still there.
    patient.chooses(asked.id, opening.id)
    expect(patient.field(follow_up.id)).to_have_value("Above the left ankle, since May")
    has_no_violation(patient.page)


def test_change_on_the_check_page_comes_back_there(patient: Patient, records: Records) -> None:
    second = patient.question_set.sections[1]
    height = second.questions[1]
    patient.opens()
    records.has_answered(patient.token, healthy_answers())
    patient.opens_page("check")
    patient.change(second).click()
    patient.sees_section(second)
    patient.types(height.id, "181,5")
    patient.continues()
    patient.sees(WORDS.text("check.title"))
    row = patient.page.locator(".answers > div").filter(has_text=height.ask)
    expect(row).to_contain_text(f"181.5 {height.unit}")
    has_no_violation(patient.page)


def test_sending_again_shows_the_same_receipt_and_a_new_form_is_empty(
    patient: Patient, records: Records
) -> None:
    patient.opens()
    records.has_answered(patient.token, healthy_answers())
    patient.opens_page("check")
    reference = patient.sends()
    shown = patient.page.locator(".result strong")
    # when the patient goes back, or to any page of the form
    for go_on in (patient.page.go_back, patient.page.reload, lambda: patient.opens_page("check")):
        go_on()
        expect(shown).to_have_text(reference)
    patient.opens()
    patient.presses("start.see_result")
    expect(shown).to_have_text(reference)
    assert records.receipt(patient.token).submission.reference == reference
    # when a new form is wanted
    patient.page.get_by_role("link", name=WORDS.text("nav.new_form")).click()
    patient.presses("new_form.button")
    patient.presses("nav.start")
    patient.sees_section(patient.question_set.sections[0])
    expect(patient.page.get_by_role("radio", checked=True)).to_have_count(0)
    expect(patient.page.get_by_role("checkbox", checked=True)).to_have_count(0)
    has_no_violation(patient.page)


def test_stop_and_delete_deletes(patient: Patient, records: Records) -> None:
    patient.starts()
    question_id, answer = _one_answer(patient)
    patient.chooses(question_id, answer)
    eventually(lambda: bool(records.answers(patient.token)))
    patient.presses("nav.delete")
    patient.sees(WORDS.text("delete.title"))
    has_no_violation(patient.page)
    patient.presses("delete.no")
    patient.sees_section(patient.question_set.sections[0])
    patient.has_chosen(question_id, answer)
    patient.presses("nav.delete")
    patient.presses("delete.yes")
    expect(patient.page.get_by_text(WORDS.text("deleted"))).to_be_visible()
    expect(patient.button("nav.start")).to_be_visible()
    assert records.answers(patient.token) == {}
    has_no_violation(patient.page)


def test_a_hostile_answer_is_shown_as_text(patient: Patient, records: Records) -> None:
    """Red when: an answer is shown through Markdown or unescaped (then a foreign host is asked)."""
    *_, last, contact = patient.question_set.sections
    more = next(question for question in last.questions if question.optional and not question.show_when)
    name = contact.questions[0]
    patient.opens()
    records.has_answered(patient.token, healthy_answers())
    for section, question in ((last, more), (contact, name)):
        patient.opens_page(section.id)
        patient.sees_section(section)
        patient.types(question.id, HOSTILE)
        patient.continues()
        patient.sees(contact.title if section is last else WORDS.text("check.title"))
    shown = patient.page.locator(".answers dd").filter(has_text="evil.example")
    expect(shown).to_have_count(2)
    for place in shown.all():
        assert place.text_content() == HOSTILE
    has_no_violation(patient.page)
    patient.sends()
    heading = patient.page.get_by_role("heading", level=1)
    expect(heading).to_have_text(WORDS.text("result.thanks", name=HOSTILE.split(maxsplit=1)[0]))
    kept = records.receipt(patient.token).content
    assert (kept.answers[more.id], kept.contact[name.id]) == (HOSTILE, HOSTILE)
    expect(patient.page.locator("img")).to_have_count(0)
    has_no_violation(patient.page)


def test_with_the_keyboard_alone(patient: Patient) -> None:
    """From the start to a reference with Tab, arrows, space and typing."""
    page = patient.page
    healthy = healthy_answers()
    patient.opens()
    expect(page.get_by_role("heading", level=1)).to_be_focused()
    _tabs_to(patient, patient.button("nav.start"))
    page.keyboard.press("Enter")
    for section in patient.question_set.sections:
        patient.sees_section(section)
        expect(page.get_by_role("heading", level=1)).to_be_focused()
        for question in section.questions:
            if question.id in healthy:
                _answers_by_keyboard(patient, question.id, healthy[question.id])
        _tabs_to(patient, patient.button("nav.continue"))
        page.keyboard.press("Enter")
    patient.sees(WORDS.text("check.title"))
    _tabs_to(patient, patient.button("check.send"))
    page.keyboard.press("Enter")
    expect(page.locator(".result strong")).to_be_visible()
    expect(page.get_by_role("heading", level=1)).to_be_focused()
    has_no_violation(page)


def test_the_clinics_own_pages(new_patient: Callable[[], Patient]) -> None:
    patient = new_patient()
    patient.opens()
    patient.sees(patient.question_set.pages["start"].title)
    has_no_violation(patient.page)
    for name in ("about", "privacy"):
        patient.page.get_by_role("link", name=WORDS.text(f"nav.{name}")).click()
        patient.sees(patient.question_set.pages[name].title)
        has_no_violation(patient.page)
        patient.presses("nav.back")
        patient.sees(patient.question_set.pages["start"].title)
    patient.opens("/?page=no_such_page")
    patient.sees(patient.question_set.pages["start"].title)


def _one_answer(patient: Patient) -> tuple[str, str]:
    """An answer on the first page that is no danger sign."""
    question = patient.question_set.sections[0].questions[1]
    return question.id, str(healthy_answers()[question.id])


def _tabs_to(patient: Patient, wanted: Locator) -> None:
    """Press Tab until the focus is there, as somebody without a mouse does."""
    for _ in range(40):
        patient.page.keyboard.press("Tab")
        if wanted.evaluate("element => element === document.activeElement"):
            return
    raise AssertionError("the Tab key does not reach it")


def _answers_by_keyboard(patient: Patient, question_id: str, raw: object) -> None:
    """Answer one question with Tab, arrows, space and typing."""
    question = patient.question_set.questions[question_id]
    keyboard = patient.page.keyboard
    match question.type, raw:
        case QuestionType.MANY_OF, [str(item)]:
            _tabs_to(patient, patient.choice(question_id, item))
            keyboard.press("Space")
        case ((QuestionType.YES_NO | QuestionType.ONE_OF), str()):
            _tabs_to(patient, patient.question(question_id).get_by_role("radio").first)
            place = [option.id for option in question.options].index(raw)
            for _ in range(place):
                keyboard.press("ArrowDown")
            if place == 0:
                keyboard.press("Space")
            patient.has_chosen(question_id, raw)
        case QuestionType.DATE, str():
            for part, number in zip(("day", "month", "year"), reversed(raw.split("-")), strict=True):
                _tabs_to(patient, patient.field(question_id, WORDS.text(part)))
                keyboard.type(number)
        case _ if raw == NONE_TEXT or question.type is QuestionType.CONSENT:
            _tabs_to(patient, patient.question(question_id).get_by_role("checkbox"))
            keyboard.press("Space")
        case _:
            _tabs_to(patient, patient.field(question_id))
            keyboard.type(str(raw))
