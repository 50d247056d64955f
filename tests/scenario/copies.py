"""Copies of the shipped scenarios that tests may break, and the faults that are found in them."""

import shutil
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

from exercise.scenario.faults import Fault, ScenarioError
from exercise.scenario.library import SHIPPED, read_scenario

Given = TypeVar("Given")


def copied(place: Path, name: str = "practice") -> Path:
    """A copy of a shipped scenario in a folder of the same name."""
    return Path(shutil.copytree(SHIPPED / name, place / name))


def replaced(folder: Path, file: str, old: str, new: str) -> tuple[int, int]:
    """Put `new` in the place of `old`, which stands in the file once; gives its line and column, from 1."""
    path = folder / file
    text = path.read_text(encoding="utf-8")
    assert text.count(old) == 1, f"{old!r} stands {text.count(old)} times in {file}"
    at = text.index(old)
    path.write_text(text.replace(old, new), encoding="utf-8")
    return text.count("\n", 0, at) + 1, at - (text.rfind("\n", 0, at) + 1) + 1


def attempted(work: Callable[[], Given]) -> tuple[Given | None, tuple[Fault, ...]]:
    """What some reading gives, and the faults with which it is refused; anything else that is raised goes through."""
    try:
        return work(), ()
    except ScenarioError as error:
        return None, error.faults


def refused(work: Callable[[], object]) -> tuple[Fault, ...]:
    """The faults with which some reading is refused; fails where it is not."""
    _, faults = attempted(work)
    assert faults, "it was read without a fault"
    return faults


def faults_of(folder: Path) -> tuple[Fault, ...]:
    """The faults with which a folder is refused."""
    return refused(lambda: read_scenario(folder))


def only(faults: tuple[Fault, ...]) -> Fault:
    """The one fault there is."""
    assert len(faults) == 1, "\n".join(map(str, faults))
    return faults[0]


def place(fault: Fault) -> tuple[int, int]:
    """Where a fault stands in its file."""
    return fault.line, fault.column
