"""The cone: where each measure can still end, exactly, over every coherent way to complete a plan.

Answers already given count; injects still to come and rulings do not. The one change, while it is unspent, does: a plan
may still be completed and then changed once at its price.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

import numpy as np
import numpy.typing as npt

from exercise.analysis.axes import Axes, Axis
from exercise.analysis.behind import written_by
from exercise.analysis.grid import PlanSpace, plan_space
from exercise.play.ledger import Change, Circumstances
from exercise.play.plan import Plan
from exercise.play.rulebook import rulebook
from exercise.play.situation import Situation
from exercise.scenario.model import Scenario
from exercise.tables.cells import Value


@dataclass(frozen=True, slots=True)
class Reach:
    """The least and most points still reachable, and every band that is still open, from the lowest."""

    least: int | float
    most: int | float
    bands: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Cone:
    """What is still reachable: how many plans are left, each measure's reach, and the endings that can still come."""

    plans: int
    reach: Mapping[str, Reach]
    end_states: tuple[str, ...]


@lru_cache(maxsize=4096)
def cone(scenario: Scenario, situation: Situation) -> Cone:
    """Give the exact cone of a situation; the same situation is worked out once."""
    allowed = _kept_choices(scenario, situation.plan)
    circumstances = situation.circumstances
    base = plan_space(scenario, circumstances, allowed)
    spaces = [base]
    ends = set(_codes(base.end_states))
    for axes, change, inside in _changes(scenario, situation, base):
        # Plans that a change reaches inside the base differ only in what its price moves; the rest is counted already.
        only = moved_by(scenario, change) if inside else None
        endings = len(ends) < len(scenario.frame.end_states)
        moved = replace(circumstances, change=change)
        spaces.append(plan_space(scenario, moved, axes=axes, only=only, endings=endings))
        ends.update(_codes(spaces[-1].end_states))
    reach = {measure.id: _reach(measure.id, measure.band_ids, spaces) for measure in scenario.frame.measures}
    ids = tuple(end.id for at, end in enumerate(scenario.frame.end_states) if at in ends)
    return Cone(base.size, reach, ids)


def _kept_choices(scenario: Scenario, plan: Plan) -> dict[str, Sequence[Value]]:
    allowed: dict[str, Sequence[Value]] = {}
    for name, choice in plan.choices:
        decision = scenario.decision(name)
        if decision.choose == "one":
            allowed[name] = (str(choice),)
        else:
            allowed.update({f"{name}.{item}": (item in choice,) for item in decision.option_ids})
    return allowed


def _reach(measure: str, bands: tuple[str, ...], spaces: Sequence[PlanSpace]) -> Reach:
    found = [space for space in spaces if measure in space.points]
    open_codes = set[int]().union(*(_codes(space.bands[measure]) for space in found))
    least = min(space.points[measure].min() for space in found).item()
    most = max(space.points[measure].max() for space in found).item()
    return Reach(least, most, tuple(band for at, band in enumerate(bands) if at in open_codes))


def _codes(compact: npt.NDArray[np.uint8]) -> list[int]:
    """Give the codes that occur."""
    return np.flatnonzero(np.bincount(compact.reshape(-1))).tolist()


def moved_by(scenario: Scenario, change: Change) -> frozenset[str]:
    """Give the measures that the price of a change moves, and those that read them, however far down."""
    found = set(written_by(scenario, Circumstances(change=change)))
    book = rulebook(scenario)
    for name in book.order:
        if book.needed[name] & found:
            found.add(name)
    return frozenset(found)


def _changes(scenario: Scenario, situation: Situation, base: PlanSpace) -> Iterator[tuple[Axes, Change, bool]]:
    """Give, for every change that may still come, the plans it can lead to."""
    rule = scenario.frame.change
    if rule is None or situation.change_spent:
        return
    for axis in base.axes.all:
        if axis.decision not in rule.decisions:
            continue
        if axis.item is None:
            yield from _one_changed(scenario, base, axis, None, "none")
        else:
            yield from _one_changed(scenario, base, axis, True, "in")
            yield from _one_changed(scenario, base, axis, False, "out")


def _one_changed(
    scenario: Scenario, base: PlanSpace, axis: Axis, item: bool | None, direction: str
) -> Iterator[tuple[Axes, Change, bool]]:
    """Give the coherent plans reached by changing one axis of a coherent plan of the base, and if the base has them."""
    everything: tuple[Value, ...] = (False, True)
    if item is None:
        everything = scenario.decision(axis.decision).option_ids
    values = tuple(v for v in everything if item is None or v is item)
    if len(axis.values) == 1:
        values = tuple(v for v in values if v not in axis.values)
    if not values or (item is not None and (not item) not in axis.values):
        return
    allowed: dict[str, Sequence[Value]] = {each.name: each.values for each in base.axes.all}
    allowed[axis.name] = values
    moved = Axes.of(scenario, allowed)
    reached = moved.coherent & _has_origin(base.axes, axis, values)
    axes = Axes.with_coherent(moved.all, reached)
    if axes.size:
        inside = all(value in axis.values for value in values)
        yield axes, Change("late", axis.decision, direction), inside


def _has_origin(axes: Axes, axis: Axis, values: tuple[Value, ...]) -> npt.NDArray[np.bool_]:
    """Give, for each value moved to, where some other value along the axis was coherent."""
    along = axis.position
    coherent = np.broadcast_to(
        axes.coherent, [n if at != along else len(axis.values) for at, n in enumerate(axes.coherent.shape)]
    )
    origins = [
        coherent.take([at for at, other in enumerate(axis.values) if other != value], axis=along).any(
            axis=along, keepdims=True
        )
        for value in values
    ]
    return np.concatenate(origins, axis=along)
