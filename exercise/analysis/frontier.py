"""The efficient frontier: the plans that no other plan beats, and what keeps one off it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import reduce

import numpy as np

from exercise.analysis.conditions import row_of
from exercise.analysis.grid import PlanSpace
from exercise.analysis.masks import Codes, Mask, Numbers, Places, SpaceError
from exercise.analysis.undominated import Ranks, Undominated, undominated
from exercise.play.plan import Plan
from exercise.play.rulebook import rulebook
from exercise.scenario.model import Scenario


@dataclass(frozen=True, slots=True)
class Objective:
    """What plans are compared in: a measure, or a total instead of its parts; and whether more of it is better."""

    name: str
    more: bool


@dataclass(frozen=True, slots=True)
class Better:
    """An objective in which another plan is better: points here and there; read in bands, their places from 0."""

    objective: str
    here: int | float
    there: int | float


@dataclass(frozen=True, slots=True)
class KeptOff:
    """What keeps a plan off a frontier: how many plans beat it, and of these the one nearest to it.

    Nearest is the one with the fewest decisions chosen otherwise, then the fewest items, then the first of the space.
    It is worse in no objective.
    """

    beaten_by: int
    nearest: Plan
    decisions: tuple[str, ...]
    better: tuple[Better, ...]


@dataclass(frozen=True, eq=False, slots=True)
class Frontier:
    """The plans of a space that no other beats: at least as good in every objective, and better in one.

    `rows` tells it of every plan, in the order of rows; plans with equal outcomes are on it together.
    """

    space: PlanSpace
    objectives: tuple[Objective, ...]
    in_bands: bool
    rows: Mask
    found: Undominated

    @property
    def plans(self) -> int:
        """How many plans are on it."""
        return int(np.count_nonzero(self.rows))

    @property
    def outcomes(self) -> int:
        """How many different outcomes all plans have in the objectives."""
        return int(np.bitwise_count(self.found.present).sum())

    @property
    def efficient(self) -> int:
        """How many different outcomes are on it."""
        return int(np.bitwise_count(self.found.best).sum())

    def by_option(self, decision: str) -> dict[str, int]:
        """Count the plans on it with each option, or each item, of a decision; KeyError for one that is none."""
        point, space = self.space.scenario.decision(decision), self.space
        counts = dict.fromkeys(point.option_ids, 0)
        for axis in space.axes.all:
            if axis.decision == decision:
                codes = space.column(space.choice(axis))[self.rows].astype(np.intp)
                held = np.bincount(codes, minlength=len(axis.values)).tolist()
                for value, count in zip(axis.values, held, strict=True):
                    if axis.item is None:
                        counts[str(value)] = count
                    elif value:
                        counts[axis.item] = count
        return counts


def objectives(scenario: Scenario) -> tuple[Objective, ...]:
    """Give what a scenario compares plans in: what its `frontier` lists, else every measure with a direction."""
    directions = {measure.id: measure.direction for measure in scenario.frame.measures}
    listed = scenario.frame.frontier or [name for name, direction in directions.items() if direction != "neutral"]
    parts = {name: scenario.frame.totals.get(name, (name,)) for name in listed}
    return tuple(Objective(name, directions[parts[name][0]] == "more") for name in listed)


def frontier(space: PlanSpace, compared: Sequence[Objective] | None = None, *, in_bands: bool = False) -> Frontier:
    """Find the efficient frontier of a space, exactly.

    `compared` stands instead of the scenario's own objectives. Read in bands, plans differ only where a band does;
    ratios, which are counted and not judged, and totals, which have no bands, are compared in points all the same.
    Raises SpaceError where nothing is compared, and where there are too many different outcomes for `undominated`.
    """
    chosen = tuple(compared) if compared is not None else objectives(space.scenario)
    if not chosen:
        message = f"scenario {space.scenario.id!r}: no measure has a direction, so no plan is better than another"
        raise SpaceError(message)
    found = undominated(
        [_ranks(amounts(space, each.name, in_bands=in_bands), each) for each in chosen], space.axes.layout
    )
    return Frontier(space, chosen, in_bands, found.rows(space.axes.layout), found)


def kept_off(found: Frontier, plan: Plan) -> KeptOff | None:
    """Give what keeps a plan off a frontier, or None where it is on it; ValueError for one that is not in its space."""
    space, row = found.space, row_of(found.space, plan)
    if found.rows[row]:
        return None
    beating = space.column(_beating(found, row))
    nearest = int(np.argmin(np.where(beating, space.column(_apart(space, plan)), np.iinfo(np.intp).max)))
    other = space.plan(nearest)
    changed = tuple(d.id for d in space.scenario.frame.decisions if plan.get(d.id) != other.get(d.id))
    values = [(each.name, amounts(space, each.name, in_bands=found.in_bands)) for each in found.objectives]
    pairs = [Better(name, space.value(numbers, row), space.value(numbers, nearest)) for name, numbers in values]
    better = tuple(pair for pair in pairs if pair.here != pair.there)
    return KeptOff(int(np.count_nonzero(beating)), other, changed, better)


def _beating(found: Frontier, row: int) -> Mask:
    """Give, compact, which plans beat the plan of a row."""
    no_worse: list[Mask] = []
    equal: list[Mask] = []
    for half in (found.found.first, found.found.second):
        code = int(found.space.value(half.codes, row))
        no_worse.append(half.nowhere_worse(np.array([code]), np.arange(half.size))[0][half.codes])
        equal.append(half.codes == code)
    return no_worse[0] & no_worse[1] & ~(equal[0] & equal[1])


def _apart(space: PlanSpace, plan: Plan) -> Places:
    """Give, compact, how far plans are from one: decisions chosen otherwise, in steps larger than any sum of items."""
    step = len(space.axes.all) + 1
    total: Places = np.zeros(space.axes.packed_unit, np.intp)
    for decision in space.scenario.frame.decisions:
        choice = plan.get(decision.id)
        items: Places = np.zeros(space.axes.packed_unit, np.intp)
        for axis in space.axes.all:
            if axis.decision == decision.id:
                own = axis.values.index(choice if axis.item is None else axis.item in (choice or ()))
                items = items + (space.choice(axis) != own)
        total = total + items + step * (items > 0)
    return total


def amounts(space: PlanSpace, name: str, *, in_bands: bool = False) -> Numbers | Codes:
    """Give, compact, what plans have of an objective."""
    parts = space.scenario.frame.totals.get(name)
    if parts is not None:
        return reduce(np.add, [space.points[part] for part in parts])
    ratio = rulebook(space.scenario).gauges[name].measure.ratio
    return space.bands[name] if in_bands and ratio is None else space.points[name]


def _ranks(numbers: Numbers | Codes, objective: Objective) -> Ranks:
    """Rank what plans have of an objective: 0 is best."""
    different, places = np.unique(numbers, return_inverse=True)
    ranks = len(different) - 1 - places if objective.more else places
    return Ranks(ranks.reshape(numbers.shape), len(different))
