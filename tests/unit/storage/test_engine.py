import logging
import os
import sqlite3
import stat
from pathlib import Path

import pytest
from sqlalchemy import text

from screening.storage.engine import (
    create_store_engine,
    is_affected,
    make_private_file,
    sqlite_module,
    trouble_of,
)
from screening.submissions.errors import StorageError, StorageTrouble


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def pragmas(url: str, module: object = None) -> dict[str, object]:
    engine = create_store_engine(url, module=module)
    names = ("journal_mode", "synchronous", "foreign_keys", "trusted_schema", "secure_delete", "mmap_size")
    with engine.connect() as connection:
        found = {name: connection.execute(text(f"PRAGMA {name}")).scalar() for name in names}
        found["busy_timeout"] = connection.execute(text("PRAGMA busy_timeout")).scalar()
    engine.dispose()
    return found


@pytest.mark.parametrize(
    ("version", "affected"),
    [
        ((3, 6, 23), False),
        ((3, 7, 0), True),
        ((3, 40, 1), True),
        ((3, 51, 2), True),
        ((3, 51, 3), False),
        ((3, 53, 4), False),
        ((4, 0, 0), False),
    ],
)
def test_which_versions_are_affected(version: tuple[int, ...], affected: bool) -> None:
    assert is_affected(version) is affected


def test_the_journal_goes_by_the_library(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    # Red when WAL is switched on without asking the version, or synchronous falls below FULL (2).
    module = sqlite_module()
    affected = is_affected(module.sqlite_version_info)
    found = pragmas(f"sqlite:///{tmp_path}/a.sqlite")
    assert found["journal_mode"] == ("delete" if affected else "wal")
    assert found["synchronous"] == 2
    assert ("journal DELETE" in caplog.text) is affected


def test_an_affected_library_keeps_the_delete_journal(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    if not is_affected(sqlite3.sqlite_version_info):
        pytest.skip("this Python's own SQLite is sound")
    with caplog.at_level(logging.WARNING):
        found = pragmas(f"sqlite:///{tmp_path}/a.sqlite", sqlite3)
    assert (found["journal_mode"], found["synchronous"]) == ("delete", 2)
    assert len([line for line in caplog.messages if "3.51.3" in line]) == 1


def test_a_database_left_in_wal_goes_back_to_delete(tmp_path: Path) -> None:
    if is_affected(sqlite_module().sqlite_version_info) or not is_affected(sqlite3.sqlite_version_info):
        pytest.skip("needs a sound and an affected SQLite")
    url = f"sqlite:///{tmp_path}/a.sqlite"
    assert pragmas(url)["journal_mode"] == "wal"
    assert pragmas(url, sqlite3)["journal_mode"] == "delete"


def test_the_other_settings(tmp_path: Path) -> None:
    # Red when a pragma is left out of _set_up.
    found = pragmas(f"sqlite:///{tmp_path}/a.sqlite")
    assert found["foreign_keys"] == 1
    assert found["trusted_schema"] == 0
    assert found["secure_delete"] == 1
    assert found["mmap_size"] in {0, None}
    assert found["busy_timeout"] == 10_000


def test_folder_and_files_are_private(tmp_path: Path) -> None:
    # Red when the file is left to SQLite to make (0644 under the usual umask).
    before = os.umask(0)
    try:
        engine = create_store_engine(f"sqlite:///{tmp_path}/new/data/a.sqlite")
        with engine.connect() as connection:
            connection.execute(text("CREATE TABLE t (a)"))
            connection.commit()
            files = list((tmp_path / "new" / "data").iterdir())
            assert len(files) in {1, 3}
            assert {mode(path) for path in files} == {0o600}
        engine.dispose()
    finally:
        os.umask(before)
    assert mode(tmp_path / "new" / "data") == 0o700


def test_a_folder_that_was_there_stays_and_is_named_when_open(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    folder = tmp_path / "shared"
    folder.mkdir()
    folder.chmod(0o755)
    (folder / "a.sqlite").touch(0o644)
    make_private_file(folder / "a.sqlite")
    assert (mode(folder), mode(folder / "a.sqlite")) == (0o755, 0o600)
    assert "can look into" in caplog.text


@pytest.mark.parametrize("url", ["sqlite://", "sqlite:///:memory:", "postgresql://host/db"])
def test_only_a_file_will_do(url: str) -> None:
    with pytest.raises(StorageError):
        create_store_engine(url)


def test_what_is_no_database_is_called_damaged(tmp_path: Path) -> None:
    path = tmp_path / "a.sqlite"
    path.write_bytes(b"this is no database, only some text that is long enough" * 50)
    with pytest.raises(StorageError) as refused:
        create_store_engine(f"sqlite:///{path}")
    assert refused.value.trouble is StorageTrouble.DAMAGED


def test_a_folder_in_the_files_place_is_unavailable(tmp_path: Path) -> None:
    with pytest.raises(StorageError) as refused:
        create_store_engine(f"sqlite:///{tmp_path}")
    assert refused.value.trouble is StorageTrouble.UNAVAILABLE


@pytest.mark.parametrize(
    ("code", "words", "trouble"),
    [
        (5, "", StorageTrouble.LOCKED),
        (261, "", StorageTrouble.LOCKED),
        (8, "", StorageTrouble.READ_ONLY),
        (13, "", StorageTrouble.FULL),
        (14, "", StorageTrouble.UNAVAILABLE),
        (11, "", StorageTrouble.DAMAGED),
        (None, "database is locked", StorageTrouble.LOCKED),
        (None, "attempt to write a readonly database", StorageTrouble.READ_ONLY),
        (None, "database or disk is full", StorageTrouble.FULL),
        (None, "unable to open database file", StorageTrouble.UNAVAILABLE),
        (None, "file is not a database", StorageTrouble.DAMAGED),
        (1, "no such table", StorageTrouble.UNAVAILABLE),
    ],
)
def test_troubles_are_told_apart(code: int | None, words: str, trouble: StorageTrouble) -> None:
    error = sqlite3.OperationalError(words)
    if code is not None:
        error.sqlite_errorcode = code
    assert trouble_of(error) is trouble
