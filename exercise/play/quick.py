"""The common case made fast: a complete plan around which nothing has happened.

Which rows of which table a choice rules out is worked out once a choice, as one whole number with a bit for every row
of every table; the rows that hold for a plan are then one AND over its choices. Every distinct outcome of a measure,
with its ledger, is built once by the ordinary way and shared by all plans that have it.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping
from dataclasses import dataclass
from functools import lru_cache

from exercise.play.ledger import MeasureOutcome
from exercise.play.plan import Choice, Plan
from exercise.play.rulebook import Gauge, Limit, Modifier, Rulebook, rulebook
from exercise.scenario.model import Scenario
from exercise.tables.cells import Scale, Value

# Kept for each measure; the flagship has some 4,600 in all.
MOST_KEPT = 20_000

Built = Callable[[Gauge, dict[str, Value]], MeasureOutcome]
LateInput = tuple[str, Mapping[Value, int]]


@dataclass(frozen=True, slots=True)
class Rows:
    """Where a table's rows stand in the whole number, and which rows a band that it reads leaves."""

    table: Modifier
    shift: int
    every: int
    late: tuple[LateInput, ...]

    def hold(self, mask: int, values: Mapping[str, Value]) -> int:
        """Give the rows that hold, a bit each."""
        hits = (mask >> self.shift) & self.every
        for name, left in self.late:
            hits &= left[values[name]]
        return hits


@dataclass(frozen=True, eq=False, slots=True)
class Course:
    """One measure on its way: its rows, the limits that ask for something, and the outcomes that came by before."""

    name: str
    points_name: str
    gauge: Gauge
    rows: tuple[Rows, ...]
    alone: Rows | None
    quantity: str
    limits: tuple[Limit, ...]
    kept: dict[Hashable, MeasureOutcome]

    def outcome(self, mask: int, values: dict[str, Value], build: Built) -> MeasureOutcome:
        """Give what the measure comes to; `build` is asked only for rows that did not come together before."""
        if self.alone is not None:
            key: Hashable = self.alone.hold(mask, values)
        elif self.quantity:
            key = values[self.quantity]
        else:
            key = tuple([rows.hold(mask, values) for rows in self.rows])
        for limit in self.limits:
            key = (key, *[test.admits(values[read]) for read, test in limit.tests])
        found = self.kept.get(key)
        if found is None:
            if len(self.kept) >= MOST_KEPT:
                self.kept.clear()
            found = self.kept[key] = build(self.gauge, values)
        return found


@dataclass(frozen=True, eq=False, slots=True)
class Quick:
    """A scenario made ready for complete plans; `settled` is filled as choices come by."""

    book: Rulebook
    courses: Mapping[str, Course]
    settled: dict[tuple[str, Choice], tuple[int, Mapping[str, Value]]]

    def settle(self, made: tuple[str, Choice]) -> tuple[int, Mapping[str, Value]]:
        """Work out, once, the rows that a choice leaves, and the inputs that it settles."""
        values = self.book.choice_values(*made)
        found = self.settled[made] = (self.left_by(values), values)
        return found

    def left_by(self, values: Mapping[str, Value]) -> int:
        """Give the rows of all tables that some inputs leave, a bit each."""
        mask = 0
        for rows in (rows for course in self.courses.values() for rows in course.rows):
            for place, rule in enumerate(rows.table.table.rules):
                tests = zip(rows.table.names, rule.conditions, strict=True)
                if all(test.admits(values[name]) for name, test in tests if name in values):
                    mask |= 1 << (rows.shift + place)
        return mask

    def measures(
        self, plan: Plan, values: dict[str, Value], build: Built, derive: Callable[[str], Value]
    ) -> tuple[MeasureOutcome, ...]:
        """Give every measure of a complete plan, and put everything that is settled on the way into `values`."""
        mask = -1
        known = self.settled
        for made in plan.choices:
            left, settled = known.get(made) or self.settle(made)
            mask &= left
            values.update(settled)
        found: dict[str, MeasureOutcome] = {}
        for name in self.book.order:
            course = self.courses.get(name)
            if course is None:
                values[name] = derive(name)
                continue
            outcome = found[name] = course.outcome(mask, values, build)
            values[name] = outcome.band or ""
            values[course.points_name] = outcome.points
        for total, parts in self.book.parts_of.items():
            values[total] = sum([found[part].points for part in parts])
        return tuple([found[name] for name in self.courses])


@lru_cache(maxsize=64)
def quick(scenario: Scenario) -> Quick | None:
    """Make a scenario ready.

    None where a modifier table reads points or totals, which have no short list of values, and where a total is read
    before all measures stand.
    """
    book = rulebook(scenario)
    if _reads_totals_on_the_way(scenario, book):
        return None
    courses: dict[str, Course] = {}
    shift = 0
    for name, gauge in book.gauges.items():
        rows: list[Rows] = []
        for modifier in gauge.modifiers:
            late = _late(scenario, modifier)
            if late is None:
                return None
            count = len(modifier.table.rules)
            rows.append(Rows(modifier, shift, (1 << count) - 1, late))
            shift += count
        limits = tuple(limit for limit in gauge.limits if limit.tests)
        alone = rows[0] if len(rows) == 1 else None
        quantity = gauge.measure.ratio.of if gauge.measure.ratio is not None else ""
        courses[name] = Course(name, gauge.points_name, gauge, tuple(rows), alone, quantity, limits, {})
    return Quick(book, courses, {})


def _reads_totals_on_the_way(scenario: Scenario, book: Rulebook) -> bool:
    """Tell whether a decision table or a limit reads a total; `Quick` adds totals up only at the end."""
    read = {column.name for table in book.derived.values() for column in table.inputs}
    read |= {name for gauge in book.gauges.values() for limit in gauge.limits for name, _ in limit.tests}
    return any(scenario.inputs.sources[name].origin == "total" for name in read)


def _late(scenario: Scenario, modifier: Modifier) -> tuple[LateInput, ...] | None:
    """Give the inputs that are known only while measures are worked out, with the rows that each value leaves."""
    late: list[LateInput] = []
    for column, head in zip(modifier.table.columns, modifier.table.inputs, strict=True):
        origin = scenario.inputs.sources[head.name].origin
        if origin in {"points", "total"}:
            return None
        if origin in {"band", "derived", "chance", "observation"} and isinstance(head.kind, Scale):
            late.append((head.name, dict(zip(head.kind.values, column.masks, strict=True))))
    return tuple(late)
