"""Roads not taken: every single change of a plan, what it would alter, and what it would cost to change now."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass, replace

from exercise.play.adjudication import adjudicate
from exercise.play.ledger import LedgerLine, Outcome
from exercise.play.plan import Choice, IllegalPlan, Plan, Refusal, refusals, with_choice
from exercise.play.rulebook import rulebook
from exercise.play.situation import Situation, changed
from exercise.scenario.model import Scenario

MOST_OF_ONE_DECISION = 2


@dataclass(frozen=True, slots=True)
class Turned:
    """A measure that a change moves: its bands, the points it gains, and the lines that come or go with the change."""

    measure: str
    before: str | None
    after: str | None
    points: int | float
    lines: tuple[LedgerLine, ...]


@dataclass(frozen=True, slots=True)
class Road:
    """One single change: what is chosen instead, what it moves, the ending, and the lines of its price.

    `ended_by` is the row that names the ending, where another one than now is named; else it is empty.
    """

    decision: str
    choice: Choice
    moved: tuple[Turned, ...]
    end_state: str | None
    ended_by: str
    price: tuple[LedgerLine, ...]

    @property
    def turned(self) -> tuple[Turned, ...]:
        """The measures whose band is another one."""
        return tuple(each for each in self.moved if each.before != each.after)


@dataclass(frozen=True, slots=True)
class Closed:
    """One single change that is not coherent, and the rules that refuse it."""

    decision: str
    choice: Choice
    refusals: tuple[Refusal, ...]


@dataclass(frozen=True, slots=True)
class Shifted:
    """A measure that a choice would move: its bands where settled, and by how many points."""

    measure: str
    before: str | None
    after: str | None
    points: int | float


@dataclass(frozen=True, slots=True)
class WhatIf:
    """One other choice, and every measure it would move as far as that is certain."""

    decision: str
    choice: Choice
    shifted: tuple[Shifted, ...]


def what_if(scenario: Scenario, situation: Situation, decisions: Collection[str]) -> tuple[WhatIf, ...]:
    """Give every coherent single change of some decisions of a plan, complete or not, without a price."""
    now = adjudicate(scenario, situation.plan, situation.circumstances)
    found: list[WhatIf] = []
    for decision, choice in single_changes(scenario, situation.plan):
        if decision not in decisions:
            continue
        try:
            plan = with_choice(scenario, situation.plan, decision, choice)
        except IllegalPlan:
            continue
        then = adjudicate(scenario, plan, situation.circumstances)
        shifted = tuple(
            Shifted(before.measure, before.band, after.band, after.points - before.points)
            for before, after in zip(now.measures, then.measures, strict=True)
            if (before.band, before.points) != (after.band, after.points)
        )
        found.append(WhatIf(decision, choice, shifted))
    return tuple(found)


def roads(scenario: Scenario, situation: Situation) -> tuple[Road, ...]:
    """Give every coherent single change of a complete plan as if it had been chosen from the start, without a price."""
    return tuple(_roads(scenario, situation, priced=False))


def closed_roads(scenario: Scenario, plan: Plan) -> tuple[Closed, ...]:
    """Give every single change of a plan that coherence rules refuse: with `roads`, these are all there are."""
    found: list[Closed] = []
    for decision, choice in single_changes(scenario, plan):
        refused = refusals(scenario, Plan(tuple((n, choice if n == decision else c) for n, c in plan.choices)))
        if refused:
            found.append(Closed(decision, choice, refused))
    return tuple(found)


def open_changes(scenario: Scenario, situation: Situation) -> tuple[Road, ...]:
    """Give every single change that the rules still allow now, at its price; none where the change is spent."""
    return tuple(_roads(scenario, situation, priced=True))


def telling(found: tuple[Road, ...], most: int) -> tuple[Road, ...]:
    """Choose the changes that turn the most bands, at most two of a decision; ties keep the scenario's order."""
    taken: list[Road] = []
    for road in sorted(found, key=lambda each: -len(each.turned)):
        of_one = sum(each.decision == road.decision for each in taken)
        if road.turned and of_one < MOST_OF_ONE_DECISION and len(taken) < most:
            taken.append(road)
    return tuple(taken)


def _roads(scenario: Scenario, situation: Situation, *, priced: bool) -> Iterator[Road]:
    now = adjudicate(scenario, situation.plan, situation.circumstances)
    for decision, choice in single_changes(scenario, situation.plan):
        try:
            if priced:
                moved = changed(scenario, situation, "late", decision, choice)
            else:
                moved = replace(situation, plan=with_choice(scenario, situation.plan, decision, choice))
        except IllegalPlan:
            continue
        then = adjudicate(scenario, moved.plan, moved.circumstances)
        change_tables = {table.name for table in scenario.tables_of("change_effects")}
        price = tuple(line for line in then.ledger() if line.table in change_tables) if priced else ()
        ended_by = _ended_by(scenario, then) if then.end_state != now.end_state else ""
        yield Road(decision, choice, _moved(now, then), then.end_state, ended_by, price)


def _ended_by(scenario: Scenario, outcome: Outcome) -> str:
    """Give the row that names an ending; empty while what it reads is open."""
    table = rulebook(scenario).end_states
    return table.rules[table.matching(outcome.values)[0]].id if table is not None and outcome.end_state else ""


def single_changes(scenario: Scenario, plan: Plan) -> Iterator[tuple[str, Choice]]:
    """Give every other option of each decision that is made, and every item of a set put in or taken out."""
    for decision in scenario.frame.decisions:
        chosen = plan.get(decision.id)
        if isinstance(chosen, tuple):
            for item in decision.option_ids:
                if item in chosen:
                    yield decision.id, tuple(each for each in chosen if each != item)
                else:
                    yield decision.id, tuple(each for each in decision.option_ids if each in chosen or each == item)
        elif chosen is not None:
            yield from ((decision.id, option) for option in decision.option_ids if option != chosen)


def _moved(now: Outcome, then: Outcome) -> tuple[Turned, ...]:
    found: list[Turned] = []
    for before, after in zip(now.measures, then.measures, strict=True):
        if (before.band, before.points) != (after.band, after.points):
            moved = set(before.lines) ^ set(after.lines)
            lines = tuple(line for line in (*before.lines, *after.lines) if line in moved and line.points)
            points = after.points - before.points
            found.append(Turned(before.measure, before.band, after.band, points, lines))
    return tuple(found)
