"""What can happen to a file: each trouble is said in words, what was stored stays, and the play goes on afterwards."""

import contextlib
import os
import sqlite3
import stat
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from sqlalchemy import event

from exercise.play.record import Noted
from exercise.sessions.database import default_file
from exercise.sessions.errors import StoreUnavailable
from exercise.sessions.service import Service
from exercise.sessions.store import Store
from tests.sessions.playing import HARD_TEXT, commit, play_on

if sys.platform == "win32":
    pytest.skip("NOT TESTED, troubles of files as POSIX has them", allow_module_level=True)

import resource

NOBODY = 65534


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "kept" / "plays.sqlite3"


@pytest.fixture
def store(file: Path, open_store: Callable[..., Store]) -> Store:
    file.parent.mkdir()
    return open_store(file, patience=0.05)


@pytest.fixture
def token(service: Service, folder: Path, owner: str) -> str:
    token = service.start(folder, "only", owner).token
    service.submit(token, commit(service.position(token)), None)
    return token


@contextmanager
def no_room_in_the_database(store: Store, file: Path) -> Iterator[None]:
    """SQLite may take one more page and no second one, which it reports as a full disk."""

    def narrow(connection: sqlite3.Connection, _: object) -> None:
        pages = connection.execute("PRAGMA page_count").fetchone()[0]
        connection.execute(f"PRAGMA max_page_count={pages + 1}")

    del file
    event.listen(store.database.engine, "connect", narrow)
    store.database.engine.dispose()
    yield
    event.remove(store.database.engine, "connect", narrow)
    store.database.engine.dispose()


@contextmanager
def no_room_for_files(store: Store, file: Path) -> Iterator[None]:
    """The system refuses to let any file of this process grow."""
    del store
    largest = max(each.stat().st_size for each in file.parent.iterdir())
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (largest + 8192, hard))
    yield
    resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


@contextmanager
def held_by_another(store: Store, file: Path) -> Iterator[None]:
    """Another program writes, and takes its time."""
    del store
    with contextlib.closing(sqlite3.connect(file, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        yield


@contextmanager
def taken_away(store: Store, file: Path) -> Iterator[None]:
    """The file goes while the server runs, and is put back."""
    del store
    file.rename(file.with_suffix(".away"))
    yield
    file.with_suffix(".away").rename(file)


@contextmanager
def exchanged(store: Store, file: Path) -> Iterator[None]:
    """Another file takes the place of the database while the server runs."""
    with taken_away(store, file):
        file.write_bytes(b"")
        yield


@pytest.mark.parametrize(
    ("trouble", "said"),
    [
        (no_room_in_the_database, "the disk is full; seen: .*; free some space; nothing of this step was stored"),
        (no_room_for_files, "the system refused to read or write; seen: .*; look at the disk and its space"),
        (held_by_another, "another program holds the database; seen: .*; close it or wait"),
        (taken_away, "the file was taken away while it was in use; seen: .*; put it back"),
        (exchanged, "another file stands where the database was; seen: .*; start the server again"),
    ],
)
def test_a_step_that_cannot_be_stored_is_not_acknowledged_and_nothing_is_lost(
    trouble, said: str, store: Store, file: Path, service: Service, token: str
):
    before = service.position(token)
    large = [Noted(question=f"q{number}", value=HARD_TEXT) for number in range(5)]
    with trouble(store, file), pytest.raises(StoreUnavailable, match=said) as caught:
        service.submit(token, [*commit(before, HARD_TEXT), *large], before.standing)
    assert caught.value.place == str(file)
    assert service.position(token) == before
    assert play_on(service, token).all_committed


@pytest.mark.parametrize("trouble", [no_room_in_the_database, no_room_for_files, held_by_another])
def test_plays_can_be_looked_at_while_nothing_can_be_stored(
    trouble, store: Store, file: Path, service: Service, token: str
):
    before = service.position(token)
    with trouble(store, file):
        assert service.position(token) == before


@contextmanager
def not_as_root() -> Iterator[None]:
    """Root may write everywhere, so these tests are somebody else for a moment."""
    root = os.geteuid() == 0
    if root:
        os.seteuid(NOBODY)
    try:
        yield
    finally:
        if root:
            os.seteuid(0)


@pytest.fixture
def open_to_all() -> Iterator[Path]:
    """A folder that others than its owner may enter and read; pytest's own are closed to them."""
    with tempfile.TemporaryDirectory(prefix="exercise-") as name:
        Path(name).chmod(0o755)
        yield Path(name)


def test_a_folder_that_may_not_be_written_is_named(open_to_all: Path):
    open_to_all.chmod(0o555)
    with (
        not_as_root(),
        pytest.raises(StoreUnavailable, match=r"cannot be made; seen: Permission denied; allow writing in"),
    ):
        Store(open_to_all / "plays.sqlite3")


def test_a_database_that_may_not_be_written_is_named_and_left_alone(open_to_all: Path):
    file = open_to_all / "plays.sqlite3"
    Store(file).close()
    file.chmod(0o444)
    open_to_all.chmod(0o555)
    before = file.read_bytes()
    said = "may not be written|cannot be opened"
    with not_as_root(), pytest.raises(StoreUnavailable, match=said) as caught:
        Store(file)
    assert str(file) in str(caught.value)
    assert "allow writing the file and its folder" in caught.value.mend
    assert file.read_bytes() == before


def test_a_missing_folder_is_named_and_not_made(tmp_path: Path):
    with pytest.raises(StoreUnavailable, match=r"there is no such folder; seen: .*typo; create it, or name another"):
        Store(tmp_path / "typo" / "plays.sqlite3")
    assert not (tmp_path / "typo").exists()


def test_a_folder_instead_of_a_file_is_refused(tmp_path: Path):
    with pytest.raises(StoreUnavailable, match=r"this is a folder; .*; name a file in it"):
        Store(tmp_path)


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"Dear diary, this is no database. " * 200, "the file is no database"),
        (b"SQLite format 3\x00" + b"\xff" * 8000, "the file is (damaged|no database)"),
    ],
)
def test_a_file_that_is_no_database_is_told_and_left_alone(tmp_path: Path, content: bytes, said: str):
    file = tmp_path / "plays.sqlite3"
    file.write_bytes(content)
    with pytest.raises(StoreUnavailable, match=said):
        Store(file)
    assert file.read_bytes() == content


