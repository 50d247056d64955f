"""Trials of the bench on all the cores of this machine."""

from __future__ import annotations

import multiprocessing
import os
import pickle
import signal
import threading
from collections.abc import Generator, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from contextlib import contextmanager
from itertools import islice
from multiprocessing.connection import wait as wait_for_any

from exercise.analysis.findings import findings
from exercise.analysis.trials import Trial, run_here, tried
from exercise.scenario.model import Scenario

# Below this many trials a second process would take longer to start than it saves.
FEW = 24
TOGETHER = 4
AHEAD = 3

_given: list[Scenario] = []


def cores() -> int:
    """Give how many cores this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def run_in_processes(scenario: Scenario, seed: int, numbers: Sequence[int]) -> Iterator[Trial]:
    """Try shakes in as many processes as there are cores, and give each trial as it is done.

    Whoever stops asking, or closes the iterator, ends the processes. A few trials, or one core, stay in this process.
    """
    workers = min(cores(), len(numbers) // TOGETHER)
    if workers < 2 or len(numbers) < FEW:
        yield from run_here(scenario, seed, numbers)
        return
    parts = (tuple(numbers[at : at + TOGETHER]) for at in range(0, len(numbers), TOGETHER))
    # A fresh interpreter, not a copy of this one: a copy could hold locks of threads that it does not have.
    context = multiprocessing.get_context("spawn")
    pool = ProcessPoolExecutor(workers, context, initializer=_take, initargs=(pickle.dumps(scenario),))
    try:
        # The first tasks start the processes; each task that is done makes room for one more.
        with _deaf_to_interrupts():
            waiting: set[Future[list[Trial]]] = {
                pool.submit(_try_part, seed, part) for part in islice(parts, AHEAD * workers)
            }
        while waiting:
            done, waiting = wait(waiting, return_when=FIRST_COMPLETED)
            waiting |= {pool.submit(_try_part, seed, part) for part in islice(parts, len(done))}
            for each in done:
                yield from each.result()
    finally:
        pool.shutdown(wait=True, cancel_futures=True)


def _take(pickled: bytes) -> None:
    _given[:] = [pickle.loads(pickled)]  # noqa: S301 (it comes from the process that started this one)
    threading.Thread(target=_end_with_the_parent, daemon=True).start()


def _end_with_the_parent() -> None:
    """Wait until the process that started this one is gone, and go too: killed outright, it can tell nobody."""
    parent = multiprocessing.parent_process()
    if parent is not None:
        wait_for_any([parent.sentinel])
        os._exit(1)


def _try_part(seed: int, numbers: Sequence[int]) -> list[Trial]:
    before = findings(_given[0])
    return [tried(before, seed, number) for number in numbers]


@contextmanager
def _deaf_to_interrupts() -> Generator[None]:
    """Let what is started meanwhile never hear Ctrl-C: the terminal sends it to every process, and one is to answer.

    Processes inherit what is blocked, but not who handles it. A Ctrl-C that comes meanwhile is heard at the end; until
    then it is only noted, since a pool that is interrupted while it starts a process forgets that process.
    """
    heard: list[int] = []
    is_main = threading.current_thread() is threading.main_thread()
    handler = signal.signal(signal.SIGINT, lambda number, _: heard.append(number)) if is_main else None
    blocked = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT}) if hasattr(signal, "pthread_sigmask") else None
    try:
        yield
    finally:
        if blocked is not None:
            signal.pthread_sigmask(signal.SIG_SETMASK, blocked)
        if is_main:
            signal.signal(signal.SIGINT, handler)
    if heard:
        raise KeyboardInterrupt
