from dataclasses import replace

import pytest

from screening.submissions.audit import GENESIS, AuditAction, AuditEvent, following, verify
from tests.builders import NOON


def chain(length: int) -> list[AuditEvent]:
    events: list[AuditEvent] = []
    for number in range(length):
        last = events[-1] if events else None
        events.append(
            following(last, at=NOON, action=AuditAction.VIEWED, subject=f"s{number}", details={"n": number})
        )
    return events


def test_a_whole_chain_holds() -> None:
    assert verify(chain(20)) == []
    assert verify([]) == []
    assert chain(1)[0].previous == GENESIS


@pytest.mark.parametrize(
    "edit",
    [
        {"at": NOON.replace(hour=13)},
        {"staff": "someone"},
        {"action": AuditAction.DECIDED},
        {"subject": "other"},
        {"details": {"n": 99}},
        {"hash": bytes(32)},
        {"previous": bytes(range(32))},
    ],
)
@pytest.mark.parametrize("place", [0, 5, 9])
def test_any_edit_is_found(edit: dict[str, object], place: int) -> None:
    # Red when a part of the event is left out of its hash.
    events = chain(10)
    events[place] = replace(events[place], **edit)  # type: ignore[arg-type]
    assert verify(events)


@pytest.mark.parametrize("place", [0, 5, 8])
def test_a_deletion_is_found(place: int) -> None:
    # Red when verify no longer compares the numbers (or, for renumbered events, the chain).
    events = chain(10)
    del events[place]
    assert [found.seq for found in verify(events)] == [place + 2]


def test_a_deletion_hidden_by_renumbering_is_found() -> None:
    events = chain(10)
    del events[4]
    assert verify([replace(event, seq=number) for number, event in enumerate(events, 1)])


def test_a_reorder_is_found() -> None:
    events = chain(10)
    events[3], events[4] = events[4], events[3]
    assert verify(events)
    swapped = chain(10)
    swapped[3], swapped[4] = replace(swapped[4], seq=4), replace(swapped[3], seq=5)
    assert verify(swapped)


def test_an_insertion_is_found() -> None:
    events = chain(10)
    forged = following(events[4], at=NOON, action=AuditAction.VIEWED, subject="forged")
    assert verify([*events[:5], forged, *events[5:]])


@pytest.mark.parametrize("words", ["Zoë", "a note with words", "x" * 129, "<b>", "line\nbreak"])
def test_events_take_codes_and_no_words(words: str) -> None:
    # Red when the pattern of codes is loosened: a name could then get into a chain that is never erased.
    for parts in ({"subject": words}, {"staff": words}, {"details": {"k": words}}, {"details": {words: 1}}):
        with pytest.raises(ValueError, match="codes only"):
            following(None, at=NOON, action=AuditAction.VIEWED, **parts)
