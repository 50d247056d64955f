"""The axes of the plan space, and the layout that leaves incoherent combinations out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import prod

import numpy as np
import numpy.typing as npt

from exercise.play.plan import Choice, Plan
from exercise.scenario.model import Scenario
from exercise.tables.cells import Value

LARGEST_PRODUCT = 50_000_000


@dataclass(frozen=True, slots=True)
class Axis:
    """One thing that a plan settles: a decision with its options, or one item of a set, out or in."""

    name: str
    decision: str
    position: int
    values: tuple[Value, ...]
    item: str | None = None


@dataclass(frozen=True, eq=False, slots=True)
class Axes:
    """All axes in order; those from `first` to before `last` are flattened to coherent combinations when packed."""

    all: tuple[Axis, ...]
    first: int
    last: int
    coherent: npt.NDArray[np.bool_]
    kept: npt.NDArray[np.intp]

    @staticmethod
    def of(scenario: Scenario, allowed: Mapping[str, Sequence[Value]]) -> Axes:
        """Lay out a scenario's plans that keep to some values; raises SpaceTooLarge over 50 million combinations."""
        axes = tuple(_axes(scenario, allowed))
        if prod(len(axis.values) for axis in axes) > LARGEST_PRODUCT:
            message = f"scenario {scenario.id!r} has more than {LARGEST_PRODUCT:,} combinations of options"
            raise SpaceTooLarge(message)
        return Axes.with_coherent(axes, _coherent(scenario, axes))

    @staticmethod
    def with_coherent(axes: tuple[Axis, ...], coherent: npt.NDArray[np.bool_]) -> Axes:
        """Lay out axes for a mask of coherent combinations that has one axis for each, of length 1 where all hold."""
        touched = [axis.position for axis in axes if coherent.shape[axis.position] > 1]
        first, last = (min(touched), max(touched) + 1) if touched else (0, 0)
        middle = tuple(len(axis.values) for axis in axes[first:last])
        spread = np.broadcast_to(coherent.reshape(coherent.shape[first:last]), middle) if touched else coherent.any()
        return Axes(axes, first, last, coherent, np.flatnonzero(spread))

    @property
    def shape(self) -> tuple[int, ...]:
        """The length of every axis."""
        return tuple(len(axis.values) for axis in self.all)

    @property
    def layout(self) -> tuple[int, ...]:
        """The shape of a packed array that depends on everything."""
        return (*self.shape[: self.first], len(self.kept), *self.shape[self.last :])

    @property
    def packed_unit(self) -> tuple[int, ...]:
        """The shape of a packed array that depends on nothing."""
        return (1,) * len(self.layout)

    @property
    def size(self) -> int:
        """The number of coherent plans."""
        return prod(self.layout)

    def named(self, name: str) -> Axis:
        """Give an axis by its name; KeyError for a name that is none."""
        for axis in self.all:
            if axis.name == name:
                return axis
        raise KeyError(name)

    def along(self, axis: Axis) -> tuple[int, ...]:
        """Give the shape of an array that varies along one axis only."""
        return tuple(len(axis.values) if each is axis else 1 for each in self.all)

    def sizes(self, items: Sequence[Axis]) -> npt.NDArray[np.int16]:
        """Give how many of some items are in."""
        total = np.zeros((1,) * len(self.all), np.int16)
        for axis in items:
            total = total + np.array([bool(value) for value in axis.values], np.int16).reshape(self.along(axis))
        return total

    def pack(self, array: npt.NDArray[np.generic]) -> npt.NDArray[np.generic]:
        """Bring an array with one axis for each axis into the compact layout."""
        outer, middle, inner = array.shape[: self.first], array.shape[self.first : self.last], array.shape[self.last :]
        if prod(middle) == 1:
            return array.reshape((*outer, 1, *inner))
        full = self.shape[self.first : self.last]
        flat = np.broadcast_to(array, (*outer, *full, *inner)).reshape((*outer, prod(full), *inner))
        return np.take(flat, self.kept, axis=len(outer))

    def unpack(self, compact: npt.NDArray[np.generic]) -> npt.NDArray[np.generic]:
        """Bring a compact array back to one axis for each axis; incoherent places hold zeros."""
        outer, inner = compact.shape[: self.first], compact.shape[self.first + 1 :]
        full = self.shape[self.first : self.last]
        if compact.shape[self.first] == 1 and len(self.kept) != 1:
            return compact.reshape((*outer, *(1,) * len(full), *inner))
        grid = np.zeros((*outer, prod(full), *inner), compact.dtype)
        grid[(slice(None),) * len(outer) + (self.kept,)] = compact
        return grid.reshape((*outer, *full, *inner))

    def unpacked_coherent(self) -> npt.NDArray[np.bool_]:
        """Give, with one axis of full length for each axis, where a plan is coherent."""
        return np.broadcast_to(self.coherent, self.shape)

    def plan(self, scenario: Scenario, row: int) -> Plan:
        """Give the plan of a row."""
        places = list(np.unravel_index(row, self.layout))
        full = self.shape[self.first : self.last]
        middle = np.unravel_index(self.kept[places[self.first]], full) if full else ()
        return self.plan_at(scenario, [*places[: self.first], *middle, *places[self.first + 1 :]])

    def plan_at(self, scenario: Scenario, indexes: Sequence[int | np.intp]) -> Plan:
        """Give the plan that has these places along the axes."""
        choices: dict[str, Choice] = {}
        for axis, at in zip(self.all, indexes, strict=True):
            value = axis.values[int(at)]
            if axis.item is None:
                choices[axis.decision] = str(value)
            else:
                before = choices.get(axis.decision, ())
                choices[axis.decision] = (*before, axis.item) if value else tuple(before)
        return Plan(tuple((d.id, choices[d.id]) for d in scenario.frame.decisions))


