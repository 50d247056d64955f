"""A deleted play leaves no trace in the files: not in the database, not in its log, not in pages used again."""

import random
from pathlib import Path

import pytest

from exercise.play.record import Noted
from exercise.sessions.seats import new_owner
from exercise.sessions.service import Service
from exercise.sessions.store import Store


def traces(file: Path, name: str) -> int:
    return sum(each.read_bytes().count(name.encode()) for each in file.parent.iterdir())


@pytest.fixture
def file(tmp_path: Path) -> Path:
    (tmp_path / "kept").mkdir()
    return tmp_path / "kept" / "plays.sqlite3"


@pytest.mark.parametrize("seed", range(4))
def test_names_of_deleted_plays_are_in_no_file_and_those_of_others_are(seed: int, file: Path, folder: Path):
    chance = random.Random(seed)  # noqa: S311 (the same plays in every run)
    service = Service(Store(file), folder.parent)
    tokens: dict[str, str] = {}
    erased: list[str] = []
    for number in range(220):
        if len(tokens) < 6:
            name = f"Ottokar_{number}_é"
            tokens[name] = service.start(folder, "only", new_owner()).token
            service.submit(tokens[name], [Noted(question="name", value=name)], None)
        name = chance.choice(list(tokens))
        if chance.random() < 0.05:
            assert service.delete(tokens.pop(name))
            erased.append(name)
        else:
            text = name + "y" * chance.choice([0, 10, 100, 900, 1500, 5000, 9000])
            service.submit(tokens[name], [Noted(question="q", value=text)], None)
    assert len(erased) > 4
    service.delete(tokens.pop(name)) if name in tokens else None
    assert {name: traces(file, name) for name in erased if traces(file, name)} == {}
    assert all(traces(file, name) for name in tokens)


def test_while_somebody_reads_the_play_is_gone_and_its_traces_go_at_the_next_opening(file: Path, folder: Path):
    store = Store(file, patience=0.05)
    service = Service(store, folder.parent)
    token = service.start(folder, "only", new_owner()).token
    service.submit(token, [Noted(question="q", value="Ottokar")], None)
    with store.database.reading() as connection:
        connection.exec_driver_sql("SELECT count(*) FROM event").fetchone()
        assert service.delete(token) is False
    store.close()
    Store(file).close()
    assert traces(file, "Ottokar") == 0


def test_what_opens_a_seat_stands_in_no_file(file: Path, folder: Path):
    service, owner = Service(Store(file), folder.parent), new_owner()
    tokens = service.start(folder, "only", owner)
    for secret in (owner, tokens.token, tokens.code, tokens.code.replace("-", "")):
        assert traces(file, secret) == 0
