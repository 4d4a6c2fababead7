"""No named query reads a whole table: what takes a moment with ten rows takes one with ten million."""

from typing import Any

import pytest
from sqlalchemy import Delete, Update
from sqlalchemy.dialects import sqlite

from screening.storage import queries
from tests.builders import SmallClinic

# Values for the statements that set columns named by the caller.
CHANGES: dict[str, dict[str, Any]] = {
    "CHANGE_DRAFT": {"version": 2},
    "CHANGE_SUBMISSION": {"state": "done", "hold_until": None, "version": 2},
}


def plan(clinic: SmallClinic, name: str) -> list[str]:
    statement = queries.named()[name]
    if isinstance(statement, Update) and name in CHANGES:
        statement = statement.values(CHANGES[name])
    compiled = statement.compile(dialect=sqlite.dialect(paramstyle="named"))
    asked = str(compiled)
    for expanding in ("ids", "hashes"):
        asked = asked.replace(f"(__[POSTCOMPILE_{expanding}])", "('a', 'b')")
    values = {key: 1 for key in compiled.params if key not in {"ids", "hashes"}}
    with clinic.store.reading() as kept:
        connection = kept.trail._connection  # noqa: SLF001 - plans are not part of the protocol
        return [row[3] for row in connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {asked}", values)]


@pytest.mark.parametrize("name", sorted(queries.named()))
def test_no_named_query_scans_a_table(clinic: SmallClinic, name: str) -> None:
    # Red when an index goes, or a query asks for what no index serves.
    steps = plan(clinic, name)
    assert steps or isinstance(queries.named()[name], Delete)
    scans = [step for step in steps if step.startswith("SCAN") and name != "LAST_EVENT"]
    assert scans == []


@pytest.mark.parametrize("name", [name for name in sorted(queries.named()) if "QUEUE" in name])
def test_the_queue_comes_sorted_out_of_its_index(clinic: SmallClinic, name: str) -> None:
    # Red when the order of the query differs from that of the index.
    steps = plan(clinic, name)
    assert not [step for step in steps if "TEMP B-TREE" in step]
    assert any("ix_submission_" in step for step in steps)


def test_the_newest_event_is_read_from_the_end(clinic: SmallClinic) -> None:
    assert plan(clinic, "LAST_EVENT") == ["SCAN audit_event"]
    assert "LIMIT" in str(queries.LAST_EVENT)


def test_a_page_far_down_starts_at_its_place(clinic: SmallClinic) -> None:
    (step,) = plan(clinic, "QUEUE_BEHIND")
    assert "(queue_rank,due_at,id)>(?,?,?)" in step.replace(" ", "")
