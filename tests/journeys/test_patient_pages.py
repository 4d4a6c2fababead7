"""Every patient page, run in-process over a real database: what is asked, kept, told and never assumed."""

import subprocess
from collections.abc import Iterator
from datetime import timedelta
from decimal import Decimal
from html import escape
from pathlib import Path

import pytest

from screening.submissions.draft import new_token
from screening.submissions.submission import State
from tests.disks import mounted_disk
from tests.journeys.form_rooms import WIDE, WORDS, FormRoom, Tab


@pytest.fixture
def tiny_disk(tmp_path: Path) -> Iterator[Path]:
    with mounted_disk(tmp_path, 4) as place:
        yield place


@pytest.fixture
def room(tmp_path: Path) -> Iterator[FormRoom]:
    made = FormRoom(tmp_path)
    yield made
    made.clinic.store.close()


def test_from_the_start_to_a_booking(room: FormRoom) -> None:
    # given a new patient
    tab = room.opens()
    assert room.stored == {}
    tab.presses("start").chooses("chest", "no").chooses("leg", "no").presses("continue-safety")
    # when everything is answered
    for part, text in {"day": "1", "month": "3", "year": "1990"}.items():
        tab.types("born", text, part)
    tab.chooses("smokes", "no").presses("continue-you")
    tab.types("height", "170", "number").types("children", "2", "number").ticks("signs", "none")
    tab.ticks("pills", "none").chooses("who", "gp").ticks("agreed")
    for part, text in {"day": "1", "month": "1", "year": "2020"}.items():
        tab.types("since", text, part)
    tab.presses("continue-wide")
    tab.types("called", str(WIDE["called"])).types("phone", str(WIDE["phone"])).presses("continue-contact")
    # then it is stored as it was given, can be checked and sent
    assert tab.page == "check"
    assert room.stored == WIDE
    tab.presses("send")
    assert tab.page == "sent"
    assert room.is_sent()
    assert room.sent().submission.state is State.CAN_BOOK
    assert room.sent().submission.reference in tab.html
    assert WORDS.text("result.thanks", name="Zoë") in tab.html


def test_nothing_is_chosen_before_somebody_chooses(room: FormRoom) -> None:
    """Red when: any widget gets a default (`index=0`, `value=...`): a false medical answer."""
    for section in room.question_set.sections:
        app = room.opens(section.id).app
        assert [radio.value for radio in app.radio] == [None] * len(app.radio)
        assert [box.value for box in app.checkbox] == [False] * len(app.checkbox)
        fields = [field for field in app.text_input if not str(field.key).startswith("shown-")]
        assert [field.value for field in [*fields, *app.text_area]] == [""] * (
            len(fields) + len(app.text_area)
        )
    assert room.stored == {}


def test_what_stands_alone_takes_the_others_away(room: FormRoom) -> None:
    """Red when: `_checkboxes` keeps both: then the answer is invalid."""
    tab = room.opens("wide").ticks("signs", "red").ticks("signs", "blue")
    assert room.stored["signs"] == ["red", "blue"]
    tab.ticks("signs", "none")
    assert (room.stored["signs"], tab.ticked("signs")) == (["none"], ["none"])
    tab.ticks("signs", "blue")
    assert (room.stored["signs"], tab.ticked("signs")) == (["blue"], ["blue"])
    tab.ticks("signs", "not_sure")
    assert (room.stored["signs"], tab.ticked("signs")) == (["not_sure"], ["not_sure"])
    tab.ticks("signs", "never")
    assert (room.stored["signs"], tab.ticked("signs")) == (["never"], ["never"])
    tab.ticks("signs", "never", on=False)
    assert "signs" not in room.stored


def test_not_sure_and_prefer_not_to_say(room: FormRoom) -> None:
    tab = room.opens("wide").types("height", "170", "number").ticks("height", "prefer_not_to_say")
    assert (room.stored["height"], tab.typed("height", "number")) == ("prefer_not_to_say", "")
    # Typing after the tick takes the tick away.
    tab.types("height", "171", "number")
    assert (room.stored["height"], tab.ticked("height")) == (171, [])
    tab.chooses("who", "not_sure").ticks("children", "not_sure")
    assert (room.stored["who"], room.stored["children"]) == ("not_sure", "not_sure")


