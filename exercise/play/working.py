"""Adjudication the ordinary way: table by table and row by row, also for plans that are not complete."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from exercise.play.ledger import Circumstances, LedgerLine, MeasureOutcome, Outcome
from exercise.play.plan import Plan
from exercise.play.rulebook import Gauge, Modifier, Rulebook, effects_of, rulebook, scale_line, shift_line
from exercise.scenario.model import Scenario
from exercise.tables.cells import Value
from exercise.tables.table import Table

Lines = list[LedgerLine]


def work_out(scenario: Scenario, plan: Plan, circumstances: Circumstances, *, whole: bool) -> Outcome:
    """Adjudicate the ordinary way, row by row; `whole` says that no decision is open."""
    book = rulebook(scenario)
    values = dict(book.quiet)
    for name, choice in plan.choices:
        values.update(book.choice_values(name, choice))
    values.update(circumstances.observed)
    values.update(circumstances.rolls)
    extra = Extra(book, circumstances, values)
    found: dict[str, MeasureOutcome] = {}
    for name in book.order:
        gauge = book.gauges.get(name)
        if gauge is None:
            table = book.derived[name]
            if whole or _knows(table, values):
                values[name] = said_by(table, values)
            continue
        found[name] = measured(book, gauge, extra, values, whole=whole)
        settle(scenario, book, gauge, found, values)
    measures = tuple(found[name] for name in book.gauges)
    return Outcome(plan, circumstances, measures, endings(book, values, whole=whole), values)


def settle(
    scenario: Scenario, book: Rulebook, gauge: Gauge, found: Mapping[str, MeasureOutcome], values: dict[str, Value]
) -> None:
    """Let what a measure has reached be read by the tables after it."""
    measure = gauge.measure.id
    outcome = found[measure]
    if outcome.band is None:
        return
    values[measure] = outcome.band
    values[gauge.points_name] = outcome.points
    for total in book.totals_of[measure]:
        parts = [found.get(part) for part in scenario.frame.totals[total]]
        if all(part is not None and part.band is not None for part in parts):
            values[total] = sum(part.points for part in parts if part is not None)


def said_by(table: Table, values: Mapping[str, Value]) -> Value:
    """Give the one value that a decision table gives."""
    outputs = table.decide(values).outputs
    first = outputs[0] if isinstance(outputs, tuple) else outputs
    if isinstance(first, tuple):
        message = f"table {table.name!r} gives lists, where one value is wanted"
        raise TypeError(message)
    return first


def _knows(table: Table, values: Mapping[str, Value]) -> bool:
    return all(column.name in values for column in table.inputs)


def _matching(table: Table, values: Mapping[str, Value], *, whole: bool) -> tuple[int, ...]:
    """Give the rows that hold; where inputs are open, those that hold whatever they turn out to be."""
    if whole or _knows(table, values):
        return table.matching(values)
    return tuple(place for place, holds in enumerate(_verdicts(table, values)) if holds)


def _verdicts(table: Table, values: Mapping[str, Value]) -> Iterator[bool | None]:
    """Say of each row whether it holds, does not hold, or is still open (None) because of an input that is open."""
    names = [column.name for column in table.inputs]
    for rule in table.rules:
        tests = [(name, test) for name, test in zip(names, rule.conditions, strict=True) if not test.is_any]
        if not all(test.admits(values[name]) for name, test in tests if name in values):
            yield False
        else:
            yield True if all(name in values for name, _ in tests) else None


class Extra:
    """The lines that answers and the change add; each table is read when the first measure it writes comes up."""

    def __init__(self, book: Rulebook, circumstances: Circumstances, values: dict[str, Value]) -> None:
        self.values = values
        self.sources = effects_of(book, circumstances)

    def lines(self, measure: str) -> Lines:
        """Give the lines for one measure."""
        found: Lines = []
        for effects, context in self.sources:
            if measure in effects.measures:
                rows = _matching(effects.table, {**self.values, **context}, whole=False)
                found.extend(effects.lines[row] for row in rows if effects.lines[row].measure == measure)
        return found

    def settled(self, measure: str) -> bool:
        """Tell whether no row for this measure waits for something that is still open."""
        return not any(
            verdict is None and line.measure == measure
            for effects, context in self.sources
            if measure in effects.measures
            for verdict, line in zip(_verdicts(effects.table, {**self.values, **context}), effects.lines, strict=True)
        )


def measured(book: Rulebook, gauge: Gauge, extra: Extra, values: Mapping[str, Value], *, whole: bool) -> MeasureOutcome:
    ratio = gauge.measure.ratio
    name = gauge.measure.id
    settled = whole or (all(_knows(each.table, values) for each in gauge.modifiers) and extra.settled(name))
    if ratio is not None:
        quantity = values.get(ratio.of)
        if quantity is None:
            return MeasureOutcome(name, 0, None, ())
        lines: Lines = [book.adjusted_line(gauge.start, gauge.start.points + float(quantity) / ratio.per)]
    else:
        lines = [gauge.start]
        for modifier in gauge.modifiers:
            rows = _matching(modifier.table, values, whole=whole)
            lines += [modifier.lines[row] for row in rows]
            if modifier.max_shift is not None:
                lines += _held(gauge, modifier, rows)
        lines += extra.lines(name)
    more, total = bounded(book, gauge, sum([line.points for line in lines]), values)
    settled = settled and all(read in values for limit in gauge.limits for read, _ in limit.tests)
    return MeasureOutcome(name, total, gauge.band(total) if settled else None, (*lines, *more))


def bounded(book: Rulebook, gauge: Gauge, total: int | float, values: Mapping[str, Value]) -> tuple[Lines, int | float]:
    """Hold a sum to the floors and caps of its measure, then to the ends of its scale: the lines, and what is left."""
    lines: Lines = []
    for limit in gauge.limits:
        # Every floor and cap has its line, 0 where it does not bind: also where its cells do not hold, or not yet.
        holds = all(read in values and test.admits(values[read]) for read, test in limit.tests)
        points = limit.points(total) if holds else 0
        total += points
        lines.append(book.adjusted_line(limit.line, points) if points else limit.line)
    scale = gauge.measure.scale
    if not scale.least <= total <= scale.most:
        clamped = min(max(total, scale.least), scale.most)
        lines.append(book.adjusted_line(scale_line(gauge, 0), clamped - total))
        total = clamped
    return lines, total


def _held(gauge: Gauge, modifier: Modifier, rows: tuple[int, ...]) -> Lines:
    """Give the line that holds a table to its largest shift, where it would go further."""
    most = modifier.max_shift or 0
    total = sum(modifier.points[row] for row in rows)
    held = min(max(total, -most), most)
    return [shift_line(gauge, modifier, held - total)] if held != total else []


def endings(book: Rulebook, values: Mapping[str, Value], *, whole: bool) -> tuple[str, ...]:
    """Give the endings whose rows hold, the first of them named; a row that always holds is told only as the first."""
    table = book.end_states
    if table is None or not (whole or _knows(table, values)):
        return ()
    rows = table.matching(values)
    found = book.ended.get(rows)
    if found is None:
        telling = [*rows[:1], *(row for row in rows[1:] if row not in book.otherwise)]
        found = book.ended[rows] = tuple(dict.fromkeys(str(table.rules[row].outputs[0]) for row in telling))
    return found
