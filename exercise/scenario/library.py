"""Where scenarios are found, and the door through which they come in."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path

from exercise.scenario.faults import Fault, ScenarioError, shortened, suggestion
from exercise.scenario.folder import SEALED, files_of, text_of
from exercise.scenario.forms import read_rows
from exercise.scenario.inputs import Catalogue
from exercise.scenario.located import read_csv
from exercise.scenario.model import LaterFact, Scenario
from exercise.scenario.reading import Reading, digest_of

# An installed wheel carries the scenarios inside the package; a checkout has them beside it.
_CARRIED = Path(__file__).parents[1] / "scenarios"
SHIPPED = _CARRIED if _CARRIED.is_dir() else Path(__file__).parents[2] / "scenarios"


def scenario_folders(extra: Path | None = None) -> dict[str, Path]:
    """Give the folders of the shipped scenarios, and of those in `extra`, by id; `extra` wins."""
    places = [place for place in (SHIPPED, extra) if place is not None and place.is_dir()]
    return {
        folder.name: folder
        for place in places
        for folder in sorted(place.iterdir())
        if folder.is_dir() and not folder.name.startswith(".")
    }


def find_folder(name: str, extra: Path | None = None) -> Path:
    """Give the folder of a scenario by its id or its path; raises ScenarioError that names the ids there are."""
    folders = scenario_folders(extra)
    if name in folders:
        return folders[name]
    with suppress(OSError, ValueError):  # a name too long, or a folder that may not be looked into, is none
        if name and Path(name).is_dir():
            return Path(name)
    mend = suggestion(name, folders, "give a folder, or one of: " + ", ".join(folders))
    shown = shortened(name)
    raise ScenarioError([Fault(shown, 0, 0, "scenario-unknown", "there is no such scenario", shown, mend)])


def read_scenario(folder: Path | str) -> Scenario:
    """Read a scenario's folder.

    Raises ScenarioError with every fault of every file. Later facts are only checked here; `read_later` gives them.
    """
    folder = Path(folder)
    return Reading(files_of(folder), folder.resolve().name).scenario()


def read_later(folder: Path | str) -> tuple[LaterFact, ...]:
    """Read the sealed later facts of a scenario; none where there is no such file."""
    files = files_of(Path(folder))
    if SEALED not in files:
        return ()
    return read_rows(read_csv(text_of(SEALED, files[SEALED]), SEALED), LaterFact, SEALED, with_ids=False)


__all__ = ["Catalogue", "digest_of", "find_folder", "read_later", "read_scenario", "scenario_folders"]
