"""How the database came to look as it does: run at every start, in one transaction."""

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.util import CommandError
from sqlalchemy import Engine

from screening.storage.engine import WRITE, translated
from screening.submissions.errors import StorageError, StorageTrouble


def migrate(engine: Engine) -> None:
    """Bring the database up to date. Raises StorageError, also for one that a newer program has changed."""
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent).replace("%", "%%"))
    with translated(), engine.connect().execution_options(**{WRITE: True}) as connection, connection.begin():
        config.attributes["connection"] = connection
        try:
            command.upgrade(config, "head")
        except CommandError as error:
            raise StorageError(StorageTrouble.UNAVAILABLE, f"made by a newer version: {error}") from None
