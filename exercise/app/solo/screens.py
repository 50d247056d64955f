"""Which screen a play stands on, and the function that draws it."""

from __future__ import annotations

from collections.abc import Callable

from exercise.app.solo import before, ending, injects, other_side, results, stops, turn
from exercise.play.flow import Step, StepKind, steps_of
from exercise.sessions.position import Play

SCREENS: dict[StepKind, Callable[[Play, Step], None]] = {
    "guess": before.guess,
    "reading": before.reading,
    "sort": before.sort,
    "seat": before.seat,
    "brief": turn.brief,
    "choose": turn.choose,
    "inject": injects.inject,
    "result": results.result,
    "sender": other_side.sender,
    "debrief": stops.stop,
    "resort": before.sort,
    "end": ending.end,
}


def step_of(play: Play) -> Step:
    """Give the screen a play stands on; the first where it has reached none."""
    steps = steps_of(play.scenario, str(play.situation.variant))
    return next((step for step in steps if step.id == play.step), steps[0])


def draw(play: Play) -> None:
    """Draw the screen a play stands on."""
    step = step_of(play)
    SCREENS[step.kind](play, step)
