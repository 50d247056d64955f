"""The rules on the shelf: those each play began with, kept in the store, and those of today, in their folders."""

from __future__ import annotations

import re
import tempfile
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path
from threading import Lock

from exercise.scenario.faults import ScenarioError
from exercise.scenario.folder import files_of
from exercise.scenario.library import digest_of, read_later, read_scenario, scenario_folders
from exercise.scenario.model import LaterFact, Scenario
from exercise.sessions.errors import StoreUnavailable
from exercise.sessions.position import RulesToday
from exercise.sessions.rows import Session
from exercise.sessions.store import Store

_MOST = 32
_NAME = re.compile(r"(?:tables/)?[A-Za-z0-9_-][A-Za-z0-9._-]*")
_Signature = tuple[tuple[str, int, int], ...]


class Shelf:
    """Scenarios by digest, each read once in the life of the process."""

    def __init__(self, store: Store, scenarios: Path | None) -> None:
        """Take the rules of plays from `store`, and today's from the shipped scenarios and the folder `scenarios`."""
        self._store = store
        self._scenarios = scenarios
        self._read: dict[str, Scenario] = {}
        self._digests: dict[Path, tuple[_Signature, str]] = {}
        self._reading = Lock()

    def take(self, folder: Path) -> tuple[Scenario, dict[str, bytes]]:
        """Read a folder once: the scenario and the very bytes it came from; raises ScenarioError."""
        files = files_of(folder)
        name = folder.resolve().name
        return self._scenario(digest_of(files), name, files), files

    def scenario(self, session: Session) -> Scenario:
        """Give the rules that a session began with; raises StoreUnavailable where the store does not have them."""
        known = self._read.get(session.digest)
        return known or self._scenario(session.digest, session.scenario, self._kept(session))

    def later(self, session: Session) -> tuple[LaterFact, ...]:
        """Give what was reported later: today's file where the rules are still the same, else the one kept."""
        folder = scenario_folders(self._scenarios).get(session.scenario)
        if folder is not None and self.today(session) == "same":
            return read_later(folder)
        with _written(session.scenario, self._kept(session)) as kept:
            return read_later(kept)

    def today(self, session: Session) -> RulesToday:
        """Tell whether today's folder of a scenario still holds the rules of a session."""
        folder = scenario_folders(self._scenarios).get(session.scenario)
        try:
            if folder is None:
                return "gone"
            signature = _signature(folder)
            known = self._digests.get(folder)
            if known is None or known[0] != signature:
                known = signature, digest_of(files_of(folder))
                self._digests[folder] = known
        except (ScenarioError, OSError):
            # Somebody is writing in the folder just now, or spoiled it.
            return "changed"
        return "same" if known[1] == session.digest else "changed"

    def _scenario(self, digest: str, name: str, files: dict[str, bytes]) -> Scenario:
        with self._reading:
            if digest not in self._read:
                with _written(name, files) as folder:
                    scenario = read_scenario(folder)
                while len(self._read) >= _MOST:
                    del self._read[next(iter(self._read))]
                self._read[digest] = scenario
            return self._read[digest]

    def _kept(self, session: Session) -> dict[str, bytes]:
        files = self._store.rules(session.digest)
        if not files or digest_of(files) != session.digest or not all(_NAME.fullmatch(name) for name in files):
            what = f"the rules of play {session.id} are not in it as they were"
            mend = "put a copy of the database back"
            raise StoreUnavailable(self._store.database.place, what, f"{len(files)} files", mend)
        return files


@contextmanager
def _written(name: str, files: dict[str, bytes]) -> Generator[Path]:
    """Write files into a folder of the scenario's name that is there for a moment."""
    with tempfile.TemporaryDirectory(prefix="exercise-") as place:
        folder = Path(place) / name
        for file, content in files.items():
            path = folder / file
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content)
        yield folder


def _signature(folder: Path) -> _Signature:
    """Give names, times and sizes of the files, which tell a changed folder without reading it."""
    found = [(path, path.lstat()) for path in folder.rglob("*")]
    return tuple(sorted((str(path), status.st_mtime_ns, status.st_size) for path, status in found))
