"""What every test may ask for. No mocks live here: tests use the real rooms."""

import os
from pathlib import Path

import pytest
from hypothesis import settings

from scripts import chromium as chromium_finder

# One core may be busy with a browser: a slow example is not a wrong one.
settings.register_profile("here", deadline=None, derandomize=True)
settings.load_profile("here")


@pytest.fixture(scope="session")
def repository() -> Path:
    """The checkout's top folder."""
    return Path(__file__).resolve().parent.parent


@pytest.fixture(scope="session")
def chromium() -> str:
    """The path of a Chromium that starts; without one the test is skipped, and with CI=true it fails."""
    path = chromium_finder.find()
    if path is None:
        words = f"no Chromium; to run this test: {chromium_finder.by_hand()}"
        if os.environ.get("CI") == "true":
            pytest.fail(words)
        pytest.skip(words)
    return path
