"""Do bands tell plans apart, and does a turn leave enough of them open?"""

from __future__ import annotations

from itertools import product

import numpy as np

from exercise.analysis.cone import cone
from exercise.analysis.grid import PlanSpace
from exercise.play.plan import plan_of
from exercise.play.situation import Situation, turn_plan
from exercise.scenario.model import Scenario
from exercise.scenario.promises import Spread


def band_shares(space: PlanSpace) -> dict[str, dict[str, int]]:
    """Count, for every measure, the plans in each band."""
    counts: dict[str, dict[str, int]] = {}
    for measure in space.scenario.frame.measures:
        compact = space.bands[measure.id]
        factor = space.size // compact.size
        found = np.bincount(compact.reshape(-1), minlength=len(measure.bands)) * factor
        counts[measure.id] = {band: int(count) for band, count in zip(measure.band_ids, found, strict=True)}
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


def closed_measures(scenario: Scenario, rule: Spread) -> tuple[str, ...]:
    """Say which measures a turn closes too early: fewer bands open than asked, though decisions it reads are open.

    Every way to decide up to the turn is tried; the one change is left out, so what is open is open by itself.
    """
    turns = [turn for turn in turn_plan(scenario, None) if turn <= rule.after_turn]
    decided = [d for d in scenario.frame.decisions if d.turn in turns]
    found: list[str] = []
    for options in product(*(decision.option_ids for decision in decided if decision.choose == "one")):
        names = [decision.id for decision in decided if decision.choose == "one"]
        plan = plan_of(scenario, dict(zip(names, options, strict=True)))
        reach = cone(scenario, Situation(None, plan, change_spent=True)).reach
        for measure in scenario.frame.measures:
            open_bands = len(reach[measure.id].bands)
            if open_bands < min(rule.open_bands, len(measure.bands)) and not _settled(scenario, measure.id, set(names)):
                where = " ".join(f"{name}={option}" for name, option in zip(names, options, strict=True))
                found.append(f"after turn {rule.after_turn} with {where}, {measure.id} has {open_bands} band open")
    return tuple(found)


def _settled(scenario: Scenario, measure: str, decided: set[str]) -> bool:
    """Tell whether nothing that the measure reads is still open."""
    gauge = next(each for each in scenario.frame.measures if each.id == measure)
    read = {gauge.ratio.of.partition(".")[0]} if gauge.ratio is not None else set[str]()
    for table in scenario.tables_of("modifier"):
        if table.table.outputs[0].name == measure:
            read.update(scenario.inputs.sources[column.name].of for column in table.table.inputs)
    return read <= decided
