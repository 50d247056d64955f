"""The walk of somebody who plays alone: which screens there are, in which order, and which inject is drawn."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from exercise.play.situation import Situation, is_open, variant_of
from exercise.scenario.model import Scenario
from exercise.scenario.playing import Inject, Slot
from exercise.scenario.promises import SortSentence

StepKind = Literal[
    "guess", "reading", "sort", "seat", "brief", "choose", "inject", "result", "sender", "debrief", "resort", "end"
]

DEBRIEF_STOPS = 5
ARGUABLE = "arguable"


@dataclass(frozen=True, slots=True)
class Step:
    """One screen: its id, what it is, and the turn or stop it belongs to."""

    id: str
    kind: StepKind
    turn: int = 0
    slot: int = 0


def steps_of(scenario: Scenario, variant: str) -> tuple[Step, ...]:
    """Give the screens of a variant, from the first guess to the end, where the debrief is kept.

    The sentences are sorted again before the last stop, which sets both sorts side by side.
    """
    sentences = list(enumerate(sorted_alone(scenario)))
    sorting = [Step(f"sort-{each.id}", "sort", slot=at) for at, each in sentences]
    opening: list[Step] = [Step("guess", "guess"), Step("reading", "reading"), *sorting, Step("seat", "seat")]
    turns: list[Step] = []
    for turn in variant_of(scenario, variant).turns:
        number = turn.turn
        turns += [Step(f"brief-{number}", "brief", number), Step(f"choose-{number}", "choose", number)]
        turns += [Step(f"inject-{number}-{at}", "inject", number, at) for at, _ in enumerate(turn.injects)]
        turns.append(Step(f"result-{number}", "result", number))
    stops = [Step(f"debrief-{stop}", "debrief", stop) for stop in range(1, DEBRIEF_STOPS + 1)]
    again = [Step(f"resort-{each.id}", "resort", DEBRIEF_STOPS, at) for at, each in sentences]
    return (*opening, *turns, Step("sender", "sender"), *stops[:-1], *again, stops[-1], Step("end", "end"))


def sorted_alone(scenario: Scenario) -> tuple[SortSentence, ...]:
    """Give the sentences that are sorted; one that can be argued either way is for talk, and left out."""
    return tuple(sentence for sentence in scenario.debrief.sort if sentence.id != ARGUABLE)


def following(scenario: Scenario, situation: Situation, step_id: str) -> Step | None:
    """Give the screen after one, passing over injects that are not open for this plan; None after the last."""
    steps = steps_of(scenario, str(situation.variant))
    at = next(place for place, step in enumerate(steps) if step.id == step_id)
    for step in steps[at + 1 :]:
        if step.kind != "inject" or drawn(scenario, situation, step) is not None:
            return step
    return None


def drawn(scenario: Scenario, situation: Situation, step: Step) -> Inject | None:
    """Give the inject that a slot brings to somebody alone: the one answered there, else the first that is open."""
    turn = next(each for each in variant_of(scenario, str(situation.variant)).turns if each.turn == step.turn)
    slot: Slot = turn.injects[step.slot]
    answered = {name for name, _ in situation.circumstances.answers}
    candidates = [scenario.inject(name) for name in slot.of]
    for inject in candidates:
        if inject.id in answered:
            return inject
    return next((each for each in candidates if each.answers and is_open(scenario, each, situation)), None)


def asked_item(scenario: Scenario, situation: Situation, inject: Inject) -> str | None:
    """Give the label of the first missing item, in its answer's order, that an inject asks for, if any."""
    for answer in inject.answers:
        effect = answer.plan
        if effect is not None and effect.give is not None:
            given = situation.plan.get(effect.give) or ()
            decision = scenario.decision(effect.give)
            return next((decision.option(item).label for item in effect.order if item not in given), None)
    return None
