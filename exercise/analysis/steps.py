"""Single steps through the plan space: from one option to the next, or from an item left out to the item put in."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from exercise.analysis.axes import along_place
from exercise.analysis.grid import PlanSpace
from exercise.analysis.masks import Mask, Numbers
from exercise.play.plan import Plan


@dataclass(frozen=True, eq=False, slots=True)
class Step:
    """The values of a measure before and after one step, everything else equal; `both` is where both are coherent."""

    space: PlanSpace
    position: int
    at: int
    low: Numbers
    high: Numbers
    both: Mask

    def count(self, wrong: Mask) -> int:
        """Count the steps between coherent plans for which a mask holds."""
        return int(np.count_nonzero(wrong & self.both))

    def first(self, wrong: Mask) -> Plan:
        """Give the plan before the first step for which a mask holds; IndexError where there is none."""
        index = [int(place) for place in np.argwhere(wrong & self.both)[0]]
        return self.space.axes.plan_at(self.space.scenario, [*index[: self.position], self.at, *index[self.position :]])


def ever_falls(space: PlanSpace, position: int, compact: Numbers) -> bool:
    """Tell whether any single step along an axis lowers a measure; far cheaper than to walk all steps."""
    grid, coherent = space.axes.unpack(compact), space.axes.coherent
    for at in range(grid.shape[position] - 1):
        ends = [min(place, coherent.shape[position] - 1) for place in (at, at + 1)]
        both = along_place(coherent, position, ends[0]) & along_place(coherent, position, ends[1])
        if (np.less(along_place(grid, position, at + 1), along_place(grid, position, at)) & both).any():
            return True
    return False


def steps(space: PlanSpace, position: int, compact: Numbers) -> Iterator[Step]:
    """Give every single step along an axis that can move a measure.

    Arrays have one axis for each axis but this one; those of values have length 1 where the measure asks nothing.
    """
    grid: Numbers = space.axes.unpack(compact)
    coherent = space.axes.unpacked_coherent()
    for at in range(grid.shape[position] - 1):
        both = along_place(coherent, position, at) & along_place(coherent, position, at + 1)
        low, high = along_place(grid, position, at), along_place(grid, position, at + 1)
        yield Step(space, position, at, low, high, both)
