"""Do bands tell plans apart, and does a turn leave enough of them open?"""

from __future__ import annotations

from itertools import product

import numpy as np

from exercise.analysis.behind import decisions_behind
from exercise.analysis.grid import PlanSpace
from exercise.analysis.masks import Points
from exercise.play.situation import turn_plan
from exercise.scenario.frame import Measure
from exercise.scenario.promises import Spread


def band_shares(space: PlanSpace) -> dict[str, dict[str, int]]:
    """Count, for every measure, the plans in each band."""
    counts: dict[str, dict[str, int]] = {}
    for measure in space.scenario.frame.measures:
        compact = space.bands[measure.id]
        factor = space.size // compact.size
        found = [int(np.count_nonzero(compact == code)) for code in range(len(measure.bands))]
        counts[measure.id] = {band: count * factor for band, count in zip(measure.band_ids, found, strict=True)}
    return counts


def ending_shares(space: PlanSpace) -> dict[str, int]:
    """Count the plans that end in each end state."""
    ends = space.scenario.frame.end_states
    found = np.bincount(space.end_states.reshape(-1), minlength=len(ends)) * (space.size // space.end_states.size)
    return {end.id: int(count) for end, count in zip(ends, found, strict=True)}


def crowded_bands(space: PlanSpace, most_percent: int) -> tuple[str, ...]:
    """Say which bands hold more of the plans than they may."""
    found: list[str] = []
    for measure, counts in band_shares(space).items():
        for band, count in counts.items():
            if count * 100 > most_percent * space.size:
                found.append(f"{measure} is {band} in {count:,} of {space.size:,} plans")
    return tuple(found)


def closed_measures(space: PlanSpace, rule: Spread) -> tuple[str, ...]:
    """Say which measures a turn closes too early: fewer bands open than asked, though decisions it reads are open.

    Every way to decide up to the turn is tried; the one change is left out, so what is open is open by itself.
    """
    scenario = space.scenario
    turns = [turn for turn in turn_plan(scenario, None) if turn <= rule.after_turn]
    decided = [d for d in scenario.frame.decisions if d.turn in turns and d.choose == "one"]
    names = {decision.id for decision in decided}
    unsettled = [m for m in scenario.frame.measures if not decisions_behind(scenario, m.id) <= names]
    ways = list(product(*(decision.option_ids for decision in decided)))
    counts = {measure.id: _bands_open(space, names, len(ways), measure) for measure in unsettled}
    found: list[str] = []
    for way, options in enumerate(ways):
        for measure in unsettled:
            open_bands = counts[measure.id][way]
            if 0 < open_bands < min(rule.open_bands, len(measure.bands)):
                chosen = zip(decided, options, strict=True)
                where = " ".join(f"{decision.id}={option}" for decision, option in chosen)
                bands = "1 band" if open_bands == 1 else f"{open_bands} bands"
                found.append(f"after turn {rule.after_turn} with {where}, {measure.id} has {bands} open")
    return tuple(found)


def _bands_open(space: PlanSpace, decided: set[str], ways: int, measure: Measure) -> list[int]:
    """Count, for every way to make some decisions, the bands that some plan still reaches; 0 where none is coherent."""
    way: Points = np.zeros(space.axes.packed_unit, np.int32)
    for axis in space.axes.all:
        if axis.decision in decided:
            way = way * np.int32(len(axis.values)) + space.choice(axis)
    # A bit for each band, so that an OR over plans that do not differ in these decisions is the set of their bands.
    bits = (1 << np.arange(len(measure.bands))).astype(np.uint16).take(space.bands[measure.id])
    others = tuple(at for at, length in enumerate(way.shape) if length == 1)
    reached = np.bitwise_or.reduce(bits, axis=others, keepdims=True)
    found = np.zeros(ways, np.uint16)
    shape = np.broadcast_shapes(reached.shape, way.shape)
    np.bitwise_or.at(found, np.broadcast_to(way, shape).reshape(-1), np.broadcast_to(reached, shape).reshape(-1))
    return np.bitwise_count(found).tolist()
