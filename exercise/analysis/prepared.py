"""What does not change from one question to the next: the points of rows that read decisions only, as small arrays."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import numpy.typing as npt

from exercise.analysis.axes import Axes
from exercise.analysis.masks import Masks
from exercise.play.rulebook import Modifier, rulebook
from exercise.scenario.model import Scenario
from exercise.scenario.order import PLAN_ORIGINS
from exercise.tables.cells import Condition
from exercise.tables.table import Rule

Sums = dict[tuple[int, ...], npt.NDArray[np.int32]]


@dataclass(frozen=True, eq=False, slots=True)
class Prepared:
    """One measure made ready: sums of rows that read decisions only, and the rows that read anything else."""

    sums: tuple[npt.NDArray[np.int32], ...]
    rows: tuple[tuple[Modifier, Rule, int], ...]
    shifts: tuple[Modifier, ...]


@lru_cache(maxsize=64)
def prepared(scenario: Scenario) -> dict[str, Prepared]:
    """Make every measure of a scenario ready, once."""
    masks = Masks(scenario, Axes.of(scenario, {}), {}, compact=False)
    return {name: _prepare(masks, gauge.modifiers) for name, gauge in rulebook(scenario).gauges.items()}


def _prepare(masks: Masks, modifiers: tuple[Modifier, ...]) -> Prepared:
    sums: Sums = {}
    rows: list[tuple[Modifier, Rule, int]] = []
    shifts: list[Modifier] = []
    sources = masks.scenario.inputs.sources
    for modifier in modifiers:
        if modifier.max_shift is not None:
            shifts.append(modifier)
            continue
        for rule, points in zip(modifier.table.rules, modifier.points, strict=True):
            tests = tests_of(modifier.names, rule)
            if all(sources[name].origin in PLAN_ORIGINS for name, _ in tests):
                add(sums, masks.all_of(tests) * np.int32(points))
            else:
                rows.append((modifier, rule, points))
    return Prepared(tuple(sums.values()), tuple(rows), tuple(shifts))


def tests_of(names: tuple[str, ...], rule: Rule) -> list[tuple[str, Condition]]:
    """Give the tests of a rule that do not always hold, with the inputs they read."""
    return [(name, test) for name, test in zip(names, rule.conditions, strict=True) if not test.is_any]


def add(sums: Sums, part: npt.NDArray[np.int32]) -> None:
    """Add a part to the sum of its shape."""
    before = sums.get(part.shape)
    sums[part.shape] = part if before is None else before + part


def added(sums: Sums) -> npt.NDArray[np.int32]:
    """Add parts of different shapes, the smallest first."""
    first, *rest = sorted(sums.values(), key=lambda part: part.size)
    for part in rest:
        first = first + part
    return first
