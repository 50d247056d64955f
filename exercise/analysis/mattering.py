"""What of a situation can still matter: to what may come next, and to the measures that are asked about.

Two situations that agree in it have the same future as far as the question goes, so a walk follows them as one.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterator
from dataclasses import dataclass

from exercise.analysis.behind import behind, written_by
from exercise.analysis.prepared import tests_of
from exercise.analysis.walking import Stage, Walk
from exercise.play.ledger import Circumstances
from exercise.play.situation import Situation, turn_plan
from exercise.scenario.inputs import parse_cells
from exercise.scenario.model import Scenario
from exercise.scenario.order import PLAN_ORIGINS
from exercise.scenario.playing import Answer

Key = tuple[Hashable, ...]


@dataclass(frozen=True, slots=True)
class Mattering:
    """What matters from one stage on: decisions, observations, measures that answers may have moved, and injects."""

    decisions: frozenset[str]
    observations: frozenset[str]
    answers: frozenset[tuple[str, str]]
    changes: frozenset[str]
    is_end: bool

    def key(self, situation: Situation) -> Key:
        """Give what of a situation matters."""
        happened = situation.circumstances
        change = happened.change if happened.change is not None and happened.change.decision in self.changes else None
        return (
            tuple(pair for pair in situation.plan.choices if pair[0] in self.decisions),
            tuple(pair for pair in happened.answers if pair in self.answers),
            tuple(pair for pair in happened.observed if pair[0] in self.observations),
            change,
            self.is_end or situation.change_spent,
        )


def mattering(walk: Walk, asked: frozenset[str]) -> tuple[Mattering, ...]:
    """Give what matters before each stage of a walk and at its end, for a question that some inputs answer."""
    return tuple(_from(walk, walk.stages[at:], asked) for at in range(len(walk.stages) + 1))


def linked(scenario: Scenario) -> tuple[frozenset[str], ...]:
    """Give, for every coherence rule, the decisions it reads."""
    sources = scenario.inputs.sources
    return tuple(
        frozenset(sources[name].of for name, _ in tests_of(tuple(c.name for c in table.table.inputs), rule))
        for table in scenario.tables_of("coherence")
        for rule in table.table.rules
    )


def _from(walk: Walk, stages: tuple[Stage, ...], asked: frozenset[str]) -> Mattering:
    """Give what matters from some stages on."""
    scenario = walk.scenario
    end = behind(scenario, asked, None)
    read = frozenset(name for stage in stages for inject in stage.injects for name in _opening(scenario, inject))
    gates = behind(scenario, read)
    turns = turn_plan(scenario, walk.variant)
    coming = [stage.turn for stage in stages if stage.kind == "turn"]
    decisions = set(end.decisions | gates.decisions)
    observations = end.observations | gates.observations
    measures = set(end.measures)
    # What an observation will read matters until it is made; what it reads may be an earlier observation.
    for each in sorted(scenario.frame.observations, key=lambda each: -each.after_turn):
        if each.id in observations and each.after_turn in coming:
            watched = behind(scenario, frozenset(each.highest_of.values()), None)
            decisions |= {*each.reading}
            measures |= watched.measures
            observations |= watched.observations
    moving = set(_movable(walk, stages)) | {name for turn in coming for name in turns[turn]}
    for together in linked(scenario):
        if together & moving:
            decisions |= together
    decisions |= {answer.plan.take for answer in _answers(walk, stages) if answer.plan and answer.plan.take}
    priced = _priced(scenario, measures)
    # Whether an item goes in or out has its own price, so a set that may be changed matters as it stands.
    decisions |= {name for name in priced & moving if scenario.decision(name).choose == "any"}
    later = {inject for stage in stages for inject in stage.injects}
    answers = frozenset(
        (inject.id, answer.id)
        for inject in scenario.injects
        for answer in inject.answers
        if inject.id in later or written_by(scenario, Circumstances(answers=((inject.id, answer.id),))) & measures
    )
    return Mattering(frozenset(decisions), observations, answers, priced, not stages)


def _opening(scenario: Scenario, inject: str) -> Iterator[str]:
    """Give the inputs that open an inject; a cell on what is neither chosen nor observed never holds."""
    for name, _ in parse_cells(scenario.inputs, scenario.inject(inject).open_when):
        if scenario.inputs.sources[name].origin in {*PLAN_ORIGINS, "observation"}:
            yield name


def _answers(walk: Walk, stages: tuple[Stage, ...]) -> Iterator[Answer]:
    for stage in stages:
        for inject in stage.injects:
            yield from (answer for answer in walk.scenario.inject(inject).answers if walk.allows(answer))


def _movable(walk: Walk, stages: tuple[Stage, ...]) -> Iterator[str]:
    """Give the decisions that may still be moved once they are made."""
    rule = walk.scenario.frame.change
    early = rule.early_turns if rule is not None else ()
    for answer in _answers(walk, stages):
        if answer.plan is not None:
            yield from (name for name in (answer.plan.step, answer.plan.give, answer.plan.take) if name)
    opened = any(answer.plan is not None and answer.plan.change for answer in _answers(walk, stages))
    closing = any(stage.kind == "close" or (stage.injects and stage.turn in early) for stage in stages)
    if rule is not None and walk.changes and (opened or closing):
        yield from rule.decisions


def _priced(scenario: Scenario, measures: set[str]) -> frozenset[str]:
    """Give the decisions whose change may move one of some measures, at any time and in any direction."""
    found: set[str] = set()
    for table in scenario.tables_of("change_effects"):
        heads = tuple(column.name for column in table.table.inputs)
        for rule in table.table.rules:
            if str(rule.outputs[0]) in measures:
                tests = [test for name, test in tests_of(heads, rule) if name == "changed"]
                found.update(d.id for d in scenario.frame.decisions if all(test.admits(d.id) for test in tests))
    return frozenset(found)
