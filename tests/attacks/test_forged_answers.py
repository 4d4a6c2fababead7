"""Answers to the shipped set that no page offers: named as invalid, never a default, never a booking."""

from collections.abc import Iterator
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path

import pytest
from streamlit.proto.WidgetStates_pb2 import WidgetState

from screening.questions.loader import SetText, canonical_text
from screening.questions.model import Question, QuestionType
from screening.storage.sql_store import open_store
from screening.submissions.draft import new_token
from screening.submissions.errors import NotReadyError
from screening.submissions.intake_desk import IntakeDesk
from scripts.serving import Server
from tests.attacks.websocket_client import forging
from tests.journeys.given import ROOT, healthy_answers, shipped_set
from tests.journeys.records import Records

FORGED: list[object] = [
    "nonsense",
    ["nonsense"],
    ["none", "nonsense"],
    ["no", "no"],
    True,
    -1,
    10**30,
    Decimal("NaN"),
    {"id": "no"},
    "9999-99-99",
    "x" * 5000,
    "\ud800",
    [[]],
    "prefer_not_to_say",
]
NOON = datetime(2026, 11, 20, 12, 0, tzinfo=UTC)
WAYS = pytest.mark.parametrize("question", shipped_set().assessed, ids=lambda question: question.id)
"""Every question that plays a part in the mark."""


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """The product with the shipped question set and an empty database."""
    with Server(tmp_path_factory.mktemp("clinic") / "data") as running:
        yield running


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[IntakeDesk]:
    folder: Path = tmp_path_factory.mktemp("desk")
    url = f"sqlite:///{folder / 'a.sqlite'}"
    store = open_store(url, key=None, key_file=folder / "key", clock=lambda: NOON).store
    made = IntakeDesk(store, lambda: NOON)
    text = (ROOT / "questions.yaml").read_text(encoding="utf-8")
    made.keep_question_set(shipped_set(), canonical_text(SetText(text, "questions.yaml")))
    yield made
    store.close()


def is_an_answer(question: Question, raw: object) -> bool:
    """Whether a forged value happens to be what this question takes."""
    if isinstance(raw, str) and question.special(raw):
        return True
    if question.type is QuestionType.MANY_OF:
        return isinstance(raw, list) and len(raw) == 1 and raw[0] in list(question.option_ids)
    if question.type.is_text:
        return isinstance(raw, str) and len(raw) <= 4000 and raw != "\ud800"
    return raw == "no" and raw in question.option_ids


@WAYS
def test_a_forged_answer_is_named_and_never_booked(desk: IntakeDesk, question: Question) -> None:
    """Every question, optional ones too. Red when: `read_answer` guesses, or an invalid answer is dropped."""
    question_set = shipped_set()
    for raw in FORGED:
        if is_an_answer(question, raw):
            continue
        token = new_token()
        shown: dict[str, object] = {**healthy_answers(), **_opening(question), question.id: raw}
        draft = desk.save_answers(token, question_set, shown)
        if question.holds is not None:
            with pytest.raises(NotReadyError) as refused:
                desk.submit(token, draft.id, question_set)
            assert refused.value.questions == (question.id,)
            continue
        receipt = desk.submit(token, draft.id, question_set)
        assert receipt.submission.mark == question_set.fail_safe, raw
        assessment = receipt.content.assessment
        assert assessment is not None
        assert question.id in str(assessment["invalid"]), raw


def _opening(question: Question) -> dict[str, object]:
    """The answers under which a follow-up is asked, from the set's own words."""
    if question.show_when is None:
        return {}
    question_set = shipped_set()
    asked = next(q for q in question_set.assessed if q.id == question.id.removesuffix("_details"))
    if asked is question:
        return {}
    options = [option.id for option in asked.options if not option.alone]
    return {asked.id: options if asked.type is QuestionType.MANY_OF else _opening_option(question, asked)}


def _opening_option(question: Question, asked: Question) -> str:
    words = str(question.show_when)
    return next(option.id for option in asked.options if f"'{option.id}'" in words)


@pytest.mark.parametrize(
    "forged",
    [
        WidgetState(string_value="nonsense"),
        WidgetState(string_value=""),
        WidgetState(int_value=0),
        WidgetState(bool_value=True),
        WidgetState(json_value='{"a": 1}'),
        WidgetState(trigger_value=True),
    ],
    ids=lambda forged: str(forged.WhichOneof("value")) + str(forged.string_value),
)
def test_a_forged_widget_is_never_an_answer(server: Server, forged: WidgetState) -> None:
    """Through the real protocol. Red when: a radio has a default for what it does not know."""
    token, records = new_token(), Records(server.data)
    first = shipped_set().sections[0]
    choice = first.questions[1].id
    with forging(server.url, token) as client:
        client.runs(first.id)
        forged.id = client.widget(f"answer-{choice}-")
        client.runs(first.id, forged)
        # Sending is no way round it.
        client.runs("check")
        sends = WidgetState(id=client.widget("send"), trigger_value=True) if "send" in client.keys else None
        client.runs("check", *([sends] if sends else []))
    stored = records.answers(token).get(choice)
    assert stored is None or stored not in first.questions[1].option_ids


def test_more_than_a_form_can_hold_is_refused(server: Server) -> None:
    token = new_token()
    last = shipped_set().sections[-2]
    text = next(q for q in last.questions if q.type is QuestionType.LONG_TEXT and q.show_when is None)
    records = Records(server.data)
    records.has_answered(token, healthy_answers())
    with forging(server.url, token) as client:
        client.runs(last.id)
        widget = client.widget(f"answer-{text.id}-")
        client.runs(last.id, WidgetState(id=widget, string_value="x" * 300_000))
    assert records.answers(token) == healthy_answers()


def test_a_forged_memory_of_the_tab_changes_nothing(server: Server) -> None:
    """The hidden field is the browser's: whatever it says, stored answers stay."""
    token, records = new_token(), Records(server.data)
    records.has_answered(token, healthy_answers())
    for forged in ("", "null", "[]", "{", '{"height": 1}', "x" * 100_000, '{"height": {"a": []}}'):
        with forging(server.url, token) as client:
            client.runs("you")
            memory = client.widget("shown-you")
        with forging(server.url, token) as client:
            client.runs("you", WidgetState(id=memory, string_value=forged))
            assert shipped_set().sections_by_id["you"].title in client.html
    assert records.answers(token) == healthy_answers()
