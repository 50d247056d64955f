"""One plan space in a process of its own, so that its memory is its own: prints one JSON document.

Called by spaces.py: space_process.py FOLDER hold|stream REPEATS
"""

from __future__ import annotations

import json
import resource
import sys
import time
import tracemalloc
from pathlib import Path

import numpy as np

from exercise.analysis import axes
from exercise.analysis.grid import PlanSpace, plan_space
from exercise.scenario.library import read_scenario
from exercise.scenario.model import Scenario

# The library refuses more than 50 million combinations; growth is shown beyond that.
axes.LARGEST_PRODUCT = 10**9


def columns(scenario: Scenario, space: PlanSpace, *, hold: bool) -> tuple[dict[str, np.ndarray], int]:
    """Spread every column out, and keep them all or one at a time; gives them and the bytes of all."""
    compact = {measure.id: space.points[measure.id] for measure in scenario.frame.measures}
    compact.update({f"{measure.id}.band": space.bands[measure.id] for measure in scenario.frame.measures})
    compact["end_state"] = space.end_states
    held: dict[str, np.ndarray] = {}
    size = 0
    for name, array in compact.items():
        column = space.column(array)
        size += column.nbytes
        if hold:
            held[name] = column
    return held, size


def most_memory() -> int:
    """The most memory this process has held so far, in bytes."""
    status = Path("/proc/self/status")
    if status.exists():
        # Linux counts what the parent held before it became this process into ru_maxrss, but not into this.
        line = next(line for line in status.read_text(encoding="utf-8").splitlines() if line.startswith("VmHWM"))
        return int(line.split()[1]) * 1024
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return most if sys.platform == "darwin" else most * 1024


def main(folder: str, mode: str, repeats: int) -> None:
    """Work the space out again and again, then once more under tracemalloc."""
    scenario = read_scenario(folder)
    hold = mode == "hold"
    before = most_memory()
    compact: list[float] = []
    whole: list[float] = []
    size = plans = 0
    for _ in range(repeats):
        start = time.perf_counter()
        space = plan_space(scenario)
        compact.append(time.perf_counter() - start)
        kept, size = columns(scenario, space, hold=hold)
        whole.append(time.perf_counter() - start)
        plans = space.size
        del space, kept
    after = most_memory()
    tracemalloc.start()
    space = plan_space(scenario)
    columns(scenario, space, hold=hold)
    traced = tracemalloc.get_traced_memory()[1]
    found = {"plans": plans, "compact": compact, "whole": whole, "bytes": size, "columns": 2 * len(space.points) + 1}
    sys.stdout.write(json.dumps({**found, "before": before, "after": after, "traced": traced}))


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], int(sys.argv[3]))
