"""What one browser tab has shown of a section, so that it never undoes another tab's later answer.

A tab sends all that its widgets show with every click. What differs from the stored answers was either
answered in this tab, or is older than what another tab has stored: this tells the two apart.
"""

from contextlib import suppress
from dataclasses import dataclass, field

import streamlit as st

from screening.questions.model import Question, Section
from screening.submissions.exact_json import decode_mapping, encode
from screening.web import session
from screening.web.patient.chrome import Page
from screening.web.patient.desk_client import SEEN
from screening.web.patient.question_widgets import REFRESH, refresh

ELSEWHERE = "elsewhere"


@dataclass(frozen=True, slots=True)
class TabMemory:
    """The mappings are changed in place: any use of Streamlit may end a run for a newer click."""

    seen: dict[str, object]
    pending: dict[str, object]
    elsewhere: dict[str, object]
    refreshed: set[str] = field(default_factory=set)
    """The questions whose widgets were told in this run what to show."""

    @staticmethod
    def of(page: Page, section: Section) -> "TabMemory":
        """This tab's memory.

        The browser keeps a copy of what its page shows, in a field that nobody sees: after a restart the
        server does not know the tab, and only that copy tells what was answered in it.
        """
        answers = page.visit.answers
        shown = {question.id: answers.get(question.id) for question in page.visit.questions_of(section)}
        key, text = f"shown-{section.id}", encode(shown).decode()
        is_new = not session.knows(SEEN)
        if not is_new:
            session.put_widget(key, text)
        kept = st.text_input(page.text("nav.saved"), value=text, key=key, label_visibility="collapsed")
        seen = session.mapping(SEEN)
        if is_new:
            with suppress(ValueError):
                seen.update(decode_mapping((kept or "").encode()))
        return TabMemory(seen, session.mapping(REFRESH), session.mapping(ELSEWHERE))

    def before_drawing(self, question: Question) -> None:
        """Tell the widgets what to show, where the run before has found that they show something else."""
        if question.id in self.pending:
            refresh(question, self.pending[question.id])
            self.refreshed.add(question.id)

    def is_answered_elsewhere(self, question: Question, stored: object) -> bool:
        """Whether the answer that shows was given in another tab."""
        return question.id in self.elsewhere and self.elsewhere[question.id] == stored

    def is_change(self, question: Question, stored: object, given: object) -> bool:
        """Whether what the widgets showed at this click is an answer of this tab that is to be stored.

        What is still as this tab has shown it was not touched: then the stored answer is the later one.
        """
        if question.id in self.refreshed:
            del self.pending[question.id]
        if given == stored:
            self.seen[question.id] = given
            return False
        if question.id in self.seen and self.seen[question.id] == given:
            self.seen[question.id] = self.pending[question.id] = self.elsewhere[question.id] = stored
            return False
        return True

    @property
    def must_draw_again(self) -> bool:
        """Whether something else than the stored answers is still on the screen."""
        return bool(self.pending)
