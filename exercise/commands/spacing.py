"""`exercise space`: every coherent plan with what it leads to, as a CSV file."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd

from exercise.analysis.axes import SpaceTooLarge
from exercise.analysis.grid import PlanSpace, plan_space
from exercise.analysis.masks import SpaceError
from exercise.commands.console import DONE, ERR, REFUSED, complain, print_faults
from exercise.scenario.faults import ScenarioError
from exercise.scenario.library import find_folder, read_scenario

ROWS_AT_ONCE = 50_000


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
        places = space.column(space.choice(axis))
        names = [str(v).lower() if axis.item is not None else str(v) for v in axis.values]
        columns[axis.name] = pd.Categorical.from_codes(places, names)
    for measure in space.scenario.frame.measures:
        points = space.column(space.points[measure.id])
        if measure.ratio is not None:
            different, back = np.unique(points, return_inverse=True)
            columns[measure.id] = pd.Categorical.from_codes(back, [f"{value:.6f}" for value in different])
        else:
            columns[measure.id] = points
        codes = space.column(space.bands[measure.id])
        columns[f"{measure.id}.band"] = pd.Categorical.from_codes(codes, list(measure.band_ids))
    ends = [end.id for end in space.scenario.frame.end_states]
    if ends:
        columns["end_state"] = pd.Categorical.from_codes(space.column(space.end_states), ends)
    else:
        columns["end_state"] = ""
    return pd.DataFrame(columns)
