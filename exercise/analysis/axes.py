"""The axes of the plan space, and the layout that leaves incoherent combinations out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache
from math import prod
from typing import TypeVar

import numpy as np
import numpy.typing as npt

from exercise.play.plan import Choice, Plan
from exercise.scenario.model import Scenario
from exercise.tables.cells import Value

LARGEST_PRODUCT = 50_000_000

Scalar = TypeVar("Scalar", bound=np.generic)


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
    """All axes in order; those from `first` to before `last` are flattened to coherent combinations when packed.

    `shape` has the length of every axis, and `layout` is the shape of a packed array that depends on everything.
    """

    all: tuple[Axis, ...]
    first: int
    last: int
    coherent: npt.NDArray[np.bool_]
    kept: npt.NDArray[np.intp]
    shape: tuple[int, ...] = field(init=False)
    layout: tuple[int, ...] = field(init=False)

    def __post_init__(self) -> None:
        shape = tuple(len(axis.values) for axis in self.all)
        object.__setattr__(self, "shape", shape)
        object.__setattr__(self, "layout", (*shape[: self.first], len(self.kept), *shape[self.last :]))

    @staticmethod
    def of(scenario: Scenario, allowed: Mapping[str, Sequence[Value]]) -> Axes:
        """Lay out a scenario's plans that keep to some values; raises SpaceTooLarge over 50 million combinations."""
        whole = _whole(scenario)
        if not allowed:
            return whole
        axes = tuple(replace(axis, values=_kept_values(axis, allowed)) for axis in whole.all)
        places = tuple(_places(axis, full) for axis, full in zip(axes, whole.all, strict=True))
        return Axes.with_coherent(axes, cut(whole.coherent, places))

    @staticmethod
    def with_coherent(axes: tuple[Axis, ...], coherent: npt.NDArray[np.bool_]) -> Axes:
        """Lay out axes for a mask of coherent combinations that has one axis for each, of length 1 where all hold."""
        touched = [axis.position for axis in axes if coherent.shape[axis.position] > 1]
        first, last = (min(touched), max(touched) + 1) if touched else (0, 0)
        middle = tuple(len(axis.values) for axis in axes[first:last])
        spread = np.broadcast_to(coherent.reshape(coherent.shape[first:last]), middle) if touched else coherent.any()
        return Axes(axes, first, last, coherent, np.flatnonzero(spread))

    def places(self, scenario: Scenario) -> Places:
        """Give where these axes' values stand on the scenario's full axes."""
        return tuple(_places(axis, full) for axis, full in zip(self.all, _whole(scenario).all, strict=True))

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

    def sizes(self, items: Sequence[Axis]) -> npt.NDArray[np.int32]:
        """Give how many of some items are in."""
        total = np.zeros((1,) * len(self.all), np.int32)
        for axis in items:
            total = total + np.array([bool(value) for value in axis.values], np.int32).reshape(self.along(axis))
        return total

    def pack(self, array: npt.NDArray[Scalar]) -> npt.NDArray[Scalar]:
        """Bring an array with one axis for each axis into the compact layout."""
        outer, middle, inner = array.shape[: self.first], array.shape[self.first : self.last], array.shape[self.last :]
        if prod(middle) == 1:
            return array.reshape((*outer, 1, *inner))
        full = self.shape[self.first : self.last]
        flat = np.broadcast_to(array, (*outer, *full, *inner)).reshape((*outer, prod(full), *inner))
        return np.take(flat, self.kept, axis=len(outer))

    def unpack(self, compact: npt.NDArray[Scalar]) -> npt.NDArray[Scalar]:
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
        places = _unravelled(row, self.layout)
        middle = _unravelled(int(self.kept[places[self.first]]), self.shape[self.first : self.last])
        return self.plan_at(scenario, [*places[: self.first], *middle, *places[self.first + 1 :]])

    def plan_at(self, scenario: Scenario, indexes: Sequence[int]) -> Plan:
        """Give the plan that has these places along the axes."""
        choices: dict[str, Choice] = {}
        for axis, at in zip(self.all, indexes, strict=True):
            value = axis.values[at]
            if axis.item is None:
                choices[axis.decision] = str(value)
            else:
                before = choices.get(axis.decision, ())
                choices[axis.decision] = (*before, axis.item) if value else tuple(before)
        return Plan(tuple((d.id, choices[d.id]) for d in scenario.frame.decisions))


class SpaceTooLarge(ValueError):  # noqa: N818 - it names what is wrong
    """A scenario with too many combinations to hold them all."""


@lru_cache(maxsize=64)
def _whole(scenario: Scenario) -> Axes:
    """Lay out every plan of a scenario, once."""
    axes = tuple(_axes(scenario))
    if prod(len(axis.values) for axis in axes) > LARGEST_PRODUCT:
        message = f"scenario {scenario.id!r} has more than {LARGEST_PRODUCT:,} combinations of options"
        raise SpaceTooLarge(message)
    return Axes.with_coherent(axes, _coherent(scenario, axes))


def _kept_values(axis: Axis, allowed: Mapping[str, Sequence[Value]]) -> tuple[Value, ...]:
    if axis.name not in allowed:
        return axis.values
    return tuple(value for value in axis.values if value in allowed[axis.name])


Places = tuple[list[int] | None, ...]


def _places(axis: Axis, full: Axis) -> list[int] | None:
    """Give where an axis' values stand on the full axis, or None where they are all there."""
    return None if axis.values == full.values else [full.values.index(value) for value in axis.values]


def cut(array: npt.NDArray[Scalar], places: Places) -> npt.NDArray[Scalar]:
    """Keep, of an array with one full axis for each axis, the places that are allowed."""
    for position, kept in enumerate(places):
        if kept is not None and array.shape[position] > 1:
            array = array.take(kept, axis=position)
    return array


def along_place(array: npt.NDArray[Scalar], position: int, place: int) -> npt.NDArray[Scalar]:
    """Give the part of an array that lies at one place of an axis; the axis is gone."""
    return array[(slice(None),) * position + (place,)]


def _unravelled(row: int, shape: tuple[int, ...]) -> list[int]:
    """Give the place along each axis of a row, the last axis running fastest."""
    places: list[int] = []
    for length in reversed(shape):
        row, place = divmod(row, length)
        places.append(place)
    return places[::-1]


def _axes(scenario: Scenario) -> list[Axis]:
    axes: list[Axis] = []
    for decision in scenario.frame.decisions:
        if decision.choose == "one":
            axes.append(Axis(decision.id, decision.id, len(axes), decision.option_ids))
            continue
        for item in decision.option_ids:
            axes.append(Axis(f"{decision.id}.{item}", decision.id, len(axes), (False, True), item))
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
