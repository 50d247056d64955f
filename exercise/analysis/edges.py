"""Knife edges: where one point turns a band, and how often plans stand there."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from exercise.analysis.grid import PlanSpace, plan_space
from exercise.play.ledger import LIMIT, QUIET, SCALE, Circumstances, MeasureOutcome, Outcome
from exercise.play.rulebook import Gauge, rulebook
from exercise.play.working import bounded
from exercise.scenario.model import Scenario


@dataclass(frozen=True, slots=True)
class Edge:
    """A cut between two bands of a measure, and how many plans stand at it.

    `on_it` plans have exactly its points, `one_below` one point less. Of these `fall` plans really drop a band when the
    sum of their rows has a point less, and `rise` plans gain one when it has a point more: floors, caps and the ends of
    the scale hold the others.
    """

    measure: str
    below: str
    above: str
    cut: int
    on_it: int
    one_below: int
    fall: int
    rise: int

    @property
    def turned(self) -> int:
        """How many plans one point would take over this cut, one way or the other."""
        return self.fall + self.rise


@dataclass(frozen=True, slots=True)
class Distance:
    """How far one plan stands from a cut between two bands.

    `away` is the points shown less the cut: 0 on it, -1 one below. `needed` is the points that the sum of its rows has
    to gain (or, below 0, lose) for the plan to cross; None where a floor, a cap or the scale's end forbids it.
    """

    measure: str
    below: str
    above: str
    cut: int
    away: int
    needed: int | None

    @property
    def is_knife_edge(self) -> bool:
        """Whether a single point turns the band."""
        return self.needed in {-1, 1}


def edges(scenario: Scenario, happened: Circumstances = QUIET) -> tuple[Edge, ...]:
    """Give every cut of every measure, in their order, with the plans that stand at it.

    A ratio has no edge: it is counted, and no rule can give it a point. Raises SpaceError and SpaceTooLarge as
    `plan_space` does.
    """
    found: list[Edge] = []
    for gauge in _judged(scenario):
        name = gauge.measure.id
        here, more, less = (_alone(scenario, happened, name, extra) for extra in (0, 1, -1))
        points, bands = here.points[name], here.bands[name]
        for at, (below, above, cut) in enumerate(_cuts(gauge)):
            falls = (bands > at) & (less.bands[name] <= at)
            rises = (bands <= at) & (more.bands[name] > at)
            on_it, one_below = (here.count(np.equal(points, each)) for each in (cut, cut - 1))
            found.append(Edge(name, below, above, cut, on_it, one_below, here.count(falls), here.count(rises)))
    return tuple(found)


def distances(scenario: Scenario, outcome: Outcome) -> tuple[Distance, ...]:
    """Give how far the complete plan of an outcome stands from every cut; ValueError while one is open."""
    found: list[Distance] = []
    for gauge in _judged(scenario):
        measure = outcome.measure(gauge.measure.id)
        if measure.band is None:
            message = f"measure {measure.measure!r} is still open: the plan is not complete"
            raise ValueError(message)
        found.extend(_distances(scenario, gauge, measure, outcome))
    return tuple(found)


def _distances(scenario: Scenario, gauge: Gauge, measure: MeasureOutcome, outcome: Outcome) -> Iterator[Distance]:
    total = int(sum(line.points for line in measure.lines if line.table not in {LIMIT, SCALE}))
    for below, above, cut in _cuts(gauge):
        is_below = measure.points < cut
        # Limits and scale never turn the order of sums round: beyond the cut is the first sum that may cross it.
        other = cut if is_below else cut - 1
        _, reached = bounded(rulebook(scenario), gauge, other, outcome.values)
        needed = other - total if (reached < cut) is not is_below else None
        yield Distance(measure.measure, below, above, cut, int(measure.points) - cut, needed)


def _judged(scenario: Scenario) -> tuple[Gauge, ...]:
    """Give the measures that rules add points to."""
    return tuple(gauge for gauge in rulebook(scenario).gauges.values() if gauge.measure.ratio is None)


def _cuts(gauge: Gauge) -> Iterator[tuple[str, str, int]]:
    """Give each cut with the bands below and above it."""
    return zip(gauge.bands, gauge.bands[1:], gauge.firsts[1:], strict=False)


def _alone(scenario: Scenario, happened: Circumstances, measure: str, extra: int) -> PlanSpace:
    """Work out one measure, with some points more in its sum."""
    return plan_space(scenario, happened, extra={measure: extra}, only=frozenset({measure}), endings=False)
