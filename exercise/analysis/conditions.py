"""Cells over the plan space: for which plans does a mapping of input to cell hold, and which sentences stand?"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from exercise.analysis.grid import PlanSpace
from exercise.analysis.masks import Mask, Numbers, passing
from exercise.play.plan import Plan
from exercise.scenario.inputs import parse_cells
from exercise.scenario.model import Scenario
from exercise.scenario.promise_links import MEASURE_SENTENCE
from exercise.tables.cells import Number, parse_cell


def cells_mask(space: PlanSpace, cells: Mapping[str, str]) -> Mask:
    """Give, compact, for which plans all cells hold."""
    return space.masks.all_of(parse_cells(space.scenario.inputs, cells))


def number_mask(numbers: Numbers, cell: str) -> Mask:
    """Give where numbers pass a cell."""
    return passing(numbers, parse_cell(cell, Number("points")))


def plan_mask(space: PlanSpace, plan: Plan) -> Mask:
    """Give the mask of one complete plan."""
    axes = space.axes
    found: Mask = np.zeros(axes.layout, np.bool_)
    places: list[int] = []
    for axis in axes.all:
        choice = plan.get(axis.decision)
        value = choice if axis.item is None else axis.item in (choice or ())
        if value not in axis.values:
            return found
        places.append(axis.values.index(value))
    inside = 0
    for position in range(axes.first, axes.last):
        inside = inside * axes.shape[position] + places[position]
    for kept in np.flatnonzero(axes.kept == inside).tolist():
        found[(*places[: axes.first], kept, *places[axes.last :])] = True
    return found


def row_of(space: PlanSpace, plan: Plan) -> int:
    """Give the row of a complete, coherent plan in a space; ValueError for one that is not in it."""
    spread = space.column(plan_mask(space, plan))
    row = int(np.argmax(spread))
    if not spread[row]:
        message = "the plan is not complete, or not one of this space"
        raise ValueError(message)
    return row


def sentence_mask(scenario: Scenario, space: PlanSpace, sentence: str) -> Mask:
    """Give, compact, in which plans' debriefs a sentence stands."""
    if sentence.startswith(MEASURE_SENTENCE):
        known = {measure.id for measure in scenario.frame.measures}
        return np.full(space.axes.packed_unit, sentence.removeprefix(MEASURE_SENTENCE) in known, np.bool_)
    written = next(each for each in scenario.debrief.sentences if each.id == sentence)
    mask = cells_mask(space, written.when)
    return mask & cells_mask(space, {f"{written.each}.size": ">= 1"}) if written.each else mask
