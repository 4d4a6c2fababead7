from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.builders import SmallClinic


@pytest.fixture
def clinic(tmp_path: Path) -> Iterator[SmallClinic]:
    made = SmallClinic(tmp_path)
    yield made
    made.store.close()
