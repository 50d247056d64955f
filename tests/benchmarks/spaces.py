"""Every plan of the flagship: beside NumPy written by hand, and at ten and a hundred times the size."""

from __future__ import annotations

import json
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

import numpy as np
import numpy_peer
from bigger import multiplied
from measuring import FLAGSHIP, ROOT, DifferentResultsError, Findings, Pace, Row, Sample, same, side_by_side

from exercise.analysis.grid import PlanSpace, plan_space
from exercise.play.adjudication import adjudicate
from exercise.scenario.library import find_folder, read_scenario
from exercise.scenario.model import Scenario

WHOLE = "The whole plan space"
GROWTH = "The plan space, larger"
PROCESS = Path(__file__).with_name("space_process.py")
MEGABYTE = 1_000_000


def measure(pace: Pace) -> Findings:
    """Time the whole space, then larger ones."""
    found = whole_space(pace)
    with tempfile.TemporaryDirectory() as folder:
        found.add(growth(pace, Path(folder)))
    return found


def all_columns(space: PlanSpace) -> numpy_peer.Columns:
    """Every measure, band and end state, one value a plan."""
    columns = {name: space.column(points) for name, points in space.points.items()}
    columns.update({f"{name}.band": space.column(codes) for name, codes in space.bands.items()})
    columns["end_state"] = space.column(space.end_states)
    return columns


def whole_space(pace: Pace) -> Findings:
    """Time every measure, band and end state of all flagship plans."""
    folder = find_folder(FLAGSHIP)
    scenario = read_scenario(folder)
    space = plan_space(scenario)
    ours = all_columns(space)
    endings = tuple(end.id for end in scenario.frame.end_states)
    same(endings, numpy_peer.ENDINGS, "numpy_peer.py, the list of endings")
    for way in (numpy_peer.factored, numpy_peer.naive):
        _agree(ours, way(), f"numpy_peer.{way.__name__}; bring it in line with the flagship's tables")
    types = [(each.dtype, each.size) for each in ours.values()]
    del ours
    works = {
        "ours": lambda: all_columns(plan_space(scenario)),
        "compact": lambda: plan_space(scenario),
        "factored": numpy_peer.factored,
        "naive": numpy_peer.naive,
        "writing": lambda: [np.ones(size, dtype) for dtype, size in types],
    }
    taken = side_by_side(works, pace.of(25, 1))
    fresh: list[float] = []
    for _ in range(pace.of(9, 1)):
        unseen = read_scenario(folder)
        start = time.perf_counter()
        all_columns(plan_space(unseen))
        fresh.append(time.perf_counter() - start)
    mine, by_hand = taken["ours"].median, taken["factored"].median
    found = Findings()
    plans = f"{space.size:,} plans"

    def beside(name: str, what: str, sample: Sample, **more: Any) -> None:
        ratio = sample.median / by_hand
        times = {"ratio": ratio, "ratio_says": "times NumPy by hand"}
        found.rows.append(sample.row(f"space.{name}", WHOLE, what, **times, **more))

    columns = len(types)
    beside("ours", f"plan_space() and all {columns} columns spread out, {plans}", taken["ours"], aim=50.0)
    beside("fresh", "the same, the first time for a scenario", Sample(tuple(fresh)), aim=50.0)
    beside("compact", "plan_space() alone, compact", taken["compact"])
    row = taken["factored"].row("space.factored", WHOLE, "NumPy by hand, each table on the decisions it reads")
    found.rows.append(row)
    beside("naive", "NumPy, full columns throughout", taken["naive"])
    beside("writing", f"floor: {columns} columns of the same types filled with ones", taken["writing"])
    found.rows += _memory(folder, pace)
    found.remarks.append(
        f"All {columns} columns equal NumPy by hand in every plan, both ways. Ours over the floor: "
        f"{mine / taken['writing'].median:.1f} times."
    )
    return found


def _agree(ours: numpy_peer.Columns, theirs: numpy_peer.Columns, where: str) -> None:
    same(sorted(theirs), sorted(ours), where)
    for name, column in ours.items():
        if not np.array_equal(column, theirs[name]):
            different = int(np.count_nonzero(column != theirs[name]))
            message = f"{where}: {name} differs in {different:,} of {column.size:,} plans"
            raise DifferentResultsError(message)


def _process(folder: Path, mode: str, repeats: int) -> dict[str, Any]:
    command = [sys.executable, str(PROCESS), str(folder), mode, str(repeats)]
    ran = subprocess.run(command, capture_output=True, text=True, check=True, cwd=ROOT)
    return json.loads(ran.stdout)


def _memory(folder: Path, pace: Pace) -> list[Row]:
    seen = _process(folder, "hold", pace.of(3, 1))
    process, traced = seen["after"] / MEGABYTE, seen["traced"] / MEGABYTE
    columns = seen["bytes"] / MEGABYTE
    rest = {"least": process, "most": process, "ratio": process / (seen["before"] / MEGABYTE)}
    says = "times the process that has only read the scenario"
    return [
        Row(
            "space.process", WHOLE, "most memory of a whole process", process, "MB", **rest, ratio_says=says, aim=200.0
        ),
        Row(
            "space.traced",
            WHOLE,
            "most memory of the arrays, columns kept",
            traced,
            "MB",
            traced,
            traced,
            traced / columns,
            "times the columns themselves",
        ),
    ]


def growth(pace: Pace, folder: Path) -> Findings:
    """Time copies of the flagship with ten and a hundred times the plans, each in a process of its own."""
    found = Findings()
    steps: list[tuple[int, ...]] = [(), (2,), (2, 2)] if pace.quick else [(), (10,), (10, 10)]
    first: float | None = None
    for sizes in steps:
        if sizes:
            path = folder / f"{FLAGSHIP}-x{'x'.join(str(size) for size in sizes)}"
            scenario = multiplied(FLAGSHIP, folder, sizes)
            if len(sizes) == 1:
                _sampled(scenario)
        else:
            path, scenario = find_folder(FLAGSHIP), read_scenario(find_folder(FLAGSHIP))
        tables = len(scenario.tables_of("modifier"))
        seen = _process(path, "stream", pace.of({0: 15, 1: 5, 2: 3}[len(sizes)], 1))
        factor = int(np.prod(sizes)) if sizes else 1
        units = seen["plans"] * tables
        sample = Sample(tuple(seconds / units * 1e9 for seconds in seen["whole"]))
        first = first or sample.median
        seconds = statistics.median(seen["whole"])
        what = f"{seen['plans']:,} plans x {tables} tables: {seconds * 1e3:,.0f} ms, {seen['after'] / MEGABYTE:,.0f} MB"
        says = "times the time of the flagship, a plan and table"
        found.rows.append(
            Row(
                f"growth.x{factor}",
                GROWTH,
                what,
                sample.median,
                "ns",
                min(sample.seconds),
                max(sample.seconds),
                sample.median / first,
                says,
            )
        )
    found.remarks.append(
        "Nanoseconds a plan and table. Every further decision is read by two rows of every modifier table; columns are "
        "spread out one after another and not kept. The library itself refuses over 50 million combinations of "
        "options; the benchmark lifts that bound."
    )
    return found


def _sampled(scenario: Scenario) -> None:
    """Hold some plans of a larger scenario against adjudicate()."""
    space = plan_space(scenario)
    for row in np.random.default_rng(7).integers(space.size, size=50):
        outcome = adjudicate(scenario, space.plan(int(row)))
        for measure in outcome.measures:
            seen = space.column(space.points[measure.measure])[row]
            same(seen.item(), measure.points, f"{scenario.id}, plan {row}, {measure.measure}")
