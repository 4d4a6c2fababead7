"""How many tries an address has, and whose word on an address counts."""

import time

import pytest
from starlette.requests import Request

from screening.web.rate_limit import RateLimit, visitor_address


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    now = [1000.0]
    monkeypatch.setattr(time, "monotonic", lambda: now[0])
    return now


def test_so_many_tries_and_no_more_until_time_has_passed(clock: list[float]) -> None:
    limit = RateLimit(3, 60)
    assert [limit.allows("a") for _ in range(5)] == [True, True, True, False, False]
    assert limit.allows("b")
    clock[0] += 59
    assert not limit.allows("a")
    clock[0] += 1
    assert [limit.allows("a") for _ in range(4)] == [True, True, True, False]


def test_a_flood_of_addresses_does_not_fill_the_memory(clock: list[float]) -> None:
    limit = RateLimit(1, 60, addresses=10)
    for number in range(1000):
        clock[0] += 0.001
        assert limit.allows(str(number))
    assert not limit.allows("999")
    assert len(limit._seen) <= 10  # noqa: SLF001 - it is what must stay small


def test_addresses_are_not_kept_in_clear() -> None:
    limit = RateLimit(1, 60)
    limit.allows("203.0.113.7")
    assert b"203.0.113.7" not in b"".join(limit._seen)  # noqa: SLF001


@pytest.mark.parametrize(
    ("peer", "forwarded", "trusted", "address"),
    [
        ("203.0.113.7", "198.51.100.1", (), "203.0.113.7"),
        ("10.0.0.1", "198.51.100.1", ("10.0.0.1",), "198.51.100.1"),
        ("10.0.0.1", "6.6.6.6, 198.51.100.1", ("10.0.0.1",), "198.51.100.1"),
        ("10.0.0.1", "198.51.100.1, 10.0.0.2", ("10.0.0.1", "10.0.0.2"), "198.51.100.1"),
        ("10.0.0.1", "", ("10.0.0.1",), "10.0.0.1"),
        ("10.0.0.1", " , ", ("10.0.0.1",), "10.0.0.1"),
    ],
)
def test_only_a_trusted_proxys_word_counts(
    peer: str, forwarded: str, trusted: tuple[str, ...], address: str
) -> None:
    """Red when: the first part of X-Forwarded-For is believed: then anybody has endless tries."""
    scope = {"type": "http", "client": (peer, 1), "headers": [(b"x-forwarded-for", forwarded.encode())]}
    assert visitor_address(Request(scope), trusted) == address
