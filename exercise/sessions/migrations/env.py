"""What Alembic runs: the steps go over the connection, and in the transaction, that `upgrade` hands over."""

from alembic import context

from exercise.sessions.schema import Base

context.configure(
    connection=context.config.attributes["connection"], target_metadata=Base.metadata, transactional_ddl=True
)
with context.begin_transaction():
    context.run_migrations()
