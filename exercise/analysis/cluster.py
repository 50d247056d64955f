"""Trials of the bench on a Dask cluster whose scheduler somebody names. Dask is an extra, and imported only here."""

from __future__ import annotations

import asyncio
import pickle
from collections.abc import Callable, Generator, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import lru_cache, partial
from typing import Protocol, Self, cast

from exercise.analysis.findings import findings
from exercise.analysis.trials import Trial, tried
from exercise.scenario.model import Scenario

SECONDS_TO_CONNECT = 10
TOGETHER = 4
MEND = "install the extra: pip install 'decision-exercise[cluster]'"


class NoCluster(ConnectionError):  # noqa: N818 - it names what is wrong
    """The scheduler cannot be reached, or the cluster cannot do this; says why, and what to do."""


class _Waiting(Protocol):
    """A task on the cluster."""

    def result(self) -> list[Trial]: ...


class _Asked(Protocol):
    """A server that is asked who it is."""

    async def __aenter__(self) -> Self: ...
    async def __aexit__(self, *raised: object) -> None: ...
    async def identity(self) -> Mapping[str, object]: ...


class _Client(Protocol):
    """What is used of Dask's own client."""

    def submit(self, work: Callable[..., object], *given: object, pure: bool) -> _Waiting: ...
    def cancel(self, waiting: Sequence[_Waiting]) -> None: ...
    def close(self) -> None: ...


def run_on(address: str) -> Callable[[Scenario, int, Sequence[int]], Iterator[Trial]]:
    """Give what tries shakes on the cluster of the scheduler at an address, as tcp://10.0.0.5:8786.

    The trials come out as they do on one machine, each as it is done; what a worker that dies leaves undone is done by
    another. Whoever stops asking calls the rest off. Scenario and trials travel as pickles: use only a cluster that you
    trust, over a network that you trust or with TLS, and with this program in the same version on every worker. Raises
    NoCluster where Dask is not installed, nobody answers within ten seconds, or the workers cannot do the work.
    """

    def run(scenario: Scenario, seed: int, numbers: Sequence[int]) -> Iterator[Trial]:
        return _run(address, scenario, seed, numbers)

    return run


def _run(address: str, scenario: Scenario, seed: int, numbers: Sequence[int]) -> Generator[Trial]:
    client, as_completed = _connected(address)
    parts = [tuple(numbers[at : at + TOGETHER]) for at in range(0, len(numbers), TOGETHER)]
    waiting: list[_Waiting] = []
    try:
        # What loads the scenario is a task too, so that a worker that dies takes nothing away that cannot be redone.
        loaded = client.submit(_load, pickle.dumps(scenario), pure=True)
        waiting = [client.submit(_try_part, loaded, seed, part, pure=False) for part in parts]
        for done in as_completed(waiting):
            yield from _result(done, address)
    finally:
        # A scheduler forgets what a client that is gone has asked for, but far sooner when it is told.
        client.cancel(waiting)
        client.close()


def _connected(address: str) -> tuple[_Client, Callable[[Sequence[_Waiting]], Iterator[_Waiting]]]:
    try:
        from distributed import Client, as_completed  # noqa: PLC0415 - an extra, and slow to import
    except ImportError:
        message = f"a scheduler at {address!r} needs Dask, which is not installed; {MEND}"
        raise NoCluster(message) from None
    mend = "start one with `dask scheduler`, and give the address that it prints"
    try:
        # Asked first, because a client that fails to connect goes on complaining until the program ends.
        # In a thread of its own, because whoever calls may run an event loop already, as a notebook does.
        with ThreadPoolExecutor(1) as asking:
            answers = asking.submit(lambda: asyncio.run(_who_is_there(address))).result()
        if answers != "Scheduler":
            message = f"at {address!r} answers a {answers.lower()}, and no scheduler; {mend}"
            raise NoCluster(message)
        client = Client(address, timeout=SECONDS_TO_CONNECT, set_as_default=False)
    except NoCluster:
        raise
    except (OSError, ValueError, TypeError) as error:
        silent = f"nobody answered within {SECONDS_TO_CONNECT} seconds"
        why = str(error).splitlines()[0] if str(error) else silent
        message = f"no scheduler answers at {address!r} ({why}); {mend}"
        raise NoCluster(message) from None
    one_by_one = partial(as_completed, loop=client.loop)
    return cast("_Client", client), cast("Callable[[Sequence[_Waiting]], Iterator[_Waiting]]", one_by_one)


async def _who_is_there(address: str) -> str:
    """Give what kind of server answers at an address."""
    from distributed.core import rpc  # noqa: PLC0415 - an extra, and slow to import

    async with cast("_Asked", rpc(address)) as there:
        found = await asyncio.wait_for(there.identity(), SECONDS_TO_CONNECT)
    return str(found.get("type", "stranger"))


def _result(done: _Waiting, address: str) -> list[Trial]:
    """Give the trials of a task; a fault of the cluster is said in words, one of ours is raised as it is."""
    try:
        return done.result()
    except ImportError as error:
        message = f"the workers of {address!r} do not have this program: {error}; install it there in the same version"
        raise NoCluster(message) from None
    except Exception as error:
        if type(error).__module__.partition(".")[0] != "distributed":
            raise
        message = (
            f"the cluster at {address!r} lost the work: {type(error).__name__}: {error}; look at its workers' logs"
        )
        raise NoCluster(message) from None


def _load(pickled: bytes) -> Scenario:
    return _kept(pickled)


@lru_cache(maxsize=2)
def _kept(pickled: bytes) -> Scenario:
    """Give the same object for the same bytes, so that a worker finds its plans once."""
    return cast("Scenario", pickle.loads(pickled))  # noqa: S301 (it comes from whoever trusts this cluster)


def _try_part(scenario: Scenario, seed: int, numbers: Sequence[int]) -> list[Trial]:
    before = findings(scenario)
    return [tried(before, seed, number) for number in numbers]
