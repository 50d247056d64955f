"""What a database says when it cannot, in words for people."""

from __future__ import annotations

import sqlite3
from collections.abc import Generator
from contextlib import contextmanager

from sqlalchemy.exc import DBAPIError, SQLAlchemyError
from sqlalchemy.exc import TimeoutError as NoConnectionFree

from exercise.sessions.errors import StoreUnavailable

_AGAIN = "nothing of this step was stored; press again"
_ELSEWHERE = "or name another database with --database"
_RESTORE = f"nothing was changed in it; put a copy back, move it away, {_ELSEWHERE}"

# By the start of SQLite's name for the error.
_SQLITE = (
    ("SQLITE_FULL", "the disk is full", f"free some space; {_AGAIN}"),
    ("SQLITE_BUSY", "another program holds the database", f"close it or wait; {_AGAIN}"),
    ("SQLITE_LOCKED", "another program holds the database", f"close it or wait; {_AGAIN}"),
    ("SQLITE_READONLY", "this file may not be written", f"allow writing the file and its folder, {_ELSEWHERE}"),
    ("SQLITE_PERM", "this file may not be used", f"allow reading and writing it, {_ELSEWHERE}"),
    ("SQLITE_CANTOPEN", "the file cannot be opened", f"allow writing the file and its folder, {_ELSEWHERE}"),
    ("SQLITE_NOTADB", "the file is no database", _RESTORE),
    ("SQLITE_CORRUPT", "the file is damaged", _RESTORE),
    ("SQLITE_IOERR", "the system refused to read or write", f"look at the disk and its space; {_AGAIN}"),
)

# By the start of PostgreSQL's SQLSTATE.
_POSTGRESQL = (
    ("53", "the server has no room left", f"free some; {_AGAIN}"),
    ("55", "somebody else holds what is needed", f"wait a moment; {_AGAIN}"),
    ("40", "two changes came at once", _AGAIN),
    ("25006", "the server takes no changes now", "wait until it does; nothing of this step was stored"),
    ("28", "the server does not let this user in", "check name and password in the URL"),
    ("3D", "there is no such database on the server", "create it, or name another with --database"),
    ("42501", "this user may not do that", "grant it the rights on its database"),
)

_SILENT = "the database server does not answer"
_RELOAD = "start it or look at the network, then reload: what was stored is there"
_ODD = "the database holds something else than this program expects"


@contextmanager
def in_words(place: str) -> Generator[None]:
    """Turn every error of the database into StoreUnavailable; `place` names the database without its password."""
    try:
        yield
    except NoConnectionFree as error:
        what = "too many ask at once"
        raise StoreUnavailable(place, what, _first_line(error), f"wait a moment; {_AGAIN}") from error
    except SQLAlchemyError as error:
        cause = error.orig if isinstance(error, DBAPIError) else None
        raise unavailable(place, cause or error) from error
    except sqlite3.Error as error:
        raise unavailable(place, error) from error


def unavailable(place: str, error: BaseException) -> StoreUnavailable:
    """Say what an error of SQLite or PostgreSQL means."""
    seen = _first_line(error)
    if isinstance(error, sqlite3.Error):
        name = getattr(error, "sqlite_errorname", "")
        found = next((each for each in _SQLITE if name.startswith(each[0])), None)
        return StoreUnavailable(place, *_parts(found, f"{seen} ({name})" if name else seen))
    state: object = getattr(error, "sqlstate", "no SQL error")
    if state is None or str(state)[:2] in ("08", "57"):
        return StoreUnavailable(place, _SILENT, seen, _RELOAD)
    found = next((each for each in _POSTGRESQL if str(state).startswith(each[0])), None)
    return StoreUnavailable(place, *_parts(found, seen))


def _parts(found: tuple[str, str, str] | None, seen: str) -> tuple[str, str, str]:
    _, what, mend = found or ("", _ODD, f"check that it is this program's own, {_ELSEWHERE}")
    return what, seen, mend


def _first_line(error: BaseException) -> str:
    return next(iter(str(error).strip().splitlines()), type(error).__name__)
