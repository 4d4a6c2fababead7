"""The tables are what the migrations make, take only what strict tables take, and some are written once."""

import re
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import Engine, Integer, LargeBinary, Text, exc, text

from screening.storage.engine import create_store_engine
from screening.storage.migrations import migrate
from screening.storage.tables import metadata
from screening.submissions.errors import StorageError
from tests.builders import SmallClinic


def schema(engine: Engine) -> dict[str, set[str]]:
    """Name to the parts of its statement, in no order."""
    query = "SELECT name, sql FROM sqlite_master WHERE name NOT LIKE 'sqlite_%' AND type != 'trigger'"
    with engine.connect() as connection:
        return {
            name: set(re.split(r",\s*(?![^(]*\))", " ".join(sql.split())))
            for name, sql in connection.execute(text(query))
            if name != "alembic_version"
        }


def split(parts: set[str]) -> set[str]:
    """The same parts whatever stood first and last."""
    return {
        part for whole in parts for part in re.split(r"^CREATE TABLE \w+ \( | \) (?=STRICT|WITHOUT)", whole)
    }


def test_models_and_migrations_agree(tmp_path: Path) -> None:
    migrated = create_store_engine(f"sqlite:///{tmp_path}/a.sqlite")
    migrate(migrated)
    migrate(migrated)
    made = create_store_engine(f"sqlite:///{tmp_path}/b.sqlite")
    with made.begin() as connection:
        metadata.create_all(connection)
    first, second = schema(migrated), schema(made)
    assert first.keys() == second.keys()
    assert {name: split(first[name]) for name in first} == {name: split(second[name]) for name in second}
    with migrated.connect() as connection:
        assert compare_metadata(MigrationContext.configure(connection), metadata) == []
    migrated.dispose()
    made.dispose()


def test_every_table_is_strict_and_takes_three_types_only() -> None:
    for table in metadata.tables.values():
        assert table.dialect_options["sqlite"]["strict"], table.name
        assert {type(column.type) for column in table.columns} <= {Text, Integer, LargeBinary}, table.name


@pytest.mark.parametrize("table", ["audit_event", "question_set"])
@pytest.mark.parametrize(
    "statement",
    ["UPDATE {} SET rowid = rowid", "DELETE FROM {}", "INSERT OR REPLACE INTO {} SELECT * FROM {}"],
)
def test_what_is_written_once_cannot_be_changed(clinic: SmallClinic, table: str, statement: str) -> None:
    # Red when a trigger is missing, or recursive_triggers is off.
    clinic.send()
    with pytest.raises(exc.IntegrityError, match="written once"), clinic.store.transaction() as kept:
        kept.trail._connection.exec_driver_sql(statement.replace("{}", table))  # noqa: SLF001 - no desk can


def test_a_database_of_a_newer_program_is_refused(clinic: SmallClinic) -> None:
    with clinic.store.transaction() as kept:
        kept.trail._connection.exec_driver_sql(  # noqa: SLF001 - as a later migration would leave it
            "UPDATE alembic_version SET version_num = '9999'"
        )
    engine = create_store_engine(f"sqlite:///{clinic.database}")
    with pytest.raises(StorageError) as refused:
        migrate(engine)
    assert "newer version" in refused.value.detail
    engine.dispose()


def test_only_the_columns_named_in_the_records_are_in_clear() -> None:
    # Red when a column is added to submission: then say in the records why it may stand in clear.
    assert {column.name for column in metadata.tables["submission"].columns} == {
        "id",
        "reference",
        "draft_id",
        "receipt_hash",
        "question_set",
        "sent_at",
        "mark",
        "urgency",
        "queue_rank",
        "postpone",
        "state",
        "due_at",
        "hold_until",
        "version",
        "entered_by",
    }
