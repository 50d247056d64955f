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
from exercise.words import say


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
                told += f" {_moved(scenario, name, was, now)}"
        if told:
            happened.append(told)
    return Walk(tuple(after.items()), tuple(commits), tuple(happened), frozenset(moved))


def _told(scenario: Scenario, event: object) -> str:
    """Say what happened beside the commits of turns; nothing for an event that moves nothing."""
    match event:
        case InjectAnswered():
            inject = scenario.inject(event.inject)
            answer = inject.answer(event.answer).label
            return say(
                "{inject} (from {sender}). Answered: {answer}.",
                inject=inject.title,
                sender=inject.sender,
                answer=answer,
            )
        case PlanChanged(when="early"):
            return say("The one change of plan, early.")
        case PlanChanged():
            return say("The one change of plan, late.")
        case Rolled():
            label = next(each.label for each in scenario.frame.chances if each.id == event.chance)
            return say("{what}: chance said {value}.", what=label, value=event.value)
        case _:
            return ""


def choice_text(scenario: Scenario, decision: str, choice: Choice) -> str:
    """Name a choice by the labels of its options; a set without an item is called nothing."""
    point = scenario.decision(decision)
    chosen = (choice,) if isinstance(choice, str) else choice
    return ", ".join(point.option(each).label for each in chosen) or say("nothing")


def _moved(scenario: Scenario, decision: str, was: Choice, now: Choice) -> str:
    return say(
        "{decision}: {was}, then {now}.",
        decision=scenario.decision(decision).label,
        was=choice_text(scenario, decision, was),
        now=choice_text(scenario, decision, now),
    )


def plan_parts(scenario: Scenario, situation: Situation, walked: Walk) -> tuple[Chosen, ...]:
    """Give the plan, decision by decision, with the turn in which each was made."""
    turns = {name: commit.turn for commit in walked.commits for name in commit.choices}
    parts: list[Chosen] = []
    for name, choice in situation.plan.choices:
        point = scenario.decision(name)
        chosen = (choice,) if isinstance(choice, str) else choice
        says = tuple(point.option(each).says for each in chosen) or (point.none_says,)
        how = say("turn {turn}", turn=turns[name]) if name in turns else say("given from the start")
        if name in walked.moved:
            how = say("{how}, moved later", how=how)
        parts.append(Chosen(point.label, turns.get(name, 0), choice_text(scenario, name, choice), says, how))
    return tuple(parts)


def courses(scenario: Scenario, situation: Situation, walked: Walk) -> dict[str, tuple[Standing, ...]]:
    """Give every measure's standing after each turn; the last one is the end, where nothing is open any more."""
    found: dict[str, list[Standing]] = {measure.id: [] for measure in scenario.frame.measures}
    for turn, stood in walked.after[:-1]:
        outcome, reach = outcome_of(scenario, stood), _cone(scenario, stood)
        for measure in scenario.frame.measures:
            found[measure.id].append(_standing(measure, turn, outcome, reach))
    final = outcome_of(scenario, situation)
    for measure in scenario.frame.measures:
        points = final.measure(measure.id).points
        band = band_label(measure, final.measure(measure.id).band)
        found[measure.id].append(Standing(None, points, band, (points, points), (band,)))
    return {name: tuple(standings) for name, standings in found.items()}


def _cone(scenario: Scenario, situation: Situation) -> Cone | None:
    """Work out what was still open; None for a scenario too large for it."""
    try:
        return cone(scenario, situation)
    except (SpaceError, SpaceTooLarge):
        return None


def _standing(measure: Measure, turn: int, outcome: Outcome, reach: Cone | None) -> Standing:
    here = outcome.measure(measure.id)
    band = band_label(measure, here.band) if here.band else ""
    if reach is None:
        return Standing(turn, here.points, band, None, ())
    found = reach.reach[measure.id]
    open_bands = tuple(band_label(measure, each) for each in found.bands)
    return Standing(turn, here.points, band, (found.least, found.most), open_bands)


def words_of(walked: Walk) -> Iterator[tuple[str, str, str]]:
    """Give what was written when turns were committed: a key as notes have it, the question, the words."""
    for commit in walked.commits:
        turn = commit.turn
        yield f"reason-{turn}", say("Why, in turn {turn}?", turn=turn), as_typed(commit.reason)
        assumed = say("On what assumption, in turn {turn}?", turn=turn)
        yield f"assumption-{turn}", assumed, as_typed(commit.assumption)
        yield "condition", say("“I will change my mind if ...”"), as_typed(commit.condition)
