"""What can happen to a database server: each trouble is said in words, without the password."""

import sys

import pytest
from sqlalchemy import create_engine, make_url, text

from exercise.play.record import Noted
from exercise.sessions.errors import StoreUnavailable
from exercise.sessions.seats import new_owner
from exercise.sessions.service import Service
from exercise.sessions.store import Store
from tests.sessions.conftest import NewDatabase
from tests.sessions.playing import commit, play_on


def test_a_play_survives_a_server_that_lets_every_connection_fall(new_postgresql: NewDatabase, folder, open_store):
    where = new_postgresql()
    service = Service(open_store(where), folder.parent)
    token = service.start(folder, "only", new_owner()).token
    play = service.submit(token, commit(service.position(token)), None)
    fall = text("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database()")
    engine = create_engine(make_url(where).set(drivername="postgresql+psycopg"))
    with engine.connect() as connection:
        connection.execute(text(str(fall) + " AND pid <> pg_backend_pid()"))
    engine.dispose()
    assert service.position(token) == play
    assert play_on(service, token).all_committed


def test_a_step_that_waits_too_long_for_another_is_told(new_postgresql: NewDatabase, folder, open_store):
    store = open_store(new_postgresql(), patience=0.05)
    service = Service(store, folder.parent)
    token = service.start(folder, "only", new_owner()).token
    before = service.position(token)
    with store.database.writing() as other:
        other.execute(text("SELECT id FROM session FOR UPDATE"))
        with pytest.raises(StoreUnavailable, match="somebody else holds what is needed"):
            service.submit(token, commit(before), before.standing)
    assert service.position(token) == before
    service.submit(token, commit(before), before.standing)


def test_a_server_that_takes_no_changes_is_told(new_postgresql: NewDatabase, folder, open_store):
    where = new_postgresql()
    service = Service(open_store(where), folder.parent)
    token = service.start(folder, "only", new_owner()).token
    name = make_url(where).database
    engine = create_engine(make_url(where).set(drivername="postgresql+psycopg"), isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(text(f"ALTER DATABASE {name} SET default_transaction_read_only = on"))
    engine.dispose()
    restarted = Service(open_store(where), folder.parent)
    with pytest.raises(StoreUnavailable, match="the server takes no changes now"):
        restarted.submit(token, [Noted(question="q", value="v")], None)
    assert len(restarted.position(token).record) == 1


def test_a_database_that_is_not_there_is_named(postgresql: str):
    where = make_url(postgresql).set(database="nowhere").render_as_string(hide_password=False)
    with pytest.raises(StoreUnavailable, match="nowhere"):
        Store(where)


def test_a_server_that_does_not_answer_is_told_without_the_password(postgresql: str, free_port: int):
    assert postgresql  # The driver is here.
    with pytest.raises(StoreUnavailable, match="the database server does not answer") as caught:
        Store(f"postgresql://somebody:sesame@127.0.0.1:{free_port}/plays", patience=2)
    assert "sesame" not in str(caught.value)
    assert str(free_port) in caught.value.place


def test_without_the_driver_the_way_to_install_it_is_told(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setitem(sys.modules, "psycopg", None)
    with pytest.raises(StoreUnavailable, match=r"the driver for PostgreSQL is missing; .*; install it: uv pip install"):
        Store("postgresql://somebody@127.0.0.1/plays")


def test_another_programs_tables_are_refused(new_postgresql: NewDatabase):
    where = new_postgresql()
    engine = create_engine(make_url(where).set(drivername="postgresql+psycopg"))
    with engine.begin() as connection:
        connection.execute(text("CREATE TABLE session (theirs INTEGER)"))
    engine.dispose()
    with pytest.raises(StoreUnavailable, match="belongs to another program; seen: session"):
        Store(where)
