"""Do bands tell plans apart, and does a turn leave enough of them open?"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import product

import numpy as np

from exercise.analysis.cone import Reach, cone
from exercise.analysis.grid import PlanSpace
from exercise.analysis.masks import SpaceError
from exercise.play.plan import IllegalPlan, plan_of
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
    decided = [d for d in scenario.frame.decisions if d.turn in turns and d.choose == "one"]
    names = {decision.id for decision in decided}
    unsettled = [m for m in scenario.frame.measures if not decisions_behind(scenario, m.id) <= names]
    found: list[str] = []
    for options in product(*(decision.option_ids for decision in decided)):
        chosen = dict(zip([decision.id for decision in decided], options, strict=True))
        reach = _reach(scenario, chosen)
        for measure in unsettled if reach else ():
            open_bands = len(reach[measure.id].bands)
            if open_bands < min(rule.open_bands, len(measure.bands)):
                where = " ".join(f"{name}={option}" for name, option in chosen.items())
                bands = "1 band" if open_bands == 1 else f"{open_bands} bands"
                found.append(f"after turn {rule.after_turn} with {where}, {measure.id} has {bands} open")
    return tuple(found)


def _reach(scenario: Scenario, chosen: dict[str, str]) -> Mapping[str, Reach]:
    """Give what is still reachable; nothing where no coherent plan has these choices."""
    try:
        return cone(scenario, Situation(None, plan_of(scenario, chosen), change_spent=True)).reach
    except (IllegalPlan, SpaceError):
        return {}


def decisions_behind(scenario: Scenario, measure: str) -> frozenset[str]:
    """Give every decision that a measure depends on, be it through other measures, totals or decision tables."""
    frame, sources = scenario.frame, scenario.inputs.sources
    decisions = {decision.id for decision in frame.decisions}
    ratios = {each.id: each.ratio.of for each in frame.measures if each.ratio is not None}
    behind: set[str] = set()
    seen: set[str] = set()
    waiting = [measure]
    while waiting:
        name = waiting.pop()
        if name in seen:
            continue
        seen.add(name)
        read = [ratios[name]] if name in ratios else _read_by(scenario, name)
        for source in (sources[each] for each in read):
            waiting.extend(frame.totals[source.of] if source.origin == "total" else [source.of])
            behind.update({source.of} & decisions)
    return frozenset(behind)


def _read_by(scenario: Scenario, target: str) -> Iterator[str]:
    """Give the inputs of the tables, and of the single limits, that write a measure or a derived value."""
    for table in scenario.tables.values():
        names = [column.name for column in table.table.inputs]
        if table.kind in {"modifier", "decision"} and table.table.outputs[0].name == target:
            yield from names
        elif table.kind == "limits":
            for rule in table.table.rules:
                tests = zip(names, rule.conditions, strict=True)
                yield from (name for name, test in tests if rule.outputs[0] == target and not test.is_any)
