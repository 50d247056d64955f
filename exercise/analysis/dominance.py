"""Is some option at least as good as another on everything, in every context? Does every choice move anything?"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from exercise.analysis.axes import Axis, along_place
from exercise.analysis.grid import PlanSpace
from exercise.analysis.masks import Mask, Numbers


def dominated_options(space: PlanSpace, decision: str, exempt: frozenset[str]) -> list[tuple[str, str]]:
    """List pairs (better, worse): the first is at least as good on every compared measure in every shared context."""
    found: list[tuple[str, str]] = []
    directions = {measure.id: measure.direction for measure in space.scenario.frame.measures}
    compared = tuple(name for name, direction in directions.items() if direction != "neutral")
    signs = [-1 if directions[name] == "more" else 1 for name in compared]
    for axis in space.axes.all:
        if axis.decision != decision:
            continue
        names = [axis.item or str(value) if value else f"without {axis.item}" for value in axis.values]
        if axis.item is None:
            names = [str(value) for value in axis.values]
        contexts = _contexts(space, axis, compared)
        for better in range(len(names)):
            for worse in range(len(names)):
                shown = axis.item or names[worse]
                if better != worse and shown not in exempt and contexts.dominates(better, worse, signs):
                    found.append((names[better], names[worse]))
    return found


def idle_choices(space: PlanSpace) -> list[str]:
    """List the decisions, and the items of sets, that move no measure in any context."""
    every = tuple(measure.id for measure in space.scenario.frame.measures)
    return [axis.name for axis in space.axes.all if not _contexts(space, axis, every).moves_anything(axis)]


@dataclass(frozen=True, eq=False, slots=True)
class _Contexts:
    """Measures laid out so that `position` is one axis, of length 1 in those that it does not move.

    `coherent` is None where coherence rules do not ask this axis: then every context is shared by all options.
    """

    grids: Sequence[Numbers]
    position: int
    coherent: Mask | None

    def dominates(self, better: int, worse: int, signs: Sequence[int]) -> bool:
        """Tell it measure by measure, the smallest first: each is compared where it differs, not plan by plan."""
        shared = self.shared(better, worse)
        if not shared.any():
            return False
        moved = [(grid, sign) for grid, sign in zip(self.grids, signs, strict=True) if grid.shape[self.position] > 1]
        for grid, sign in sorted(moved, key=lambda pair: pair[0].size):
            one, other = (along_place(grid, self.position, place) for place in (better, worse))
            if ((one > other if sign > 0 else one < other) & shared).any():
                return False
        return True

    def moves_anything(self, axis: Axis) -> bool:
        """Tell whether any two options differ in any measure in a context that they share."""
        places = range(len(axis.values))
        pairs = [(one, other) for one in places for other in places if one < other]
        moved = [grid for grid in self.grids if grid.shape[self.position] > 1]
        return any(bool((self.differ(grid, *pair) & self.shared(*pair)).any()) for grid in moved for pair in pairs)

    def differ(self, grid: Numbers, one: int, other: int) -> Mask:
        return np.not_equal(along_place(grid, self.position, one), along_place(grid, self.position, other))

    def shared(self, one: int, other: int) -> Mask:
        """Give the contexts in which both options are coherent."""
        if self.coherent is None:
            return np.ones((1,) * (self.grids[0].ndim - 1 if self.grids else 0), np.bool_)
        ends = [min(place, self.coherent.shape[self.position] - 1) for place in (one, other)]
        return along_place(self.coherent, self.position, ends[0]) & along_place(self.coherent, self.position, ends[1])


def _contexts(space: PlanSpace, axis: Axis, measures: tuple[str, ...]) -> _Contexts:
    axes = space.axes
    if axis.position < axes.first:
        return _Contexts([space.points[name] for name in measures], axis.position, None)
    if axis.position >= axes.last > axes.first:
        return _Contexts([space.points[name] for name in measures], axis.position - axes.last + axes.first + 1, None)
    return _Contexts(_unpacked(space, measures), axis.position, axes.coherent)


@lru_cache(maxsize=2)
def _unpacked(space: PlanSpace, measures: tuple[str, ...]) -> tuple[Numbers, ...]:
    return tuple(space.axes.unpack(space.points[name]) for name in measures)
