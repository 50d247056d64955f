"""The strongest objection the tables hold against a choice: its largest cost that another choice would not have."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from exercise.play.adjudication import adjudicate
from exercise.play.ledger import LIMIT, SCALE, LedgerLine
from exercise.play.plan import Choice, Plan, open_options, with_choice
from exercise.play.situation import Situation
from exercise.scenario.model import Scenario


@dataclass(frozen=True, slots=True)
class Objection:
    """A ledger line that speaks against a choice, and another open choice that is free of it."""

    line: LedgerLine
    instead: Choice


# A screen asks for every option, and each asks again for all others; both are pure, so nothing is worked out twice.
@lru_cache(maxsize=4096)
def objection(scenario: Scenario, situation: Situation, decision: str, choice: Choice) -> Objection | None:
    """Give the line of the choice with the largest cost for which another coherent choice has no cost at all.

    Only lines that are certain with what is decided so far count; measures that nobody compares do not. Of equal costs
    the first in the order of measures and rows is taken. None where no line qualifies; raises IllegalPlan where the
    choice itself breaks a rule.
    """
    chosen = _costs(scenario, situation, decision, choice)
    others = _other_choices(scenario, situation.plan, decision, choice)
    costs_of_others = [(other, _costs(scenario, situation, decision, other)) for other in others]
    for line, cost in sorted(chosen, key=lambda pair: -pair[1]):
        if cost <= 0:
            break
        for other, costs in costs_of_others:
            if sum(against for each, against in costs if each.measure == line.measure) <= 0:
                return Objection(line, other)
    return None


@lru_cache(maxsize=4096)
def _costs(
    scenario: Scenario, situation: Situation, decision: str, choice: Choice
) -> tuple[tuple[LedgerLine, float], ...]:
    """Give the lines that a choice brings in, each with what it costs the seat; a gain is a cost below 0."""
    without = Plan(tuple(pair for pair in situation.plan.choices if pair[0] != decision))
    before = set(adjudicate(scenario, without, situation.circumstances).ledger())
    after = adjudicate(scenario, with_choice(scenario, without, decision, choice), situation.circumstances)
    directions = {measure.id: measure.direction for measure in scenario.frame.measures}
    signs = {"less": 1, "more": -1, "neutral": 0}
    return tuple(
        (line, line.points * signs[directions[line.measure]])
        for line in after.ledger()
        if line not in before and line.table not in {LIMIT, SCALE}
    )


def _other_choices(scenario: Scenario, plan: Plan, decision: str, choice: Choice) -> list[Choice]:
    """Give the coherent choices next to one: every other option, or the set with one item taken out."""
    if isinstance(choice, tuple):
        return [tuple(item for item in choice if item != left) for left in choice]
    without = Plan(tuple(pair for pair in plan.choices if pair[0] != decision))
    return [option for option in open_options(scenario, without, decision) if option != choice]
