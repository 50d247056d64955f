"""The plan space as arrays: every coherent plan, every measure, band and end state, equal to `adjudicate` bit for bit.

A measure depends on a few decisions only, so it is worked out on the small product of those and kept there: an array
has one axis for each decision (and for each item of a set), of length 1 where nothing depends on it. The decisions that
coherence rules read are then flattened into one axis that holds coherent combinations only. Arrays in that layout are
called compact; `PlanSpace.column` spreads one out to a row for every plan.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from exercise.analysis.axes import Axes, Axis, cut
from exercise.analysis.masks import Codes, Mask, Masks, Numbers, Places, Points, SpaceError
from exercise.analysis.prepared import Sums, add, added, prepared, tests_of
from exercise.play.ledger import QUIET, Circumstances
from exercise.play.plan import Plan
from exercise.play.rulebook import Gauge, Modifier, Rulebook, effects_of, rulebook
from exercise.scenario.model import Scenario
from exercise.tables.cells import Value
from exercise.tables.table import HitPolicy, Rule, Table

NO_CODE = 255


@dataclass(frozen=True, eq=False, slots=True)
class PlanSpace:
    """Every coherent plan of a scenario that keeps to some choices, with what it leads to, in compact arrays.

    Measures that were not wanted are not in it; `end_states` is empty where endings were not.
    """

    scenario: Scenario
    axes: Axes
    masks: Masks
    end_states: Codes

    @property
    def size(self) -> int:
        """The number of plans."""
        return self.axes.size

    @property
    def points(self) -> Mapping[str, Numbers]:
        """The points of every measure, compact."""
        return self.masks.points

    @property
    def bands(self) -> Mapping[str, Codes]:
        """The band of every measure, compact, as its place among the measure's bands."""
        return self.masks.bands

    def column(self, compact: npt.NDArray[np.generic]) -> npt.NDArray[np.generic]:
        """Spread a compact array out: one value for every plan, in the order of decisions and options."""
        return np.ascontiguousarray(np.broadcast_to(compact, self.axes.layout)).reshape(-1)

    def value(self, compact: Numbers | Codes | Places, row: int) -> int | float:
        """Give what a compact array has for the plan of a row."""
        return np.broadcast_to(compact, self.axes.layout)[np.unravel_index(row, self.axes.layout)].item()

    def choice(self, axis: Axis) -> npt.NDArray[np.int32]:
        """Give, compact, which option of an axis each plan has, as its place among the axis' values."""
        return self.axes.pack(np.arange(len(axis.values), dtype=np.int32).reshape(self.axes.along(axis)))

    def plan(self, row: int) -> Plan:
        """Give the plan of a row."""
        return self.axes.plan(self.scenario, row)

    def first(self, compact: Mask) -> Plan | None:
        """Give the first plan for which a compact mask holds, or None."""
        spread = self.column(compact)
        row = int(np.argmax(spread))
        return self.plan(row) if spread[row] else None

    def count(self, compact: Mask) -> int:
        """Count the plans for which a compact mask holds."""
        return int(np.count_nonzero(compact)) * (self.size // max(compact.size, 1))


def plan_space(
    scenario: Scenario,
    circumstances: Circumstances = QUIET,
    allowed: Mapping[str, Sequence[Value]] | None = None,
    extra: Mapping[str, int] | None = None,
    axes: Axes | None = None,
    only: frozenset[str] | None = None,
    *,
    endings: bool = True,
) -> PlanSpace:
    """Work out every coherent plan.

    `only` names the measures that are wanted, and `endings` whether end states are; the rest is left out. `allowed`
    keeps axes (a decision, or `decision.item`) to some of their values; `extra` adds points to measures, as a worst
    case would. Raises SpaceError where no coherent plan is left, or a decision table has no rule for a plan, and
    SpaceTooLarge for over 50 million combinations.
    """
    if axes is None:
        axes = Axes.of(scenario, allowed or {})
    if axes.size == 0:
        message = f"scenario {scenario.id!r}: no coherent plan keeps to these choices"
        raise SpaceError(message)
    return _Working(scenario, axes, circumstances, extra or {}).space(only, endings=endings)


class _Working:
    """One pass over the measures in their order."""

    def __init__(self, scenario: Scenario, axes: Axes, circumstances: Circumstances, extra: Mapping[str, int]) -> None:
        self.scenario = scenario
        self.book: Rulebook = rulebook(scenario)
        self.axes = axes
        self.places = axes.places(scenario)
        self.extra = extra
        self.constants = {**self.book.quiet, **dict(circumstances.observed), **dict(circumstances.rolls)}
        self.effects = effects_of(self.book, circumstances)
        self.masks = Masks(scenario, axes, self.constants, compact=False)

    def space(self, only: frozenset[str] | None, *, endings: bool) -> PlanSpace:
        masks = self.masks
        wanted = self.wanted(only, endings=endings)
        for name in self.book.order:
            gauge = self.book.gauges.get(name)
            if name not in wanted:
                continue
            if gauge is None:
                masks.derived[name] = self.derive(name, self.book.derived[name])
            else:
                masks.points[name] = self.measure(gauge)
                masks.bands[name] = _band(gauge, masks.points[name])
        compact = Masks(self.scenario, self.axes, self.constants, compact=True)
        order = [name for name in self.book.gauges if name in wanted]
        compact.points = {name: self.axes.pack(masks.points[name]) for name in order}
        compact.bands = {name: self.axes.pack(masks.bands[name]) for name in order}
        compact.derived = {name: self.axes.pack(codes) for name, codes in masks.derived.items()}
        ends = self.endings(compact) if endings else np.zeros(0, np.uint8)
        return PlanSpace(self.scenario, self.axes, compact, ends)

    def wanted(self, only: frozenset[str] | None, *, endings: bool) -> frozenset[str]:
        """Give the names to work out: those asked for, and everything they need."""
        if only is None:
            return frozenset(self.book.order)
        wanted = set(only | self.book.read_by_endings if endings else only)
        for name in reversed(self.book.order):
            if name in wanted:
                wanted |= self.book.needed[name]
        return frozenset(wanted)

    def measure(self, gauge: Gauge) -> Numbers:
        ratio = gauge.measure.ratio
        if ratio is not None:
            axis, values = self.masks.axis_values(self.scenario.inputs.sources[ratio.of])
            quantities = np.array([float(value) for value in values]).reshape(self.axes.along(axis))
            total: Numbers = gauge.start.points + quantities / ratio.per
        else:
            total = self.total(gauge)
        for limit in gauge.limits:
            held = np.maximum(total, limit.value) if limit.is_floor else np.minimum(total, limit.value)
            total = np.where(self.masks.all_of(limit.tests), held, total) if limit.tests else held
        scale = gauge.measure.scale
        return np.clip(total, scale.least, scale.most)

    def total(self, gauge: Gauge) -> Numbers:
        """Add up start, rows, answers and change; rows that read the same decisions are added while still small."""
        unit = self.masks.unit
        ready = prepared(self.scenario)[gauge.measure.id]
        start = int(gauge.start.points) + self.extra.get(gauge.measure.id, 0)
        sums: Sums = {unit: np.full(unit, start, np.int32)}
        for part in ready.sums:
            add(sums, cut(part, self.places))
        for modifier, rule, points in ready.rows:
            add(sums, self.masks.all_of(tests_of(modifier.names, rule)) * np.int32(points))
        for modifier in ready.shifts:
            add(sums, self.shifted(modifier))
        for effects, context in self.effects:
            for rule, line in zip(effects.table.rules, effects.lines, strict=True):
                if line.measure == gauge.measure.id:
                    add(sums, self.rule_mask(effects.table, rule, context) * np.int32(line.points))
        return added(sums)

    def shifted(self, modifier: Modifier) -> npt.NDArray[np.int32]:
        """Give the points of a table that may move its measure only so far."""
        own: Sums = {self.masks.unit: np.zeros(self.masks.unit, np.int32)}
        for rule, points in zip(modifier.table.rules, modifier.points, strict=True):
            add(own, self.rule_mask(modifier.table, rule, {}) * np.int32(points))
        most = modifier.max_shift or 0
        return np.clip(added(own), -most, most)

    def rule_mask(self, table: Table, rule: Rule, context: Mapping[str, Value]) -> Mask:
        """Give where a rule holds; inputs of the context are settled and not asked of the plan."""
        tests = tests_of(tuple(column.name for column in table.inputs), rule)
        if any(name in context and not test.admits(context[name]) for name, test in tests):
            return np.zeros(self.masks.unit, np.bool_)
        return self.masks.all_of((name, test) for name, test in tests if name not in context)

    def derive(self, name: str, table: Table) -> Codes:
        """Give the value of a decision table as places in its scale; raises SpaceError where it gives none, or two."""
        values = self.book.values_of[name]
        default = table.outputs[0].default
        codes: Codes = np.full(self.masks.unit, NO_CODE if default is None else values.index(str(default)), np.uint8)
        hit: Mask = np.zeros(self.masks.unit, np.bool_)
        clash: Mask = np.zeros(self.masks.unit, np.bool_)
        for rule in table.rules:
            mask = self.rule_mask(table, rule, {})
            code = np.uint8(values.index(str(rule.outputs[0])))
            if table.hit_policy is not HitPolicy.FIRST:
                clash = clash | (mask & hit & (table.hit_policy is HitPolicy.UNIQUE or np.not_equal(codes, code)))
            codes = np.where(mask & ~hit, code, codes)
            hit = hit | mask
        for wrong, said in ((clash, "rules that contradict each other hold"), (codes == NO_CODE, "no rule holds")):
            if self.axes.pack(wrong).any():
                mend = ", and there is no default" if said.startswith("no") else ""
                message = f"table {name!r}: {said} for some plan{mend}"
                raise SpaceError(message)
        return np.where(codes == NO_CODE, np.uint8(0), codes)

    def endings(self, compact: Masks) -> Codes:
        """Give the end state that is named, as its place among the scenario's end states."""
        codes: Codes = np.zeros(compact.unit, np.uint8)
        table = self.book.end_states
        if table is None:
            return codes
        ids = [end.id for end in self.scenario.frame.end_states]
        names = tuple(column.name for column in table.inputs)
        for rule in reversed(table.rules):
            mask = compact.all_of(tests_of(names, rule))
            codes = np.where(mask, np.uint8(ids.index(str(rule.outputs[0]))), codes)
        return codes


def _band(gauge: Gauge, points: Numbers) -> Codes:
    scale = gauge.measure.scale
    if np.issubdtype(points.dtype, np.integer) and scale.most - scale.least <= points.size:
        # One band for each place of the scale is found sooner than one for each plan.
        every = np.arange(scale.least, scale.most + 1, dtype=np.int32)
        places: Points = points.astype(np.int32, copy=False) - np.int32(scale.least)
        return _band_of(gauge, every)[places]
    return _band_of(gauge, points)


def _band_of(gauge: Gauge, points: Numbers) -> Codes:
    return (np.searchsorted(gauge.firsts, points, side="right") - 1).clip(0).astype(np.uint8)
