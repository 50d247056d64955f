"""What a turn shows: the highest of some measures so far."""

from __future__ import annotations

from dataclasses import replace
from functools import lru_cache

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
        found[observation.id] = _highest(scenario, observation.id, seen, circumstances)
    return replace(circumstances, observed=tuple(found.items()))


@lru_cache(maxsize=1024)
def _highest(scenario: Scenario, observation_id: str, seen: Plan, circumstances: Circumstances) -> str:
    """Give the first of the highest; few of the choices are seen, so the same ones come up again and again."""
    observation = next(each for each in scenario.frame.observations if each.id == observation_id)
    outcome = adjudicate(scenario, seen, circumstances)
    counted = {
        name: sum(line.points for line in outcome.measure(measure).lines if line.table not in {LIMIT, SCALE})
        for name, measure in observation.highest_of.items()
    }
    highest = max(counted.values())
    return next(name for name, points in counted.items() if points == highest)
