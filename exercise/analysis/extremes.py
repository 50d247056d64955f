"""The worst that injects, learning and the one change could add to each measure: a bound over every line of play.

Every answer's rows are summed at their least and at their most, whether or not one line of play could bring them all
together; so a check that holds here holds for every line, while one that breaks here may be out of reach.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from exercise.analysis.grid import PlanSpace, plan_space
from exercise.play.rulebook import Effects, Rulebook, rulebook
from exercise.scenario.model import Scenario


def extreme_spaces(scenario: Scenario, questions: Iterable[frozenset[str]] | None = None) -> Iterator[PlanSpace]:
    """Give the plan space with all measures at their least, at their most, and with those read by others opposed.

    `questions` are the sets of measures and derived values that are asked about together; None asks about all. The
    opposed spaces leave out what is asked about alone and reads nothing else, since it comes out there as it does at
    its least or at its most. No space has endings.
    """
    least, most = extreme_points(scenario)
    read = _read_by_others(scenario)
    needed = rulebook(scenario).needed
    sets = [frozenset(needed)] if questions is None else list(questions)
    asked = frozenset[str]().union(*sets)
    reading = frozenset(name for names in sets for name in names if len(names) > 1 or needed[name])
    for read_at, own_at, only in (
        (least, least, asked),
        (most, most, asked),
        (least, most, reading),
        (most, least, reading),
    ):
        if only:
            extra = {name: (read_at if name in read else own_at)[name] for name in least}
            yield plan_space(scenario, extra=extra, only=only, endings=False)


def extreme_points(scenario: Scenario) -> tuple[dict[str, int], dict[str, int]]:
    """Give the least and the most that answers and the change can add to each measure, one answer an inject."""
    book = rulebook(scenario)
    least = dict.fromkeys(book.gauges, 0)
    most = dict.fromkeys(book.gauges, 0)
    spans = _answer_spans(scenario, book)
    for inject in scenario.injects:
        for measure in book.gauges if inject.answers else ():
            found = [spans.get((inject.id, answer.id, measure), (0, 0)) for answer in inject.answers]
            least[measure] += min(low for low, _ in found)
            most[measure] += max(high for _, high in found)
    for table in book.change_effects:
        for measure in book.gauges:
            low, high = _span(table, measure)
            least[measure] += low
            most[measure] += high
    return least, most


def _answer_spans(scenario: Scenario, book: Rulebook) -> dict[tuple[str, str, str], tuple[int, int]]:
    """Give, for inject, answer and measure, the least and the most that the answer's rows can add together."""
    spans: dict[tuple[str, str, str], tuple[int, int]] = {}
    answers = [(inject.id, answer.id) for inject in scenario.injects for answer in inject.answers]
    for effects in book.answer_effects:
        names = [column.name for column in effects.table.inputs]
        for rule, line in zip(effects.table.rules, effects.lines, strict=True):
            tests = dict(zip(names, rule.conditions, strict=True))
            for inject, answer in answers:
                if tests["inject"].admits(inject) and tests["answer"].admits(answer):
                    low, high = spans.get((inject, answer, line.measure), (0, 0))
                    points = int(line.points)
                    spans[inject, answer, line.measure] = low + min(points, 0), high + max(points, 0)
    return spans


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
