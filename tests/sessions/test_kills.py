"""A player killed at random moments: what it was told is stored, is; and its play goes on to the same end."""

import contextlib
import multiprocessing
import random
import signal
from pathlib import Path

import pytest

from exercise.scenario.library import SHIPPED
from exercise.sessions.seats import new_owner
from exercise.sessions.service import Service
from exercise.sessions.store import Store
from tests.sessions.player import digest, play_for_ever
from tests.sessions.playing import play_on

# Players are forked from a process that has everything loaded, so that they begin at once.
NURSERY = multiprocessing.get_context("forkserver")
NURSERY.set_forkserver_preload(["tests.sessions.player"])
FOLDER = SHIPPED / "dprk-deployment"


def play_until_killed(database: Path, owner: str, seconds: float) -> list[tuple[str, int, str]]:
    """Let a player play, kill it `seconds` after its first step, and give every step that it was told is stored."""
    hears, says = NURSERY.Pipe(duplex=False)
    player = NURSERY.Process(target=play_for_ever, args=(database, FOLDER, owner, says))
    player.start()
    says.close()
    told = [hears.recv()]
    player.join(seconds)
    player.kill()
    # What was said before the kill is still in the pipe; a word that the kill broke off was not said.
    with contextlib.suppress(EOFError):
        while True:
            told.append(hears.recv())
    player.join()
    assert player.exitcode == -signal.SIGKILL
    return told


@pytest.mark.parametrize("kills", [8, pytest.param(50, marks=pytest.mark.slow)])
@pytest.mark.timeout(900)
def test_every_step_that_was_acknowledged_outlives_a_kill(kills: int, tmp_path: Path):
    database, owner = tmp_path / "plays.sqlite3", new_owner()
    chance = random.Random(20241024)  # noqa: S311 (the same moments in every run)
    service = Service(Store(database))
    whole = play_on(service, service.start(FOLDER, "solo", new_owner()).token).record
    told: list[tuple[str, int, str]] = []
    broken_off = 0
    for _ in range(kills):
        told += play_until_killed(database, owner, chance.uniform(0, 0.5))
        # A new service over a new connection, as after a restart.
        service = Service(Store(database))
        token, length, said = told[-1]
        record = service.position(token).record
        assert digest(record[:length]) == said
        broken_off += len(record) < len(whole)
        # Half of the broken plays go on to their end, the others stand as they were left.
        if chance.random() < 0.5:
            assert play_on(service, token).record == whole
    for token, length, said in told:
        assert digest(service.position(token).record[:length]) == said
    for each in service.list_plays(owner):
        assert each.play.record == whole[: len(each.play.record)]
    assert broken_off > kills / 2, "too few kills fell into a play"
    assert len(told) > kills * 2