def test_a_damaged_page_is_told_and_the_other_plays_are_still_there(
    file: Path, service: Service, folder: Path, token: str, store: Store, open_store: Callable[..., Store]
):
    service.submit(token, [Noted(question="q", value="Ottokar" * 1000)], None)
    store.close()
    content = file.read_bytes()
    at = content.index(b"OttokarOttokar") // 4096 * 4096
    file.write_bytes(content[:at] + b"\xff" * 4096 + content[at + 4096 :])
    reopened = Service(open_store(file), folder.parent)
    with pytest.raises(StoreUnavailable, match=r"the file is damaged|holds something else|cannot be read"):
        reopened.position(token)


def test_another_programs_database_is_refused_and_left_alone(tmp_path: Path):
    file = tmp_path / "theirs.sqlite3"
    with contextlib.closing(sqlite3.connect(file)) as other:
        other.execute("CREATE TABLE recipes (name)")
    before = file.read_bytes()
    with pytest.raises(StoreUnavailable, match=r"belongs to another program; seen: recipes; it was left as it is"):
        Store(file)
    assert file.read_bytes()[100:] == before[100:]


@pytest.mark.parametrize("where", ["mysql://u@h/d", "sqlite://", "sqlite:///:memory:"])
def test_a_database_that_keeps_nothing_or_is_unknown_is_refused(where: str):
    with pytest.raises(StoreUnavailable, match=r"plays are not kept in such a database|no URL"):
        Store(where)


def test_a_url_and_a_path_lead_to_the_same_file(file: Path, service: Service, token: str, folder: Path, open_store):
    again = Service(open_store(f"sqlite:///{file}"), folder.parent)
    assert again.position(token).record == service.position(token).record


def test_only_its_owner_reads_the_file(file: Path, token: str):
    assert token
    assert {stat.S_IMODE(each.stat().st_mode) for each in file.parent.iterdir()} == {0o600}


def test_plays_are_kept_in_the_users_data_folder_unless_told_otherwise(tmp_path: Path):
    env = {**os.environ, "XDG_DATA_HOME": str(tmp_path / "data")}
    program = "from exercise.sessions.store import Store; print(Store().database.file)"
    ran = subprocess.run([sys.executable, "-c", program], env=env, capture_output=True, text=True, check=True)
    made = Path(ran.stdout.strip())
    assert made.is_file()
    assert made.is_relative_to(tmp_path)
    assert made.name == default_file().name
    assert stat.S_IMODE(made.parent.stat().st_mode) == 0o700
