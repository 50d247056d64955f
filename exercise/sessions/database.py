"""One open database: SQLite in a file, or PostgreSQL by its URL; transactions, and errors in words."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Generator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Any, Final

import platformdirs
from sqlalchemy import URL, Connection, Engine, create_engine, event, make_url
from sqlalchemy.exc import ArgumentError

from exercise.sessions.errors import StoreUnavailable
from exercise.sessions.troubles import in_words

FILE: Final = "sessions.sqlite3"
PATIENCE: Final = 5.0

_ELSEWHERE = "name another database with --database"


def default_file() -> Path:
    """Give the file in the user's data folder where plays are kept unless somebody says otherwise."""
    return platformdirs.user_data_path("decision-exercise", appauthor=False) / FILE


class Database:
    """Connections to one database, each read and write in a transaction of its own.

    `where` is a path, a `sqlite:///` or a `postgresql://` URL, empty for the user's data folder; `patience` is how
    many seconds a write waits for another one. Raises StoreUnavailable where it cannot be opened.
    """

    def __init__(self, where: str | Path = "", patience: float = PATIENCE) -> None:
        url = _url(where)
        self.place: str = str(url.database) if _is_sqlite(url) else url.render_as_string(hide_password=True)
        self.file: Path | None = Path(str(url.database)).absolute() if _is_sqlite(url) else None
        if self.file is not None:
            _make_file(self.file, make_folder=not str(where))
        self.engine: Engine = _engine(url, self.place, patience)
        self._identity = self._identified()

    def close(self) -> None:
        """Let go of every connection."""
        self.engine.dispose()

    @contextmanager
    def reading(self) -> Generator[Connection]:
        """Look at one moment of the database; changes made here are forgotten."""
        with in_words(self.place):
            self._check_identity()
            with self.engine.connect() as connection:
                yield connection

    @contextmanager
    def writing(self) -> Generator[Connection]:
        """Change the database as the only writer; on an error, of any kind, nothing is changed."""
        with in_words(self.place):
            connection = self.engine.connect().execution_options(begin="BEGIN IMMEDIATE")
            with connection, connection.begin():
                yield connection
                self._check_identity()

    @contextmanager
    def bare(self) -> Generator[sqlite3.Connection]:
        """Give SQLite's own connection, outside any transaction, for upkeep."""
        with in_words(self.place), self.engine.connect() as connection:
            own: Any = connection.connection.driver_connection
            yield own

    def _identified(self) -> tuple[int, int] | None:
        if self.file is None:
            return None
        with in_words(self.place):
            try:
                status = self.file.stat()
            except OSError as error:
                what = "the file was taken away while it was in use"
                mend = "put it back, then go on: nothing of this step was stored"
                raise StoreUnavailable(self.place, what, str(error.strerror), mend) from error
        return status.st_dev, status.st_ino

    def _check_identity(self) -> None:
        """Raise where another file has the name of ours: what went into ours would be lost and said to be stored."""
        if self._identified() != self._identity:
            what = "another file stands where the database was"
            mend = "start the server again to use it, or put the first one back; nothing of this step was stored"
            raise StoreUnavailable(self.place, what, "a different file", mend)


def _is_sqlite(url: URL) -> bool:
    return url.get_backend_name() == "sqlite"


def _url(where: str | Path) -> URL:
    text = str(where)
    if "://" not in text:
        return URL.create("sqlite", database=text or str(default_file()))
    try:
        url = make_url(text)
    except ArgumentError:
        # The text may hold a password, so it is not shown.
        raise StoreUnavailable("--database", "this is no URL", "a text with ://", _ELSEWHERE) from None
    backend = url.get_backend_name()
    if backend == "postgresql":
        return url.set(drivername="postgresql+psycopg")
    if backend != "sqlite" or url.database in (None, "", ":memory:"):
        mend = "write a path, sqlite:///path or postgresql://user@host/name"
        raise StoreUnavailable("--database", "plays are not kept in such a database", backend, mend)
    return url


def _make_file(file: Path, *, make_folder: bool) -> None:
    """Make an empty file that only its owner reads, where there is none; the folder too where it is the default."""
    try:
        if make_folder:
            file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        if file.is_dir():
            raise StoreUnavailable(str(file), "this is a folder", file.name, "name a file in it")
        if not file.parent.is_dir():
            raise StoreUnavailable(
                str(file), "there is no such folder", str(file.parent), "create it, or " + _ELSEWHERE
            )
        if not file.exists():
            file.touch(mode=0o600)
    except OSError as error:
        what = "the file cannot be made"
        mend = f"allow writing in {file.parent}, or {_ELSEWHERE}"
        raise StoreUnavailable(str(file), what, str(error.strerror), mend) from error


def _engine(url: URL, place: str, patience: float) -> Engine:
    # Text stands in the file as it was typed; parameters stay out of messages, since they are people's words.
    options: dict[str, Any] = {"json_serializer": partial(json.dumps, ensure_ascii=False), "hide_parameters": True}
    if _is_sqlite(url):
        connect = {"isolation_level": None, "timeout": patience, "check_same_thread": False}
        engine = create_engine(url, connect_args=connect, **options)
        event.listen(engine, "connect", _set_up)
        event.listen(engine, "begin", _begin)
        return engine
    milliseconds = f"{int(patience * 1000)}ms"
    connect = {"connect_timeout": max(2, int(patience)), "options": f"-c lock_timeout={milliseconds} -c timezone=UTC"}
    try:
        return create_engine(url, connect_args=connect, pool_pre_ping=True, **options)
    except ModuleNotFoundError as error:
        mend = 'install it: uv pip install "psycopg[binary]"'
        raise StoreUnavailable(place, "the driver for PostgreSQL is missing", str(error.name), mend) from error


def _set_up(connection: sqlite3.Connection, _: object) -> None:
    """Make a commit last through a power cut, a delete erase, and references hold."""
    for pragma in ("synchronous=FULL", "secure_delete=ON", "foreign_keys=ON"):
        connection.execute(f"PRAGMA {pragma}")


def _begin(connection: Connection) -> None:
    """Begin as the reader or the writer asked; Python's driver would begin on its own terms."""
    connection.exec_driver_sql(str(connection.get_execution_options().get("begin", "BEGIN")))
