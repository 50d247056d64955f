"""For which plans does a test on an input hold? The same answer on arrays with an axis for each, and compact ones."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

import numpy as np
import numpy.typing as npt

from exercise.analysis.axes import Axes, Axis
from exercise.play.rulebook import rulebook
from exercise.scenario.inputs import Source
from exercise.scenario.model import Scenario
from exercise.tables.cells import Condition, Value

Mask = npt.NDArray[np.bool_]
Codes = npt.NDArray[np.uint8]
Points = npt.NDArray[np.int32]
Numbers = npt.NDArray[np.int32 | np.float64]
Places = npt.NDArray[np.intp]
Tests = Iterable[tuple[str, Condition]]


class SpaceError(ValueError):
    """The plan space cannot be worked out, and why."""


class Masks:
    """Tests over arrays of points and bands that are filled as measures are worked out."""

    def __init__(self, scenario: Scenario, axes: Axes, constants: Mapping[str, Value], *, compact: bool) -> None:
        self.scenario = scenario
        self.axes = axes
        self.constants = constants
        self.compact = compact
        self.unit = axes.packed_unit if compact else (1,) * len(axes.all)
        self.points: dict[str, Numbers] = {}
        self.bands: dict[str, Codes] = {}
        self.derived: dict[str, Codes] = {}
        self.cache: dict[tuple[str, str], Mask] = {}

    def all_of(self, tests: Tests) -> Mask:
        """Give where all tests hold."""
        mask: Mask = np.ones(self.unit, np.bool_)
        for name, test in tests:
            mask = mask & self.holds(name, test)
        return mask

    def holds(self, name: str, test: Condition) -> Mask:
        """Give where one test holds; each is worked out once."""
        key = (name, test.text)
        found = self.cache.get(key)
        if found is None:
            found = self.cache[key] = self.work_out(name, test)
        return found

    def work_out(self, name: str, test: Condition) -> Mask:
        """Give where a test on an input holds, by where the input comes from."""
        if name in self.constants:
            return np.full(self.unit, test.admits(self.constants[name]), np.bool_)
        source = self.scenario.inputs.sources[name]
        book = rulebook(self.scenario)
        match source.origin:
            case "option" | "quantity" | "item":
                axis, values = self.axis_values(source)
                return self.placed(_looked_up(values, test).reshape(self.axes.along(axis)))
            case "size":
                items = [axis for axis in self.axes.all if axis.decision == source.of]
                return self.placed(passing(self.axes.sizes(items), test))
            case "band":
                return _looked_up(book.gauges[source.of].bands, test)[self.bands[source.of]]
            case "derived":
                return _looked_up(book.values_of[source.of], test)[self.derived[source.of]]
            case "points":
                return passing(self.points[source.of], test)
            case "total":
                parts = [self.points[part] for part in self.scenario.frame.totals[source.of]]
                return passing(sum(parts[1:], parts[0]), test)
            case _:
                message = f"scenario {self.scenario.id!r}: input {name!r} is not settled over the plan space"
                raise SpaceError(message)

    def placed(self, mask: Mask) -> Mask:
        """Bring a mask with one axis for each axis into the layout that is worked in."""
        return self.axes.pack(mask) if self.compact else mask

    def axis_values(self, source: Source) -> tuple[Axis, Sequence[Value]]:
        """Give the axis an input lies along, and the input's value at each of its places."""
        if source.origin == "item":
            axis = self.axes.named(f"{source.of}.{source.detail}")
            return axis, axis.values
        axis = self.axes.named(source.of)
        if source.origin == "option":
            return axis, axis.values
        decision = self.scenario.decision(source.of)
        return axis, [decision.option(str(value)).quantities[source.detail] for value in axis.values]


def _looked_up(values: Sequence[Value], test: Condition) -> Mask:
    return np.array([test.admits(value) for value in values], np.bool_)


# Points lie close together: asking for every whole number between the least and the most is cheaper than sorting.
MOST_LISTED = 5_000


def passing(numbers: Numbers, test: Condition) -> Mask:
    """Give where numbers pass a test, asking once for each different number."""
    if numbers.size and np.issubdtype(numbers.dtype, np.integer):
        whole: Points = numbers.astype(np.int32, copy=False)
        least, most = int(whole.min()), int(whole.max())
        if most - least <= MOST_LISTED:
            found = _looked_up(range(least, most + 1), test)
            return found[whole - least] if found.any() else np.zeros(whole.shape, np.bool_)
    different, back = np.unique(numbers, return_inverse=True)
    return _looked_up(different.tolist(), test)[back].reshape(numbers.shape)
