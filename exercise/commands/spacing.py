"""`exercise space`: every coherent plan with what it leads to, as a CSV file."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pandas as pd

from exercise.analysis.axes import SpaceTooLarge
from exercise.analysis.grid import PlanSpace, plan_space
from exercise.analysis.masks import SpaceError
from exercise.commands.console import DONE, ERR, REFUSED, complain, print_faults
from exercise.scenario.faults import ScenarioError
from exercise.scenario.library import find_folder, read_scenario


def write_space(name: str, extra: Path | None, out: Path) -> int:
    """Write the plan space of a scenario; gives the exit code."""
    try:
        scenario = read_scenario(find_folder(name, extra))
        space = plan_space(scenario)
    except ScenarioError as error:
        print_faults(error.faults)
        return REFUSED
    except (SpaceError, SpaceTooLarge) as error:
        complain(str(error))
        return REFUSED
    try:
        with ERR.status(f"Writing {space.size:,} plans"):
            as_frame(space).to_csv(out, index=False, lineterminator="\n")
    except OSError as error:
        complain(f"{out}: it cannot be written: {error.strerror}; choose a folder that exists and has room")
        return REFUSED
    complain(f"{space.size:,} plans written to {out}")
    return DONE


def as_frame(space: PlanSpace) -> pd.DataFrame:
    """Give the plan space as a table of texts and numbers, one row a coherent plan.

    Columns: decisions, items of sets as true and false, then each measure's points and band, and the end state.
    Numbers of ratios carry six decimals.
    """
    columns: dict[str, object] = {}
    for axis in space.axes.all:
        names = [str(value).lower() if axis.item is not None else str(value) for value in axis.values]
        columns[axis.name] = _named(space.column(space.choice(axis)), names)
    for measure in space.scenario.frame.measures:
        points = space.column(space.points[measure.id])
        if measure.ratio is not None:
            different, back = np.unique(points, return_inverse=True)
            columns[measure.id] = _named(back, [f"{value:.6f}" for value in different.tolist()])
        else:
            columns[measure.id] = points
        columns[f"{measure.id}.band"] = _named(space.column(space.bands[measure.id]), measure.band_ids)
    ends = [end.id for end in space.scenario.frame.end_states]
    columns["end_state"] = _named(space.column(space.end_states), ends or [""])
    return pd.DataFrame(columns)


def _named(codes: npt.NDArray[np.generic], names: Sequence[str]) -> object:
    """Give texts for places; each different text is kept once."""
    return pd.Categorical.from_codes(codes.astype(np.int64), dtype=pd.CategoricalDtype(list(names)))
