"""The store on a SQL engine: transactions, readiness, and opening it at start with the right key."""

import logging
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from sqlalchemy import Connection, Engine, insert

from screening.storage import queries
from screening.storage.encryption import Cipher
from screening.storage.engine import BUSY_MILLISECONDS, WRITE, create_store_engine, translated
from screening.storage.keys import KeyRefusedError, MasterKey, existing_key, make_key
from screening.storage.migrations import migrate
from screening.storage.sql_documents import SqlDecisions, SqlDocuments, SubmissionKeys
from screening.storage.sql_drafts import SqlDrafts, SqlQuestionSets
from screening.storage.sql_staff import SqlInvites, SqlSessions, SqlStaff, SqlTrail
from screening.storage.sql_submissions import SqlIndexes, SqlSubmissions
from screening.storage.tables import key_check
from screening.submissions.errors import StorageError, StorageTrouble
from screening.submissions.instants import Clock, present, to_milliseconds
from screening.submissions.store import Readiness

_log = logging.getLogger(__name__)


class SqlTransaction:
    """Fulfils `Transaction` on one connection."""

    def __init__(self, connection: Connection, cipher: Cipher) -> None:
        keys = SubmissionKeys(connection, cipher)
        self.question_sets = SqlQuestionSets(connection)
        self.drafts = SqlDrafts(connection, cipher)
        self.submissions = SqlSubmissions(connection, cipher)
        self.documents = SqlDocuments(connection, keys)
        self.decisions = SqlDecisions(connection, keys)
        self.indexes = SqlIndexes(connection, cipher)
        self.trail = SqlTrail(connection)
        self.staff = SqlStaff(connection, cipher)
        self.sessions = SqlSessions(connection)
        self.invites = SqlInvites(connection)


class SqlStore:
    """Fulfils `Store`. Safe to share between threads."""

    def __init__(self, engine: Engine, cipher: Cipher) -> None:
        self._engine = engine
        self._cipher = cipher
        # One writer at a time in this process; other processes meet at SQLite's own lock.
        self._writer = threading.Lock()

    @contextmanager
    def transaction(self) -> Iterator[SqlTransaction]:
        """Write: all of it is kept when the block ends, nothing of it when it raises."""
        with self._writing() as connection:
            yield SqlTransaction(connection, self._cipher)

    @contextmanager
    def reading(self) -> Iterator[SqlTransaction]:
        """Read one moment; writing in it is refused."""
        with translated(), self._engine.connect() as connection, connection.begin():
            connection.exec_driver_sql("PRAGMA query_only=ON")
            try:
                yield SqlTransaction(connection, self._cipher)
            finally:
                connection.exec_driver_sql("PRAGMA query_only=OFF")

    def readiness(self, now: datetime) -> Readiness:
        """Try to write, and to open a known document; never raises."""
        try:
            with self._writing() as connection:
                row = connection.execute(queries.KEY_CHECK).one_or_none()
                connection.execute(queries.TOUCH_KEY_CHECK, {"at": to_milliseconds(now)})
        except StorageError as error:
            _log.warning("The store is not ready: %s %s", error.trouble, error.detail)
            return Readiness(writable=False, key_opens=False, trouble=error.trouble)
        return Readiness(writable=True, key_opens=row is not None and self._cipher.opens(row.sealed))

    def close(self) -> None:
        """Let go of the files."""
        self._engine.dispose()

    @contextmanager
    def _writing(self) -> Iterator[Connection]:
        if not self._writer.acquire(timeout=BUSY_MILLISECONDS / 1000):
            raise StorageError(StorageTrouble.LOCKED, "another thread is writing")
        try:
            with (
                translated(),
                self._engine.connect().execution_options(**{WRITE: True}) as connection,
                connection.begin(),
            ):
                yield connection
        finally:
            self._writer.release()


@dataclass(frozen=True, slots=True)
class OpenedStore:
    """The store, and what to tell whoever starts the server, if there is something to tell."""

    store: SqlStore
    message: str | None = None


def open_store(
    url: str,
    *,
    key: str | None,
    key_file: Path,
    clock: Clock,
    busy_milliseconds: int = BUSY_MILLISECONDS,
) -> OpenedStore:
    """Open the database at start: make or migrate it, and find or make its key.

    Args: url: of the database. key: the key's text, from the environment. key_file: where the key is
    otherwise, and where a new database gets a fresh one. Raises StorageError, and KeyRefusedError when the
    key is missing or another database's.
    """
    found = existing_key(key, key_file)
    engine = create_store_engine(url, busy_milliseconds=busy_milliseconds)
    try:
        migrate(engine)
        master, message = _right_key(engine, found, key_file, clock)
    except BaseException:
        engine.dispose()
        raise
    return OpenedStore(SqlStore(engine, Cipher(master)), message)


def _right_key(
    engine: Engine, found: MasterKey | None, key_file: Path, clock: Clock
) -> tuple[MasterKey, str | None]:
    """The key that opens the database's known text; a database without one gets it now."""
    with (
        translated(),
        engine.connect().execution_options(**{WRITE: True}) as connection,
        connection.begin(),
    ):
        row = connection.execute(queries.KEY_CHECK).one_or_none()
        if row is None:
            master, message = (found, None) if found else make_key(key_file)
            sealed = Cipher(master).check_value()
            values = {"id": 1, "sealed": sealed, "checked_at": to_milliseconds(present(clock))}
            connection.execute(insert(key_check), values)
            return master, message
    if found is None:
        raise KeyRefusedError(
            f"The key to this database is missing. Put it back at {key_file}, or into SCREENING_KEY."
        )
    if not Cipher(found).opens(row.sealed):
        raise KeyRefusedError("This key belongs to another database. Nothing was changed. Use the right key.")
    return found, None
