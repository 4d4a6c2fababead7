"""Clicks that no browser sends: never a default, never another answer than the one given, never a booking."""

import pytest
from streamlit.proto.Common_pb2 import DoubleArray, SInt64Array, StringArray
from streamlit.proto.WidgetStates_pb2 import WidgetState

from screening.submissions.draft import new_token
from screening.web.cookies import DRAFT_COOKIE, SESSION_COOKIE
from scripts.serving import Server
from tests.attacks.inside import draft_of
from tests.attacks.raw_visitor import HEALTHY_FORM, RawVisitor
from tests.builders import HEALTHY

HONEST = ("yes", "no", "not_sure")
FORGED: tuple[WidgetState, ...] = (
    WidgetState(string_value="No such answer"),
    WidgetState(string_value=""),
    WidgetState(string_value="0"),
    WidgetState(string_value="NO"),
    WidgetState(string_value="x" * 100_000),
    WidgetState(string_value="<img src=x onerror=alert(1)>"),
    WidgetState(int_value=0),
    WidgetState(int_value=1),
    WidgetState(int_value=99),
    WidgetState(int_value=-1),
    WidgetState(double_value=1.0),
    WidgetState(bool_value=True),
    WidgetState(trigger_value=True),
    WidgetState(json_value='"No such answer"'),
    WidgetState(json_value="{}"),
    WidgetState(json_value="[0]"),
    WidgetState(json_value="no JSON"),
    WidgetState(bytes_value=b"No such answer"),
    WidgetState(string_array_value=StringArray(data=["No such answer"])),
    WidgetState(int_array_value=SInt64Array(data=[1])),
    WidgetState(double_array_value=DoubleArray(data=[1.0])),
    WidgetState(),
)


def kind(state: WidgetState) -> str:
    return state.WhichOneof("value") or "nothing"


@pytest.mark.parametrize("forged", FORGED, ids=kind)
def test_a_forged_click_is_never_a_default(server: Server, forged: WidgetState) -> None:
    """An option that is not offered, or a value of another kind, by the wire.

    Red when a radio is drawn with an index of its own, or what it gives back is coerced to an option.
    """
    token = new_token()
    with RawVisitor.of_form(server.url, token) as visitor:
        visitor.opens("safety")
        visitor.gives({"leg-": "No"})
        visitor.forges("chest-", forged)
        # A value that no radio can have ends in words for this one tab, and Continue is not there.
        if "continue-safety" in visitor.widgets:
            visitor.presses("continue-safety")
    draft = draft_of(server.data, token)
    assert draft is not None
    assert draft.answers.get("chest") not in HONEST
    assert draft.answers["leg"] == "no"


@pytest.mark.parametrize("forged", FORGED, ids=kind)
def test_a_forged_click_makes_no_milder_answer_of_a_stored_one(server: Server, forged: WidgetState) -> None:
    token = new_token()
    with RawVisitor.of_form(server.url, token) as visitor:
        visitor.opens("safety")
        visitor.gives({"leg-": "Yes"})
        visitor.presses("card-read")
        assert "answer-leg-" in visitor.widgets
        visitor.forges("leg-", forged)
    draft = draft_of(server.data, token)
    assert draft is not None
    assert draft.answers.get("leg") != "no"


@pytest.mark.parametrize("forged", FORGED, ids=kind)
def test_a_forged_text_is_never_another_text(server: Server, forged: WidgetState) -> None:
    token = new_token()
    with RawVisitor.of_form(server.url, token) as visitor:
        visitor.opens("contact")
        visitor.gives({"called-": "Ada Byron"})
        visitor.forges("phone-", forged)
    draft = draft_of(server.data, token)
    assert draft is not None
    # What is too long or no phone number is kept as it was typed, and named at sending; nothing is shortened.
    typed = {forged.string_value, forged.json_value.strip('"'), None}
    assert draft.answers["called"] == "Ada Byron"
    assert draft.answers.get("phone") in typed


