"""A player in a process of its own, for tests that kill it or let two of them meet.

`play_for_ever` plays one play after the other and says each thing that was stored into a pipe.
`player.py DATABASE TOKEN` says `ready`, waits for a line, commits the next turn, and says `stored` or `stale`.
"""

import hashlib
import sys
from multiprocessing.connection import Connection
from pathlib import Path

from exercise.play.record import RECORD, Record
from exercise.sessions.position import StaleSession
from exercise.sessions.service import Service
from exercise.sessions.store import Store
from tests.sessions.playing import commit, next_events


def digest(record: Record) -> str:
    """What tells one record from another."""
    return hashlib.sha256(RECORD.dump_json(record)).hexdigest()


def play_for_ever(database: Path, folder: Path, owner: str, told: Connection) -> None:
    service = Service(Store(database))
    while True:
        token = service.start(folder, "solo", owner).token
        play = service.position(token)
        while events := next_events(play):
            play = service.submit(token, events, play.standing)
            told.send((token, len(play.record), digest(play.record)))


def commit_once(service: Service, token: str) -> None:
    play = service.position(token)
    print("ready", flush=True)  # noqa: T201
    sys.stdin.readline()
    try:
        service.submit(token, commit(play), play.standing)
    except StaleSession:
        print("stale", flush=True)  # noqa: T201
    else:
        print("stored", flush=True)  # noqa: T201


if __name__ == "__main__":
    commit_once(Service(Store(sys.argv[1])), sys.argv[2])
