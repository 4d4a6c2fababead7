"""What Alembic runs; it is given the connection, and has no ini file and no other way in."""

from alembic import context

from screening.storage.tables import metadata

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=metadata,
    transactional_ddl=True,
)
context.run_migrations()
