"""The rooms and their arrows: who may import whom, and what a room must not know.

The two tables are the house's plan (docs/architecture.md). To see this test red: import
streamlit in screening/rules, or screening.storage in screening/submissions.
"""

import ast
from collections.abc import Iterator

import pytest

from tests.architecture.sources import TOP, Source, product_sources

MAY_IMPORT = {
    "questions": set[str](),
    "rules": {"questions"},
    "submissions": {"questions", "rules"},
    "storage": {"questions", "rules", "submissions"},
    "exports": {"questions", "rules", "submissions"},
    "web": {"questions", "rules", "submissions", "storage", "exports", "settings"},
}
WEB = {"streamlit", "starlette", "uvicorn"}
DATABASES = {"sqlalchemy", "alembic", "sqlite3", "pysqlite3", "psycopg"}
KNOWS_NOTHING_OF = {
    "questions": WEB | DATABASES | {"pandas", "time"},
    "rules": WEB | DATABASES | {"pandas", "time"},
    "submissions": WEB | DATABASES,
    "storage": WEB,
    "exports": WEB | DATABASES,
    "web": set[str](),
}
WITHOUT_A_CLOCK = {"questions", "rules"}
CLOCK_CALLS = {"now", "today", "utcnow"}


def room_of(source: Source) -> str | None:
    """The room a file stands in; None for app.py and the files beside the rooms (settings, command line)."""
    module = source.module
    in_a_room = len(module) > 2 or source.path == "/".join([*module, "__init__.py"])
    return module[1] if len(module) > 1 and in_a_room else None


def wrong_arrows(source: Source) -> Iterator[str]:
    """Each import that the house's plan does not allow."""
    room = room_of(source)
    for line, name in source.imports():
        first, _, rest = name.partition(".")
        target = rest.partition(".")[0]
        if room is None:
            if first in {"app", "tests", "benchmarks", "scripts"}:
                yield f"{source.path}:{line}: nothing in the product imports {first}"
        elif first in KNOWS_NOTHING_OF[room]:
            yield f"{source.path}:{line}: {room} knows nothing of {first}"
        elif first == "screening" and target and target not in MAY_IMPORT[room] | {room}:
            yield f"{source.path}:{line}: {room} may not import screening.{target}"
        elif first in {"app", "tests", "benchmarks", "scripts"}:
            yield f"{source.path}:{line}: nothing in the product imports {first}"


def clock_readings(source: Source) -> Iterator[str]:
    """Each place in a room without a clock that asks what day or time it is."""
    if room_of(source) not in WITHOUT_A_CLOCK:
        return
    days = {"date", "datetime"}
    for node in ast.walk(source.tree):
        if isinstance(node, ast.ImportFrom) and node.module == "datetime":
            days |= {name.asname for name in node.names if name.asname and name.name in days}
    for node in ast.walk(source.tree):
        if isinstance(node, ast.Attribute) and node.attr in CLOCK_CALLS:
            owner = (
                node.value.attr if isinstance(node.value, ast.Attribute) else getattr(node.value, "id", None)
            )
            if owner in days:
                yield f"{source.path}:{node.lineno}: this room is given the day, not {owner}.{node.attr}"


def test_arrows_only_point_to_rooms_above() -> None:
    assert [wrong for source in product_sources() for wrong in wrong_arrows(source)] == []


def test_questions_and_rules_have_no_clock() -> None:
    assert [reading for source in product_sources() for reading in clock_readings(source)] == []


def test_every_room_is_in_the_plan() -> None:
    rooms = {path.parent.name for path in (TOP / "screening").glob("*/*.py")}
    assert rooms <= set(MAY_IMPORT), "a new room needs its place in docs/architecture.md and in this file"


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("screening/rules/assess.py", "import streamlit as st"),
        ("screening/rules/assess.py", "def late():\n    from sqlalchemy.orm import Session"),
        ("screening/rules/assess.py", "import time"),
        ("screening/questions/model.py", "from screening.rules.assess import assess"),
        ("screening/questions/model.py", "from ..rules import assess"),
        ("screening/submissions/desk.py", "from screening import storage"),
        ("screening/submissions/__init__.py", "from ..storage import tables"),
        ("screening/exports/csv.py", "import screening.web.session"),
        ("screening/web/patient/start.py", "from screening.__main__ import cli"),
        ("screening/web/patient/start.py", "from tests.conftest import chromium"),
        ("screening/settings.py", "import app"),
    ],
)
def test_a_wrong_arrow_is_found(path: str, text: str) -> None:
    assert list(wrong_arrows(Source(path, text)))


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("screening/web/staff/queue.py", "from screening.submissions.desk import Desk\nimport streamlit"),
        ("screening/rules/assess.py", "from . import logic\nfrom screening.questions import model"),
        ("screening/__main__.py", "import screening.web.main, screening.storage, uvicorn"),
        ("app.py", "from screening.storage.store import open_store"),
    ],
)
def test_a_right_arrow_is_left_alone(path: str, text: str) -> None:
    assert list(wrong_arrows(Source(path, text))) == []


@pytest.mark.parametrize(
    "text",
    [
        "from datetime import date\nday = date.today()",
        "import datetime\nday = datetime.datetime.now()",
        "from datetime import datetime as moment\nread = moment.utcnow",
    ],
)
def test_a_clock_is_found(text: str) -> None:
    assert list(clock_readings(Source("screening/rules/assess.py", text)))


def test_a_day_that_was_given_is_no_clock() -> None:
    assert list(clock_readings(Source("screening/rules/cases.py", "day = case.today"))) == []