def test_none_beside_a_text(room: FormRoom) -> None:
    tab = room.opens("wide").types("pills", "Ramipril").ticks("pills", "none")
    assert (room.stored["pills"], tab.typed("pills")) == ("none", "")
    tab.types("pills", "Ramipril 5 mg")
    assert (room.stored["pills"], tab.ticked("pills")) == ("Ramipril 5 mg", [])


@pytest.mark.parametrize(
    ("typed", "stored"),
    [
        ("170", Decimal(170)),
        ("170,5", Decimal("170.5")),
        (" 170.5 cm ", Decimal("170.5")),
        ("170CM", Decimal(170)),
        ("17O", "17O"),
        ("1_70", "1_70"),
        ("five foot six", "five foot six"),
        ("NaN", "NaN"),
        ("Infinity", "Infinity"),
        ("-170", Decimal(-170)),
        ("\u0661\u0667\u0660", "\u0661\u0667\u0660"),
    ],
)
def test_numbers_as_people_write_them(room: FormRoom, typed: str, stored: object) -> None:
    """What is no number is kept as typed, and is no answer. Red when: it is dropped or guessed."""
    tab = room.opens("wide").types("height", typed, "number")
    assert room.stored["height"] == stored
    again = room.opens("wide")
    assert again.typed("height", "number").strip() == (typed if isinstance(stored, str) else str(stored))
    valid = isinstance(stored, Decimal) and stored > 0
    tab.presses("continue-wide")
    assert ('href="#answer-height-"' in tab.html) is not valid


@pytest.mark.parametrize(
    "typed",
    [("31", "2", "1990"), ("1", "13", "1990"), ("1", "1", "90"), ("one", "May", "1990"), ("", "5", "")],
)
def test_a_date_that_is_none_is_kept_as_typed(room: FormRoom, typed: tuple[str, str, str]) -> None:
    tab = room.opens("you")
    for part, text in zip(("day", "month", "year"), typed, strict=True):
        tab.types("born", text, part) if text else None
    tab.presses("continue-you")
    assert 'href="#answer-born-"' in tab.html
    again = room.opens("you")
    assert tuple(again.typed("born", part) for part in ("day", "month", "year")) == typed


def test_a_date_in_the_future_is_a_mistake(room: FormRoom) -> None:
    room.has_answered({"born": "2090-01-01"})
    tab = room.opens("you").presses("continue-you")
    question = room.question_set.questions["born"].ask
    assert WORDS.text("mistakes.date_range", question=question) in tab.html


def test_a_text_that_is_too_long_is_kept_with_a_mistake(room: FormRoom) -> None:
    """Red when: the field cuts it off, or it is stored as an answer."""
    text = "x" * 4001
    tab = room.opens("wide").types("pills", text).presses("continue-wide")
    question = room.question_set.questions["pills"].ask
    assert WORDS.text("mistakes.too_long", most=4000, have=4001, question=question) in tab.html
    assert (room.stored["pills"], tab.typed("pills")) == (text, text)


def test_a_text_that_no_form_can_hold_loses_nothing_before_it(room: FormRoom) -> None:
    room.has_answered()
    tab = room.opens("wide").types("pills", "x" * 300_000)
    assert WORDS.text("trouble.too_large") in tab.html
    assert room.stored == WIDE


def test_mistakes_come_with_continue_and_skipping_only_after_them(room: FormRoom) -> None:
    tab = room.opens("wide")
    assert "There is a problem" not in tab.html
    assert not tab.button("continue-without-wide")
    tab.presses("continue-wide")
    assert WORDS.text("mistakes.title") in tab.html
    assert WORDS.text("mistakes.consent", question="You may phone my doctor.") in tab.html
    tab.presses("continue-without-wide")
    assert tab.page == "contact"


@pytest.mark.parametrize(("page", "key"), [("you", "born"), ("contact", "called")])
def test_the_birth_date_and_contact_cannot_be_skipped(room: FormRoom, page: str, key: str) -> None:
    """Red when: `Visit.cannot_be_skipped` says no."""
    tab = room.opens(page).presses(f"continue-{page}")
    assert f"#answer-{key}-" in tab.html
    assert not tab.button(f"continue-without-{page}")
    assert tab.page == page


def test_a_follow_up_comes_and_goes_and_a_hidden_answer_does_not_count(room: FormRoom) -> None:
    """Red when: an answer to a question that is not asked still raises a rule."""
    room.has_answered({**WIDE, "smokes": "yes", "packs": 5})
    tab = room.opens("you")
    assert tab.typed("packs", "number") == "5"
    tab.chooses("smokes", "no")
    assert not any(field.key == "answer-packs-number" for field in tab.app.text_input)
    room.opens("check").presses("send")
    assert room.is_sent()
    assert room.sent().submission.state is State.CAN_BOOK
    assert "packs" not in room.sent().content.answers