class SpaceTooLarge(ValueError):  # noqa: N818 - it names what is wrong
    """A scenario with too many combinations to hold them all."""


def _axes(scenario: Scenario, allowed: Mapping[str, Sequence[Value]]) -> list[Axis]:
    axes: list[Axis] = []
    for decision in scenario.frame.decisions:
        if decision.choose == "one":
            values = tuple(v for v in decision.option_ids if decision.id not in allowed or v in allowed[decision.id])
            axes.append(Axis(decision.id, decision.id, len(axes), values))
            continue
        for item in decision.option_ids:
            name = f"{decision.id}.{item}"
            inside = tuple(value for value in (False, True) if name not in allowed or value in allowed[name])
            axes.append(Axis(name, decision.id, len(axes), inside, item))
    return axes


def _coherent(scenario: Scenario, axes: tuple[Axis, ...]) -> npt.NDArray[np.bool_]:
    """Give where no coherence rule holds, with one axis for each axis."""
    bare = Axes(axes, 0, 0, np.ones((1,) * len(axes), np.bool_), np.zeros(1, np.intp))
    allowed = bare.coherent
    for table in scenario.tables_of("coherence"):
        for rule in table.table.rules:
            broken = np.ones((1,) * len(axes), np.bool_)
            for column, test in zip(table.table.inputs, rule.conditions, strict=True):
                if test.is_any:
                    continue
                source = scenario.inputs.sources[column.name]
                if source.origin == "size":
                    sizes = bare.sizes([axis for axis in axes if axis.decision == source.of])
                    held = np.array([test.admits(int(size)) for size in sizes.reshape(-1)]).reshape(sizes.shape)
                else:
                    axis = bare.named(source.of if source.origin != "item" else f"{source.of}.{source.detail}")
                    values: list[Value] = list(axis.values)
                    if source.origin == "quantity":
                        decision = scenario.decision(source.of)
                        values = [decision.option(str(value)).quantities[source.detail] for value in axis.values]
                    held = np.array([test.admits(value) for value in values], np.bool_).reshape(bare.along(axis))
                broken = broken & held
            allowed = allowed & ~broken
    return allowed
