"""What a turn shows: the highest of some measures so far."""

from __future__ import annotations

from dataclasses import replace

from exercise.play.adjudication import adjudicate
from exercise.play.ledger import LIMIT, SCALE, Circumstances
from exercise.play.plan import Plan
from exercise.scenario.model import Scenario


def observe(scenario: Scenario, plan: Plan, circumstances: Circumstances, turn: int) -> Circumstances:
    """Fix every observation of a turn.

    A measure counts its start, the rows that read only the named decisions, and the answers given before; limits do
    not count. The first of the highest is observed.
    """
    found = dict(circumstances.observed)
    for observation in scenario.frame.observations:
        if observation.after_turn != turn:
            continue
        seen = Plan(tuple(pair for pair in plan.choices if pair[0] in observation.reading))
        outcome = adjudicate(scenario, seen, circumstances)
        counted = {
            name: sum(line.points for line in outcome.measure(measure).lines if line.table not in {LIMIT, SCALE})
            for name, measure in observation.highest_of.items()
        }
        highest = max(counted.values())
        found[observation.id] = next(name for name, points in counted.items() if points == highest)
    return replace(circumstances, observed=tuple(found.items()))
