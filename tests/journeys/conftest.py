"""A real server, a real Chromium and a patient in front of it; one server and browser per module."""

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, sync_playwright

from scripts.serving import CHROMIUM_FLAGS, Server
from tests.journeys.given import Patient
from tests.journeys.records import Records
from tests.journeys.watching import Watch

PHONE_SCREEN = (390, 844)


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """The product with the shipped question set and an empty database."""
    with Server(tmp_path_factory.mktemp("clinic") / "data") as running:
        yield running


@pytest.fixture
def records(server: Server) -> Records:
    """What the server has stored."""
    return Records(server.data)


@pytest.fixture(scope="module")
def browser(chromium: str) -> Iterator[Browser]:
    """A real Chromium."""
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=chromium, args=CHROMIUM_FLAGS)
        yield opened
        opened.close()


@pytest.fixture
def new_patient(browser: Browser, server: Server) -> Iterator[Callable[[], Patient]]:
    """Makes patients, each with a phone of their own; afterwards, what their browsers saw is judged."""
    watches: list[Watch] = []

    def make() -> Patient:
        width, height = PHONE_SCREEN
        context = browser.new_context(
            viewport={"width": width, "height": height}, has_touch=True, is_mobile=True, locale="en-GB"
        )
        watch = Watch(server.url)
        watch.follow(context)
        watches.append(watch)
        page = context.new_page()
        return Patient(page, server.url, watch)

    yield make
    for watch in watches:
        watch.judge()
        watch.context.close()


@pytest.fixture
def patient(new_patient: Callable[[], Patient]) -> Patient:
    """One patient with a phone."""
    return new_patient()
