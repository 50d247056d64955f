"""Is every option chosen by some efficient plan, one that no other plan beats?"""

from __future__ import annotations

from collections.abc import Iterator
from functools import reduce

import numpy as np

from exercise.analysis.frontier import amounts, frontier, objectives
from exercise.analysis.grid import PlanSpace
from exercise.analysis.masks import Codes, Mask, Numbers, Points

# A sum of 60 objectives on the widest of scales stays within 32 bits.
HEAVY = 1_000


def off_frontier(space: PlanSpace, decision: str, exempt: frozenset[str]) -> list[str]:
    """List the options, and the items, of a decision that no efficient plan has.

    Of an option, the plan that comes out best when the objectives are weighed against one another is tried first, for
    a few weights: it is efficient unless another option's plan beats it. Only where that finds none is the whole
    frontier found, which raises SpaceError where there are too many outcomes.
    """
    costs = _costs(space)
    sought = {name: mask for name, mask in _with_options(space, decision) if name not in exempt}
    for heavy in range(len(costs)):
        if not sought:
            return []
        total = _weighed(costs, heavy)
        sought = {name: mask for name, mask in sought.items() if not _has_efficient(space, costs, total, mask)}
    counts = frontier(space).by_option(decision) if sought else {}
    return [name for name in sought if not counts[name]]


def _with_options(space: PlanSpace, decision: str) -> Iterator[tuple[str, Mask]]:
    """Give every option, or item, of a decision with the plans that have it, compact."""
    for axis in space.axes.all:
        if axis.decision == decision:
            for place, value in enumerate(axis.values):
                if axis.item is None or value:
                    yield axis.item or str(value), np.equal(space.choice(axis), place)


def _costs(space: PlanSpace) -> list[Points]:
    """Give, compact, what plans have of every objective, so that less is better; of ratios the rank alone."""
    found: list[Points] = []
    for objective in objectives(space.scenario):
        total = _whole_numbers(amounts(space, objective.name))
        found.append(-total if objective.more else total)
    return found


def _whole_numbers(points: Numbers | Codes) -> Points:
    if np.issubdtype(points.dtype, np.integer):
        return points.astype(np.int32, copy=False)
    return np.unique(points, return_inverse=True)[1].reshape(points.shape).astype(np.int32)


def _weighed(costs: list[Points], heavy: int) -> Points:
    """Add up all objectives with the same weight but one, which weighs far more."""
    weighed = [cost * np.int32(HEAVY if at == heavy else 1) for at, cost in enumerate(costs)]
    return reduce(np.add, sorted(weighed, key=lambda cost: cost.size))


def _has_efficient(space: PlanSpace, costs: list[Points], total: Points, among: Mask) -> bool:
    """Tell whether the cheapest of some plans is efficient; of no plans none is."""
    return bool(among.any()) and not _beaten(space, costs, _cheapest(space, total, among))


def _cheapest(space: PlanSpace, total: Points, among: Mask) -> tuple[int, ...]:
    """Give the place, in the layout of the space, of the cheapest of some plans."""
    dear = np.int32(np.iinfo(np.int32).max)
    row = int(np.argmin(np.broadcast_to(np.where(among, total, dear), space.axes.layout)))
    return tuple(int(place) for place in np.unravel_index(row, space.axes.layout))


def _beaten(space: PlanSpace, costs: list[Points], place: tuple[int, ...]) -> bool:
    """Tell whether some plan is nowhere worse than the plan of a place, and somewhere better."""
    nowhere_worse: Mask = np.ones(space.axes.packed_unit, np.bool_)
    equal = nowhere_worse
    for cost in sorted(costs, key=lambda cost: cost.size):
        own = np.broadcast_to(cost, space.axes.layout)[place]
        nowhere_worse = nowhere_worse & np.less_equal(cost, own)
        equal = equal & np.equal(cost, own)
    return bool((nowhere_worse & ~equal).any())
