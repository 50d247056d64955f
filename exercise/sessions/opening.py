"""Opening a database as a store of plays: it is ours or empty, and brought to the form this program knows."""

from __future__ import annotations

from sqlalchemy import Connection, inspect, select, text
from sqlalchemy.sql import column, func, table

from exercise.sessions.database import Database
from exercise.sessions.erasing import erase_traces
from exercise.sessions.errors import StoreUnavailable
from exercise.sessions.schema import REVISIONS, SessionRow

# "DECX" in SQLite's header says whose file it is; any number that others do not use says it to PostgreSQL's locks.
MARK = 0x44454358
_VERSION = table("alembic_version", column("version_num"))


def bring_up(database: Database) -> None:
    """Make the tables, or take the steps that are missing, as one change; nothing where all are taken.

    Raises StoreUnavailable for a database of another program or of a newer version of this one.
    """
    if database.file is not None:
        with database.bare() as connection:
            connection.execute("PRAGMA journal_mode=WAL")
    with database.reading() as connection:
        known = _revision(connection, database.place)
    if known == REVISIONS[-1]:
        if database.file is not None:
            erase_traces(database)
        return
    with database.writing() as connection:
        if not _is_file(connection):
            connection.execute(select(func.pg_advisory_xact_lock(MARK)))
        # Somebody else may have taken the steps while this one waited.
        if _revision(connection, database.place) != REVISIONS[-1]:
            from exercise.sessions.upgrading import upgrade  # noqa: PLC0415 - Alembic loads longer than the rest

            if _is_file(connection):
                connection.execute(text(f"PRAGMA application_id={MARK}"))
            upgrade(connection)


def _is_file(connection: Connection) -> bool:
    return connection.dialect.name == "sqlite"


def _revision(connection: Connection, place: str) -> str | None:
    """Give the last step taken, None for an empty database."""
    names = inspect(connection).get_table_names()
    mark = connection.execute(text("PRAGMA application_id")).scalar_one() if _is_file(connection) else MARK
    if (names and mark != MARK) or ("alembic_version" not in names and SessionRow.__tablename__ in names):
        seen = ", ".join(sorted(names)[:5])
        mend = "it was left as it is; name another database with --database"
        raise StoreUnavailable(place, "this database belongs to another program", seen, mend)
    found = connection.execute(select(_VERSION)).scalar() if "alembic_version" in names else None
    if found is not None and found not in REVISIONS:
        mend = f"it was left as it is; use that version, or another database (this one knows {REVISIONS[-1]})"
        raise StoreUnavailable(place, "a newer version of this program wrote this database", str(found), mend)
    return found
