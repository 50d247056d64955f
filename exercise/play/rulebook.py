"""A scenario made ready to be adjudicated: lines built once a rule and shared, measures in the order they need."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

from exercise.play.ledger import LIMIT, RATIO, SCALE, SHIFT, START, Circumstances, LedgerLine
from exercise.play.plan import Choice, choice_values
from exercise.scenario.frame import DecisionPoint, Measure
from exercise.scenario.inputs import NOTHING_OBSERVED
from exercise.scenario.model import Reason, RuleTable, Scenario
from exercise.scenario.order import evaluation_order, needs, read_by
from exercise.tables.cells import Condition, Value
from exercise.tables.table import Table


@dataclass(frozen=True, slots=True)
class Modifier:
    """A modifier table with its lines, one a rule."""

    name: str
    table: Table
    names: tuple[str, ...]
    lines: tuple[LedgerLine, ...]
    points: tuple[int, ...]
    max_shift: int | None


@dataclass(frozen=True, slots=True)
class Effects:
    """A table read once for every answer, or once for the change: its rows with their lines."""

    kind: str
    table: Table
    lines: tuple[LedgerLine, ...]
    measures: frozenset[str]


@dataclass(frozen=True, slots=True)
class Limit:
    """A floor or cap, where its cells hold."""

    rule: str
    is_floor: bool
    value: int
    tests: tuple[tuple[str, Condition], ...]
    line: LedgerLine

    def points(self, total: int | float) -> int | float:
        """Give what the limit adds to a total: 0 where it does not bind."""
        if self.is_floor:
            return max(self.value - total, 0)
        return min(self.value - total, 0)


@dataclass(frozen=True, slots=True)
class Gauge:
    """One measure made ready: its start, its tables, its limits, its bands."""

    measure: Measure
    points_name: str
    start: LedgerLine
    modifiers: tuple[Modifier, ...]
    limits: tuple[Limit, ...]
    firsts: tuple[int, ...]
    bands: tuple[str, ...]

    def band(self, points: float) -> str:
        """Give the band in which points lie."""
        return self.bands[max(bisect_right(self.firsts, points) - 1, 0)]


@dataclass(frozen=True, eq=False, slots=True)
class Rulebook:
    """A scenario made ready."""

    gauges: Mapping[str, Gauge]
    order: tuple[str, ...]
    needed: Mapping[str, set[str]]
    read_by_endings: frozenset[str]
    derived: Mapping[str, Table]
    values_of: Mapping[str, tuple[str, ...]]
    answer_effects: tuple[Effects, ...]
    change_effects: tuple[Effects, ...]
    totals_of: Mapping[str, tuple[str, ...]]
    parts_of: Mapping[str, tuple[str, ...]]
    quiet: Mapping[str, Value]
    end_states: Table | None
    otherwise: frozenset[int]
    decisions: Mapping[str, DecisionPoint]
    ended: dict[tuple[int, ...], tuple[str, ...]]
    adjusted: dict[tuple[str, str, int | float], LedgerLine]
    chosen: dict[tuple[str, Choice], Mapping[str, Value]]

    def choice_values(self, decision: str, choice: Choice) -> Mapping[str, Value]:
        """Give the inputs that a choice settles; each is worked out once and shared."""
        key = (decision, choice)
        found = self.chosen.get(key)
        if found is None:
            found = self.chosen[key] = choice_values(self.decisions[decision], choice)
        return found

    def adjusted_line(self, line: LedgerLine, points: int | float) -> LedgerLine:
        """Give a line with other points; each is built once and shared."""
        key = (line.rule, line.measure, points)
        found = self.adjusted.get(key)
        if found is None:
            found = LedgerLine(
                line.measure, line.table, line.rule, points, line.claims, line.assumptions, line.basis, line.because
            )
            self.adjusted[key] = found
        return found


@lru_cache(maxsize=64)
def rulebook(scenario: Scenario) -> Rulebook:
    """Make a scenario ready; the same scenario gives the same rulebook."""
    frame = scenario.frame
    needed = needs(frame, scenario.tables, scenario.inputs)
    order, _ = evaluation_order(needed)
    endings = scenario.tables_of("end_states")
    totals_of = {m.id: tuple(t for t, parts in frame.totals.items() if m.id in parts) for m in frame.measures}
    quiet: dict[str, Value] = {chance.id: chance.when_off for chance in frame.chances}
    quiet.update({observation.id: NOTHING_OBSERVED for observation in frame.observations})
    return Rulebook(
        gauges={measure.id: _gauge(scenario, measure) for measure in frame.measures},
        order=order,
        needed=needed,
        read_by_endings=read_by(endings[0], frame, scenario.inputs) if endings else frozenset(),
        derived={table.name: table.table for table in scenario.tables_of("decision")},
        values_of={table.name: frame.tables[table.name].values for table in scenario.tables_of("decision")},
        answer_effects=tuple(_effects(table) for table in scenario.tables_of("answer_effects")),
        change_effects=tuple(_effects(table) for table in scenario.tables_of("change_effects")),
        totals_of=totals_of,
        parts_of=frame.totals,
        quiet=quiet,
        end_states=endings[0].table if endings else None,
        otherwise=_always(endings[0].table) if endings else frozenset(),
        decisions={decision.id: decision for decision in frame.decisions},
        ended={},
        adjusted={},
        chosen={},
    )


def _always(table: Table) -> frozenset[int]:
    """Give the rows that always hold."""
    return frozenset(row for row, rule in enumerate(table.rules) if all(test.is_any for test in rule.conditions))


def _line(measure: str, table: str, rule: str, points: int | float, reason: Reason) -> LedgerLine:
    return LedgerLine(measure, table, rule, points, reason.claims, reason.assumptions, reason.basis, reason.because)


def _gauge(scenario: Scenario, measure: Measure) -> Gauge:
    claims, assumptions = scenario.rests(measure.start.claims)
    basis = "assumption" if assumptions else "stated"
    reason = Reason(claims, assumptions, basis, measure.start.because, 0)
    kind = START if measure.ratio is None else RATIO
    start = _line(measure.id, kind, f"{measure.id}.{kind}", measure.start.points, reason)
    modifiers = tuple(
        _modifier(table) for table in scenario.tables_of("modifier") if table.table.outputs[0].name == measure.id
    )
    limits = tuple(limit for table in scenario.tables_of("limits") for limit in _limits(table, measure.id))
    firsts = tuple(band.first for band in measure.bands)
    return Gauge(measure, f"{measure.id}.points", start, modifiers, limits, firsts, measure.band_ids)


def _modifier(table: RuleTable) -> Modifier:
    measure = table.table.outputs[0].name
    points = tuple(int(rule.outputs[0]) for rule in table.table.rules)
    rows = zip(table.table.rules, points, table.reasons, strict=True)
    lines = tuple(_line(measure, table.name, rule.id, value, reason) for rule, value, reason in rows)
    names = tuple(column.name for column in table.table.inputs)
    return Modifier(table.name, table.table, names, lines, points, table.max_shift)


def _effects(table: RuleTable) -> Effects:
    rows = zip(table.table.rules, table.reasons, strict=True)
    lines = tuple(
        _line(str(rule.outputs[0]), table.name, rule.id, int(rule.outputs[1]), reason) for rule, reason in rows
    )
    return Effects(table.kind, table.table, lines, frozenset(line.measure for line in lines))


def _limits(table: RuleTable, measure: str) -> list[Limit]:
    names = [column.name for column in table.table.inputs]
    found: list[Limit] = []
    for rule, reason in zip(table.table.rules, table.reasons, strict=True):
        if rule.outputs[0] == measure:
            tests = tuple((n, test) for n, test in zip(names, rule.conditions, strict=True) if not test.is_any)
            line = _line(measure, LIMIT, rule.id, 0, reason)
            found.append(Limit(rule.id, rule.outputs[1] == "floor", int(rule.outputs[2]), tests, line))
    return found


def effects_of(book: Rulebook, happened: Circumstances) -> list[tuple[Effects, dict[str, Value]]]:
    """Pair each table of effects with each answer given, and with the change made: the inputs that this settles."""
    pairs: list[tuple[Effects, dict[str, Value]]] = []
    for inject, answer in happened.answers:
        pairs.extend((table, {"inject": inject, "answer": answer}) for table in book.answer_effects)
    change = happened.change
    if change is not None:
        context: dict[str, Value] = {"when": change.when, "changed": change.decision, "direction": change.direction}
        pairs.extend((table, context) for table in book.change_effects)
    return pairs


def scale_line(gauge: Gauge, points: int | float) -> LedgerLine:
    """Give the line that brings a measure back onto its scale."""
    start, scale = gauge.start, gauge.measure.scale
    because = f"The scale ends at {scale.least} and {scale.most}; this line brings the sum back onto it."
    rule = f"{start.measure}.{SCALE}"
    return LedgerLine(start.measure, SCALE, rule, points, *_ours(start), "assumption", because)


def shift_line(gauge: Gauge, modifier: Modifier, points: int) -> LedgerLine:
    """Give the line that holds a table to its largest shift."""
    start = gauge.start
    because = f"This table may move the measure by at most {modifier.max_shift}."
    rule = f"{modifier.name}.{SHIFT}"
    return LedgerLine(start.measure, SHIFT, rule, points, *_ours(start), "assumption", because)


def _ours(start: LedgerLine) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Give what a line of our own making rests on: the start's assumptions, or its claims where it has none."""
    return (() if start.assumptions else start.claims), start.assumptions
