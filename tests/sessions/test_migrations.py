"""The steps from each form of the store to the next keep what is there, on SQLite and on PostgreSQL."""

from collections.abc import Callable
from contextlib import contextmanager
from datetime import UTC, datetime

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import text

from exercise.play.record import Began, StepReached
from exercise.sessions.database import Database
from exercise.sessions.errors import StoreUnavailable
from exercise.sessions.opening import MARK
from exercise.sessions.rows import Seat, Session
from exercise.sessions.schema import REVISIONS, Base
from exercise.sessions.store import Store
from exercise.sessions.upgrading import alembic_config, upgrade


@contextmanager
def at_the_first_revision(where: str):
    database = Database(where)
    with database.writing() as connection:
        if database.file is not None:
            connection.execute(text(f"PRAGMA application_id={MARK}"))
        upgrade(connection, REVISIONS[0])
        yield connection
    database.close()


def test_the_program_knows_every_step_in_its_order():
    steps = list(ScriptDirectory.from_config(alembic_config()).walk_revisions())
    assert tuple(step.revision for step in reversed(steps)) == REVISIONS


def test_the_steps_lead_to_the_tables_that_the_program_uses(store: Store):
    with store.database.reading() as connection:
        assert compare_metadata(MigrationContext.configure(connection), Base.metadata) == []


def test_data_of_the_first_revision_is_there_after_the_upgrade(where: str, open_store: Callable[..., Store]):
    with at_the_first_revision(where) as connection:
        connection.execute(
            text("INSERT INTO session VALUES ('s', 'fake', 'd', NULL, :at)"), {"at": "2026-01-02 03:04:05.000006"}
        )
        connection.execute(
            text("INSERT INTO event VALUES ('s', 1, :at, :body)"),
            {"at": "2026-01-02 03:04:05.000006", "body": '{"event": "began", "scenario": "fake", "digest": "d"}'},
        )
        connection.execute(text("INSERT INTO rules VALUES ('d', 'scenario.yaml', :bytes)"), {"bytes": b"\x00\xff"})
    store = open_store(where)
    history = store.append("s", lambda _: [StepReached(step="on")])
    assert history.record == (Began(scenario="fake", digest="d"), StepReached(step="on"))
    assert history.times[0] == history.session.started == datetime(2026, 1, 2, 3, 4, 5, 6, tzinfo=UTC)
    assert store.rules("d") == {"scenario.yaml": b"\x00\xff"}
    new = Session("t", "fake", "d", None, datetime.now(UTC))
    store.begin(new, Seat("e", "t", "a", "b", "c"), {}, [Began(scenario="fake", digest="d")])
    assert store.seat("a").session == "t"


def test_an_upgrade_that_fails_leaves_everything_as_it_was(where: str, open_store: Callable[..., Store]):
    with at_the_first_revision(where) as connection:
        connection.execute(text("CREATE TABLE seat (in_the_way INTEGER)"))
        connection.execute(text("INSERT INTO rules VALUES ('d', 'scenario.yaml', :bytes)"), {"bytes": b"kept"})
    with pytest.raises(StoreUnavailable):
        open_store(where)
    database = Database(where)
    with database.writing() as connection:
        assert connection.execute(text("SELECT version_num FROM alembic_version")).scalar() == REVISIONS[0]
        connection.execute(text("DROP TABLE seat"))
    database.close()
    assert open_store(where).rules("d") == {"scenario.yaml": b"kept"}


def test_a_database_of_a_newer_version_is_refused_and_left_alone(where: str, open_store: Callable[..., Store]):
    with open_store(where).database.writing() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    with pytest.raises(StoreUnavailable, match="a newer version of this program wrote this database; seen: 9999"):
        open_store(where)
