"""Erasing for good: what was deleted stands in no file of an SQLite database.

`secure_delete` alone is not enough: where SQLite moves rows from one page to another, their old bytes stay in the gap
of the first. Only building the file anew, and emptying the log into it, leaves nothing.
"""

from __future__ import annotations

import sqlite3

from sqlalchemy import Connection, text

from exercise.sessions.database import Database

_OWED = "user_version"


def owe_erasure(connection: Connection) -> None:
    """Write down, in the transaction that deletes, that traces are still to go: a crash in between forgets nothing."""
    connection.execute(text(f"PRAGMA {_OWED}=1"))


def erase_traces(database: Database) -> bool:
    """Build the file anew where something is owed; True when no trace is left.

    It takes as long as copying the database. False where somebody reads for too long or the disk has no room for the
    copy: then it stays owed until the next deletion or opening.
    """
    with database.bare() as connection:
        if connection.execute(f"PRAGMA {_OWED}").fetchone()[0] == 0:
            return True
        try:
            connection.execute("VACUUM")
            busy = connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()[0]
            if not busy:
                connection.execute(f"PRAGMA {_OWED}=0")
        except sqlite3.OperationalError:
            return False
        return not busy
