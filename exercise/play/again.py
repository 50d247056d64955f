"""Playing again with one change: what a new play takes over from a finished one, and what it is compared with."""

from __future__ import annotations

from collections.abc import Mapping

from exercise.play.flow import Step, steps_of
from exercise.play.record import AnyEvent, InjectAnswered, Noted, Record, StepReached, TurnCommitted, outcome_of, replay
from exercise.scenario.model import Scenario

DECISION = "again_decision"
CHOICE = "again_choice-"
BAND = "again_band-"

# What was said along with a turn goes with it; guesses and sorts belong to the former play.
SAID_IN_TURNS = ("reason-", "condition", "forecast-")

Notes = Mapping[str, str | tuple[str, ...]]


def taken_over(scenario: Scenario, record: Record, decision: str) -> list[AnyEvent]:
    """Give what a new play begins with: the turns before one decision as they were, and notes of the former play.

    It stands at the beginning of that decision's turn. Raises KeyError for a decision there is none of.
    """
    former = replay(scenario, record)
    turn = _turn_of(scenario, former.variant, decision)
    events: list[AnyEvent] = [Noted(question=DECISION, value=decision)]
    events += [Noted(question=f"{CHOICE}{name}", value=choice) for name, choice in former.plan.choices]
    for found in outcome_of(scenario, former).measures:
        if found.band is not None:
            events.append(Noted(question=f"{BAND}{found.measure}", value=found.band))
    for event in record:
        if isinstance(event, TurnCommitted):
            if event.turn >= turn:
                break
            events.append(event)
        elif isinstance(event, InjectAnswered) or (
            isinstance(event, Noted) and event.question.startswith(SAID_IN_TURNS)
        ):
            events.append(event)
    return [*events, StepReached(step=_first_step(scenario, former.variant, turn).id)]


def former_choice(notes: Notes, decision: str) -> tuple[str, ...]:
    """Give what the former play chose, as a tuple; empty where this is no replay."""
    found = notes.get(f"{CHOICE}{decision}", ())
    return (found,) if isinstance(found, str) else found


def former_band(notes: Notes, measure: str) -> str | None:
    """Give the band in which the former play ended, None where this is no replay."""
    found = notes.get(f"{BAND}{measure}")
    return found if isinstance(found, str) else None


def _turn_of(scenario: Scenario, variant: str | None, decision: str) -> int:
    turns = next(each.turns for each in scenario.variants if each.id == variant)
    return next((turn.turn for turn in turns if decision in turn.decisions), scenario.decision(decision).turn)


def _first_step(scenario: Scenario, variant: str | None, turn: int) -> Step:
    steps = steps_of(scenario, str(variant))
    return next(step for step in steps if step.kind == "brief" and step.turn >= turn)
