"""The screens that pages are measured on: for each a play of its own that stands there."""

from __future__ import annotations

import itertools
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from importlib import import_module
from types import ModuleType

from measuring import FLAGSHIP, ROOT
from serving import Served

from exercise.play.plan import IllegalPlan, Plan, with_choice
from exercise.play.record import StepReached
from exercise.scenario.library import find_folder, read_scenario
from exercise.sessions.service import Service
from exercise.sessions.store import Store

FIRST_STEP = "guess"
VARIANT = "solo"
SEAL_OPEN = "debrief-4-open"


@dataclass(frozen=True, slots=True)
class Screen:
    """A page to visit: what it is called, who comes, and its path."""

    name: str
    cookies: Mapping[str, str]
    page: str = ""


def _seated() -> ModuleType:
    """Give the module of the browser tests that plays; this folder alone is where a script finds modules."""
    if str(ROOT) not in sys.path:
        sys.path.append(str(ROOT))
    return import_module("tests.browser.seated")


def seat_at(served: Served, step: str) -> dict[str, str]:
    """Play up to a screen in the server's database; gives the cookies of whoever sits there."""
    token, owner = _seated().played(served, step)
    return {"exercise-owner": owner, "exercise-seat": token}


def screens_of(served: Served, *, one_of_each: bool) -> list[Screen]:
    """Give every screen that a play of the flagship comes by, and the pages that stand outside of one.

    The fourth stop of the debrief is there twice: sealed, and as SEAL_OPEN, whose seal is still to be opened. Of
    screens of one kind only the first stays where `one_of_each`, but for the stops of the debrief.
    """
    finished = seat_at(served, "end")
    record = Service(Store(served.database)).position(finished["exercise-seat"]).record
    steps = [FIRST_STEP, *(event.step for event in record if isinstance(event, StepReached))]
    if one_of_each:
        kinds = {step if step.startswith("debrief") else step.partition("-")[0]: step for step in reversed(steps)}
        steps = [step for step in steps if step in kinds.values()]
    screens = [Screen(step, seat_at(served, step)) for step in steps[:-1]]
    screens += [Screen(steps[-1], finished), Screen(SEAL_OPEN, seat_at(served, "debrief-4"))]
    return [*screens, Screen("welcome", {}), Screen("my-plays", finished, "my-plays"), Screen("plan", {}, "plan")]


def combinations() -> list[dict[str, str]]:
    """Give every coherent combination of what the first turn decides, the one that the screens chose first."""
    scenario = read_scenario(find_folder(FLAGSHIP))
    turns = next(variant.turns for variant in scenario.variants if variant.id == VARIANT)
    decisions = [scenario.decision(name) for name in turns[0].decisions]
    found: list[dict[str, str]] = []
    for options in itertools.product(*(decision.option_ids for decision in decisions)):
        choices = {decision.id: option for decision, option in zip(decisions, options, strict=True)}
        plan = Plan(())
        try:
            for name, option in choices.items():
                plan = with_choice(scenario, plan, name, option)
        except IllegalPlan:
            continue
        found.append(choices)
    played_with = _seated().KURSK
    return sorted(found, key=lambda choices: any(played_with[name] != option for name, option in choices.items()))
