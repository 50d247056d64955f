"""The store's contract, the same on SQLite and on PostgreSQL."""

import subprocess
import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from pathlib import Path
from threading import Barrier

import pytest
from sqlalchemy import func, insert, select
from sqlalchemy.exc import StatementError

from exercise.play.record import Began, DrawerOpened, Noted, StepReached, TurnCommitted
from exercise.sessions.errors import NoSuchSeat, StoreUnavailable
from exercise.sessions.position import StaleSession
from exercise.sessions.rows import Seat, Session
from exercise.sessions.schema import EventRow, RulesRow
from exercise.sessions.seats import new_owner
from exercise.sessions.service import Service
from exercise.sessions.store import Store
from tests.sessions.playing import commit

BEGAN = Began(scenario="fake", digest="d")
FILES = {"scenario.yaml": b"a: \xff\x00b", "tables/t.csv": b""}
ROOT = Path(__file__).resolve().parents[2]


class Stop(Exception):  # noqa: N818
    """What a judge raises in these tests."""


def begin(store: Store, name: str = "s", files: dict[str, bytes] = FILES, digest: str = "d", owner: str = "") -> str:
    session = Session(name, "fake", digest, None, datetime.now(UTC))
    store.begin(
        session, Seat(f"seat-{name}", name, f"token-{name}", f"code-{name}", owner or f"{name:0>15}"), files, [BEGAN]
    )
    return name


def test_events_come_back_in_their_order_with_rising_moments_in_utc(store: Store):
    begin(store)
    for number in range(12):
        store.append("s", lambda _, number=number: [StepReached(step=f"{number}a"), StepReached(step=f"{number}b")])
    history = store.history("s")
    assert history.record[1:] == tuple(StepReached(step=f"{n}{half}") for n in range(12) for half in "ab")
    assert list(history.times) == sorted(history.times)
    assert all(at.utcoffset() == timedelta(0) for at in (*history.times, history.session.started))
    assert datetime.now(UTC) - history.times[-1] < timedelta(minutes=1)


def test_numbers_count_from_one_without_gaps(store: Store):
    begin(store)
    for _ in range(3):
        store.append("s", lambda _: [StepReached(step="a"), StepReached(step="b")])
        with pytest.raises(Stop):
            store.append("s", stop)
    with store.database.reading() as connection:
        numbers = connection.execute(select(EventRow.seq).order_by(EventRow.seq)).scalars().all()
    assert numbers == [1, 2, 3, 4, 5, 6, 7]


def stop(_):
    raise Stop


def test_the_judge_sees_all_that_is_stored_and_what_it_raises_stores_nothing(store: Store):
    begin(store)
    seen = []
    store.append("s", lambda history: seen.append(history) or [StepReached(step="a")])
    assert seen[0].record == (BEGAN,)
    before = store.history("s")
    with pytest.raises(Stop):
        store.append("s", stop)
    assert store.history("s") == before


def test_appending_gives_the_history_as_it_is_read_back(store: Store):
    begin(store)
    turn = TurnCommitted(turn=1, choices={"a": "b", "c": ("d", "e")}, forecast={"m": "b1"})
    appended = store.append("s", lambda _: [turn, Noted(question="q", value=("x", "y"))])
    assert store.history("s").record == appended.record == (BEGAN, turn, Noted(question="q", value=("x", "y")))


def test_one_session_knows_nothing_of_another(store: Store):
    begin(store, "s")
    begin(store, "t")
    store.append("t", lambda _: [StepReached(step="a")])
    assert store.history("s").record == (BEGAN,)
    store.erase("t")
    assert store.history("s").record == (BEGAN,)


@pytest.mark.parametrize("session", ["s", "nobody"])
def test_a_token_that_holds_no_seat_there_appends_nothing(store: Store, session: str):
    begin(store, "s")
    begin(store, "t")
    with pytest.raises(NoSuchSeat):
        store.append(session, lambda _: [StepReached(step="a")], "token-t")
    assert store.history("s").record == (BEGAN,)


def test_a_session_begins_whole_or_not_at_all(store: Store):
    begin(store, "s")
    other = Session("t", "fake", "d", None, datetime.now(UTC))
    taken = Seat("seat-t", "t", "token-s", "code-t", "0" * 15)
    with pytest.raises(StoreUnavailable):
        store.begin(other, taken, FILES, [BEGAN])
    with pytest.raises(NoSuchSeat):
        store.history("t")


