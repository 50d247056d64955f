"""The scenarios that can be played here: each read once for what its files say, and the one that comes first."""

from __future__ import annotations

from pathlib import Path
from threading import Lock
from typing import Final

from exercise.app import settings
from exercise.scenario.folder import files_of
from exercise.scenario.library import digest_of, read_scenario, scenario_folders
from exercise.scenario.model import Scenario
from exercise.scenario.playing import Variant

FIRST: Final = "dprk-deployment"
PRACTICE: Final = "practice"
ALONE: Final = "solo"
_MOST: Final = 32

_read: dict[tuple[str, str], Scenario] = {}
_reading = Lock()


def folders() -> dict[str, Path]:
    """Give the folders of all scenarios by id, the first one first, then by name."""
    found = scenario_folders(settings.in_force().scenarios)
    return {name: found[name] for name in sorted(found, key=lambda name: (name != FIRST, name))}


def scenario_in(folder: Path) -> Scenario:
    """Read a scenario, again only where its rules changed; raises ScenarioError with every fault."""
    known_as = folder.name, digest_of(files_of(folder))
    with _reading:
        if known_as not in _read:
            scenario = read_scenario(folder)
            while len(_read) >= _MOST:
                del _read[next(iter(_read))]
            _read[known_as] = scenario
        return _read[known_as]


def alone_in(scenario: Scenario) -> Variant:
    """Give the variant for somebody who plays alone: the one named so, else the shortest."""
    named = (variant for variant in scenario.variants if variant.id == ALONE)
    return next(named, None) or min(scenario.variants, key=lambda variant: variant.minutes)
