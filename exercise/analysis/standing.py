"""Where one plan stands among all coherent plans."""

from __future__ import annotations

from dataclasses import dataclass

from exercise.analysis.conditions import row_of
from exercise.analysis.grid import PlanSpace
from exercise.play.plan import Plan


@dataclass(frozen=True, slots=True)
class Standing:
    """Where one plan stands in a measure: how many plans have fewer points, as many, more, and the same band.

    The first three count every plan once, this one among those that have as many.
    """

    measure: str
    points: int | float
    band: str
    fewer: int
    as_many: int
    more: int
    in_band: int


def standings(space: PlanSpace, plan: Plan) -> tuple[Standing, ...]:
    """Give where a plan stands in every measure, among all plans; ValueError for one that is not in the space."""
    row = row_of(space, plan)
    found: list[Standing] = []
    for measure in space.scenario.frame.measures:
        compact, codes = space.points[measure.id], space.bands[measure.id]
        points, code = space.value(compact, row), space.value(codes, row)
        fewer, as_many = space.count(compact < points), space.count(compact == points)
        more, in_band = space.size - fewer - as_many, space.count(codes == code)
        found.append(Standing(measure.id, points, measure.band_ids[int(code)], fewer, as_many, more, in_band))
    return tuple(found)
