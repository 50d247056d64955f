"""The record walked again: what was decided when, what happened, and where every measure stood after each turn."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from exercise.analysis.axes import SpaceTooLarge
from exercise.analysis.cone import Cone, cone
from exercise.analysis.masks import SpaceError
from exercise.kit.document import Chosen, Standing
from exercise.kit.wording import as_typed, band_label
from exercise.play.ledger import Outcome
from exercise.play.plan import Choice
from exercise.play.record import InjectAnswered, PlanChanged, Record, Rolled, TurnCommitted, apply, outcome_of
from exercise.play.situation import Situation, opening
from exercise.scenario.frame import Measure
from exercise.scenario.model import Scenario

FINAL = "at the end"


@dataclass(frozen=True, slots=True)
class Walk:
    """A play turn by turn: where it stood after each turn, the commits with their words, and what else happened."""

    after: tuple[tuple[int, Situation], ...]
    commits: tuple[TurnCommitted, ...]
    happened: tuple[str, ...]
    moved: frozenset[str]


def walk(scenario: Scenario, record: Record) -> Walk:
    """Replay a record; a turn ends where the next one is committed, so its injects belong to it."""
    situation = opening(scenario, None)
    after: dict[int, Situation] = {}
    happened: list[str] = []
    moved: set[str] = set()
    commits: list[TurnCommitted] = []
    for event in record:
        before, situation = situation, apply(scenario, situation, event)
        if situation.turns:
            after[situation.turns[-1]] = situation
        if isinstance(event, TurnCommitted):
            commits.append(event)
            continue
        told = _told(scenario, event)
        for name, was in before.plan.choices:
            now = situation.plan.get(name)
            if now != was and now is not None:
                moved.add(name)
                told += f" {_label(scenario, name)}: {choice_text(scenario, name, was)}, then "
                told += f"{choice_text(scenario, name, now)}."
        if told:
            happened.append(told)
    return Walk(tuple(after.items()), tuple(commits), tuple(happened), frozenset(moved))


def _told(scenario: Scenario, event: object) -> str:
    """Say what happened beside the commits of turns; nothing for an event that moves nothing."""
    match event:
        case InjectAnswered():
            inject = scenario.inject(event.inject)
            return f"{inject.title} (from {inject.sender}). Answered: {inject.answer(event.answer).label}."
        case PlanChanged():
            return f"The one change of plan, {event.when}."
        case Rolled():
            label = next(each.label for each in scenario.frame.chances if each.id == event.chance)
            return f"{label}: chance said {event.value}."
        case _:
            return ""


def choice_text(scenario: Scenario, decision: str, choice: Choice) -> str:
    """Name a choice by the labels of its options; a set without an item is called nothing."""
    point = scenario.decision(decision)
    chosen = (choice,) if isinstance(choice, str) else choice
    return ", ".join(point.option(each).label for each in chosen) or "nothing"


def _label(scenario: Scenario, decision: str) -> str:
    return scenario.decision(decision).label


def plan_parts(scenario: Scenario, situation: Situation, walked: Walk) -> tuple[Chosen, ...]:
    """Give the plan, decision by decision, with the turn in which each was made."""
    turns = {name: commit.turn for commit in walked.commits for name in commit.choices}
    parts: list[Chosen] = []
    for name, choice in situation.plan.choices:
        point = scenario.decision(name)
        chosen = (choice,) if isinstance(choice, str) else choice
        says = tuple(point.option(each).says for each in chosen) or (point.none_says,)
        how = f"turn {turns[name]}" if name in turns else "given from the start"
        how += ", moved later" if name in walked.moved else ""
        parts.append(Chosen(point.label, turns.get(name, 0), choice_text(scenario, name, choice), says, how))
    return tuple(parts)


def courses(scenario: Scenario, situation: Situation, walked: Walk) -> dict[str, tuple[Standing, ...]]:
    """Give every measure's standing after each turn; the last one is the end, where nothing is open any more."""
    found: dict[str, list[Standing]] = {measure.id: [] for measure in scenario.frame.measures}
    for turn, stood in walked.after[:-1]:
        outcome, reach = outcome_of(scenario, stood), _cone(scenario, stood)
        for measure in scenario.frame.measures:
            found[measure.id].append(_standing(measure, f"after turn {turn}", outcome, reach))
    final = outcome_of(scenario, situation)
    for measure in scenario.frame.measures:
        points = final.measure(measure.id).points
        band = band_label(measure, final.measure(measure.id).band)
        found[measure.id].append(Standing(FINAL, points, band, (points, points), (band,)))
    return {name: tuple(standings) for name, standings in found.items()}


def _cone(scenario: Scenario, situation: Situation) -> Cone | None:
    """Work out what was still open; None for a scenario too large for it."""
    try:
        return cone(scenario, situation)
    except (SpaceError, SpaceTooLarge):
        return None


def _standing(measure: Measure, when: str, outcome: Outcome, reach: Cone | None) -> Standing:
    here = outcome.measure(measure.id)
    band = band_label(measure, here.band)
    if reach is None:
        return Standing(when, here.points, band, None, ())
    found = reach.reach[measure.id]
    open_bands = tuple(band_label(measure, each) for each in found.bands)
    return Standing(when, here.points, band, (found.least, found.most), open_bands)


def words_of(walked: Walk) -> Iterator[tuple[str, str, str]]:
    """Give what was written when turns were committed: a key as notes have it, the question, the words."""
    for commit in walked.commits:
        yield f"reason-{commit.turn}", f"Why, in turn {commit.turn}?", as_typed(commit.reason)
        yield f"assumption-{commit.turn}", f"On what assumption, in turn {commit.turn}?", as_typed(commit.assumption)
        yield "condition", "“I will change my mind if ...”", as_typed(commit.condition)
