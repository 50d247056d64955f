"""Try to break it: what players look for among all plans, whether a plan is it, and what stands in the way."""

from __future__ import annotations

from dataclasses import dataclass

from exercise.analysis.checks import forbidden
from exercise.analysis.conditions import row_of
from exercise.analysis.grid import PlanSpace
from exercise.play.ledger import LIMIT, LedgerLine, Outcome
from exercise.scenario.model import Scenario
from exercise.scenario.promises import Never

MOST_WALLS = 3

# Those who hunt ask for the row of a plan first.
__all__ = ["Goal", "found_in", "goals", "reached", "row_of", "walls"]


@dataclass(frozen=True, slots=True)
class Goal:
    """Something that our tables promise never to be true of a plan, put as something to look for."""

    check: str
    words: str
    measure: str
    rule: Never


def goals(scenario: Scenario) -> tuple[Goal, ...]:
    """Give what a scenario lets people hunt: its `never` checks that say how, in their order."""
    return tuple(
        Goal(check.id, check.hunt, check.never.measure, check.never)
        for check in scenario.checks
        if check.hunt and check.never is not None and check.never.measure is not None
    )


def found_in(scenario: Scenario, space: PlanSpace, goal: Goal) -> int:
    """Count the plans of a space that are what is looked for."""
    return space.count(forbidden(scenario, goal.rule, space))


def reached(scenario: Scenario, space: PlanSpace, goal: Goal, row: int) -> bool:
    """Tell whether the plan of a row is what is looked for."""
    return bool(space.column(forbidden(scenario, goal.rule, space))[row])


def walls(goal: Goal, space: PlanSpace, outcome: Outcome) -> tuple[LedgerLine, ...]:
    """Give the lines that keep an outcome from a goal, at most three: first the limits, then what weighs most.

    A goal above the plan's points is held off by what takes points away, one below them by what adds some. Where
    nothing of that kind stands in the ledger the points are simply not there, and the limits alone are given.
    """
    found = outcome.measure(goal.measure)
    above = _lies_above(goal, space, found.points)
    limits = [line for line in found.lines if line.table == LIMIT]
    against = [line for line in found.lines if line.table != LIMIT and (line.points < 0 if above else line.points > 0)]
    against.sort(key=lambda line: -abs(line.points))
    return tuple([*limits, *against][:MOST_WALLS])


def _lies_above(goal: Goal, space: PlanSpace, points: int | float) -> bool:
    """Tell whether what is looked for lies above some points."""
    if goal.rule.band is not None:
        measure = next(each for each in space.scenario.frame.measures if each.id == goal.measure)
        return next(band.first for band in measure.bands if band.id == goal.rule.band) > points
    return ">" in (goal.rule.points or "")
