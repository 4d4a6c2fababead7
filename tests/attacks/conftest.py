"""A server with a small question set. It trusts its proxy, so that each test has an address of its own."""

import itertools
from collections.abc import Callable, Iterator

import httpx2
import pytest

from scripts.serving import Server
from tests.builders import SMALL_SET

ADDRESSES = (f"203.0.113.{number}" for number in itertools.count(1))


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """The product with a small question set; shared, as starting one takes seconds."""
    folder = tmp_path_factory.mktemp("attacked")
    questions = folder / "questions.yaml"
    questions.write_text(SMALL_SET, encoding="utf-8")
    attacked = Server(folder / "data", questions=questions)
    attacked.environment["SCREENING_TRUSTED_PROXIES"] = "127.0.0.1"
    with attacked:
        yield attacked


@pytest.fixture
def new_client(server: Server) -> Iterator[Callable[[], httpx2.Client]]:
    """Makes visitors, each with cookies and an address of their own."""
    clients: list[httpx2.Client] = []

    def make() -> httpx2.Client:
        headers = {"x-forwarded-for": next(ADDRESSES)}
        clients.append(httpx2.Client(base_url=server.url, headers=headers, timeout=20, trust_env=False))
        return clients[-1]

    yield make
    for client in clients:
        client.close()


@pytest.fixture
def client(new_client: Callable[[], httpx2.Client]) -> httpx2.Client:
    """One visitor."""
    return new_client()