def test_a_danger_sign_interrupts_on_every_page(room: FormRoom) -> None:
    """Red when: a page is drawn before `danger.unread` is looked at."""
    tab = room.opens("safety").chooses("chest", "yes")
    assert WORDS.text("card.title") in tab.html
    for page in ("you", "check", "wide"):
        assert WORDS.text("card.title") in room.opens(page).html
    tab.presses("card-read")
    assert "danger-bar" in tab.html
    # Another sign interrupts again, also a less urgent one: it has words of its own.
    tab.chooses("leg", "yes")
    assert WORDS.text("card.title") in tab.html


def test_a_more_urgent_sign_interrupts_again(room: FormRoom) -> None:
    tab = room.opens("safety").chooses("leg", "yes").presses("card-read").chooses("chest", "yes")
    assert WORDS.text("card.title") in tab.html
    draft = room.clinic.intake.draft(room.token)
    assert draft is not None
    assert [(card.urgency, card.read_at is not None) for card in draft.cards] == [
        ("same_day", True),
        ("emergency", False),
    ]


def test_two_tabs_the_later_answer_wins_and_the_other_says_so(room: FormRoom) -> None:
    first, second = room.opens("you"), room.opens("you")
    first.chooses("smokes", "yes")
    second.chooses("smokes", "no")
    assert room.stored.get("smokes") == "no"
    first.types("more", "and a cough")
    assert (first.chosen("smokes"), room.stored["smokes"]) == ("no", "no")
    assert WORDS.text("trouble.changed_elsewhere") in first.html
    first.chooses("smokes", "yes")
    assert room.stored.get("smokes") == "yes"
    assert WORDS.text("trouble.changed_elsewhere") not in first.html


def test_sending_twice_is_one_submission(room: FormRoom) -> None:
    room.has_answered()
    one, two = room.opens("check"), room.opens("check")
    one.presses("send")
    two.presses("send")
    assert room.is_sent()
    assert room.sent().submission.reference in one.html
    assert room.sent().submission.reference in two.html
    with room.clinic.store.reading() as kept:
        assert kept.submissions.counts()[State.CAN_BOOK] == 1


def test_the_check_page_lists_what_is_asked_and_only_that(room: FormRoom) -> None:
    room.has_answered({**WIDE, "packs": 3, "signs": ["red", "nonsense"], "gone": "x"})
    tab = room.opens("check")
    assert "How many packs" not in tab.html
    assert escape(WORDS.text("check.not_understood")) in tab.html
    assert "170 cm" in tab.html
    assert "1 March 1990" in tab.html
    assert "A [GP](x)" in tab.html
    assert "gone" not in tab.html
    assert "Which of these?" in tab.html.split("missing skipped")[1].split("</ul>")[0]
    tab.presses("change-wide")
    assert (tab.page, tab.app.query_params["then"]) == ("wide", "check")
    tab.ticks("signs", "never").presses("continue-wide")
    assert tab.page == "check"


def test_stop_and_delete(room: FormRoom) -> None:
    tab = room.opens("safety")
    assert not tab.button("delete")
    tab.chooses("chest", "no").presses("delete").presses("delete-no")
    assert (tab.page, room.stored) == ("safety", {"chest": "no"})
    tab.presses("delete").presses("delete-yes")
    assert (tab.page, room.stored) == ("start", {})
    assert WORDS.text("deleted") in tab.html


def test_a_receipt_is_shown_for_a_day(room: FormRoom) -> None:
    room.has_answered()
    room.opens("check").presses("send")
    assert room.opens().button("see-result")
    room.clinic.clock.advance(timedelta(hours=24))
    assert room.opens("sent").page == "start"
    # The token is used up: what is answered now says so, and does not vanish silently.
    tab = room.opens("safety").chooses("chest", "no")
    assert WORDS.text("trouble.sent_elsewhere") in tab.html


@pytest.mark.parametrize("page", ["", "nonsense", "../etc", "sent", "check", "delete"])
def test_a_wrong_address_leads_to_a_page(room: FormRoom, page: str) -> None:
    tab = room.opens(page)
    assert tab.page in {"start", "check"}


