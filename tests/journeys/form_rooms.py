"""The patient's pages run in-process over a real database, with a set that asks in every way there is."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import event
from streamlit.testing.v1 import AppTest

from screening.questions.loader import SetText, canonical_text
from screening.questions.model import QuestionSet
from screening.questions.words import Words
from screening.settings import Settings
from screening.storage.engine import sqlite_module
from screening.submissions.draft import new_token
from screening.submissions.submission import Receipt
from screening.web.context import Context
from screening.web.live_set import LiveSet
from tests.builders import SMALL_SET, SmallClinic

WORDS = Words.english()
WIDE_SET = SMALL_SET.replace(
    "  contact:\n    title: Contact\n",
    """  wide:
    title: Wide
    questions:
      told: {ask: We ask these for your safety., type: info}
      height: {ask: How tall are you?, type: number, unit: cm, between: [100, 230], prefer_not_to_say: yes}
      children: {ask: How many children?, type: number, whole: yes, not_sure: yes}
      signs:
        ask: Which of these?
        type: many_of
        options: {red: Red, blue: Blue, never: {text: Never, alone: yes}, none: {text: None, alone: yes}}
        not_sure: yes
      pills: {ask: Which pills?, type: long_text, none: I take none}
      since: {ask: Since when?, type: date}
      who: {ask: Who told you?, type: one_of, options: {nurse: "A *nurse*", gp: "A [GP](x)"}, not_sure: yes}
      agreed: {ask: You may phone my doctor., type: consent}
  contact:
    title: Contact
""",
).replace(
    "  none:\n    today: 2026-11-20\n    answers: {",
    "  none:\n    today: 2026-11-20\n    answers: {height: 170, children: 2, signs: [none], pills: none,"
    " since: 2020-01-01, who: gp, agreed: yes, ",
)
WIDE: Mapping[str, object] = {
    "chest": "no",
    "leg": "no",
    "born": "1990-03-01",
    "smokes": "no",
    "height": 170,
    "children": 2,
    "signs": ["none"],
    "pills": "none",
    "since": "2020-01-01",
    "who": "gp",
    "agreed": "yes",
    "called": "Zoë O'Brien",
    "phone": "020 7946 0123",
}


def the_form(context: "Context", token: str) -> None:
    """What a browser runs; AppTest takes this function's text alone."""
    import streamlit as st  # noqa: PLC0415

    from screening.web.patient.form import show_form_of  # noqa: PLC0415

    show_form_of(context, token, st.query_params.get("page", "start"), st.query_params.get("then", ""))


class FormRoom:
    """A clinic with the wide set, its form, and a patient's token."""

    def __init__(self, folder: Path) -> None:
        self.clinic = SmallClinic(folder)
        self.questions = folder / "questions.yaml"
        self.questions.write_text(WIDE_SET, encoding="utf-8")
        self.token = new_token()
        self.context = Context(
            settings=Settings(data=folder),
            live_set=LiveSet(self.questions, self._keep, watch=False),
            store=self.clinic.store,
            intake=self.clinic.intake,
            review=self.clinic.review,
            accounts=self.clinic.accounts,
            clock=self.clinic.clock,
        )

    def _keep(self, question_set: QuestionSet, path: Path) -> None:
        text = canonical_text(SetText(path.read_text(encoding="utf-8"), str(path)))
        self.clinic.intake.keep_question_set(question_set, text)

    @property
    def question_set(self) -> QuestionSet:
        """The wide set."""
        return self.context.live_set.current()

    def opens(self, page: str = "start") -> "Tab":
        """A browser tab of this patient at a page."""
        app = AppTest.from_function(the_form, args=(self.context, self.token), default_timeout=20)
        app.query_params["page"] = page
        return Tab(app).runs()

    def has_answered(self, answers: Mapping[str, object] = WIDE) -> None:
        """Answers that were given before."""
        self.clinic.intake.save_answers(self.token, self.question_set, answers)

    @property
    def stored(self) -> Mapping[str, object]:
        """The answers as they are stored."""
        draft = self.clinic.intake.draft(self.token)
        return draft.answers if draft else {}

    def is_sent(self) -> bool:
        """Whether the form was sent."""
        return self.clinic.intake.receipt(self.token) is not None

    def sent(self) -> Receipt:
        """What was sent."""
        receipt = self.clinic.intake.receipt(self.token)
        assert receipt is not None
        return receipt

    @contextmanager
    def locked(self) -> Iterator[None]:
        """Another program holds the database."""
        other = sqlite_module().connect(self.clinic.database, isolation_level=None)
        other.execute("BEGIN IMMEDIATE")
        yield
        other.execute("ROLLBACK")
        other.close()

    @contextmanager
    def set_to(self, pragma: str) -> Iterator[None]:
        """Every connection to the database gets this setting for a while."""
        engine = self.clinic.store._engine  # noqa: SLF001 - a full or read-only disk without being root
        engine.dispose()

        def listener(connection: Any, _: object) -> None:  # noqa: ANN401
            connection.execute(f"PRAGMA {pragma}")

        event.listen(engine, "connect", listener)
        yield
        event.remove(engine, "connect", listener)
        engine.dispose()

    def full(self) -> Any:  # noqa: ANN401
        """There is no room for another page."""
        return self.set_to("max_page_count=1")


class Tab:
    """One browser tab."""

    def __init__(self, app: AppTest) -> None:
        self.app = app

    def runs(self) -> "Tab":
        """Let the page draw; no page may fail."""
        self.app.run()
        assert [error.value for error in self.app.exception] == []
        return self

    @property
    def page(self) -> str:
        """Where the tab is."""
        page: str | list[str] = self.app.query_params.get("page", "start")
        return page if isinstance(page, str) else page[0]

    @property
    def html(self) -> str:
        """All of our markup on the page."""
        return "\n".join(element.proto.body for element in self.app.get("html"))

    def button(self, key: str) -> bool:
        """Whether there is a button of this key."""
        return any(button.key == key for button in self.app.button)

    def presses(self, key: str) -> "Tab":
        """Press a button."""
        self.app.button(key=key).click()
        return self.runs()

    def chooses(self, question: str, answer: str) -> "Tab":
        """Choose one."""
        self.app.radio(key=f"answer-{question}-").set_value(answer)
        return self.runs()

    def chosen(self, question: str) -> object:
        """What is chosen."""
        return self.app.radio(key=f"answer-{question}-").value

    def ticks(self, question: str, answer: str = "", *, on: bool = True) -> "Tab":
        """Tick, or take the tick away."""
        self.app.checkbox(key=f"answer-{question}-{answer}").set_value(on)
        return self.runs()

    def ticked(self, question: str) -> list[str]:
        """What is ticked of a question."""
        prefix = f"answer-{question}-"
        boxes = [box for box in self.app.checkbox if str(box.key).startswith(prefix) and box.value]
        return [str(box.key).removeprefix(prefix) for box in boxes]

    def types(self, question: str, text: str, part: str = "") -> "Tab":
        """Type, and leave the field."""
        self._field(question, part).set_value(text)
        return self.runs()

    def typed(self, question: str, part: str = "") -> str:
        """What stands in a field."""
        return str(self._field(question, part).value)

    def _field(self, question: str, part: str) -> Any:  # noqa: ANN401 - a line or an area
        key = f"answer-{question}-{part}"
        area = next((area for area in self.app.text_area if area.key == key), None)
        return area or self.app.text_input(key=key)
