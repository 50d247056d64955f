"""What stands behind a test: the decisions, chances and observations it rests on, however far down."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from exercise.analysis.prepared import tests_of
from exercise.play.ledger import QUIET, Circumstances
from exercise.play.rulebook import Effects, Rulebook, effects_of, rulebook
from exercise.scenario.model import Scenario
from exercise.tables.cells import Value


@dataclass(frozen=True, slots=True)
class Behind:
    """Ids of what some inputs rest on; `measures` are those on the way. What an observation read is not followed."""

    decisions: frozenset[str]
    chances: frozenset[str]
    observations: frozenset[str]
    measures: frozenset[str]


@lru_cache(maxsize=512)
def behind(scenario: Scenario, names: frozenset[str], happened: Circumstances | None = QUIET) -> Behind:
    """Follow inputs through measures, totals, decision tables, limits and effects down to what nothing else settles.

    Rows of effects count where they could hold for what happened; `None` stands for whatever may happen in play.
    Raises KeyError for a name that is no input.
    """
    book, sources = rulebook(scenario), scenario.inputs.sources
    decisions: set[str] = set()
    chances: set[str] = set()
    observations: set[str] = set()
    measures: set[str] = set()
    seen: set[str] = set()
    waiting = list(names)
    while waiting:
        name = waiting.pop()
        if name in seen:
            continue
        seen.add(name)
        source = sources[name]
        match source.origin:
            case "option" | "quantity" | "item" | "size":
                decisions.add(source.of)
            case "chance":
                chances.add(source.of)
            case "observation":
                observations.add(source.of)
            case "band" | "points":
                measures.add(source.of)
                waiting.extend(_read_for(book, source.of, happened))
            case "total":
                waiting.extend(book.parts_of[source.of])
            case "derived":
                table = book.derived[source.of]
                heads = tuple(column.name for column in table.inputs)
                waiting.extend(read for rule in table.rules for read, _ in tests_of(heads, rule))
            case "context":
                pass
    return Behind(frozenset(decisions), frozenset(chances), frozenset(observations), frozenset(measures))


def decisions_behind(scenario: Scenario, measure: str) -> frozenset[str]:
    """Give every decision that a measure depends on, be it through other measures, totals or decision tables."""
    return behind(scenario, frozenset({measure})).decisions


def _read_for(book: Rulebook, measure: str, happened: Circumstances | None) -> Iterator[str]:
    """Give the inputs of everything that writes a measure; a test that always holds reads nothing."""
    gauge = book.gauges[measure]
    if gauge.measure.ratio is not None:
        yield gauge.measure.ratio.of
    for modifier in gauge.modifiers:
        for rule in modifier.table.rules:
            yield from (name for name, _ in tests_of(modifier.names, rule))
    for limit in gauge.limits:
        yield from (name for name, _ in limit.tests)
    pairs = effects_of(book, happened) if happened is not None else _whatever_happens(book)
    for effects, context in pairs:
        heads = tuple(column.name for column in effects.table.inputs)
        for rule, line in zip(effects.table.rules, effects.lines, strict=True):
            tests = tests_of(heads, rule)
            if line.measure == measure and all(test.admits(context[n]) for n, test in tests if n in context):
                yield from (name for name, _ in tests if name not in context)


def _whatever_happens(book: Rulebook) -> list[tuple[Effects, dict[str, Value]]]:
    """Pair each table of effects with nothing settled, so that every row of it may hold."""
    return [(effects, {}) for effects in (*book.answer_effects, *book.change_effects)]


def written_by(scenario: Scenario, happened: Circumstances) -> frozenset[str]:
    """Give the measures to which answers and the change may add points, whatever else their rows ask of the plan."""
    found: set[str] = set()
    for effects, context in effects_of(rulebook(scenario), happened):
        heads = tuple(column.name for column in effects.table.inputs)
        for rule, line in zip(effects.table.rules, effects.lines, strict=True):
            if all(test.admits(context[name]) for name, test in tests_of(heads, rule) if name in context):
                found.add(line.measure)
    return frozenset(found)