def test_a_locked_database_is_told_before_the_first_question(room: FormRoom) -> None:
    """Red when: the start page offers Start without asking whether an answer could be kept."""
    phone = room.question_set.clinic.phone
    with room.locked():
        tab = room.opens()
        assert escape(WORDS.text("trouble.before_start", phone=phone)) in tab.html
        assert not tab.button("start")
    assert room.opens().button("start")


@pytest.mark.parametrize("trouble", ["locked", "full"])
def test_an_answer_that_could_not_be_saved_is_told_at_once_and_kept(room: FormRoom, trouble: str) -> None:
    """Red when: the failure is only told at the next click, or the page moves on without the answer."""
    room.has_answered({"chest": "no"})
    tab = room.opens("wide")
    with getattr(room, trouble)():
        tab.types("pills", "x" * 3900)
        assert "Not saved." in tab.html
        assert 'class="saved"' not in tab.html
        tab.presses("continue-wide")
        assert "Not saved." in tab.html
        assert tab.page == "wide"
        assert tab.typed("pills") == "x" * 3900
    assert room.stored == {"chest": "no"}
    tab.presses("continue-wide")
    assert room.stored["pills"] == "x" * 3900
    assert "Not saved." not in tab.html


@pytest.mark.parametrize("trouble", ["locked", "full"])
def test_a_form_that_could_not_be_sent_is_told_and_kept(room: FormRoom, trouble: str) -> None:
    """Red when: the result is shown before the commit, or the draft goes in another transaction."""
    room.has_answered({**WIDE, "more": "x" * 3900})
    tab = room.opens("check")
    phone = room.question_set.clinic.phone
    with getattr(room, trouble)():
        tab.presses("send")
        assert WORDS.text("trouble.not_sent", phone=phone) in tab.html
        assert tab.page == "check"
    assert not room.is_sent()
    assert room.stored["called"] == WIDE["called"]
    tab.presses("send")
    assert room.is_sent()
    assert tab.page == "sent"


def test_a_read_only_disk_is_told(tiny_disk: Path) -> None:
    room = FormRoom(tiny_disk)
    room.has_answered({"chest": "no"})
    tab = room.opens("safety")
    room.clinic.store.close()  # a disk that is written to can't be made read-only
    subprocess.run(["mount", "-o", "remount,ro", str(tiny_disk)], check=True)
    tab.chooses("leg", "no")
    assert "Not saved." in tab.html
    assert tab.chosen("leg") == "no"
    assert escape(WORDS.text("trouble.before_start", phone="020 7946 0000")) in room.opens().html
    room.clinic.store.close()
    subprocess.run(["mount", "-o", "remount,rw", str(tiny_disk)], check=True)
    tab.presses("continue-safety")
    assert room.stored == {"chest": "no", "leg": "no"}
    room.clinic.store.close()


def test_a_danger_sign_that_cannot_be_saved_still_shows_its_card(room: FormRoom) -> None:
    """Red when: the card waits for the answer to be stored (`_tell_unsaved` without its danger)."""
    room.has_answered({"pills": "x"})
    tab = room.opens("safety")
    with room.locked():
        tab.chooses("chest", "yes")
        assert "Not saved." in tab.html
        assert 'class="card' in tab.html
        assert 'href="tel:' in tab.html


def test_a_database_that_cannot_be_read_shows_what_the_tab_knows(room: FormRoom) -> None:
    tab = room.opens("safety").chooses("chest", "no")
    moved = room.clinic.database.with_suffix(".away")
    room.clinic.store.close()
    with room.set_to("no_such_pragma"):
        room.clinic.database.rename(moved)
        room.clinic.database.mkdir()
        tab.runs()
        assert "Not saved." in tab.html
        assert tab.chosen("chest") == "no"
        room.clinic.database.rmdir()
        moved.rename(room.clinic.database)
    assert room.stored == {"chest": "no"}


def test_another_patient_sees_nothing(room: FormRoom) -> None:
    room.has_answered()
    room.token = new_token()
    tab = room.opens("you")
    assert (tab.typed("born", "year"), tab.chosen("smokes")) == ("", None)


def test_what_the_clinic_writes_is_no_markdown(room: FormRoom) -> None:
    tab: Tab = room.opens("wide")
    options = tab.app.radio(key="answer-who-").options
    assert options[:2] == ["A \\*nurse\\*", "A \\[GP\\]\\(x\\)"]
