"""How a figure is taken, and what is kept of it."""

from __future__ import annotations

import os
import platform
import statistics
import sys
import time
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, field
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
FLAGSHIP = "dprk-deployment"
PRACTICE = "practice"


@dataclass(frozen=True, slots=True)
class Row:
    """One figure: `value` in `unit`, the least and most seen, and how it stands beside a peer or floor of this run.

    `ratio` is said by `ratio_says` ("times faster than ..."). `aim` is kept where `value` is at most `aim`, `ratio_aim`
    where `ratio` is at least that, `ratio_most` where it is at most that; None where nothing is aimed at. `more` are
    further figures of the same work, each named with its unit.
    """

    id: str
    group: str
    what: str
    value: float
    unit: str
    least: float
    most: float
    ratio: float | None = None
    ratio_says: str = ""
    aim: float | None = None
    ratio_aim: float | None = None
    ratio_most: float | None = None
    more: Mapping[str, float] = field(default_factory=dict)

    @property
    def verdict(self) -> str:
        """Whether the aims are kept: "kept", "missed", or nothing where there is none."""
        kept: list[bool] = []
        if self.aim is not None:
            kept.append(self.value <= self.aim)
        if self.ratio_aim is not None:
            kept.append(self.ratio is not None and self.ratio >= self.ratio_aim)
        if self.ratio_most is not None:
            kept.append(self.ratio is not None and self.ratio <= self.ratio_most)
        return "" if not kept else "kept" if all(kept) else "missed"


@dataclass(frozen=True, slots=True)
class Sample:
    """Seconds a unit of work took, one for each repeat."""

    seconds: tuple[float, ...]

    @property
    def median(self) -> float:
        """The middle one."""
        return statistics.median(self.seconds)

    def row(self, row_id: str, group: str, what: str, unit: str = "ms", **more: Any) -> Row:
        """The sample as a row; `unit` is us, ms or s."""
        scale = {"us": 1e6, "ms": 1e3, "s": 1.0}[unit]
        low, high = min(self.seconds), max(self.seconds)
        return Row(row_id, group, what, self.median * scale, unit, low * scale, high * scale, **more)


@dataclass(slots=True)
class Findings:
    """What a part found: rows, and remarks that belong under its table."""

    rows: list[Row] = field(default_factory=list)
    remarks: list[str] = field(default_factory=list)

    def add(self, other: Findings) -> None:
        """Take in what another part found."""
        self.rows += other.rows
        self.remarks += other.remarks


@dataclass(frozen=True, slots=True)
class Pace:
    """How much is done: everything, or just enough to see that it works."""

    quick: bool

    def of(self, full: int, quick: int) -> int:
        """One number for each pace."""
        return quick if self.quick else full


class DifferentResultsError(Exception):
    """Two ways to work out the same thing do not agree, so their times must not stand side by side."""


def same(seen: object, wanted: object, where: str) -> None:
    """Raises DifferentResultsError unless both are equal."""
    if seen != wanted:
        message = f"{where}: {seen!r} instead of {wanted!r}"
        raise DifferentResultsError(message)


def side_by_side(
    works: Mapping[str, Callable[[], object]], repeats: int, units: int = 1, *, warm: bool = True
) -> dict[str, Sample]:
    """Time several works in turns, so that what disturbs one disturbs all; each does `units` units of work.

    Each is done once before, unless not `warm`.
    """
    for work in works.values() if warm else ():
        work()
    taken: dict[str, list[float]] = {name: [] for name in works}
    for _ in range(repeats):
        for name, work in works.items():
            start = time.perf_counter()
            work()
            taken[name].append((time.perf_counter() - start) / units)
    return {name: Sample(tuple(seconds)) for name, seconds in taken.items()}


def machine() -> dict[str, Any]:
    """What the figures depend on; no name of a host or a person."""
    packages: dict[str, str] = {}
    for name in ("numpy", "pandas", "pydantic", "streamlit", "playwright", "websockets", "zen-engine"):
        try:
            packages[name] = version(name)
        except PackageNotFoundError:
            packages[name] = "not installed"
    usable = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()
    load = [round(each, 2) for each in os.getloadavg()] if hasattr(os, "getloadavg") else []
    return {
        "system": f"{platform.system()} {platform.machine()}",
        "processor": _processor(),
        "cores": usable,
        "memory_gb": _memory(),
        "python": f"{platform.python_implementation()} {platform.python_version()}",
        "packages": packages,
        "load_at_start": load,
    }


def _processor() -> str:
    listing = Path("/proc/cpuinfo")
    if listing.exists():
        for line in listing.read_text(encoding="utf-8").splitlines():
            if line.startswith("model name"):
                return line.partition(":")[2].strip()
    return platform.processor() or "unknown"


def _memory() -> float | None:
    if sys.platform == "win32" or not hasattr(os, "sysconf"):
        return None
    return round(os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30, 1)


def as_json(row: Row) -> dict[str, Any]:
    """A row as the file of results holds it."""
    return {**asdict(row), "verdict": row.verdict}