def test_rules_are_kept_byte_for_byte_and_once(store: Store):
    begin(store, "s")
    begin(store, "t", {"scenario.yaml": b"other bytes under the same digest"})
    begin(store, "u", {"scenario.yaml": b"other"}, "e")
    assert store.rules("d") == FILES
    assert store.rules("e") == {"scenario.yaml": b"other"}
    assert store.rules("never played") == {}
    with store.database.reading() as connection:
        assert connection.execute(select(func.count()).select_from(RulesRow)).scalar() == 3


def test_rules_stay_when_their_play_is_erased(store: Store):
    begin(store)
    store.erase("s")
    assert store.rules("d") == FILES


def test_an_event_of_an_unknown_kind_is_told_and_not_guessed_at(store: Store):
    begin(store)
    with store.database.writing() as connection:
        body = {"event": "from_the_future", "x": 1}
        connection.execute(insert(EventRow).values(session="s", seq=2, at=datetime.now(UTC), body=body))
    with pytest.raises(StoreUnavailable, match="a play in it cannot be read; seen: 1 faults, the first in event 2"):
        store.history("s")


def test_a_moment_without_a_zone_is_refused(store: Store):
    begin(store)
    row = insert(EventRow).values(session="s", seq=2, at=datetime.now(UTC).replace(tzinfo=None), body={})
    with store.database.engine.connect() as connection, pytest.raises(StatementError, match="a moment without a zone"):
        connection.execute(row)


def test_many_threads_append_to_one_session_and_none_is_lost(store: Store):
    begin(store)
    with ThreadPoolExecutor(8) as pool:
        done = [pool.submit(store.append, "s", lambda _, n=n: [DrawerOpened(turn=n)]) for n in range(40)]
        assert all(each.result() for each in done)
    assert sorted(each.turn for each in store.history("s").record[1:]) == list(range(40))


def test_many_threads_start_many_sessions_of_the_same_rules(store: Store):
    names = [f"s{number}" for number in range(24)]
    with ThreadPoolExecutor(8) as pool:
        assert list(pool.map(lambda name: begin(store, name), names)) == names
    assert store.rules("d") == FILES
    assert all(store.history(name).record == (BEGAN,) for name in names)


def test_of_writers_at_once_one_wins_and_the_others_are_told(service: Service, folder: Path, owner: str):
    token = service.start(folder, "only", owner).token
    page, together = service.position(token), Barrier(6)

    def press(number: int) -> str:
        together.wait()
        try:
            return f"stored {service.submit(token, commit(page, f'writer {number}'), page.standing).situation.turns}"
        except StaleSession as late:
            return f"stale {late.play.situation.turns}"

    with ThreadPoolExecutor(6) as pool:
        assert sorted(pool.map(press, range(6))) == ["stale (1,)"] * 5 + ["stored (1,)"]
    assert [each.event for each in service.position(token).record].count("turn_committed") == 1


def test_of_processes_at_once_one_wins_and_the_others_are_told(where: str, service: Service, folder: Path, owner: str):
    token = service.start(folder, "only", owner).token
    command = [sys.executable, "-m", "tests.sessions.player", where, token]
    pipe = subprocess.PIPE
    players = [subprocess.Popen(command, cwd=ROOT, stdin=pipe, stdout=pipe, text=True) for _ in range(3)]
    for player in players:
        assert player.stdout.readline() == "ready\n"
    for player in players:
        player.stdin.write("go\n")
        player.stdin.flush()
    said = sorted(player.communicate(timeout=60)[0] for player in players)
    assert said == ["stale\n", "stale\n", "stored\n"]
    assert service.position(token).situation.turns == (1,)


def test_several_may_open_a_new_database_at_once(where: str, open_store: Callable[..., Store]):
    together = Barrier(4)

    def open_one(number: int) -> str:
        together.wait()
        return begin(open_store(where), f"s{number}")

    with ThreadPoolExecutor(4) as pool:
        names = list(pool.map(open_one, range(4)))
    store = open_store(where)
    assert all(store.history(name).record == (BEGAN,) for name in names)


def test_a_browser_that_starts_twice_at_once_has_one_play(service: Service, folder: Path):
    owner, together = new_owner(), Barrier(4)

    def start(_: int) -> str:
        together.wait()
        return service.start(folder, "only", owner).token

    with ThreadPoolExecutor(4) as pool:
        assert len(set(pool.map(start, range(4)))) == 1
    assert len(service.list_plays(owner)) == 1
