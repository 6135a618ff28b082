"""Alembic's entry: runs the revisions on the connection it is handed, inside that connection's transaction."""

from alembic import context

from deputy_station.store.base import Base

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=Base.metadata,
    render_as_batch=True,
    transactional_ddl=True,
)
context.run_migrations()
