"""The exact cone after each turn, and what each other choice in a turn would have brought, over several openings."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

import numpy as np
from measuring import FLAGSHIP, Findings, Pace, Sample, side_by_side

from exercise.analysis.cone import cone
from exercise.analysis.grid import plan_space
from exercise.analysis.roads import what_if
from exercise.play.adjudication import adjudicate
from exercise.play.situation import Situation, committed, opening, turn_plan
from exercise.scenario.library import find_folder, read_scenario
from exercise.scenario.model import Scenario

CONE = "The exact cone, worst over openings"
WHAT_IF = "What if, worst over openings"
ALONE = "solo"
AIM = 50.0


@dataclass(frozen=True, slots=True)
class Stop:
    """A situation on a line of play: how many turns are committed, and which line it is."""

    turns: int
    line: str
    situation: Situation


def measure(pace: Pace) -> Findings:
    """Time the cone after each turn: the slowest line's median counts."""
    scenario = read_scenario(find_folder(FLAGSHIP))
    stops = [stop for variant in _variants(scenario, pace) for stop in lines(scenario, variant, pace.of(5, 1))]
    works = {f"{at}": (lambda stop=stop: cone.__wrapped__(scenario, stop.situation)) for at, stop in enumerate(stops)}
    taken = side_by_side({**works, "space": lambda: plan_space(scenario)}, pace.of(3, 1), warm=not pace.quick)
    space = taken.pop("space").median
    found = Findings()
    for turns in sorted({stop.turns for stop in stops}):
        samples = {stop.line: taken[f"{at}"] for at, stop in enumerate(stops) if stop.turns == turns}
        line, worst = max(samples.items(), key=lambda pair: pair[1].median)
        everything = Sample(tuple(second for sample in samples.values() for second in sample.seconds))
        what = f"after turn {turns}" if turns else "before the first turn"
        row = worst.row(
            f"cone.turn{turns}",
            CONE,
            f"{what}: worst of {len(samples)} ({line}); median of all {everything.median * 1e3:.1f} ms",
            ratio=worst.median / space,
            ratio_says="times plan_space() of all plans",
            aim=AIM,
        )
        found.rows.append(row)
    found.add(_what_ifs(scenario, pace))
    return found


def _what_ifs(scenario: Scenario, pace: Pace) -> Findings:
    """Time every other choice of each turn right after it, as somebody who plays alone is shown it."""
    turns = turn_plan(scenario, ALONE)
    stops = [stop for stop in lines(scenario, ALONE, pace.of(5, 1)) if stop.turns]
    works: dict[str, Callable[[], object]] = {}
    for at, stop in enumerate(stops):
        situation, decisions = stop.situation, list(turns.values())[stop.turns - 1]
        works[f"{at}"] = partial(what_if, scenario, situation, decisions)
        works[f"{at}-one"] = partial(adjudicate, scenario, situation.plan, situation.circumstances)
    taken = side_by_side(works, pace.of(9, 1))
    found = Findings()
    for turn, number in enumerate(turns, 1):
        worst = max((at for at, stop in enumerate(stops) if stop.turns == turn), key=lambda at: taken[f"{at}"].median)
        sample, choices = taken[f"{worst}"], len(what_if(scenario, stops[worst].situation, turns[number]))
        row = sample.row(
            f"whatif.turn{turn}",
            WHAT_IF,
            f"after turn {turn}: {choices} other choices, worst of {len(stops) // len(turns)} ({stops[worst].line})",
            ratio=sample.median / taken[f"{worst}-one"].median,
            ratio_says="times adjudicate() of that plan",
            aim=AIM,
        )
        found.rows.append(row)
    return found


def _variants(scenario: Scenario, pace: Pace) -> list[str | None]:
    everyone: list[str | None] = [None, *(variant.id for variant in scenario.variants)]
    return everyone[: pace.of(len(everyone), 1)]


def lines(scenario: Scenario, variant: str | None, count: int) -> list[Stop]:
    """The situations before, between and after the turns of some coherent plans that keep to a variant's presets."""
    start = opening(scenario, variant)
    presets = {name: (str(choice),) for name, choice in start.plan.choices if isinstance(choice, str)}
    space = plan_space(scenario, allowed=presets)
    stops: list[Stop] = []
    for number, row in enumerate(np.random.default_rng(11).integers(space.size, size=count)):
        choices = space.plan(int(row)).as_mapping()
        name = f"{variant or 'free'}-{number + 1}"
        situation = start
        stops.append(Stop(0, name, situation))
        for done, (turn, decisions) in enumerate(turn_plan(scenario, variant).items(), 1):
            situation = committed(scenario, situation, turn, {each: choices[each] for each in decisions})
            stops.append(Stop(done, name, situation))
    return stops
