"""The worst that injects, learning and the one change could add to each measure: a bound over every line of play.

Every answer's rows are summed at their least and at their most, whether or not one line of play could bring them all
together; so a check that holds here holds for every line, while one that breaks here may be out of reach.
"""

from __future__ import annotations

from collections.abc import Iterator

from exercise.analysis.grid import PlanSpace, plan_space
from exercise.play.rulebook import Effects, Rulebook, rulebook
from exercise.scenario.model import Scenario


def extreme_spaces(scenario: Scenario) -> Iterator[PlanSpace]:
    """Give the plan space with all measures at their least, at their most, and with those read by others opposed."""
    least, most = extreme_points(scenario)
    read = _read_by_others(scenario)
    for read_at, own_at in ((least, least), (most, most), (least, most), (most, least)):
        extra = {name: (read_at if name in read else own_at)[name] for name in least}
        yield plan_space(scenario, extra=extra)


def extreme_points(scenario: Scenario) -> tuple[dict[str, int], dict[str, int]]:
    """Give the least and the most that answers and the change can add to each measure, one answer an inject."""
    book = rulebook(scenario)
    least: dict[str, int] = {}
    most: dict[str, int] = {}
    for measure in book.gauges:
        spans = [*_inject_spans(scenario, book, measure), *(_span(table, measure) for table in book.change_effects)]
        least[measure] = sum(low for low, _ in spans)
        most[measure] = sum(high for _, high in spans)
    return least, most


def _inject_spans(scenario: Scenario, book: Rulebook, measure: str) -> Iterator[tuple[int, int]]:
    for inject in scenario.injects:
        spans = [_answer_span(book, inject.id, answer.id, measure) for answer in inject.answers]
        if spans:
            yield min(low for low, _ in spans), max(high for _, high in spans)


def _answer_span(book: Rulebook, inject: str, answer: str, measure: str) -> tuple[int, int]:
    low = high = 0
    for effects in book.answer_effects:
        names = [column.name for column in effects.table.inputs]
        for rule, line in zip(effects.table.rules, effects.lines, strict=True):
            tests = dict(zip(names, rule.conditions, strict=True))
            if line.measure == measure and tests["inject"].admits(inject) and tests["answer"].admits(answer):
                low += min(int(line.points), 0)
                high += max(int(line.points), 0)
    return low, high


def _span(effects: Effects, measure: str) -> tuple[int, int]:
    points = [int(line.points) for line in effects.lines if line.measure == measure]
    return sum(each for each in points if each < 0), sum(each for each in points if each > 0)


def _read_by_others(scenario: Scenario) -> set[str]:
    """Give the measures whose bands or points some table reads."""
    sources = scenario.inputs.sources
    read: set[str] = set()
    for table in scenario.tables_of("modifier"):
        for column in table.table.inputs:
            source = sources[column.name]
            if source.origin in {"band", "points"}:
                read.add(source.of)
            elif source.origin == "total":
                read.update(scenario.frame.totals[source.of])
    return read
