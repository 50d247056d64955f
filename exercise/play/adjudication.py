"""Adjudication: a plan and its circumstances go in, every measure with its ledger comes out. Pure and deterministic."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from fractions import Fraction
from itertools import product

from exercise.play.ledger import QUIET, Circumstances, LedgerLine, MeasureOutcome, Outcome
from exercise.play.plan import IllegalPlan, Plan, undecided
from exercise.play.rulebook import Effects, Gauge, Modifier, Rulebook, rulebook, scale_line, shift_line
from exercise.scenario.model import Scenario
from exercise.tables.cells import Value
from exercise.tables.table import Table

Lines = list[LedgerLine]


def adjudicate(scenario: Scenario, plan: Plan, circumstances: Circumstances = QUIET) -> Outcome:
    """Work out what a plan leads to.

    The plan may be partial: then a measure has a band only if everything its tables read is decided, and its points
    are those already certain: start, rows whose every test is met by what is decided, answers, and limits. Rolls that
    are not given stand as the chance's `when_off`.
    """
    book = rulebook(scenario)
    values = dict(book.quiet)
    for name, choice in plan.choices:
        values.update(book.choice_values(name, choice))
    values.update(circumstances.observed)
    values.update(circumstances.rolls)
    extra = _Extra(book, circumstances, values)
    # With every decision made every input is settled, and rows need not be asked whether they are certain.
    whole = len(plan.choices) == len(scenario.frame.decisions)
    found: dict[str, MeasureOutcome] = {}
    for name in book.order:
        gauge = book.gauges.get(name)
        if gauge is None:
            table = book.derived[name]
            if whole or _knows(table, values):
                values[name] = _said(table, values)
            continue
        found[name] = _measure(book, gauge, extra, values, whole=whole)
        _settle(scenario, book, gauge, found, values)
    measures = tuple(found[name] for name in book.gauges)
    return Outcome(plan, circumstances, measures, _endings(book, values), values)


def _settle(
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


def _said(table: Table, values: Mapping[str, Value]) -> Value:
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


class _Extra:
    """The lines that answers and the change add; each table is read when the first measure it writes comes up."""

    def __init__(self, book: Rulebook, circumstances: Circumstances, values: dict[str, Value]) -> None:
        self.values = values
        self.sources: list[tuple[Effects, dict[str, Value]]] = []
        for inject, answer in circumstances.answers:
            self.sources.extend((table, {"inject": inject, "answer": answer}) for table in book.answer_effects)
        change = circumstances.change
        if change is not None:
            context: dict[str, Value] = {
                "when": change.when,
                "changed": change.decision,
                "direction": change.direction,
            }
            self.sources.extend((table, context) for table in book.change_effects)

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


def _measure(
    book: Rulebook, gauge: Gauge, extra: _Extra, values: Mapping[str, Value], *, whole: bool
) -> MeasureOutcome:
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
    total: int | float = sum([line.points for line in lines])
    for limit in gauge.limits:
        # Every floor and cap has its line, 0 where it does not bind: also where its cells do not hold, or not yet.
        holds = all(read in values and test.admits(values[read]) for read, test in limit.tests)
        points = limit.points(total) if holds else 0
        total += points
        lines.append(book.adjusted_line(limit.line, points) if points else limit.line)
        settled = settled and all(read in values for read, _ in limit.tests)
    scale = gauge.measure.scale
    if not scale.least <= total <= scale.most:
        clamped = min(max(total, scale.least), scale.most)
        lines.append(book.adjusted_line(scale_line(gauge, 0), clamped - total))
        total = clamped
    return MeasureOutcome(name, total, gauge.band(total) if settled else None, tuple(lines))


def _held(gauge: Gauge, modifier: Modifier, rows: tuple[int, ...]) -> Lines:
    """Give the line that holds a table to its largest shift, where it would go further."""
    most = modifier.max_shift or 0
    total = sum(modifier.points[row] for row in rows)
    held = min(max(total, -most), most)
    return [shift_line(gauge, modifier, held - total)] if held != total else []


def _endings(book: Rulebook, values: Mapping[str, Value]) -> tuple[str, ...]:
    """Give the endings whose rows hold, the first of them named; a row that always holds is told only as the first."""
    table = book.end_states
    if table is None or not _knows(table, values):
        return ()
    rows = table.matching(values)
    telling = [*rows[:1], *(row for row in rows[1:] if row not in book.otherwise)]
    return tuple(dict.fromkeys(str(table.rules[row].outputs[0]) for row in telling))


def adjudicate_complete(scenario: Scenario, plan: Plan, circumstances: Circumstances = QUIET) -> Outcome:
    """Work out a plan that must be complete; raises IllegalPlan naming every decision that is still open."""
    missing = undecided(scenario, plan)
    if missing:
        raise IllegalPlan(
            f"decision {decision.id!r} is not made; choose one of {', '.join(decision.option_ids)}"
            for decision in missing
        )
    return adjudicate(scenario, plan, circumstances)


def rolls(scenario: Scenario) -> Iterator[tuple[Fraction, tuple[tuple[str, str], ...]]]:
    """List everything that chance can say, each with its exact probability; the probabilities add up to 1."""
    chances = scenario.frame.chances
    for values in product(*(chance.values.items() for chance in chances)):
        probability = Fraction(1)
        for _, share in values:
            probability *= share
        said = tuple((chance.id, value) for chance, (value, _) in zip(chances, values, strict=True))
        if probability:
            yield probability, said


def outcomes(
    scenario: Scenario, plan: Plan, circumstances: Circumstances = QUIET
) -> tuple[tuple[Fraction, Outcome], ...]:
    """List every outcome of a plan with its exact probability; one with probability 1 where nothing is left to chance.

    Rolls that the circumstances already hold are given; the rest is weighed with them. Raises IllegalPlan for a given
    roll that chance cannot say.
    """
    given = dict(circumstances.rolls)
    possible = [(p, said) for p, said in rolls(scenario) if all(given.get(name, v) == v for name, v in said)]
    whole = sum((probability for probability, _ in possible), Fraction(0))
    if not whole or not given.keys() <= {chance.id for chance in scenario.frame.chances}:
        raise IllegalPlan([f"chance cannot say {dict(circumstances.rolls)}"])
    parts = (circumstances.answers, circumstances.observed, circumstances.change)
    return tuple((p / whole, adjudicate(scenario, plan, Circumstances(*parts, said))) for p, said in possible)