def test_a_form_sent_with_a_forged_answer_is_for_a_doctor(server: Server) -> None:
    # Red when the mark leaves invalid answers out of account.
    token = new_token()
    forged = {**HEALTHY_FORM, "safety": {"chest-": "No", "leg-": "No such answer"}}
    with RawVisitor.of_form(server.url, token) as visitor:
        for section, values in forged.items():
            visitor.opens(section)
            visitor.gives(values)
        draft = draft_of(server.data, token)
        assert draft is not None
        assert draft.answers.get("leg") not in HONEST
        rest = {name: raw for name, raw in draft.answers.items() if name != "leg"}
        assert {**rest, "leg": "no"} == {**HEALTHY, "called": "Ada Byron"}
        visitor.opens("check")
        visitor.presses("send")
        assert visitor.reference is not None
        assert "You can book." not in visitor.html


def test_an_honest_form_can_be_booked(server: Server) -> None:
    """The control of the test above."""
    with RawVisitor.of_form(server.url, new_token()) as visitor:
        visitor.fills_in()
        assert "You can book." in visitor.html


def test_a_form_without_a_way_to_reach_the_patient_is_not_sent(server: Server) -> None:
    token = new_token()
    with RawVisitor.of_form(server.url, token) as visitor:
        for section in ("safety", "you"):
            visitor.opens(section)
            visitor.gives(HEALTHY_FORM[section])
        visitor.opens("check")
        visitor.presses("send")
        assert visitor.reference is None
    assert draft_of(server.data, token) is not None


@pytest.mark.parametrize(
    "page", ["nothing", "..%2F..%2Fetc%2Fpasswd", "x" * 5000, "%00", "check%27--", "staff", "sent", "delete"]
)
def test_a_page_that_does_not_exist_leads_to_the_start(server: Server, page: str) -> None:
    with RawVisitor.of_form(server.url, new_token()) as visitor:
        visitor.opens(page)
        assert "start" in visitor.widgets


def test_no_cookie_of_a_patient_opens_the_staff_area(server: Server) -> None:
    """By the wire no route stands before the page. Red when show_staff_area does not ask for the session."""
    token = new_token()
    with RawVisitor.of_form(server.url, token) as visitor:
        reference = visitor.fills_in()
    strangers: list[dict[str, str]] = [{}, {DRAFT_COOKIE: token}, {SESSION_COOKIE: token}]
    for cookies in (*strangers, {SESSION_COOKIE: "x" * 32}):
        with RawVisitor(server.url, cookies) as visitor:
            for page in ("", "queue", reference, "audit", f"submission&reference={reference}"):
                visitor.opens(page, area="staff")
                assert "You are signed out" in visitor.html
                assert "Ada Byron" not in visitor.html
                assert reference not in visitor.html


def test_a_form_opens_with_its_own_cookie_only(server: Server) -> None:
    token = new_token()
    with RawVisitor.of_form(server.url, token) as visitor:
        visitor.fills_in()
    for other in (new_token(), token[:-1] + ("A" if token[-1] != "A" else "B"), token.swapcase(), "x"):
        with RawVisitor.of_form(server.url, other) as stranger:
            stranger.opens("sent")
            assert stranger.reference is None
            assert "Ada Byron" not in stranger.html


def test_one_visitor_never_sees_what_another_typed(server: Server) -> None:
    # Red when something of a tab is kept in a module instead of the tab's own memory.
    with (
        RawVisitor.of_form(server.url, new_token()) as one,
        RawVisitor.of_form(server.url, new_token()) as other,
    ):
        for visitor, name in ((one, "Ada Byron"), (other, "Grace Hopper")):
            visitor.opens("contact")
            visitor.gives({"called-": name})
        for visitor, theirs in ((one, "Grace"), (other, "Ada")):
            visitor.opens("check")
            assert theirs not in visitor.html
