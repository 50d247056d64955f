"""Is some option at least as good as another on everything, in every context?"""

from __future__ import annotations

import numpy as np

from exercise.analysis.axes import along_place
from exercise.analysis.grid import PlanSpace
from exercise.analysis.masks import Mask, Numbers


def dominated_options(space: PlanSpace, decision: str, exempt: frozenset[str]) -> list[tuple[str, str]]:
    """List pairs (better, worse): the first is at least as good on every compared measure in every shared context."""
    found: list[tuple[str, str]] = []
    for axis in space.axes.all:
        if axis.decision != decision:
            continue
        names = [axis.item or str(value) if value else f"without {axis.item}" for value in axis.values]
        if axis.item is None:
            names = [str(value) for value in axis.values]
        for better in range(len(names)):
            for worse in range(len(names)):
                shown = axis.item or names[worse]
                if better != worse and shown not in exempt and _dominates(space, axis.position, better, worse):
                    found.append((names[better], names[worse]))
    return found


def _dominates(space: PlanSpace, position: int, better: int, worse: int) -> bool:
    axes = space.axes
    coherent = axes.unpacked_coherent()
    shared: Mask = along_place(coherent, position, better) & along_place(coherent, position, worse)
    if not shared.any():
        return False
    at_least: Mask = np.ones(shared.shape, np.bool_)
    for measure in space.scenario.frame.measures:
        if measure.direction == "neutral":
            continue
        grid = axes.unpack(space.points[measure.id])
        one, other = _at(grid, better, position), _at(grid, worse, position)
        as_good: Mask = np.less_equal(one, other) if measure.direction == "less" else np.greater_equal(one, other)
        at_least = at_least & as_good
        if not (at_least & shared).any():
            return False
    return bool((at_least | ~shared).all())


def _at(grid: Numbers, place: int, position: int) -> Numbers:
    return along_place(grid, position, place if grid.shape[position] > 1 else 0)
